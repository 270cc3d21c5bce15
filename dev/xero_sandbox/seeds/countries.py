"""Small organisations of other countries than Australia: each country's rates, chart, places and a few documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..organisation import Organisation
from . import rates
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
from .chart_au import CHART
from .people import slug
from .year import document

Record = dict[str, Any]
# Rows of the Australian chart that only Australia has.
LOCAL = ("Superannuation", "Superannuation Payable", "PAYG Withholdings Payable")


@dataclass(frozen=True)
class Country:
    """What is particular to a country.

    :param taxes: its types in the place of OUTPUT, INPUT, EXEMPTOUTPUT (zero) and BASEXCLUDED (none)
    :param names: accounts that are called otherwise there
    :param towns: (city, region, postal code, area code)
    :param tax_number: a number as people write it there, {} for three digits
    :param foreign: another currency with its rate, foreign per own
    :param own_rates: (tax type, name, components) that organisations make for themselves
    """

    version: str
    currency: str
    rates: tuple[rates.Rate, ...]
    taxes: tuple[str, str, str, str]
    names: dict[str, str]
    country: str
    dial: str
    towns: tuple[tuple[str, str, str, str], ...]
    people: tuple[str, ...]
    tax_number: str
    facts: Record = field(default_factory=dict)
    foreign: tuple[str, str] = ("USD", "1.2500")
    own_rates: tuple[Any, ...] = ()


def start(now: datetime, name: str, short_code: str, country: Country) -> Organisation:
    """Return an organisation with chart, rates, contacts and documents."""
    org = organisation(now, name, country.version, country.currency, short_code, **country.facts)
    org.currencies.add(country.foreign[0])
    add_rates(org, country.rates)
    for row in country.own_rates:
        add_component_rate(org, *row)
    add_accounts(org, now, chart(country))
    contacts = [add_contact(org, now - timedelta(days=400 - day), row) for day, row in enumerate(people_of(country))]
    for position in range(18):
        add_document(org, now, country, contacts[position * 5 % len(contacts)], position)
    refund = document("ACCRECCREDIT", contacts[0]["ContactID"], now - timedelta(days=20), [line(country, 0)])
    refund.pop("DueDate")
    add_credit_note(org, now - timedelta(days=20), {**refund, "Status": "AUTHORISED"})
    return org


def chart(country: Country) -> list[tuple[Any, ...]]:
    """Return the country's chart: the codes are the same everywhere, names and rates are not."""
    sale, purchase, zero, none = country.taxes
    taxes = {"OUTPUT": sale, "EXEMPTEXPORT": zero, "INPUT": purchase, "CAPEXINPUT": purchase}
    return [
        (code, country.names.get(name, name), kind, taxes.get(tax, none), *mark)
        for code, name, kind, tax, *mark in CHART
        if name not in LOCAL
    ]


def people_of(country: Country) -> list[Record]:
    return [contact(country, number, name) for number, name in enumerate(country.people)]


def contact(country: Country, number: int, name: str) -> Record:
    """Return one contact; every third name is that of a person."""
    city, region, code, area = country.towns[number % len(country.towns)]
    values: Record = {"Name": name, "EmailAddress": f"hello@{slug(name)}.example.com"}
    if number % 3 == 2:
        first, _space, last = name.partition(" ")
        values.update(FirstName=first, LastName=last)
    elif number % 2 == 0:
        values["TaxNumber"] = country.tax_number.format(*(f"{100 + number * 7 + part * 31:03d}" for part in range(4)))
    if number % 4 == 1:
        values["AccountNumber"] = f"C{number:04d}"
    place = {"AddressLine1": f"{number * 3 + 1} High Street", "City": city, "Region": region, "PostalCode": code}
    values["Addresses"] = [{"AddressType": "POBOX" if number % 2 else "STREET", **place, "Country": country.country}]
    values["Phones"] = [
        {
            "PhoneType": "DEFAULT",
            "PhoneNumber": f"{550 + number} {1000 + number * 13}",
            "PhoneAreaCode": area,
            "PhoneCountryCode": country.dial,
        }
    ]
    return values


def line(country: Country, number: int) -> tuple[str, ...]:
    sale, _purchase, zero, _none = country.taxes
    rows = (
        ("Consulting", "3", "145.00", sale, "200"),
        ("Materials", "7.5", "19.9500", sale, "200"),
        ("Export service", "1", "480.00", zero, "210"),
        ("Support, monthly", "1", "99.99", sale, "205"),
    )
    return rows[number % len(rows)]


def add_document(org: Organisation, now: datetime, country: Country, owner: Record, position: int) -> None:
    """Add one invoice or bill: of every state, some in another currency."""
    moment = now - timedelta(days=300 - position * 16)
    if position % 6 == 5:
        bill = [("Rent of the office", "1", "610.00", country.taxes[1], "469")]
        values = {**document("ACCPAY", owner["ContactID"], moment, bill), "InvoiceNumber": f"B-{position}"}
    else:
        items = [line(country, position), line(country, position + 1)][: 1 + position % 2]
        values = document("ACCREC", owner["ContactID"], moment, items)
    values["Status"] = "DRAFT" if position == 16 else "SUBMITTED" if position == 15 else "AUTHORISED"
    if position in (4, 13):
        values.update(CurrencyCode=country.foreign[0], CurrencyRate=country.foreign[1])
    paid = Decimal(1) if position < 10 else Decimal("0.3") if position == 10 else None
    add_invoice(org, moment, values, paid=None if position == 7 else paid, void=position == 7)


def loader(name: str, short_code: str, country: Country) -> Callable[..., Organisation]:
    """Return the function that builds one country's organisation."""

    def load(now: datetime, **_options: Any) -> Organisation:
        return start(now, name, short_code, country)

    load.__doc__ = f"Return a small organisation of {country.country}, {name}, in {country.currency}."
    return seeded(load)


GST, VAT = "GST", "VAT"
NZ = Country(
    "NZ", "NZD", rates.NEW_ZEALAND, ("OUTPUT2", "INPUT2", "ZERORATED", "NONE"), {}, "New Zealand", "64",
    (("Auckland", "", "1010", "09"), ("Wellington", "", "6011", "04"), ("Christchurch", "", "8011", "03")),
    (
        "Aroha Pictures", "Waiheke Framing", "Tane Rangi", "Southern Cross Cycles", "Pōhutukawa Press", "Mere Walker",
        "Rotorua Thermal Supplies", "Kea Software", "Hemi Parata", "Otago Wool", "Tūī Ceramics", "Anahera Smith",
        "Milford Boats", "Nelson Hops", "Wiremu Clark", "Taupo Anglers", "Kererū Coffee", "Moana Brown",
    ),
    "{}-{}-{}", {"SalesTaxBasis": "PAYMENTS", "SalesTaxPeriod": "TWOMONTHS", "Timezone": "NEWZEALANDSTANDARDTIME"},
    ("AUD", "0.9200"),
)  # fmt: skip
UK = Country(
    "UK", "GBP", rates.BRITAIN, ("OUTPUT2", "INPUT2", "ZERORATEDOUTPUT", "NONE"), {GST: VAT}, "United Kingdom", "44",
    (
        ("London", "Greater London", "EC1A 1BB", "020"), ("Leeds", "West Yorkshire", "LS1 4AP", "0113"),
        ("Cardiff", "", "CF10 1EP", "029"), ("Edinburgh", "", "EH1 1YZ", "0131"),
    ),
    (
        "Thameside Bindery Ltd", "Oak & Ember Kitchens", "Harriet Shaw", "Pennine Cycle Works", "St Anne's School",
        "Alasdair MacLeod", "Fenland Growers", "The Copper Kettle", "Nia Griffiths", "Wharf Street Dental",
        "Marlowe Theatre Trust", "Oliver Bennett", "Cornish Sea Salt Works", "Brunel Surveys", "Saoirse Doyle",
        "Royal Mile Kilts", "Bath Stone Masonry", "Priya Patel",
    ),
    "GB{} {} {}", {"CountryCode": "GB", "SalesTaxBasis": "ACCRUAL", "Timezone": "GMTSTANDARDTIME"}, ("EUR", "1.1700"),
)  # fmt: skip
US_RATES = (
    ("TAX001", "CA - Los Angeles", [("CA State", "6.0000", False), ("Los Angeles County", "3.5000", False)]),
    ("TAX002", "TX - Austin", [("TX State", "6.2500", False), ("City of Austin", "2.0000", False)]),
    ("TAX003", "NY - New York", [("NY State", "4.0000", False), ("NYC", "4.5000", False), ("MCTD", "0.3750", False)]),
    ("TAX004", "Lodging (compound)", [("State", "5.0000", False), ("Lodging on top", "10.0000", True)]),
)
US = Country(
    "US", "USD", rates.STATES, ("TAX001", "NONE", "NONE", "NONE"), {GST: "Sales Tax"}, "United States", "1",
    (
        ("Portland", "OR", "97201", "503"), ("Austin", "TX", "78701", "512"), ("Los Angeles", "CA", "90012", "213"),
        ("New York", "NY", "10001", "212"),
    ),
    (
        "Cascade Outfitters Inc.", "Lone Star Printworks LLC", "Emily Carter", "Sunset Dental Group", "Brooklyn Bagels",
        "Marcus Johnson", "Golden Gate Rentals", "Prairie Solar", "Sofia Ramirez", "Hudson Legal LLP",
        "Blue Ridge Honey", "Tyler Brooks", "Mojave Auto", "Great Lakes Freight", "Grace Kim", "Bayou Catering",
        "Evergreen Landscaping", "Jordan Lee",
    ),
    "{}-{}{}", {"SalesTaxBasis": "CASH", "Timezone": "PACIFICSTANDARDTIME"}, ("CAD", "1.3700"), US_RATES,
)  # fmt: skip
ZA = Country(
    "GLOBAL", "ZAR", rates.SOUTH_AFRICA, ("OUTPUT3", "INPUT3", "ZERORATEDOUTPUT", "NONE"), {GST: VAT}, "South Africa", "27",
    (
        ("Cape Town", "Western Cape", "8001", "021"), ("Johannesburg", "Gauteng", "2001", "011"),
        ("Durban", "KwaZulu-Natal", "4001", "031"),
    ),
    (
        "Table Bay Marine", "Karoo Fresh Produce", "Thandi Nkosi", "Highveld Steel Fixers", "Protea Guest House",
        "Pieter van Wyk", "Umhlanga Surf", "Winelands Cooperage", "Lerato Mokoena", "Kruger Safaris",
        "Fynbos Cosmetics", "Johan Botha", "Soweto Sounds", "Garden Route Honey", "Ayesha Khan", "Drakensberg Timber",
        "Rooibos Traders", "Sipho Dlamini",
    ),
    "4{}{}{}", {"CountryCode": "ZA", "SalesTaxBasis": "ACCRUALS", "Timezone": "SOUTHAFRICASTANDARDTIME"},
    ("USD", "0.0550"),
)  # fmt: skip
SG = Country(
    "GLOBAL", "SGD", rates.SINGAPORE, ("OUTPUTY24", "INPUTY24", "ZERORATEDOUTPUT", "NONE"), {}, "Singapore", "65",
    (("Singapore", "", "048616", ""), ("Singapore", "", "238801", ""), ("Singapore", "", "609927", "")),
    (
        "Marina Logistics Pte Ltd", "Katong Bakery", "Tan Wei Ling", "Jurong Precision Parts", "Orchard Optics",
        "Rajesh Kumar", "Sentosa Events", "Lion City Robotics", "Nurul Huda", "Peranakan Tiles", "Changi Freight",
        "Lim Jia Hao", "Merlion Media", "Tiong Bahru Books", "Siti Rahman", "Clarke Quay Catering", "Bukit Timah Vets",
        "Chen Xiu Ying",
    ),
    "M{}{}{}", {"CountryCode": "SG", "SalesTaxBasis": "ACCRUALS", "Timezone": "SINGAPORESTANDARDTIME"},
    ("USD", "0.7400"),
)  # fmt: skip

load_nz = loader("Kauri Coast Studio Ltd", "!kC9z2", NZ)
load_uk = loader("Thistle & Rose Interiors Ltd", "!tR7u3", UK)
load_us = loader("Redwood Trail Supply Inc", "!rT5s8", US)
load_za = loader("Baobab Design (Pty) Ltd", "!bB2a6", ZA)
load_sg = loader("Straits Workshop Pte Ltd", "!sW4g1", SG)
