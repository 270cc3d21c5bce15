"""One call to the accounting API, as its handlers see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .organisation import Organisation


@dataclass
class Call:
    """What a handler may look at.

    :param args: the query; `headers` have lower-case names; numbers in `body` are int or Decimal
    :param client_id: the app that calls, "" for a person on the Xero side
    :param app: the name of that app
    """

    org: Organisation
    now: datetime
    args: dict[str, str] = field(default_factory=dict)
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    client_id: str = ""
    app: str = ""
    warnings: list[str] = field(default_factory=list)  # of the element that is being written

    def accepts(self, kind: str) -> bool:
        return kind in self.headers.get("accept", "").lower()

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def price_decimals(self) -> int:
        return 4 if self.args.get("unitdp") == "4" else 2

    def flag(self, name: str, default: bool = False) -> bool:
        return self.args.get(name, str(default)).lower() == "true"
