"""Keeps the Xero side over a restart: one JSON file, replaced at once as a whole."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import asdict, fields
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .grants import Grant
from .identity import Connection
from .organisation import Organisation
from .wire import dump, load

if TYPE_CHECKING:
    from .sandbox import Sandbox

FORM = 2  # of the file; another one is not understood
SECONDS = 1.0


def take(sandbox: Sandbox) -> str:
    """Return everything that a restart must not lose. The journal, faults, keys and deliveries are not among it."""
    identity, webhooks = sandbox.identity, sandbox.webhooks
    with sandbox.lock:
        return dump(
            {
                "form": FORM,
                "offset": sandbox.clock.offset.total_seconds(),
                "organisations": [org.keep() for org in sandbox.organisations.values()],
                "apps": [asdict(app) for app in sandbox.apps.values()],
                "enabled": webhooks.enabled,
                "sequences": webhooks.sequences,
                "connections": [asdict(item) for item in identity.connections.values()],
                "consented": [[*key, sorted(scopes)] for key, scopes in identity.consented.items()],
                "codes": {key: asdict(grant) for key, grant in identity.codes.items()},
                "access": {key: asdict(grant) for key, grant in identity.tokens.access.items()},
                "refresh": {key: asdict(grant) for key, grant in identity.tokens.refresh.items()},
            }
        )


def restore(sandbox: Sandbox, text: str) -> None:
    """Bring back what was kept; organisations that the snapshot lacks stay as they were seeded.

    :raise ValueError: when it is no snapshot, or one of another version
    """
    from .sandbox import App

    kept: dict[str, Any] = load(text)
    if not isinstance(kept, dict) or kept.get("form") != FORM:
        raise ValueError("a snapshot of another version of the sandbox")
    identity, webhooks = sandbox.identity, sandbox.webhooks
    sandbox.clock.offset = timedelta(seconds=kept["offset"])
    known = {field.name for field in fields(Organisation)}
    for values in kept["organisations"]:
        sandbox.add_organisation(Organisation(**{name: value for name, value in values.items() if name in known}))
    sandbox.apps = {values["client_id"]: App(**values) for values in kept["apps"]}
    webhooks.enabled, webhooks.sequences = kept["enabled"], kept["sequences"]
    identity.connections = {values["connection_id"]: Connection(**values) for values in kept["connections"]}
    identity.consented = {(client, user): set(scopes) for client, user, scopes in kept["consented"]}
    identity.codes = {key: Grant(**values) for key, values in kept["codes"].items()}
    identity.tokens.access = {key: Grant(**values) for key, values in kept["access"].items()}
    identity.tokens.refresh = {key: Grant(**values) for key, values in kept["refresh"].items()}


def fingerprint(sandbox: Sandbox) -> Any:
    """Return what differs when anything did that a snapshot holds."""
    webhooks = sandbox.webhooks
    with sandbox.lock:
        return (
            sandbox.clock.offset,
            [(key, org.last_change, len(org.contacts)) for key, org in sandbox.organisations.items()],
            repr(sandbox.apps),
            sandbox.identity.version,
            id(sandbox.identity),
            dict(webhooks.enabled),
            dict(webhooks.sequences),
        )


class Keeper:
    """Writes the snapshot within a second after something changed."""

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        self.sandbox, self.path = sandbox, path
        self._saved: Any = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="xero-sandbox-snapshot", daemon=True)

    def start(self) -> None:
        """Bring back what the file holds, then keep it up to date.

        :raise ValueError: when there is a file that cannot be read
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            restore(self.sandbox, self.path.read_text("utf-8"))
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self.save()

    def _work(self) -> None:
        while not self._stop.wait(SECONDS):
            try:
                self.save()
            except OSError as error:  # a full disk: the next second may be better
                print(f"{self.path} is not up to date: {error}", file=sys.stderr)

    def save(self) -> None:
        state = fingerprint(self.sandbox)
        if state == self._saved:
            return
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(take(self.sandbox))
        os.replace(fresh, self.path)
        self._saved = state
