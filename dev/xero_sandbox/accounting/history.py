"""What happened to a record, and notes about it: appended, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
AUTHOR = "System Generated"


def get(call: Call, resource: str, key: str) -> tuple[int, Record]:
    found(call, resource, key)
    return 200, {"HistoryRecords": call.org.history.get(key.lower(), [])[::-1]}


def put(call: Call, resource: str, key: str) -> tuple[int, Record]:
    wanted(call, resource, key)
    return 200, KIND.write(call, lambda values: note(call, key.lower(), values), dict)


def note(call: Call, key: str, values: Record) -> Record:
    details = values.get("Details") or ""
    if not details:
        raise Refused("The Details of a note must be specified")
    check_lengths(values, {"Details": MAX_DETAILS})
    row = {"Details": details, "Changes": "Note", "User": AUTHOR, "DateUTC": call.now}
    call.org.add(call.org.history, key, [*call.org.history.get(key, []), row])
    return row


SCOPES = {"Contacts": "accounting.contacts", "Payments": "accounting.payments", "Items": "accounting.settings"}
SCOPES.update(dict.fromkeys(("BatchPayments", "Overpayments", "Prepayments"), "accounting.payments"))
SCOPES.update(
    dict.fromkeys(("Invoices", "CreditNotes"), "accounting.invoices"), BankTransactions="accounting.banktransactions"
)
ROUTES = [
    (method, f"{one_of((name,))}/History", handler, SCOPES[name])
    for name in HAVE_HISTORY
    for method, handler in (("GET", get), ("PUT", put))
]
