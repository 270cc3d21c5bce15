"""A year of invoices, bills, payments and credit notes."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..organisation import Organisation
from .build import add_credit_note, add_invoice, add_payment

Record = dict[str, Any]
# what, quantity, price, tax type, account
ITEMS = (
    ("Bookkeeping, monthly", "1", "880.00", "OUTPUT", "205"),
    ("Site survey", "2", "412.50", "OUTPUT", "200"),
    ("Freight", "1", "63.45", "OUTPUT", "260"),
    ("Fresh produce", "14.5", "7.8500", "EXEMPTOUTPUT", "200"),
    ("Export crate", "3", "1250.00", "EXEMPTEXPORT", "210"),
    ("Shiraz 2023, dozen\nincl. delivery", "0.3333", "239.9950", "OUTPUT", "200"),
)
BILLED = ("Electricity", "1", "318.20", "INPUT", "445")
DOCUMENTS = 30
BILLS, VOIDED, DRAFTS, SUBMITTED, PART_PAID, USD = (5, 11, 17, 23), (14,), (20, 26), (21,), (3, 10, 24), (9, 22)
FIRST_UNPAID = 19


def add_year(org: Organisation, now: datetime, contacts: list[Record]) -> None:
    """Add a year's documents: most paid, some part-paid, drafts, a voided one, some bills, foreign ones, credit notes."""
    made = [add_document(org, now, contacts, position) for position in range(DOCUMENTS)]
    for days, invoice in zip((39, 38), (made[25], made[24])):
        add_credit(org, now, days, invoice["Contact"]["ContactID"], invoice)
    for days, contact in zip((37, 36), contacts[-4:-2]):
        add_credit(org, now, days, contact["ContactID"], None)


def add_document(org: Organisation, now: datetime, contacts: list[Record], position: int) -> Record:
    suppliers = [contact for contact in contacts if contact.get("AccountNumber", "").startswith("SUP")]
    customers = [contact for contact in contacts if contact not in suppliers]
    moment = now - timedelta(days=390 - position * 12)
    bill = position in BILLS
    picks = [(position + step) % len(ITEMS) for step in (0, 2, 3)[: 1 + position % 3]]
    items = [BILLED] if bill else [ITEMS[pick] for pick in picks]
    kind = suppliers if bill else customers
    contact = kind[position * 3 % len(kind)]
    values = document("ACCPAY" if bill else "ACCREC", contact["ContactID"], moment, items)
    values["Status"] = "DRAFT" if position in DRAFTS else "SUBMITTED" if position in SUBMITTED else "AUTHORISED"
    values["LineAmountTypes"] = "Inclusive" if position % 4 == 3 else "Exclusive"
    if bill:
        values["InvoiceNumber"] = f"SUP-{1000 + position}"
    elif position % 4 == 1:
        values["Reference"] = f"PO {7700 + position}"
    if position in USD:
        values.update(CurrencyCode="USD", CurrencyRate="0.6543")
    return settled(org, moment, values, position)


def settled(org: Organisation, moment: datetime, values: Record, position: int) -> Record:
    invoice = add_invoice(org, moment, values, void=position in VOIDED)
    if invoice["Status"] != "AUTHORISED":
        return invoice
    day, due = moment + timedelta(days=9), invoice["AmountDue"]
    if position in PART_PAID:
        add_payment(org, day, invoice, (due * Decimal("0.4")).quantize(Decimal("0.01")), "Part payment")
    elif position < FIRST_UNPAID and position % 6 == 2:
        half = (due / 2).quantize(Decimal("0.01"))
        add_payment(org, day, invoice, half)
        add_payment(org, day + timedelta(days=1), invoice, due - half, "Balance")
    elif position < FIRST_UNPAID:
        add_payment(org, day, invoice, due)
    return invoice


def add_credit(org: Organisation, now: datetime, days: int, contact_id: str, invoice: Record | None) -> None:
    moment = now - timedelta(days=days)
    values = document("ACCRECCREDIT", contact_id, moment, [("Returned goods", "1", "44.00", "OUTPUT", "200")])
    values.pop("DueDate")
    add_credit_note(org, moment, {**values, "Status": "AUTHORISED"}, invoice)


def document(kind: str, contact_id: str, moment: datetime, items: list[tuple[str, ...]]) -> Record:
    day = moment.date()
    return {
        "Type": kind,
        "Contact": {"ContactID": contact_id},
        "Date": day.isoformat(),
        "DueDate": (day + timedelta(days=30)).isoformat(),
        "LineAmountTypes": "Exclusive",
        "LineItems": [
            {"Description": name, "Quantity": quantity, "UnitAmount": price, "TaxType": tax, "AccountCode": account}
            for name, quantity, price, tax, account in items
        ],
    }
