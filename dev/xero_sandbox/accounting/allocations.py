"""Allocations: a credit note settles an invoice, in part or in full."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .. import arithmetic
from ..errors import Refused, not_found
from ..shapes import ALLOCATION
from . import credit_notes, invoices
from .documents import check_lock
from .resources import NOT_FOUND
from .writes import Kind

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("Allocations", "AllocationID", ALLOCATION, flag="")
PAIRS = {"ACCRECCREDIT": "ACCREC", "ACCPAYCREDIT": "ACCPAY"}


def put(call: Call, key: str) -> tuple[int, Record]:
    note = credit_notes.find(call, key)
    if not note:
        raise not_found()
    return 200, KIND.write(call, lambda values: allocate(call, note, values), dict)


def delete(call: Call, key: str, allocation_id: str) -> tuple[int, Record]:
    note = credit_notes.find(call, key)
    rows = note["Allocations"] if note else []
    allocation = next((row for row in rows if row["AllocationID"] == allocation_id.lower()), None)
    if not note or not allocation:
        raise not_found()
    remove(call, note, allocation)
    return 200, {**allocation, "IsDeleted": True}


def allocate(call: Call, note: Record, values: Record) -> Record:
    """Use a part of a credit note for an invoice of the same contact, kind and currency."""
    wanted = values.get("Invoice") or {}
    invoice = invoices.find(call, wanted.get("InvoiceID") or wanted.get("InvoiceNumber") or "")
    amount = arithmetic.cents(values.get("Amount") or Decimal(0))
    if not invoice or invoice["Type"] != PAIRS[note["Type"]]:
        raise Refused(NOT_FOUND)
    if note["Status"] != "AUTHORISED" or invoice["Status"] != "AUTHORISED":
        raise Refused("Allocations can only be made between Authorised documents")
    if invoice["Contact"]["ContactID"] != note["Contact"]["ContactID"]:
        raise Refused("The invoice and the credit note must have the same contact")
    if invoice["CurrencyCode"] != note["CurrencyCode"]:
        raise Refused("The invoice and the credit note must have the same currency")
    if amount <= 0:
        raise Refused("The allocation amount must be greater than 0")
    if amount > min(note["RemainingCredit"], invoice["AmountDue"]):
        raise Refused("Allocation amount exceeds the amount outstanding on this document")
    day = max(note["Date"], invoice["Date"])  # whatever date was sent
    check_lock(call, day)
    allocation = {
        "AllocationID": call.org.new_id(),
        "Amount": amount,
        "Date": day,
        "Invoice": {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"]},
    }
    call.org.remember(note)
    call.org.remember(invoice)
    note["Allocations"].append(allocation)
    invoice["CreditNotes"].append(
        {
            "CreditNoteID": note["CreditNoteID"],
            "CreditNoteNumber": note["CreditNoteNumber"],
            "Date": day,
            "AppliedAmount": amount,
        }
    )
    _shift(call, note, invoice, amount)
    return allocation


def remove(call: Call, note: Record, allocation: Record) -> None:
    """Take an allocation back."""
    check_lock(call, allocation["Date"])
    invoice = call.org.invoices[allocation["Invoice"]["InvoiceID"]]
    call.org.remember(note)
    call.org.remember(invoice)
    note["Allocations"] = [row for row in note["Allocations"] if row is not allocation]
    shown = next(
        row
        for row in invoice["CreditNotes"]
        if (row["CreditNoteID"], row["AppliedAmount"]) == (note["CreditNoteID"], allocation["Amount"])
    )
    invoice["CreditNotes"] = [row for row in invoice["CreditNotes"] if row is not shown]
    _shift(call, note, invoice, -allocation["Amount"])


def _shift(call: Call, note: Record, invoice: Record, amount: Decimal) -> None:
    note["AppliedAmount"] += amount
    invoice["AmountCredited"] += amount
    credit_notes.settle(call, note)
    invoices.settle(call, invoice)
    credit_notes.touch(call, note, "UPDATE")
    invoices.touch(call, invoice, "UPDATE")


ROUTES = [
    ("PUT", "/CreditNotes/(?P<key>[^/]+)/Allocations", put, credit_notes.SCOPE),
    ("DELETE", "/CreditNotes/(?P<key>[^/]+)/Allocations/(?P<allocation_id>[^/]+)", delete, credit_notes.SCOPE),
]
