"""An Australian organisation that looks real: a full chart, the country's rates, varied contacts, a year of invoices."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..accounting import items, tracking
from ..organisation import Organisation
from . import people
from .build import add_accounts, add_component_rate, add_contact, add_rates, call_at, organisation, seeded
from .chart_au import CHART, RATES
from .year import add_year

PRODUCTS = (
    ("WINE-12", "Shiraz 2023, dozen", "239.9900", "OUTPUT"), ("WINE-1", "Shiraz 2023, bottle", "22.0000", "OUTPUT"),
    ("BOOK", "Bookkeeping, monthly", "880.0000", "OUTPUT"), ("SURVEY", "Site survey", "412.5000", "OUTPUT"),
    ("FREIGHT", "Freight", "63.4500", "OUTPUT"), ("PRODUCE", "Fresh produce, kg", "7.8500", "EXEMPTOUTPUT"),
)  # fmt: skip
CATEGORIES = {"Region": ("Eastside", "North", "South", "West Coast"), "Job": ("Fit-out", "Maintenance", "Tasting")}


@seeded
def load(now: datetime, **_options: Any) -> Organisation:
    """Return a whole Australian organisation: varied contacts, a year of documents, items, tracking."""
    org = start(now, "Harbour & Vine Trading Pty Ltd", "!hVt4x")
    add_accounts(
        org, now, [("093", "US Dollar Account", "BANK", "BASEXCLUDED"), ("216", "Rental Income", "REVENUE", "OUTPUT")]
    )
    accounts = {account["Name"]: account for account in org.accounts.values()}
    accounts["US Dollar Account"]["CurrencyCode"] = "USD"
    accounts["Rental Income"]["Status"] = "ARCHIVED"
    add_component_rate(org, "TAX001", "Wine Equalisation", [("Wine equalisation", "29.0000", False)])
    add_component_rate(org, "TAX002", "GST and Levy (old)", [("GST", "10.0000", False), ("Levy", "1.5000", True)])
    org.tax_rates["TAX002"]["Status"] = "ARCHIVED"
    contacts = {
        values["Name"]: add_contact(org, now - timedelta(days=700 - day), values)
        for day, values in enumerate(people.contacts())
    }
    contacts["Tidewater Kayaks (old)"]["MergedToContactID"] = contacts["Tidewater Kayaks"]["ContactID"]
    add_year(org, now, [contact for contact in contacts.values() if contact["ContactStatus"] == "ACTIVE"])
    add_catalogue(org, now)
    return org


def add_catalogue(org: Organisation, now: datetime) -> None:
    """Add what lines can name: products and services, regions and jobs."""
    call = call_at(org, now - timedelta(days=300))
    for code, name, price, tax in PRODUCTS:
        details = {"UnitPrice": Decimal(price), "AccountCode": "200", "TaxType": tax}
        items.create(call, {"Code": code, "Name": name, "Description": name, "SalesDetails": details})
    for name, options in CATEGORIES.items():
        tracking.create(call, {"Name": name, "Options": [{"Name": option} for option in options]})


def start(now: datetime, name: str, short_code: str) -> Organisation:
    """Return an Australian organisation with a chart, rates and currencies."""
    org = organisation(
        now,
        name,
        "AU",
        "AUD",
        short_code,
        TaxNumber="53 004 085 616",
        Timezone="AUSEASTERNSTANDARDTIME",
        RegistrationNumber="004085616",
        FinancialYearEndDay=30,
        FinancialYearEndMonth=6,
    )
    org.currencies |= {"USD", "NZD", "EUR"}
    add_accounts(org, now, CHART)
    add_rates(org, RATES)
    return org


@seeded
def load_demo(now: datetime, **_options: Any) -> Organisation:
    """Return a demo company, as every user of Xero has one: it can be reset, which changes all of its ids."""
    org = start(now, "Demo Company (AU)", "!dC4au")
    org.facts.update(IsDemoCompany=True, Class="DEMO")
    for name in ("Ridgeway University", "City Agency", "Bayside Club"):
        add_contact(org, now - timedelta(days=60), {"Name": name})
    return org


@seeded
def load_tiny(now: datetime, **_options: Any) -> Organisation:
    """Return the same chart with three contacts and no invoice, for quick tests."""
    org = start(now, "Tiny Pty Ltd", "!tiny1")
    staff = {
        "FirstName": "Zoë",
        "LastName": "O'Hara",
        "EmailAddress": "zoe@brightside.example.com",
        "IncludeInEmails": True,
    }
    rows: tuple[dict[str, Any], ...] = (
        {"Name": "Adam Baker", "FirstName": "Adam", "LastName": "Baker", "EmailAddress": "adam@baker.example.com"},
        {
            "Name": "Brightside Café",
            "EmailAddress": "accounts@brightside.example.com",
            "TaxNumber": "51 824 753 556",
            "ContactPersons": [staff],
            "Addresses": [people.street("12 Flinders Lane", "Melbourne", "VIC", "3000")],
        },
        {"Name": "Closed Down Ltd", "ContactStatus": "ARCHIVED"},
    )
    for row in rows:
        add_contact(org, now - timedelta(days=30), row)
    return org
