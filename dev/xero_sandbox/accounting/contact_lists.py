"""How contacts are read: what a list tells, what only pages and single reads tell."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..errors import not_found
from .filters import Optimised
from .lists import by_list, is_paged, page_of, search, where, whole_list

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
ZERO = Decimal("0.00")
DETAILS = (
    "ContactPersons", "PaymentTerms", "ContactGroups", "Website", "BrandingTheme", "BatchPayments", "Discount",
    "Balances", "HasAttachments", "MergedToContactID", "SalesDefaultAccountCode", "PurchasesDefaultAccountCode",
    "AccountsReceivableTaxType", "AccountsPayableTaxType", "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType", "XeroNetworkKey",
)  # fmt: skip
SUMMARY_DROPS = (
    "Addresses", "Balances", "ContactGroups", "ContactPersons", "IsCustomer", "IsSupplier", "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode", "SalesDefaultLineAmountType", "PurchasesDefaultLineAmountType",
)  # fmt: skip
OPTIMISED = Optimised(("Name", "EmailAddress", "AccountNumber"), accents=False)
ORDER = ("ContactID", "UpdatedDateUTC", "Name")
SEARCHED = ("Name", "FirstName", "LastName", "ContactNumber", "CompanyNumber", "EmailAddress")
OPEN = ("AUTHORISED",)


def get_contacts(call: Call) -> tuple[int, Record]:
    rows = by_list(call, call.org.contacts.values(), "IDs", "ContactID")
    if not call.flag("includeArchived"):
        rows = [row for row in rows if row["ContactStatus"] == "ACTIVE"]
    rows = search(call, where(call, rows, OPTIMISED), SEARCHED)
    if call.flag("summaryOnly"):
        return 200, page_of(call, rows, "Contacts", lambda row: without(row, SUMMARY_DROPS), ORDER)
    if is_paged(call):
        owed = balances(call)
        return 200, page_of(call, rows, "Contacts", lambda row: with_balances(row, owed), ORDER)
    return 200, whole_list(call, rows, "Contacts", lambda row: without(row, DETAILS), ORDER)


def get_contact(call: Call, key: str) -> tuple[int, Record]:
    contact = call.org.contacts.get(key.lower()) or call.org.contact_keys["ContactNumber"].find(key)
    if not contact:
        raise not_found()
    return 200, {"Contacts": [present(call, contact)]}


def present(call: Call, contact: Record) -> Record:
    """Return everything of one contact."""
    return with_balances(contact, balances(call, contact["ContactID"]))


def without(row: Record, names: tuple[str, ...]) -> Record:
    return {key: value for key, value in row.items() if key not in names}


def balances(call: Call, contact_id: str | None = None) -> dict[str, Record]:
    """Return by contact what is outstanding and overdue, for all of them or for one."""
    found: dict[str, Record] = {}
    for invoice in call.org.invoices.values():
        owner = invoice["Contact"]["ContactID"]
        if invoice["Status"] not in OPEN or contact_id not in (None, owner):
            continue
        side = "AccountsReceivable" if invoice["Type"] == "ACCREC" else "AccountsPayable"
        sums = found.setdefault(owner, {}).setdefault(side, {"Outstanding": ZERO, "Overdue": ZERO})
        sums["Outstanding"] += invoice["AmountDue"]
        if invoice.get("DueDate") and invoice["DueDate"] < call.today:
            sums["Overdue"] += invoice["AmountDue"]
    return found


def with_balances(row: Record, owed: dict[str, Record]) -> Record:
    """Add what a contact owes and is owed; Xero leaves the element out for a contact without documents."""
    own = owed.get(row["ContactID"])
    if not own:
        return row
    empty = {"Outstanding": ZERO, "Overdue": ZERO}
    return {**row, "Balances": {side: own.get(side, empty) for side in ("AccountsReceivable", "AccountsPayable")}}
