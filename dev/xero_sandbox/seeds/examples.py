"""Xero's own published examples as an organisation, read from the official API description when it is at hand.

Completions, because an example is not a set of books: a bank account, the system accounts for receivables and rounding
and an export sales account where the chart lacks them; ids, states and times of change where an example leaves them
out; a second contact of a name that another active contact has gets a number; invoices without lines or contact are
left out; zero and nothing are added where an amount is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from ..organisation import Organisation, stable_id
from ..wire import parse_day
from .build import CLASSES, add_accounts

Record = dict[str, Any]
DEFAULT_SPEC = Path(__file__).resolve().parents[4] / "shared" / "xero-spec" / "xero_accounting.yaml"
INSTANTS = ("UpdatedDateUTC", "CreatedDateUTC")
DAYS = (
    "Date",
    "DueDate",
    "FullyPaidOnDate",
    "PeriodLockDate",
    "EndOfYearLockDate",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
)
MONEY = (
    "SubTotal", "TotalTax", "Total", "AmountDue", "AmountPaid", "AmountCredited", "Quantity", "UnitAmount", "LineAmount",
    "TaxAmount", "DisplayTaxRate", "EffectiveRate", "Rate", "Amount", "CurrencyRate", "AppliedAmount", "RemainingCredit",
)  # fmt: skip
NEEDED = (
    ("090", "Bank Account", "BANK", "NONE"),
    ("200", "Sales", "REVENUE", "OUTPUT2"),
    ("610", "Accounts Receivable", "CURRENT", "NONE", "DEBTORS"),
    ("860", "Rounding", "CURRLIAB", "NONE", "ROUNDING"),
)


def load(now: datetime, spec: Path | None = None, **_options: Any) -> Organisation:
    """Return the organisation of the examples.

    :raise ValueError: when the official description is not there
    """
    path = Path(spec or DEFAULT_SPEC)
    path = path / DEFAULT_SPEC.name if path.is_dir() else path
    if not path.exists():
        raise ValueError(f"The seed 'examples' needs Xero's official API description ({path.name}), which is not here.")
    examples = Examples(yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), now)
    facts = {**examples.all("Organisations")[0], "OrganisationID": stable_id("examples")}
    org = Organisation(stable_id("examples"), facts, currencies={facts["BaseCurrency"], "AUD", "USD"})
    org.tax_rates = {
        row["TaxType"]: {"Status": "ACTIVE", **row} for row in examples.all("TaxRates") if row.get("TaxType")
    }
    org.accounts = {row["AccountID"]: account(row) for row in examples.all("Accounts") if row.get("AccountID")}
    complete_accounts(org, now)
    for row in examples.all("Contacts"):
        take_contact(org, row, now)
    for row in examples.all("Invoices"):
        take_invoice(org, row, now)
    org.last_change = now
    return org


class Examples:
    """The published example answers, by the name of their list."""

    def __init__(self, spec: Record, now: datetime) -> None:
        self.spec, self.now = spec, now

    def all(self, key: str) -> list[Record]:
        return [self.typed(row) for answer in self.answers() for row in answer.get(key) or () if isinstance(row, dict)]

    def answers(self) -> Iterator[Record]:
        for path in self.spec["paths"].values():
            for operation in path.values():
                responses = operation.get("responses", {}) if isinstance(operation, dict) else {}
                content = responses.get("200", {}).get("content", {}).get("application/json", {})
                if isinstance(content.get("example"), dict):
                    yield content["example"]

    def typed(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self.typed(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self.typed(item) for item in value]
        if name in INSTANTS:
            return self.now - timedelta(days=1)
        if name in DAYS:
            return parse_day(value)
        if isinstance(value, (datetime, date)):  # YAML makes moments of what JSON has as text
            return value.isoformat()
        return Decimal(str(value)) if name in MONEY and value not in (None, "") else value


def account(row: Record) -> Record:
    kind = row.get("Type", "EXPENSE")
    return {
        "Status": "ACTIVE",
        "Class": CLASSES.get(kind, "EXPENSE"),
        "EnablePaymentsToAccount": False,
        "Code": "",
        **row,
    }


def complete_accounts(org: Organisation, now: datetime) -> None:
    codes = {row.get("Code") for row in org.accounts.values()}
    kinds = {row["Type"] for row in org.accounts.values() if row["Status"] == "ACTIVE"}
    system = {row.get("SystemAccount") for row in org.accounts.values()}
    for row in NEEDED:
        own = row[4] if len(row) > 4 else ""
        if (own and own in system) or (not own and row[2] in kinds):
            continue
        add_accounts(org, now, ((f"9{row[0]}" if row[0] in codes else row[0], *row[1:]),))


def take_contact(org: Organisation, row: Record, now: datetime) -> None:
    """Take an example over unless one of its id or name is there: the examples repeat themselves."""
    known = org.contacts.values()
    if not row.get("Name") or not row.get("ContactID") or row["ContactID"] in org.contacts:
        return
    if row.get("HasValidationErrors") is True and row.get("ValidationErrors"):
        return
    if any(item["Name"].lower() == row["Name"].lower() for item in known if item["ContactStatus"] == "ACTIVE"):
        row = {**row, "Name": f"{row['Name']} {len(org.contacts)}"}
    if row.get("ContactNumber") and any(item.get("ContactNumber") == row["ContactNumber"] for item in known):
        row = {**row, "ContactNumber": ""}
    empty = {"ContactStatus": "ACTIVE", "Addresses": [], "Phones": [], "ContactPersons": [], "ContactGroups": []}
    org.contacts[row["ContactID"]] = {**empty, **row, "UpdatedDateUTC": org.stamp(now - timedelta(days=1))}


def take_invoice(org: Organisation, row: Record, now: datetime) -> None:
    contact = row.get("Contact") or {}
    number = row.get("InvoiceNumber")
    if not (row.get("InvoiceID") and row.get("LineItems") and number and contact.get("ContactID")):
        return
    if row["InvoiceID"] in org.invoices or any(item["InvoiceNumber"] == number for item in org.invoices.values()):
        return
    if row.get("HasErrors") is True or row.get("Type") not in ("ACCREC", "ACCPAY"):
        return
    zero = dict.fromkeys(
        ("SubTotal", "TotalTax", "Total", "AmountDue", "AmountPaid", "AmountCredited"), Decimal("0.00")
    )
    lists = {name: [] for name in ("Payments", "CreditNotes", "Prepayments", "Overpayments")}
    base = {
        **zero,
        **lists,
        "LineAmountTypes": "Exclusive",
        "CurrencyCode": org.facts["BaseCurrency"],
        "Status": "DRAFT",
    }
    org.invoices[row["InvoiceID"]] = {**base, **row, "UpdatedDateUTC": org.stamp(now - timedelta(days=1))}
