"""Xero's limits as its answers tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PROBLEMS = ("minute", "day", "concurrent")


@dataclass(frozen=True)
class RateBudget:
    """How many calls are left: for this organisation in this minute and day, for the app in this minute.

    `None` when Xero did not say.
    """

    minute: int | None = None
    day: int | None = None
    app_minute: int | None = None


def budget_from(headers: Mapping[str, str]) -> RateBudget:
    """Return what an answer's headers tell about the calls left."""
    return RateBudget(
        minute=_whole(headers.get("X-MinLimit-Remaining")),
        day=_whole(headers.get("X-DayLimit-Remaining")),
        app_minute=_whole(headers.get("X-AppMinLimit-Remaining")),
    )


def retry_after(headers: Mapping[str, str]) -> int | None:
    """Return the seconds to wait, None when Xero gave none (concurrent and app-wide limits)."""
    return _whole(headers.get("Retry-After"))


def rate_problem(headers: Mapping[str, str]) -> str | None:
    """Return which limit was hit; the spelling of the app's limit is not documented and varies."""
    value = re.sub("[^a-z]", "", (headers.get("X-Rate-Limit-Problem") or "").lower())
    if value.startswith("app"):
        return "appminute"
    return value if value in PROBLEMS else None


def chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Yield a sequence in pieces of at most `size`, such as ids by `const.MAX_IDS`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _whole(value: str | None) -> int | None:
    return int(value) if value and value.strip().isdecimal() else None
