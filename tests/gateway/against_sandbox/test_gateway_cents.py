"""Fifty strange documents at a time: Xero's stand-in computes by itself and comes to our cents."""

import random
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from odoo.addons.crm_xero_connector import const
from odoo.addons.crm_xero_connector.gateway import element_errors
from odoo.addons.crm_xero_connector.mappers.invoice import (
    credit_note_from_xero,
    invoice_from_xero,
    invoice_to_xero,
    is_same_document,
)
from odoo.addons.crm_xero_connector.mappers.records import Invoice, InvoiceLine
from odoo.addons.crm_xero_connector.mappers.reference import account_from_xero

CENT = Decimal("0.01")


def cents(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


def strange_line(dice, books):
    """Roll a line as Odoo may have it: odd prices and quantities, discounts, a tax that a wider rounding moved."""
    quantity = Decimal(dice.randint(1, 40000)) / dice.choice((1, 100, 10000, 1000000))
    price = Decimal(dice.randint(1, 900000)) / dice.choice((100, 10000, 1000000))
    discount = dice.choice((Decimal(0), Decimal(0), Decimal(100), Decimal(dice.randint(1, 9999)) / 100))
    net = cents(quantity * price * (100 - discount) / 100 / dice.choice((Decimal(1), Decimal("1.1"))))
    off = dice.choice((0, 0, 0, 1, -1)) * CENT if net else Decimal(0)
    return InvoiceLine(
        "Work",
        quantity=quantity,
        unit_amount=price,
        discount_rate=discount,
        net=net,
        tax=cents(net / 10) + off,
        tax_type=books["rate"].tax_type,
        tax_rate=books["rate"].effective_rate,
        account_code=books["sales"].code,
    )


def strange_document(dice, books, kind, number):
    lines = [strange_line(dice, books) for _line in range(dice.randint(1, 6))] + [InvoiceLine("Note")]
    tax = sum((line.tax for line in lines), Decimal(0))
    cash_rounding = dice.choice((0, 0, 0, 2, -2)) * CENT
    return Invoice(
        kind=kind,
        contact_id=books["contact"],
        number=f"{kind}/{number}",
        date=date(2026, 11, 2),
        due_date=date(2026, 11, 30),
        currency="AUD",
        lines=tuple(lines),
        total=max(sum((line.net for line in lines), Decimal(0)) + tax + cash_rounding, Decimal(0)),
        total_tax=tax,
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("kind", "create", "mapper"),
    [("ACCREC", "create_invoices", invoice_from_xero), ("ACCRECCREDIT", "create_credit_notes", credit_note_from_xero)],
)
def test_strange_documents_have_the_same_cents_in_xero(gateway, books, kind, create, mapper, seed):
    dice = random.Random(seed)
    accounts = map(account_from_xero, gateway.accounts())
    rounding = next(account for account in accounts if account.system_account == const.ROUNDING_ACCOUNT)
    ours = [strange_document(dice, books, kind, number) for number in range(const.BATCH_SIZE)]

    built = [invoice_to_xero(document, rounding) for document in ours]
    elements = getattr(gateway, create)([payload for payload, _form in built], idempotency_key=f"{kind}-{seed}")

    assert [element_errors(element) for element in elements] == [()] * const.BATCH_SIZE
    assert all(is_same_document(document, mapper(element)) for document, element in zip(ours, elements, strict=True))
    assert len({form for _payload, form in built}) == 4
