"""The authorise page of login.xero.com: log-in, then consent, then back to the app."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from . import pages
from .errors import ApiError
from .replies import as_html, redirect

if TYPE_CHECKING:
    from .sandbox import App, Sandbox, User

WRONG_PASSWORD = "Your email or password is incorrect"


def answer(sandbox: Sandbox, request: Request) -> Response:
    """Show log-in, then consent; send the person back with a code or with what went wrong."""
    args, form = request.args.to_dict(), request.form.to_dict()
    with sandbox.lock:
        try:
            app = sandbox.identity.check_request(args)
        except ApiError as error:
            return as_html(pages.error_page(str(error.body)), 500)
        user = sandbox.identity.logged_in(form)
        if not user:
            return as_html(pages.login_page(app.name, WRONG_PASSWORD if form else "", sandbox.users.values()))
        if form.get("action") == "cancel":
            return back(args, error="access_denied")
        chosen = allowed(sandbox, user, request.form.getlist("tenant"))
        if form.get("action") == "allow" and chosen:
            return back(args, code=code(sandbox, app, user, args, chosen))
        return as_html(consent_form(sandbox, app, user, args, form))


def consent_form(sandbox: Sandbox, app: App, user: User, args: dict[str, str], form: dict[str, str]) -> str:
    message = "Choose an organisation." if form.get("action") == "allow" else ""
    ticket = sandbox.identity.ticket(user)
    return pages.consent_page(app.name, ticket, sandbox.organisations_of(user), args["scope"].split(), message)


def allowed(sandbox: Sandbox, user: User, tenants: list[str]) -> list[str]:
    return [org.tenant_id for org in sandbox.organisations_of(user) if org.tenant_id in tenants]


def code(sandbox: Sandbox, app: App, user: User, args: dict[str, str], tenants: list[str]) -> str:
    scopes, challenge = args["scope"].split(), args.get("code_challenge")
    return sandbox.identity.grant(app, user, args["redirect_uri"], scopes, tenants, challenge)


def back(args: dict[str, str], **values: str) -> Response:
    if "state" in args:
        values["state"] = args["state"]
    separator = "&" if "?" in args["redirect_uri"] else "?"
    return redirect(args["redirect_uri"] + separator + urlencode(values))
