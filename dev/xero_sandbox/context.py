"""One call to the accounting API, as its handlers see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .organisation import Organisation
    from .sandbox import Sandbox


@dataclass
class Call:
    """What a handler may look at; numbers in `body` are Decimal."""

    sandbox: Sandbox
    org: Organisation
    method: str
    path: str
    now: datetime
    args: dict[str, str] = field(default_factory=dict)
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.date()

    def flag(self, name: str, default: bool = False) -> bool:
        return self.args.get(name, str(default)).lower() == "true"
