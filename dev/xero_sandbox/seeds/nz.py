"""A small organisation in another country and currency, of the same Xero user."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ..organisation import Organisation
from .build import add_accounts, add_contact, add_rates, organisation, seeded

RATES = (
    ("OUTPUT2", "15% GST on Income", "15.0000", "OUTPUT", "ALER"),
    ("INPUT2", "15% GST on Expenses", "15.0000", "INPUT", "ALEX"),
    ("ZERORATED", "Zero Rated", "0.0000", "EXEMPTOUTPUT", "ALER"),
    ("NONE", "No GST", "0.0000", "NONE", "ALERX"),
)
CHART = (
    ("090", "Cheque Account", "BANK", "NONE"),
    ("200", "Sales", "REVENUE", "OUTPUT2"),
    ("260", "Other Revenue", "REVENUE", "OUTPUT2"),
    ("400", "Advertising", "EXPENSE", "INPUT2"),
    ("610", "Accounts Receivable", "CURRENT", "NONE", "DEBTORS"),
    ("800", "Accounts Payable", "CURRLIAB", "NONE", "CREDITORS"),
    ("820", "GST", "CURRLIAB", "NONE", "GST"),
    ("860", "Rounding", "CURRLIAB", "NONE", "ROUNDING"),
)


@seeded
def load(now: datetime, **_options: Any) -> Organisation:
    """Return the organisation with two contacts."""
    org = organisation(
        now,
        "Kauri Coast Studio Ltd",
        "NZ",
        "NZD",
        "!kC9z2",
        SalesTaxBasis="PAYMENTS",
        SalesTaxPeriod="TWOMONTHS",
        Timezone="NEWZEALANDSTANDARDTIME",
    )
    add_accounts(org, now, CHART)
    add_rates(org, RATES)
    for name in ("Aroha Pictures", "Waiheke Framing"):
        add_contact(
            org,
            now - timedelta(days=90),
            {"Name": name, "EmailAddress": f"hello@{name.split()[0].lower()}.example.com"},
        )
    return org
