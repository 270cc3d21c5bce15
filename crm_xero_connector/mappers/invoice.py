"""Invoices, bills and credit notes: `Invoice` -> Xero's payload, Xero's document -> `RemoteInvoice`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from ..const import CREDIT_KINDS, DEAD_STATUSES, LENGTHS, SALE_KINDS
from ..exceptions import MappingError
from .marker import Marker, find_marker, make_marker, with_marker
from .payment import nested_payment_from_xero
from .records import ZERO, Account, Allocation, Invoice, InvoiceLine, RemoteInvoice, RemotePayment, SentDocument
from .reference import required
from .rounding import SentLine, plain, represent
from .values import (
    ELLIPSIS,
    RATE_DIGITS,
    ascii_text,
    cut,
    parse_xero_date,
    parse_xero_datetime,
    text,
    to_decimal,
    xero_date,
)

__all__ = [
    "Marker",
    "credit_note_from_xero",
    "find_marker",
    "invoice_from_xero",
    "invoice_to_xero",
    "is_same_document",
    "is_there",
    "make_marker",
    "number_to_xero",
    "sent_facts",
    "sent_from",
    "with_marker",
]

NO_DESCRIPTION = "-"  # Xero takes no line without at least one character
# Xero's lists of what was set off against an invoice, with the kind and the id of what each entry stands for.
ALLOCATION_LISTS = (
    ("CreditNotes", "CREDITNOTE", "CreditNoteID"),
    ("Prepayments", "PREPAYMENT", "PrepaymentID"),
    ("Overpayments", "OVERPAYMENT", "OverpaymentID"),
)


def invoice_to_xero(invoice: Invoice, rounding_account: Account | None = None) -> tuple[dict[str, Any], str]:
    """Return the payload of a document and the form of its lines, see `rounding`.

    Totals are never sent: Xero would refuse them or round towards them. The answer's have to be compared.

    :param rounding_account: the organisation's account for rounding, for the rare invoice that needs it
    :raise MappingError: when something that Xero needs is missing, or no form gives Odoo's amounts
    """
    if not invoice.contact_id:
        raise MappingError("The document has no contact in Xero")
    _check_lines(invoice.lines)
    allow_discount = invoice.kind == "ACCREC"
    lines, form = represent(
        invoice.lines, invoice.total, invoice.total_tax, rounding_account, allow_discount=allow_discount
    )
    is_credit = invoice.kind in CREDIT_KINDS
    payload = {
        "CreditNoteID" if is_credit else "InvoiceID": invoice.xero_id,
        "Type": invoice.kind,
        "Contact": {"ContactID": invoice.contact_id},
        "CreditNoteNumber" if is_credit else "InvoiceNumber": number_to_xero(invoice.number),
        "Reference": cut(invoice.reference, LENGTHS["Reference"]) if invoice.kind in SALE_KINDS else "",
        "Date": xero_date(invoice.date),
        "DueDate": None if is_credit else xero_date(invoice.due_date),
        "CurrencyCode": invoice.currency,
        "CurrencyRate": invoice.currency_rate and invoice.currency_rate.quantize(RATE_DIGITS),
        "LineAmountTypes": "Exclusive",
        "LineItems": [_line_to_xero(line) for line in lines if text(line.description) or not line.is_text],
        "Status": invoice.status,
        "SentToContact": True if invoice.sent_to_contact and invoice.status == "AUTHORISED" and not is_credit else None,
        "Url": "" if is_credit else _url(invoice.url),
        "BrandingThemeID": invoice.branding_theme_id if invoice.kind == "ACCREC" else None,
    }
    return {key: value for key, value in payload.items() if value not in ("", None)}, form


def shortened(invoice: Invoice) -> tuple[str, ...]:
    """Return what is longer than Xero takes: "Reference", a line's description by its begin, a product's code."""
    names = ["Reference"] if len(invoice.reference) > LENGTHS["Reference"] else []
    texts = [text(line.description) for line in invoice.lines]
    names += [f"{words[:40]}{ELLIPSIS}" for words in texts if len(words) > LENGTHS["Description"]]
    return (*names, *(line.item_code for line in invoice.lines if len(line.item_code or "") > LENGTHS["ItemCode"]))


def number_to_xero(number: str) -> str:
    """Return a document's number as Xero will have it: printable ASCII. Look documents up by this."""
    return ascii_text(number, LENGTHS["InvoiceNumber"])


def _check_lines(lines: tuple[InvoiceLine, ...]) -> None:
    """Refuse what Xero would fill in by itself: without a tax rate it takes the account's."""
    for line in lines:
        if line.is_text:
            continue
        if not (line.account_code or line.account_id):
            raise MappingError(f"The line has no account in Xero: {line.description[:80]}")
        if not line.tax_type:
            raise MappingError(f"The line has no tax rate in Xero: {line.description[:80]}")


def _line_to_xero(line: SentLine) -> dict[str, Any]:
    description = cut(line.description, LENGTHS["Description"])
    if line.is_text:
        payload = {"Description": description, "LineItemID": line.line_id}
        return {key: value for key, value in payload.items() if value is not None}
    payload = {
        "LineItemID": line.line_id,
        "Description": description or line.item_code or NO_DESCRIPTION,
        "Quantity": plain(line.quantity),
        "UnitAmount": plain(line.unit_amount),
        "DiscountRate": plain(line.discount_rate) or None,
        "ItemCode": line.item_code if line.item_code and len(line.item_code) <= LENGTHS["ItemCode"] else None,
        **_account(line),
        "TaxType": line.tax_type,
        "TaxAmount": line.tax_amount,
        "Tracking": [{"TrackingCategoryID": category, "TrackingOptionID": option} for category, option in line.tracking]
        or None,
    }
    return {key: value for key, value in payload.items() if value is not None}


def _account(line: SentLine) -> dict[str, str | None]:
    """Name the account by its code, as Xero documents it for lines, and by its id only where there is no code."""
    return {"AccountCode": line.account_code} if line.account_code else {"AccountID": line.account_id}


def _url(url: str) -> str:
    """Return the link back to Odoo, "" where Xero would refuse it: not a web address, or with Xero's name in it."""
    is_web = urlsplit(url).scheme in ("http", "https")
    return url if is_web and "xero" not in url.lower() else ""


def sent_facts(invoice: Invoice) -> dict[str, str]:
    """Return what identifies a document that is about to be sent, as JSON takes it."""
    return {item.name: str(getattr(invoice, item.name)) for item in fields(SentDocument)}


def sent_from(facts: Mapping[str, str]) -> SentDocument:
    """Return what `sent_facts` was made of."""
    values: dict[str, Any] = dict(facts)
    values["date"] = date.fromisoformat(values["date"])
    values["total"], values["total_tax"] = Decimal(values["total"]), Decimal(values["total_tax"])
    return SentDocument(**values)


def is_same_document(invoice: Invoice | SentDocument, remote: RemoteInvoice) -> bool:
    """Tell whether a document found in Xero is the one that we meant to create: kind, number, contact and amounts."""
    return (
        remote.status not in DEAD_STATUSES
        and remote.kind == invoice.kind
        and remote.number == number_to_xero(invoice.number)
        and remote.contact_id == invoice.contact_id
        and remote.currency == invoice.currency
        and (remote.total, remote.total_tax) == (invoice.total, invoice.total_tax)
    )


def is_there(ours: Any, theirs: Any) -> bool:
    """Tell whether everything that a payload says is in Xero's document already; what else Xero has does not count.

    :param ours: what `invoice_to_xero` made, or a part of it
    :param theirs: Xero's document, or the same part of it
    """
    if isinstance(ours, Mapping):
        return isinstance(theirs, Mapping) and all(_is_value_there(key, ours[key], theirs.get(key)) for key in ours)
    if isinstance(ours, list):
        rows = theirs if isinstance(theirs, list) else []
        return len(ours) == len(rows) and all(is_there(row, their_row) for row, their_row in zip(ours, rows))
    if isinstance(ours, (bool, str)):
        return ours == theirs
    return to_decimal(ours) == to_decimal(theirs)


def _is_value_there(key: str, ours: Any, theirs: Any) -> bool:
    if key in ("Date", "DueDate"):
        return parse_xero_date(ours) == parse_xero_date(theirs)
    if key == "Status" and ours == "AUTHORISED":
        return theirs in ("AUTHORISED", "PAID")  # what is approved may be paid since
    return is_there(ours, theirs)


# --- from Xero ---------------------------------------------------------------------------------------------------


def invoice_from_xero(data: Mapping[str, Any]) -> RemoteInvoice:
    """Return an invoice or a bill; `partial` when it comes from a list without lines and payments.

    :raise MappingError: without an id
    """
    return _document(data, required(data, "InvoiceID"), "InvoiceNumber", "AmountDue")


def credit_note_from_xero(data: Mapping[str, Any]) -> RemoteInvoice:
    """Return a credit note; what is not set off yet is its `amount_due`.

    :raise MappingError: without an id
    """
    return _document(data, required(data, "CreditNoteID"), "CreditNoteNumber", "RemainingCredit")


def _document(data: Mapping[str, Any], xero_id: str, number_key: str, due_key: str) -> RemoteInvoice:
    kind = text(data.get("Type"))
    contact = data.get("Contact")
    total = to_decimal(data.get("Total"), ZERO)
    allocations = tuple(_allocations(data))
    payments = tuple(_payments(data, kind, xero_id))
    return RemoteInvoice(
        xero_id=xero_id,
        kind=kind,
        number=text(data.get(number_key)),
        reference=text(data.get("Reference")),
        status=text(data.get("Status")),
        date=parse_xero_date(data.get("Date") or data.get("DateString")),
        due_date=parse_xero_date(data.get("DueDate") or data.get("DueDateString")),
        currency=text(data.get("CurrencyCode")),
        currency_rate=to_decimal(data.get("CurrencyRate")),
        total=total,
        total_tax=to_decimal(data.get("TotalTax"), ZERO),
        amount_due=to_decimal(data.get(due_key), ZERO),
        amount_paid=to_decimal(
            data.get("AmountPaid"), sum((payment.amount for payment in payments if payment.status != "DELETED"), ZERO)
        ),
        amount_credited=to_decimal(data.get("AmountCredited"), sum((item.amount for item in allocations), ZERO)),
        updated_at=parse_xero_datetime(data.get("UpdatedDateUTC") or data.get("UpdatedDateUTCString")),
        payments=payments,
        contact_id=text(contact.get("ContactID")) if isinstance(contact, dict) else "",
        contact_name=text(contact.get("Name")) if isinstance(contact, dict) else "",
        sent_to_contact=bool(data.get("SentToContact")),
        url=text(data.get("Url")),
        line_ids=tuple(filter(None, (text(line.get("LineItemID")) for line in _dicts(data.get("LineItems"))))),
        allocations=allocations,
        partial=data.get("LineItems") is None,
    )


def _payments(data: Mapping[str, Any], kind: str, document_id: str) -> Iterator[RemotePayment]:
    for item in _dicts(data.get("Payments")):
        payment = nested_payment_from_xero(item, kind, document_id)
        if payment:
            yield payment


def _allocations(data: Mapping[str, Any]) -> Iterator[Allocation]:
    """Yield what was set off: against an invoice by other documents, of a credit note against invoices."""
    for key, kind, id_key in ALLOCATION_LISTS:
        for item in _dicts(data.get(key)):
            amount = to_decimal(item.get("AppliedAmount"), ZERO)
            yield Allocation(text(item.get("AllocationID")), kind, text(item.get(id_key)), amount, _day(item))
    for item in _dicts(data.get("Allocations")):
        invoice = item.get("Invoice")
        if isinstance(invoice, dict) and not item.get("IsDeleted"):
            amount = to_decimal(item.get("Amount"), ZERO)
            allocation_id = text(item.get("AllocationID"))
            yield Allocation(allocation_id, "INVOICE", text(invoice.get("InvoiceID")), amount, _day(item))


def _day(item: Mapping[str, Any]) -> Any:
    return parse_xero_date(item.get("Date"))


def _dicts(items: Any) -> list[Mapping[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
