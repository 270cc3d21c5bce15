"""Batch payments: one sum on the bank statement that pays several invoices, or several bills."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .. import trail
from ..errors import Refused, not_found
from ..shapes import BATCH_PAYMENT
from . import payments
from .documents import check_lock, day_of
from .filters import Optimised
from .lists import stored, where, whole_list
from .writes import Kind, check_lengths

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("BatchPayments", "BatchPaymentID", BATCH_PAYMENT, flag="")
OPTIMISED = Optimised(("Type", "Account.AccountID", "Status"))
ORDER = ("BatchPaymentID", "UpdatedDateUTC", "Date")
TYPES = {"ACCREC": "RECBATCH", "ACCPAY": "PAYBATCH"}
LENGTHS = {"Reference": 255, "Particulars": 12, "Code": 12, "Details": 18, "Narrative": 18}
BRIEF = ("BatchPaymentID", "Date", "Type", "Status", "TotalAmount", "UpdatedDateUTC", "IsReconciled")
OTHERS = ("CreditNote", "Prepayment", "Overpayment")


# --- reads -------------------------------------------------------------------------------------------------------


def get_list(call: Call) -> tuple[int, Record]:
    rows = where(call, stored(call, "batch_payments", ORDER), OPTIMISED)
    return 200, whole_list(call, rows, KIND.key, present)


def get_one(call: Call, key: str) -> tuple[int, Record]:
    return 200, {KIND.key: [present(wanted(call, key))]}


def wanted(call: Call, key: str) -> Record:
    batch = call.org.batch_payments.get(key.lower())
    if not batch:
        raise not_found()
    return batch


def present(row: Record) -> Record:
    return {**row, "DateString": f"{row['Date'].isoformat()}T00:00:00"}


# --- writes ------------------------------------------------------------------------------------------------------


def put(call: Call) -> tuple[int, Record]:
    return 200, KIND.write(call, lambda values: create(call, values), present)


def post(call: Call) -> tuple[int, Record]:
    """Delete the batches that are named."""
    for values in KIND.elements(call):
        wanted(call, values.get("BatchPaymentID") or "")
    batches = call.org.batch_payments
    return 200, KIND.write(call, lambda values: change(call, batches[values["BatchPaymentID"]], values), present)


def post_one(call: Call, key: str) -> tuple[int, Record]:
    batch = wanted(call, key)
    return 200, KIND.write(call, lambda values: change(call, batch, values), present)


def create(call: Call, values: Record) -> Record:
    check_lengths(values, LENGTHS)
    base = call.org.facts["BaseCurrency"]
    account = payments.account_of(call, values.get("Account") or {})
    day = day_of(values, "Date") or call.today
    members = [pay(call, row, account, day.isoformat()) for row in values.get("Payments") or ()]
    if not members:
        raise Refused("A batch payment must have payments")
    kinds = {payment["Invoice"]["Type"] for payment in members}
    if len(kinds) > 1:
        raise Refused("A batch payment can be for sales invoices or for bills, not for both")
    if {base} != {account.get("CurrencyCode") or base, *(payment["Invoice"]["CurrencyCode"] for payment in members)}:
        raise Refused("A batch payment can be made in the base currency only")
    batch = {
        "BatchPaymentID": call.org.new_id(),
        "Account": {"AccountID": account["AccountID"], "CurrencyCode": base},
        **{name: values[name] for name in LENGTHS if values.get(name)},
        "Date": day,
        "Payments": [brief(payment) for payment in members],
        "Type": TYPES[kinds.pop()],
        "Status": "AUTHORISED",
        "TotalAmount": sum((payment["Amount"] for payment in members), Decimal("0.00")),
        "IsReconciled": False,
        "UpdatedDateUTC": call.org.stamp(call.now),
    }
    call.org.add(call.org.batch_payments, batch["BatchPaymentID"], batch)
    for payment in members:
        link(payment, batch)
    trail.tell(call, batch["BatchPaymentID"], "Approved")
    return batch


def pay(call: Call, values: Record, account: Record, day: str) -> Record:
    """Make one payment of a batch: the account and the day are the batch's."""
    if any(values.get(name) for name in OTHERS):
        raise Refused("A batch payment can be for invoices only")
    return payments.create(call, {**values, "Account": {"AccountID": account["AccountID"]}, "Date": day})


def brief(payment: Record) -> Record:
    names = ("InvoiceID", "InvoiceNumber", "CurrencyCode")
    texts = {name: payment[name] for name in ("Reference",) if payment[name]}
    return {
        "Invoice": {name: payment["Invoice"][name] for name in names},
        "PaymentID": payment["PaymentID"],
        **texts,
        "Amount": payment["Amount"],
        "BankAmount": payment["BankAmount"],
    }


def link(payment: Record, batch: Record) -> None:
    """Let a payment show the batch that it is in, as that is now."""
    account = {"AccountID": batch["Account"]["AccountID"]}
    payment["BatchPaymentID"] = batch["BatchPaymentID"]
    payment["BatchPayment"] = {"Account": account, **{name: batch[name] for name in BRIEF}}


def change(call: Call, batch: Record, values: Record) -> Record:
    if values.get("Status") != "DELETED":
        raise Refused("A batch payment can only be deleted, not changed")
    return remove(call, batch)


def remove(call: Call, batch: Record) -> Record:
    """Delete a batch with all of its payments."""
    if batch["Status"] == "DELETED":
        raise Refused(payments.NOT_VALID)
    check_lock(call, batch["Date"])
    call.org.remember(batch)
    rows = [call.org.payments[row["PaymentID"]] for row in batch["Payments"]]
    for payment in rows:
        payments.take_back(call, payment)
    batch.update(Status="DELETED", Payments=[], UpdatedDateUTC=call.org.stamp(call.now))
    for payment in rows:
        link(payment, batch)
    trail.tell(call, batch["BatchPaymentID"], "Deleted")
    return batch


SCOPE = "accounting.payments"
ROUTES = [
    ("GET", "/BatchPayments", get_list, SCOPE),
    ("PUT", "/BatchPayments", put, SCOPE),
    ("POST", "/BatchPayments", post, SCOPE),
    ("GET", "/BatchPayments/(?P<key>[^/]+)", get_one, SCOPE),
    ("POST", "/BatchPayments/(?P<key>[^/]+)", post_one, SCOPE),
]
