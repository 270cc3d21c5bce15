"""What Xero will make of a document's payload, before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .records import ZERO
from .rounding import SentLine
from .values import to_decimal

__all__ = ["expected_lines"]


def expected_lines(payload: Mapping[str, Any], rates: Mapping[str, Decimal]) -> tuple[SentLine, ...]:
    """Return the lines of a payload with what Xero computes of them; texts have no amounts.

    :param rates: tax type -> percent, the effective rate
    """
    return tuple(_expected(item, rates) for item in payload["LineItems"])


def _expected(item: Mapping[str, Any], rates: Mapping[str, Decimal]) -> SentLine:
    return SentLine(
        description=item.get("Description", ""),
        quantity=to_decimal(item.get("Quantity"), ZERO),
        unit_amount=to_decimal(item.get("UnitAmount"), ZERO),
        discount_rate=to_decimal(item.get("DiscountRate"), ZERO),
        tax_amount=None if item.get("TaxAmount") is None else to_decimal(item["TaxAmount"], ZERO),
        tax_rate=rates.get(item.get("TaxType", ""), ZERO),
        is_text="UnitAmount" not in item,
    )
