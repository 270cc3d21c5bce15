"""Contacts: Xero's contact -> `Contact`, and plain values -> Xero's payload."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..const import LENGTHS, MAX_CONTACT_PERSONS
from ..exceptions import MappingError
from .partner import PartnerRefs, child_person_vals, partner_vals
from .people import Address, Contact, ContactPerson, DueRule
from .reference import required
from .values import (
    clean_name_for_xero,
    cut,
    join_phone,
    parse_xero_datetime,
    split_phone,
    text,
    to_decimal,
    valid_email,
)

__all__ = ["PartnerRefs", "child_person_vals", "contact_from_xero", "contact_to_xero", "partner_vals"]

LISTS = ("Addresses", "Phones", "ContactPersons")
PHONE_ORDER = ("DEFAULT", "DDI", "OFFICE")


def contact_from_xero(data: Mapping[str, Any]) -> Contact:
    """Return a contact; unknown values are kept as they are, absent ones stay empty.

    :raise MappingError: without an id or any name
    """
    phones = _phones(data.get("Phones"))
    persons = _persons(data.get("ContactPersons"))
    receivable = _dict(_dict(data.get("Balances")).get("AccountsReceivable"))
    first_name, last_name = text(data.get("FirstName")), text(data.get("LastName"))
    return Contact(
        xero_id=required(data, "ContactID"),
        name=_name(data, first_name, last_name),
        first_name=first_name,
        last_name=last_name,
        email=text(data.get("EmailAddress")),
        emails=tuple(person.email for person in persons if person.email),
        contact_number=text(data.get("ContactNumber")),
        account_number=text(data.get("AccountNumber")),
        tax_number=_tax_number(data),
        company_number=text(data.get("CompanyNumber")),
        website=text(data.get("Website")),
        phone=next((phones[kind] for kind in PHONE_ORDER if kind in phones), ""),
        mobile=phones.get("MOBILE", ""),
        phones=phones,
        addresses=tuple(filter(None, map(_address, _dicts(data.get("Addresses"))))),
        persons=persons,
        status=text(data.get("ContactStatus")),
        merged_to=text(data.get("MergedToContactID")),
        is_customer=_flag(data.get("IsCustomer")),
        is_supplier=_flag(data.get("IsSupplier")),
        currency=text(data.get("DefaultCurrency")),
        groups=tuple(filter(None, (text(group.get("Name")) for group in _dicts(data.get("ContactGroups"))))),
        sales_due=_due_rule(data, "Sales"),
        bills_due=_due_rule(data, "Bills"),
        bank_account=_bank_account(data),
        discount=to_decimal(data.get("Discount")),
        receivable=to_decimal(receivable.get("Outstanding")),
        overdue=to_decimal(receivable.get("Overdue")),
        updated_at=parse_xero_datetime(data.get("UpdatedDateUTC")),
        partial=any(data.get(key) is None for key in LISTS),
    )


def _name(data: Mapping[str, Any], first_name: str, last_name: str) -> str:
    name = text(data.get("Name")) or " ".join(filter(None, (first_name, last_name)))
    if not name:
        raise MappingError(f"Xero's contact {text(data.get('ContactID'))} has no name")
    return name


def _tax_number(data: Mapping[str, Any]) -> str:
    """Return the tax number, "" where Xero masks it (US numbers, for users without the right to see them)."""
    number = text(data.get("TaxNumber"))
    return "" if "*" in number else number


def _due_rule(data: Mapping[str, Any], side: str) -> DueRule | None:
    rule = _dict(_dict(data.get("PaymentTerms")).get(side))
    kind, day = text(rule.get("Type")), to_decimal(rule.get("Day"))
    return DueRule(kind, int(day)) if kind and day is not None else None


def _bank_account(data: Mapping[str, Any]) -> str:
    """Return the contact's bank account, "" where Xero masks it."""
    number = text(data.get("BankAccountDetails")) or text(_dict(data.get("BatchPayments")).get("BankAccountNumber"))
    return "" if "*" in number else number


def _phones(items: Any) -> dict[str, str]:
    phones = {}
    for item in _dicts(items):
        number = join_phone(item.get("PhoneCountryCode"), item.get("PhoneAreaCode"), item.get("PhoneNumber"))
        if number:
            phones[text(item.get("PhoneType")) or "DEFAULT"] = number
    return phones


def _persons(items: Any) -> tuple[ContactPerson, ...]:
    persons = (
        ContactPerson(
            first_name=text(item.get("FirstName")),
            last_name=text(item.get("LastName")),
            email=text(item.get("EmailAddress")),
            include_in_emails=bool(item.get("IncludeInEmails")),
        )
        for item in _dicts(items)
    )
    return tuple(person for person in persons if person.name)


def _address(item: Mapping[str, Any]) -> Address | None:
    if not any(value for key, value in item.items() if key != "AddressType"):
        return None
    lines = [line for line in (text(item.get(f"AddressLine{number}")) for number in range(1, 5)) if line]
    address = Address(
        kind=text(item.get("AddressType")) or "STREET",
        street=lines[0] if lines else "",
        street2=", ".join(lines[1:]),
        city=text(item.get("City")),
        region=text(item.get("Region")),
        postal_code=text(item.get("PostalCode")),
        country=text(item.get("Country")),
        attention_to=text(item.get("AttentionTo")),
    )
    return address if address != Address(kind=address.kind) else None


def _dicts(items: Any) -> Iterable[Mapping[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _dict(item: Any) -> Mapping[str, Any]:
    """Return a nested object; Xero may send a null one as an empty list."""
    return item if isinstance(item, dict) else {}


def contact_to_xero(
    *,
    name: str,
    contact_number: str = "",
    xero_id: str | None = None,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    account_number: str = "",
    tax_number: str = "",
    company_number: str = "",
    currency: str = "",
    phone: str = "",
    mobile: str = "",
    street: str = "",
    street2: str = "",
    city: str = "",
    region: str = "",
    postal_code: str = "",
    country: str = "",
    address_kinds: Iterable[str] = ("POBOX", "STREET"),
    persons: Iterable[ContactPerson] | None = None,
) -> dict[str, Any]:
    """Return the payload of a contact. What is empty is left out: Xero keeps what it has.

    An e-mail address that Xero would refuse is left out as well, so that it does not cost the whole contact.

    :param contact_number: our marker, an external key which only the API can write
    :param address_kinds: the kinds to write; only those that we own
    :param persons: None leaves Xero's list alone, anything else replaces it
    """
    payload = {
        "ContactID": xero_id,
        "ContactNumber": cut(contact_number, LENGTHS["ContactNumber"]),
        "Name": clean_name_for_xero(name, LENGTHS["Name"]),
        "FirstName": clean_name_for_xero(first_name, LENGTHS["FirstName"]),
        "LastName": clean_name_for_xero(last_name, LENGTHS["LastName"]),
        "EmailAddress": valid_email(email),
        "AccountNumber": cut(account_number, LENGTHS["AccountNumber"]),
        "TaxNumber": cut(tax_number, LENGTHS["TaxNumber"]),
        "CompanyNumber": cut(company_number, LENGTHS["CompanyNumber"]),
        "DefaultCurrency": currency,
        "Phones": _phones_to_xero(phone, mobile),
        "Addresses": _addresses_to_xero(
            Address("", street, street2, city, region, postal_code, country), address_kinds
        ),
    }
    if persons is not None:
        payload["ContactPersons"] = [_person_to_xero(person) for person in list(persons)[:MAX_CONTACT_PERSONS]]
    return {key: value for key, value in payload.items() if value or key == "ContactPersons"}


def _phones_to_xero(phone: str, mobile: str) -> list[dict[str, str]]:
    """Return the phones. Empty parts are sent, or Xero would join an old area code with the new number."""
    phones = []
    for kind, number in (("DEFAULT", phone), ("MOBILE", mobile)):
        if text(number):
            country, area, rest = split_phone(number)
            phones.append(
                {"PhoneType": kind, "PhoneCountryCode": country, "PhoneAreaCode": area, "PhoneNumber": rest},
            )
    return phones


def _addresses_to_xero(address: Address, kinds: Iterable[str]) -> list[dict[str, str]]:
    """Return the address once per kind. Its empty parts are sent, or old lines would stay between the new ones."""
    values = {
        "AddressLine1": cut(address.street, LENGTHS["AddressLine"]),
        "AddressLine2": cut(address.street2, LENGTHS["AddressLine"]),
        "AddressLine3": "",
        "AddressLine4": "",
        "City": cut(address.city, LENGTHS["City"]),
        "Region": cut(address.region, LENGTHS["Region"]),
        "PostalCode": cut(address.postal_code, LENGTHS["PostalCode"]),
        "Country": cut(address.country, LENGTHS["Country"]),
    }
    return [{"AddressType": kind, **values} for kind in kinds] if any(values.values()) else []


def _person_to_xero(person: ContactPerson) -> dict[str, Any]:
    values = {
        "FirstName": clean_name_for_xero(person.first_name),
        "LastName": clean_name_for_xero(person.last_name),
        "EmailAddress": valid_email(person.email),
        "IncludeInEmails": person.include_in_emails,
    }
    return {key: value for key, value in values.items() if value != ""}
