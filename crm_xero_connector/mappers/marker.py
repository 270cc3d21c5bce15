"""The mark of an Odoo record on its counterpart in Xero, by which it is found again when an answer was lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .values import cut, text

PATTERN = re.compile(r"ODOO-([0-9a-f]{8})-([A-Z])(\d+)\b")


@dataclass(frozen=True)
class Marker:
    """Which record of which database; `kind` is one capital letter, chosen by who sets the mark."""

    database: str
    kind: str
    record_id: int

    def __str__(self) -> str:
        return f"ODOO-{self.database}-{self.kind}{self.record_id}"


def make_marker(database_uuid: str, kind: str, record_id: int) -> str:
    """Return the mark of a record. A restored copy of a database has another uuid and so another mark."""
    return str(Marker(database_uuid.replace("-", "").lower()[:8], kind, record_id))


def find_marker(value: str | None) -> Marker | None:
    """Return the mark within a text, None when there is none."""
    match = PATTERN.search(text(value))
    return Marker(match[1], match[2], int(match[3])) if match else None


def with_marker(value: str | None, marker: str, limit: int) -> str:
    """Return a text followed by a mark; the text is cut so that the mark is whole."""
    shown = cut(value, limit - len(marker) - 1)
    return f"{shown} {marker}".strip()
