"""What happened to a record, and notes about it: appended, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import trail
from ..errors import Refused
from ..shapes import texts
from .resources import found, one_of, wanted
from .writes import Kind, check_lengths

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("HistoryRecords", "", texts("Details"), flag="", apart=False)
HAVE_HISTORY = (
    "Invoices",
    "CreditNotes",
    "Contacts",
    "Payments",
    "Items",
    "BankTransactions",
    "BatchPayments",
    "Overpayments",
    "Prepayments",
)
MAX_DETAILS = 2500


def get(call: Call, resource: str, key: str) -> tuple[int, Record]:
    found(call, resource, key)
    return 200, {"HistoryRecords": [shown(row) for row in reversed(call.org.history.get(key.lower(), []))]}


def put(call: Call, resource: str, key: str) -> tuple[int, Record]:
    wanted(call, resource, key)
    return 200, KIND.write(call, lambda values: note(call, key.lower(), values), noted)


def note(call: Call, key: str, values: Record) -> Record:
    details = values.get("Details") or ""
    if not details:
        raise Refused("The Details of a note must be specified")
    check_lengths(values, {"Details": MAX_DETAILS})
    return trail.tell(call, key, "Note", details)


def shown(row: Record) -> Record:
    return {**row, "DateUTCString": f"{row['DateUTC']:%Y-%m-%dT%H:%M:%S}"}


def noted(row: Record) -> Record:
    """Return a note as the answer to writing it has it."""
    names = ("DateUTCString", "DateUTC", "Details")
    return {**{name: shown(row)[name] for name in names}, "ValidationErrors": []}


SCOPES = {"Contacts": "accounting.contacts", "Payments": "accounting.payments", "Items": "accounting.settings"}
SCOPES.update(dict.fromkeys(("BatchPayments", "Overpayments", "Prepayments"), "accounting.payments"))
SCOPES.update(
    dict.fromkeys(("Invoices", "CreditNotes"), "accounting.invoices"), BankTransactions="accounting.banktransactions"
)
ROUTES = [
    (method, f"{one_of((name,))}/History", handler, SCOPES[name])
    for name in HAVE_HISTORY
    for method, handler in (("GET", get), ("PUT", put), ("POST", put))
]
