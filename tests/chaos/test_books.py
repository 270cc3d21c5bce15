"""The comparison at the end of the chaos sees what would be wrong: a test of the test."""

import json

import pytest
from books import MOVES, PAID, PARTNERS, PAYMENTS, Books, Deeds

from xero_sandbox import Sandbox

LINE = {"Description": "Work", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200", "TaxType": "EXEMPTOUTPUT"}
DAYS = {"Date": "2026-11-20", "DueDate": "2026-11-30"}
MARK = "ODOO-12345678-P7"


class World:
    """An organisation, and what Odoo would say of it: an invoice of 100 on which somebody paid 10 in Odoo."""

    def __init__(self):
        self.sandbox = Sandbox(seeds=("au",))
        (self.org,) = self.sandbox.organisations.values()
        self.deeds = Deeds.before(self.org)
        self.partners = [partner(row) for row in self.org.contacts.values() if row["ContactStatus"] == "ACTIVE"]
        self.customer = self.add_contact("Customer 1")
        values = {"Type": "ACCREC", "Status": "AUTHORISED", "InvoiceNumber": "INV/1", "LineItems": [LINE], **DAYS}
        self.invoice = self.sandbox.add_invoice(self.org.tenant_id, Contact=self.customer, **values)
        self.payments = [10]
        self.pay(10)

    def add_contact(self, name, in_odoo=True):
        row = self.sandbox.add_contact(self.org.tenant_id, Name=name)
        if in_odoo:
            self.partners.append(partner(row))
        return {"ContactID": row["ContactID"]}

    def pay(self, amount, reference=MARK):
        row = self.sandbox.pay(self.org.tenant_id, self.invoice["InvoiceID"], amount)
        self.org.payments[row["PaymentID"]]["Reference"] = reference

    def sql(self, query):
        """Answer as the database would, where both books agree."""
        known = {"id": 1, "name": "INV/1", "state": "posted", "type": "out_invoice", "total": 100}
        invoice = self.org.invoices[self.invoice["InvoiceID"]]
        move = {**known, "xero_id": invoice["InvoiceID"], "due": float(invoice["AmountDue"])}
        rows = {
            MOVES: [{**move, "link": "synced", "message": None, "difference": None}],
            PAYMENTS: [{"move": 1, "amount": amount, "id": number} for number, amount in enumerate(self.payments)],
            PAID: [{"move": 1, "amount": 10}],
            PARTNERS: self.partners,
        }
        return [json.dumps(row) for row in rows.get(query, [])]

    @property
    def problems(self):
        return Books(self, self.org, self.deeds).problems


def partner(row):
    values = {"name": row["Name"], "phone": None, "city": None, "email": row["EmailAddress"] or None}
    return {**values, "xero_id": row["ContactID"]}


@pytest.fixture
def world():
    return World()


def test_equal_books_are_no_problem(world):
    assert world.problems == {}


def test_a_part_payment_that_was_doubled_and_came_back_is_seen(world):
    world.pay(10, reference="")
    world.payments.append(10)
    assert list(world.problems) == ["doubled"]
    assert "10.00 is in Xero 1 times more than paid" in world.problems["doubled"][0]


def test_a_mark_that_two_payments_have_is_seen(world):
    world.pay(10)
    world.payments.append(10)
    assert f"{MARK}: 2 payments in Xero" in world.problems["doubled"]


def test_a_payment_that_both_books_lost_is_seen(world):
    (payment,) = [row for row in world.org.payments.values() if row.get("Reference") == MARK]
    world.sandbox.delete_payment(world.org.tenant_id, payment["PaymentID"])
    world.payments.clear()
    assert list(world.problems) == ["lost"]


def test_what_somebody_paid_in_xero_is_no_problem(world):
    world.pay(25, reference="")
    world.payments.append(25)
    world.deeds.paid[world.invoice["InvoiceID"]].append(25)
    assert world.problems == {}


def test_a_credit_note_that_only_xero_has_is_seen(world):
    values = {"Type": "ACCRECCREDIT", "Status": "AUTHORISED", "CreditNoteNumber": "RINV/1", "LineItems": [LINE]}
    world.sandbox.add_credit_note(world.org.tenant_id, Contact=world.customer, Date=DAYS["Date"], **values)
    assert world.problems == {"doubled": ["RINV/1: of no document in Odoo"]}


def test_a_contact_that_only_xero_has_is_seen(world):
    world.add_contact("Customer 2", in_odoo=False)
    assert world.problems == {"doubled": ["contact Customer 2: of nobody in Odoo"]}
