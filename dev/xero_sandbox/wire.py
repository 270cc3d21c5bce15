"""How values travel: exact decimals and Xero's dates as JSON, and a snapshot from which the types come back."""

from __future__ import annotations

import json
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_quote = json.encoder.encode_basestring_ascii
_LITERALS = {None: "null", True: "true", False: "false"}


def xero_date(value: datetime | date) -> str:
    """Return /Date(1573755038314+0000)/; a business date is midnight UTC."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=timezone.utc)
    return f"/Date({round((value - EPOCH).total_seconds() * 1000)}+0000)/"


def encode(value: Any) -> str:
    """Return JSON as Xero writes it."""
    if isinstance(value, str):
        return _quote(value)
    if value is None or isinstance(value, bool):
        return _LITERALS[value]
    if isinstance(value, dict):
        return "{" + ",".join([f"{_quote(key)}:{encode(item)}" for key, item in value.items()]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([encode(item) for item in value]) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (datetime, date)):
        return f'"{xero_date(value)}"'
    return json.dumps(value)


def decode(text: bytes | str) -> Any:
    """Return what JSON says, numbers exact.

    :raise ValueError: for what is no JSON, NaN and Infinity included
    """
    return json.loads(text, parse_float=Decimal, parse_constant=_no_number)


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


# --- snapshot ----------------------------------------------------------------------------------------------------


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


# --- dates of a client -------------------------------------------------------------------------------------------


def parse_day(value: Any) -> date | None:
    """Return the day in a date as a client may write it: ISO or /Date(ms+0000)/.

    :raise ValueError: when it is neither
    """
    if not value:
        return None
    text = str(value)
    if text.startswith("/Date("):
        number = int(text[6:].split("+")[0].split(")")[0])
        return datetime.fromtimestamp(number / 1000, timezone.utc).date()
    if len(text) > 10 and text[10] not in "T ":
        raise ValueError(f"{text} is no date")
    return date.fromisoformat(text[:10])
