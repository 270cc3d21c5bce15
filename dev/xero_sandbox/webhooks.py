"""Notifications: collected, delivered in the background, tried again by the sandbox's clock, held while off."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from . import hooks
from .accounting.credits import KINDS
from .accounting.documents import update_text
from .hooks import envelope, sign

if TYPE_CHECKING:
    from .organisation import Organisation
    from .sandbox import App, Sandbox

RETRY = timedelta(minutes=15)
GIVE_UP = timedelta(hours=24)
KEPT = timedelta(days=31)
HISTORY = 1000
LOOK_SECONDS = 0.5  # how often the clock is looked at while something waits for it
RESOURCES = {
    "INVOICE": "Invoices", "CONTACT": "Contacts", "CREDITNOTE": "CreditNotes", "PREPAYMENT": "Prepayments",
    "OVERPAYMENT": "Overpayments", "PAYMENT": "Payments",
}  # fmt: skip
WAITING, DELIVERED, HELD, LOST = "waiting", "delivered", "held", "lost"

__all__ = ["Delivery", "Webhooks", "envelope", "sign"]


@dataclass
class Delivery:
    """One notification to one app."""

    client_id: str
    body: bytes
    created: datetime
    due: datetime
    status: str = WAITING
    answers: list[int] = field(default_factory=list)


class Webhooks:
    """The subscriptions and deliveries of one sandbox.

    `lose` and `double` are how many of the next notifications get lost or are sent twice; `reverse` is how many of them
    wait for each other and are then sent in the opposite order; `delay` is how many seconds of the sandbox's clock one
    waits before it is sent.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.deliveries: deque[Delivery] = deque(maxlen=HISTORY)
        self.enabled: dict[str, bool] = {}
        self.answers: dict[str, list[int]] = {}  # what an app answered when it was asked whether it intends to receive
        self.sequences: dict[str, int] = {}
        self.lose = self.double = self.reverse = 0
        self._turning: list[Delivery] = []
        self.delay = 0.0
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False

    # --- events ------------------------------------------------------------------------------------------------

    def enqueue(self, org: Organisation, category: str, event_type: str, resource_id: str) -> None:
        """Notify every app that is connected to an organisation and gave an address."""
        connections = self.sandbox.identity.connections.values()
        for client_id in {item.client_id for item in connections if item.tenant_id == org.tenant_id}:
            app = self.sandbox.apps.get(client_id)
            if app and app.webhook_url and app.webhook_key and (category != "PAYMENT" or app.payment_events):
                self._collect(app, self._event(org, category, event_type, resource_id))

    def _event(self, org: Organisation, category: str, event_type: str, resource_id: str) -> dict[str, Any]:
        event: dict[str, Any] = {
            "resourceUrl": f"https://api.xero.com/api.xro/2.0/{RESOURCES[category]}/{resource_id}",
            "resourceId": resource_id,
            "eventDateUtc": _moment(self._changed_at(org, category, resource_id)),
            "eventType": event_type,
            "eventCategory": category,
            "tenantId": org.tenant_id,
            "tenantType": "ORGANISATION",
        }
        for kind in KINDS:
            if kind.category == category:
                event["data"] = _data(getattr(org, kind.table)[resource_id], category)
        return event

    def _changed_at(self, org: Organisation, category: str, resource_id: str) -> datetime:
        """Return when a record changed: an event tells the moment of the change, not that of its delivery."""
        tables = {"INVOICE": org.invoices, "CONTACT": org.contacts, "CREDITNOTE": org.credit_notes}
        record = tables.get(category, {}).get(resource_id) or {}
        return record.get("UpdatedDateUTC") or self.sandbox.clock.now()

    def _collect(self, app: App, event: dict[str, Any]) -> None:
        sequence = self.sequences[app.client_id] = self.sequences.get(app.client_id, 0) + 1
        now = self.sandbox.clock.now()
        delivery = Delivery(app.client_id, envelope([event], sequence, sequence), now, now)
        delivery.due += timedelta(seconds=self.delay)
        copies = [delivery]
        if self.lose:
            self.lose -= 1
            delivery.status = LOST
        elif not self.enabled.get(app.client_id):
            delivery.status = HELD
        elif self.double:
            self.double -= 1
            copies.append(Delivery(app.client_id, delivery.body, now, delivery.due))
        with self._wake:
            self.deliveries.extend(self._turned(copies) if self.reverse else copies)
            self._start()
            self._wake.notify()

    def _turned(self, copies: list[Delivery]) -> list[Delivery]:
        """Return nothing until as many came as shall be turned around, then these, the last one first."""
        self._turning += copies
        if len(self._turning) < self.reverse:
            return []
        turned, self._turning, self.reverse = self._turning[::-1], [], 0
        return turned

    # --- delivery ----------------------------------------------------------------------------------------------

    def _start(self) -> None:
        if not self._thread and not self._stopped:
            self._thread = threading.Thread(target=self._work, name="xero-sandbox-webhooks", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while not self._stopped:
            delivery = self._next()
            if delivery:
                self._deliver(delivery)
                if delivery.status == WAITING and len(delivery.answers) == 1:
                    self._deliver(delivery)  # once more at once, from then on by the clock

    def _next(self) -> Delivery | None:
        """Return what is due, or wait until something may be."""
        with self._wake:
            waiting = [item for item in self.deliveries if item.status == WAITING]
            now = self.sandbox.clock.now()
            due = next((item for item in waiting if item.due <= now), None)
            if not due and not self._stopped:
                self._wake.wait(LOOK_SECONDS if waiting else None)
            return due

    def _deliver(self, delivery: Delivery) -> None:
        app = self.sandbox.apps.get(delivery.client_id)
        if not app or not app.webhook_url or not self.enabled.get(delivery.client_id):
            delivery.status = HELD
            return
        status = hooks.post(app.webhook_url, delivery.body, sign(delivery.body, app.webhook_key or ""))
        delivery.answers.append(status)
        now = self.sandbox.clock.now()
        delivery.due = now + RETRY
        if status == 200:
            delivery.status = DELIVERED
        elif now - delivery.created >= GIVE_UP:
            delivery.status = HELD
            self.enabled[delivery.client_id] = False  # and Xero sends an e-mail

    def wake(self) -> None:
        """Look at the clock: somebody moved it."""
        with self._wake:
            self._wake.notify()

    def stop(self) -> None:
        with self._wake:
            self._stopped = True
            self._wake.notify()

    # --- subscription ------------------------------------------------------------------------------------------

    def intent_to_receive(self, app: App) -> bool:
        """Switch an app's notifications on if its end point answers right; what was held goes out then."""
        self.enabled[app.client_id] = False
        if not (app.webhook_url and app.webhook_key):
            self.answers.pop(app.client_id, None)
            return False
        answers = self.answers[app.client_id] = hooks.intend(app.webhook_url, app.webhook_key)
        self.enabled[app.client_id] = answers == hooks.INTENDED
        if self.enabled[app.client_id]:
            self._release(app.client_id)
        return self.enabled[app.client_id]

    def _release(self, client_id: str) -> None:
        now = self.sandbox.clock.now()
        with self._wake:
            for delivery in self.deliveries:
                if delivery.client_id == client_id and delivery.status == HELD and now - delivery.created < KEPT:
                    delivery.status, delivery.created, delivery.due = WAITING, now, now
            self._start()
            self._wake.notify()


def _moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]


def _data(credit: dict[str, Any], category: str) -> dict[str, Any]:
    """Return what an event tells of a credit: the newer categories its time of change too."""
    data = {"Type": credit["Type"], "Status": credit["Status"]}
    if category != "CREDITNOTE":
        data["UpdatedDateUTCString"] = update_text(credit)
    return data
