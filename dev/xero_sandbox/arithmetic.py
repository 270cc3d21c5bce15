"""Xero's arithmetic: a line is quantity x price less discount, its tax is rounded by itself, then all is added up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
WIDE = Context(prec=60)  # a product of two long numbers is exact before it is rounded once


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP, WIDE)


def price(value: Decimal, decimals: int) -> Decimal:
    """Round a unit price to the decimals that the caller asked for (`unitdp`)."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, WIDE)


def exact_amount(quantity: Decimal, unit_amount: Decimal, discount_rate: Decimal, discount_amount: Decimal) -> Decimal:
    """Return a line's amount before it is rounded; the discount as percent, or as an amount of the whole line."""
    gross = WIDE.multiply(quantity, unit_amount)
    net = WIDE.divide(WIDE.multiply(gross, HUNDRED - discount_rate), HUNDRED)
    return WIDE.subtract(net, discount_amount)


def line_amount(
    quantity: Decimal, unit_amount: Decimal, discount_rate: Decimal = Decimal(0), discount_amount: Decimal = Decimal(0)
) -> Decimal:
    return cents(exact_amount(quantity, unit_amount, discount_rate, discount_amount))


def line_tax(amount: Decimal, rate: Decimal, line_amount_types: str) -> Decimal:
    """Return the tax on or in an amount; rate in percent."""
    if line_amount_types == "NoTax":
        return Decimal("0.00")
    if line_amount_types == "Inclusive":
        return amount - cents(WIDE.divide(WIDE.multiply(amount, HUNDRED), HUNDRED + rate))
    return cents(WIDE.divide(WIDE.multiply(amount, rate), HUNDRED))


def totals(lines: list[dict[str, Any]], line_amount_types: str) -> tuple[Decimal, Decimal, Decimal]:
    """Return subtotal, tax and total of lines; one without an amount is a description only."""
    amount = sum((line["LineAmount"] for line in lines if "LineAmount" in line), Decimal("0.00"))
    tax = sum((line["TaxAmount"] for line in lines if "TaxAmount" in line), Decimal("0.00"))
    if line_amount_types == "Inclusive":
        return amount - tax, tax, amount
    return amount, tax, amount + tax
