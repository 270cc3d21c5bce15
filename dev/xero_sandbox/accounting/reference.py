"""Read-only facts of an organisation: itself, chart, rates, currencies, themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .lists import modified, where

if TYPE_CHECKING:
    from ..context import Call

ACTIONS = (
    "CreateApprovedInvoice", "CreateApprovedBill", "CreateDraftInvoice", "CreateDraftBill", "UseMulticurrency",
    "AttachFilesIntoInvoice", "CreateCreditNote", "CreateRepeatingInvoice",
)  # fmt: skip


def get_organisation(call: Call) -> tuple[int, dict[str, Any]]:
    return 200, {"Organisations": [call.org.facts]}


def get_actions(_call: Call) -> tuple[int, dict[str, Any]]:
    return 200, {"Actions": [{"Name": name, "Status": "ALLOWED"} for name in ACTIONS]}


def get_accounts(call: Call) -> tuple[int, dict[str, Any]]:
    rows = where(
        call, modified(call, call.org.accounts.values()), ("Type", "Status", "Class", "Code", "Name", "SystemAccount")
    )
    return 200, {"Accounts": rows}


def get_tax_rates(call: Call) -> tuple[int, dict[str, Any]]:
    return 200, {"TaxRates": where(call, call.org.tax_rates.values(), ("Name", "Status", "TaxType"))}


def get_currencies(call: Call) -> tuple[int, dict[str, Any]]:
    return 200, {"Currencies": [{"Code": code, "Description": code} for code in sorted(call.org.currencies)]}


def get_branding_themes(call: Call) -> tuple[int, dict[str, Any]]:
    return 200, {"BrandingThemes": call.org.branding_themes}


SETTINGS = "accounting.settings"
ROUTES = [
    ("GET", "/Organisations?", get_organisation, SETTINGS),
    ("GET", "/Organisations?/Actions", get_actions, SETTINGS),
    ("GET", "/Accounts", get_accounts, SETTINGS),
    ("GET", "/TaxRates", get_tax_rates, SETTINGS),
    ("GET", "/Currencies", get_currencies, SETTINGS),
    ("GET", "/BrandingThemes", get_branding_themes, SETTINGS),
]
