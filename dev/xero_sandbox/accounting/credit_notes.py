"""Credit notes and their allocations to invoices."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from ..errors import Refused, not_found
from . import documents, invoices
from .documents import ZERO, day_of, number
from .lists import is_paged, modified, page_of, where, write_all

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
OPTIMISED = ("Status", "Type", "Date", "Reference", "Contact.ContactID", "Contact.Name", "CreditNoteID")


def find(call: Call, key: str) -> Record | None:
    note = call.org.credit_notes.get(key.lower())
    return note or next((item for item in call.org.credit_notes.values() if item["CreditNoteNumber"] == key), None)


def get_list(call: Call) -> tuple[int, Record]:
    rows = where(call, call.org.credit_notes.values(), OPTIMISED, ("Date",))
    if is_paged(call):
        return 200, page_of(call, rows, "CreditNotes", present, "CreditNoteID")
    drop = ("LineItems",)
    return 200, {
        "CreditNotes": [{k: v for k, v in present(row).items() if k not in drop} for row in modified(call, rows)]
    }


def get_one(call: Call, key: str) -> tuple[int, Record]:
    note = find(call, key)
    if not note:
        raise not_found()
    return 200, {"CreditNotes": [present(note)]}


def present(row: Record) -> Record:
    return documents.text_date(row, ("Date",))


def put(call: Call) -> tuple[int, Record]:
    return write_all(call, "CreditNotes", "CreditNoteID", lambda values: create(call, values), present)


def post_one(call: Call, key: str) -> tuple[int, Record]:
    note = find(call, key)
    if not note:
        raise not_found()
    return write_all(call, "CreditNotes", "CreditNoteID", lambda values: update(call, note, values), present)


def put_credit_notes(call: Call, rows: list[Record]) -> list[Record]:
    return [create(call, row) for row in rows]


def create(call: Call, values: Record) -> Record:
    if values.get("Type") not in ("ACCRECCREDIT", "ACCPAYCREDIT"):
        raise Refused("Credit note type must be either ACCRECCREDIT or ACCPAYCREDIT")
    note = {
        "CreditNoteID": str(uuid.uuid4()),
        "Type": values["Type"],
        "CreditNoteNumber": "",
        "Status": None,
        "Allocations": [],
        "Payments": [],
        "AppliedAmount": ZERO,
        "HasAttachments": False,
    }
    fill(call, note, values)
    if note["Type"] == "ACCRECCREDIT" and not note["CreditNoteNumber"]:
        note["CreditNoteNumber"] = call.org.next_number("CN-")
    call.org.credit_notes[note["CreditNoteID"]] = note
    return touch(call, note, "CREATE")


def update(call: Call, note: Record, values: Record) -> Record:
    wanted = values.get("Status", note["Status"])
    documents.check_status(note["Status"], wanted)
    if note["AppliedAmount"]:
        raise Refused(invoices.NOT_EDITABLE)
    documents.check_dates(call, note["Date"])
    if wanted in ("VOIDED", "DELETED"):
        note.update(Status=wanted, RemainingCredit=ZERO)
    else:
        fresh = dict(note)
        names = ("Contact", "Date", "LineAmountTypes", "LineItems", "CurrencyCode", "CreditNoteNumber")
        fill(call, fresh, {**{name: note[name] for name in names}, **values})
        note.update(fresh)
    return touch(call, note, "UPDATE")


def fill(call: Call, note: Record, values: Record) -> None:
    status = values.get("Status") or note["Status"] or "DRAFT"
    documents.check_status(note["Status"], status)
    approved = status in ("SUBMITTED", "AUTHORISED", "PAID")
    kinds = values.get("LineAmountTypes") or "Exclusive"
    wanted = values.get("CreditNoteNumber") or ""
    others = (item for item in call.org.credit_notes.values() if item["CreditNoteID"] != note["CreditNoteID"])
    if wanted and note["Type"] == "ACCRECCREDIT" and any(item["CreditNoteNumber"] == wanted for item in others):
        raise Refused("Credit Note # must be unique.")
    note["Contact"] = documents.contact_of(call, values)
    note["Date"] = day_of(values, "Date", call.today)
    if approved:
        documents.check_dates(call, note["Date"])
    currency = values.get("CurrencyCode") or call.org.facts["BaseCurrency"]
    documents.check_currency(call, currency)
    note.update(
        Status=status,
        LineAmountTypes=kinds,
        CurrencyCode=currency,
        CurrencyRate=number(values.get("CurrencyRate")) or 1,
    )
    note.update(CreditNoteNumber=wanted or note["CreditNoteNumber"], Reference=values.get("Reference") or "")
    note["LineItems"] = documents.lines_of(call, values, kinds, approved, discounts=False)
    documents.fill_totals(note)
    settle(note)


def settle(note: Record) -> None:
    note["RemainingCredit"] = note["Total"] - note["AppliedAmount"]
    if note["Status"] in documents.APPROVED:
        note["Status"] = "PAID" if not note["RemainingCredit"] and note["AppliedAmount"] else "AUTHORISED"


def touch(call: Call, note: Record, event: str) -> Record:
    note["UpdatedDateUTC"] = call.org.stamp(call.now)
    call.org.changed("CREDITNOTE", event, note["CreditNoteID"])
    return note


# --- allocations -------------------------------------------------------------------------------------------------


def put_allocation(call: Call, key: str) -> tuple[int, Record]:
    note = find(call, key)
    if not note:
        raise not_found()
    return write_all(call, "Allocations", "AllocationID", lambda values: allocate(call, note, values), dict)


def put_allocations(call: Call, note_id: str, rows: list[Record]) -> list[Record]:
    return [allocate(call, call.org.credit_notes[note_id], row) for row in rows]


def allocate(call: Call, note: Record, values: Record) -> Record:
    invoice = call.org.invoices.get(((values.get("Invoice") or {}).get("InvoiceID") or "").lower())
    amount = number(values.get("Amount")) or ZERO
    if not invoice or note["Status"] != "AUTHORISED" or invoice["Status"] != "AUTHORISED":
        raise Refused("Allocations can only be made between authorised documents")
    if invoice["Contact"]["ContactID"] != note["Contact"]["ContactID"]:
        raise Refused("The invoice and the credit note must have the same contact")
    if not 0 < amount <= min(note["RemainingCredit"], invoice["AmountDue"]):
        raise Refused("The amount exceeds the amount outstanding on this document")
    allocation = {"AllocationID": str(uuid.uuid4()), "Amount": amount, "Date": max(note["Date"], invoice["Date"])}
    allocation["Invoice"] = {"InvoiceID": invoice["InvoiceID"], "InvoiceNumber": invoice["InvoiceNumber"]}
    note["Allocations"].append(allocation)
    shown = {
        "CreditNoteID": note["CreditNoteID"],
        "CreditNoteNumber": note["CreditNoteNumber"],
        "AppliedAmount": amount,
    }
    invoice["CreditNotes"].append({**shown, "AllocationID": allocation["AllocationID"], "Date": allocation["Date"]})
    shift(call, note, invoice, amount)
    return allocation


def delete_allocation(call: Call, key: str, allocation_id: str) -> tuple[int, Record]:
    note = find(call, key)
    allocation = note and next((item for item in note["Allocations"] if item["AllocationID"] == allocation_id), None)
    if not allocation:
        raise not_found()
    invoice = call.org.invoices[allocation["Invoice"]["InvoiceID"]]
    note["Allocations"].remove(allocation)
    invoice["CreditNotes"] = [item for item in invoice["CreditNotes"] if item["AllocationID"] != allocation_id]
    shift(call, note, invoice, -allocation["Amount"])
    return 200, {"Allocations": [{"AllocationID": allocation_id, "IsDeleted": True}]}


def shift(call: Call, note: Record, invoice: Record, amount: Any) -> None:
    note["AppliedAmount"] += amount
    invoice["AmountCredited"] += amount
    settle(note)
    invoices.settle(invoice)
    touch(call, note, "UPDATE")
    invoices.touch(call, invoice, "UPDATE")


SCOPE = "accounting.invoices"
ROUTES = [
    ("GET", "/CreditNotes", get_list, SCOPE),
    ("PUT", "/CreditNotes", put, SCOPE),
    ("GET", "/CreditNotes/(?P<key>[^/]+)", get_one, SCOPE),
    ("POST", "/CreditNotes/(?P<key>[^/]+)", post_one, SCOPE),
    ("PUT", "/CreditNotes/(?P<key>[^/]+)/Allocations", put_allocation, SCOPE),
    ("DELETE", "/CreditNotes/(?P<key>[^/]+)/Allocations/(?P<allocation_id>[^/]+)", delete_allocation, SCOPE),
]
