"""Connected apps and their notifications for a person."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from ..webhooks import Delivery
from .layout import table, tag, text

if TYPE_CHECKING:
    from ..organisation import Organisation
    from ..sandbox import App, Sandbox

SHOWN = 100


def overview(sandbox: Sandbox) -> str:
    rows = [
        (
            escape(app.name),
            f"<code>{escape(app.client_id)}</code>",
            "<br>".join(f"<code>{escape(uri)}</code>" for uri in app.redirect_uris),
            _webhook(sandbox, app),
            str(sum(item.client_id == app.client_id for item in sandbox.identity.connections.values())),
        )
        for app in sandbox.apps.values()
    ]
    heads = ("App", "Client id", "Redirect URIs", "Webhook", ">Connections")
    body = table(heads, rows, "No app is registered yet. The demo registers one by itself.")
    return f'<div class="card"><h1>Apps</h1>{body}</div>'


def _webhook(sandbox: Sandbox, app: App) -> str:
    if not app.webhook_url:
        return '<span class="muted">none</span>'
    if sandbox.webhooks.enabled.get(app.client_id):
        return f"on, <code>{escape(app.webhook_url)}</code>"
    answers = ", ".join(map(str, sandbox.webhooks.answers.get(app.client_id, ())))
    return f"off (answered {answers or 'nothing'}), <code>{escape(app.webhook_url)}</code>"


def deliveries(sandbox: Sandbox, org: Organisation, _base: str, _args: dict[str, str]) -> str:
    found = [item for item in list(sandbox.webhooks.deliveries) if org.tenant_id.encode() in item.body]
    rows = [
        (
            text(item.created),
            _what(item),
            f"<code>{escape(item.client_id)}</code>",
            ", ".join(map(str, item.answers)),
            tag(item.status),
        )
        for item in reversed(found[-SHOWN:])
    ]
    heads = ("When (UTC)", "What", "To", "Answers", "State")
    empty = "Nothing yet. A change here is told to every connected app that has a webhook."
    return f'<div class="card"><h1>Webhooks</h1>{table(heads, rows, empty)}</div>{overview(sandbox)}'


def _what(item: Delivery) -> str:
    events = json.loads(item.body)["events"]
    return "<br>".join(
        f"{escape(event['eventCategory'])} {escape(event['eventType'])} <code>{escape(event['resourceId'])}</code>"
        for event in events
    )
