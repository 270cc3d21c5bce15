"""Log-in and consent."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .layout import page

if TYPE_CHECKING:
    from ..organisation import Organisation
    from ..sandbox import User


def login_page(app_name: str, message: str = "") -> str:
    bad = f'<p class="bad" role="alert">{escape(message)}</p>' if message else ""
    return page(
        "Log in",
        f'<div class="card narrow"><h1>Log in</h1><p>to connect <b>{escape(app_name)}</b></p>{bad}'
        '<form method="post" action=""><label for="email">Email address</label>'
        '<input id="email" name="email" type="email" autocomplete="off" autofocus>'
        '<label for="password">Password</label><input id="password" name="password" type="password">'
        '<button name="action" value="login">Log in</button></form>'
        '<p class="muted">In the sandbox: demo@example.com with the password demo</p></div>',
    )


def consent_page(app_name: str, user: User, organisations: list[Organisation], scopes: list[str]) -> str:
    choices = "".join(
        f'<label><input type="radio" name="tenant" value="{org.tenant_id}"{" checked" if not position else ""}>'
        f'{escape(org.name)} <span class="muted">({org.facts["CountryCode"]}, {org.facts["BaseCurrency"]})</span></label>'
        for position, org in enumerate(organisations)
    )
    wanted = "".join(f"<li>{escape(scope)}</li>" for scope in scopes)
    return page(
        "Allow access",
        f'<div class="card narrow"><h1>Allow access</h1><p><b>{escape(app_name)}</b> wants access to</p>'
        f'<form method="post" action=""><input type="hidden" name="email" value="{escape(user.email)}">'
        f'<input type="hidden" name="password" value="{escape(user.password)}">{choices or "<p>You have no organisation.</p>"}'
        f"<details><summary>It will be able to</summary><ul>{wanted}</ul></details>"
        '<button name="action" value="allow">Allow access</button>'
        '<button class="plain" name="action" value="cancel">Cancel</button></form></div>',
    )


def error_page(message: str) -> str:
    return page(
        "Error",
        f'<div class="card narrow"><h1>Sorry, something went wrong</h1><p class="bad">Error: {escape(message)}</p>'
        '<p class="muted">Compare the client id, the redirect URI and the scopes with the app in the developer portal.</p></div>',
    )
