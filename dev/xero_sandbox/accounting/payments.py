"""Payments: made and deleted, never changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .. import arithmetic
from ..errors import Refused, not_found
from ..shapes import PAYMENT
from . import credit_notes, currencies, documents, invoices
from .documents import check_lock, day_of
from .filters import Optimised
from .lists import is_paged, page_of, where, whole_list
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
}
DOCUMENTS = ("Invoice", "CreditNote", "Prepayment", "Overpayment")


# --- reads -------------------------------------------------------------------------------------------------------


def get_list(call: Call) -> tuple[int, Record]:
    rows = where(call, call.org.payments.values(), OPTIMISED)
    read = page_of if is_paged(call) else whole_list
    return 200, read(call, rows, "Payments", present, ORDER)


def get_one(call: Call, key: str) -> tuple[int, Record]:
    payment = call.org.payments.get(key.lower())
    if not payment:
        raise not_found()
    return 200, {"Payments": [present(payment)]}


def present(row: Record) -> Record:
    return {**row, "UpdatedDateUTCString": row["UpdatedDateUTC"].isoformat(sep=" ", timespec="seconds")}


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
        "Account": {"AccountID": account["AccountID"], "Code": account.get("Code") or "", "Name": account["Name"]},
        key: reference_to(document, key),
    }
    call.org.add(call.org.payments, payment["PaymentID"], payment)
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
    bank = account.get("CurrencyCode") or base
    if bank not in (base, code):
        raise Refused("The account's currency must be the document's or the base currency")
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
    finders = {"Invoice": invoices.find, "CreditNote": credit_notes.find}
    wanted = values[key].get(f"{key}ID") or values[key].get(f"{key}Number") or ""
    document = finders[key](call, wanted) if key in finders else None
    if not document:
        raise Refused(f"{key} could not be found")
    return document, key


def account_of(call: Call, wanted: Record) -> Record:
    """Return the account that money goes to or comes from: a bank account, or one with payments enabled."""
    accounts = call.org.accounts
    account = accounts.get(wanted.get("AccountID") or "")
    code = wanted.get("Code")
    if not account and code and not wanted.get("AccountID"):
        account = next((row for row in accounts.values() if row.get("Code") == code), None)
    takes = account and (account["Type"] == "BANK" or account.get("EnablePaymentsToAccount"))
    if not account or account["Status"] != "ACTIVE" or not takes:
        raise Refused("Account could not be found")
    return account


def reference_to(document: Record, key: str) -> Record:
    return {
        f"{key}ID": document[f"{key}ID"],
        f"{key}Number": document[f"{key}Number"],
        "Type": document["Type"],
        "CurrencyCode": document["CurrencyCode"],
        "Contact": {"ContactID": document["Contact"]["ContactID"], "Name": document["Contact"]["Name"]},
    }


def change(call: Call, payment: Record, values: Record) -> Record:
    if values.get("Status") != "DELETED":
        raise Refused("A payment can only be deleted, not changed")
    return remove(call, payment)


def remove(call: Call, payment: Record) -> Record:
    if payment["Status"] == "DELETED":
        raise Refused("The payment has been deleted already")
    check_lock(call, payment["Date"])
    key = "Invoice" if "Invoice" in payment else "CreditNote"
    table = call.org.invoices if key == "Invoice" else call.org.credit_notes
    document = table[payment[key][f"{key}ID"]]
    call.org.remember(payment)
    call.org.remember(document)
    payment["Status"] = "DELETED"
    document["Payments"] = [item for item in document["Payments"] if item["PaymentID"] != payment["PaymentID"]]
    return moved(call, payment, document, -payment["Amount"])


def moved(call: Call, payment: Record, document: Record, amount: Decimal) -> Record:
    """Let the document know; its event is the one that tells of the payment."""
    payment["UpdatedDateUTC"] = call.org.stamp(call.now)
    if "InvoiceID" in document:
        document["AmountPaid"] += amount
        invoices.settle(call, document)
        invoices.touch(call, document, "UPDATE")
    else:
        document["AppliedAmount"] += amount
        credit_notes.settle(call, document)
        credit_notes.touch(call, document, "UPDATE")
    return payment


SCOPE = "accounting.payments"
ROUTES = [
    ("GET", "/Payments", get_list, SCOPE),
    ("PUT", "/Payments", put, SCOPE),
    ("POST", "/Payments", put, SCOPE),
    ("GET", "/Payments/(?P<key>[^/]+)", get_one, SCOPE),
    ("POST", "/Payments/(?P<key>[^/]+)", post_one, SCOPE),
]
