"""What Xero refuses of a contact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import Refused
from .writes import too_long

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
LENGTHS = {
    "Name": 255, "FirstName": 255, "LastName": 255, "EmailAddress": 255, "ContactNumber": 50, "AccountNumber": 50,
    "CompanyNumber": 50, "TaxNumber": 50,
}  # fmt: skip
ADDRESS_LENGTHS = {
    **dict.fromkeys((f"AddressLine{number}" for number in range(1, 5)), 500),
    **dict.fromkeys(("City", "Region", "AttentionTo"), 255),
    **dict.fromkeys(("PostalCode", "Country"), 50),
}
PHONE_LENGTHS = {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20}
PERSON_LENGTHS = dict.fromkeys(("FirstName", "LastName", "EmailAddress"), 255)
ADDRESS_TYPES = ("POBOX", "STREET")
PHONE_TYPES = ("DEFAULT", "DDI", "FAX", "MOBILE", "OFFICE")
MAX_PERSONS = 5
EMAIL = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.I | re.A)
WEBSITE = re.compile(r"https?://[^\s/]+\.[^\s]+", re.I)
NOT_IN_COUNTRY = re.compile(r"[\d_]|[^\w\s'’.,()-]")

ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)
NO_IDENTITY = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
NAME_TAKEN = (
    "The contact name {} is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)
NUMBER_TAKEN = "Another contact has this contact number. Please enter a different contact number."
ACCOUNT_NUMBER_TAKEN = "The Account Number already exists. Please enter a different Account Number."


def folded(name: str) -> str:
    """Return a name without the spaces that Xero does not keep."""
    return " ".join(name.split())


def check(call: Call, values: Record, own: Record | None) -> None:
    """Refuse a contact, with all reasons at once.

    :param own: the contact as it is, None for a new one
    """
    errors = [*too_long(values, LENGTHS), *_single_values(values), *_parts(values), *_taken(call, values, own)]
    if errors:
        raise Refused(*errors)


def _single_values(values: Record) -> Iterator[str]:
    name = values.get("Name")
    if name is not None and not folded(name):
        yield "The contact name cannot be empty."
    if name and ("<" in name or ">" in name):
        yield "The contact name cannot contain the characters < and >."
    if values.get("EmailAddress") and not EMAIL.fullmatch(values["EmailAddress"]):
        yield "Email address must be valid"
    if values.get("Website") and not WEBSITE.fullmatch(values["Website"]):
        yield "Website must be valid"
    if values.get("ContactStatus") not in (None, "", "ACTIVE", "ARCHIVED"):
        yield "The contact status is not valid."


def _parts(values: Record) -> Iterator[str]:
    for address in values.get("Addresses") or ():
        yield from too_long(address, ADDRESS_LENGTHS)
        if address.get("AddressType") not in ADDRESS_TYPES:
            yield "The address type is not valid for a contact."
        if NOT_IN_COUNTRY.search(address.get("Country") or ""):
            yield "The country may hold letters only."
    for phone in values.get("Phones") or ():
        yield from too_long(phone, PHONE_LENGTHS)
        if phone.get("PhoneType") not in PHONE_TYPES:
            yield "The phone type is not valid."
    persons = values.get("ContactPersons") or ()
    if len(persons) > MAX_PERSONS:
        yield f"A contact cannot have more than {MAX_PERSONS} contact persons."
    for person in persons:
        yield from too_long(person, PERSON_LENGTHS)
        if person.get("EmailAddress") and not EMAIL.fullmatch(person["EmailAddress"]):
            yield "Email address must be valid"


def _taken(call: Call, values: Record, own: Record | None) -> Iterator[str]:
    keys = call.org.contact_keys
    if values.get("Name") and keys["Name"].find(values["Name"], own):
        yield NAME_TAKEN.format(folded(values["Name"]))
    if values.get("ContactNumber") and keys["ContactNumber"].find(values["ContactNumber"], own):
        yield NUMBER_TAKEN
    if values.get("AccountNumber") and keys["AccountNumber"].find(values["AccountNumber"], own):
        yield ACCOUNT_NUMBER_TAKEN
