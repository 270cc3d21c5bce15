"""Payments: made and deleted, never changed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from ..errors import Refused, not_found
from . import credit_notes, documents, invoices
from .documents import ZERO, day_of, number
from .lists import is_paged, modified, page_of, where, write_all

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
OPTIMISED = ("PaymentType", "Status", "Date", "Invoice.InvoiceID", "Reference", "PaymentID")
TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
}


def get_list(call: Call) -> tuple[int, Record]:
    rows = where(call, call.org.payments.values(), OPTIMISED, ("Date",))
    if is_paged(call):
        return 200, page_of(call, rows, "Payments", dict, "PaymentID")
    return 200, {"Payments": modified(call, rows)}


def get_one(call: Call, key: str) -> tuple[int, Record]:
    payment = call.org.payments.get(key.lower())
    if not payment:
        raise not_found()
    return 200, {"Payments": [payment]}


def put(call: Call) -> tuple[int, Record]:
    return write_all(call, "Payments", "PaymentID", lambda values: create(call, values), dict)


def post_one(call: Call, key: str) -> tuple[int, Record]:
    payment = call.org.payments.get(key.lower())
    if not payment:
        raise not_found()
    return write_all(call, "Payments", "PaymentID", lambda values: change(call, payment, values), dict)


def put_payments(call: Call, rows: list[Record]) -> list[Record]:
    return [create(call, row) for row in rows]


def create(call: Call, values: Record) -> Record:
    document, key = document_of(call, values)
    amount = number(values.get("Amount")) or ZERO
    account = account_of(call, values.get("Account") or {})
    if document["Status"] not in documents.APPROVED:
        raise Refused("Payments can only be made against Authorised documents")
    if amount <= 0:
        raise Refused("The payment amount must be greater than 0")
    if amount > document["AmountDue" if key == "Invoice" else "RemainingCredit"]:
        raise Refused("Payment amount exceeds the amount outstanding on this document")
    day = day_of(values, "Date", call.today)
    documents.check_dates(call, day)
    payment = {
        "PaymentID": str(uuid.uuid4()),
        "Date": day,
        "Amount": amount,
        "BankAmount": amount,
        "Reference": values.get("Reference") or "",
        "CurrencyRate": number(values.get("CurrencyRate")) or 1,
        "PaymentType": TYPES[document["Type"]],
        "Status": "AUTHORISED",
        "IsReconciled": bool(values.get("IsReconciled")),
        "Account": {"AccountID": account["AccountID"], "Code": account.get("Code") or "", "Name": account["Name"]},
        key: reference_to(document, key),
    }
    call.org.payments[payment["PaymentID"]] = payment
    names = ("PaymentID", "Date", "Amount", "Reference", "CurrencyRate")
    document["Payments"].append({name: payment[name] for name in names})
    return moved(call, payment, document, key, amount)


def document_of(call: Call, values: Record) -> tuple[Record, str]:
    given = [key for key in ("Invoice", "CreditNote") if values.get(key)]
    if len(given) != 1:
        raise Refused("A payment must have exactly one document")
    key = given[0]
    wanted = values[key]
    finder = invoices.find if key == "Invoice" else credit_notes.find
    document = finder(call, wanted.get(f"{key}ID") or wanted.get(f"{key}Number") or "")
    if not document:
        raise Refused("The document could not be found")
    return document, key


def account_of(call: Call, wanted: Record) -> Record:
    for account in call.org.accounts.values():
        same = account["AccountID"] == wanted.get("AccountID") or (
            wanted.get("Code") and account.get("Code") == wanted["Code"]
        )
        if (
            same
            and account["Status"] == "ACTIVE"
            and (account["Type"] == "BANK" or account.get("EnablePaymentsToAccount"))
        ):
            return account
    raise Refused("Account could not be found")


def reference_to(document: Record, key: str) -> Record:
    return {
        f"{key}ID": document[f"{key}ID"],
        f"{key}Number": document[f"{key}Number"],
        "Type": document["Type"],
        "Contact": {"ContactID": document["Contact"]["ContactID"], "Name": document["Contact"]["Name"]},
    }


def change(call: Call, payment: Record, values: Record) -> Record:
    if values.get("Status") != "DELETED":
        raise Refused("A payment can only be deleted")
    return remove(call, payment)


def remove_payment(call: Call, payment_id: str) -> Record:
    return remove(call, call.org.payments[payment_id])


def remove(call: Call, payment: Record) -> Record:
    if payment["Status"] == "DELETED":
        raise Refused("The payment has been deleted already")
    documents.check_dates(call, payment["Date"])
    key = "Invoice" if "Invoice" in payment else "CreditNote"
    table = call.org.invoices if key == "Invoice" else call.org.credit_notes
    document = table[payment[key][f"{key}ID"]]
    payment["Status"] = "DELETED"
    document["Payments"] = [item for item in document["Payments"] if item["PaymentID"] != payment["PaymentID"]]
    return moved(call, payment, document, key, -payment["Amount"])


def moved(call: Call, payment: Record, document: Record, key: str, amount: Any) -> Record:
    """Let the document know; its event is the one that tells of the payment."""
    payment["UpdatedDateUTC"] = call.org.stamp(call.now)
    if key == "Invoice":
        document["AmountPaid"] += amount
        invoices.settle(document)
        invoices.touch(call, document, "UPDATE")
    else:
        document["AppliedAmount"] += amount
        credit_notes.settle(document)
        credit_notes.touch(call, document, "UPDATE")
    return payment


SCOPE = "accounting.payments"
ROUTES = [
    ("GET", "/Payments", get_list, SCOPE),
    ("PUT", "/Payments", put, SCOPE),
    ("GET", "/Payments/(?P<key>[^/]+)", get_one, SCOPE),
    ("POST", "/Payments/(?P<key>[^/]+)", post_one, SCOPE),
]
