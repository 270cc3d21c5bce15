"""All of the sandbox's state: clock, apps, users, organisations."""

from __future__ import annotations

import threading
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from . import seeds as known_seeds
from .faults import Faults
from .hooks import check_address
from .idempotency import IdempotencyKeys
from .identity import Identity
from .limits import Limits
from .organisation import Organisation
from .person import PersonSide
from .shapes import GUID_FORM
from .webhooks import Webhooks
from .wire import dump, load

JOURNAL_LENGTH = 20_000
SECOND = "second@example.com"  # sees the first seed's organisation alone


class Clock:
    """Xero's time: the machine's, plus what somebody advanced it by."""

    def __init__(self, moved: Callable[[], None] = lambda: None) -> None:
        self.offset = timedelta(0)
        self.moved = moved

    def now(self) -> datetime:
        return datetime.now(timezone.utc) + self.offset

    def advance(self, seconds: float) -> None:
        self.offset += timedelta(seconds=seconds)
        self.moved()


@dataclass
class App:
    """An app in the developer portal; without a secret it is a PKCE app.

    :param scopes: what it may ask for, None for every granular scope
    :param only_tenant: makes it a custom connection of this organisation
    :param payment_events: whether it is told of payments too; described since November 2026, delivery not confirmed
    """

    client_id: str
    client_secret: str | None = None
    redirect_uris: list[str] = field(default_factory=list)
    name: str = "An app"
    webhook_url: str | None = None
    webhook_key: str | None = None
    scopes: list[str] | None = None
    only_tenant: str = ""
    payment_events: bool = False


@dataclass
class User:
    """A person who can log in; `tenants` None means every organisation."""

    email: str
    password: str
    user_id: str
    tenants: list[str] | None = None


def first_users() -> dict[str, User]:
    users = (
        User("demo@example.com", "demo", "11111111-1111-4111-8111-111111111111"),
        User(SECOND, "demo", "22222222-2222-4222-8222-222222222222"),
        User("nobody@example.com", "demo", "33333333-3333-4333-8333-333333333333", tenants=[]),
    )
    return {user.email: user for user in users}


class Sandbox(PersonSide):
    """One imitated Xero.

    :param seeds: names of organisations to begin with, see `seeds.SEEDS`
    :param options: what seeds may need, such as `spec`, the path of the official API description
    """

    def __init__(self, seeds: tuple[str, ...] = ("au",), **options: Any) -> None:
        self.lock = threading.RLock()
        self.clock = Clock(moved=lambda: self.webhooks.wake())
        self.limits = Limits()
        self.faults = Faults()
        self.latency = 0.0  # seconds, of every answer
        self._seeds, self._options = tuple(seeds), options
        self.webhooks = Webhooks(self)
        self._begin(self._seeds)

    def _begin(self, seeds: tuple[str, ...]) -> None:
        self.apps: dict[str, App] = {}
        self.organisations: dict[str, Organisation] = {}
        self.seeded: dict[str, str] = {}  # the seeds' names by organisation
        self.requests: list[dict[str, Any]] = []
        self.identity_requests: deque[dict[str, Any]] = deque(maxlen=JOURNAL_LENGTH)
        self.keys = IdempotencyKeys()
        self.identity = Identity(self)
        self.users = first_users()
        for name in seeds:
            self.add_seed(name)
        self.users[SECOND].tenants = list(self.organisations)[:1]

    def reset(self, seeds: tuple[str, ...] | None = None) -> None:
        """Begin anew: apps, consents, books, journal, clock and faults; limits keep their numbers."""
        with self.lock:
            self.webhooks.stop()
            self.webhooks = Webhooks(self)
            self.clock.offset = timedelta(0)
            self.latency = 0.0
            self.faults.clear()
            self.limits.windows.clear()
            self._begin(self._seeds if seeds is None else tuple(seeds))

    # --- organisations and apps --------------------------------------------------------------------------------

    def add_seed(self, name: str) -> Organisation:
        """Add an organisation from a seed.

        :raise ValueError: when there is no such seed, or what it needs is missing
        """
        if name not in known_seeds.SEEDS:
            raise ValueError(f"Unknown seed {name}; there are {', '.join(known_seeds.SEEDS)}")
        org = self.add_organisation(known_seeds.SEEDS[name](self.clock.now(), **self._options))
        self.seeded[org.tenant_id] = name
        return org

    def add_organisation(self, org: Organisation) -> Organisation:
        org.listeners.append(lambda *event: self.webhooks.enqueue(*event))
        with self.lock:
            self.organisations[org.tenant_id] = org
        return org

    def vanish(self, tenant_id: str) -> Organisation:
        """Take an organisation away, as when a trial ends: calls for it are 403 from then on."""
        with self.lock:
            for item in list(self.identity.connections.values()):
                if item.tenant_id == tenant_id:
                    self.identity.disconnect(item)
            return self.organisations.pop(tenant_id)

    def reset_demo(self, tenant_id: str) -> Organisation:
        """Reset a demo company: it is there again with the same books and other ids, and nobody is connected."""
        old = self.vanish(tenant_id)
        others: dict[str, str] = {}
        text = GUID_FORM.sub(lambda found: others.setdefault(found[0], str(uuid.uuid4())), dump(old.keep()))
        org = self.add_organisation(Organisation(**load(text)))
        if old.tenant_id in self.seeded:
            self.seeded[org.tenant_id] = self.seeded.pop(old.tenant_id)
        return org

    def organisation(self, name_or_id: str) -> Organisation:
        """Return an organisation by its id, its name, its short code or its seed."""
        for org in self.organisations.values():
            if name_or_id in (org.tenant_id, org.name, org.facts.get("ShortCode"), self.seeded.get(org.tenant_id)):
                return org
        raise KeyError(name_or_id)

    def register_app(self, client_id: str, client_secret: str | None = None, **values: Any) -> App:
        """Register an app, or replace the one of this id; a webhook's end point is asked whether it works."""
        app = App(client_id, client_secret or None, **values)
        if app.webhook_url:
            check_address(app.webhook_url)
        with self.lock:
            self.apps[client_id] = app
        self.webhooks.intent_to_receive(app)
        return app

    # --- users -------------------------------------------------------------------------------------------------

    def organisations_of(self, user: User) -> list[Organisation]:
        return [org for org in self.organisations.values() if user.tenants is None or org.tenant_id in user.tenants]

    def consent_code(
        self,
        client_id: str,
        redirect_uri: str,
        scopes: list[str],
        tenant_ids: list[str],
        state: str | None = None,
        code_challenge: str | None = None,
        *,
        challenge: str | None = None,
        email: str = "demo@example.com",
    ) -> str:
        """Return the code that the consent page would send back.

        :param state: the browser brings it back beside the code; it is no part of this answer
        :param challenge: another name of `code_challenge`
        """
        app, user = self.apps[client_id], self.users[email]
        with self.lock:
            return self.identity.grant(app, user, redirect_uri, scopes, tenant_ids, code_challenge or challenge)

    def note(self, entry: dict[str, Any]) -> None:
        """Write a call into the journal."""
        self.requests.append(entry)
        del self.requests[:-JOURNAL_LENGTH]
