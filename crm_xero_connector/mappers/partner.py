"""Contacts: `Contact` -> values of `res.partner`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .records import Address, Contact, ContactPerson
from .values import normalise_name

ACTIVE_BY_STATUS = {"ACTIVE": True, "ARCHIVED": False, "GDPRREQUEST": False}
# Ways to write a country that are neither its name nor its code, in the form of `normalise_name`.
COUNTRY_ALIASES = {
    "uk": "gb",
    "great britain": "gb",
    "england": "gb",
    "scotland": "gb",
    "wales": "gb",
    "northern ireland": "gb",
    "usa": "us",
    "united states of america": "us",
    "america": "us",
    "aotearoa": "nz",
    "aus": "au",
    "nzl": "nz",
    "gbr": "gb",
    "sgp": "sg",
    "zaf": "za",
    "can": "ca",
    "rsa": "za",
    "uae": "ae",
    "deutschland": "de",
    "holland": "nl",
}


@dataclass(frozen=True)
class PartnerRefs:
    """Look-ups of Odoo's records, made once per page.

    `country_ids` is keyed by `normalise_name` of a country's name or code, `state_ids` by the country's id and
    `normalise_name` of a state's name or code.
    """

    country_ids: Mapping[str, int] = field(default_factory=dict)
    state_ids: Mapping[tuple[int, str], int] = field(default_factory=dict)


def partner_vals(contact: Contact, refs: PartnerRefs) -> dict[str, Any]:
    """Return the values of `res.partner` for a contact. What Xero does not say is left out: it erases nothing."""
    values = {
        "name": contact.name,
        "is_company": contact.is_company,
        "active": ACTIVE_BY_STATUS.get(contact.status),
        "email": contact.email,
        "phone": contact.phone or contact.mobile,
        "website": contact.website,
        "vat": contact.tax_number,
        "ref": contact.account_number,
        "company_registry": contact.company_number,
    }
    address = chosen_address(contact)
    if address:
        values.update(_address_vals(address, refs))
    return {key: value for key, value in values.items() if value not in ("", None)}


def chosen_address(contact: Contact) -> Address | None:
    """Return the one address that goes on the partner: STREET if it has a line or a city, else POBOX."""
    by_kind = {address.kind: address for address in contact.addresses}
    street = by_kind.get("STREET")
    if street and (street.street or street.city):
        return street
    return by_kind.get("POBOX") or street


def _address_vals(address: Address, refs: PartnerRefs) -> dict[str, Any]:
    country_id = country_id_of(address.country, refs)
    return {
        "street": address.street,
        "street2": address.street2,
        "city": address.city,
        "zip": address.postal_code,
        "country_id": country_id,
        "state_id": country_id and refs.state_ids.get((country_id, normalise_name(address.region))),
    }


def country_id_of(country: str, refs: PartnerRefs) -> int | None:
    """Return the id of a country written as a name, a code or an everyday form of either."""
    key = normalise_name(country)
    return refs.country_ids.get(key) or refs.country_ids.get(COUNTRY_ALIASES.get(key, ""))


def child_person_vals(person: ContactPerson) -> dict[str, Any]:
    """Return the values of the child contact for a contact person."""
    values = {"name": person.name, "type": "contact", "is_company": False}
    return {**values, "email": person.email} if person.email else values
