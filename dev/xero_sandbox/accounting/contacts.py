"""Contacts: unique names among active ones, archived ones untouchable, details only in pages and single reads."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from ..errors import Refused, not_found
from .lists import by_list, is_paged, modified, page_of, where, write_all

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
LENGTHS = {
    "Name": 255, "FirstName": 255, "LastName": 255, "EmailAddress": 255, "ContactNumber": 50, "AccountNumber": 50,
    "CompanyNumber": 50, "TaxNumber": 50,
}  # fmt: skip
WRITABLE = (*LENGTHS, "Website", "DefaultCurrency", "ContactPersons", "ContactStatus", "BankAccountDetails")
DETAILS = (
    "ContactPersons",
    "PaymentTerms",
    "ContactGroups",
    "Website",
    "Balances",
    "HasAttachments",
    "MergedToContactID",
)
SUMMARY_DROPS = ("Addresses", "Balances", "ContactGroups", "ContactPersons", "IsCustomer", "IsSupplier")
OPTIMISED = ("Name", "EmailAddress", "AccountNumber", "ContactID", "ContactNumber", "ContactStatus")
SEARCHED = ("Name", "FirstName", "LastName", "ContactNumber", "CompanyNumber", "EmailAddress")
EMAIL = re.compile(r"[A-Za-z0-9._%+'&/-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
ARCHIVED = "The specified contact details matched an archived contact. Archived contacts cannot currently be edited via the API."
NO_IDENTITY = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
MAX_PERSONS = 5


def find(call: Call, key: str) -> Record | None:
    """Return a contact by its id or its number."""
    contact = call.org.contacts.get(key.lower())
    return contact or next((item for item in call.org.contacts.values() if item.get("ContactNumber") == key), None)


# --- reads -------------------------------------------------------------------------------------------------------


def get_contacts(call: Call) -> tuple[int, Record]:
    rows = by_list(call, call.org.contacts.values(), "IDs", "ContactID")
    if not call.flag("includeArchived") and "IDs" not in call.args:
        rows = [row for row in rows if row["ContactStatus"] == "ACTIVE"]
    rows = where(call, rows, OPTIMISED)
    term = call.args.get("searchTerm", "").lower()
    rows = [row for row in rows if not term or any(term in str(row.get(name, "")).lower() for name in SEARCHED)]
    summary = call.flag("summaryOnly")
    if is_paged(call) or summary:
        drops = SUMMARY_DROPS if summary else ()
        return 200, page_of(call, rows, "Contacts", lambda row: without(row, drops), "ContactID")
    return 200, {"Contacts": [without(row, DETAILS) for row in modified(call, rows)]}


def get_contact(call: Call, key: str) -> tuple[int, Record]:
    contact = find(call, key)
    if not contact:
        raise not_found()
    return 200, {"Contacts": [contact]}


def without(row: Record, names: tuple[str, ...]) -> Record:
    return {key: value for key, value in row.items() if key not in names}


# --- writes ------------------------------------------------------------------------------------------------------


def put(call: Call) -> tuple[int, Record]:
    return write_all(call, "Contacts", "ContactID", lambda values: create(call, values), dict)


def post(call: Call) -> tuple[int, Record]:
    for values in call.body.get("Contacts", [call.body]) if isinstance(call.body, dict) else []:
        if values.get("ContactID") and values["ContactID"].lower() not in call.org.contacts:
            raise not_found()
    return write_all(call, "Contacts", "ContactID", lambda values: create_or_update(call, values), dict)


def post_one(call: Call, key: str) -> tuple[int, Record]:
    contact = find(call, key)
    if not contact:
        raise not_found()
    return write_all(call, "Contacts", "ContactID", lambda values: update(call, contact, values), dict)


def put_contacts(call: Call, rows: list[Record]) -> list[Record]:
    return [create(call, row) for row in rows]


def post_contacts(call: Call, rows: list[Record]) -> list[Record]:
    return [create_or_update(call, row) for row in rows]


def create_or_update(call: Call, values: Record) -> Record:
    known = call.org.contacts.get(values.get("ContactID", "").lower())
    if not known and values.get("ContactNumber"):
        known = find(call, values["ContactNumber"])
    if not known and values.get("Name"):
        known = next((item for item in active(call) if item["Name"].lower() == values["Name"].strip().lower()), None)
    return update(call, known, values) if known else create(call, values)


def create(call: Call, values: Record) -> Record:
    if not values.get("Name"):
        raise Refused(NO_IDENTITY if not values.get("ContactNumber") else "The contact name cannot be empty.")
    check(call, values, None)
    contact = {
        "ContactID": str(uuid.uuid4()),
        "ContactStatus": "ACTIVE",
        "Addresses": [{"AddressType": kind} for kind in ("STREET", "POBOX")],
        "Phones": [{"PhoneType": kind, "PhoneNumber": ""} for kind in ("DDI", "DEFAULT", "FAX", "MOBILE")],
        "ContactGroups": [],
        "ContactPersons": [],
        "IsSupplier": False,
        "IsCustomer": False,
        "HasAttachments": False,
    }
    call.org.contacts[contact["ContactID"]] = contact
    return store(call, contact, values, "CREATE")


def update(call: Call, contact: Record, values: Record) -> Record:
    if contact["ContactStatus"] != "ACTIVE":
        raise Refused(ARCHIVED)
    check(call, values, contact)
    return store(call, contact, values, "UPDATE")


def store(call: Call, contact: Record, values: Record, event: str) -> Record:
    for name in WRITABLE:
        if name in values:
            value = values[name]
            contact[name] = " ".join(value.split()) if name == "Name" else value
    for key, kind in (("Addresses", "AddressType"), ("Phones", "PhoneType")):
        for item in values.get(key) or ():
            merge_typed(contact[key], item, kind)
    contact["UpdatedDateUTC"] = call.org.stamp(call.now)
    call.org.changed("CONTACT", event, contact["ContactID"])
    return contact


def merge_typed(rows: list[Record], item: Record, kind: str) -> None:
    for position, row in enumerate(rows):
        if row[kind] == item.get(kind):
            rows[position] = item
            return
    rows.append(item)


def active(call: Call) -> list[Record]:
    return [item for item in call.org.contacts.values() if item["ContactStatus"] == "ACTIVE"]


def check(call: Call, values: Record, own: Record | None) -> None:
    """Refuse what Xero refuses of a contact, with all reasons at once."""
    errors = [
        f"The {name} field must be {limit} characters or less."
        for name, limit in LENGTHS.items()
        if len(values.get(name) or "") > limit
    ]
    email = values.get("EmailAddress")
    if email and not EMAIL.fullmatch(email):
        errors.append("Email address must be valid")
    name = values.get("Name") or ""
    if "<" in name or ">" in name:
        errors.append("The contact name cannot contain angle brackets.")
    if len(values.get("ContactPersons") or ()) > MAX_PERSONS:
        errors.append("A contact can have at most 5 contact persons.")
    if values.get("ContactStatus", "ACTIVE") not in ("ACTIVE", "ARCHIVED"):
        errors.append("The contact status is not valid.")
    errors += taken(call, values, own)
    if errors:
        raise Refused(*errors)


def taken(call: Call, values: Record, own: Record | None) -> list[str]:
    errors = []
    name = " ".join((values.get("Name") or "").split())
    others = [item for item in call.org.contacts.values() if item is not own]
    if name and any(item["Name"].lower() == name.lower() for item in others if item["ContactStatus"] == "ACTIVE"):
        errors.append(
            f"The contact name {name} is already assigned to another contact. "
            "The contact name must be unique across all active contacts."
        )
    if values.get("ContactNumber") and any(item.get("ContactNumber") == values["ContactNumber"] for item in others):
        errors.append("Another contact has this contact number. Please enter a different contact number.")
    if values.get("AccountNumber") and any(item.get("AccountNumber") == values["AccountNumber"] for item in others):
        errors.append("The Account Number already exists. Please enter a different Account Number.")
    return errors


SCOPE = "accounting.contacts"
ROUTES = [
    ("GET", "/Contacts", get_contacts, SCOPE),
    ("PUT", "/Contacts", put, SCOPE),
    ("POST", "/Contacts", post, SCOPE),
    ("GET", "/Contacts/(?P<key>[^/]+)", get_contact, SCOPE),
    ("POST", "/Contacts/(?P<key>[^/]+)", post_one, SCOPE),
]
