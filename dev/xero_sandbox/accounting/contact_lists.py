"""How contacts are read: what a list tells, what only pages and single reads tell."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..errors import not_found
from .filters import Optimised
from .lists import by_list, is_paged, page_of, search, stored, where, whole_list

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
SIDES = {"ACCREC": "AccountsReceivable", "ACCPAY": "AccountsPayable"}


def get_contacts(call: Call) -> tuple[int, Record]:
    rows = by_list(call, stored(call, "contacts", ORDER), "IDs", "ContactID")
    if not call.flag("includeArchived"):
        rows = [row for row in rows if row["ContactStatus"] == "ACTIVE"]
    rows = search(call, where(call, rows, OPTIMISED), SEARCHED)
    if call.flag("summaryOnly"):
        return 200, page_of(call, rows, "Contacts", lambda row: without(row, SUMMARY_DROPS))
    if is_paged(call):
        return 200, page_of(call, rows, "Contacts", lambda row: present(call, row))
    return 200, whole_list(call, rows, "Contacts", lambda row: without(row, DETAILS))


def get_contact(call: Call, key: str) -> tuple[int, Record]:
    contact = call.org.contacts.get(key.lower()) or call.org.contact_keys["ContactNumber"].find(key)
    if not contact:
        raise not_found()
    return 200, {"Contacts": [present(call, contact)]}


def present(call: Call, contact: Record) -> Record:
    """Return everything of one contact; Xero leaves Balances out for one without open documents."""
    owed = balances(call, contact["ContactID"])
    return {**contact, "Balances": owed} if owed else contact


def without(row: Record, names: tuple[str, ...]) -> Record:
    return {key: value for key, value in row.items() if key not in names}


def balances(call: Call, contact_id: str) -> Record:
    """Return what is outstanding and overdue of a contact's invoices and bills, {} without any."""
    invoices = call.org.in_order("invoices", "InvoiceID", "Contact.ContactID").of(contact_id)
    found = [invoice for invoice in invoices if invoice["Status"] in OPEN]
    sums: Record = {side: {"Outstanding": ZERO, "Overdue": ZERO} for side in SIDES.values() if found}
    for invoice in found:
        side = sums[SIDES[invoice["Type"]]]
        side["Outstanding"] += invoice["AmountDue"]
        if invoice.get("DueDate") and invoice["DueDate"] < call.today:
            side["Overdue"] += invoice["AmountDue"]
    return sums
