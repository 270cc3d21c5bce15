"""All of the sandbox's state: clock, apps, users, organisations, and what a person does on the Xero side."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from . import accounting, seeds
from .context import Call
from .faults import Faults
from .identity import Identity
from .limits import IdempotencyKeys, Limits
from .organisation import Organisation
from .webhooks import Webhooks

JOURNAL_LENGTH = 20_000


class Clock:
    """Xero's time: the machine's, plus what somebody advanced it by."""

    def __init__(self) -> None:
        self.offset = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(timezone.utc) + self.offset

    def advance(self, seconds: float) -> None:
        self.offset += timedelta(seconds=seconds)


@dataclass
class App:
    """An app in the developer portal; without a secret it is a PKCE app."""

    client_id: str
    client_secret: str | None = None
    redirect_uris: list[str] = field(default_factory=list)
    name: str = "An app"
    webhook_url: str | None = None
    webhook_key: str | None = None


@dataclass
class User:
    """A person who can log in; `tenants` None means every organisation."""

    email: str
    password: str
    user_id: str
    tenants: list[str] | None = None


class Sandbox:
    """One imitated Xero.

    :param seeds: names of organisations to begin with, see `seeds.SEEDS`
    """

    def __init__(self, seeds: tuple[str, ...] = ("au",), **options: Any) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.apps: dict[str, App] = {}
        self.organisations: dict[str, Organisation] = {}
        self.requests: list[dict[str, Any]] = []
        self.faults = Faults()
        self.limits = Limits()
        self.keys = IdempotencyKeys()
        self.webhooks = Webhooks(self)
        self.identity = Identity(self)
        self.users = {
            user.email: user
            for user in (
                User("demo@example.com", "demo", "11111111-1111-4111-8111-111111111111"),
                User("second@example.com", "demo", "22222222-2222-4222-8222-222222222222"),
            )
        }
        for name in seeds:
            self.add_seed(name, **options)

    def add_seed(self, name: str, **options: Any) -> Organisation:
        if name not in seeds.SEEDS:
            raise ValueError(f"Unknown seed {name}; there are {', '.join(seeds.SEEDS)}")
        org = seeds.SEEDS[name](self.clock.now(), **options)
        return self.add_organisation(org)

    def add_organisation(self, org: Organisation) -> Organisation:
        org.listeners.append(self.webhooks.enqueue)
        self.organisations[org.tenant_id] = org
        return org

    def register_app(self, client_id: str, client_secret: str | None = None, **values: Any) -> App:
        """Register an app, or replace the one of this id."""
        app = App(client_id, client_secret or None, **values)
        with self.lock:
            self.apps[client_id] = app
        self.webhooks.intent_to_receive(app)
        return app

    def organisations_of(self, user: User) -> list[Organisation]:
        return [org for org in self.organisations.values() if user.tenants is None or org.tenant_id in user.tenants]

    def organisation(self, name_or_id: str) -> Organisation:
        for org in self.organisations.values():
            if name_or_id in (org.tenant_id, org.name, org.facts.get("ShortCode")):
                return org
        raise KeyError(name_or_id)

    def note(self, entry: dict[str, Any]) -> None:
        self.requests.append(entry)
        del self.requests[:-JOURNAL_LENGTH]

    def consent_code(
        self, client_id: str, redirect_uri: str, scopes: list[str], tenant_ids: list[str], **values: Any
    ) -> str:
        """Return the code that the consent page would send back for the first user."""
        user = next(iter(self.users.values()))
        return self.identity.grant(self.apps[client_id], user, redirect_uri, scopes, tenant_ids, **values)

    # --- a person on the Xero side -----------------------------------------------------------------------------

    def _call(self, tenant_id: str) -> Call:
        return Call(self, self.organisations[tenant_id], "PUT", "", self.clock.now())

    def pay(
        self, tenant_id: str, invoice_id: str, amount: Any = None, account: str | None = None, date: str | None = None
    ) -> dict[str, Any]:
        """Record a payment as a person does; the whole amount due into the first bank account unless said otherwise."""
        with self.lock:
            call = self._call(tenant_id)
            invoice = call.org.invoices[invoice_id]
            bank = next(item["AccountID"] for item in call.org.accounts.values() if item["Type"] == "BANK")
            payload = {
                "Invoice": {"InvoiceID": invoice_id},
                "Account": {"AccountID": account or bank},
                "Amount": Decimal(str(amount)) if amount is not None else invoice["AmountDue"],
                "Date": date or call.today.isoformat(),
            }
            return accounting.put_payments(call, [payload])[0]

    def delete_payment(self, tenant_id: str, payment_id: str) -> dict[str, Any]:
        with self.lock:
            return accounting.remove_payment(self._call(tenant_id), payment_id)

    def void_invoice(self, tenant_id: str, invoice_id: str) -> dict[str, Any]:
        with self.lock:
            return accounting.post_invoice(self._call(tenant_id), invoice_id, {"Status": "VOIDED"})

    def edit_contact(self, tenant_id: str, contact_id: str, **values: Any) -> dict[str, Any]:
        with self.lock:
            return accounting.post_contacts(self._call(tenant_id), [{"ContactID": contact_id, **values}])[0]

    def add_contact(self, tenant_id: str, **values: Any) -> dict[str, Any]:
        with self.lock:
            return accounting.put_contacts(self._call(tenant_id), [values])[0]
