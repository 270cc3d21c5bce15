"""Observes which parameters of a query, and which headers, a read looks at."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

from ..accounting.resources import TABLES
from ..context import Call
from ..errors import ApiError
from ..organisation import Organisation

PART = re.compile(r"\?P<(\w+)>([^)]*)\)")
HEADERS = {"if-modified-since": "If-Modified-Since", "accept": "Accept"}


class Looked(dict):  # type: ignore[type-arg]
    """A query that notes what is asked of it."""

    def __init__(self, names: set[str], **values: str) -> None:
        super().__init__(**values)
        self.names = names

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)


def of_read(org: Organisation, pattern: str, handler: Callable[..., Any]) -> list[str]:
    """Return what a read looks at; it is tried as a whole list, a page and a summary."""
    names: set[str] = set()
    path = {name: text.partition("|")[0].strip("[^/]+") or _first(org, pattern) for name, text in PART.findall(pattern)}
    for query in ({}, {"page": "1"}, {"summaryOnly": "true"}):
        call = Call(org, datetime.now(timezone.utc), Looked(names, **query), headers=Looked(names))
        with suppress(ApiError):
            handler(call, **path)
    return sorted((HEADERS.get(name, name) for name in names), key=str.lower)


def _first(org: Organisation, pattern: str) -> str:
    """Return the id of a record that a single read can be tried with."""
    table = getattr(org, TABLES.get(pattern.split("/")[1], ""), {})
    return next(iter(table), "x")
