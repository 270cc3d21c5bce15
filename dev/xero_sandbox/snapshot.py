"""Keeps the Xero side over a restart: one JSON file, replaced at once as a whole."""

from __future__ import annotations

import os
import threading
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .identity import Connection, Grant
from .organisation import Organisation
from .wire import dump, load

if TYPE_CHECKING:
    from .sandbox import Sandbox

SECONDS = 1.0


def take(sandbox: Sandbox) -> str:
    identity = sandbox.identity
    with sandbox.lock:
        return dump(
            {
                "offset": sandbox.clock.offset.total_seconds(),
                "organisations": [org.keep() for org in sandbox.organisations.values()],
                "apps": [asdict(app) for app in sandbox.apps.values()],
                "enabled": sandbox.webhooks.enabled,
                "sequences": sandbox.webhooks.sequences,
                "connections": [
                    {name: value for name, value in asdict(item).items() if name != "updated"}
                    for item in identity.connections.values()
                ],
                **{
                    kind: {key: asdict(grant) for key, grant in getattr(identity, kind).items()}
                    for kind in ("access", "refresh")
                },
            }
        )


def restore(sandbox: Sandbox, text: str) -> None:
    """Bring back what was kept; organisations that the snapshot lacks stay as they were seeded."""
    from .sandbox import App

    kept: dict[str, Any] = load(text)
    identity = sandbox.identity
    sandbox.clock.offset = timedelta(seconds=kept["offset"])
    for values in kept["organisations"]:
        sandbox.add_organisation(Organisation(**values))
    sandbox.apps = {values["client_id"]: App(**values) for values in kept["apps"]}
    sandbox.webhooks.enabled, sandbox.webhooks.sequences = kept["enabled"], kept["sequences"]
    identity.connections = {values["connection_id"]: Connection(**values) for values in kept["connections"]}
    for kind in ("access", "refresh"):
        setattr(identity, kind, {key: Grant(**values) for key, values in kept[kind].items()})


class Keeper:
    """Writes the snapshot whenever something changed."""

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        self.sandbox, self.path, self.last = sandbox, path, ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="snapshot", daemon=True)

    def start(self) -> None:
        if self.path.exists():
            restore(self.sandbox, self.path.read_text())
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self.save()

    def _work(self) -> None:
        while not self._stop.wait(SECONDS):
            self.save()

    def save(self) -> None:
        text = take(self.sandbox)
        if text != self.last:
            fresh = self.path.with_suffix(f".{os.getpid()}")
            fresh.write_text(text)
            os.replace(fresh, self.path)
            self.last = text
