"""Allocations: a credit note, an overpayment or a prepayment settles an invoice, in part or in full."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import arithmetic, trail
from ..errors import Refused, not_found
from ..shapes import ALLOCATION
from . import credits, invoices
from .credits import CREDIT_NOTE, OVERPAYMENT, PREPAYMENT, Credit
from .documents import APPROVED, check_lock
from .resources import NOT_FOUND
from .writes import Kind

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("Allocations", "AllocationID", ALLOCATION, flag="")
SCOPES = {
    CREDIT_NOTE: "accounting.invoices",
    OVERPAYMENT: "accounting.payments",
    PREPAYMENT: "accounting.payments",
}


def put(call: Call, key: str, kind: Credit) -> tuple[int, Record]:
    credit = kind.find(call, key)
    if not credit:
        raise not_found()
    source = {kind.name: {kind.id_field: credit[kind.id_field]}}
    return 200, KIND.write(call, lambda values: allocate(call, credit, values), lambda row: {**row, **source})


def delete(call: Call, key: str, allocation_id: str, kind: Credit) -> tuple[int, Record]:
    credit = kind.find(call, key)
    rows = credit["Allocations"] if credit else []
    allocation = next((row for row in rows if row["AllocationID"] == allocation_id.lower()), None)
    if not credit or not allocation:
        raise not_found()
    remove(call, credit, allocation)
    return 200, {**allocation, "IsDeleted": True}


def allocate(call: Call, credit: Record, values: Record) -> Record:
    """Use a part of a credit for an invoice of the same contact, kind and currency."""
    wanted = values.get("Invoice") or {}
    invoice = invoices.find(call, wanted.get("InvoiceID") or wanted.get("InvoiceNumber") or "")
    amount = arithmetic.cents(values.get("Amount") or Decimal(0))
    check(credit, invoice, amount)
    day = max(credit["Date"], invoice["Date"])  # whatever date was sent
    check_lock(call, day)
    allocation = {
        "AllocationID": call.org.new_id(),
        "Amount": amount,
        "Date": day,
        "Invoice": {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"]},
    }
    call.org.remember(credit)
    call.org.remember(invoice)
    kind = credits.kind_of(credit)
    credit["Allocations"].append(allocation)
    names = (kind.id_field, f"{kind.name}Number")
    entry = {**{name: credit[name] for name in names if name in credit}, "Date": day, "AppliedAmount": amount}
    invoice[f"{kind.name}s"].append(entry)
    _shift(call, credit, invoice, amount)
    return allocation


def check(credit: Record, invoice: Record | None, amount: Decimal) -> None:
    """Refuse what Xero would not allocate; since August 2025 an id of another type of document is not found."""
    kind = credits.kind_of(credit)
    if not invoice or invoice["Type"] != kind.pairs[credit["Type"]]:
        raise Refused(NOT_FOUND)
    if credit["Status"] not in APPROVED or invoice["Status"] not in APPROVED:
        raise Refused("Allocations can only be made between Authorised documents")
    if invoice["Contact"]["ContactID"] != credit["Contact"]["ContactID"]:
        raise Refused("The invoice and the credit must have the same contact")
    if invoice["CurrencyCode"] != credit["CurrencyCode"]:
        raise Refused("The invoice and the credit must have the same currency")
    if amount <= 0:
        raise Refused("The allocation amount must be greater than 0")
    if invoice["Status"] == "PAID":
        raise Refused("The invoice you are trying to allocate to has already been paid off")
    if amount > credit["RemainingCredit"]:
        raise Refused(
            f"{kind.label} cannot be allocated as the allocation amount is greater than the amount remaining "
            f"on the {kind.label}"
        )
    if amount > invoice["AmountDue"]:
        raise Refused(f"{kind.label} cannot be allocated as amount is greater than amount outstanding")


def remove(call: Call, credit: Record, allocation: Record) -> None:
    """Take an allocation back."""
    check_lock(call, allocation["Date"])
    invoice = call.org.invoices[allocation["Invoice"]["InvoiceID"]]
    call.org.remember(credit)
    call.org.remember(invoice)
    kind = credits.kind_of(credit)
    credit["Allocations"] = [row for row in credit["Allocations"] if row is not allocation]
    rows = invoice[f"{kind.name}s"]
    shown = next(
        row
        for row in rows
        if (row[kind.id_field], row["AppliedAmount"]) == (credit[kind.id_field], allocation["Amount"])
    )
    invoice[f"{kind.name}s"] = [row for row in rows if row is not shown]
    _shift(call, credit, invoice, -allocation["Amount"])


def _shift(call: Call, credit: Record, invoice: Record, amount: Decimal) -> None:
    kind = credits.kind_of(credit)
    label = credit.get(f"{kind.name}Number") or f"the {kind.name.lower()}"
    trail.allocation(call, (credit[kind.id_field], label), invoice, amount)
    credit["AppliedAmount"] += amount
    invoice["AmountCredited"] += amount
    credits.settle(call, credit)
    invoices.settle(call, invoice)
    credits.touch(call, credit, "UPDATE")
    invoices.touch(call, invoice, "UPDATE")


ROUTES = [
    route
    for kind, scope in SCOPES.items()
    for route in (
        ("PUT", f"/{kind.name}s/(?P<key>[^/]+)/Allocations", partial(put, kind=kind), scope),
        (
            "DELETE",
            f"/{kind.name}s/(?P<key>[^/]+)/Allocations/(?P<allocation_id>[^/]+)",
            partial(delete, kind=kind),
            scope,
        ),
    )
]
