"""How invoices and bills are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import not_found
from ..paper import PDF, print_document
from ..replies import Raw
from .documents import shown, with_contact
from .filters import Optimised
from .lists import by_list, is_paged, page_of, search, stored, where, whole_list

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
OPTIMISED = Optimised(
    (
        "Status", "Type", "Contact.ContactID", "Contact.Name", "Contact.ContactNumber", "Reference", "InvoiceNumber",
        "InvoiceID", "Date", "DueDate", "AmountDue", "AmountPaid",
    ),
    ranges=("Date", "DueDate", "AmountDue"),
    either=("InvoiceID",),
)  # fmt: skip
ORDER = ("InvoiceID", "UpdatedDateUTC", "Date")
SEARCHED = ("InvoiceNumber", "Reference")
LISTS = (("IDs", "InvoiceID"), ("InvoiceNumbers", "InvoiceNumber"), ("ContactIDs", "Contact.ContactID"), ("Statuses", "Status"))  # fmt: skip
SUMMARY_DROPS = ("LineItems", "Payments", "HasAttachments", "CISDeduction")
DATES = ("Date", "DueDate")


def find(call: Call, key: str) -> Record | None:
    """Return an invoice by its id or number; a bill's number is no key, but it is found all the same."""
    known = call.org.invoices.get(key.lower()) or call.org.invoice_numbers.find(key)
    return known or next((row for row in call.org.invoices.values() if row["InvoiceNumber"] == key), None)


def get_invoices(call: Call) -> tuple[int, Record]:
    rows = stored(call, "invoices", ORDER)
    for argument, path in LISTS:
        rows = by_list(call, rows, argument, path)
    if call.flag("createdByMyApp"):
        rows = [row for row in rows if call.org.creators.get(row["InvoiceID"]) == call.client_id]
    if "Contact." in call.args.get("where", ""):
        rows = [with_keys(call, row) for row in rows]
    rows = search(call, where(call, rows, OPTIMISED), SEARCHED)
    if call.flag("summaryOnly"):
        return 200, page_of(call, rows, "Invoices", lambda row: present(call, row, SUMMARY_DROPS))
    if is_paged(call) or call.args.get("Statuses"):
        return 200, page_of(call, rows, "Invoices", lambda row: present(call, row))
    return 200, whole_list(call, rows, "Invoices", lambda row: present(call, row, ("LineItems",)))


def with_keys(call: Call, row: Record) -> Record:
    """Return an invoice with what its contact can be filtered by."""
    contact = call.org.contacts[row["Contact"]["ContactID"]]
    return {**row, "Contact": {name: contact.get(name) for name in ("ContactID", "Name", "ContactNumber")}}


def get_invoice(call: Call, key: str) -> tuple[int, Record | Raw]:
    invoice = find(call, key)
    if not invoice:
        raise not_found()
    if call.accepts(PDF):
        return 200, Raw(print_document(with_contact(call, invoice)), PDF)
    return 200, {"Invoices": [present(call, invoice)]}


def get_online(call: Call, key: str) -> tuple[int, Record]:
    """Return the customer's address of a sales invoice."""
    invoice = find(call, key)
    if not invoice or invoice["Type"] != "ACCREC" or invoice["Status"] == "DRAFT":
        raise not_found()
    return 200, {"OnlineInvoices": [{"OnlineInvoiceUrl": f"https://in.xero.com/{invoice['InvoiceID'][:8]}"}]}


def present(call: Call, row: Record, drops: tuple[str, ...] = ()) -> Record:
    return shown(call, row, drops, DATES)
