"""Finds records by a value, and keeps them in order, without a walk through all of them for every call."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Any

Record = dict[str, Any]
Key = tuple[bool, Any, Any, str]


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


class Order:
    """The records of a table in the order of a field, those without it first, equal ones the oldest change first.

    What may have changed is noted, and looked at again when somebody asks: a change that was taken back is then
    found where it was.

    :param field: a name, or a dotted path
    """

    MANY = 500  # changes after which sorting anew is quicker than moving one by one

    def __init__(self, table: dict[str, Record], id_field: str, field: str) -> None:
        self.table, self.id_field, self.path = table, id_field, field.split(".")
        self._waiting: set[str] = set()
        self._backwards: list[Record] | None = None
        self._sort()

    def note(self, record: Record) -> None:
        """Look at a record again the next time, if it is one of this table."""
        if self.id_field in record:
            self._waiting.add(record[self.id_field])

    def rows(self, backwards: bool = False) -> list[Record]:
        """Return the records as they are now; not to be changed."""
        self._settle()
        if not backwards:
            return self._rows
        if self._backwards is None:
            self._backwards = sorted(self._rows, key=self._value, reverse=True)
        return self._backwards

    def after(self, value: Any) -> list[Record]:
        """Return the records whose field is beyond a value."""
        self._settle()
        first = bisect_left(self._keys, True, key=lambda key: key[0] and key[1] > value)
        return self._rows[first:]

    def of(self, value: Any) -> list[Record]:
        """Return the records that have a value."""
        self._settle()
        first = bisect_left(self._keys, (True, value))
        return self._rows[first : bisect_right(self._keys, value, first, key=lambda key: key[1])]

    def _settle(self) -> None:
        if self._waiting:
            self._backwards = None
        if len(self._waiting) > self.MANY:
            self._sort()
        for record_id in self._waiting:
            self._place(record_id)
        self._waiting.clear()

    def _sort(self) -> None:
        self._known = {record_id: self._key(record_id, record) for record_id, record in self.table.items()}
        self._keys = sorted(self._known.values())
        self._rows = [self.table[key[-1]] for key in self._keys]
        self._waiting.clear()

    def _value(self, record: Record) -> tuple[bool, Any]:
        value: Any = record
        for name in self.path:
            value = value.get(name)
        return value is not None, value

    def _key(self, record_id: str, record: Record) -> Key:
        return *self._value(record), record["UpdatedDateUTC"], record_id

    def _place(self, record_id: str) -> None:
        old, record = self._known.pop(record_id, None), self.table.get(record_id)
        if old:
            position = bisect_left(self._keys, old)
            del self._keys[position], self._rows[position]
        if record is not None:
            key = self._known[record_id] = self._key(record_id, record)
            position = bisect_left(self._keys, key)
            self._keys.insert(position, key)
            self._rows.insert(position, record)


def contact_index(table: dict[str, Record]) -> dict[str, Index]:
    """Return the indexes of contacts: the name among active ones, both numbers among all."""
    return {
        "Name": Index(table, lambda record: same(record["Name"]) if record["ContactStatus"] == "ACTIVE" else ""),
        "ContactNumber": Index(table, lambda record: same(record.get("ContactNumber"))),
        "AccountNumber": Index(table, lambda record: same(record.get("AccountNumber"))),
    }


def invoice_index(table: dict[str, Record]) -> Index:
    return Index(table, lambda record: same(record["InvoiceNumber"]) if record["Type"] == "ACCREC" else "")
