"""Batch payments: many invoices settled by one amount on the bank statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import Refused, not_found
from ..shapes import BATCH_PAYMENT
from . import invoices, payments
from .documents import day_of
from .filters import Optimised
from .lists import stored, where
from .writes import Kind, check_lengths

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("BatchPayments", "BatchPaymentID", BATCH_PAYMENT, flag="")
TYPES = {"ACCREC": "RECBATCH", "ACCPAY": "PAYBATCH"}
OPTIMISED = Optimised(("Type", "Account.AccountID", "Status"))
ORDER = ("BatchPaymentID", "UpdatedDateUTC", "Date")
LENGTHS = {"Particulars": 12, "Code": 12, "Reference": 255, "Details": 18, "Narrative": 18}


def get_list(call: Call) -> tuple[int, Record]:
    rows = where(call, stored(call, "batch_payments", ORDER), OPTIMISED)
    return 200, {"BatchPayments": [present(row) for row in rows]}


def get_one(call: Call, key: str) -> tuple[int, Record]:
    return 200, {"BatchPayments": [present(known(call, key))]}


def known(call: Call, key: str) -> Record:
    row = call.org.batch_payments.get(key.lower())
    if not row:
        raise not_found()
    return row


def present(row: Record) -> Record:
    return {**row, "DateString": f"{row['Date'].isoformat()}T00:00:00"}


def put(call: Call) -> tuple[int, Record]:
    return 200, KIND.write(call, lambda values: create(call, values), present)


def post(call: Call) -> tuple[int, Record]:
    """Delete a batch whose id is in the body."""
    values = KIND.elements(call)[0]
    return post_one(call, values.get("BatchPaymentID") or "")


def post_one(call: Call, key: str) -> tuple[int, Record]:
    row = known(call, key)
    return 200, KIND.write(call, lambda values: change(call, row, values), present)


def create(call: Call, values: Record) -> Record:
    check_lengths(values, LENGTHS)
    account = payments.account_of(call, values.get("Account") or {})
    members = values.get("Payments") or []
    kinds = {kind_of(call, member) for member in members}
    if not members or len(kinds) != 1:
        raise Refused("A batch payment is for invoices or for bills, and for one at least")
    day = day_of(values, "Date") or call.today
    batch = {
        "BatchPaymentID": call.org.new_id(),
        "Type": TYPES[kinds.pop()],
        "Account": {"AccountID": account["AccountID"], "Code": account.get("Code") or "", "Name": account["Name"]},
        **{name: values.get(name) or "" for name in LENGTHS},
        "Date": day,
        "Status": "AUTHORISED",
        "IsReconciled": bool(values.get("IsReconciled")),
    }
    made = [member_of(call, batch, member) for member in members]
    total = sum(payment["Amount"] for payment in made)
    batch["TotalAmount"] = total
    batch["Payments"] = [{name: payment[name] for name in ("PaymentID", "Amount", "Invoice")} for payment in made]
    batch["UpdatedDateUTC"] = call.org.stamp(call.now)
    call.org.add(call.org.batch_payments, batch["BatchPaymentID"], batch)
    return batch


def kind_of(call: Call, member: Record) -> str:
    """Return the kind of a member's invoice, which has to be in the base currency."""
    wanted = member.get("Invoice") or {}
    invoice = invoices.find(call, wanted.get("InvoiceID") or wanted.get("InvoiceNumber") or "")
    if not invoice:
        raise Refused("Invoice could not be found")
    if invoice["CurrencyCode"] != call.org.facts["BaseCurrency"]:
        raise Refused("A batch payment is in the base currency")
    return invoice["Type"]


def member_of(call: Call, batch: Record, member: Record) -> Record:
    values = {**member, "Account": batch["Account"], "Date": batch["Date"].isoformat()}
    payment = payments.create(call, values)
    payment["BatchPaymentID"] = batch["BatchPaymentID"]
    payment["BatchPayment"] = {name: batch[name] for name in ("BatchPaymentID", "Date", "Type", "Status")}
    return payment


def change(call: Call, batch: Record, values: Record) -> Record:
    """Delete a batch: all of its payments with it."""
    if values.get("Status") != "DELETED" or batch["Status"] == "DELETED":
        raise Refused("A batch payment can only be deleted, once")
    for member in batch["Payments"]:
        payments.take_back(call, call.org.payments[member["PaymentID"]])
    call.org.remember(batch)
    batch.update(Status="DELETED", UpdatedDateUTC=call.org.stamp(call.now))
    return batch


SCOPE = "accounting.payments"
ROUTES = [
    ("GET", "/BatchPayments", get_list, SCOPE),
    ("PUT", "/BatchPayments", put, SCOPE),
    ("POST", "/BatchPayments", post, SCOPE),
    ("GET", "/BatchPayments/(?P<key>[^/]+)", get_one, SCOPE),
    ("POST", "/BatchPayments/(?P<key>[^/]+)", post_one, SCOPE),
]
