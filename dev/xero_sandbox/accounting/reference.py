"""Facts of an organisation: itself, chart, rates, currencies, themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import not_found
from . import currencies
from .lists import modified, table

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
ACTIONS = (
    "CreateApprovedInvoice", "CreateDraftPurchaseOrder", "CreateApprovedBill", "AttachFilesIntoInvoice", "UseMulticurrency",
    "CreateDraftInvoice", "CreateRepeatingInvoice", "CreateRepeatingBill", "CreateSentQuote", "CreateInvoicePayment",
    "CreateApprovedPurchaseOrder", "CreateDraftQuote", "CreateDraftBill", "ApproveTransactionsBeforePeriodLockDate",
)  # fmt: skip


def get_organisation(call: Call) -> tuple[int, Record]:
    return 200, {"Organisations": [call.org.facts]}


def get_actions(call: Call) -> tuple[int, Record]:
    states = {True: "NOT-ALLOWED", False: "ALLOWED"}
    return 200, {"Actions": [{"Name": name, "Status": states[name in call.org.forbidden]} for name in ACTIONS]}


def get_accounts(call: Call) -> tuple[int, Record]:
    return 200, {"Accounts": table(call, modified(call, call.org.accounts.values()))}


def get_account(call: Call, key: str) -> tuple[int, Record]:
    account = call.org.accounts.get(key.lower())
    if not account:
        raise not_found()
    return 200, {"Accounts": [account]}


def get_tax_rates(call: Call) -> tuple[int, Record]:
    return 200, {"TaxRates": table(call, call.org.tax_rates.values())}


def get_tax_rate(call: Call, key: str) -> tuple[int, Record]:
    rate = call.org.tax_rates.get(key)
    if not rate:
        raise not_found()
    return 200, {"TaxRates": [rate]}


def get_currencies(call: Call) -> tuple[int, Record]:
    rows = [currencies.shown(code) for code in sorted(call.org.currencies)]
    return 200, {"Currencies": table(call, rows)}


def get_branding_themes(call: Call) -> tuple[int, Record]:
    return 200, {"BrandingThemes": call.org.branding_themes}


SETTINGS = "accounting.settings"
ROUTES = [
    ("GET", "/Organisation", get_organisation, SETTINGS),
    ("GET", "/Organisation/Actions", get_actions, SETTINGS),
    ("GET", "/Accounts", get_accounts, SETTINGS),
    ("GET", "/Accounts/(?P<key>[^/]+)", get_account, SETTINGS),
    ("GET", "/TaxRates", get_tax_rates, SETTINGS),
    ("GET", "/TaxRates/(?P<key>[^/]+)", get_tax_rate, SETTINGS),
    ("GET", "/Currencies", get_currencies, SETTINGS),
    ("GET", "/BrandingThemes", get_branding_themes, SETTINGS),
]
