"""JSON without a float in between: Decimals come in and go out digit by digit.

The SDK turns every Decimal of a body into a float and refuses None, so a body is encoded here and given to it as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any


def encode(value: Any) -> bytes:
    """Return a body as JSON: None is left out, dates become `YYYY-MM-DD`, moments UTC.

    :raise TypeError: for a float, whose digits are not exact, and for anything that JSON does not have
    """
    return _encode(value).encode()


def _encode(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(str(key))}:{_encode(item)}" for key, item in value.items() if item is not None)
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, (str, bool)):
        return json.dumps(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return _encode_decimal(value)
    if isinstance(value, datetime):
        return json.dumps(header_time(value))
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return "[" + ",".join(_encode(item) for item in value if item is not None) + "]"
    raise TypeError(f"Xero's JSON has no {type(value).__name__}")


def _encode_decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise TypeError("Xero's JSON has no infinite number")
    return f"{value:f}"


def header_time(moment: datetime | None) -> str | None:
    """Return a moment as `If-Modified-Since` wants it: `yyyy-mm-ddThh:mm:ss` in UTC. A naive moment is UTC already."""
    if moment is None:
        return None
    if moment.tzinfo:
        moment = moment.astimezone(timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def decode(body: bytes) -> Any:
    """Return the value of a JSON body, every number as a Decimal.

    :raise ValueError: when it is not JSON
    """
    return json.loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
