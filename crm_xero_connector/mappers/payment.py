"""Payments: Xero's payment -> `RemotePayment`, and plain values -> Xero's payload."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ..const import CREDIT_KINDS
from ..exceptions import MappingError
from .records import RemoteInvoice, RemotePayment
from .reference import required
from .values import RATE_DIGITS, parse_xero_date, parse_xero_datetime, text, to_decimal, xero_date

CENT = Decimal("0.01")
ADVANCES = ("OVERPAYMENT", "PREPAYMENT")  # money that came before or beside an invoice, then set off against it
# What a payment belongs to, by its type. The element does not tell: refunds of overpayments come in `Invoice`.
DOCUMENT_KINDS = {
    "ACCRECPAYMENT": "ACCREC",
    "ACCPAYPAYMENT": "ACCPAY",
    "ARCREDITPAYMENT": "ACCRECCREDIT",
    "APCREDITPAYMENT": "ACCPAYCREDIT",
    "AROVERPAYMENTPAYMENT": "AROVERPAYMENT",
    "APOVERPAYMENTPAYMENT": "APOVERPAYMENT",
    "ARPREPAYMENTPAYMENT": "ARPREPAYMENT",
    "APPREPAYMENTPAYMENT": "APPREPAYMENT",
}
DOCUMENTS = (
    ("Invoice", "InvoiceID"),
    ("CreditNote", "CreditNoteID"),
    ("Prepayment", "PrepaymentID"),
    ("Overpayment", "OverpaymentID"),
)


def payment_from_xero(data: Mapping[str, Any]) -> RemotePayment:
    """Return a payment with the kind and the id of the document it belongs to.

    :raise MappingError: without an id or an amount
    """
    payment_type = text(data.get("PaymentType"))
    element_kind, document_id = _document_of(data)
    return _payment(data, payment_type, DOCUMENT_KINDS.get(payment_type, element_kind), document_id)


def nested_payment_from_xero(data: Mapping[str, Any], kind: str, document_id: str) -> RemotePayment | None:
    """Return a payment as it comes within its document, which says less; None for one without id or amount."""
    if not text(data.get("PaymentID")) or to_decimal(data.get("Amount")) is None:
        return None
    return _payment(data, text(data.get("PaymentType")), kind, document_id)


def payments_of(remote: RemoteInvoice) -> tuple[RemotePayment, ...]:
    """Return the money that settles a document: its live payments, and overpayments and prepayments set off against it.

    An advance counts as far as it is set off, as one payment whatever the number of steps. Xero gives these entries no
    id of their own, so theirs is made of both documents'.
    """
    live = [payment for payment in remote.payments if payment.status != "DELETED"]
    advances: dict[str, RemotePayment] = {}
    for item in remote.allocations:
        if item.kind in ADVANCES:
            xero_id = f"{item.document_id}/{remote.xero_id}"
            known = advances.get(xero_id)
            amount = item.amount + known.amount if known else item.amount
            advances[xero_id] = RemotePayment(
                xero_id,
                amount,
                date=item.date,
                status="AUTHORISED",
                payment_type=item.kind,
                document_kind=remote.kind,
                document_id=remote.xero_id,
            )
    return (*live, *advances.values())


def real_value(payment: RemotePayment) -> Decimal | None:
    """Return what a payment in another currency is worth in the organisation's own; None when Xero does not tell.

    The amount on a bank account of the organisation's own currency is that; on one of the document's currency both
    amounts are the same number, and the rate tells.
    """
    if payment.bank_amount and payment.bank_amount != payment.amount:
        return payment.bank_amount
    if payment.currency_rate:
        return (payment.amount / payment.currency_rate).quantize(CENT)
    return None


def _payment(data: Mapping[str, Any], payment_type: str, kind: str, document_id: str | None) -> RemotePayment:
    amount = to_decimal(data.get("Amount"))
    xero_id = required(data, "PaymentID")
    if amount is None:
        raise MappingError(f"Xero's payment {xero_id} has no amount")
    account = data.get("Account")
    return RemotePayment(
        xero_id=xero_id,
        amount=amount,
        date=parse_xero_date(data.get("Date")),
        reference=text(data.get("Reference")),
        status=text(data.get("Status")) or "AUTHORISED",
        currency_rate=to_decimal(data.get("CurrencyRate")),
        bank_amount=to_decimal(data.get("BankAmount")),
        account_id=(text(account.get("AccountID")) or None) if isinstance(account, dict) else None,
        payment_type=payment_type,
        document_kind=kind,
        document_id=document_id,
        batch_id=text(data.get("BatchPaymentID")) or None,
        is_reconciled=bool(data.get("IsReconciled")),
        updated_at=parse_xero_datetime(data.get("UpdatedDateUTC") or data.get("UpdatedDateUTCString")),
    )


def _document_of(data: Mapping[str, Any]) -> tuple[str, str | None]:
    for key, id_key in DOCUMENTS:
        document = data.get(key)
        if isinstance(document, dict) and text(document.get(id_key)):
            return text(document.get("Type")), text(document.get(id_key))
    return "", None


def payment_to_xero(
    *,
    kind: str,
    document_id: str,
    account_id: str,
    day: date,
    amount: Decimal,
    reference: str = "",
    worth: Decimal | None = None,
    is_bank_foreign: bool = False,
) -> dict[str, Any]:
    """Return the payload of a payment, for a credit note of a refund.

    :param kind: the document's, such as "ACCREC"
    :param amount: in the document's currency, always positive
    :param reference: with our marker, by which the payment is found again
    :param worth: of a payment in another currency, in the organisation's own; without it Xero takes the document's rate
    :param is_bank_foreign: whether the bank account is in the document's currency too
    :raise MappingError: without a document, an account or an amount
    """
    if not (document_id and account_id):
        raise MappingError("A payment needs a document and an account in Xero")
    if amount <= 0:
        raise MappingError("A payment needs a positive amount")
    document = {"CreditNote": {"CreditNoteID": document_id}}
    if kind not in CREDIT_KINDS:
        document = {"Invoice": {"InvoiceID": document_id}}
    payload = {
        **document,
        "Account": {"AccountID": account_id},
        "Date": xero_date(day),
        "Amount": amount,
        "Reference": text(reference),
        "CurrencyRate": (amount / worth).quantize(RATE_DIGITS) if worth and is_bank_foreign else None,
        "BankAmount": worth if not is_bank_foreign else None,
    }
    return {key: value for key, value in payload.items() if value not in ("", None)}
