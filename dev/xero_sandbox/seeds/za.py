"""South Africa: VAT of 15 %; the types of the time before 2018 are still there."""

from __future__ import annotations

from . import charts, rates
from .countries import Country
from .tax_numbers import vat_za

ZA = Country(
    name="Baobab Design (Pty) Ltd",
    short_code="!bB2a6",
    version="GLOBAL",
    code="ZA",
    currency="ZAR",
    facts={
        "SalesTaxBasis": "ACCRUALS", "SalesTaxPeriod": "2MONTHLY", "Timezone": "SOUTHAFRICASTANDARDTIME",
        "FinancialYearEndDay": 28, "FinancialYearEndMonth": 2, "TaxNumber": vat_za(44556677),
    },
    rates=rates.SOUTH_AFRICA,
    tax="VAT",
    taxes={"OUTPUT": "OUTPUT3", "INPUT": "INPUT3", "CAPEXINPUT": "CAPEXINPUT2"},
    chart=charts.after_australia(
        {"GST": "VAT", "Income Tax Payable": "Income Tax Payable (SARS)"},
        ("478", "UIF and SDL Contributions", "EXPENSE", charts.NONE),
        ("825", "PAYE Payable", "CURRLIAB", charts.NONE),
        ("826", "UIF Payable", "CURRLIAB", charts.NONE),
    ),
    country="South Africa",
    dial="27",
    towns=(
        ("Cape Town", "Western Cape", "8001", "021", "555 01{:02d}"), ("Johannesburg", "Gauteng", "2001", "011", "555 02{:02d}"),
        ("Durban", "KwaZulu-Natal", "4001", "031", "555 03{:02d}"),
    ),
    mobile="82 555 01{:02d}",
    streets=("{} Kloof Street", "{} Commissioner Street", "Shop {}, Florida Road", "{} Long Street"),
    companies=(
        "Table Bay Marine", "Karoo Fresh Produce", "Highveld Steel Fixers", "Protea Guest House", "Umhlanga Surf",
        "Winelands Cooperage", "Kruger Safaris", "Fynbos Cosmetics", "Soweto Sounds", "Garden Route Honey",
    ),
    persons=("Thandi Nkosi", "Pieter van Wyk", "Lerato Mokoena", "Johan Botha", "Ayesha Khan", "Sipho Dlamini"),
    suppliers=("Drakensberg Timber", "Rooibos Print Traders", "City of Gold Couriers"),
    tax_number=lambda number: vat_za(20_304_050 + number * 61_803),
    sales=(
        ("Logo and letterhead", "1", "8500.00", "OUTPUT3", "200"), ("Design, per hour", "7.25", "695.0000", "OUTPUT3", "200"),
        ("Seed packets for farmers", "30", "24.50", "ZERORATED", "200"), ("Packaging, exported", "1", "12400.00", "ZERORATEDOUTPUT", "200"),
        ("Old plotter sold", "1", "3200.00", "SROUTPUT2", "260"),
    ),
    bills=(
        ("Printing", "1", "4310.00", "INPUT3", "310"), ("Deliveries", "14", "85.5000", "INPUT3", "425"),
        ("Fee for the account", "1", "165.00", "EXEMPTINPUT", "404"),
    ),
    stranger={
        "Name": "Okavango Lodges Inc",
        "DefaultCurrency": "USD",
        "EmailAddress": "buying@okavangolodges.example.com",
        "Addresses": [{"AddressType": "STREET", "AddressLine1": "Plot 64515", "City": "Gaborone", "Country": "Botswana"}],
    },
    rate="0.0550",
)  # fmt: skip
