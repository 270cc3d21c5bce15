"""What Xero will make of a payload is what the form was chosen for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.crm_xero_connector.mappers.expected import expected_lines
from odoo.addons.crm_xero_connector.mappers.invoice import invoice_to_xero
from odoo.addons.crm_xero_connector.mappers.records import Account, Invoice, InvoiceLine
from odoo.addons.crm_xero_connector.mappers.rounding import totals

LINE = InvoiceLine(
    "Work",
    quantity=Decimal(1),
    unit_amount=Decimal("10.00"),
    net=Decimal("10.00"),
    tax=Decimal("1.00"),
    tax_type="OUTPUT",
    tax_rate=Decimal(10),
    account_code="200",
)
MANY = replace(LINE, quantity=Decimal(1000), unit_amount=Decimal("0.01005"), net=Decimal("10.05"), tax=Decimal("1.01"))
ROUNDING = Account("r", "860", "Rounding", tax_type="NONE")


def payload(*lines, total, tax):
    invoice = Invoice("ACCREC", "c", "INV/1", date(2026, 11, 20), "AUD", lines, Decimal(total), Decimal(tax))
    return invoice_to_xero(invoice, ROUNDING)


@pytest.mark.parametrize(
    "line, total, tax, form",
    [
        (LINE, "11.00", "1.00", "natural"),
        (replace(LINE, tax=Decimal("1.01")), "11.01", "1.01", "tax_amount"),
        (MANY, "11.06", "1.01", "net_line"),
        (LINE, "11.02", "1.00", "rounding_line"),
        (replace(LINE, discount_rate=Decimal(50), unit_amount=Decimal(20)), "11.00", "1.00", "natural"),
    ],
)
def test_the_totals_of_each_form_are_odoos(line, total, tax, form):
    sent, chosen = payload(line, InvoiceLine("A section"), total=total, tax=tax)
    lines = expected_lines(sent, {"OUTPUT": Decimal(10), "NONE": Decimal(0)})
    assert chosen == form
    assert totals(lines) == (Decimal(total), Decimal(tax))
    assert [line.is_text for line in lines[:2]] == [False, True]


def test_a_rate_that_xero_has_changed_shows():
    sent, _form = payload(LINE, total="11.00", tax="1.00")
    assert totals(expected_lines(sent, {"OUTPUT": Decimal(12)})) == (Decimal("11.20"), Decimal("1.20"))
