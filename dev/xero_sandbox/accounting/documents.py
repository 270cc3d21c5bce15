"""What invoices and credit notes have in common: contact, dates, states, totals."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .. import arithmetic
from ..errors import Refused
from ..wire import parse_day
from . import contacts
from .contact_rules import folded
from .writes import check_lengths

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
ZERO = Decimal("0.00")
AMOUNT_TYPES = ("Exclusive", "Inclusive", "NoTax")
TRANSITIONS = {
    "": ("DRAFT", "SUBMITTED", "AUTHORISED"),
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "SUBMITTED": ("SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
    "PAID": ("PAID", "VOIDED"),
}
APPROVED = ("AUTHORISED", "PAID")
DEAD = ("VOIDED", "DELETED")
MAX_NUMBER = MAX_REFERENCE = 255
NOT_VALID = "Invoice not of valid status for modification"
NOT_EDITABLE = "This document cannot be edited as it has a payment or credit note allocated to it."
ARCHIVED = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes"
)
ADVISER = "ApproveTransactionsBeforePeriodLockDate"
LOCKS = (("PeriodLockDate", "period lock date"), ("EndOfYearLockDate", "end of year lock date"))


def check_status(current: str, wanted: str) -> None:
    if wanted not in TRANSITIONS.get(current, ()):
        raise Refused(NOT_VALID)


# --- contact -----------------------------------------------------------------------------------------------------


def contact_of(call: Call, given: Record | None) -> Record:
    """Return the contact of a document; like Xero, fields beside its id change it, and an unknown name creates one."""
    given = given or {}
    keys = call.org.contact_keys
    contact = call.org.contacts.get(given.get("ContactID") or "")
    if given.get("ContactID") and not contact:
        raise Refused("The contact was not found.")
    contact = contact or keys["ContactNumber"].find(given.get("ContactNumber")) or keys["Name"].find(given.get("Name"))
    if not contact:
        if not given.get("Name"):
            raise Refused("A Contact must be specified for this type of transaction")
        return contacts.create(call, given)
    if contact["ContactStatus"] != "ACTIVE":
        raise Refused(ARCHIVED)
    beside = {name: value for name, value in given.items() if value is not None and name in contacts.KIND.shape}
    if any(_differs(contact.get(name), value) for name, value in beside.items()):
        contacts.update(call, contact, {**beside, "ContactPersons": beside.get("ContactPersons") or []})
    return contact


def check_active(call: Call, document: Record) -> None:
    """Refuse a change of a document whose contact is archived by now."""
    contact = call.org.contacts.get(document["Contact"]["ContactID"])
    if contact and contact["ContactStatus"] != "ACTIVE":
        raise Refused(ARCHIVED)


def _differs(old: Any, new: Any) -> bool:
    return (folded(new) != folded(old or "")) if isinstance(new, str) else bool(new) and new != old


def reference_to(contact: Record) -> Record:
    """Return a contact as a document holds it."""
    return {"ContactID": contact["ContactID"], "Name": contact["Name"]}


def with_contact(call: Call, document: Record) -> Record:
    """Return a document with the name that its contact has now."""
    contact = call.org.contacts.get(document["Contact"]["ContactID"])
    return {**document, "Contact": {**document["Contact"], **(reference_to(contact) if contact else {})}}


# --- dates -------------------------------------------------------------------------------------------------------


def day_of(values: Record, name: str) -> date | None:
    try:
        return parse_day(values.get(name))
    except ValueError:
        raise Refused(f"{name} '{values[name]}' is not a valid date") from None


def check_lock(call: Call, day: date) -> None:
    """Refuse what would touch a locked period; an adviser may pass the first of the two dates."""
    for name, label in LOCKS:
        lock = call.org.facts.get(name)
        lock = lock.date() if isinstance(lock, datetime) else lock
        passes = name == "PeriodLockDate" and ADVISER not in call.org.forbidden
        if lock and day <= lock and not passes:
            raise Refused(f"The document date cannot be before the {label}, currently set at {lock:%d %B %Y}")


# --- what both present -------------------------------------------------------------------------------------------


def check_number(number: str, kind: str) -> None:
    if len(number) > MAX_NUMBER or not all(32 <= ord(character) < 127 for character in number):
        raise Refused(f"The {kind} number must be at most {MAX_NUMBER} printable ASCII characters.")


def check_reference(text: str | None) -> None:
    check_lengths({"Reference": text}, {"Reference": MAX_REFERENCE})


def check_theme(call: Call, theme_id: str | None) -> None:
    if theme_id and theme_id not in {theme["BrandingThemeID"] for theme in call.org.branding_themes}:
        raise Refused("The branding theme could not be found.")


def amount_types(values: Record, default: str) -> str:
    kinds = values.get("LineAmountTypes") or default
    if kinds not in AMOUNT_TYPES:
        raise Refused(f"LineAmountTypes '{kinds}' is not valid")
    return kinds


def fill_totals(document: Record) -> None:
    subtotal, tax, total = arithmetic.totals(document["LineItems"], document["LineAmountTypes"])
    document.update(SubTotal=subtotal, TotalTax=tax, Total=total)
    check_total(document)


def check_total(document: Record) -> None:
    if document["Total"] < 0:
        raise Refused("The document total must not be negative.")


def shown(call: Call, document: Record, drops: tuple[str, ...], dates: tuple[str, ...]) -> Record:
    """Return a document as Xero shows it: the contact's name, dates twice, prices with the decimals asked for."""
    row = {name: value for name, value in with_contact(call, document).items() if name not in drops}
    for name in dates:
        if row.get(name):
            row[f"{name}String"] = f"{row[name].isoformat()}T00:00:00"
    row["UpdatedDateUTCString"] = update_text(row)
    if "LineItems" in row:
        row["LineItems"] = [_shown_line(line, call.price_decimals) for line in row["LineItems"]]
    return row


def update_text(row: Record) -> str:
    return row["UpdatedDateUTC"].isoformat(sep=" ", timespec="seconds")


def _shown_line(line: Record, decimals: int) -> Record:
    if "UnitAmount" not in line:
        return line
    return {**line, "UnitAmount": arithmetic.price(line["UnitAmount"], decimals)}
