"""The stand-in refuses what Xero refuses, in Xero's words."""

from datetime import date
from decimal import Decimal

import pytest

from xero_sandbox import accounting
from xero_sandbox.arithmetic import line_tax, totals
from xero_sandbox.errors import Refused


def line(**values):
    base = {
        "Description": "Work",
        "Quantity": 1,
        "UnitAmount": Decimal("100"),
        "AccountCode": "200",
        "TaxType": "OUTPUT",
    }
    return {**base, **values}


def invoice(contact, *lines, **values):
    base = {"Type": "ACCREC", "Status": "AUTHORISED", "Contact": {"ContactID": contact["ContactID"]}}
    return {**base, "Date": "2026-11-20", "DueDate": "2026-12-20", "LineItems": list(lines) or [line()], **values}


REFUSED_INVOICES = {
    "not a valid code for this document": {"LineItems": [line(AccountCode="610")]},
    "does not exist or cannot be used": {"LineItems": [line(TaxType="GST on Income")]},
    "cannot be used with account code '200'": {"LineItems": [line(TaxType="INPUT")]},
    "Organisation is not subscribed to currency CHF": {"CurrencyCode": "CHF"},
    "The due date must be specified": {"DueDate": None},
    "does not match the expected line total": {"LineItems": [line(LineAmount=Decimal("99"))]},
    "One or more line items": {"LineItems": []},
    "must not contain the word xero": {"Url": "https://odoo.example.com/xero/1"},
    "not of valid status": {"Status": "PAID"},
}


@pytest.mark.parametrize("text", REFUSED_INVOICES)
def test_refused_invoice(call, contact, text):
    with pytest.raises(Refused, match=text):
        accounting.put_invoices(call, [invoice(contact, **REFUSED_INVOICES[text])])
    assert not call.org.invoices


def test_number_is_unique_and_put_does_not_edit(call, contact):
    accounting.put_invoices(call, [invoice(contact, InvoiceNumber="A-1")])
    with pytest.raises(Refused, match="Invoice # must be unique"):
        accounting.put_invoices(call, [invoice(contact, InvoiceNumber="a-1")])


def test_locked_period(call, contact):
    call.org.facts["PeriodLockDate"] = date(2026, 11, 30)
    with pytest.raises(Refused, match="cannot be before the period lock date"):
        accounting.put_invoices(call, [invoice(contact)])


def test_archived_contact_gets_no_invoice_and_no_edit(call):
    archived = next(item for item in call.org.contacts.values() if item["ContactStatus"] == "ARCHIVED")
    with pytest.raises(Refused, match="has been archived"):
        accounting.put_invoices(call, [invoice(archived)])
    with pytest.raises(Refused, match="cannot currently be edited via the API"):
        accounting.post_contacts(call, [{"ContactID": archived["ContactID"], "EmailAddress": "a@b.example.com"}])


@pytest.mark.parametrize(
    "values, text",
    [
        ({"Name": "adam BAKER"}, "already assigned to another contact"),
        ({"EmailAddress": "no at"}, "must contain at least 1"),
        ({"Name": "X", "EmailAddress": "foo@bar"}, "Email address must be valid"),
        ({"Name": "X" * 256}, "255 characters or less"),
        ({"Name": "<b>"}, "angle brackets"),
    ],
)
def test_refused_contact(call, values, text):
    with pytest.raises(Refused, match=text):
        accounting.put_contacts(call, [values])


def test_payments_settle_and_refuse(call, contact):
    stored = accounting.put_invoices(call, [invoice(contact)])[0]
    bank = next(item for item in call.org.accounts.values() if item["Type"] == "BANK")
    sales = next(item for item in call.org.accounts.values() if item.get("Code") == "200")

    def pay(amount, account=bank):
        row = {"Invoice": {"InvoiceID": stored["InvoiceID"]}, "Amount": Decimal(amount), "Date": "2026-11-21"}
        return accounting.put_payments(call, [{**row, "Account": {"AccountID": account["AccountID"]}}])[0]

    with pytest.raises(Refused, match="exceeds the amount outstanding"):
        pay("110.01")
    with pytest.raises(Refused, match="Account could not be found"):
        pay("10", sales)
    payment = pay("110")
    assert (stored["Status"], stored["AmountDue"]) == ("PAID", 0)
    with pytest.raises(Refused, match="VOIDED cannot be applied"):
        accounting.post_invoice(call, stored["InvoiceID"], {"Status": "VOIDED"})
    accounting.remove_payment(call, payment["PaymentID"])
    assert (stored["Status"], stored["AmountDue"]) == ("AUTHORISED", Decimal("110.00"))
    accounting.post_invoice(call, stored["InvoiceID"], {"Status": "VOIDED"})
    with pytest.raises(Refused, match="not of valid status"):
        accounting.post_invoice(call, stored["InvoiceID"], {"Status": "AUTHORISED"})


def test_draft_takes_no_payment(call, contact):
    stored = accounting.put_invoices(call, [invoice(contact, Status="DRAFT")])[0]
    bank = next(item for item in call.org.accounts.values() if item["Type"] == "BANK")
    row = {"Invoice": {"InvoiceID": stored["InvoiceID"]}, "Amount": 1, "Account": {"AccountID": bank["AccountID"]}}
    with pytest.raises(Refused, match="only be made against Authorised documents"):
        accounting.put_payments(call, [row])


def test_tax_is_rounded_by_line_then_added():
    amounts = [Decimal("25.06"), Decimal("25.61"), Decimal("25.63")]
    lines = [{"LineAmount": amount, "TaxAmount": line_tax(amount, Decimal(15), "Exclusive")} for amount in amounts]
    assert totals(lines, "Exclusive")[1] == Decimal("11.44")


def test_every_seeded_contact_of_the_full_organisation_obeys_the_rules():
    from xero_sandbox import Sandbox
    from xero_sandbox.accounting.contacts import check
    from xero_sandbox.context import Call

    sandbox = Sandbox(seeds=("au",))
    org = next(iter(sandbox.organisations.values()))
    call = Call(sandbox, org, "PUT", "", sandbox.clock.now())
    assert len(org.contacts) >= 60 and len(org.invoices) >= 25
    for item in org.contacts.values():
        check(call, item, item)
