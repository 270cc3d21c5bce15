"""Invoices and bills: created, changed, approved, voided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import arithmetic, trail
from ..errors import Refused, not_found
from ..shapes import INVOICE
from . import currencies, documents, rounding
from .documents import DEAD, NOT_EDITABLE, ZERO, check_lock, check_status, day_of
from .invoice_lists import find, get_invoice, get_invoices, get_online, present
from .lines import PURCHASES, SALES, Writer
from .writes import Kind

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("Invoices", "InvoiceID", INVOICE)
TYPES = ("ACCREC", "ACCPAY")
NUMBER_TAKEN = "Invoice # must be unique."
NOT_VOIDABLE = (
    "The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it."
)
NOT_SENT = "Only AUTHORISED invoices may have SentToContact updated"
LIMIT = "You have reached the limit of invoices you can approve"
# What a change may touch without a new time of change, once something is paid.
UNNOTICED = ("DueDate", "SentToContact")
# What decides on the amounts: fixed once something is paid or credited. Lines may change in words and accounts.
FIXED = ("Date", "CurrencyCode", "CurrencyRate", "LineAmountTypes", "Type", "Total")
FIXED_IN_LINES = ("Quantity", "UnitAmount", "LineAmount", "TaxAmount", "TaxType", "DiscountRate", "DiscountAmount")


def put(call: Call) -> tuple[int, Record]:
    return 200, KIND.write(call, lambda values: create(call, values), lambda row: present(call, row))


def post(call: Call) -> tuple[int, Record]:
    for values in KIND.elements(call):
        if values.get("InvoiceID") and values["InvoiceID"] not in call.org.invoices:
            raise not_found()
    return 200, KIND.write(call, lambda values: create_or_update(call, values), lambda row: present(call, row))


def post_one(call: Call, key: str) -> tuple[int, Record]:
    invoice = find(call, key)
    if not invoice:
        raise not_found()
    return 200, KIND.write(call, lambda values: update(call, invoice, values), lambda row: present(call, row))


def create_or_update(call: Call, values: Record) -> Record:
    """POST edits an existing sales invoice of the same number, even one of somebody else."""
    known = call.org.invoices.get(values.get("InvoiceID") or "")
    if not known and values.get("Type", "ACCREC") == "ACCREC":
        known = call.org.invoice_numbers.find(values.get("InvoiceNumber"))
    return update(call, known, values) if known else create(call, values)


def create(call: Call, values: Record) -> Record:
    kind = values.get("Type")
    if kind not in TYPES:
        raise Refused("Invoice type must be either ACCREC or ACCPAY")
    invoice: Record = {
        "InvoiceID": call.org.new_id(),
        "Type": kind,
        "InvoiceNumber": "",
        "Reference": "",
        "Status": "",
        **{name: [] for name in ("Payments", "CreditNotes", "Prepayments", "Overpayments", "LineItems")},
        "AmountPaid": ZERO,
        "AmountCredited": ZERO,
        "HasAttachments": False,
        "SentToContact": False,
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": call.org.facts["BaseCurrency"],
    }
    fill(call, invoice, {"Date": call.today.isoformat(), "LineItems": [], "Contact": {}, **given(values)})
    number(call, invoice)
    call.org.add(call.org.invoices, invoice["InvoiceID"], invoice)
    call.org.creators[invoice["InvoiceID"]] = call.client_id
    contact = call.org.contacts[invoice["Contact"]["ContactID"]]
    call.org.remember(contact)
    contact["IsCustomer" if kind == "ACCREC" else "IsSupplier"] = True
    trail.document(call, invoice["InvoiceID"], touch(call, invoice, "CREATE"))
    return invoice


def given(values: Record) -> Record:
    """Return what was sent; null and absent are the same."""
    return {name: value for name, value in values.items() if value is not None}


def number(call: Call, invoice: Record) -> None:
    """Give a sales invoice that brings no number the next free one."""
    while invoice["Type"] == "ACCREC" and not invoice["InvoiceNumber"]:
        wanted = call.org.next_number("INV-")
        if not call.org.invoice_numbers.find(wanted):
            invoice["InvoiceNumber"] = wanted


def update(call: Call, invoice: Record, values: Record) -> Record:
    values = given(values)
    before = invoice["Status"]
    wanted = values.get("Status") or before
    settled = invoice["AmountPaid"] or invoice["AmountCredited"]
    if settled and wanted == "VOIDED":
        raise Refused(NOT_VOIDABLE)
    check_status(before, wanted)
    if before in documents.APPROVED:
        check_lock(call, invoice["Date"])
    documents.check_active(call, invoice)
    call.org.remember(invoice)
    fresh = dict(invoice)
    if wanted in DEAD:
        fresh.update(Status=wanted, AmountDue=ZERO)
    else:
        fill(call, fresh, values)
    if settled:
        check_fixed(invoice, fresh)
    unnoticed = settled and all(fresh[name] == invoice.get(name) for name in fresh if name not in UNNOTICED)
    invoice.clear()
    invoice.update(fresh)
    trail.document(call, invoice["InvoiceID"], touch(call, invoice, "UPDATE", stamp=not unnoticed), before)
    return invoice


def check_fixed(invoice: Record, fresh: Record) -> None:
    """Refuse a change of amounts, and of the contact that a credit note belongs to."""
    same_contact = invoice["Contact"]["ContactID"] == fresh["Contact"]["ContactID"]
    rows = [[line.get(name) for name in FIXED_IN_LINES] for line in invoice["LineItems"]]
    fresh_rows = [[line.get(name) for name in FIXED_IN_LINES] for line in fresh["LineItems"]]
    if (
        any(invoice[name] != fresh[name] for name in FIXED)
        or rows != fresh_rows
        or (invoice["AmountCredited"] and not same_contact)
    ):
        raise Refused(NOT_EDITABLE)


def fill(call: Call, invoice: Record, values: Record) -> None:
    """Take over the values that were sent and compute what follows from them, or refuse."""
    status = values.get("Status") or invoice["Status"] or "DRAFT"
    check_status(invoice["Status"], status)
    fill_head(call, invoice, values)
    fill_dates(call, invoice, values, status)
    fill_money(call, invoice, values)
    complete = status != "DRAFT"
    sale = invoice["Type"] == "ACCREC"
    writer = Writer(call, invoice["LineAmountTypes"], complete, sale, SALES if sale else PURCHASES)
    if "LineItems" in values:
        invoice["LineItems"] = writer.lines(values["LineItems"], invoice["LineItems"])
    elif complete:
        writer.recheck(invoice["LineItems"])
    if {"LineItems", "LineAmountTypes", *rounding.SENT} & values.keys():
        rounding.fill_totals_as_sent(invoice, values, complete)
    check_approval(call, invoice, status)
    invoice["Status"] = status
    invoice["IsDiscounted"] = any("DiscountRate" in line or "DiscountAmount" in line for line in invoice["LineItems"])
    settle(call, invoice)


def fill_head(call: Call, invoice: Record, values: Record) -> None:
    if values.get("Type", invoice["Type"]) != invoice["Type"]:
        raise Refused(documents.NOT_VALID)
    wanted = values.get("InvoiceNumber") or ""
    documents.check_number(wanted, "invoice")
    if invoice["Type"] == "ACCREC" and call.org.invoice_numbers.find(
        wanted, call.org.invoices.get(invoice["InvoiceID"])
    ):
        raise Refused(NUMBER_TAKEN)
    if "Contact" in values:
        invoice["Contact"] = documents.reference_to(documents.contact_of(call, values["Contact"]))
    documents.check_theme(call, values.get("BrandingThemeID"))
    if "xero" in (values.get("Url") or "").lower():
        raise Refused("The Url must not contain the word xero")
    documents.check_reference(values.get("Reference"))
    for name in ("InvoiceNumber", "Reference", "Url", "BrandingThemeID"):
        ignored = (name == "Reference" and invoice["Type"] == "ACCPAY") or (name == "InvoiceNumber" and not wanted)
        if name in values and not ignored:
            invoice[name] = values[name]


def fill_dates(call: Call, invoice: Record, values: Record, status: str) -> None:
    invoice["Date"] = day_of(values, "Date") or invoice.get("Date") or call.today
    invoice["DueDate"] = day_of(values, "DueDate") or invoice.get("DueDate")
    if status != "DRAFT" and not invoice["DueDate"]:
        raise Refused("The due date must be specified")
    if status in documents.APPROVED:
        check_lock(call, invoice["Date"])
    if values.get("SentToContact"):
        if invoice["Type"] == "ACCREC" and status in documents.APPROVED:
            invoice["SentToContact"] = True
        else:
            call.warnings.append(NOT_SENT)


def fill_money(call: Call, invoice: Record, values: Record) -> None:
    code = values.get("CurrencyCode") or invoice["CurrencyCode"]
    currencies.check_currency(call, code)
    if code != invoice["CurrencyCode"] or "CurrencyRate" in values or "CurrencyRate" not in invoice:
        invoice["CurrencyRate"] = currencies.rate_for(call, code, values.get("CurrencyRate"))
    invoice["CurrencyCode"] = code
    kinds = documents.amount_types(values, invoice["LineAmountTypes"])
    if kinds != invoice["LineAmountTypes"] and "LineItems" not in values:
        amounts = ("LineAmount", "TaxAmount")
        values["LineItems"] = [
            {name: value for name, value in line.items() if name not in amounts} for line in invoice["LineItems"]
        ]
    invoice["LineAmountTypes"] = kinds


def check_approval(call: Call, invoice: Record, status: str) -> None:
    """Refuse to approve what the person who connected may not approve, or what the plan does not include."""
    if status not in documents.APPROVED or invoice["Status"] in documents.APPROVED:
        return
    action = "CreateApprovedInvoice" if invoice["Type"] == "ACCREC" else "CreateApprovedBill"
    if action in call.org.forbidden:
        raise Refused("You do not have permission to approve this document.")
    limit = call.org.approvals_a_month
    if limit is None or invoice["Type"] != "ACCREC":
        return
    month = f"{invoice['Date']:%Y-%m}"
    approved = [
        row for row in call.org.invoices.values() if row["Type"] == "ACCREC" and row["Status"] in documents.APPROVED
    ]
    if sum(f"{row['Date']:%Y-%m}" == month for row in approved) >= limit:
        raise Refused(LIMIT)


def settle(call: Call, invoice: Record) -> None:
    """Compute what is due; Xero alone sets and takes back PAID."""
    invoice["AmountDue"] = arithmetic.cents(invoice["Total"] - invoice["AmountPaid"] - invoice["AmountCredited"])
    if invoice["Status"] not in documents.APPROVED:
        return
    paid = invoice["AmountDue"] == 0
    invoice["Status"] = "PAID" if paid else "AUTHORISED"
    if paid:
        invoice.setdefault("FullyPaidOnDate", call.today)
    else:
        invoice.pop("FullyPaidOnDate", None)


def touch(call: Call, invoice: Record, event: str, stamp: bool = True) -> Record:
    if stamp or "UpdatedDateUTC" not in invoice:
        invoice["UpdatedDateUTC"] = call.org.stamp(call.now)
    call.org.invoice_numbers.add(invoice["InvoiceID"], invoice)
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
