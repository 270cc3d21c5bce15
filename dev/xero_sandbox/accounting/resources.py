"""Which records can carry papers: files, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import Refused, not_found

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
TABLES = {
    "Accounts": "accounts",
    "BankTransactions": "bank_transactions",
    "BatchPayments": "batch_payments",
    "Contacts": "contacts",
    "CreditNotes": "credit_notes",
    "Invoices": "invoices",
    "Items": "items",
    "Overpayments": "overpayments",
    "Payments": "payments",
    "Prepayments": "prepayments",
}
NOT_FOUND = "The document with the supplied id was not found for this endpoint."


def one_of(names: tuple[str, ...]) -> str:
    """Return the part of a route that stands for some end points and the id of one of their records."""
    return f"/(?P<resource>{'|'.join(names)})/(?P<key>[^/]+)"


def proper(resource: str) -> str:
    """Return the name of an end point as Xero spells it."""
    return next(name for name in TABLES if name.lower() == resource.lower())


def table_of(call: Call, resource: str) -> dict[str, Record]:
    return getattr(call.org, TABLES[proper(resource)])


def found(call: Call, resource: str, key: str) -> Record:
    """Return a record.

    :raise ApiError: 404 when there is none
    """
    record = table_of(call, resource).get(key.lower())
    if not record:
        raise not_found()
    return record


def wanted(call: Call, resource: str, key: str) -> Record:
    """Return a record that something is to be written to; an id of another end point is refused in words."""
    record = table_of(call, resource).get(key.lower())
    if not record:
        raise Refused(NOT_FOUND)
    return record
