"""Turns short tables into the books of an organisation, by way of the sandbox's own rules."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..accounting import allocations, contacts, credit_notes, invoices, payments
from ..accounting.chart import CLASSES, compute
from ..context import Call
from ..organisation import Organisation, stable_id
from ..shapes import shaped

Record = dict[str, Any]
PAYMENTS = "payments"  # in a chart: payments to this account are enabled
CARD = "card"


def seeded(load: Callable[..., Organisation]) -> Callable[..., Organisation]:
    """Let what a seed makes have the same ids in every run; later records get ids that nobody can foresee."""

    @functools.wraps(load)
    def wrapped(now: datetime, **options: Any) -> Organisation:
        org = load(now, **options)
        org.seeding = False
        return org

    return wrapped


def organisation(now: datetime, name: str, version: str, currency: str, short_code: str, **facts: Any) -> Organisation:
    tenant_id = stable_id("tenant", name)
    base = {
        "OrganisationID": tenant_id,
        "Name": name,
        "LegalName": name,
        "PaysTax": True,
        "Version": version,
        "OrganisationType": "COMPANY",
        "OrganisationEntityType": "COMPANY",
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
    themes = [
        {
            "BrandingThemeID": stable_id(name, "theme", theme),
            "Name": theme,
            "SortOrder": order,
            "Type": "INVOICE",
            "CreatedDateUTC": now - timedelta(days=900),
        }
        for order, theme in enumerate(("Standard", "Special Projects"))
    ]
    return Organisation(tenant_id, base, currencies={currency}, branding_themes=themes, seeding=True)


def add_accounts(org: Organisation, now: datetime, table: Iterable[tuple[Any, ...]]) -> None:
    """Add rows of (code, name, type, default tax type, system account or mark)."""
    for code, name, kind, tax_type, *rest in table:
        mark = rest[0] if rest else ""
        account = {
            "AccountID": stable_id(org.tenant_id, "account", code or name),
            "Code": code,
            "Name": name,
            "Type": kind,
            "Class": CLASSES[kind],
            "Status": "ACTIVE",
            "TaxType": tax_type,
            "EnablePaymentsToAccount": mark == PAYMENTS,
            "ShowInExpenseClaims": kind == "EXPENSE" and not mark,
            "BankAccountType": "",
            "ReportingCode": "",
            "HasAttachments": False,
            "AddToWatchlist": False,
            "UpdatedDateUTC": now - timedelta(days=800),
        }
        if not code:
            account.pop("Code")
        if kind == "BANK":
            number = str(stable_id(org.tenant_id, name).translate({ord("-"): None}))
            digits = "".join(mark for mark in number if mark.isdigit()).ljust(14, "0")[:14]
            bank_type = "CREDITCARD" if mark == CARD else "BANK"
            account.update(BankAccountType=bank_type, CurrencyCode=org.facts["BaseCurrency"], BankAccountNumber=digits)
        elif mark and mark != PAYMENTS:
            account["SystemAccount"] = mark
        org.accounts[account["AccountID"]] = account


def add_rates(org: Organisation, table: Iterable[tuple[str, ...]], component: str = "") -> None:
    """Add rows of (tax type, name, rate, report tax type, classes it can apply to: letters of ALERX).

    A sixth value is what is charged, where that is not the rate.
    """
    for tax_type, name, rate, report, classes, *charged in table:
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
            "EffectiveRate": Decimal(charged[0]) if charged else value,
            "Status": "ACTIVE",
            "TaxComponents": [
                {"Name": component or name, "Rate": value, "IsCompound": False, "IsNonRecoverable": False}
            ],
        }


def add_component_rate(org: Organisation, tax_type: str, name: str, parts: Iterable[tuple[str, str, bool]]) -> None:
    """Add a rate of the organisation's own for sales, of (name, rate, compound) parts."""
    add_rates(org, [(tax_type, name, "0", "OUTPUT", "ALER")])
    rows = [{"Name": part, "Rate": Decimal(rate), "IsCompound": compound} for part, rate, compound in parts]
    compute(org.tax_rates[tax_type], rows)


# --- records -----------------------------------------------------------------------------------------------------


def call_at(org: Organisation, moment: datetime) -> Call:
    return Call(org, moment, {"unitdp": "4"})


def add_contact(org: Organisation, moment: datetime, values: Record) -> Record:
    """Add one contact; archived, in groups, merged it is afterwards, as a person makes it."""
    after = ("ContactStatus", "ContactGroups", "MergedToContactID")
    call = call_at(org, moment)
    sent = {name: value for name, value in values.items() if name not in after}
    contact = contacts.create(call, shaped(sent, contacts.KIND.shape, "Contact"))
    contact.update({name: values[name] for name in after if name in values})
    for group in values.get("ContactGroups", ()):
        org.contact_groups.setdefault(group["ContactGroupID"], dict(group))
    return contact


def add_invoice(
    org: Organisation, moment: datetime, values: Record, paid: Decimal | None = None, void: bool = False
) -> Record:
    """Add one invoice, with a payment of a part (0..1) of it, or voided."""
    call = call_at(org, moment)
    invoice = invoices.create(call, shaped(values, invoices.KIND.shape, "Invoice"))
    if paid:
        add_payment(org, moment + timedelta(days=9), invoice, (invoice["Total"] * paid).quantize(Decimal("0.01")))
    if void:
        invoices.update(call, invoice, {"Status": "VOIDED"})
    return invoice


def add_payment(org: Organisation, moment: datetime, invoice: Record, amount: Decimal, reference: str = "") -> Record:
    """Add a payment into the first bank account."""
    bank = next(item["AccountID"] for item in org.accounts.values() if item["Type"] == "BANK")
    row = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Account": {"AccountID": bank}, "Amount": amount}
    row.update(Date=moment.date().isoformat(), Reference=reference)
    return payments.create(call_at(org, moment), row)


def add_credit_note(org: Organisation, moment: datetime, values: Record, invoice: Record | None = None) -> Record:
    """Add a credit note, allocated to an invoice as far as both reach."""
    call = call_at(org, moment)
    note = credit_notes.create(call, shaped(values, credit_notes.KIND.shape, "CreditNote"))
    if invoice:
        amount = min(note["RemainingCredit"], invoice["AmountDue"])
        allocations.allocate(call, note, {"Amount": amount, "Invoice": {"InvoiceID": invoice["InvoiceID"]}})
    return note
