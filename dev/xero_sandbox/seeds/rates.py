"""The tax rates that organisations of some countries begin with: tax type, name, rate, report tax type, classes.

The plain codes OUTPUT and INPUT mean today's rate in Australia only: elsewhere they are history, or a placeholder of 0 %.
"""

from __future__ import annotations

Rate = tuple[str, str, str, str, str]
SALES, PURCHASES, BOTH = "ALER", "ALEX", "ALERX"

NEW_ZEALAND: tuple[Rate, ...] = (
    ("OUTPUT2", "15% GST on Income", "15.0000", "OUTPUT", SALES),
    ("INPUT2", "15% GST on Expenses", "15.0000", "INPUT", PURCHASES),
    ("OUTPUT", "GST on Income (old)", "12.5000", "OUTPUT", SALES),
    ("INPUT", "GST on Expenses (old)", "12.5000", "INPUT", PURCHASES),
    ("ZERORATED", "Zero Rated", "0.0000", "EXEMPTOUTPUT", SALES),
    ("GSTONIMPORTS", "GST on Imports", "0.0000", "GSTONIMPORTS", PURCHASES),
    ("NONE", "No GST", "0.0000", "NONE", BOTH),
)
BRITAIN: tuple[Rate, ...] = (
    ("OUTPUT2", "20% (VAT on Income)", "20.0000", "OUTPUT", SALES),
    ("INPUT2", "20% (VAT on Expenses)", "20.0000", "INPUT", PURCHASES),
    ("RROUTPUT", "5% (VAT on Income)", "5.0000", "OUTPUT", SALES),
    ("RRINPUT", "5% (VAT on Expenses)", "5.0000", "INPUT", PURCHASES),
    ("SROUTPUT", "15% (VAT on Income)", "15.0000", "OUTPUT", SALES),
    ("SRINPUT", "15% (VAT on Expenses)", "15.0000", "INPUT", PURCHASES),
    ("ZERORATEDOUTPUT", "Zero Rated Income", "0.0000", "OUTPUT", SALES),
    ("ZERORATEDINPUT", "Zero Rated Expenses", "0.0000", "INPUT", PURCHASES),
    ("EXEMPTOUTPUT", "Exempt Income", "0.0000", "EXEMPTOUTPUT", SALES),
    ("EXEMPTINPUT", "Exempt Expenses", "0.0000", "EXEMPTINPUT", PURCHASES),
    ("ECZROUTPUT", "Zero Rated EC Goods Income", "0.0000", "ECOUTPUT", SALES),
    ("ECZROUTPUTSERVICES", "Zero Rated EC Services", "0.0000", "ECOUTPUTSERVICES", SALES),
    ("ECZRINPUT", "Zero Rated EC Expenses", "0.0000", "ECINPUT", PURCHASES),
    ("ECACQUISITIONS", "EC Acquisitions (20%)", "0.0000", "ECACQUISITIONS", PURCHASES),
    ("REVERSECHARGES", "Reverse Charge Expenses (20%)", "0.0000", "REVERSECHARGES", PURCHASES),
    ("CAPEXOUTPUT2", "20% (VAT on Capital Sales)", "20.0000", "CAPITALSALESOUTPUT", SALES),
    ("CAPEXINPUT2", "20% (VAT on Capital Purchases)", "20.0000", "CAPITALEXPENSESINPUT", PURCHASES),
    ("DRCHARGESUPPLY20", "Domestic Reverse Charge @ 20% (VAT on Income)", "0.0000", "OUTPUT", SALES),
    ("DRCHARGE20", "Domestic Reverse Charge @ 20% (VAT on Expenses)", "0.0000", "INPUT", PURCHASES),
    ("GSTONIMPORTS", "VAT on Imports", "0.0000", "GSTONIMPORTS", PURCHASES),
    ("NONE", "No VAT", "0.0000", "NONE", BOTH),
)
STATES: tuple[Rate, ...] = (
    ("OUTPUT", "Tax on Sales", "0.0000", "OUTPUT", SALES),
    ("INPUT", "Tax on Purchases", "0.0000", "INPUT", PURCHASES),
    ("GSTONIMPORTS", "Sales Tax on Imports", "0.0000", "GSTONIMPORTS", PURCHASES),
    ("NONE", "Tax Exempt", "0.0000", "NONE", BOTH),
)
SOUTH_AFRICA: tuple[Rate, ...] = (
    ("OUTPUT3", "Standard Rate Sales", "15.0000", "OUTPUT", SALES),
    ("INPUT3", "Standard Rate Purchases", "15.0000", "INPUT", PURCHASES),
    ("OUTPUT", "Standard Rate Sales (14%)", "14.0000", "OUTPUT", SALES),
    ("INPUT", "Standard Rate Purchases (14%)", "14.0000", "INPUT", PURCHASES),
    ("SROUTPUT2", "Standard Rate Sales - Capital Goods", "15.0000", "OUTPUT", SALES),
    ("CAPEXINPUT2", "Standard Rate Purchases - Capital Goods", "15.0000", "CAPITALEXPENSESINPUT", PURCHASES),
    ("ZERORATED", "Zero Rate Sales (excluding exports)", "0.0000", "EXEMPTOUTPUT", SALES),
    ("ZERORATEDOUTPUT", "Zero Rate Sales (exports)", "0.0000", "EXEMPTOUTPUT", SALES),
    ("ZRINPUT", "Zero Rate Purchases", "0.0000", "INPUT", PURCHASES),
    ("EXEMPTOUTPUT", "Exempt and Non-supplies", "0.0000", "EXEMPTOUTPUT", SALES),
    ("EXEMPTINPUT", "Exempt Purchases", "0.0000", "EXEMPTINPUT", PURCHASES),
    ("OUTPUT4", "Change in use - Sales", "15.0000", "OUTPUT", SALES),
    ("INPUT4", "Change in use - Purchases", "15.0000", "INPUT", PURCHASES),
    ("OTHEROUTPUT", "Other Output Tax Adjustments", "0.0000", "OUTPUT", SALES),
    ("GSTONCAPIMPORTS", "VAT on Imported Capital Goods", "0.0000", "GSTONCAPITALIMPORTS", PURCHASES),
    ("BADDEBT", "Bad Debt", "15.0000", "INPUT", BOTH),
    ("NONE", "No VAT", "0.0000", "NONE", BOTH),
)
SINGAPORE: tuple[Rate, ...] = (
    ("OUTPUTY24", "Standard-Rated Supplies (2024)", "9.0000", "OUTPUT", SALES),
    ("INPUTY24", "Standard-Rated Purchases (2024)", "9.0000", "INPUT", PURCHASES),
    ("OUTPUTY23", "Standard-Rated Supplies (2023)", "8.0000", "OUTPUT", SALES),
    ("INPUTY23", "Standard-Rated Purchases (2023)", "8.0000", "INPUT", PURCHASES),
    ("OUTPUT", "Standard-Rated Supplies (2022)", "7.0000", "OUTPUT", SALES),
    ("INPUT", "Standard-Rated Purchases (2022)", "7.0000", "INPUT", PURCHASES),
    ("ZERORATEDOUTPUT", "Zero-Rated Supplies", "0.0000", "EXEMPTOUTPUT", SALES),
    ("ZERORATEDINPUT", "Zero-Rated Purchases", "0.0000", "INPUT", PURCHASES),
    ("ES33OUTPUT", "Regulation 33 Exempt Supplies", "0.0000", "EXEMPTOUTPUT", SALES),
    ("ESN33OUTPUT", "Non-Regulation 33 Exempt Supplies", "0.0000", "EXEMPTOUTPUT", SALES),
    ("OSOUTPUT2", "Out Of Scope Supplies", "0.0000", "EXEMPTOUTPUT", SALES),
    ("EPINPUT", "Exempt Purchases", "0.0000", "EXEMPTINPUT", PURCHASES),
    ("OPINPUT", "Out Of Scope Purchases", "0.0000", "INPUT", PURCHASES),
    ("NRINPUT", "Purchases from Non-GST Registered Suppliers", "0.0000", "INPUT", PURCHASES),
    ("IMY24", "Imports (2024)", "9.0000", "INPUT", PURCHASES),
    ("NONE", "No Tax", "0.0000", "NONE", BOTH),
)
