"""An Australian organisation that looks real: a full chart, the country's rates, varied contacts, a year of invoices."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..organisation import Organisation
from . import people
from .build import add_accounts, add_contact, add_credit_note, add_invoice, add_rates, organisation, seeded

RATES = (
    ("OUTPUT", "GST on Income", "10.0000", "OUTPUT", "ALER"),
    ("INPUT", "GST on Expenses", "10.0000", "INPUT", "ALEX"),
    ("EXEMPTOUTPUT", "GST Free Income", "0.0000", "EXEMPTOUTPUT", "ALER"),
    ("EXEMPTEXPORT", "GST Free Exports", "0.0000", "EXEMPTOUTPUT", "R"),
    ("INPUTTAXED", "Input Taxed", "0.0000", "INPUTTAXED", "ALERX"),
    ("EXEMPTEXPENSES", "GST Free Expenses", "0.0000", "EXEMPTEXPENSES", "ALEX"),
    ("CAPEXINPUT", "GST on Capital", "10.0000", "CAPEXINPUT", "ALEX"),
    ("EXEMPTCAPITAL", "GST Free Capital", "0.0000", "EXEMPTCAPITAL", "ALEX"),
    ("GSTONIMPORTS", "GST on Imports", "0.0000", "GSTONIMPORTS", "ALEX"),
    ("GSTONCAPIMPORTS", "GST on Capital Imports", "0.0000", "GSTONCAPITALIMPORTS", "ALEX"),
    ("BASEXCLUDED", "BAS Excluded", "0.0000", "BASEXCLUDED", "ALERX"),
)
NONE = "BASEXCLUDED"
# code, name, type, default tax type, system account, payments enabled
CHART: tuple[tuple[Any, ...], ...] = (
    ("", "Business Bank Account", "BANK", NONE),
    ("091", "Business Savings Account", "BANK", NONE),
    ("200", "Sales", "REVENUE", "OUTPUT"),
    ("205", "Consulting Income", "REVENUE", "OUTPUT"),
    ("210", "Export Sales", "REVENUE", "EXEMPTEXPORT"),
    ("260", "Other Revenue", "REVENUE", "OUTPUT"),
    ("270", "Interest Income", "OTHERINCOME", "INPUTTAXED"),
    ("310", "Cost of Goods Sold", "DIRECTCOSTS", "INPUT"),
    ("320", "Direct Wages", "DIRECTCOSTS", NONE),
    *(
        (code, name, "EXPENSE", tax)
        for code, name, tax in (
            ("400", "Advertising", "INPUT"), ("404", "Bank Fees", "EXEMPTEXPENSES"), ("408", "Cleaning", "INPUT"),
            ("412", "Consulting & Accounting", "INPUT"), ("420", "Entertainment", "INPUT"), ("425", "Freight & Courier", "INPUT"),
            ("429", "General Expenses", "INPUT"), ("433", "Insurance", "INPUT"), ("437", "Interest Expense", "EXEMPTEXPENSES"),
            ("441", "Legal expenses", "INPUT"), ("445", "Light, Power, Heating", "INPUT"), ("449", "Motor Vehicle Expenses", "INPUT"),
            ("453", "Office Expenses", "INPUT"), ("461", "Printing & Stationery", "INPUT"), ("469", "Rent", "INPUT"),
            ("473", "Repairs and Maintenance", "INPUT"), ("485", "Subscriptions", "INPUT"), ("489", "Telephone & Internet", "INPUT"),
            ("493", "Travel - National", "INPUT"), ("494", "Travel - International", "EXEMPTEXPENSES"),
            ("477", "Wages and Salaries", NONE), ("478", "Superannuation", NONE), ("505", "Income Tax Expense", NONE),
            ("463", "IT Software and Consumables", "INPUT"), ("414", "Donations", "EXEMPTEXPENSES"), ("416", "Depreciation", NONE),
        )
    ),
    ("497", "Bank Revaluations", "EXPENSE", NONE, "BANKCURRENCYGAIN"),
    ("498", "Unrealised Currency Gains", "EXPENSE", NONE, "UNREALISEDCURRENCYGAIN"),
    ("499", "Realised Currency Gains", "EXPENSE", NONE, "REALISEDCURRENCYGAIN"),
    ("610", "Accounts Receivable", "CURRENT", NONE, "DEBTORS"),
    ("620", "Prepayments", "CURRENT", NONE),
    ("625", "Undeposited Takings", "CURRENT", NONE, "payments"),
    ("630", "Inventory", "INVENTORY", NONE),
    ("710", "Office Equipment", "FIXED", "CAPEXINPUT"),
    ("711", "Less Accumulated Depreciation on Office Equipment", "FIXED", NONE),
    ("720", "Computer Equipment", "FIXED", "CAPEXINPUT"),
    ("721", "Less Accumulated Depreciation on Computer Equipment", "FIXED", NONE),
    ("730", "Motor Vehicles", "FIXED", "CAPEXINPUT"),
    ("740", "Furniture and Fittings", "FIXED", "CAPEXINPUT"),
    ("760", "Rental Bond", "NONCURRENT", NONE),
    ("800", "Accounts Payable", "CURRLIAB", NONE, "CREDITORS"),
    ("801", "Unpaid Expense Claims", "CURRLIAB", NONE, "UNPAIDEXPCLM"),
    ("803", "Wages Payable", "CURRLIAB", NONE, "WAGEPAYABLES"),
    ("820", "GST", "CURRLIAB", NONE, "GST"),
    ("825", "PAYG Withholdings Payable", "CURRLIAB", NONE),
    ("826", "Superannuation Payable", "CURRLIAB", NONE),
    ("830", "Income Tax Payable", "CURRLIAB", NONE),
    ("835", "Customer Deposits", "CURRLIAB", "OUTPUT"),
    ("840", "Historical Adjustment", "CURRLIAB", NONE, "HISTORICAL"),
    ("850", "Suspense", "CURRLIAB", NONE),
    ("855", "Clearing Account", "CURRLIAB", NONE),
    ("860", "Rounding", "CURRLIAB", NONE, "ROUNDING"),
    ("868", "Credit Card Payable", "CURRLIAB", NONE),
    ("877", "Tracking Transfers", "CURRLIAB", NONE, "TRACKINGTRANSFERS"),
    ("880", "Owner A Drawings", "EQUITY", NONE),
    ("881", "Owner A Funds Introduced", "EQUITY", NONE),
    ("900", "Loan", "TERMLIAB", NONE),
    ("910", "Hire Purchase", "TERMLIAB", NONE),
    ("960", "Retained Earnings", "EQUITY", NONE, "RETAINEDEARNINGS"),
    ("970", "Owner A Share Capital", "EQUITY", NONE),
)  # fmt: skip
ITEMS = (
    ("Bookkeeping, monthly", "1", "880.00", "OUTPUT", "205"),
    ("Site survey", "2", "412.50", "OUTPUT", "200"),
    ("Freight", "1", "63.45", "OUTPUT", "260"),
    ("Fresh produce", "14.5", "7.8500", "EXEMPTOUTPUT", "200"),
    ("Export crate", "3", "1250.00", "EXEMPTEXPORT", "210"),
)


@seeded
def load(now: datetime, **_options: Any) -> Organisation:
    """Return the organisation with everything."""
    org = start(now, "Harbour & Vine Trading Pty Ltd", "!hVt4x")
    contacts = [
        add_contact(org, now - timedelta(days=700 - day), values) for day, values in enumerate(people.contacts())
    ]
    loser = next(contact for contact in contacts if contact["Name"] == "Tidewater Kayaks (old)")
    loser["MergedToContactID"] = next(item["ContactID"] for item in contacts if item["Name"] == "Tidewater Kayaks")
    active = [contact for contact in contacts if contact["ContactStatus"] == "ACTIVE"]
    for position in range(28):
        add_document(org, now, active, position)
    for position in (3, 9, 15):
        note = {
            **document("ACCRECCREDIT", active[position], now - timedelta(days=40), (position,)),
            "Status": "AUTHORISED",
        }
        add_credit_note(org, now - timedelta(days=40 - position), note)
    return org


def start(now: datetime, name: str, short_code: str) -> Organisation:
    org = organisation(
        now,
        name,
        "AU",
        "AUD",
        short_code,
        TaxNumber="53 004 085 616",
        Timezone="AUSEASTERNSTANDARDTIME",
        RegistrationNumber="004085616",
    )
    org.currencies |= {"USD", "NZD", "EUR"}
    add_accounts(org, now, CHART)
    add_rates(org, RATES)
    return org


@seeded
def load_tiny(now: datetime, **_options: Any) -> Organisation:
    """Return the same chart with three contacts and no invoice, for quick tests."""
    org = start(now, "Tiny Pty Ltd", "!tiny1")
    rows = (
        {"Name": "Adam Baker", "FirstName": "Adam", "LastName": "Baker", "EmailAddress": "adam@baker.example.com"},
        {
            "Name": "Brightside Café",
            "EmailAddress": "accounts@brightside.example.com",
            "TaxNumber": "51 824 753 556",
            "ContactPersons": [
                {
                    "FirstName": "Zoë",
                    "LastName": "O'Hara",
                    "EmailAddress": "zoe@brightside.example.com",
                    "IncludeInEmails": True,
                }
            ],
            "Addresses": [people.street("12 Flinders Lane", "Melbourne", "VIC", "3000")],
        },
        {"Name": "Closed Down Ltd", "ContactStatus": "ARCHIVED"},
    )
    for row in rows:
        add_contact(org, now - timedelta(days=30), row)
    return org


def add_document(org: Organisation, now: datetime, contacts: list[dict[str, Any]], position: int) -> None:
    """Add one of a year's documents: most paid, some part-paid, a draft, a voided one, some bills."""
    moment = now - timedelta(days=360 - position * 12)
    kind = "ACCPAY" if position % 6 == 5 else "ACCREC"
    values = document(
        kind, contacts[position * 2 % len(contacts)], moment, (position, position + 2, position + 3)[: 1 + position % 3]
    )
    values["Status"] = "DRAFT" if position == 20 else "AUTHORISED"
    if kind == "ACCPAY":
        values["InvoiceNumber"] = f"SUP-{1000 + position}"
        for line in values["LineItems"]:
            line.update(TaxType="INPUT", AccountCode="429")
    paid = Decimal("0.4") if position % 7 == 3 else Decimal(1) if position < 19 else None
    add_invoice(org, moment, values, None if position in (20, 11) else paid, void=position == 11)


def document(kind: str, contact: dict[str, Any], moment: datetime, items: tuple[int, ...]) -> dict[str, Any]:
    lines = []
    for item in items:
        name, quantity, price, tax, account = ITEMS[item % len(ITEMS)]
        lines.append(
            {
                "Description": name,
                "Quantity": Decimal(quantity),
                "UnitAmount": Decimal(price),
                "TaxType": tax,
                "AccountCode": account,
            }
        )
    day = moment.date()
    return {
        "Type": kind,
        "Contact": {"ContactID": contact["ContactID"]},
        "Date": day.isoformat(),
        "DueDate": (day + timedelta(days=30)).isoformat(),
        "LineAmountTypes": "Exclusive",
        "LineItems": lines,
    }
