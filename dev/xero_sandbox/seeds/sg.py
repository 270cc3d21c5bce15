"""Singapore: GST of 9 %; types of the years with 7 and 8 % are still there."""

from __future__ import annotations

from . import charts, rates
from .countries import Country
from .tax_numbers import uen

SG = Country(
    name="Straits Workshop Pte Ltd",
    short_code="!sW4g1",
    version="GLOBAL",
    code="SG",
    currency="SGD",
    facts={
        "SalesTaxBasis": "ACCRUALS", "SalesTaxPeriod": "3MONTHLY", "Timezone": "SINGAPORESTANDARDTIME",
        "FinancialYearEndDay": 31, "FinancialYearEndMonth": 12, "TaxNumber": uen(2014, 16384),
    },
    rates=rates.SINGAPORE,
    tax="GST",
    taxes={"OUTPUT": "OUTPUTY24", "INPUT": "INPUTY24", "CAPEXINPUT": "INPUTY24", "EXEMPTEXPENSES": "EPINPUT"},
    chart=charts.after_australia(
        {},
        ("478", "CPF Contributions", "EXPENSE", charts.NONE),
        ("479", "Skills Development Levy", "EXPENSE", charts.NONE),
        ("826", "CPF Payable", "CURRLIAB", charts.NONE),
    ),
    country="Singapore",
    dial="65",
    towns=(
        ("Singapore", "", "048616", "", "6555 01{:02d}"), ("Singapore", "", "238801", "", "6555 02{:02d}"),
        ("Singapore", "", "609927", "", "6555 03{:02d}"),
    ),
    mobile="8555 01{:02d}",
    streets=("{} Cross Street #05-12", "{} Orchard Road #18-03", "Blk {} Jurong East Street 21 #01-07", "{} Tiong Bahru Road"),
    companies=(
        "Marina Logistics Pte Ltd", "Katong Bakery", "Jurong Precision Parts", "Orchard Optics", "Sentosa Events",
        "Lion City Robotics", "Peranakan Tiles", "Changi Freight", "Merlion Media", "Tiong Bahru Books",
    ),
    persons=("Tan Wei Ling", "Rajesh Kumar", "Nurul Huda", "Lim Jia Hao", "Siti Rahman", "Chen Xiu Ying"),
    suppliers=("Clarke Quay Catering", "Bukit Timah Steel", "Island Power Retail"),
    tax_number=lambda number: uen(1996 + number % 25, 12_345 + number * 618),
    sales=(
        ("Prototype part, milled", "4", "182.5000", "OUTPUTY24", "200"), ("Workshop time, per hour", "6.5", "75.00", "OUTPUTY24", "200"),
        ("Fixture", "1", "1290.00", "OUTPUTY24", "200"), ("Parts shipped abroad", "10", "96.00", "ZERORATEDOUTPUT", "200"),
        ("Sold outside of Singapore", "1", "540.00", "OSOUTPUT2", "260"),
    ),
    bills=(
        ("Steel bars", "25", "31.2000", "INPUTY24", "310"), ("Lunch for visitors", "1", "168.00", "NRINPUT", "420"),
        ("Fee for the account", "1", "25.00", "EPINPUT", "404"),
    ),
    stranger={
        "Name": "Batam Marine Services",
        "DefaultCurrency": "USD",
        "EmailAddress": "purchasing@batammarine.example.com",
        "Addresses": [{"AddressType": "STREET", "AddressLine1": "Jalan Laksamana 8", "City": "Batam", "PostalCode": "29444", "Country": "Indonesia"}],
    },
    rate="0.7400",
)  # fmt: skip
