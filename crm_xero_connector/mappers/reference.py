"""Reference data of an organisation: accounts, tax rates, and the organisation itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..exceptions import MappingError
from .records import ZERO, Account, Organisation, TaxRate
from .values import parse_xero_date, text, to_decimal

IN_USE = ("ACTIVE", "")  # Xero may leave the status out
# Automatic sales tax of the US: the API cannot use these rates, Xero computes them by itself.
AUTOMATIC_TAX = re.compile(r"^(AVALARA|USSALESTAX|[0-9A-F]{8}-[0-9A-F]{4}-.*)$", re.IGNORECASE)


def required(data: Mapping[str, Any], key: str) -> str:
    """Return a value without which a record means nothing.

    :raise MappingError: when Xero sent none
    """
    value = text(data.get(key))
    if not value:
        raise MappingError(f"Xero sent a record without {key}")
    return value


def account_from_xero(data: Mapping[str, Any]) -> Account:
    """Return an account. Not every account has a code: the id is the key.

    :raise MappingError: without an id
    """
    code = text(data.get("Code"))
    return Account(
        xero_id=required(data, "AccountID"),
        code=code,
        name=text(data.get("Name")) or code,
        type=text(data.get("Type")),
        account_class=text(data.get("Class")),
        status=text(data.get("Status")) or "ACTIVE",
        system_account=text(data.get("SystemAccount")),
        tax_type=text(data.get("TaxType")),
        enable_payments=bool(data.get("EnablePaymentsToAccount")),
        bank_account_type=text(data.get("BankAccountType")),
        currency=text(data.get("CurrencyCode")),
        description=text(data.get("Description")),
    )


def tax_rate_from_xero(data: Mapping[str, Any]) -> TaxRate:
    """Return a tax rate. A flag that Xero leaves out does not forbid anything.

    :raise MappingError: without a tax type
    """
    tax_type = required(data, "TaxType")
    display = to_decimal(data.get("DisplayTaxRate"), ZERO)
    return TaxRate(
        tax_type=tax_type,
        name=text(data.get("Name")) or tax_type,
        effective_rate=to_decimal(data.get("EffectiveRate"), display),
        display_rate=display,
        status=text(data.get("Status")) or "ACTIVE",
        can_revenue=_allowed(data, "Revenue"),
        can_expenses=_allowed(data, "Expenses"),
        can_assets=_allowed(data, "Assets"),
        can_liabilities=_allowed(data, "Liabilities"),
        can_equity=_allowed(data, "Equity"),
        report_tax_type=text(data.get("ReportTaxType")),
        usable=not AUTOMATIC_TAX.match(tax_type),
    )


def _allowed(data: Mapping[str, Any], account_class: str) -> bool:
    return data.get(f"CanApplyTo{account_class}") is not False


def organisation_from_xero(data: Mapping[str, Any]) -> Organisation:
    """Return the organisation. Lock dates are absent when unset.

    :raise MappingError: without an id
    """
    return Organisation(
        xero_id=required(data, "OrganisationID"),
        name=text(data.get("Name")),
        legal_name=text(data.get("LegalName")),
        short_code=text(data.get("ShortCode")),
        country=text(data.get("CountryCode")),
        base_currency=text(data.get("BaseCurrency")),
        is_demo=bool(data.get("IsDemoCompany")),
        edition=text(data.get("Edition")),
        version=text(data.get("Version")),
        sales_tax_basis=text(data.get("SalesTaxBasis")),
        period_lock_date=parse_xero_date(data.get("PeriodLockDate")),
        end_of_year_lock_date=parse_xero_date(data.get("EndOfYearLockDate")),
        timezone=text(data.get("Timezone")),
        org_class=text(data.get("Class")),
    )


# --- lists that documents point to: rows of `xero.option` ---------------------------------------------------------


def tracking_from_xero(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the options of all tracking categories; those that nobody may choose any more are `active` False."""
    return [
        {
            "xero_id": required(option, "TrackingOptionID"),
            "name": text(option.get("Name")),
            "category": text(category.get("Name")),
            "category_id": required(category, "TrackingCategoryID"),
            "active": text(category.get("Status")) in IN_USE and text(option.get("Status")) in IN_USE,
        }
        for category in items
        for option in category.get("Options") or ()
    ]


def themes_from_xero(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the branding themes."""
    return [
        {"xero_id": required(theme, "BrandingThemeID"), "name": text(theme.get("Name")), "active": True}
        for theme in items
    ]


def items_from_xero(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the items that a sales line may name: not those whose stock Xero keeps, a line would move it."""
    return [
        {
            "xero_id": required(item, "ItemID"),
            "code": text(item.get("Code")),
            "name": text(item.get("Name")) or text(item.get("Code")),
            "active": item.get("IsSold") is not False and not item.get("IsTrackedAsInventory"),
        }
        for item in items
    ]
