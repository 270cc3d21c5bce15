"""Builders for the tests of the mappers."""

from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.crm_xero_connector.mappers.records import Account, Invoice, InvoiceLine


@pytest.fixture
def line():
    """Build a line: numbers as text or int, 15 % tax unless told otherwise."""

    def build(net, tax, quantity=1, unit=None, discount=0, rate=15, **values):
        values = {"description": "Work", "tax_type": "OUTPUT2", "account_code": "200", **values}
        return InvoiceLine(
            quantity=Decimal(str(quantity)),
            unit_amount=Decimal(str(net if unit is None else unit)),
            discount_rate=Decimal(str(discount)),
            net=Decimal(str(net)),
            tax=Decimal(str(tax)),
            tax_rate=Decimal(str(rate)),
            **values,
        )

    return build


@pytest.fixture
def invoice():
    """Build a document whose totals are those of its lines, unless told otherwise."""

    def build(*lines, **values):
        tax = sum((one.tax for one in lines), Decimal(0))
        values = {
            "kind": "ACCREC",
            "contact_id": "c-1",
            "number": "INV/2026/0001",
            "date": date(2026, 3, 1),
            "due_date": date(2026, 3, 31),
            "currency": "NZD",
            "total": sum((one.net for one in lines), Decimal(0)) + tax,
            "total_tax": tax,
            **values,
        }
        return Invoice(lines=lines, **values)

    return build


@pytest.fixture
def rounding_account():
    return Account("acc-860", "860", "Rounding", system_account="ROUNDING", tax_type="NONE")
