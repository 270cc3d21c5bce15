"""Xero's notifications: is it really from Xero, and what does it tell."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .values import parse_xero_datetime, text

LARGEST = 2**31 - 1  # Xero's own limit of an event's number


@dataclass(frozen=True)
class Event:
    """One change in one organisation; only the id is told, so the record has to be read."""

    tenant_id: str
    category: str
    event_type: str
    resource_id: str
    at: datetime | None = None


def verify_signature(body: bytes, header: str | None, key: str | None) -> bool:
    """Tell whether a notification is signed with the app's webhook key.

    The bytes are signed as they came; parsed and written again they would be others. Without a key nothing is true.
    """
    if not (key and header):
        return False
    expected = base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(expected, header.strip().encode(errors="replace"))


def parse_events(body: bytes) -> list[Event]:
    """Return the events of a notification in their order, without those that name no record; [] for a check."""
    events = _envelope(body).get("events")
    parsed = (_event(item) for item in events if isinstance(item, dict)) if isinstance(events, list) else ()
    return [event for event in parsed if event.tenant_id and event.resource_id]


def sequence_range(body: bytes) -> tuple[int | None, int | None]:
    """Return the numbers of the first and the last event: a gap to the notification before means lost events."""
    envelope = _envelope(body)
    return _number(envelope.get("firstEventSequence")), _number(envelope.get("lastEventSequence"))


def _event(item: dict[str, Any]) -> Event:
    """Return an event; the case of category and type differs between Xero's samples."""
    return Event(
        tenant_id=text(item.get("tenantId")),
        category=text(item.get("eventCategory")).upper(),
        event_type=text(item.get("eventType")).upper(),
        resource_id=text(item.get("resourceId")),
        at=parse_xero_datetime(item.get("eventDateUtc")),
    )


def _envelope(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _number(value: Any) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value <= LARGEST else None
