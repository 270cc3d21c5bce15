"""The chart of accounts and the rates that a new Australian organisation has."""

from __future__ import annotations

from typing import Any

RATES = (
    ("OUTPUT", "GST on Income", "10.0000", "OUTPUT", "ALER"),
    ("INPUT", "GST on Expenses", "10.0000", "INPUT", "ALEX"),
    ("EXEMPTOUTPUT", "GST Free Income", "0.0000", "EXEMPTOUTPUT", "ALER"),
    ("EXEMPTEXPORT", "GST Free Exports", "0.0000", "EXEMPTOUTPUT", "R"),
    ("INPUTTAXED", "Input Taxed", "0.0000", "INPUTTAXED", "ALERX"),
    ("EXEMPTEXPENSES", "GST Free Expenses", "0.0000", "EXEMPTEXPENSES", "ALEX"),
    ("CAPEXINPUT", "GST on Capital", "10.0000", "CAPITALEXINPUT", "ALEX"),
    ("EXEMPTCAPITAL", "GST Free Capital", "0.0000", "EXEMPTCAPITAL", "ALEX"),
    ("GSTONIMPORTS", "GST on Imports", "0.0000", "GSTONIMPORTS", "ALEX"),
    ("GSTONCAPIMPORTS", "GST on Capital Imports", "0.0000", "GSTONCAPITALIMPORTS", "ALEX"),
    ("BASEXCLUDED", "BAS Excluded", "0.0000", "BASEXCLUDED", "ALERX"),
)
NONE = "BASEXCLUDED"
# code, name, type, default tax type, and a system account or a mark
CHART: tuple[tuple[Any, ...], ...] = (
    ("", "Business Bank Account", "BANK", NONE),
    ("091", "Business Savings Account", "BANK", NONE),
    ("", "Company Credit Card", "BANK", NONE, "card"),
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
