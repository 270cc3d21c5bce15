"""Contacts: `Contact` -> values of `res.partner`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .people import Address, Contact, ContactPerson, DueRule
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
    "eire": "ie",
    "republic of ireland": "ie",
    "fra": "fr",
    "deu": "de",
    "ind": "in",
    "chn": "cn",
    "jpn": "jp",
    "peoples republic of china": "cn",
    "prc": "cn",
    "korea": "kr",
    "republic of korea": "kr",
    "viet nam": "vn",
    "czech republic": "cz",
    "czechia": "cz",
    "russia": "ru",
    "the netherlands": "nl",
    "hong kong sar": "hk",
}
END_OF_MONTH = ("days_after_end_of_month", 0, 0)
ADDRESS_FIELDS = ("street", "street2", "city", "zip", "state_id", "country_id")
# Field of Odoo -> the keys of a contact's payload that carry it. Xero takes no other change over the API.
SENT_FIELDS = {
    "name": ("Name", "FirstName", "LastName"),
    "email": ("EmailAddress",),
    "phone": ("Phones",),
    "vat": ("TaxNumber",),
    "ref": ("AccountNumber",),
    "company_registry": ("CompanyNumber",),
    **dict.fromkeys(ADDRESS_FIELDS, ("Addresses",)),
}
TERM_FIELDS = ("property_payment_term_id", "property_supplier_payment_term_id")
SYNCED_FIELDS = (*SENT_FIELDS, "website", "is_company", "active", *TERM_FIELDS)
PHONE_KINDS = ("DEFAULT", "DDI", "OFFICE", "MOBILE", "FAX")


@dataclass(frozen=True)
class PartnerRefs:
    """Look-ups of Odoo's records, made once per run.

    `country_ids` is keyed by `normalise_name` of a country's name or code, `state_ids` by the country's id and
    `normalise_name` of a state's name or code, `term_ids` by `term_key`. `home_country_id` is the organisation's own:
    addresses there are mostly written without a country.
    """

    country_ids: Mapping[str, int] = field(default_factory=dict)
    state_ids: Mapping[tuple[int, str], int] = field(default_factory=dict)
    term_ids: Mapping[tuple[str, int, int], int] = field(default_factory=dict)
    home_country_id: int | None = None


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
        "property_payment_term_id": _term_id(contact.sales_due, refs),
        "property_supplier_payment_term_id": _term_id(contact.bills_due, refs),
    }
    address = chosen_address(contact)
    if address:
        values.update(address_vals(address, refs))
    return {key: value for key, value in values.items() if value not in ("", None)}


def chosen_address(contact: Contact) -> Address | None:
    """Return the one address that goes on the partner: STREET if it has a line or a city, else POBOX."""
    by_kind = {address.kind: address for address in contact.addresses}
    street = by_kind.get("STREET")
    if street and (street.street or street.city):
        return street
    return by_kind.get("POBOX") or street


def invoice_address(contact: Contact) -> Address | None:
    """Return the address printed on invoices (POBOX) where it is another one than the partner's own."""
    chosen = chosen_address(contact)
    postal = next((address for address in contact.addresses if address.kind == "POBOX"), None)
    if not (chosen and postal) or not (postal.street or postal.city):
        return None
    return None if replace(postal, kind=chosen.kind) == chosen else postal


def invoice_address_vals(contact: Contact, refs: PartnerRefs) -> dict[str, Any]:
    """Return the values of the child contact that holds the address for invoices, none where there is no second one."""
    address = invoice_address(contact)
    if not address:
        return {}
    values = {**address_vals(address, refs), "name": address.attention_to, "email": contact.email}
    return {key: value for key, value in values.items() if value}


def address_vals(address: Address, refs: PartnerRefs) -> dict[str, Any]:
    """Return the values of an address; what is empty, and what Odoo does not know, is left out."""
    country_id, state_id = _places(address, refs)
    values = {
        "street": address.street,
        "street2": address.street2,
        "city": address.city,
        "zip": address.postal_code,
        "country_id": country_id,
        "state_id": state_id,
    }
    return {key: value for key, value in values.items() if value}


def _places(address: Address, refs: PartnerRefs) -> tuple[int | None, int | None]:
    """Return the ids of country and state; a state at home tells the country where none is written."""
    country_id = country_id_of(address.country, refs)
    region = normalise_name(address.region)
    if country_id or address.country:
        return country_id, country_id and refs.state_ids.get((country_id, region))
    state_id = refs.state_ids.get((refs.home_country_id, region)) if region and refs.home_country_id else None
    return (refs.home_country_id if state_id else None), state_id


def country_id_of(country: str, refs: PartnerRefs) -> int | None:
    """Return the id of a country written as a name, a code or an everyday form of either."""
    key = normalise_name(country)
    return refs.country_ids.get(key) or refs.country_ids.get(COUNTRY_ALIASES.get(key, ""))


def child_person_vals(person: ContactPerson) -> dict[str, Any]:
    """Return the values of the child contact for a contact person."""
    values = {"name": person.name, "type": "contact", "is_company": False}
    return {**values, "email": person.email} if person.email else values


def term_key(delay: str, days: int, day_of_month: int) -> tuple[str, int, int]:
    """Return what is equal for two rules of Odoo that always give the same date.

    :param delay: `delay_type` of `account.payment.term.line`
    :param days: `nb_days`
    :param day_of_month: `days_next_month`, 0 for the end of the month
    """
    if delay == "days_after_end_of_next_month" and not days:
        return ("days_end_of_month_on_the", 0, 31)
    if delay == "days_end_of_month_on_the":
        return (delay, days, day_of_month) if day_of_month or days else END_OF_MONTH
    return (delay, days, 0)


def _term_id(rule: DueRule | None, refs: PartnerRefs) -> int | None:
    """Return the id of the payment term that always gives the date of Xero's rule, None where there is none."""
    if not rule:
        return None
    keys = {
        "DAYSAFTERBILLDATE": ("days_after", rule.day, 0),
        "DAYSAFTERBILLMONTH": ("days_after_end_of_month", rule.day, 0),
        "OFFOLLOWINGMONTH": ("days_end_of_month_on_the", 0, rule.day),
        "OFCURRENTMONTH": END_OF_MONTH if rule.day >= 31 else None,
    }
    return refs.term_ids.get(keys.get(rule.kind))


def origin(contact: Contact) -> dict[str, str]:
    """Return which of Xero's addresses and phones are the partner's, and how Xero writes region and country."""
    address = chosen_address(contact)
    used = contact.phone or contact.mobile
    values = {
        "phone": next((kind for kind in PHONE_KINDS if used and contact.phones.get(kind) == used), "DEFAULT"),
        "address": address.kind if address else "POBOX",
        "region": address.region if address else "",
        "country": address.country if address else "",
    }
    return {key: value for key, value in values.items() if value}


def details(contact: Contact, refs: PartnerRefs) -> list[list[Any]]:
    """Return what Xero has and Odoo has no field for, as pairs of what it is and its value.

    The kinds are "phone" with its kind in Xero, "country", "region", "attention", "discount" (percent), "currency",
    and "sales_due" and "bills_due" with the rule.
    """
    used = contact.phone or contact.mobile
    phones = [[f"phone_{kind}", contact.phones[kind]] for kind in PHONE_KINDS if kind in contact.phones]
    rows = [row for row in phones if row[1] != used]
    address = chosen_address(contact)
    for place in filter(None, (address, invoice_address(contact))):
        rows += [row for row in _unknown_places(place, refs) if row not in rows]
    rows += [["attention", address.attention_to]] if address and address.attention_to else []
    rows += [["currency", contact.currency]] if contact.currency else []
    rows += [["discount", str(contact.discount)]] if contact.discount else []
    for name, rule in (("sales_due", contact.sales_due), ("bills_due", contact.bills_due)):
        if rule and not _term_id(rule, refs):
            rows.append([name, [rule.kind, rule.day]])
    return rows


def _unknown_places(address: Address, refs: PartnerRefs) -> list[list[str]]:
    country_id, state_id = _places(address, refs)
    rows = [["country", address.country]] if address.country and not country_id else []
    return rows + ([["region", address.region]] if address.region and not state_id else [])
