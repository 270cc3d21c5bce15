"""Finds records by a value that has to be unique, without a walk through all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Record = dict[str, Any]


def same(text: Any) -> str:
    """Return a text as Xero compares names and numbers: any case, spaces folded."""
    return " ".join(str(text or "").split()).casefold()


class Index:
    """Which records may have a value; every hit is looked at again, so that an old entry does no harm."""

    def __init__(self, table: dict[str, Record], key: Callable[[Record], str]) -> None:
        self.table, self.key = table, key
        self._ids: dict[str, set[str]] = {}
        for record_id, record in table.items():
            self.add(record_id, record)

    def add(self, record_id: str, record: Record) -> None:
        key = self.key(record)
        if key:
            self._ids.setdefault(key, set()).add(record_id)

    def find(self, value: Any, other_than: Record | None = None) -> Record | None:
        """Return a record that has the value now."""
        return next((record for record in self._hits(same(value)) if record is not other_than), None)

    def _hits(self, key: str) -> Iterator[Record]:
        for record_id in sorted(self._ids.get(key, ())) if key else ():
            record = self.table.get(record_id)
            if record and self.key(record) == key:
                yield record


def contact_index(table: dict[str, Record]) -> dict[str, Index]:
    """Return the indexes of contacts: the name among active ones, both numbers among all."""
    return {
        "Name": Index(table, lambda record: same(record["Name"]) if record["ContactStatus"] == "ACTIVE" else ""),
        "ContactNumber": Index(table, lambda record: same(record.get("ContactNumber"))),
        "AccountNumber": Index(table, lambda record: same(record.get("AccountNumber"))),
    }


def invoice_index(table: dict[str, Record]) -> Index:
    return Index(table, lambda record: same(record["InvoiceNumber"]) if record["Type"] == "ACCREC" else "")
