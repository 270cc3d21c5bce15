"""One organisation: Xero-shaped plain dicts by id, with the types of Python inside."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from .index import Index, Order, contact_index, invoice_index

Record = dict[str, Any]
Records = dict[str, Record]
KEPT = (
    "tenant_id", "facts", "accounts", "tax_rates", "contacts", "contact_groups", "invoices", "credit_notes", "payments",
    "overpayments", "prepayments", "items", "tracking_categories", "bank_transactions", "batch_payments", "attachments",
    "history", "emails", "currencies", "branding_themes", "counters", "creators", "forbidden",
    "repeating",
    "approvals_a_month", "last_change",
)  # fmt: skip
SPACE = uuid.UUID("6f1d3f0e-2f0b-4c38-9a51-6f2f6f0a7c11")


def stable_id(*parts: str) -> str:
    """Return the same id for the same words, in every run."""
    return str(uuid.uuid5(SPACE, "/".join(parts)))


@dataclass
class Organisation:
    """The books of one organisation; `facts` are what GET /Organisation tells.

    Records are changed in place by the accounting rules, which call `remember` before and `changed` after; what a
    test changes by itself goes unnoticed by the indexes of names and numbers.
    """

    tenant_id: str
    facts: Record
    accounts: Records = field(default_factory=dict)
    tax_rates: Records = field(default_factory=dict)
    contacts: Records = field(default_factory=dict)
    contact_groups: Records = field(default_factory=dict)
    invoices: Records = field(default_factory=dict)
    credit_notes: Records = field(default_factory=dict)
    payments: Records = field(default_factory=dict)
    overpayments: Records = field(default_factory=dict)
    prepayments: Records = field(default_factory=dict)
    items: Records = field(default_factory=dict)
    tracking_categories: Records = field(default_factory=dict)
    bank_transactions: Records = field(default_factory=dict)
    batch_payments: Records = field(default_factory=dict)
    attachments: dict[str, list[Record]] = field(default_factory=dict)  # by the id of what they belong to
    history: dict[str, list[Record]] = field(default_factory=dict)
    emails: list[Record] = field(default_factory=list)
    currencies: set[str] = field(default_factory=set)
    branding_themes: list[Record] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    creators: dict[str, str] = field(default_factory=dict)  # which app made a document
    forbidden: set[str] = field(default_factory=lambda: {"ApproveTransactionsBeforePeriodLockDate"})  # actions
    repeating: set[str] = field(default_factory=set)  # contacts of repeating invoices
    approvals_a_month: int | None = None  # what an entry plan allows
    last_change: datetime | None = None
    listeners: list[Callable[..., None]] = field(default_factory=list, repr=False)
    seeding: bool = False  # ids are the same in every run

    def __post_init__(self) -> None:
        self._undo: list[Callable[[], Any]] | None = None
        self._events: list[tuple[str, str, str]] = []
        self.contact_keys: dict[str, Index] = contact_index(self.contacts)
        self.invoice_numbers: Index = invoice_index(self.invoices)
        self._orders: dict[tuple[str, str], Order] = {}

    @property
    def name(self) -> str:
        return self.facts["Name"]

    def keep(self) -> Record:
        """Return what a snapshot holds of it."""
        return {name: getattr(self, name) for name in KEPT}

    def in_order(self, table: str, id_field: str, by: str) -> Order:
        """Return a table in the order of a field; from the first time on it is kept, not sorted again."""
        if (table, by) not in self._orders:
            self._orders[table, by] = Order(getattr(self, table), id_field, by)
        return self._orders[table, by]

    # --- ids, numbers, times -----------------------------------------------------------------------------------

    def new_id(self) -> str:
        """Return an id; nobody but Xero chooses one."""
        if not self.seeding:
            return str(uuid.uuid4())
        self.counters["id"] = self.counters.get("id", 0) + 1
        return stable_id(self.tenant_id, "record", str(self.counters["id"]))

    def next_number(self, prefix: str) -> str:
        """Return the next number of a document; the caller asks again when it is taken."""
        self.counters[prefix] = self.counters.get(prefix, 0) + 1
        return f"{prefix}{self.counters[prefix]:04d}"

    def stamp(self, now: datetime) -> datetime:
        """Return a time of change that is later than every one before it, to the millisecond."""
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        if self.last_change and now <= self.last_change:
            now = self.last_change + timedelta(milliseconds=1)
        self.last_change = now
        return now

    # --- changes, all or nothing -------------------------------------------------------------------------------

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Take back what happened inside when it ends with an exception; only then is anybody told of changes."""
        outermost = self._undo is None
        if self._undo is None:
            self._undo = []
        marks = len(self._undo), len(self._events)
        try:
            yield
        except BaseException:
            while len(self._undo) > marks[0]:
                self._undo.pop()()
            del self._events[marks[1] :]
            raise
        finally:
            if outermost:
                self._undo = None
                self._tell()

    def remember(self, record: Record) -> None:
        """Note how a record is before it is changed."""
        self._note(record)
        if self._undo is not None:
            self._undo.append(partial(self._bring_back, record, copy.deepcopy(record)))

    def add(self, table: dict[str, Any], record_id: str, record: Any) -> None:
        """Put a record into a table, in the place of what was there."""
        if self._undo is not None:
            self._undo.append(partial(self._restore, table, record_id, table.get(record_id), record))
        table[record_id] = record
        self._note(record)

    def remove(self, table: Records, record_id: str) -> None:
        """Take a record out of a table."""
        if self._undo is not None:
            self._undo.append(partial(self._restore, table, record_id, table[record_id], table[record_id]))
        self._note(table.pop(record_id))

    def _bring_back(self, record: Record, before: Record) -> None:
        record.clear()
        record.update(before)
        self._note(record)

    def _restore(self, table: dict[str, Any], record_id: str, before: Any, record: Any) -> None:
        if before is None:
            table.pop(record_id, None)
        else:
            table[record_id] = before
        self._note(record)

    def _note(self, record: Any) -> None:
        for order in self._orders.values():
            order.note(record)

    def changed(self, category: str, event_type: str, resource_id: str) -> None:
        """Tell who listens that a record changed, once it is certain."""
        self._events.append((category, event_type, resource_id))
        if self._undo is None:
            self._tell()

    def _tell(self) -> None:
        events, self._events = self._events, []
        for event in events:
            for listener in self.listeners:
                listener(self, *event)
