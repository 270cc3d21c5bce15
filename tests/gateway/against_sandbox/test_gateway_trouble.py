"""Trouble on the way to Xero's stand-in: what is lost is told as lost, and nothing is there twice."""

import pytest

from odoo.addons.crm_xero_connector import exceptions
from odoo.addons.crm_xero_connector.gateway import XeroGateway
from odoo.addons.crm_xero_connector.mappers.invoice import invoice_to_xero


@pytest.mark.parametrize("kind", ["drop_after", "500_after", "truncated", "html"])
def test_an_answer_lost_after_the_write_is_unknown_and_the_write_is_there_once(
    sandbox, gateway, invoice, kind, numbers
):
    payload = invoice_to_xero(invoice("INV/1", ("10.00", "1.00")))[0]
    sandbox.faults.add(kind=kind, method="PUT", path="/Invoices", times=1)
    with pytest.raises(exceptions.XeroOutcomeUnknown):
        gateway.create_invoices([payload], idempotency_key="i-1")
    assert numbers() == ["INV/1"]
    found = gateway.invoices(numbers=["INV/1"]).items
    assert [item["InvoiceNumber"] for item in found] == ["INV/1"]


def test_the_same_key_within_six_minutes_writes_once(gateway, invoice, numbers):
    payload = invoice_to_xero(invoice("INV/1", ("10.00", "1.00")))[0]
    first = gateway.create_invoices([payload], idempotency_key="i-1")
    assert gateway.create_invoices([payload], idempotency_key="i-1")[0]["InvoiceID"] == first[0]["InvoiceID"]
    with pytest.raises(exceptions.XeroRejected, match="different request"):
        gateway.create_invoices([{**payload, "InvoiceNumber": "INV/2"}], idempotency_key="i-1")
    assert numbers() == ["INV/1"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("drop_before", exceptions.XeroOutcomeUnknown),
        ("500_before", exceptions.XeroOutcomeUnknown),
        ("503", exceptions.XeroServerError),
        ("429_minute", exceptions.XeroRateLimited),
        ("429_day", exceptions.XeroRateLimited),
    ],
)
def test_a_write_that_failed_before_is_not_there(sandbox, gateway, invoice, kind, error, numbers):
    payload = invoice_to_xero(invoice("INV/1", ("10.00", "1.00")))[0]
    sandbox.faults.add(kind=kind, method="PUT", path="/Invoices", times=1)
    with pytest.raises(error):
        gateway.create_invoices([payload], idempotency_key="i-1")
    assert numbers() == []


def test_a_slow_answer_to_a_write_is_unknown(sandbox, endpoints, tokens, invoice, tenant_id):
    payload = invoice_to_xero(invoice("INV/1", ("10.00", "1.00")))[0]
    impatient = XeroGateway(endpoints, tenant_id, lambda: tokens.access_token, timeout=1)
    sandbox.faults.add(kind="slow", method="PUT", path="/Invoices", times=1, seconds=2)
    with pytest.raises(exceptions.XeroOutcomeUnknown):
        impatient.create_invoices([payload], idempotency_key="i-1")


def test_the_budget_goes_down_until_the_limit_is_told(gateway):
    gateway.organisation()
    left = gateway.budget.minute
    gateway.organisation()
    assert gateway.budget.minute == left - 1
    with pytest.raises(exceptions.XeroRateLimited) as caught:
        for _call in range(left):
            gateway.organisation()
    assert caught.value.problem == "minute"
    assert 0 < caught.value.retry_after <= 60


def test_no_call_is_repeated_behind_our_back(sandbox, gateway):
    before = len(sandbox.requests)
    sandbox.faults.add(kind="drop_before", method="GET", path="/Contacts", times=1)
    with pytest.raises(exceptions.XeroUnreachable):
        gateway.contacts()
    gateway.contacts()
    assert len(sandbox.requests) - before <= 2
