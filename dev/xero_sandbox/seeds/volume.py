"""Many plain contacts at once, for measurements."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..accounting import contacts
from ..context import Call
from ..organisation import Organisation

FIRST = ("Alex", "Bao", "Carla", "Dev", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jack")
LAST = ("Archer", "Baker", "Carter", "Dyer", "Ellis", "Fisher", "Gardner", "Hunter", "Ingram", "Joiner")


def fill_with_contacts(org: Organisation, now: datetime, number: int) -> None:
    """Add contacts without telling anybody; one by the rules, the others after its pattern."""
    call = Call(org, now)
    start = org.counters.get("volume", 0)
    org.counters["volume"] = start + number
    listeners, org.listeners = org.listeners, []
    try:
        pattern = contacts.create(call, {"Name": f"Volume {start}"}) if number else {}
    finally:
        org.listeners = listeners
    for position in range(start + 1, start + number):
        contact = _contact(pattern, position)
        contact.update(ContactID=org.new_id(), UpdatedDateUTC=org.stamp(now))
        org.contacts[contact["ContactID"]] = contact
        for index in org.contact_keys.values():
            index.add(contact["ContactID"], contact)


def _contact(pattern: dict[str, Any], position: int) -> dict[str, Any]:
    first, last = FIRST[position % 10], LAST[position // 10 % 10]
    street, box = pattern["Addresses"]
    phones = [dict(phone) for phone in pattern["Phones"]]
    phones[1].update(PhoneNumber=f"9{position:07d}"[:8], PhoneAreaCode="02", PhoneCountryCode="61")
    line = f"{position % 500 + 1} Long Street"
    place = {"AddressLine1": line, "City": "Sydney", "Region": "NSW", "PostalCode": "2000", "Country": "Australia"}
    name = {"Name": f"{last} & {first} Trading {position}"}
    if position % 3 == 0:
        name = {"Name": f"{first} {last} {position}", "FirstName": first, "LastName": f"{last} {position}"}
    return {
        **pattern,
        **name,
        "EmailAddress": f"contact{position}@volume.example.com",
        "Addresses": [{**street, **place}, dict(box)],
        "Phones": phones,
        "ContactPersons": [],
        "ContactGroups": [],
    }
