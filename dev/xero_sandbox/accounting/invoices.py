"""Invoices and bills: numbers, states, what may be edited, what a list tells."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from ..errors import Refused, not_found
from . import documents
from .documents import ZERO, day_of, number
from .lists import by_list, elements, is_paged, modified, page_of, where, write_all

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
OPTIMISED = (
    "Status", "Type", "Contact.ContactID", "Contact.Name", "Contact.ContactNumber", "Reference", "InvoiceNumber", "InvoiceID",
    "Date", "DueDate", "AmountDue", "AmountPaid",
)  # fmt: skip
RANGES = ("Date", "DueDate", "AmountDue")
NO_DETAILS = ("LineItems",)
SUMMARY_DROPS = ("LineItems", "Payments", "HasAttachments")
# What may still be edited once something is paid or credited.
FREE = ("InvoiceID", "Reference", "DueDate", "InvoiceNumber", "BrandingThemeID", "Contact", "Url", "Status", "Type")
NOT_EDITABLE = "This document cannot be edited as it has a payment or credit note allocated to it."
NOT_VOIDABLE = (
    "The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it."
)


def find(call: Call, key: str) -> Record | None:
    invoice = call.org.invoices.get(key.lower())
    return invoice or next((item for item in call.org.invoices.values() if item["InvoiceNumber"] == key), None)


# --- reads -------------------------------------------------------------------------------------------------------


def get_invoices(call: Call) -> tuple[int, Record]:
    rows: Any = call.org.invoices.values()
    pairs = (
        ("IDs", "InvoiceID"),
        ("InvoiceNumbers", "InvoiceNumber"),
        ("ContactIDs", "Contact.ContactID"),
        ("Statuses", "Status"),
    )
    for argument, path in pairs:
        rows = by_list(call, rows, argument, path)
    rows = where(call, rows, OPTIMISED, RANGES)
    term = call.args.get("searchTerm", "").lower()
    rows = [row for row in rows if not term or term in (row["InvoiceNumber"] + (row.get("Reference") or "")).lower()]
    summary = call.flag("summaryOnly")
    if is_paged(call) or summary or "Statuses" in call.args:
        drops = SUMMARY_DROPS if summary else ()
        return 200, page_of(call, rows, "Invoices", lambda row: present(row, drops), "InvoiceID")
    return 200, {"Invoices": [present(row, NO_DETAILS) for row in modified(call, rows)]}


def get_invoice(call: Call, key: str) -> tuple[int, Record]:
    invoice = find(call, key)
    if not invoice:
        raise not_found()
    return 200, {"Invoices": [present(invoice)]}


def get_online(call: Call, key: str) -> tuple[int, Record]:
    invoice = find(call, key)
    if not invoice or invoice["Type"] != "ACCREC" or invoice["Status"] == "DRAFT":
        raise not_found()
    return 200, {"OnlineInvoices": [{"OnlineInvoiceUrl": f"https://in.xero.com/{invoice['InvoiceID'][:8]}"}]}


def present(row: Record, drops: tuple[str, ...] = ()) -> Record:
    shown = {key: value for key, value in row.items() if key not in drops}
    return documents.text_date(shown, ("Date", "DueDate"))


# --- writes ------------------------------------------------------------------------------------------------------


def put(call: Call) -> tuple[int, Record]:
    return write_all(call, "Invoices", "InvoiceID", lambda values: create(call, values), present)


def post(call: Call) -> tuple[int, Record]:
    for values in elements(call, "Invoices"):
        if values.get("InvoiceID") and values["InvoiceID"].lower() not in call.org.invoices:
            raise not_found()
    return write_all(call, "Invoices", "InvoiceID", lambda values: create_or_update(call, values), present)


def post_one(call: Call, key: str) -> tuple[int, Record]:
    invoice = find(call, key)
    if not invoice:
        raise not_found()
    return write_all(call, "Invoices", "InvoiceID", lambda values: update(call, invoice, values), present)


def put_invoices(call: Call, rows: list[Record]) -> list[Record]:
    return [create(call, row) for row in rows]


def post_invoice(call: Call, invoice_id: str, values: Record) -> Record:
    return update(call, call.org.invoices[invoice_id], values)


def create_or_update(call: Call, values: Record) -> Record:
    """POST edits an existing sales invoice of the same number, even one of somebody else."""
    known = call.org.invoices.get((values.get("InvoiceID") or "").lower())
    if not known and values.get("InvoiceNumber") and values.get("Type", "ACCREC") == "ACCREC":
        known = next((item for item in call.org.invoices.values() if same_number(item, values["InvoiceNumber"])), None)
    return update(call, known, values) if known else create(call, values)


def same_number(item: Record, wanted: str) -> bool:
    return item["Type"] == "ACCREC" and item["InvoiceNumber"].lower() == wanted.lower()


def create(call: Call, values: Record) -> Record:
    kind = values.get("Type")
    if kind not in ("ACCREC", "ACCPAY"):
        raise Refused("Invoice type must be either ACCREC or ACCPAY")
    invoice = {
        "InvoiceID": str(uuid.uuid4()),
        "Type": kind,
        "InvoiceNumber": values.get("InvoiceNumber") or "",
        "Status": None,
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "AmountPaid": ZERO,
        "AmountCredited": ZERO,
        "HasAttachments": False,
        "SentToContact": False,
        "LineItems": [],
    }
    fill(call, invoice, values)
    if kind == "ACCREC" and not invoice["InvoiceNumber"]:
        invoice["InvoiceNumber"] = call.org.next_number("INV-")
    call.org.invoices[invoice["InvoiceID"]] = invoice
    call.org.contacts[invoice["Contact"]["ContactID"]]["IsCustomer" if kind == "ACCREC" else "IsSupplier"] = True
    return touch(call, invoice, "CREATE")


def update(call: Call, invoice: Record, values: Record) -> Record:
    wanted = values.get("Status", invoice["Status"])
    settled = invoice["AmountPaid"] or invoice["AmountCredited"]
    if settled and wanted == "VOIDED":
        raise Refused(NOT_VOIDABLE)
    documents.check_status(invoice["Status"], wanted)
    documents.check_dates(call, invoice["Date"])
    if wanted in ("VOIDED", "DELETED"):
        invoice.update(Status=wanted, AmountDue=ZERO)
        return touch(call, invoice, "UPDATE")
    if settled and any(name not in FREE and values[name] not in (invoice.get(name), None) for name in values):
        raise Refused(NOT_EDITABLE)
    fresh = dict(invoice)
    fill(call, fresh, {**same_values(invoice), **values})
    invoice.update(fresh)
    return touch(call, invoice, "UPDATE")


def same_values(invoice: Record) -> Record:
    names = (
        "Contact",
        "Date",
        "DueDate",
        "LineAmountTypes",
        "LineItems",
        "CurrencyCode",
        "CurrencyRate",
        "InvoiceNumber",
        "Reference",
    )
    return {name: invoice[name] for name in names if name in invoice}


def fill(call: Call, invoice: Record, values: Record) -> None:
    """Take over the values of a document and compute what follows from them, or refuse."""
    status = values.get("Status") or invoice["Status"] or "DRAFT"
    documents.check_status(invoice["Status"], status if status != "PAID" or invoice["Status"] == "PAID" else "?")
    approved = status in ("SUBMITTED", *documents.APPROVED)
    kinds = values.get("LineAmountTypes") or "Exclusive"
    if kinds not in documents.TYPES:
        raise Refused("LineAmountTypes is not valid")
    check_number(call, invoice, values)
    invoice["Contact"] = documents.contact_of(call, values)
    invoice["Date"] = day_of(values, "Date", call.today)
    invoice["DueDate"] = day_of(values, "DueDate")
    if approved and not invoice["DueDate"]:
        raise Refused("The due date must be specified")
    if approved:
        documents.check_dates(call, invoice["Date"])
    currency = values.get("CurrencyCode") or call.org.facts["BaseCurrency"]
    documents.check_currency(call, currency)
    if "xero" in (values.get("Url") or "").lower():
        raise Refused("The Url must not contain the word xero")
    for name in ("InvoiceNumber", "Reference", "Url", "BrandingThemeID"):
        if values.get(name) and not (name == "Reference" and invoice["Type"] == "ACCPAY"):
            invoice[name] = values[name]
    rate = number(values.get("CurrencyRate"))
    invoice.update(Status=status, LineAmountTypes=kinds, CurrencyCode=currency, CurrencyRate=rate or 1)
    invoice["LineItems"] = documents.lines_of(call, values, kinds, approved, invoice["Type"] == "ACCREC")
    documents.fill_totals(invoice)
    if invoice["Total"] < 0:
        raise Refused("The total of an invoice must not be negative")
    settle(invoice)


def check_number(call: Call, invoice: Record, values: Record) -> None:
    wanted = values.get("InvoiceNumber") or ""
    if len(wanted) > 255 or any(not 32 <= ord(character) < 127 for character in wanted):
        raise Refused("Invoice number must be at most 255 printable ASCII characters")
    others = (item for item in call.org.invoices.values() if item["InvoiceID"] != invoice["InvoiceID"])
    if wanted and invoice["Type"] == "ACCREC" and any(same_number(item, wanted) for item in others):
        raise Refused("Invoice # must be unique.")


def settle(invoice: Record) -> None:
    """Compute what is due; Xero alone sets and takes back PAID."""
    invoice["AmountDue"] = invoice["Total"] - invoice["AmountPaid"] - invoice["AmountCredited"]
    if invoice["Status"] in documents.APPROVED:
        moved = invoice["AmountPaid"] or invoice["AmountCredited"] or invoice["Total"] == 0
        invoice["Status"] = "PAID" if invoice["AmountDue"] == 0 and moved else "AUTHORISED"


def touch(call: Call, invoice: Record, event: str) -> Record:
    invoice["UpdatedDateUTC"] = call.org.stamp(call.now)
    call.org.changed("INVOICE", event, invoice["InvoiceID"])
    return invoice


SCOPE = "accounting.invoices"
ROUTES = [
    ("GET", "/Invoices", get_invoices, SCOPE),
    ("PUT", "/Invoices", put, SCOPE),
    ("POST", "/Invoices", post, SCOPE),
    ("GET", "/Invoices/(?P<key>[^/]+)/OnlineInvoice", get_online, SCOPE),
    ("GET", "/Invoices/(?P<key>[^/]+)", get_invoice, SCOPE),
    ("POST", "/Invoices/(?P<key>[^/]+)", post_one, SCOPE),
]
