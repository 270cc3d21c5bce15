"""Many plain contacts and invoices at once, for measurements: a few by the rules, the others after their pattern."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from ..accounting import contacts, invoices
from ..context import Call
from ..organisation import Organisation
from .build import add_invoice, add_payment

Record = dict[str, Any]

FIRST = ("Alex", "Bao", "Carla", "Dev", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jack")
PATTERNS = 8
LAST = ("Archer", "Baker", "Carter", "Dyer", "Ellis", "Fisher", "Gardner", "Hunter", "Ingram", "Joiner")


@contextmanager
def unheard(org: Organisation) -> Iterator[None]:
    """Tell nobody of what is made inside."""
    listeners, org.listeners = org.listeners, []
    try:
        yield
    finally:
        org.listeners = listeners


def fill_with_contacts(org: Organisation, now: datetime, number: int) -> None:
    """Add contacts without telling anybody."""
    start = org.counters.get("volume", 0)
    org.counters["volume"] = start + number
    with unheard(org):
        pattern = contacts.create(Call(org, now), {"Name": f"Volume {start}"}) if number else {}
    for position in range(start + 1, start + number):
        contact = _contact(pattern, position)
        contact.update(ContactID=org.new_id(), UpdatedDateUTC=org.stamp(now))
        org.add(org.contacts, contact["ContactID"], contact)
        for index in org.contact_keys.values():
            index.add(contact["ContactID"], contact)


def _contact(pattern: Record, position: int) -> Record:
    first, last = FIRST[position % 10], LAST[position // 10 % 10]
    street, box = pattern["Addresses"]
    phones = [dict(phone) for phone in pattern["Phones"]]
    phones[1].update(PhoneNumber=f"9{position:07d}"[:8], PhoneAreaCode="02", PhoneCountryCode="61")
    line = f"{position % 500 + 1} Long Street"
    place = {"AddressLine1": line, "City": "Sydney", "Region": "NSW", "PostalCode": "2000", "Country": "Australia"}
    name = {"Name": f"{last} & {first} Trading {position}"}
    if position % 3 == 0:
        name = {"Name": f"{first} {last} {position}", "FirstName": first, "LastName": f"{last} {position}"}
    return {
        **pattern,
        **name,
        "EmailAddress": f"contact{position}@volume.example.com",
        "Addresses": [{**street, **place}, dict(box)],
        "Phones": phones,
        "ContactPersons": [],
        "ContactGroups": [],
    }


def fill_with_invoices(org: Organisation, now: datetime, number: int) -> None:
    """Add sales invoices without telling anybody, a quarter of them drafts, a quarter paid."""
    customers = [row for row in org.contacts.values() if row["ContactStatus"] == "ACTIVE"]
    account = next(row for row in org.accounts.values() if row["Type"] == "REVENUE" and row["Status"] == "ACTIVE")
    with unheard(org):
        patterns = [_pattern(org, now, customers[0], account, position) for position in range(min(number, PATTERNS))]
    for position in range(PATTERNS, number):
        _copy(org, now, patterns[position % PATTERNS], customers[position % len(customers)], position)


def _pattern(org: Organisation, now: datetime, customer: Record, account: Record, position: int) -> Record:
    line = {"Description": "Work", "UnitAmount": "19.95", "AccountCode": account["Code"], "TaxType": account["TaxType"]}
    values = {
        "Type": "ACCREC",
        "Status": "AUTHORISED" if position % 4 else "DRAFT",
        "Contact": {"ContactID": customer["ContactID"]},
        "DueDate": (now + timedelta(days=30)).date().isoformat(),
        "LineItems": [{**line, "Quantity": position + 1}, {**line, "Quantity": 1}],
    }
    invoice = add_invoice(org, now, values)
    if position % 4 == 1:
        add_payment(org, now, invoice, invoice["AmountDue"])
    return invoice


def _copy(org: Organisation, now: datetime, pattern: Record, customer: Record, position: int) -> None:
    """Add an invoice like the pattern for another customer, paid if the pattern is."""
    day = (now - timedelta(days=position % 365)).date()
    invoice = {
        **pattern,
        "InvoiceID": org.new_id(),
        "InvoiceNumber": "",
        "Contact": {"ContactID": customer["ContactID"], "Name": customer["Name"]},
        "Date": day,
        "DueDate": day + timedelta(days=30),
        "LineItems": [{**line, "LineItemID": org.new_id()} for line in pattern["LineItems"]],
        **{name: [] for name in ("CreditNotes", "Prepayments", "Overpayments")},
    }
    invoices.number(Call(org, now), invoice)
    invoice["Payments"] = [_copy_payment(org, org.payments[row["PaymentID"]], invoice) for row in pattern["Payments"]]
    invoice["UpdatedDateUTC"] = org.stamp(now)
    customer["IsCustomer"] = True
    org.add(org.invoices, invoice["InvoiceID"], invoice)
    org.invoice_numbers.add(invoice["InvoiceID"], invoice)
    org.creators[invoice["InvoiceID"]] = ""


def _copy_payment(org: Organisation, pattern: Record, invoice: Record) -> Record:
    """Add a payment like the pattern; return what the invoice tells of it."""
    payment = {**pattern, "PaymentID": org.new_id(), "UpdatedDateUTC": org.stamp(invoice["UpdatedDateUTC"])}
    payment["Invoice"] = {name: invoice.get(name, value) for name, value in pattern["Invoice"].items()}
    org.add(org.payments, payment["PaymentID"], payment)
    shown = org.invoices[pattern["Invoice"]["InvoiceID"]]["Payments"][0]
    return {**shown, "PaymentID": payment["PaymentID"]}
