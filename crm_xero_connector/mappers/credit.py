"""Lines of a credit note that was made in Xero, as Odoo needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .records import ZERO
from .values import text, to_decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class CreditLine:
    """One line; `unit_amount` times `quantity` is without tax. A line without an account is text."""

    description: str
    quantity: Decimal = ZERO
    unit_amount: Decimal = ZERO
    tax_type: str = ""
    account_id: str = ""
    account_code: str = ""

    @property
    def is_text(self) -> bool:
        return not (self.account_id or self.account_code)


def lines_from_xero(data: Mapping[str, Any]) -> list[CreditLine]:
    """Return the lines of a credit note in their order; of prices with tax, what is left without it."""
    items = data.get("LineItems")
    is_inclusive = text(data.get("LineAmountTypes")).lower() == "inclusive"
    return [_line(item, is_inclusive) for item in items or () if isinstance(item, dict)]


def _line(item: Mapping[str, Any], is_inclusive: bool) -> CreditLine:
    """Return one line, as one piece at its net amount where the unit price does not give that."""
    amount, tax = (to_decimal(item.get(key), ZERO) for key in ("LineAmount", "TaxAmount"))
    net = amount - tax if is_inclusive else amount
    quantity = to_decimal(item.get("Quantity"), Decimal(1))
    unit = to_decimal(item.get("UnitAmount"), ZERO)
    if is_inclusive or (quantity * unit).quantize(CENT) != net:
        quantity, unit = Decimal(1), net
    return CreditLine(
        description=text(item.get("Description")),
        quantity=quantity,
        unit_amount=unit,
        tax_type=text(item.get("TaxType")),
        account_id=text(item.get("AccountID")),
        account_code=text(item.get("AccountCode")),
    )
