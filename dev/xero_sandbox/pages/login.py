"""Log-in and consent, and what a person sees when an app asks wrongly."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from .layout import page, problem

if TYPE_CHECKING:
    from ..organisation import Organisation
    from ..sandbox import User

SCOPE_WORDS = {
    "offline_access": "Stay connected without you",
    "accounting.contacts": "View and change contacts",
    "accounting.invoices": "View and change invoices, bills and credit notes",
    "accounting.payments": "View and change payments",
    "accounting.settings": "View and change the chart of accounts, tax rates and settings",
    "accounting.settings.read": "View the chart of accounts, tax rates and settings",
    "accounting.attachments": "View and change attachments",
    "openid": "Know who you are",
    "profile": "View your name",
    "email": "View your e-mail address",
}


def login_page(app_name: str, message: str = "", users: Iterable[User] = ()) -> str:
    known = ", ".join(f"<b>{escape(user.email)}</b> (password {escape(user.password)})" for user in users)
    return page(
        "Log in",
        f'<div class="card narrow"><h1>Log in</h1><p>to connect <b>{escape(app_name)}</b></p>{problem(message)}'
        '<form method="post" action=""><label for="email">Email address</label>'
        '<input id="email" name="email" type="email" autocomplete="off" required autofocus>'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="off" required>'
        f'<button name="action" value="login">Log in</button></form><p class="muted">Here you can be {known}.</p></div>',
    )


def consent_page(
    app_name: str, ticket: str, organisations: list[Organisation], scopes: list[str], message: str = ""
) -> str:
    choices = (
        "".join(_choice(org, len(organisations) == 1) for org in organisations)
        or '<p class="muted">You have no organisation to connect.</p>'
    )
    wanted = "".join(f"<li>{escape(SCOPE_WORDS.get(scope, scope))}</li>" for scope in scopes)
    allow = '<button name="action" value="allow">Allow access</button>' if organisations else ""
    return page(
        "Allow access",
        f'<div class="card narrow"><h1>Allow access</h1>{problem(message)}'
        f"<p><b>{escape(app_name)}</b> wants access to one of your organisations:</p>"
        f'<form method="post" action=""><input type="hidden" name="ticket" value="{escape(ticket)}">{choices}'
        f"<details open><summary>It will be able to</summary><ul>{wanted}</ul></details>"
        f'{allow}<button class="plain" name="action" value="cancel">Cancel</button></form></div>',
    )


def _choice(org: Organisation, chosen: bool) -> str:
    about = f"{org.facts['CountryCode']}, {org.facts['BaseCurrency']}"
    return (
        f'<label class="choice"><input type="radio" name="tenant" value="{org.tenant_id}"{" checked" * chosen}>'
        f'{escape(org.name)} <span class="muted">({escape(about)})</span></label>'
    )


def error_page(message: str) -> str:
    return page(
        "Error",
        f'<div class="card narrow"><h1>Sorry, something went wrong</h1>{problem(f"Error: {message}")}'
        '<p class="muted">Compare the client id, the redirect URI and the scopes with the app in the developer portal.</p></div>',
    )
