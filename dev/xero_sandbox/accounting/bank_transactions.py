"""Money on a bank account, as far as it makes overpayments and prepayments; plain receipts and spends beside."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .. import arithmetic
from ..errors import Refused, not_found
from ..shapes import BANK_TRANSACTION
from . import advances, currencies, documents
from .credits import OVERPAYMENT, PREPAYMENT, Credit
from .documents import check_lock, day_of, shown
from .filters import Optimised
from .lines import PURCHASES, SALES, Writer
from .lists import is_paged, page_of, stored, where, whole_list
from .writes import Kind

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("BankTransactions", "BankTransactionID", BANK_TRANSACTION, flag="")
ADVANCES: dict[str, Credit] = {
    **dict.fromkeys(OVERPAYMENT.pairs, OVERPAYMENT),
    **dict.fromkeys(PREPAYMENT.pairs, PREPAYMENT),
}
TYPES = ("RECEIVE", "SPEND", *ADVANCES)
OPTIMISED = Optimised(("Type", "Status", "Date", "Contact.ContactID", "Reference"), ranges=("Date",))
ORDER = ("BankTransactionID", "UpdatedDateUTC", "Date")
SETTLED = {"RECEIVE": "DEBTORS", "SPEND": "CREDITORS"}


# --- reads -------------------------------------------------------------------------------------------------------


def get_list(call: Call) -> tuple[int, Record]:
    rows = where(call, stored(call, "bank_transactions", ORDER), OPTIMISED)
    if is_paged(call):
        return 200, page_of(call, rows, "BankTransactions", lambda row: present(call, row))
    return 200, whole_list(call, rows, "BankTransactions", lambda row: present(call, row, ("LineItems",)))


def get_one(call: Call, key: str) -> tuple[int, Record]:
    return 200, {"BankTransactions": [present(call, known(call, key))]}


def present(call: Call, row: Record, drops: tuple[str, ...] = ()) -> Record:
    """Return a transaction, whose dates Xero tells once only."""
    return {name: value for name, value in shown(call, row, drops, ()).items() if name != "UpdatedDateUTCString"}


def known(call: Call, key: str) -> Record:
    row = call.org.bank_transactions.get(key.lower())
    if not row:
        raise not_found()
    return row


# --- writes ------------------------------------------------------------------------------------------------------


def put(call: Call) -> tuple[int, Record]:
    return 200, KIND.write(call, lambda values: create(call, values), lambda row: present(call, row))


def post_one(call: Call, key: str) -> tuple[int, Record]:
    row = known(call, key)
    return 200, KIND.write(call, lambda values: delete(call, row, values), lambda row: present(call, row))


def create(call: Call, values: Record) -> Record:
    kind = values.get("Type")
    if kind not in TYPES:
        raise Refused("The bank transaction type is not valid")
    bank = bank_of(call, values.get("BankAccount") or {})
    contact = documents.contact_of(call, values.get("Contact"))
    day = day_of(values, "Date") or call.today
    check_lock(call, day)
    code = bank.get("CurrencyCode") or call.org.facts["BaseCurrency"]
    row: Record = {
        "BankTransactionID": call.org.new_id(),
        "Type": kind,
        "Contact": documents.reference_to(contact),
        "BankAccount": {"AccountID": bank["AccountID"], "Code": bank.get("Code") or "", "Name": bank["Name"]},
        "Date": day,
        "Reference": values.get("Reference") or "",
        "Status": "AUTHORISED",
        "IsReconciled": bool(values.get("IsReconciled")),
        "CurrencyCode": code,
        "CurrencyRate": currencies.rate_for(call, code, values.get("CurrencyRate")),
        "LineAmountTypes": documents.amount_types(values, "Inclusive"),
        "HasAttachments": False,
    }
    fill_lines(call, row, values)
    if kind in ADVANCES:
        made = advances.create(call, ADVANCES[kind], row)
        row[ADVANCES[kind].id_field] = made[ADVANCES[kind].id_field]
    row["UpdatedDateUTC"] = call.org.stamp(call.now)
    call.org.add(call.org.bank_transactions, row["BankTransactionID"], row)
    return row


def bank_of(call: Call, wanted: Record) -> Record:
    """Return the bank account that is meant, by id or code."""
    rows = call.org.accounts
    code = wanted.get("Code")
    bank = rows.get(wanted.get("AccountID") or "") or next(
        (row for row in rows.values() if code and row.get("Code") == code), None
    )
    if not bank or bank["Type"] != "BANK" or bank["Status"] != "ACTIVE":
        raise Refused("Account could not be found")
    return bank


def fill_lines(call: Call, row: Record, values: Record) -> None:
    """Make the lines; an overpayment has one, on the account of receivables or payables and without tax."""
    given = values.get("LineItems") or []
    side = SALES if row["Type"].startswith("RECEIVE") else PURCHASES
    if ADVANCES.get(row["Type"]) is OVERPAYMENT:
        row["LineAmountTypes"] = "NoTax"
        row["LineItems"] = [overpaid(call, row["Type"], given)]
    else:
        row["LineItems"] = Writer(call, row["LineAmountTypes"], True, False, side).lines(given, [])
    documents.fill_totals(row, {})
    if row["Total"] <= 0:
        raise Refused("The total of a bank transaction must be greater than 0")


def overpaid(call: Call, kind: str, given: list[Record]) -> Record:
    system = SETTLED[kind.partition("-")[0]]
    account = next(row for row in call.org.accounts.values() if row.get("SystemAccount") == system)
    code = given[0].get("AccountCode") if given else None
    if len(given) != 1 or code not in (None, "", account.get("Code")):
        raise Refused("An overpayment has one line, on the account of receivables or payables")
    amount = given[0].get("LineAmount") or given[0].get("UnitAmount") or documents.ZERO
    return {
        "LineItemID": call.org.new_id(),
        "Description": given[0].get("Description") or "",
        "Quantity": arithmetic.price(Decimal(1), 4),
        "UnitAmount": arithmetic.price(amount, 4),
        "LineAmount": arithmetic.cents(amount),
        "TaxAmount": documents.ZERO,
        "TaxType": "NONE",
        "AccountID": account["AccountID"],
        "AccountCode": account.get("Code") or "",
        "Tracking": [],
    }


def delete(call: Call, row: Record, values: Record) -> Record:
    """Delete a transaction, with the advance that it made; nothing else of it can be changed here."""
    if values.get("Status") != "DELETED" or row["Status"] == "DELETED":
        raise Refused("A bank transaction can only be deleted, once")
    check_lock(call, row["Date"])
    kind = ADVANCES.get(row["Type"])
    if kind:
        advance = getattr(call.org, kind.table)[row[kind.id_field]]
        if advance["AppliedAmount"]:
            raise Refused(documents.NOT_EDITABLE)
        advances.void(call, advance)
    call.org.remember(row)
    row.update(Status="DELETED", UpdatedDateUTC=call.org.stamp(call.now))
    return row


SCOPE = "accounting.banktransactions"
ROUTES = [
    ("GET", "/BankTransactions", get_list, SCOPE),
    ("PUT", "/BankTransactions", put, SCOPE),
    ("GET", "/BankTransactions/(?P<key>[^/]+)", get_one, SCOPE),
    ("POST", "/BankTransactions/(?P<key>[^/]+)", post_one, SCOPE),
]
