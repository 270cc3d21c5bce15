"""Notifications: signed, delivered at once in the background, tried again, checked when they are set up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import queue
import secrets
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .organisation import Organisation
    from .sandbox import App, Sandbox

TIMEOUT = 5
RETRY_MINUTES = 15
GIVE_UP_HOURS = 24
RESOURCES = {"INVOICE": "Invoices", "CONTACT": "Contacts", "CREDITNOTE": "CreditNotes"}


@dataclass
class Delivery:
    """One notification to one app."""

    client_id: str
    body: bytes
    created: datetime
    next_try: datetime
    status: str = "waiting"
    attempts: int = 0
    answers: list[int] = field(default_factory=list)


class Webhooks:
    """The subscriptions and deliveries of one sandbox.

    `lose` and `double` are how many of the next notifications get lost or are sent twice.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.deliveries: list[Delivery] = []
        self.enabled: dict[str, bool] = {}
        self.sequences: dict[str, int] = {}
        self.lose = self.double = 0
        self._queue: queue.Queue[Delivery | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    def enqueue(self, org: Organisation, category: str, event_type: str, resource_id: str) -> None:
        """Notify every app that is connected to an organisation and listens."""
        connected = {
            item.client_id for item in self.sandbox.identity.connections.values() if item.tenant_id == org.tenant_id
        }
        for client_id in connected:
            app = self.sandbox.apps.get(client_id)
            if not (app and self.enabled.get(client_id)):
                continue
            if self.lose:
                self.lose -= 1
                continue
            for _copy in range(2 if self.double else 1):
                self._put(app, self._body(org, app, category, event_type, resource_id))
            self.double = max(self.double - 1, 0)

    def _body(self, org: Organisation, app: App, category: str, event_type: str, resource_id: str) -> bytes:
        self.sequences[app.client_id] = sequence = self.sequences.get(app.client_id, 0) + 1
        event = {
            "resourceUrl": f"https://api.xero.com/api.xro/2.0/{RESOURCES[category]}/{resource_id}",
            "resourceId": resource_id,
            "eventDateUtc": self.sandbox.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3],
            "eventType": event_type,
            "eventCategory": category,
            "tenantId": org.tenant_id,
            "tenantType": "ORGANISATION",
        }
        return envelope([event], sequence, sequence)

    def _put(self, app: App, body: bytes) -> None:
        now = self.sandbox.clock.now()
        delivery = Delivery(app.client_id, body, now, now)
        self.deliveries.append(delivery)
        self._start()
        self._queue.put(delivery)

    def _start(self) -> None:
        if not self._thread or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name="webhooks", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while delivery := self._queue.get():
            self._deliver(delivery)
            if delivery.status == "waiting" and delivery.attempts == 1:
                self._deliver(delivery)  # one more at once, the others by the clock

    def stop(self) -> None:
        self._queue.put(None)

    def retry_due(self) -> None:
        """Send again what is due by the sandbox's clock; disable a subscription that failed for a day."""
        now = self.sandbox.clock.now()
        for delivery in self.deliveries:
            if delivery.status == "waiting" and delivery.attempts and delivery.next_try <= now:
                if now - delivery.created > timedelta(hours=GIVE_UP_HOURS):
                    delivery.status = "failed"
                    self.enabled[delivery.client_id] = False
                elif self.enabled.get(delivery.client_id):
                    self._deliver(delivery)

    def _deliver(self, delivery: Delivery) -> None:
        app = self.sandbox.apps.get(delivery.client_id)
        if not app or not app.webhook_url:
            delivery.status = "failed"
            return
        status = post(app.webhook_url, delivery.body, sign(delivery.body, app.webhook_key or ""))
        delivery.attempts += 1
        delivery.answers.append(status)
        delivery.next_try = self.sandbox.clock.now() + timedelta(minutes=RETRY_MINUTES)
        delivery.status = "delivered" if status == 200 else "waiting"

    def intent_to_receive(self, app: App) -> bool:
        """Check an end point as Xero does when it is saved: right and wrong signatures have to be told apart."""
        self.enabled[app.client_id] = False
        if not (app.webhook_url and app.webhook_key):
            return False
        body = envelope([], 0, 0)
        right = sign(body, app.webhook_key)
        wrong = ("B" if right[0] == "A" else "A") + right[1:]
        answers = [post(app.webhook_url, body, header) for header in (right, wrong, sign(body, "other"), right)]
        self.enabled[app.client_id] = answers == [200, 401, 401, 200]
        return self.enabled[app.client_id]


def envelope(events: list[dict[str, Any]], first: int, last: int) -> bytes:
    body = {
        "events": events,
        "firstEventSequence": first,
        "lastEventSequence": last,
        "entropy": secrets.token_hex(10).upper(),
    }
    return json.dumps(body).encode()


def sign(body: bytes, key: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def post(url: str, body: bytes, signature: str) -> int:
    """Return the status of an answer, 0 for none, 299 for one that breaks the rules (a cookie, a body)."""
    headers = {"Content-Type": "application/json", "x-xero-signature": signature}
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            clean = not answer.read() and not answer.headers.get("Set-Cookie")
            return answer.status if clean else 299
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
