"""Builds the small organisation of a country out of that country's table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..organisation import Organisation
from .build import (
    add_accounts,
    add_component_rate,
    add_contact,
    add_credit_note,
    add_invoice,
    add_rates,
    organisation,
    seeded,
)
from .charts import Row
from .people import group, slug
from .rates import Rate
from .year import document

Record = dict[str, Any]
Town = tuple[str, str, str, str, str]
Line = tuple[str, str, str, str, str]
PAID, PART, OPEN = Decimal(1), Decimal("0.4"), Decimal(0)  # how far an approved document is paid
# How many days ago, which lines, and what became of it; what is open for more than 30 days is overdue.
SALES: tuple[tuple[int, tuple[int, ...], Any], ...] = (
    (188, (0,), PAID), (176, (1, 2), PAID), (165, (3,), PAID), (152, (0, 1), PAID), (140, (4,), PAID), (127, (2,), "VOIDED"),
    (114, (0, 3), PAID), (101, (1,), PAID), (83, (4, 0), PART), (66, (2, 1), OPEN), (52, (3,), OPEN), (38, (0,), PAID),
    (19, (1, 4), PART), (11, (3,), OPEN), (6, (2,), "SUBMITTED"), (3, (0, 2), "DRAFT"),
)  # fmt: skip
BILLS = ((171, (0,), PAID), (109, (1,), PAID), (47, (2,), OPEN), (9, (0,), "SUBMITTED"))
FOREIGN, INCLUSIVE = (165, 52), (140, 66)
CREDITED, UNUSED = 40, 16  # days ago: a credit note for an overdue invoice, one that is not used yet
TERMS = {"Sales": {"Day": 14, "Type": "DAYSAFTERBILLDATE"}}


@dataclass(frozen=True)
class Country:
    """What is particular to a country and its organisation.

    :param facts: what GET /Organisation tells
    :param tax: what a component of a rate is called
    :param taxes: the country's types for those of the Australian chart; every other one becomes NONE
    :param own_rates: (tax type, name, components) that the organisation made for itself
    :param towns: (city, region, postal code, area code, number with a place for two digits)
    :param mobile: a mobile number with a place for two digits
    :param streets: with a place for a number
    :param sales: (what, quantity, price, tax type, account), five of them; `bills` three
    :param stranger: a contact abroad, whose documents are in its own currency
    :param rate: of that currency, foreign per own
    """

    name: str
    short_code: str
    version: str
    code: str
    currency: str
    facts: Record
    rates: tuple[Rate, ...]
    tax: str
    taxes: dict[str, str]
    chart: tuple[Row, ...]
    country: str
    dial: str
    towns: tuple[Town, ...]
    mobile: str
    streets: tuple[str, ...]
    companies: tuple[str, ...]
    persons: tuple[str, ...]
    suppliers: tuple[str, ...]
    tax_number: Callable[[int], str]
    sales: tuple[Line, ...]
    bills: tuple[Line, ...]
    stranger: Record
    rate: str
    own_rates: tuple[Any, ...] = field(default=())


def loader(country: Country) -> Callable[..., Organisation]:
    """Return the function that builds a country's organisation."""

    def load(now: datetime, **_options: Any) -> Organisation:
        return build(now, country)

    load.__doc__ = f"Return a small organisation of {country.country}, {country.name}, in {country.currency}."
    return seeded(load)


def build(now: datetime, country: Country) -> Organisation:
    """Return an organisation with chart, rates, contacts and half a year of documents."""
    facts = {"CountryCode": country.code, **country.facts}
    org = organisation(now, country.name, country.version, country.currency, country.short_code, **facts)
    org.currencies.add(country.stranger["DefaultCurrency"])
    add_rates(org, country.rates, country.tax)
    for row in country.own_rates:
        add_component_rate(org, *row)
    taxes = ((*row[:3], country.taxes.get(row[3], "NONE"), *row[4:]) for row in country.chart)
    add_accounts(org, now, taxes)
    made = [add_contact(org, now - timedelta(days=400 - day), row) for day, row in enumerate(contacts(country))]
    add_documents(org, now, country, [row for row in made if row["ContactStatus"] == "ACTIVE"])
    return org


# --- contacts ----------------------------------------------------------------------------------------------------


def contacts(country: Country) -> Iterator[Record]:
    """Yield companies, people, suppliers, one abroad and one that is archived."""
    for number, name in enumerate(country.companies):
        yield company(country, number, name)
    for number, name in enumerate(country.persons, len(country.companies)):
        yield person(country, number, name)
    for number, name in enumerate(country.suppliers):
        values = {"Name": name, "AccountNumber": f"SUP{number:03d}", "TaxNumber": country.tax_number(40 + number)}
        yield {**values, "ContactGroups": [group("Suppliers")]}
    yield country.stranger
    yield {**company(country, 30, f"{country.companies[0]} (old)"), "ContactStatus": "ARCHIVED"}


def company(country: Country, number: int, name: str) -> Record:
    city, region, code, area, phone = country.towns[number % len(country.towns)]
    line = country.streets[number % len(country.streets)].format(number * 7 + 3)
    place = {"AddressLine1": line, "City": city, "Region": region, "PostalCode": code, "Country": country.country}
    values: Record = {
        "Name": name,
        "EmailAddress": f"accounts@{slug(name)}.example.com",
        "Addresses": [{"AddressType": "STREET", **place}],
        "Phones": [_phone(country, "DEFAULT", area, phone, number)],
    }
    if number % 3 != 1:
        values["TaxNumber"] = country.tax_number(number)
    if number % 3 == 0:
        values["Addresses"].append({"AddressType": "POBOX", **place, "AddressLine1": f"PO Box {number + 110}"})
    if number % 4 == 1:
        values.update(AccountNumber=f"C-{number:04d}", Website=f"https://www.{slug(name)}.example.com")
    if number % 4 == 2:
        first, _space, last = country.persons[number % len(country.persons)].partition(" ")
        email = f"{slug(first)}@{slug(name)}.example.com"
        staff = {"FirstName": first, "LastName": last, "EmailAddress": email, "IncludeInEmails": True}
        values.update(ContactPersons=[staff], PaymentTerms=TERMS)
    return values


def person(country: Country, number: int, name: str) -> Record:
    first, _space, last = name.partition(" ")
    values: Record = {"Name": name, "FirstName": first, "LastName": last}
    if number % 3:
        values["EmailAddress"] = f"{slug(name)}@mail.example.com"
    if number % 2:
        city, region, code, _area, _phone_number = country.towns[number % len(country.towns)]
        line = country.streets[number % len(country.streets)].format(number * 5)
        place = {"AddressLine1": line, "City": city, "Region": region, "PostalCode": code}
        values["Addresses"] = [{"AddressType": "POBOX", **place, "Country": country.country}]
    return {**values, "Phones": [_phone(country, "MOBILE", "", country.mobile, number)]}


def _phone(country: Country, kind: str, area: str, form: str, number: int) -> Record:
    values = {"PhoneType": kind, "PhoneNumber": form.format(number)}
    return {**values, "PhoneAreaCode": area, "PhoneCountryCode": country.dial}


# --- documents ---------------------------------------------------------------------------------------------------


def add_documents(org: Organisation, now: datetime, country: Country, made: list[Record]) -> None:
    """Add half a year of invoices, bills and credit notes, the oldest first."""
    suppliers = [row for row in made if row["Name"] in country.suppliers]
    customers = [row for row in made if row["Name"] in (*country.companies, *country.persons)]
    abroad = next(row for row in made if row["Name"] == country.stranger["Name"])
    sales = [("ACCREC", country.sales, customers, *row) for row in SALES]
    bills = [("ACCPAY", country.bills, suppliers, *row) for row in BILLS]
    by_day: dict[int, Record] = {}
    for position, (kind, table, owners, days, picks, fate) in enumerate(sorted(sales + bills, key=lambda row: -row[3])):
        owner = abroad if days in FOREIGN else owners[position * 5 % len(owners)]
        values = document(kind, owner["ContactID"], now - timedelta(days=days), [table[pick] for pick in picks])
        if kind == "ACCPAY":
            values["InvoiceNumber"] = f"{1000 + days}/26"
        if days in FOREIGN:
            values.update(CurrencyCode=country.stranger["DefaultCurrency"], CurrencyRate=country.rate)
        if days in INCLUSIVE:
            values["LineAmountTypes"] = "Inclusive"
        by_day[days] = add_with_fate(org, now - timedelta(days=days), values, fate)
    add_credit(org, now - timedelta(days=CREDITED), country, by_day[66]["Contact"]["ContactID"], by_day[66])
    add_credit(org, now - timedelta(days=UNUSED), country, customers[1]["ContactID"], None)


def add_with_fate(org: Organisation, moment: datetime, values: Record, fate: Any) -> Record:
    if fate in ("DRAFT", "SUBMITTED"):
        return add_invoice(org, moment, {**values, "Status": fate})
    approved = {**values, "Status": "AUTHORISED"}
    return (
        add_invoice(org, moment, approved, void=True) if fate == "VOIDED" else add_invoice(org, moment, approved, fate)
    )


def add_credit(org: Organisation, moment: datetime, country: Country, owner: str, invoice: Record | None) -> None:
    _what, _quantity, _price, tax, account = country.sales[0]
    values = document("ACCRECCREDIT", owner, moment, [("Returned, as agreed", "1", "35.00", tax, account)])
    values.pop("DueDate")
    add_credit_note(org, moment, {**values, "Status": "AUTHORISED"}, invoice)
