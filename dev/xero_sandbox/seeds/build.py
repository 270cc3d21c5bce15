"""Turns short tables into the books of an organisation, by way of the sandbox's own rules."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..accounting.contacts import put_contacts
from ..accounting.credit_notes import put_credit_notes
from ..accounting.invoices import put_invoices, update
from ..accounting.payments import put_payments
from ..context import Call
from ..organisation import Organisation

Record = dict[str, Any]
SPACE = uuid.UUID("6f1d3f0e-2f0b-4c38-9a51-6f2f6f0a7c11")
CLASSES = {
    "BANK": "ASSET", "CURRENT": "ASSET", "FIXED": "ASSET", "INVENTORY": "ASSET", "PREPAYMENT": "ASSET", "NONCURRENT": "ASSET",
    "CURRLIAB": "LIABILITY", "LIABILITY": "LIABILITY", "TERMLIAB": "LIABILITY", "EQUITY": "EQUITY",
    "REVENUE": "REVENUE", "SALES": "REVENUE", "OTHERINCOME": "REVENUE",
    "EXPENSE": "EXPENSE", "OVERHEADS": "EXPENSE", "DIRECTCOSTS": "EXPENSE", "DEPRECIATN": "EXPENSE",
}  # fmt: skip


def stable_id(*parts: str) -> str:
    return str(uuid.uuid5(SPACE, "/".join(parts)))


def organisation(now: datetime, name: str, version: str, currency: str, short_code: str, **facts: Any) -> Organisation:
    tenant_id = stable_id("tenant", name)
    base = {
        "OrganisationID": tenant_id,
        "Name": name,
        "LegalName": name,
        "PaysTax": True,
        "Version": version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": currency,
        "CountryCode": version,
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "QUARTERLY1",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": now - timedelta(days=900),
        "ShortCode": short_code,
        "Edition": "BUSINESS",
        "Class": "PREMIUM",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
        **facts,
    }
    themes = [{"BrandingThemeID": stable_id(name, "theme"), "Name": "Standard", "SortOrder": 0, "Type": "INVOICE"}]
    return Organisation(tenant_id, base, currencies={currency}, branding_themes=themes)


def add_accounts(org: Organisation, now: datetime, table: tuple[tuple[str, ...], ...]) -> None:
    """Add rows of (code, name, type, default tax type, system account, enable payments)."""
    for code, name, kind, tax_type, *rest in table:
        system = rest[0] if rest else ""
        account = {
            "AccountID": stable_id(org.tenant_id, "account", code or name),
            "Code": code,
            "Name": name,
            "Type": kind,
            "Class": CLASSES[kind],
            "Status": "ACTIVE",
            "TaxType": tax_type,
            "EnablePaymentsToAccount": len(rest) > 1,
            "ShowInExpenseClaims": False,
            "ReportingCode": "",
            "HasAttachments": False,
            "UpdatedDateUTC": now - timedelta(days=800),
        }
        if not code:
            account.pop("Code")
        if kind == "BANK":
            account.update(
                BankAccountType="BANK", CurrencyCode=org.facts["BaseCurrency"], BankAccountNumber="0321120000001"
            )
        if system:
            account["SystemAccount"] = system
        org.accounts[account["AccountID"]] = account


def add_rates(org: Organisation, table: tuple[tuple[Any, ...], ...]) -> None:
    """Add rows of (tax type, name, rate, report tax type, classes it can apply to: letters of ALERX)."""
    for tax_type, name, rate, report, classes in table:
        value = Decimal(rate)
        org.tax_rates[tax_type] = {
            "Name": name,
            "TaxType": tax_type,
            "ReportTaxType": report,
            "CanApplyToAssets": "A" in classes,
            "CanApplyToEquity": "E" in classes,
            "CanApplyToExpenses": "X" in classes,
            "CanApplyToLiabilities": "L" in classes,
            "CanApplyToRevenue": "R" in classes,
            "DisplayTaxRate": value,
            "EffectiveRate": value,
            "Status": "ACTIVE",
            "TaxComponents": [{"Name": name, "Rate": value, "IsCompound": False, "IsNonRecoverable": False}],
        }


def call_at(org: Organisation, moment: datetime) -> Call:
    return Call(None, org, "PUT", "", moment, {"unitdp": "4"})  # type: ignore[arg-type]


def add_contact(org: Organisation, moment: datetime, values: Record) -> Record:
    """Add one contact by the rules; archived and merged are set afterwards, as a person would."""
    after = {
        name: values.pop(name) for name in ("ContactStatus", "MergedToContactID", "ContactGroups") if name in values
    }
    contact = put_contacts(call_at(org, moment), [values])[0]
    org.contacts.pop(contact["ContactID"])
    contact["ContactID"] = stable_id(org.tenant_id, "contact", contact["Name"])
    contact.update(after)
    org.contacts[contact["ContactID"]] = contact
    return contact


def add_invoice(
    org: Organisation, moment: datetime, values: Record, paid: Decimal | None = None, void: bool = False
) -> Record:
    """Add one invoice, with a payment of a part (0..1) of it, or voided."""
    call = call_at(org, moment)
    invoice = put_invoices(call, [values])[0]
    if paid:
        bank = next(item["AccountID"] for item in org.accounts.values() if item["Type"] == "BANK")
        amount = (invoice["Total"] * paid).quantize(Decimal("0.01"))
        row = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Account": {"AccountID": bank}, "Amount": amount}
        put_payments(call, [{**row, "Date": (moment + timedelta(days=9)).date().isoformat()}])
    if void:
        update(call, invoice, {"Status": "VOIDED"})
    return invoice


def add_credit_note(org: Organisation, moment: datetime, values: Record) -> Record:
    return put_credit_notes(call_at(org, moment), [values])[0]
