"""Limits per organisation and app: fixed windows, five at once; and idempotency keys."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .errors import ApiError, too_many

KEY_SECONDS = 360


@dataclass
class Window:
    """The calls of one organisation by one app."""

    minute: int = -1
    day: int = -1
    minute_calls: int = 0
    day_calls: int = 0
    running: int = 0


@dataclass
class Limits:
    """How many calls Xero takes; the numbers may be raised for a demo."""

    per_minute: int = 60
    per_day: int = 5000
    at_once: int = 5
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)

    def count(self, tenant_id: str, client_id: str, now: datetime) -> Window:
        """Count a call; refuse it when it is one too many."""
        window = self.windows.setdefault((tenant_id, client_id), Window())
        seconds = int(now.timestamp())
        if window.minute != seconds // 60:
            window.minute, window.minute_calls = seconds // 60, 0
        if window.day != seconds // 86400:
            window.day, window.day_calls = seconds // 86400, 0
        if window.day_calls >= self.per_day:
            raise too_many("day", 86400 - seconds % 86400)
        if window.minute_calls >= self.per_minute:
            raise too_many("minute", 60 - seconds % 60)
        if window.running >= self.at_once:
            raise too_many("concurrent", None)
        window.minute_calls += 1
        window.day_calls += 1
        return window

    def headers(self, window: Window) -> dict[str, str]:
        return {
            "X-MinLimit-Remaining": str(self.per_minute - window.minute_calls),
            "X-DayLimit-Remaining": str(self.per_day - window.day_calls),
            "X-AppMinLimit-Remaining": "9999",
        }


@contextmanager
def running(window: Window) -> Any:
    window.running += 1
    try:
        yield
    finally:
        window.running -= 1


class IdempotencyKeys:
    """Answers by key, for six minutes from the first call."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], tuple[datetime, Any, Any]] = {}

    def answer(self, client_id: str, key: str, request: Any, now: datetime) -> Any:
        """Return the stored answer of the same request, None for a new key."""
        kept = self.kept.get((client_id, key.lower()))
        if not kept or (now - kept[0]).total_seconds() > KEY_SECONDS:
            return None
        if kept[1] != request:
            text = f"Idempotency Key: {key} is used with a different request."
            raise ApiError(400, {"ErrorNumber": 17, "Type": "IdempotencyException", "Message": text})
        return kept[2]

    def keep(self, client_id: str, key: str, request: Any, answer: Any, now: datetime) -> None:
        if len(key) > 128:
            raise ApiError(400, {"ErrorNumber": 17, "Type": "IdempotencyException", "Message": "The key is too long."})
        self.kept.setdefault((client_id, key.lower()), (now, request, answer))
