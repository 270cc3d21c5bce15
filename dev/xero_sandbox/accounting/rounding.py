"""Totals that a client sends beside the lines: some cents more or less are a rounding, all else is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .. import arithmetic
from ..errors import Refused
from .documents import check_total, fill_totals

Record = dict[str, Any]
TOLERANCE = Decimal("0.10")
SENT = ("SubTotal", "TotalTax", "Total")


def fill_totals_as_sent(document: Record, values: Record, complete: bool) -> None:
    """Compute the totals; the one that was sent for an invoice beyond a draft stands, with a RoundingAmount."""
    fill_totals(document)
    document.pop("RoundingAmount", None)
    sent = {name: values[name] for name in SENT if complete and values.get(name) is not None}
    for name, amount in sent.items():
        if abs(amount - document[name]) > TOLERANCE:
            raise Refused(f"The document {name.lower()} does not equal the sum of the lines.")
    difference = arithmetic.cents(sent.get("Total", document["Total"])) - document["Total"]
    if difference:
        document.update(RoundingAmount=difference, Total=document["Total"] + difference)
        check_total(document)
