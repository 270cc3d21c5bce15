"""One organisation: Xero-shaped plain dicts by id, with the types of Python inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Records = dict[str, dict[str, Any]]
KEPT = (
    "tenant_id", "facts", "accounts", "tax_rates", "contacts", "contact_groups", "invoices", "credit_notes", "payments",
    "currencies", "branding_themes", "counters", "last_change",
)  # fmt: skip


@dataclass
class Organisation:
    """The books of one organisation; `facts` are what GET /Organisation tells."""

    tenant_id: str
    facts: dict[str, Any]
    accounts: Records = field(default_factory=dict)
    tax_rates: Records = field(default_factory=dict)
    contacts: Records = field(default_factory=dict)
    contact_groups: Records = field(default_factory=dict)
    invoices: Records = field(default_factory=dict)
    credit_notes: Records = field(default_factory=dict)
    payments: Records = field(default_factory=dict)
    currencies: set[str] = field(default_factory=set)
    branding_themes: list[dict[str, Any]] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    last_change: datetime | None = None
    listeners: list[Callable[..., None]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.facts["Name"]

    def stamp(self, now: datetime) -> datetime:
        """Return a time of change that is later than every one before it, to the millisecond."""
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        if self.last_change and now <= self.last_change:
            now = self.last_change + timedelta(milliseconds=1)
        self.last_change = now
        return now

    def next_number(self, prefix: str) -> str:
        self.counters[prefix] = self.counters.get(prefix, 0) + 1
        return f"{prefix}{self.counters[prefix]:04d}"

    def changed(self, category: str, event_type: str, resource_id: str) -> None:
        """Tell who listens that a record changed."""
        for listener in self.listeners:
            listener(self, category, event_type, resource_id)

    def keep(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in KEPT}
