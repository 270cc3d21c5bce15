"""Credit notes: created, changed, approved, voided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import trail
from ..errors import Refused, not_found
from ..paper import PDF, print_document
from ..replies import Raw
from ..shapes import CREDIT_NOTE
from . import credits, currencies, documents, rounding
from .documents import DEAD, NOT_EDITABLE, ZERO, check_lock, check_status, day_of
from .filters import Optimised
from .lines import PURCHASES, SALES, Writer
from .lists import is_paged, page_of, stored, where, whole_list
from .writes import Kind

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("CreditNotes", "CreditNoteID", CREDIT_NOTE)
TYPES = ("ACCRECCREDIT", "ACCPAYCREDIT")
OPTIMISED = Optimised(
    ("Status", "Type", "Date", "Reference", "Contact.ContactID", "Contact.Name", "Contact.ContactNumber"),
    ranges=("Date",),
)
ORDER = ("CreditNoteID", "UpdatedDateUTC", "Date")
NUMBER_TAKEN = "Credit Note # must be unique."


# --- reads -------------------------------------------------------------------------------------------------------


def find(call: Call, key: str) -> Record | None:
    return credits.CREDIT_NOTE.find(call, key)


def get_list(call: Call) -> tuple[int, Record]:
    rows = where(call, stored(call, "credit_notes", ORDER), OPTIMISED)
    if is_paged(call):
        return 200, page_of(call, rows, "CreditNotes", lambda row: present(call, row))
    return 200, whole_list(call, rows, "CreditNotes", lambda row: present(call, row, ("LineItems",)))


def get_one(call: Call, key: str) -> tuple[int, Record | Raw]:
    note = find(call, key)
    if not note:
        raise not_found()
    if call.accepts(PDF):
        return 200, Raw(print_document(documents.with_contact(call, note)), PDF)
    return 200, {"CreditNotes": [present(call, note)]}


def present(call: Call, row: Record, drops: tuple[str, ...] = ()) -> Record:
    return documents.shown(call, row, (*drops, "AppliedAmount"), ("Date",))


# --- writes ------------------------------------------------------------------------------------------------------


def put(call: Call) -> tuple[int, Record]:
    return 200, KIND.write(call, lambda values: create(call, values), lambda row: present(call, row))


def post(call: Call) -> tuple[int, Record]:
    for values in KIND.elements(call):
        if values.get("CreditNoteID") and values["CreditNoteID"] not in call.org.credit_notes:
            raise not_found()
    return 200, KIND.write(call, lambda values: create_or_update(call, values), lambda row: present(call, row))


def post_one(call: Call, key: str) -> tuple[int, Record]:
    note = find(call, key)
    if not note:
        raise not_found()
    return 200, KIND.write(call, lambda values: update(call, note, values), lambda row: present(call, row))


def create_or_update(call: Call, values: Record) -> Record:
    known = call.org.credit_notes.get(values.get("CreditNoteID") or "")
    if not known and values.get("CreditNoteNumber") and values.get("Type", TYPES[0]) == TYPES[0]:
        known = same_number(call, values["CreditNoteNumber"], None)
    return update(call, known, values) if known else create(call, values)


def same_number(call: Call, wanted: str, own: Record | None) -> Record | None:
    return next(
        (
            item
            for item in call.org.credit_notes.values()
            if item is not own
            and item["Type"] == TYPES[0]
            and item["CreditNoteNumber"].casefold() == wanted.strip().casefold()
        ),
        None,
    )


def create(call: Call, values: Record) -> Record:
    if values.get("Type") not in TYPES:
        raise Refused("Credit note type must be either ACCRECCREDIT or ACCPAYCREDIT")
    note: Record = {
        "CreditNoteID": call.org.new_id(),
        "Type": values["Type"],
        "CreditNoteNumber": "",
        "Reference": "",
        "Status": "",
        **{name: [] for name in ("Allocations", "Payments", "LineItems")},
        "AppliedAmount": ZERO,
        "HasAttachments": False,
        "SentToContact": False,
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": call.org.facts["BaseCurrency"],
    }
    given = {name: value for name, value in values.items() if value is not None}
    fill(call, note, {"LineItems": [], "Contact": {}, **given})
    while note["Type"] == TYPES[0] and not note["CreditNoteNumber"]:
        wanted = call.org.next_number("CN-")
        note["CreditNoteNumber"] = "" if same_number(call, wanted, None) else wanted
    call.org.add(call.org.credit_notes, note["CreditNoteID"], note)
    call.org.creators[note["CreditNoteID"]] = call.client_id
    trail.document(call, note["CreditNoteID"], credits.touch(call, note, "CREATE"))
    return note


def update(call: Call, note: Record, values: Record) -> Record:
    values = {name: value for name, value in values.items() if value is not None}
    before = note["Status"]
    wanted = values.get("Status") or before
    check_status(before, wanted)
    if note["AppliedAmount"]:
        raise Refused(NOT_EDITABLE)
    if before in documents.APPROVED:
        check_lock(call, note["Date"])
    documents.check_active(call, note)
    call.org.remember(note)
    if wanted in DEAD:
        note.update(Status=wanted, RemainingCredit=ZERO)
    else:
        fill(call, note, values)
    trail.document(call, note["CreditNoteID"], credits.touch(call, note, "UPDATE"), before)
    return note


def fill(call: Call, note: Record, values: Record) -> None:
    """Take over the values that were sent and compute what follows from them, or refuse."""
    status = values.get("Status") or note["Status"] or "DRAFT"
    check_status(note["Status"], status)
    fill_head(call, note, values)
    note["Date"] = day_of(values, "Date") or note.get("Date") or call.today
    if status in documents.APPROVED:
        check_lock(call, note["Date"])
    code = values.get("CurrencyCode") or note["CurrencyCode"]
    currencies.check_currency(call, code)
    if code != note["CurrencyCode"] or "CurrencyRate" in values or "CurrencyRate" not in note:
        note["CurrencyRate"] = currencies.rate_for(call, code, values.get("CurrencyRate"))
    note["CurrencyCode"] = code
    note["LineAmountTypes"] = documents.amount_types(values, note["LineAmountTypes"])
    side = SALES if note["Type"] == "ACCRECCREDIT" else PURCHASES
    writer = Writer(call, note["LineAmountTypes"], status != "DRAFT", False, side)
    if "LineItems" in values:
        note["LineItems"] = writer.lines(values["LineItems"], note["LineItems"])
    elif status != "DRAFT":
        writer.recheck(note["LineItems"])
    if {"LineItems", *rounding.SENT} & values.keys():
        rounding.fill_totals_as_sent(note, values, status != "DRAFT")
    note["Status"] = status
    credits.settle(call, note)


def fill_head(call: Call, note: Record, values: Record) -> None:
    if values.get("Type", note["Type"]) != note["Type"]:
        raise Refused(documents.NOT_VALID)
    wanted = values.get("CreditNoteNumber") or ""
    documents.check_number(wanted, "credit note")
    own = call.org.credit_notes.get(note["CreditNoteID"])
    if wanted and note["Type"] == TYPES[0] and same_number(call, wanted, own):
        raise Refused(NUMBER_TAKEN)
    if "Contact" in values:
        note["Contact"] = documents.reference_to(documents.contact_of(call, values["Contact"]))
    documents.check_theme(call, values.get("BrandingThemeID"))
    documents.check_reference(values.get("Reference"))
    note["CreditNoteNumber"] = wanted or note["CreditNoteNumber"]
    for name in ("Reference", "BrandingThemeID"):
        if name in values:
            note[name] = values[name]


SCOPE = "accounting.invoices"
ROUTES = [
    ("GET", "/CreditNotes", get_list, SCOPE),
    ("PUT", "/CreditNotes", put, SCOPE),
    ("POST", "/CreditNotes", post, SCOPE),
    ("GET", "/CreditNotes/(?P<key>[^/]+)", get_one, SCOPE),
    ("POST", "/CreditNotes/(?P<key>[^/]+)", post_one, SCOPE),
]
