"""Xero's own published examples as an organisation, read from the official API description when it is at hand.

Examples are no set of books. What is added or left out, so that they can be used as one:

- accounts that the chart lacks: a bank account, a sales account, and the system accounts DEBTORS and ROUNDING; class,
  status and "payments enabled" of an account whose example leaves them out; a code that is used twice gets a suffix
- the currencies of the documents, and Australian dollars
- the contact of a document that is no example of a contact itself: its id and name
- a contact or document whose id or name comes twice is taken once, of a name that another active contact has with a number
- moments of change: yesterday, in the order of the description; amounts that are missing are 0.00
- a document without lines, as in a list: one line of its sum on the sales account
- a payment into the first bank account for each one that a document shows
- an over- or prepayment has no bank transaction; what is gone of it, nobody got
- left out: the elements of refused writes, what belongs to an answer (HasErrors, balances, the key of the API), a contact
  that is not saved (its id is all zeros), allocations

The lock dates of the example (31 December 2018) stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from ..accounting.contacts import PHONES, empty_address, empty_phone
from ..accounting.credits import OVERPAYMENT, PREPAYMENT, Credit
from ..accounting.payments import TYPES, reference_to
from ..organisation import Organisation, stable_id
from ..wire import parse_day
from .build import CLASSES, add_accounts, seeded

Record = dict[str, Any]
FILE = "xero_accounting.yaml"
DEFAULT_SPEC = Path(__file__).resolve().parents[4] / "shared" / "xero-spec"
INSTANTS = ("UpdatedDateUTC", "CreatedDateUTC")
DAYS = (
    "Date", "DueDate", "FullyPaidOnDate", "PeriodLockDate", "EndOfYearLockDate", "ExpectedPaymentDate",
    "PlannedPaymentDate",
)  # fmt: skip
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
ZERO = Decimal("0.00")
OUTCOME = (
    "HasErrors", "HasValidationErrors", "ValidationErrors", "StatusAttributeString", "Warnings", "Balances", "APIKey",
)  # fmt: skip
NO_ID = "00000000-0000-0000-0000-000000000000"
TOTALS = dict.fromkeys(("SubTotal", "TotalTax", "Total"), ZERO)


@seeded
def load(now: datetime, spec: Path | None = None, **_options: Any) -> Organisation:
    """Return the organisation of the examples.

    :param spec: the official description, or the folder that it is in
    :raise ValueError: when it is not there
    """
    path = Path(spec or DEFAULT_SPEC)
    path = path / FILE if path.is_dir() else path
    if not path.is_file():
        raise ValueError(f"The seed 'examples' needs Xero's official API description ({FILE}), which is not here.")
    examples = Examples(yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), now)
    facts = examples.all("Organisations")[0]
    org = Organisation(facts["OrganisationID"], facts, currencies={facts["BaseCurrency"], "AUD"}, seeding=True)
    org.branding_themes = list({row["BrandingThemeID"]: row for row in examples.all("BrandingThemes")}.values())
    org.tax_rates = {
        row["TaxType"]: {"Status": "ACTIVE", **row} for row in examples.all("TaxRates") if row.get("TaxType")
    }
    take_accounts(org, examples.all("Accounts"), now)
    for row in examples.all("Contacts"):
        take_contact(org, row, now)
    for row in examples.all("Invoices"):
        take_invoice(org, row, now)
    for row in examples.all("CreditNotes"):
        take_credit_note(org, row, now)
    for kind in (OVERPAYMENT, PREPAYMENT):
        for row in examples.all(f"{kind.name}s"):
            take_advance(org, kind, row, now)
    return Organisation(**org.keep())  # the indexes of names and numbers anew


class Examples:
    """The published example answers, by the name of their list."""

    def __init__(self, spec: Record, now: datetime) -> None:
        self.spec, self.now = spec, now

    def all(self, key: str) -> list[Record]:
        """Return the examples of a kind, those of refused writes left out."""
        rows = [
            {name: value for name, value in row.items() if name not in OUTCOME}
            for method, answer in self.answers()
            for row in answer.get(key) or ()
            if isinstance(row, dict) and (method == "get" or not row.get("ValidationErrors"))
        ]
        return [self.typed(row) for row in rows]

    def answers(self) -> Iterator[tuple[str, Record]]:
        for path in self.spec["paths"].values():
            for method, operation in path.items():
                responses = operation.get("responses", {}) if isinstance(operation, dict) else {}
                content = responses.get("200", {}).get("content", {}).get("application/json", {})
                if isinstance(content.get("example"), dict):
                    yield method, content["example"]

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
        number = isinstance(value, float) or (name in MONEY and value not in (None, ""))
        return Decimal(str(value)) if number else value


def yesterday(org: Organisation, now: datetime) -> datetime:
    return org.stamp(now - timedelta(days=1))


def take_accounts(org: Organisation, rows: list[Record], now: datetime) -> None:
    for row in rows:
        if not row.get("AccountID") or row["AccountID"] in org.accounts:
            continue
        kind = row.get("Type", "EXPENSE")
        filled = {
            "Status": "ACTIVE",
            "Class": CLASSES.get(kind, "EXPENSE"),
            "EnablePaymentsToAccount": False,
            "Code": "",
        }
        account = {**filled, **row, "UpdatedDateUTC": yesterday(org, now)}
        while account["Code"] and any(item.get("Code") == account["Code"] for item in org.accounts.values()):
            account["Code"] += "b"
        org.accounts[row["AccountID"]] = account
    kinds = {row["Type"] for row in org.accounts.values() if row["Status"] == "ACTIVE"}
    system = {row.get("SystemAccount") for row in org.accounts.values()}
    codes = {row.get("Code") for row in org.accounts.values()}
    for row in NEEDED:
        if (row[4] in system) if len(row) > 4 else (row[2] in kinds):
            continue
        add_accounts(org, now, ((f"9{row[0]}" if row[0] in codes else row[0], *row[1:]),))


def take_contact(org: Organisation, row: Record, now: datetime) -> None:
    """Take an example over unless its id or number is there: the examples repeat themselves."""
    known = org.contacts.values()
    numbers = {item.get("ContactNumber") for item in known if item.get("ContactNumber")}
    if not row.get("Name") or row.get("ContactID", NO_ID) == NO_ID or row["ContactID"] in org.contacts:
        return
    if row.get("ContactNumber") in numbers:
        return
    if any(item["Name"].lower() == row["Name"].lower() for item in known if item["ContactStatus"] == "ACTIVE"):
        row = {**row, "Name": f"{row['Name']} {len(org.contacts)}"}
    empty = {
        "ContactStatus": "ACTIVE",
        "Addresses": [empty_address(kind) for kind in ("STREET", "POBOX")],
        "Phones": [empty_phone(kind) for kind in PHONES],
        "ContactPersons": [],
        "ContactGroups": [],
    }
    own = {name: value for name, value in row.items() if value is not None}
    org.contacts[row["ContactID"]] = {**empty, **own, "UpdatedDateUTC": yesterday(org, now)}


def document_of(org: Organisation, row: Record, now: datetime) -> Record:
    """Return what every document has; its contact becomes one of the organisation's."""
    contact = row["Contact"]
    if contact["ContactID"] not in org.contacts:
        take_contact(org, {"ContactID": contact["ContactID"], "Name": contact.get("Name") or "Unnamed"}, now)
    code = row.get("CurrencyCode") or org.facts["BaseCurrency"]
    org.currencies.add(code)
    base = {"LineAmountTypes": "Exclusive", "CurrencyRate": Decimal("1.0"), "Status": "DRAFT", "Date": now.date()}
    reference = {name: org.contacts[contact["ContactID"]][name] for name in ("ContactID", "Name")}
    lines = [
        {"LineItemID": stable_id(*map(str, line.values())), **line} for line in row.get("LineItems") or [sum_of(row)]
    ]
    own = {name: value for name, value in row.items() if value is not None}
    stamp = yesterday(org, now)
    return {
        **TOTALS,
        **base,
        **own,
        "Contact": reference,
        "LineItems": lines,
        "CurrencyCode": code,
        "UpdatedDateUTC": stamp,
    }


def sum_of(row: Record) -> Record:
    """Return the one line that stands for the lines that an example leaves out."""
    amount, tax = row.get("SubTotal") or ZERO, row.get("TotalTax") or ZERO
    sale = row.get("Type") in ("ACCREC", "ACCRECCREDIT")
    taxed = "OUTPUT2" if sale else "INPUT2"
    line = {"Description": "The lines of this example", "Quantity": Decimal("1.0000"), "UnitAmount": amount}
    line.update(LineAmount=amount, TaxAmount=tax, TaxType=taxed if tax else "NONE", Tracking=[])
    return {**line, "AccountCode": "200" if sale else "123456"}


def take_invoice(org: Organisation, row: Record, now: datetime) -> None:
    contact, number = row.get("Contact") or {}, row.get("InvoiceNumber")
    if not (row.get("InvoiceID") and number and contact.get("ContactID")):
        return
    if row.get("Type") not in ("ACCREC", "ACCPAY") or row["InvoiceID"] in org.invoices:
        return
    if any(item["InvoiceNumber"] == number for item in org.invoices.values()):
        return
    lists: Record = {name: [] for name in ("CreditNotes", "Prepayments", "Overpayments")}
    sums = dict.fromkeys(("AmountDue", "AmountPaid", "AmountCredited"), ZERO)
    invoice = {**sums, "Reference": "", "Payments": [], **document_of(org, row, now), **lists}
    org.invoices[row["InvoiceID"]] = invoice
    take_payments(org, invoice, "Invoice", now)


def take_credit_note(org: Organisation, row: Record, now: datetime) -> None:
    number, total = row.get("CreditNoteNumber"), row.get("Total")
    if not (row.get("CreditNoteID") and number and total is not None and (row.get("Contact") or {}).get("ContactID")):
        return
    if row["CreditNoteID"] in org.credit_notes:
        return
    left = row.get("RemainingCredit") or ZERO
    note = {"Reference": "", "Payments": [], **document_of(org, row, now), "Allocations": []}
    note.update(RemainingCredit=left, AppliedAmount=total - left)
    org.credit_notes[row["CreditNoteID"]] = note
    take_payments(org, note, "CreditNote", now)


def take_advance(org: Organisation, kind: Credit, row: Record, now: datetime) -> None:
    """Take an over- or prepayment; the example with more to tell comes later and replaces the one of the list."""
    total = row.get("Total")
    if not (row.get(kind.id_field) and total is not None and "Date" in row):
        return
    left = row.get("RemainingCredit") or ZERO
    advance = {"Reference": "", **document_of(org, row, now), "Allocations": [], "Payments": []}
    advance.update(RemainingCredit=left, AppliedAmount=total - left)
    kind.records(org)[row[kind.id_field]] = advance


def take_payments(org: Organisation, document: Record, key: str, now: datetime) -> None:
    """Make a payment for each that a document shows, so that it can be taken back."""
    bank = next(row for row in org.accounts.values() if row["Type"] == "BANK")
    for row in document["Payments"]:
        row.setdefault("Reference", "")
        org.payments[row["PaymentID"]] = {
            **{name: row[name] for name in ("PaymentID", "Date", "Amount", "Reference", "CurrencyRate")},
            "BankAmount": row["Amount"],
            "Status": "AUTHORISED",
            "PaymentType": TYPES[document["Type"]],
            "IsReconciled": False,
            "HasAccount": True,
            "Account": {"AccountID": bank["AccountID"], "Code": bank["Code"], "Name": bank["Name"]},
            **reference_to(document, key),
            "UpdatedDateUTC": yesterday(org, now),
        }
