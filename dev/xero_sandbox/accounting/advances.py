"""Overpayments and prepayments: made by bank transactions, read here, allocated and refunded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import trail
from ..errors import not_found
from .credits import OVERPAYMENT, PREPAYMENT, Credit, settle, touch
from .documents import ZERO, shown
from .lists import ANY, by_list, is_paged, page_of, stored, where, whole_list

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
SCOPE = "accounting.payments"
FROM_TRANSACTION = (
    "Type", "Contact", "Date", "Reference", "LineAmountTypes", "LineItems", "SubTotal", "TotalTax", "Total",
    "CurrencyCode", "CurrencyRate",
)  # fmt: skip
# Which parameter each list can be asked by, beside those of all lists.
LOOKED_FOR = {OVERPAYMENT: ("References", "Reference"), PREPAYMENT: ("InvoiceNumbers", "InvoiceNumber")}


def kind_of_type(transaction_type: str) -> Credit | None:
    """Return what a type of bank transaction opens, None for money that is simply received or spent."""
    name = transaction_type.partition("-")[2].capitalize()
    return next((kind for kind in LOOKED_FOR if kind.name == name), None)


def create(call: Call, kind: Credit, transaction: Record) -> Record:
    """Make the advance that a bank transaction brought."""
    advance = {
        kind.id_field: call.org.new_id(),
        **{name: transaction[name] for name in FROM_TRANSACTION},
        "Status": "AUTHORISED",
        "AppliedAmount": ZERO,
        "Allocations": [],
        "Payments": [],
        "HasAttachments": False,
    }
    if kind is PREPAYMENT:
        advance["InvoiceNumber"] = advance["Reference"]
    settle(call, advance)
    call.org.add(getattr(call.org, kind.table), advance[kind.id_field], advance)
    trail.document(call, advance[kind.id_field], touch(call, advance, "CREATE"))
    return advance


def void(call: Call, kind: Credit, advance: Record) -> None:
    before = advance["Status"]
    call.org.remember(advance)
    advance.update(Status="VOIDED", RemainingCredit=ZERO)
    trail.document(call, advance[kind.id_field], touch(call, advance, "UPDATE"), before)


def reads(kind: Credit) -> list[tuple[str, str, Callable[..., tuple[int, Record]], str]]:
    """Return the routes that read one kind."""
    key, order = f"{kind.name}s", (kind.id_field, "UpdatedDateUTC", "Date")

    def get_list(call: Call) -> tuple[int, Record]:
        rows = by_list(call, stored(call, kind.table, order), *LOOKED_FOR[kind])
        read = page_of if is_paged(call) else whole_list
        drops = ("AppliedAmount",) if is_paged(call) else ("AppliedAmount", "LineItems")
        return 200, read(call, where(call, rows, ANY), key, lambda row: shown(call, row, drops, ("Date",)))

    def get_one(call: Call, key: str) -> tuple[int, Record]:
        row = getattr(call.org, kind.table).get(key.lower())
        if not row:
            raise not_found()
        return 200, {f"{kind.name}s": [shown(call, row, ("AppliedAmount",), ("Date",))]}

    return [("GET", f"/{key}", get_list, SCOPE), ("GET", f"/{key}/(?P<key>[^/]+)", get_one, SCOPE)]


ROUTES = [*reads(OVERPAYMENT), *reads(PREPAYMENT)]
