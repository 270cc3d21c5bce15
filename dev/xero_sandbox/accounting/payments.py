"""Payments: made and deleted, never changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .. import arithmetic, trail
from ..errors import Refused, not_found
from ..shapes import PAYMENT
from . import credits, currencies, documents, invoices
from .documents import check_lock, day_of
from .filters import Optimised
from .lists import is_paged, page_of, stored, where, whole_list
from .writes import Kind

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("Payments", "PaymentID", PAYMENT, flag="HasValidationErrors")
OPTIMISED = Optimised(
    ("PaymentType", "Status", "Date", "Invoice.InvoiceID", "Reference", "PaymentID"),
    ranges=("Date",),
    either=("PaymentID", "Invoice.InvoiceID"),
)
ORDER = ("PaymentID", "UpdatedDateUTC", "Date")
TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENTPAYMENT",
    "SPEND-OVERPAYMENT": "APOVERPAYMENTPAYMENT",
    "RECEIVE-PREPAYMENT": "ARPREPAYMENTPAYMENT",
    "SPEND-PREPAYMENT": "APPREPAYMENTPAYMENT",
    "AROVERPAYMENT": "AROVERPAYMENTPAYMENT",
    "ARPREPAYMENT": "ARPREPAYMENTPAYMENT",
    "APPREPAYMENT": "APPREPAYMENTPAYMENT",
}
CREDITS = {kind.name: kind for kind in credits.KINDS}
DOCUMENTS = ("Invoice", *CREDITS)
NOT_VALID = "Payment not of valid status for modification"


# --- reads -------------------------------------------------------------------------------------------------------


def get_list(call: Call) -> tuple[int, Record]:
    rows = where(call, stored(call, "payments", ORDER), OPTIMISED)
    read = page_of if is_paged(call) else whole_list
    return 200, read(call, rows, "Payments", present)


def get_one(call: Call, key: str) -> tuple[int, Record]:
    payment = call.org.payments.get(key.lower())
    if not payment:
        raise not_found()
    return 200, {"Payments": [present(payment)]}


def present(row: Record) -> Record:
    return {**row, "UpdatedDateUTCString": documents.update_text(row)}


# --- writes ------------------------------------------------------------------------------------------------------


def put(call: Call) -> tuple[int, Record]:
    return 200, KIND.write(call, lambda values: create(call, values), present)


def post_one(call: Call, key: str) -> tuple[int, Record]:
    payment = call.org.payments.get(key.lower())
    if not payment:
        raise not_found()
    return 200, KIND.write(call, lambda values: change(call, payment, values), present)


def create(call: Call, values: Record) -> Record:
    document, key = document_of(call, values)
    account = account_of(call, values.get("Account") or {})
    amount = arithmetic.cents(values.get("Amount") or Decimal(0))
    if document["Status"] not in documents.APPROVED:
        raise Refused("Payments can only be made against Authorised documents")
    if amount <= 0:
        raise Refused("The payment amount must be greater than 0")
    if amount > document["AmountDue" if key == "Invoice" else "RemainingCredit"]:
        raise Refused("Payment amount exceeds the amount outstanding on this document")
    day = day_of(values, "Date") or call.today
    check_lock(call, day)
    payment = {
        "PaymentID": call.org.new_id(),
        **amounts(call, values, document, account, amount),
        **terms(values, day),
        "PaymentType": TYPES[document["Type"]],
        "HasAccount": True,
        "Account": brief_account(account),
        **reference_to(document, key),
    }
    call.org.add(call.org.payments, payment["PaymentID"], payment)
    call.org.changed("PAYMENT", "CREATE", payment["PaymentID"])
    call.org.remember(document)
    names = ("PaymentID", "Date", "Amount", "Reference", "CurrencyRate")
    document["Payments"].append({**{name: payment[name] for name in names}, "HasAccount": False})
    return moved(call, payment, document, amount)


def terms(values: Record, day: date) -> Record:
    return {
        "Date": day,
        "Reference": values.get("Reference") or "",
        "Status": "AUTHORISED",
        "IsReconciled": bool(values.get("IsReconciled")),
    }


def amounts(call: Call, values: Record, document: Record, account: Record, amount: Decimal) -> Record:
    """Return the amount in the document's currency, in the account's, and the rate; BankAmount beats CurrencyRate."""
    base, code = call.org.facts["BaseCurrency"], document["CurrencyCode"]
    bank = currencies.of_account(call, account, code)
    if code == bank:
        rate = document["CurrencyRate"] if code == base else values.get("CurrencyRate") or document["CurrencyRate"]
        return {"Amount": amount, "BankAmount": amount, "CurrencyRate": rate}
    given = values.get("BankAmount")
    if given:
        rate = (amount / given).quantize(currencies.ONE)
        return {"Amount": amount, "BankAmount": arithmetic.cents(given), "CurrencyRate": rate}
    rate = values.get("CurrencyRate") or document["CurrencyRate"]
    if rate <= 0:
        raise Refused("The currency rate must be greater than 0.")
    return {"Amount": amount, "BankAmount": arithmetic.cents(amount / rate), "CurrencyRate": rate}


def document_of(call: Call, values: Record) -> tuple[Record, str]:
    """Return the one document that a payment is for; an id of another type is not found, since August 2025."""
    given = [key for key in DOCUMENTS if values.get(key)]
    if len(given) != 1:
        raise Refused("A payment must be for exactly one Invoice, CreditNote, Prepayment or Overpayment")
    key = given[0]
    wanted = values[key].get(f"{key}ID") or values[key].get(f"{key}Number") or ""
    document = CREDITS[key].find(call, wanted) if key in CREDITS else invoices.find(call, wanted)
    if not document:
        raise Refused(f"{key} could not be found")
    return document, key


def account_of(call: Call, wanted: Record, banks_only: bool = False) -> Record:
    """Return the account that money goes to or comes from: a bank account, or one with payments enabled."""
    accounts = call.org.accounts
    account = accounts.get(wanted.get("AccountID") or "")
    code = wanted.get("Code")
    if not account and code and not wanted.get("AccountID"):
        account = next((row for row in accounts.values() if row.get("Code") == code), None)
    enabled = account and account.get("EnablePaymentsToAccount") and not banks_only
    if not account or account["Status"] != "ACTIVE" or not (account["Type"] == "BANK" or enabled):
        raise Refused("Account could not be found")
    return account


def brief_account(account: Record) -> Record:
    return {"AccountID": account["AccountID"], "Code": account.get("Code") or "", "Name": account["Name"]}


def reference_to(document: Record, key: str) -> Record:
    """Return the element that says what a payment is for; refunds of overpayments come under the name of an invoice."""
    shown = "Invoice" if key == "Overpayment" else key
    number = document.get(f"{key}Number")
    return {
        shown: {
            f"{shown}ID": document[f"{key}ID"],
            **({f"{key}Number": number} if number is not None else {}),
            "Type": TYPES[document["Type"]].removesuffix("PAYMENT") if key == "Overpayment" else document["Type"],
            "CurrencyCode": document["CurrencyCode"],
            "Contact": {"ContactID": document["Contact"]["ContactID"], "Name": document["Contact"]["Name"]},
        }
    }


def change(call: Call, payment: Record, values: Record) -> Record:
    if values.get("Status") != "DELETED":
        raise Refused("A payment can only be deleted, not changed")
    return remove(call, payment)


def remove(call: Call, payment: Record) -> Record:
    """Delete a payment; one of a batch goes with the whole batch only."""
    if payment.get("BatchPaymentID") and payment["Status"] != "DELETED":
        raise Refused("Payments within a batch cannot be deleted.")
    return take_back(call, payment)


def take_back(call: Call, payment: Record) -> Record:
    if payment["Status"] == "DELETED":
        raise Refused(NOT_VALID)
    check_lock(call, payment["Date"])
    document = paid_document(call, payment)
    call.org.remember(payment)
    call.org.remember(document)
    payment["Status"] = "DELETED"
    document["Payments"] = [item for item in document["Payments"] if item["PaymentID"] != payment["PaymentID"]]
    call.org.changed("PAYMENT", "UPDATE", payment["PaymentID"])
    return moved(call, payment, document, -payment["Amount"])


def paid_document(call: Call, payment: Record) -> Record:
    tables = (call.org.invoices, *(getattr(call.org, kind.table) for kind in credits.KINDS))
    ids = [payment[key][f"{key}ID"] for key in DOCUMENTS if key in payment]
    return next(table[ids[0]] for table in tables if ids[0] in table)


def moved(call: Call, payment: Record, document: Record, amount: Decimal) -> Record:
    """Let the document know; its event is the one that tells of the payment."""
    payment["UpdatedDateUTC"] = call.org.stamp(call.now)
    key = "InvoiceID" if "InvoiceID" in document else credits.kind_of(document).id_field
    trail.payment(call, payment, document[key], removed=amount < 0)
    if key == "InvoiceID":
        document["AmountPaid"] += amount
        invoices.settle(call, document)
        invoices.touch(call, document, "UPDATE")
    else:
        document["AppliedAmount"] += amount
        credits.settle(call, document)
        credits.touch(call, document, "UPDATE")
    return payment


SCOPE = "accounting.payments"
ROUTES = [
    ("GET", "/Payments", get_list, SCOPE),
    ("PUT", "/Payments", put, SCOPE),
    ("POST", "/Payments", put, SCOPE),
    ("GET", "/Payments/(?P<key>[^/]+)", get_one, SCOPE),
    ("POST", "/Payments/(?P<key>[^/]+)", post_one, SCOPE),
]
