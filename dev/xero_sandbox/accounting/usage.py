"""What accounts, items, rates and tracking are used by: in use, none of them can be deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import Refused

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
DOCUMENTS = ("invoices", "credit_notes", "bank_transactions", "overpayments", "prepayments")
MOVES = (("payments", "Account"), ("batch_payments", "Account"), ("bank_transactions", "BankAccount"))


def lines(call: Call) -> Iterator[Record]:
    """Yield the lines of all documents, of voided and deleted ones too."""
    for name in DOCUMENTS:
        for document in getattr(call.org, name).values():
            yield from document.get("LineItems") or ()


def check_unused(what: str, used: bool) -> None:
    if used:
        raise Refused(f"The {what} cannot be deleted as it has been used in a transaction")


def has_account(call: Call, account: Record) -> bool:
    """Tell whether something was booked on an account, or paid into or out of it."""
    wanted = account["AccountID"]
    moved = any(
        (row.get(key) or {}).get("AccountID") == wanted
        for name, key in MOVES
        for row in getattr(call.org, name).values()
    )
    return moved or any(_names(line, "AccountID", wanted, "AccountCode", account.get("Code")) for line in lines(call))


def has_item(call: Call, item: Record) -> bool:
    return any(
        _names({**line, **(line.get("Item") or {})}, "ItemID", item["ItemID"], "ItemCode", item["Code"])
        for line in lines(call)
    )


def has_rate(call: Call, tax_type: str) -> bool:
    return any(line.get("TaxType") == tax_type for line in lines(call))


def has_tracking(call: Call, id_field: str, wanted: str) -> bool:
    """Tell whether a line is tracked by a category or an option."""
    return any(entry.get(id_field) == wanted for line in lines(call) for entry in line.get("Tracking") or ())


def _names(line: Record, id_field: str, wanted: str, code_field: str, code: str | None) -> bool:
    """Tell whether a line names a record: by its id, which outlives a change of the code, else by the code."""
    if line.get(id_field):
        return line[id_field] == wanted
    return bool(code) and line.get(code_field) == code
