"""New Zealand: GST of 15 %, on the payments basis."""

from __future__ import annotations

from . import charts, rates
from .countries import Country
from .tax_numbers import abn, ird

NZ = Country(
    name="Kauri Coast Studio Ltd",
    short_code="!kC9z2",
    version="NZ",
    code="NZ",
    currency="NZD",
    facts={
        "SalesTaxBasis": "PAYMENTS", "SalesTaxPeriod": "TWOMONTHS", "Timezone": "NEWZEALANDSTANDARDTIME",
        "FinancialYearEndDay": 31, "FinancialYearEndMonth": 3, "TaxNumber": ird(11224400), "RegistrationNumber": "7654321",
    },
    rates=rates.NEW_ZEALAND,
    tax="GST",
    taxes={"OUTPUT": "OUTPUT2", "INPUT": "INPUT2", "CAPEXINPUT": "INPUT2"},
    chart=charts.after_australia(
        {"Wages and Salaries": "Salaries", "Income Tax Payable": "Income Tax"},
        ("424", "Entertainment - Non deductible", "EXPENSE", charts.NONE),
        ("478", "KiwiSaver Employer Contributions", "EXPENSE", charts.NONE),
        ("825", "PAYE Payable", "CURRLIAB", charts.NONE),
    ),
    country="New Zealand",
    dial="64",
    towns=(
        ("Auckland", "Auckland", "1010", "09", "555 01{:02d}"), ("Wellington", "", "6011", "04", "555 02{:02d}"),
        ("Christchurch", "Canterbury", "8011", "03", "555 03{:02d}"), ("Tauranga", "Bay of Plenty", "3110", "07", "555 04{:02d}"),
    ),
    mobile="21 555 0{:02d}",
    streets=("{} Ponsonby Road", "Level 2, {} Lambton Quay", "{} Colombo Street"),
    companies=(
        "Aroha Pictures", "Waiheke Framing", "Southern Cross Cycles", "Pōhutukawa Press", "Rotorua Thermal Supplies",
        "Kea Software", "Otago Wool", "Tūī Ceramics", "Milford Boats", "Nelson Hops",
    ),
    persons=("Tane Rangi", "Mere Walker", "Hemi Parata", "Anahera Smith", "Wiremu Clark", "Moana Brown"),
    suppliers=("Harbour Power", "Kiwi Couriers", "Tasman Paper"),
    tax_number=lambda number: ird(10_203_040 + number * 31_337),
    sales=(
        ("Portrait session", "1", "345.00", "OUTPUT2", "200"), ("Prints, A3", "12", "18.5000", "OUTPUT2", "200"),
        ("Framing", "2.5", "64.90", "OUTPUT2", "200"), ("Licence of pictures for use abroad", "1", "780.00", "ZERORATED", "200"),
        ("Hire of the studio, per hour", "3.75", "49.9900", "OUTPUT2", "260"),
    ),
    bills=(
        ("Electricity", "1", "214.60", "INPUT2", "445"), ("Paper and mounts", "40", "3.8500", "INPUT2", "310"),
        ("Fee for the account", "1", "12.00", "NONE", "404"),
    ),
    stranger={
        "Name": "Bondi Prints Pty Ltd",
        "DefaultCurrency": "AUD",
        "EmailAddress": "orders@bondiprints.example.com",
        "TaxNumber": abn("246813579"),
        "Addresses": [
            {"AddressType": "STREET", "AddressLine1": "80 Campbell Parade", "City": "Sydney", "Region": "NSW", "PostalCode": "2026", "Country": "Australia"},
        ],
    },
    rate="0.9200",
)  # fmt: skip
