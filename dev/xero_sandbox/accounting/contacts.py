"""Contacts: created, found again by their keys, changed, archived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import trail
from ..errors import Refused, not_found
from ..shapes import CONTACT
from .contact_lists import get_contact, get_contacts, present
from .contact_rules import ARCHIVED, LENGTHS, NO_IDENTITY, check, folded
from .writes import Kind

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("Contacts", "ContactID", CONTACT, flag="HasValidationErrors")
WRITABLE = (
    *LENGTHS, "Website", "DefaultCurrency", "ContactPersons", "BankAccountDetails", "SkypeUserName", "XeroNetworkKey",
    "PaymentTerms", "Discount", "SalesDefaultAccountCode", "PurchasesDefaultAccountCode", "AccountsReceivableTaxType",
    "AccountsPayableTaxType", "SalesDefaultLineAmountType", "PurchasesDefaultLineAmountType", "ContactStatus",
)  # fmt: skip
PHONES = ("DDI", "DEFAULT", "FAX", "MOBILE")


def put(call: Call) -> tuple[int, Record]:
    return 200, KIND.write(call, lambda values: create(call, values), shown(call))


def post(call: Call) -> tuple[int, Record]:
    """Create or update; an id that nobody has is no matter of one element."""
    for values in KIND.elements(call):
        if values.get("ContactID") and values["ContactID"] not in call.org.contacts:
            raise not_found()
    return 200, KIND.write(call, lambda values: create_or_update(call, values), shown(call))


def post_one(call: Call, key: str) -> tuple[int, Record]:
    contact = find(call, key)
    if not contact:
        raise not_found()
    return 200, KIND.write(call, lambda values: update(call, contact, values), shown(call))


def shown(call: Call) -> Any:
    return lambda contact: present(call, contact)


def find(call: Call, key: str) -> Record | None:
    """Return a contact by its id or its number."""
    return call.org.contacts.get(key.lower()) or call.org.contact_keys["ContactNumber"].find(key)


def create_or_update(call: Call, values: Record) -> Record:
    """Update the contact of this id, number or name; create one when there is none."""
    keys = call.org.contact_keys
    known = call.org.contacts.get(values.get("ContactID") or "")
    known = known or keys["ContactNumber"].find(values.get("ContactNumber"))
    known = known or keys["Name"].find(values.get("Name"))
    return update(call, known, values) if known else create(call, values)


def create(call: Call, values: Record) -> Record:
    if not values.get("Name"):
        raise Refused(NO_IDENTITY if not values.get("ContactNumber") else "The contact name cannot be empty.")
    if values.get("ContactStatus") == "ARCHIVED":
        raise Refused("A new contact cannot be archived.")
    check(call, values, None)
    contact = {
        "ContactID": call.org.new_id(),
        "ContactStatus": "ACTIVE",
        "Name": "",
        "FirstName": "",
        "LastName": "",
        "EmailAddress": "",
        "BankAccountDetails": "",
        "Addresses": [empty_address("STREET"), empty_address("POBOX")],
        "Phones": [empty_phone(kind) for kind in PHONES],
        "ContactGroups": [],
        "ContactPersons": [],
        "IsSupplier": False,
        "IsCustomer": False,
        "HasAttachments": False,
    }
    call.org.add(call.org.contacts, contact["ContactID"], contact)
    return store(call, contact, values, "CREATE")


def update(call: Call, contact: Record, values: Record) -> Record:
    if contact["ContactStatus"] != "ACTIVE":
        raise Refused(ARCHIVED)
    if values.get("ContactStatus") == "ARCHIVED" and contact["ContactID"] in call.org.repeating:
        raise Refused("This contact has repeating invoices and cannot be archived.")
    check(call, values, contact)
    return store(call, contact, values, "UPDATE")


def store(call: Call, contact: Record, values: Record, event: str) -> Record:
    """Take over what was sent; null and absent leave things as they are, a list of persons replaces the old one."""
    call.org.remember(contact)
    for name in WRITABLE:
        if values.get(name) is not None:
            contact[name] = folded(values[name]) if name == "Name" else values[name]
    for address in values.get("Addresses") or ():
        replace(contact["Addresses"], {**empty_address(address["AddressType"]), **filled(address)}, "AddressType")
    for phone in values.get("Phones") or ():
        replace(contact["Phones"], {**empty_phone(phone["PhoneType"]), **filled(phone)}, "PhoneType")
    contact["UpdatedDateUTC"] = call.org.stamp(call.now)
    for index in call.org.contact_keys.values():
        index.add(contact["ContactID"], contact)
    trail.entry(call, contact["ContactID"], fresh=event == "CREATE")
    call.org.changed("CONTACT", event, contact["ContactID"])
    return contact


def empty_address(kind: str) -> Record:
    return {"AddressType": kind, **dict.fromkeys(("City", "Region", "PostalCode", "Country"), "")}


def empty_phone(kind: str) -> Record:
    return {"PhoneType": kind, **dict.fromkeys(("PhoneNumber", "PhoneAreaCode", "PhoneCountryCode"), "")}


def filled(values: Record) -> Record:
    return {name: value for name, value in values.items() if value is not None}


def replace(rows: list[Record], item: Record, kind: str) -> None:
    """Put a typed entry in the place of the one of its type."""
    for position, row in enumerate(rows):
        if row[kind] == item[kind]:
            rows[position] = item
            return
    rows.append(item)


SCOPE = "accounting.contacts"
ROUTES = [
    ("GET", "/Contacts", get_contacts, SCOPE),
    ("PUT", "/Contacts", put, SCOPE),
    ("POST", "/Contacts", post, SCOPE),
    ("GET", "/Contacts/(?P<key>[^/]+)", get_contact, SCOPE),
    ("POST", "/Contacts/(?P<key>[^/]+)", post_one, SCOPE),
]
