"""Money spent and received without an invoice; over- and prepayments begin here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import trail
from ..errors import Refused, not_found
from ..shapes import BANK_TRANSACTION
from . import advances, currencies, documents
from .contact_rules import NO_IDENTITY
from .credits import OVERPAYMENT
from .documents import check_lock, day_of
from .filters import Optimised
from .lines import PURCHASES, SALES, Writer
from .lists import is_paged, page_of, stored, where, whole_list
from .payments import account_of, brief_account
from .writes import Kind

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("BankTransactions", "BankTransactionID", BANK_TRANSACTION, flag="")
TYPES = tuple(f"{way}{what}" for way in ("RECEIVE", "SPEND") for what in ("", "-OVERPAYMENT", "-PREPAYMENT"))
CONTROL = {"RECEIVE": "DEBTORS", "SPEND": "CREDITORS"}
IDENTITY = ("ContactID", "ContactNumber", "Name")
OPTIMISED = Optimised(("Type", "Status", "Date", "Contact.ContactID", "Reference"), ranges=("Date",))
ORDER = ("BankTransactionID", "UpdatedDateUTC", "Date")
AUTHORISED, DELETED = "AUTHORISED", "DELETED"


# --- reads -------------------------------------------------------------------------------------------------------


def find(call: Call, key: str) -> Record | None:
    """Return a transaction by its id, or by that of the over- or prepayment that it opened."""
    rows = call.org.bank_transactions
    key = key.lower()
    ids = ("OverpaymentID", "PrepaymentID")
    return rows.get(key) or next((row for row in rows.values() if key in map(row.get, ids)), None)


def get_list(call: Call) -> tuple[int, Record]:
    rows = where(call, stored(call, "bank_transactions", ORDER), OPTIMISED)
    if is_paged(call):
        return 200, page_of(call, rows, KIND.key, lambda row: present(call, row))
    return 200, whole_list(call, rows, KIND.key, lambda row: present(call, row, ("LineItems",)))


def get_one(call: Call, key: str) -> tuple[int, Record]:
    row = find(call, key)
    if not row:
        raise not_found()
    return 200, {KIND.key: [present(call, row)]}


def present(call: Call, row: Record, drops: tuple[str, ...] = ()) -> Record:
    shown = documents.shown(call, row, drops, ("Date",))
    return {name: value for name, value in shown.items() if name != "UpdatedDateUTCString"}


# --- writes ------------------------------------------------------------------------------------------------------


def put(call: Call) -> tuple[int, Record]:
    return 200, KIND.write(call, lambda values: create(call, values), lambda row: present(call, row))


def post(call: Call) -> tuple[int, Record]:
    for values in KIND.elements(call):
        if values.get("BankTransactionID") and not find(call, values["BankTransactionID"]):
            raise not_found()
    return 200, KIND.write(call, lambda values: create_or_update(call, values), lambda row: present(call, row))


def post_one(call: Call, key: str) -> tuple[int, Record]:
    row = find(call, key)
    if not row:
        raise not_found()
    return 200, KIND.write(call, lambda values: update(call, row, values), lambda row: present(call, row))


def create_or_update(call: Call, values: Record) -> Record:
    known = find(call, values.get("BankTransactionID") or "")
    return update(call, known, values) if known else create(call, values)


def create(call: Call, values: Record) -> Record:
    kind = values.get("Type")
    if kind not in TYPES:
        raise Refused(f"The bank transaction type must be one of {', '.join(TYPES)}")
    if values.get("Status") not in (None, "", AUTHORISED):
        raise Refused("A new bank transaction must be AUTHORISED")
    row: Record = {
        "BankTransactionID": call.org.new_id(),
        "Type": kind,
        "Status": AUTHORISED,
        "Reference": "",
        "IsReconciled": False,
        "HasAttachments": False,
        "LineAmountTypes": "Inclusive",
    }
    given = {name: value for name, value in values.items() if value is not None}
    fill(call, row, {"BankAccount": {}, "Contact": {}, "LineItems": [], **given})
    credit = advances.kind_of_type(kind)
    if credit:
        row[credit.id_field] = advances.create(call, credit, row)[credit.id_field]
    call.org.add(call.org.bank_transactions, row["BankTransactionID"], row)
    trail.document(call, row["BankTransactionID"], stamped(call, row))
    return row


def update(call: Call, row: Record, values: Record) -> Record:
    given = {name: value for name, value in values.items() if value is not None}
    if row["Status"] != AUTHORISED:
        raise Refused("A deleted bank transaction cannot be changed")
    if row["IsReconciled"]:
        raise Refused("This Bank Transaction cannot be edited as it has been reconciled with a Bank Statement.")
    if given.get("Status", AUTHORISED) not in (AUTHORISED, DELETED):
        raise Refused("The status of a bank transaction must be AUTHORISED or DELETED")
    check_lock(call, row["Date"])
    if given.get("Status") == DELETED:
        return delete(call, row)
    if given.get("Type", row["Type"]) != row["Type"] or advances.kind_of_type(row["Type"]):
        raise Refused("Only spent and received money can be changed, and not into another type")
    fresh = dict(row)
    fill(call, fresh, given)
    call.org.remember(row)
    row.update(fresh)
    trail.document(call, row["BankTransactionID"], stamped(call, row), AUTHORISED)
    return row


def delete(call: Call, row: Record) -> Record:
    credit = advances.kind_of_type(row["Type"])
    if credit:
        advance = credit.records(call.org)[row[credit.id_field]]
        if advance["AppliedAmount"]:
            raise Refused(documents.NOT_EDITABLE)
        advances.void(call, credit, advance)
    call.org.remember(row)
    row["Status"] = DELETED
    trail.document(call, row["BankTransactionID"], stamped(call, row), AUTHORISED)
    return row


def fill(call: Call, row: Record, values: Record) -> None:
    """Take over the values that were sent and compute what follows from them, or refuse."""
    if "BankAccount" in values:
        row["BankAccount"] = brief_account(account_of(call, values["BankAccount"], banks_only=True))
    if "Contact" in values:
        if not any(values["Contact"].get(name) for name in IDENTITY):
            raise Refused(NO_IDENTITY)
        row["Contact"] = documents.reference_to(documents.contact_of(call, values["Contact"]))
    row["Date"] = day_of(values, "Date") or row.get("Date") or call.today
    check_lock(call, row["Date"])
    documents.check_reference(values.get("Reference"))
    row.update({name: values[name] for name in ("Reference", "Url", "IsReconciled") if name in values})
    fill_money(call, row, values)
    if "LineItems" in values:
        row["LineItems"] = writer(call, row).lines(values["LineItems"], row.get("LineItems", []))
        documents.fill_totals(row)
        if row["Total"] <= 0:
            raise Refused("The total of a bank transaction must be greater than 0")


def fill_money(call: Call, row: Record, values: Record) -> None:
    """Set the currency, which is the bank account's; an overpayment alone may have another one."""
    account = call.org.accounts[row["BankAccount"]["AccountID"]]
    overpaid = advances.kind_of_type(row["Type"]) is OVERPAYMENT
    code = account.get("CurrencyCode") or call.org.facts["BaseCurrency"]
    if overpaid and values.get("CurrencyCode"):
        code = values["CurrencyCode"]
        currencies.check_currency(call, code)
        currencies.of_account(call, account, code)
    if "CurrencyRate" in values or row.get("CurrencyCode") != code:
        row["CurrencyRate"] = currencies.rate_for(call, code, values.get("CurrencyRate"))
    row["CurrencyCode"] = code
    if "LineItems" in values:
        row["LineAmountTypes"] = "NoTax" if overpaid else documents.amount_types(values, row["LineAmountTypes"])


def writer(call: Call, row: Record) -> Writer:
    """Return what makes the lines; those of an overpayment are on the control account of the contact's side."""
    way = row["Type"].partition("-")[0]
    only = None
    if advances.kind_of_type(row["Type"]) is OVERPAYMENT:
        accounts = call.org.accounts.values()
        only = next(account for account in accounts if account.get("SystemAccount") == CONTROL[way])
    side = SALES if way == "RECEIVE" else PURCHASES
    return Writer(call, row["LineAmountTypes"], True, False, side, only)


def stamped(call: Call, row: Record) -> Record:
    row["UpdatedDateUTC"] = call.org.stamp(call.now)
    return row


SCOPE = "accounting.banktransactions"
ROUTES = [
    ("GET", "/BankTransactions", get_list, SCOPE),
    ("PUT", "/BankTransactions", put, SCOPE),
    ("POST", "/BankTransactions", post, SCOPE),
    ("GET", "/BankTransactions/(?P<key>[^/]+)", get_one, SCOPE),
    ("POST", "/BankTransactions/(?P<key>[^/]+)", post_one, SCOPE),
]
