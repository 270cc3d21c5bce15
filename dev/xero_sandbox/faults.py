"""Faults on demand: what a test or a person asks for, applied to the next calls that fit."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .errors import ApiError, internal_error, offline, too_many, validation_error
from .wire import decode, encode

BEFORE = (
    "429_minute", "429_day", "429_concurrent", "429_appminute", "500_before", "503", "slow", "drop_before", "refused",
    "late",
)  # fmt: skip
AFTER = ("500_after", "drop_after", "truncated", "html", "unknown_enum", "null_fields", "long_text", "wrong_total")
WITHOUT_RETRY_AFTER = ("concurrent", "appminute")
MARK = "xero_sandbox.fault"  # tells who watches that an answer is spoilt on purpose
KNOWN_VALUES = ('"ACTIVE"', '"PREMIUM"', '"Exclusive"', '"ACCRECPAYMENT"')
STRANGE_VALUE = '"SOMETHING_NEW"'
LONG = 5000
TOTALS = ("Total", "AmountDue")
# What a record is, rather than what it says: stays when a fault spoils the rest.
KEPT_FIELDS = re.compile(r".*(ID|Id|Status|Type|Code|UTC|UTCString)|.*Date(String)?|Class")


class Dropped(Exception):
    """The connection is to be cut without an answer."""


@dataclass
class Fault:
    """One kind of trouble for calls whose method and path fit.

    :param text: what is said when the call is `refused`
    :param path: a part of the path, any case
    :param times: how many calls it hits
    :param skip: how many fitting calls pass before
    """

    kind: str
    method: str = ""
    path: str = ""
    times: int = 1
    skip: int = 0
    seconds: float = 1.0
    retry_after: int = 30
    text: str = ""

    def fits(self, method: str, path: str) -> bool:
        return self.method.upper() in ("", method) and self.path.lower() in path.lower()


class Faults:
    """The faults that are still to come, and those that come by chance.

    :ivar share: how many of the calls are hit by one of `kinds`, chosen by `dice`; 0 for none
    :ivar hits: how many calls were
    :ivar late: the calls whose connection is cut already and that are applied when `arrive` is called
    """

    def __init__(self) -> None:
        self.pending: list[Fault] = []
        self.share = 0.0
        self.kinds: tuple[Fault, ...] = ()
        self.dice = random.Random(0)
        self.hits = 0
        self.late: list[Callable[[], Any]] = []
        self._lock = threading.Lock()

    def by_chance(self, share: float, kinds: tuple[Fault, ...], seed: int) -> None:
        """Have a share of the calls fail, each in one of several ways; the same seed draws the same ones."""
        with self._lock:
            self.share, self.kinds, self.dice = share, kinds, random.Random(seed)

    def add(self, kind: str, **values: Any) -> None:
        """Ask for a fault; the values are those of `Fault`."""
        if kind not in BEFORE + AFTER:
            raise ValueError(f"Unknown fault {kind}; there are {', '.join(BEFORE + AFTER)}")
        with self._lock:
            self.pending.append(Fault(kind, **values))

    def clear(self) -> None:
        with self._lock:
            self.pending.clear()
            self.share = 0.0

    def hold(self, fault: Fault | None, apply: Callable[[], Any]) -> None:
        """Keep a call that is `late` on its way, and cut its connection; others pass."""
        if fault and fault.kind == "late":
            with self._lock:
                self.late.append(apply)
            raise Dropped

    def arrive(self) -> int:
        """Apply what was on its way, in the order in which it was sent; return how many calls that were."""
        with self._lock:
            late, self.late = self.late, []
        for apply in late:
            with suppress(ApiError):
                apply()
        return len(late)

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that hits a call, and count it."""
        with self._lock:
            for fault in self.pending:
                if not fault.fits(method, path):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self.pending.remove(fault)
                return fault
            if self.share and self.dice.random() < self.share:
                self.hits += 1
                return self.dice.choice(self.kinds)
        return None


def before(fault: Fault | None) -> None:
    """Make trouble before anything is applied."""
    if not fault or fault.kind not in BEFORE or fault.kind == "late":
        return
    if fault.kind == "slow":
        time.sleep(fault.seconds)
    elif fault.kind == "drop_before":
        raise Dropped
    elif fault.kind == "503":
        raise offline()
    elif fault.kind == "500_before":
        raise internal_error()
    elif fault.kind == "refused":
        raise validation_error([{"ValidationErrors": [{"Message": fault.text}]}])
    else:
        problem = fault.kind[4:]
        raise too_many(problem, None if problem in WITHOUT_RETRY_AFTER else fault.retry_after)


def after(fault: Fault | None, status: int, text: Any, kind: str) -> tuple[int, Any, str]:
    """Return an answer whose request was applied, spoilt; the connection may be cut instead.

    :param text: a file and XML are cut or replaced only
    """
    if not fault or fault.kind not in AFTER:
        return status, text, kind
    if fault.kind == "drop_after":
        raise Dropped
    if fault.kind == "500_after":
        error: ApiError = internal_error()
        return 500, encode(error.body), kind
    if fault.kind == "truncated":
        return status, text[: len(text) // 2], kind
    if fault.kind == "html":
        return status, "<html><body>Please wait</body></html>", "text/html"
    if not kind.startswith("application/json"):
        return status, text, kind
    if fault.kind == "unknown_enum":
        for value in KNOWN_VALUES:
            text = text.replace(value, STRANGE_VALUE)
        return status, text, kind
    return status, encode(_spoilt(decode(text.encode()), fault.kind)), kind


def _spoilt(value: Any, kind: str) -> Any:
    """Return an answer whose records have null where they may, more text than anybody expects, or another total."""
    if isinstance(value, list):
        return [_spoilt(item, kind) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _spoilt_field(name, item, kind) for name, item in value.items()}


def _spoilt_field(name: str, value: Any, kind: str) -> Any:
    if isinstance(value, (dict, list)):
        return _spoilt(value, kind)
    if kind == "wrong_total":
        return value + 1 if name in TOTALS and value is not None else value
    if not isinstance(value, str) or KEPT_FIELDS.fullmatch(name):
        return value
    return None if kind == "null_fields" else (value * (LONG // max(len(value), 1) + 1))[:LONG]
