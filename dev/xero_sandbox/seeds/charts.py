"""The charts of accounts that organisations of other countries than Australia begin with.

Each row is (code, name, type, role of its tax type, mark), as in `chart_au`, whose own tax types are the roles: a
country says which type of its own stands for each. New Zealand, Singapore and South Africa have Australia's codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .build import CARD, PAYMENTS
from .chart_au import CHART, NONE

Row = tuple[Any, ...]
SALE, PURCHASE, CAPITAL, FREE = "OUTPUT", "INPUT", "CAPEXINPUT", "EXEMPTEXPENSES"
# Rows of the Australian table that its organisation has beside what a new one begins with.
BESIDE = (
    "Consulting Income", "Export Sales", "Direct Wages", "Donations", "IT Software and Consumables", "Rental Bond",
    "Customer Deposits", "Credit Card Payable", "Hire Purchase", "Undeposited Takings", "Clearing Account", "Superannuation",
    "Superannuation Payable", "PAYG Withholdings Payable",
)  # fmt: skip


def after_australia(names: dict[str, str], *more: Row) -> tuple[Row, ...]:
    """Return the Australian chart with other names, and what a country has beside."""
    rows = [(code, names.get(name, name), *rest) for code, name, *rest in CHART if name not in BESIDE]
    return (*rows, *more, ("855", "Clearing Account", "CURRLIAB", NONE, PAYMENTS))


def _of(kind: str, role: str, *rows: tuple[str, str]) -> Iterator[Row]:
    for code, name in rows:
        yield code, name, kind, role


BRITAIN: tuple[Row, ...] = (
    ("", "Business Bank Account", "BANK", NONE),
    ("091", "Business Savings Account", "BANK", NONE),
    ("", "Business Credit Card", "BANK", NONE, CARD),
    *_of("REVENUE", SALE, ("200", "Sales"), ("260", "Other Revenue")),
    ("270", "Interest Income", "OTHERINCOME", NONE),
    ("310", "Cost of Goods Sold", "DIRECTCOSTS", PURCHASE),
    *_of(
        "OVERHEADS", PURCHASE, ("400", "Advertising & Marketing"), ("401", "Audit & Accountancy fees"), ("408", "Cleaning"),
        ("412", "Consulting"), ("420", "Entertainment-100% business"), ("429", "General Expenses"), ("441", "Legal Expenses"),
        ("445", "Light, Power, Heating"), ("449", "Motor Vehicle Expenses"), ("461", "Printing & Stationery"),
        ("463", "IT Software and Consumables"), ("469", "Rent"), ("473", "Repairs & Maintenance"), ("480", "Staff Training"),
        ("485", "Subscriptions"), ("489", "Telephone & Internet"), ("493", "Travel - National"),
    ),
    *_of("OVERHEADS", FREE, ("425", "Postage, Freight & Courier"), ("433", "Insurance")),
    *_of(
        "OVERHEADS", NONE, ("404", "Bank Fees"), ("416", "Depreciation Expense"), ("424", "Entertainment - 0%"),
        ("437", "Interest Paid"), ("465", "Rates"), ("477", "Salaries"), ("478", "Directors' Remuneration"),
        ("479", "Employers National Insurance"), ("482", "Pensions Costs"), ("500", "Corporation Tax"),
    ),
    ("497", "Bank Revaluations", "OVERHEADS", NONE, "BANKCURRENCYGAIN"),
    ("498", "Unrealised Currency Gains", "OVERHEADS", NONE, "UNREALISEDCURRENCYGAIN"),
    ("499", "Realised Currency Gains", "OVERHEADS", NONE, "REALISEDCURRENCYGAIN"),
    ("610", "Accounts Receivable", "CURRENT", NONE, "DEBTORS"),
    ("620", "Prepayments", "CURRENT", NONE),
    ("630", "Inventory", "INVENTORY", NONE),
    ("710", "Office Equipment", "FIXED", CAPITAL),
    ("711", "Less Accumulated Depreciation on Office Equipment", "FIXED", NONE),
    ("800", "Accounts Payable", "CURRLIAB", NONE, "CREDITORS"),
    ("801", "Unpaid Expense Claims", "CURRLIAB", NONE, "UNPAIDEXPCLM"),
    ("803", "Wages Payable", "CURRLIAB", NONE, "WAGEPAYABLES"),
    ("820", "VAT", "CURRLIAB", NONE, "GST"),
    *_of(
        "CURRLIAB", NONE, ("825", "PAYE Payable"), ("826", "NIC Payable"), ("830", "Provision for Corporation Tax"),
        ("835", "Directors' Loan Account"), ("850", "Suspense"),
    ),
    ("840", "Historical Adjustment", "CURRLIAB", NONE, "HISTORICAL"),
    ("855", "Clearing Account", "CURRLIAB", NONE, PAYMENTS),
    ("860", "Rounding", "CURRLIAB", NONE, "ROUNDING"),
    ("877", "Tracking Transfers", "CURRLIAB", NONE, "TRACKINGTRANSFERS"),
    ("900", "Loan", "TERMLIAB", NONE),
    ("960", "Retained Earnings", "EQUITY", NONE, "RETAINEDEARNINGS"),
    ("970", "Owner A Share Capital", "EQUITY", NONE),
)  # fmt: skip

UNITED_STATES: tuple[Row, ...] = (
    ("", "Business Checking Account", "BANK", NONE),
    ("091", "Business Savings Account", "BANK", NONE),
    ("", "Business Credit Card", "BANK", NONE, CARD),
    ("120", "Accounts Receivable", "CURRENT", NONE, "DEBTORS"),
    ("130", "Prepayments", "CURRENT", NONE),
    ("140", "Inventory", "INVENTORY", NONE),
    ("150", "Office Equipment", "FIXED", CAPITAL),
    ("151", "Less Accumulated Depreciation on Office Equipment", "FIXED", NONE),
    ("160", "Computer Equipment", "FIXED", CAPITAL),
    ("161", "Less Accumulated Depreciation on Computer Equipment", "FIXED", NONE),
    ("200", "Accounts Payable", "CURRLIAB", NONE, "CREDITORS"),
    ("210", "Unpaid Expense Claims", "CURRLIAB", NONE, "UNPAIDEXPCLM"),
    ("215", "Wages Payable", "CURRLIAB", NONE, "WAGEPAYABLES"),
    ("220", "Sales Tax", "CURRLIAB", NONE, "GST"),
    *_of(
        "CURRLIAB", NONE, ("230", "Employee Tax Payable"), ("235", "Employee Benefits Payable"), ("240", "Income Tax Payable"),
        ("250", "Suspense"),
    ),
    ("245", "Clearing Account", "CURRLIAB", NONE, PAYMENTS),
    ("255", "Historical Adjustment", "CURRLIAB", NONE, "HISTORICAL"),
    ("260", "Rounding", "CURRLIAB", NONE, "ROUNDING"),
    ("265", "Tracking Transfers", "CURRLIAB", NONE, "TRACKINGTRANSFERS"),
    ("290", "Loan", "TERMLIAB", NONE),
    *_of("EQUITY", NONE, ("300", "Owners Contribution"), ("310", "Owners Draw"), ("330", "Common Stock")),
    ("320", "Retained Earnings", "EQUITY", NONE, "RETAINEDEARNINGS"),
    *_of("REVENUE", SALE, ("400", "Sales"), ("460", "Other Revenue")),
    ("470", "Interest Income", "OTHERINCOME", NONE),
    ("500", "Cost of Goods Sold", "DIRECTCOSTS", PURCHASE),
    *_of(
        "EXPENSE", PURCHASE, ("600", "Advertising"), ("608", "Janitorial Expenses"), ("612", "Consulting & Accounting"),
        ("620", "Entertainment"), ("624", "Postage & Delivery"), ("628", "General Expenses"), ("632", "Insurance"),
        ("640", "Legal Expenses"), ("644", "Utilities"), ("648", "Automobile Expenses"), ("652", "Office Expenses"),
        ("656", "Printing & Stationery"), ("660", "Rent"), ("664", "Repairs and Maintenance"), ("676", "Dues & Subscriptions"),
        ("680", "Telephone & Internet"), ("684", "Travel"),
    ),
    *_of(
        "EXPENSE", NONE, ("604", "Bank Service Charges"), ("636", "Interest Expense"), ("668", "Wages & Salaries"),
        ("672", "Payroll Tax Expense"), ("690", "Bad Debts"), ("700", "Depreciation"), ("710", "Income Tax Expense"),
    ),
    ("810", "Bank Revaluations", "EXPENSE", NONE, "BANKCURRENCYGAIN"),
    ("815", "Unrealized Currency Gains", "EXPENSE", NONE, "UNREALISEDCURRENCYGAIN"),
    ("820", "Realized Currency Gains", "EXPENSE", NONE, "REALISEDCURRENCYGAIN"),
)  # fmt: skip
