"""How values travel: exact decimals and Xero's dates as JSON, and a snapshot from which the types come back."""

from __future__ import annotations

import json
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def milliseconds(moment: datetime) -> int:
    return round((moment - EPOCH).total_seconds() * 1000)


def xero_date(value: datetime | date) -> str:
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=timezone.utc)
    return f"/Date({milliseconds(value)}+0000)/"


def encode(value: Any) -> str:
    """Return JSON as Xero writes it."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (datetime, date)):
        return json.dumps(xero_date(value))
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(str(key))}:{encode(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(encode, value)) + "]"
    return json.dumps(value)


def decode(text: bytes | str) -> Any:
    return json.loads(text, parse_float=Decimal)


def dump(value: Any) -> str:
    """Return a snapshot of plain values."""
    return json.dumps(value, default=_tag)


def _tag(value: Any) -> dict[str, Any]:
    if isinstance(value, Decimal):
        return {"~d": str(value)}
    if isinstance(value, datetime):
        return {"~t": value.isoformat()}
    if isinstance(value, date):
        return {"~day": value.isoformat()}
    if isinstance(value, (set, frozenset)):
        return {"~set": sorted(value)}
    raise TypeError(f"Cannot keep a {type(value).__name__}")


def load(text: str) -> Any:
    return json.loads(text, object_hook=_untag)


def _untag(value: dict[str, Any]) -> Any:
    if len(value) != 1:
        return value
    ((key, item),) = value.items()
    readers = {"~d": Decimal, "~t": datetime.fromisoformat, "~day": date.fromisoformat, "~set": set}
    return readers[key](item) if key in readers else value


def parse_day(value: Any) -> date | None:
    """Return the day in a date as a client may write it: ISO or /Date(ms)/."""
    if not value:
        return None
    text = str(value)
    if text.startswith("/Date("):
        number = int(text[6:].split("+")[0].split(")")[0])
        return datetime.fromtimestamp(number / 1000, timezone.utc).date()
    return date.fromisoformat(text[:10])
