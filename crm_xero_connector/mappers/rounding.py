"""Equal to the cent: Xero's arithmetic, and how to write an invoice down so that it gives Odoo's amounts.

Xero computes each line by itself: quantity x unit price (4 decimals) less the discount, rounded to cents; the tax on
that, rounded to cents; and adds up. Odoo may round the tax over the whole invoice, has unit prices with more decimals
and prices that include tax. So the simplest form is chosen that gives Odoo's net per line, tax per rate and total:

natural        every line as it is in Odoo
tax_amount     the same, with the tax stated on the lines where Xero's own would differ
net_line       lines whose product differs become quantity 1 at their net, with the detail in the description
rounding_line  what is left (cash rounding) is a line on the organisation's account for rounding
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from ..exceptions import MappingError
from .records import ZERO, Account, InvoiceLine

NATURAL, TAX_AMOUNT, NET_LINE, ROUNDING_LINE = FORMS = ("natural", "tax_amount", "net_line", "rounding_line")
CENT = Decimal("0.01")
UNIT = Decimal("0.0001")
SHOWN = Decimal("0.000001")  # a price without its tax has endless decimals
HUNDRED = Decimal(100)
TIMES = "\u00d7"
# A difference above this is no rounding: it is refused instead of hidden in the account for rounding.
MAX_ROUNDING = Decimal(1)


@dataclass(frozen=True)
class SentLine:
    """One line as Xero gets it, and what Xero makes of it."""

    description: str
    quantity: Decimal = ZERO
    unit_amount: Decimal = ZERO
    discount_rate: Decimal = ZERO
    tax_amount: Decimal | None = None
    tax_rate: Decimal = ZERO
    tax_type: str | None = None
    account_code: str | None = None
    account_id: str | None = None
    item_code: str | None = None
    tracking: tuple[tuple[str, str], ...] = ()
    line_id: str | None = None
    is_text: bool = False

    @property
    def amount(self) -> Decimal:
        """What Xero will have as the line's amount."""
        return line_amount(self.quantity, self.unit_amount, self.discount_rate)

    @property
    def own_tax(self) -> Decimal:
        """What Xero would compute as the line's tax."""
        return line_tax(self.amount, self.tax_rate)

    @property
    def tax(self) -> Decimal:
        """What Xero will have as the line's tax."""
        return self.own_tax if self.tax_amount is None else self.tax_amount


# --- Xero's arithmetic -------------------------------------------------------------------------------------------


def cents(amount: Decimal) -> Decimal:
    """Round to cents, half away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def unit_price(amount: Decimal) -> Decimal:
    """Round to the four decimals that Xero keeps of a unit price or a quantity."""
    return amount.quantize(UNIT, ROUND_HALF_UP)


def line_amount(quantity: Decimal, unit_amount: Decimal, discount_rate: Decimal = ZERO) -> Decimal:
    """Return Xero's amount of a line.

    :param discount_rate: percent
    """
    return cents(quantity * unit_price(unit_amount) * (HUNDRED - discount_rate) / HUNDRED)


def line_tax(amount: Decimal, tax_rate: Decimal, *, inclusive: bool = False) -> Decimal:
    """Return Xero's tax of a line.

    :param tax_rate: percent, the effective rate
    :param inclusive: the tax is within the amount and not on top of it
    """
    if inclusive:
        return amount - cents(amount / (1 + tax_rate / HUNDRED))
    return cents(amount * tax_rate / HUNDRED)


def totals(lines: Iterable[SentLine]) -> tuple[Decimal, Decimal]:
    """Return Xero's total and total tax of an invoice."""
    lines = list(lines)
    tax = sum((line.tax for line in lines), ZERO)
    return sum((line.amount for line in lines), ZERO) + tax, tax


# --- the choice of the form --------------------------------------------------------------------------------------


def represent(
    lines: Sequence[InvoiceLine],
    total: Decimal,
    total_tax: Decimal,
    rounding_account: Account | None = None,
    *,
    allow_discount: bool = True,
) -> tuple[tuple[SentLine, ...], str]:
    """Return the lines to send and the name of their form.

    :param total: Odoo's total with tax
    :param total_tax: Odoo's tax in all
    :param rounding_account: the organisation's account for rounding; needed for the last form only
    :param allow_discount: False for documents on which Xero knows no discount: bills and credit notes
    :raise MappingError: when no form gives Odoo's amounts
    """
    lines = _to_cents(lines, total, total_tax)
    sent = tuple(_represent_line(line, allow_discount) for line in lines)
    sent = _spread_tax(_state_taxes(lines, sent), total_tax)
    sent += _rounding_line(total - totals(sent)[0], rounding_account)
    if totals(sent) != (total, total_tax):
        raise MappingError(f"No lines give the total {total} with the tax {total_tax}")
    return sent, _form(lines, sent)


def price_without_tax(
    price: Decimal, quantity: Decimal, discount_rate: Decimal, net: Decimal, *, is_included: bool
) -> Decimal:
    """Return the price of one before the discount and without tax.

    :param discount_rate: percent
    :param net: the line's amount without tax
    :param is_included: the price has tax within it
    """
    share = 1 - discount_rate / HUNDRED
    return net / quantity / share if is_included and quantity and share else price


def _to_cents(lines: Sequence[InvoiceLine], total: Decimal, total_tax: Decimal) -> tuple[InvoiceLine, ...]:
    """Return lines of a currency with three decimals in Xero's two; the tax of each rate keeps its sum.

    :raise MappingError: when what has to be equal has a third decimal
    """
    if all(line.net == cents(line.net) and line.tax == cents(line.tax) for line in lines):
        return tuple(lines)
    sums: dict[str | None, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.tax_type] += line.tax
    if any(amount != cents(amount) for amount in (total, total_tax, *sums.values())):
        raise MappingError(f"Total {total}, tax {total_tax}: Xero keeps two decimals. Round the amounts to two.")
    rounded = [replace(line, net=cents(line.net), tax=cents(line.tax)) for line in lines]
    for tax_type, wanted in sums.items():
        own = [index for index, line in enumerate(rounded) if line.tax_type == tax_type]
        biggest = max(own, key=lambda index: abs(rounded[index].tax))
        rest = wanted - sum((rounded[index].tax for index in own), ZERO)
        rounded[biggest] = replace(rounded[biggest], tax=rounded[biggest].tax + rest)
    return tuple(rounded)


def _represent_line(line: InvoiceLine, allow_discount: bool) -> SentLine:
    if line.is_text:
        return SentLine(line.description, line_id=line.line_id, is_text=True)
    natural = _natural_line(line, allow_discount)
    return natural if natural.amount == line.net else _net_line(line)


def _natural_line(line: InvoiceLine, allow_discount: bool) -> SentLine:
    """Return the line as it is; where Xero takes no discount the price is lowered instead."""
    unit_amount, discount_rate = line.unit_amount, cents(line.discount_rate)
    if discount_rate and not (allow_discount and _takes_discount(line)):
        unit_amount, discount_rate = unit_amount * (HUNDRED - line.discount_rate) / HUNDRED, ZERO
    return SentLine(
        line.description,
        quantity=unit_price(line.quantity),
        unit_amount=unit_price(unit_amount),
        discount_rate=discount_rate,
        tax_rate=line.tax_rate,
        tax_type=line.tax_type,
        account_code=line.account_code,
        account_id=line.account_id,
        item_code=line.item_code,
        tracking=line.tracking,
        line_id=line.line_id,
    )


def _takes_discount(line: InvoiceLine) -> bool:
    """Tell whether Xero takes the discount: not on a negative line, and only from 0 to 100 percent."""
    return line.quantity >= 0 and line.unit_amount >= 0 and ZERO < line.discount_rate <= HUNDRED


def _net_line(line: InvoiceLine) -> SentLine:
    """Return one piece at the line's net. Its item is left out: Xero would count one piece of it."""
    price = line.unit_amount.quantize(SHOWN, ROUND_HALF_UP)
    detail = f"{plain(line.quantity):f} {TIMES} {plain(price):f}"
    if line.discount_rate:
        detail += f" (-{plain(line.discount_rate):f} %)"
    return SentLine(
        f"{line.description}\n{detail}".strip(),
        quantity=Decimal(1),
        unit_amount=line.net,
        tax_rate=line.tax_rate,
        tax_type=line.tax_type,
        account_code=line.account_code,
        account_id=line.account_id,
        tracking=line.tracking,
        line_id=line.line_id,
    )


def _state_taxes(lines: Sequence[InvoiceLine], sent: Sequence[SentLine]) -> tuple[SentLine, ...]:
    """State Odoo's tax on the lines where Xero's own differs, for those rates whose sum would differ."""
    difference: dict[str | None, Decimal] = defaultdict(Decimal)
    for line, out in zip(lines, sent, strict=True):
        difference[line.tax_type] += line.tax - out.own_tax
    return tuple(
        replace(out, tax_amount=line.tax) if difference[line.tax_type] and line.tax != out.own_tax else out
        for line, out in zip(lines, sent, strict=True)
    )


def _spread_tax(sent: tuple[SentLine, ...], total_tax: Decimal) -> tuple[SentLine, ...]:
    """Put what the lines' taxes lack of the total tax (cash rounding of the biggest tax) on the biggest tax."""
    rest = total_tax - totals(sent)[1]
    if not rest or not sent:
        return sent
    if abs(rest) > MAX_ROUNDING:
        raise MappingError(f"The tax of the lines differs from the total tax by {rest}")
    biggest = max(range(len(sent)), key=lambda index: abs(sent[index].tax))
    if not sent[biggest].tax:
        raise MappingError("There is no tax to round")
    changed = replace(sent[biggest], tax_amount=sent[biggest].tax + rest)
    return (*sent[:biggest], changed, *sent[biggest + 1 :])


def _rounding_line(rest: Decimal, account: Account | None) -> tuple[SentLine, ...]:
    if not rest:
        return ()
    if abs(rest) > MAX_ROUNDING:
        raise MappingError(f"The lines differ from the total by {rest}")
    if account is None:
        raise MappingError("The organisation has no account for rounding")
    line = SentLine(
        account.name,
        quantity=Decimal(1),
        unit_amount=rest,
        tax_amount=ZERO,
        tax_type=account.tax_type or None,
        account_code=account.code or None,
        account_id=account.xero_id,
    )
    return (line,)


def _form(lines: Sequence[InvoiceLine], sent: Sequence[SentLine]) -> str:
    if len(sent) > len(lines):
        return ROUNDING_LINE
    if any(out.description != line.description for line, out in zip(lines, sent, strict=True)):
        return NET_LINE
    if any(out.tax_amount is not None for out in sent):
        return TAX_AMOUNT
    return NATURAL


def plain(number: Decimal) -> Decimal:
    """Return a number without trailing zeros and without an exponent."""
    digits = f"{number:f}"
    return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits)
