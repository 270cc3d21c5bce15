"""The tax rates that organisations of some countries begin with.

Each row is (tax type, name, rate, report tax type, classes), and what is charged where that is not the rate. The plain
codes OUTPUT and INPUT mean today's rate in Australia only: elsewhere they are history, or a placeholder of 0 %.
"""

from __future__ import annotations

from collections.abc import Iterator

Rate = tuple[str, ...]
SALES, PURCHASES, BOTH, IMPORTS, EXEMPT = "ALER", "ALEX", "ALERX", "L", "LR"
NOTHING = "0.0000"

NEW_ZEALAND: tuple[Rate, ...] = (
    ("OUTPUT2", "15% GST on Income", "15.0000", "OUTPUT", SALES),
    ("INPUT2", "15% GST on Expenses", "15.0000", "INPUT", PURCHASES),
    ("OUTPUT", "GST on Income (12.5%)", "12.5000", "OUTPUT", SALES),
    ("INPUT", "GST on Expenses (12.5%)", "12.5000", "INPUT", PURCHASES),
    ("ZERORATED", "Zero Rated", NOTHING, "OUTPUT", EXEMPT),
    ("GSTONIMPORTS", "GST on Imports", NOTHING, "GSTONIMPORTS", IMPORTS),
    ("NONE", "No GST", NOTHING, "NONE", BOTH),
)

# What is charged to oneself is shown with its rate, and changes no total.
BRITAIN: tuple[Rate, ...] = (
    ("OUTPUT2", "20% (VAT on Income)", "20.0000", "OUTPUT", SALES),
    ("INPUT2", "20% (VAT on Expenses)", "20.0000", "INPUT", PURCHASES),
    ("RROUTPUT", "5% (VAT on Income)", "5.0000", "OUTPUT", SALES),
    ("RRINPUT", "5% (VAT on Expenses)", "5.0000", "INPUT", PURCHASES),
    ("SROUTPUT", "15% (VAT on Income)", "15.0000", "OUTPUT", SALES),
    ("SRINPUT", "15% (VAT on Expenses)", "15.0000", "INPUT", PURCHASES),
    ("CAPEXOUTPUT2", "20% (VAT on Capital Sales)", "20.0000", "CAPITALSALESOUTPUT", SALES),
    ("CAPEXINPUT2", "20% (VAT on Capital Purchases)", "20.0000", "CAPITALEXPENSESINPUT", PURCHASES),
    ("CAPEXOUTPUT", "17.5% (VAT on Capital Sales)", "17.5000", "CAPITALSALESOUTPUT", SALES),
    ("CAPEXINPUT", "17.5% (VAT on Capital Purchases)", "17.5000", "CAPITALEXPENSESINPUT", PURCHASES),
    ("CAPEXSROUTPUT", "15% (VAT on Capital Sales)", "15.0000", "CAPITALSALESOUTPUT", SALES),
    ("CAPEXSRINPUT", "15% (VAT on Capital Purchases)", "15.0000", "CAPITALEXPENSESINPUT", PURCHASES),
    ("ZERORATEDOUTPUT", "Zero Rated Income", NOTHING, "OUTPUT", SALES),
    ("ZERORATEDINPUT", "Zero Rated Expenses", NOTHING, "INPUT", PURCHASES),
    ("EXEMPTOUTPUT", "Exempt Income", NOTHING, "EXEMPTOUTPUT", SALES),
    ("EXEMPTINPUT", "Exempt Expenses", NOTHING, "EXEMPTINPUT", PURCHASES),
    ("ECZROUTPUT", "Zero Rated EC Goods Income", NOTHING, "ECOUTPUT", SALES),
    ("ECZROUTPUTSERVICES", "Zero Rated EC Services", NOTHING, "ECOUTPUTSERVICES", SALES),
    ("ECZRINPUT", "Zero Rated EC Expenses", NOTHING, "ECINPUT", PURCHASES),
    ("ECACQUISITIONS", "EC Acquisitions (20%)", "20.0000", "ECACQUISITIONS", PURCHASES, NOTHING),
    ("REVERSECHARGES", "Reverse Charge Expenses (20%)", "20.0000", "REVERSECHARGES", PURCHASES, NOTHING),
    ("DRCHARGESUPPLY20", "Domestic Reverse Charge @ 20% (VAT on Income)", "20.0000", "DRCHARGESUPPLY", SALES, NOTHING),
    ("DRCHARGESUPPLY5", "Domestic Reverse Charge @ 5% (VAT on Income)", "5.0000", "DRCHARGESUPPLY", SALES, NOTHING),
    ("DRCHARGE20", "Domestic Reverse Charge @ 20% (VAT on Expenses)", "20.0000", "DRCHARGE", PURCHASES, NOTHING),
    ("DRCHARGE5", "Domestic Reverse Charge @ 5% (VAT on Expenses)", "5.0000", "DRCHARGE", PURCHASES, NOTHING),
    ("GSTONIMPORTS", "VAT on Imports", NOTHING, "GSTONIMPORTS", IMPORTS),
    ("NONE", "No VAT", NOTHING, "NONE", BOTH),
)  # fmt: skip

UNITED_STATES: tuple[Rate, ...] = (
    ("OUTPUT", "Tax on Sales", NOTHING, "OUTPUT", SALES),
    ("INPUT", "Tax on Purchases", NOTHING, "INPUT", PURCHASES),
    ("GSTONIMPORTS", "Sales Tax on Imports", NOTHING, "GSTONIMPORTS", IMPORTS),
    ("NONE", "Tax Exempt", NOTHING, "NONE", BOTH),
)

# The report tax types of South Africa are listed nowhere beside the codes: paired by their names.
SOUTH_AFRICA: tuple[Rate, ...] = (
    ("OUTPUT3", "Standard Rate Sales", "15.0000", "OUTPUT", SALES),
    ("INPUT3", "Standard Rate Purchases", "15.0000", "INPUT", PURCHASES),
    ("SROUTPUT2", "Standard Rate Sales - Capital Goods", "15.0000", "CAPOUTPUT", SALES),
    ("CAPEXINPUT2", "Standard Rate Purchases - Capital Goods", "15.0000", "CAPINPUT", PURCHASES),
    ("OUTPUT", "Old Standard Rate Sales", "14.0000", "OUTPUT", SALES),
    ("INPUT", "Old Standard Rate Purchases", "14.0000", "INPUT", PURCHASES),
    ("SROUTPUT", "Old Standard Rate Sales - Capital Goods", "14.0000", "CAPOUTPUT", SALES),
    ("CAPEXINPUT", "Old Standard Rate Purchases - Capital Goods", "14.0000", "CAPINPUT", PURCHASES),
    ("OUTPUT4", "Change in use and Export of Second-hand Goods", "15.0000", "CIUOUTPUT", SALES),
    ("INPUT4", "Change in Use", "15.0000", "CIUINPUT", PURCHASES),
    ("OUTPUT2", "Old Change in use and Export of Second-hand Goods", "14.0000", "CIUOUTPUT", SALES),
    ("INPUT2", "Old Change in Use", "14.0000", "CIUINPUT", PURCHASES),
    ("ZERORATED", "Zero rate (Excluding Goods Exported)", NOTHING, "ZROUTPUT", SALES),
    ("ZERORATEDOUTPUT", "Zero Rate (only Exported Goods)", NOTHING, "ZREXPORT", SALES),
    ("ZRINPUT", "Zero Rated Purchases", NOTHING, "ZRINPUT", PURCHASES),
    ("EXEMPTOUTPUT", "Exempt and Non-Supplies", NOTHING, "EXEMPTOUTPUT", SALES),
    ("EXEMPTINPUT", "Exempt Purchases", NOTHING, "EXEMPTINPUT", PURCHASES),
    ("SHOUTPUT", "Export of Second-hand Goods", "15.0000", "SHOUTPUT", SALES),
    ("ACC28PLUS", "Accommodation exceeding 28 days", "15.0000", "ACC28PLUS", SALES),
    ("ACCUPTO28", "Accommodation under 28 days", "15.0000", "ACCUPTO28", SALES),
    ("OTHEROUTPUT", "Other Sales", NOTHING, "OTHEROUTPUT", SALES),
    ("OTHERINPUT", "Other Purchase", NOTHING, "OTHERINPUT", PURCHASES),
    ("BADDEBT", "Bad Debt", "15.0000", "BADDEBT", PURCHASES),
    ("IMINPUT", "Goods and Services Imported", NOTHING, "IMINPUT", PURCHASES),
    ("GSTONCAPIMPORTS", "Capital Goods Imported", NOTHING, "CAPIMPORTS", PURCHASES),
    ("NONE", "No VAT", NOTHING, "NONE", BOTH),
)

YEARS = (("Y24", "", "9.0000"), ("Y23", "2023 ", "8.0000"), ("", "2022 ", "7.0000"))
# Types of Singapore that exist for each of these years: (code, name, whether charged, classes)
YEARLY = (
    ("OUTPUT", "Standard-Rated Supplies", True, SALES),
    ("INPUT", "Standard-Rated Purchases", True, PURCHASES),
    ("DSOUTPUT", "Deemed Supplies", True, SALES),
    ("TXCA", "Customer Accounting Purchases", False, PURCHASES),
    ("BLINPUT3", "Disallowed Expenses", True, PURCHASES),
    ("BADDEBTRELIEF", "Bad Debt Relief", True, PURCHASES),
    ("BADDEBTRECOVERY", "Bad Debt Recovery", True, SALES),
    ("IGDSINPUT2", "Imports under IGDS (input tax claim)", False, PURCHASES),
    ("IGDSINPUT3", "Imports under IGDS (no input tax claim)", False, PURCHASES),
    ("IM", "Imports: taxable supplies", False, PURCHASES),
    ("IMRE", "Imports: taxable & exempt supplies", False, PURCHASES),
    ("IMESS", "Imports: regulation 33 exempt supplies", False, PURCHASES),
    ("IMN33", "Imports: non-regulation 33 exempt supplies", False, PURCHASES),
    ("TXRCRE", "Reverse charge: taxable & exempt supply", False, PURCHASES),
    ("TXRCESS", "Reverse charge: Regulation 33 exempt supply", False, PURCHASES),
    ("TXRCN33", "Reverse charge: NonRegulation33 exempt supply", False, PURCHASES),
)


def _yearly() -> Iterator[Rate]:
    for suffix, prefix, rate in YEARS:
        for code, name, charged, classes in YEARLY:
            yield f"{code}{suffix}", f"{prefix}{name}", rate if charged else NOTHING, code, classes


SINGAPORE: tuple[Rate, ...] = (
    *_yearly(),
    ("ZERORATEDOUTPUT", "Zero-Rated Supplies", NOTHING, "ZERORATEDOUTPUT", SALES),
    ("ZERORATEDINPUT", "Zero-Rated Purchases", NOTHING, "ZERORATEDINPUT", PURCHASES),
    ("ES33OUTPUT", "Regulation 33 Exempt Supplies", NOTHING, "ES33OUTPUT", SALES),
    ("ESN33OUTPUT", "Non-Regulation 33 Exempt Supplies", NOTHING, "ESN33OUTPUT", SALES),
    ("OSOUTPUT2", "Out Of Scope Supplies", NOTHING, "OSOUTPUT", SALES),
    ("OSOUTPUT", "2023 Out Of Scope Supplies", NOTHING, "OSOUTPUT", SALES),
    ("SRCAS", "Customer Accounting Supplies by supplier", NOTHING, "SRCAS", SALES),
    ("SRLVGY24", "LVG - own supply", "9.0000", "SRLVG", SALES),
    ("SROVRRSY24", "Remote services - electronic marketplace", "9.0000", "SROVRRS", SALES),
    ("EPINPUT", "Exempt Purchases", NOTHING, "EPINPUT", PURCHASES),
    ("OPINPUT", "Out Of Scope Purchases", NOTHING, "OPINPUT", PURCHASES),
    ("NRINPUT", "Purchases from Non-GST Registered Suppliers", NOTHING, "NRINPUT", PURCHASES),
    ("MEINPUT", "Imports under a Special Scheme", NOTHING, "MEINPUT", PURCHASES),
    ("TXPETINPUTY24", "Partially Exempt Traders Standard-Rated Purchases", "9.0000", "TXPETINPUT", PURCHASES),
    ("TXREINPUTY24", "Partially Exempt Traders Residual Input tax", "9.0000", "TXREINPUT", PURCHASES),
    ("TXESSINPUTY24", "Partially Exempt Traders Regulation 33 Exempt", "9.0000", "TXESSINPUT", PURCHASES),
    ("TXN33INPUTY24", "Partially Exempt Traders Non-Regulation 33 Exempt", "9.0000", "TXN33INPUT", PURCHASES),
    ("TOURISTREFUND", "Tourist Refund Claim", NOTHING, "TOURISTREFUND", PURCHASES),
    ("NONE", "No Tax", NOTHING, "NONE", BOTH),
)
