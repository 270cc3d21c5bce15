"""United States: placeholders of 0 %, and the organisation's own rates of states, counties and cities."""

from __future__ import annotations

from . import charts, rates
from .countries import Country
from .tax_numbers import vat_gb

US = Country(
    name="Redwood Trail Supply Inc",
    short_code="!rT5s8",
    version="US",
    code="US",
    currency="USD",
    facts={
        "SalesTaxBasis": "CASH", "SalesTaxPeriod": "3MONTHLY", "Timezone": "PACIFICSTANDARDTIME", "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 12, "EmployerIdentificationNumber": "94-3456781", "OrganisationType": "S_CORPORATION",
        "OrganisationEntityType": "S_CORPORATION",
    },
    rates=rates.UNITED_STATES,
    tax="Tax",
    taxes={"OUTPUT": "OUTPUT", "INPUT": "INPUT", "CAPEXINPUT": "INPUT"},
    own_rates=(
        ("TAX001", "CA - Los Angeles", [("California", "6.0000", False), ("Los Angeles County", "0.2500", False), ("Los Angeles districts", "3.2500", False)]),
        ("TAX002", "TX - Austin", [("Texas", "6.2500", False), ("City of Austin", "1.0000", False), ("Austin transit", "1.0000", False)]),
        ("TAX003", "NY - New York City", [("New York", "4.0000", False), ("City of New York", "4.5000", False), ("MCTD", "0.3750", False)]),
        ("TAX004", "Lodging with surcharge", [("Lodging", "5.0000", False), ("Surcharge on lodging", "10.0000", True)]),
    ),
    chart=charts.UNITED_STATES,
    country="United States",
    dial="1",
    towns=(
        ("Los Angeles", "CA", "90012", "213", "555-01{:02d}"), ("Austin", "TX", "78701", "512", "555-01{:02d}"),
        ("Portland", "OR", "97201", "503", "555-01{:02d}"), ("New York", "NY", "10001-2345", "212", "555-01{:02d}"),
    ),
    mobile="415-555-01{:02d}",
    streets=("{} Main Street", "{} Congress Avenue, Suite 200", "{} NW Lovejoy St", "{} West 31st Street"),
    companies=(
        "Cascade Outfitters Inc.", "Lone Star Printworks LLC", "Sunset Dental Group", "Brooklyn Bagels", "Golden Gate Rentals",
        "Prairie Solar", "Hudson Legal LLP", "Blue Ridge Honey", "Mojave Auto", "Evergreen Landscaping",
    ),
    persons=("Emily Carter", "Marcus Johnson", "Sofia Ramirez", "Tyler Brooks", "Grace Kim", "Jordan Lee"),
    suppliers=("Great Lakes Freight", "Bayou Canvas Co", "Pacific Utilities"),
    tax_number=lambda number: f"{20 + number % 7}-{1_414_213 + number * 5_551:07d}",
    sales=(
        ("Tent, two persons", "1", "249.00", "TAX001", "400"), ("Camp stove", "4", "39.9500", "TAX002", "400"),
        ("Backpack", "2", "118.50", "TAX003", "400"), ("Maps, shipped abroad", "40", "11.2500", "NONE", "400"),
        ("Cabin, per night", "3", "95.00", "TAX004", "460"),
    ),
    bills=(
        ("Freight", "1", "186.20", "NONE", "624"), ("Canvas, yard", "60", "7.4500", "INPUT", "500"),
        ("Electricity and water", "1", "143.88", "NONE", "644"),
    ),
    stranger={
        "Name": "Dartmoor Walking Company Ltd",
        "DefaultCurrency": "GBP",
        "TaxNumber": vat_gb(2718281),
        "EmailAddress": "office@dartmoorwalking.example.com",
        "Addresses": [{"AddressType": "STREET", "AddressLine1": "2 The Square", "City": "Princetown", "Region": "Devon", "PostalCode": "PL20 6QF", "Country": "United Kingdom"}],
    },
    rate="0.7900",
)  # fmt: skip
