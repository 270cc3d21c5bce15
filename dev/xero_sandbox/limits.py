"""Limits: per app and organisation 60 a minute, 5,000 a day, five at once; per app 10,000 a minute over all of them."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from .errors import ApiError, too_many

MINUTE, DAY = 60, 86400


@dataclass
class Window:
    """The calls of one app to one organisation, or to all of them, since fixed windows began.

    `peak` is how many there were at once at most, `crowded` how many were refused because too many were under way.
    """

    minute: int = -1
    day: int = -1
    minute_calls: int = 0
    day_calls: int = 0
    running: int = 0
    peak: int = 0
    crowded: int = 0

    def roll(self, seconds: int) -> None:
        if self.minute != seconds // MINUTE:
            self.minute, self.minute_calls = seconds // MINUTE, 0
        if self.day != seconds // DAY:
            self.day, self.day_calls = seconds // DAY, 0


@dataclass
class Limits:
    """How many calls Xero takes; the numbers may be raised for a demo."""

    per_minute: int = 60
    per_day: int = 5000
    per_app_minute: int = 10_000
    at_once: int = 5
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @contextmanager
    def call(self, tenant_id: str, client_id: str, now: datetime) -> Iterator[dict[str, str]]:
        """Count a call while it runs; give the headers of its answer, those of a refusal included."""
        window, app = self._windows(tenant_id, client_id)
        with self._lock:
            seconds = int(now.timestamp()) + zlib.crc32(tenant_id.encode()) % DAY  # each organisation has its own start
            window.roll(seconds)
            app.roll(int(now.timestamp()))
            refusal = self._refusal(window, app, seconds)
            if not refusal:
                for counted in (window, app):
                    counted.minute_calls += 1
                    counted.day_calls += 1
                window.running += 1
                window.peak = max(window.peak, window.running)
            headers = self._headers(window, app)
        if refusal:
            refusal.headers.update(headers)
            raise refusal
        try:
            yield headers
        finally:
            with self._lock:
                window.running -= 1

    @property
    def crowded(self) -> int:
        """How many calls were refused because too many were under way: an app that counts its calls has none."""
        with self._lock:
            return sum(window.crowded for window in self.windows.values())

    def _windows(self, tenant_id: str, client_id: str) -> tuple[Window, Window]:
        with self._lock:
            return (
                self.windows.setdefault((tenant_id, client_id), Window()),
                self.windows.setdefault(("", client_id), Window()),
            )

    def _refusal(self, window: Window, app: Window, seconds: int) -> ApiError | None:
        if window.day_calls >= self.per_day:
            return too_many("day", DAY - seconds % DAY)
        if window.minute_calls >= self.per_minute:
            return too_many("minute", MINUTE - seconds % MINUTE)
        if app.minute_calls >= self.per_app_minute:
            return too_many("appminute", None)
        if window.running >= self.at_once:
            window.crowded += 1
            return too_many("concurrent", None)
        return None

    def _headers(self, window: Window, app: Window) -> dict[str, str]:
        return {
            "X-MinLimit-Remaining": str(max(self.per_minute - window.minute_calls, 0)),
            "X-DayLimit-Remaining": str(max(self.per_day - window.day_calls, 0)),
            "X-AppMinLimit-Remaining": str(max(self.per_app_minute - app.minute_calls, 0)),
        }
