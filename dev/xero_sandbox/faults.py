"""Faults on demand: what a test or a person asks for, applied to the next calls that fit."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from .errors import ApiError, too_many

BEFORE = ("429_minute", "429_day", "429_concurrent", "500_before", "503", "slow", "drop_before")
AFTER = ("500_after", "drop_after", "truncated", "html", "unknown_enum")


class Dropped(Exception):
    """The connection is to be cut without an answer."""


@dataclass
class Fault:
    """One kind of trouble for calls whose method and path fit.

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

    def fits(self, method: str, path: str) -> bool:
        return self.method in ("", method) and self.path.lower() in path.lower()


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self.pending: list[Fault] = []

    def add(self, kind: str, **values: object) -> None:
        if kind not in BEFORE + AFTER:
            raise ValueError(f"Unknown fault {kind}; there are {', '.join(BEFORE + AFTER)}")
        self.pending.append(Fault(kind, **values))  # type: ignore[arg-type]

    def clear(self) -> None:
        self.pending.clear()

    def take(self, method: str, path: str) -> Fault | None:
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
        return None


def before(fault: Fault) -> None:
    """Make trouble before anything is applied."""
    if fault.kind == "slow":
        time.sleep(fault.seconds)
    elif fault.kind == "drop_before":
        raise Dropped
    elif fault.kind == "503":
        raise ApiError(503, "The Organisation is offline", content_type="text/plain")
    elif fault.kind == "500_before":
        raise ApiError(500, {"ErrorNumber": 500, "Type": "InternalError", "Message": "An error occurred in Xero"})
    elif fault.kind.startswith("429_"):
        problem = fault.kind[4:]
        raise too_many(problem, None if problem == "concurrent" else fault.retry_after)


def after(fault: Fault, text: str) -> tuple[int, str, str]:
    """Spoil an answer whose request was applied; return status, body and content type."""
    if fault.kind == "drop_after":
        raise Dropped
    if fault.kind == "500_after":
        return (
            500,
            json.dumps({"ErrorNumber": 500, "Type": "InternalError", "Message": "An error occurred"}),
            "application/json",
        )
    if fault.kind == "truncated":
        return 200, text[: len(text) // 2], "application/json"
    if fault.kind == "html":
        return 200, "<html><body>Please wait</body></html>", "text/html"
    return 200, text.replace('"ACTIVE"', '"SOMETHING_NEW"'), "application/json"
