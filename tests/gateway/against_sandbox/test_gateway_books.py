"""Reading and writing the books of Xero's stand-in: real SDK, real HTTP, real sockets."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from odoo.addons.crm_xero_connector import const, exceptions
from odoo.addons.crm_xero_connector.gateway import element_errors
from odoo.addons.crm_xero_connector.mappers.contact import contact_from_xero, contact_to_xero
from odoo.addons.crm_xero_connector.mappers.invoice import (
    invoice_from_xero,
    invoice_to_xero,
    is_same_document,
    is_there,
)
from odoo.addons.crm_xero_connector.mappers.payment import payment_from_xero, payment_to_xero
from odoo.addons.crm_xero_connector.mappers.reference import (
    organisation_from_xero,
)

DAY = date(2026, 11, 2)
ODD = {"Description": "Play", "Quantity": "2", "UnitAmount": Decimal("99"), "TaxType": "EXEMPTOUTPUT", "TaxAmount": 11}


def test_reference_data_is_understood(gateway, books):
    organisation = organisation_from_xero(gateway.organisation())
    assert organisation.base_currency == "AUD"
    assert organisation.short_code.startswith("!")
    assert {item["Name"] for item in gateway.organisation_actions()} >= {const.ACTION_APPROVE}
    assert books["rate"].tax_type == "OUTPUT"


def test_all_pages_are_read_and_the_last_one_is_known(sandbox, gateway, tenant_id):
    for number in range(12):
        sandbox.add_contact(tenant_id, Name=f"Page test {number:02}")
    names, page = [], None
    while page is None or not page.is_last:
        page = gateway.contacts(page=page.page + 1 if page else 1, page_size=5)
        names += [contact_from_xero(item).name for item in page.items]
    assert len(names) == len(set(names)) == page.item_count == len(sandbox.organisations[tenant_id].contacts)


def test_only_what_changed_is_read(sandbox, gateway, tenant_id):
    sandbox.clock.advance(600)
    since = sandbox.clock.now() - timedelta(seconds=10)
    added = sandbox.add_contact(tenant_id, Name="Newcomer")
    assert [item["ContactID"] for item in gateway.contacts(modified_since=since).items] == [added["ContactID"]]
    assert gateway.contacts(modified_since=datetime(2099, 1, 1, tzinfo=timezone.utc)).items == []


def test_records_are_read_by_their_ids(sandbox, gateway, tenant_id):
    ids = [sandbox.add_contact(tenant_id, Name=f"By id {number}")["ContactID"] for number in range(3)]
    assert {item["ContactID"] for item in gateway.contacts(ids=ids[:2]).items} == set(ids[:2])
    assert gateway.contact(ids[2])["Name"] == "By id 2"
    with pytest.raises(exceptions.XeroNotFound):
        gateway.contact("99999999-9999-4999-8999-999999999999")


def test_a_value_that_nobody_knows_does_not_cost_the_page(sandbox, gateway):
    sandbox.faults.add(kind="unknown_enum", method="GET", path="/Contacts", times=1)
    contacts = [contact_from_xero(item) for item in gateway.contacts().items]
    assert "SOMETHING_NEW" in {contact.status for contact in contacts}
    assert len(contacts) == len(gateway.contacts().items)


def test_a_contact_is_created_changed_and_never_doubled(gateway):
    payload = contact_to_xero(name="Ann Lee", email="ann@example.com", contact_number="ODOO-ab12cd34-P7", city="Perth")
    created = gateway.create_contacts([payload], idempotency_key="c-1")[0]
    assert element_errors(created) == ()
    again = gateway.create_contacts([payload], idempotency_key="c-2")[0]
    assert "already assigned to another contact" in " ".join(element_errors(again))
    change = contact_to_xero(name="Ann Lee", xero_id=created["ContactID"], phone="+61 2 9999 0000")
    changed = contact_from_xero(gateway.update_contacts([change], idempotency_key="c-3")[0])
    assert (changed.email, changed.phone) == ("ann@example.com", "+61 2 9999 0000")


@pytest.mark.parametrize(
    "amounts",
    [
        [("100.00", "10.00")],
        [("25.06", "2.51"), ("25.61", "2.56"), ("25.63", "2.57")],
        [("0.05", "0.00"), ("0.05", "0.01"), ("-0.01", "0.00")],
        [("33.33", "3.34"), ("33.33", "3.33"), ("33.34", "3.33")],
        [("1234567.89", "123456.79")],
    ],
)
def test_an_invoice_has_the_same_cents_in_xero(gateway, invoice, amounts):
    ours = invoice("INV/1", *amounts)
    created = gateway.create_invoices([invoice_to_xero(ours)[0]], idempotency_key="i-1")[0]
    assert element_errors(created) == ()
    assert is_same_document(ours, invoice_from_xero(created))
    assert is_same_document(ours, invoice_from_xero(gateway.invoice(created["InvoiceID"])))


def test_what_was_sent_is_known_to_be_there_and_what_differs_is_not(gateway, invoice):
    payload, _form = invoice_to_xero(invoice("INV/2", ("100.00", "10.00"), ("0.05", "0.01"), reference="PO 7"))
    (created,) = gateway.create_invoices([payload], idempotency_key="i-1")
    (there,) = gateway.invoices(ids=[created["InvoiceID"]]).items
    assert is_there(payload, there)
    assert is_there(payload, {**there, "Status": "PAID"})
    line = payload["LineItems"][0]
    for change in (
        {"Date": "2026-11-03"},
        {"DueDate": "2027-01-01"},
        {"Reference": "PO 8"},
        {"InvoiceNumber": "INV/3"},
        {"CurrencyCode": "NZD"},
        {"Status": "VOIDED"},
        {"Contact": {"ContactID": "another"}},
        {"LineItems": [line]},
        *({"LineItems": [{**line, key: value}, payload["LineItems"][1]]} for key, value in ODD.items()),
    ):
        assert not is_there({**payload, **change}, there), change


def test_one_bad_invoice_does_not_stop_the_others(gateway, invoice, numbers):
    payloads = [invoice_to_xero(invoice(f"INV/{number}", ("10.00", "1.00")))[0] for number in range(5)]
    payloads[2]["LineItems"][0]["AccountCode"] = "nowhere"
    elements = gateway.create_invoices(payloads, idempotency_key="i-1")
    assert [bool(element_errors(element)) for element in elements] == [False, False, True, False, False]
    assert "nowhere" in element_errors(elements[2])[0]
    assert numbers() == ["INV/0", "INV/1", "INV/3", "INV/4"]


def test_a_number_that_is_taken_is_refused_and_changes_nothing(gateway, invoice):
    first = gateway.create_invoices([invoice_to_xero(invoice("INV/1", ("10.00", "1.00")))[0]], idempotency_key="i-1")[0]
    second = gateway.create_invoices([invoice_to_xero(invoice("INV/1", ("99.00", "9.90")))[0]], idempotency_key="i-2")[
        0
    ]
    assert "must be unique" in element_errors(second)[0]
    assert gateway.invoice(first["InvoiceID"])["Total"] == 11


def test_an_invoice_is_changed_by_its_id_and_voided(gateway, invoice):
    created = gateway.create_invoices([invoice_to_xero(invoice("INV/1", ("10.00", "1.00")))[0]], idempotency_key="i-1")[
        0
    ]
    xero_id = created["InvoiceID"]
    payload = invoice_to_xero(invoice("INV/1", ("20.00", "2.00"), xero_id=xero_id))[0]
    assert gateway.update_invoice(xero_id, payload, idempotency_key="i-2")["Total"] == 22
    assert gateway.update_invoice(xero_id, {"Status": "VOIDED"}, idempotency_key="i-3")["Status"] == "VOIDED"
    with pytest.raises(exceptions.XeroRejected):
        gateway.update_invoice(xero_id, {"Status": "AUTHORISED"}, idempotency_key="i-4")


def test_a_payment_is_made_and_undone(gateway, invoice, books):
    created = gateway.create_invoices([invoice_to_xero(invoice("INV/1", ("10.00", "1.00")))[0]], idempotency_key="i-1")[
        0
    ]
    xero_id = created["InvoiceID"]
    values = {"kind": "ACCREC", "document_id": xero_id, "account_id": books["bank"].xero_id, "day": DAY}
    too_much = payment_to_xero(amount=Decimal("11.01"), **values)
    refused = gateway.create_payments([too_much], idempotency_key="p-1")[0]
    assert "exceeds the amount outstanding" in element_errors(refused)[0]

    payload = payment_to_xero(amount=Decimal("11.00"), reference="ODOO-ab12cd34-Y9", **values)
    payment = payment_from_xero(gateway.create_payments([payload], idempotency_key="p-2")[0])
    assert (payment.document_id, payment.reference) == (xero_id, "ODOO-ab12cd34-Y9")
    remote = invoice_from_xero(gateway.invoice(xero_id))
    assert (remote.status, remote.amount_due, [paid.xero_id for paid in remote.payments]) == (
        "PAID",
        0,
        [payment.xero_id],
    )

    assert gateway.delete_payment(payment.xero_id, idempotency_key="p-3")["Status"] == "DELETED"
    assert invoice_from_xero(gateway.invoice(xero_id)).amount_due == 11
    assert [item["Status"] for item in gateway.payments().items if item["PaymentID"] == payment.xero_id] == ["DELETED"]


def test_a_credit_note_is_created(gateway, invoice):
    ours = invoice("RINV/1", ("10.00", "1.00"), kind="ACCRECCREDIT")
    created = gateway.create_credit_notes([invoice_to_xero(ours)[0]], idempotency_key="n-1")[0]
    assert element_errors(created) == ()
    assert gateway.credit_note(created["CreditNoteID"])["RemainingCredit"] == 11
    assert [item["CreditNoteNumber"] for item in gateway.credit_notes().items] == ["RINV/1"]
