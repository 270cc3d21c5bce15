"""Whatever the invoice, Xero comes to Odoo's amounts: recomputed here with whole numbers and nothing of ours."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.crm_xero_connector.mappers.records import Account, InvoiceLine
from odoo.addons.crm_xero_connector.mappers.rounding import represent

ROUNDING = Account("acc-860", "860", "Rounding", tax_type="NONE")
RATES = {"OUTPUT2": "15", "RROUTPUT": "5", "ZERO": "0", "TAX001": "3.333", "TAX002": "8.875"}


def whole_cents(amount: Fraction) -> int:
    """Round to whole cents, half away from zero."""
    cents = abs(amount) * 100 + Fraction(1, 2)
    return (cents.numerator // cents.denominator) * (1 if amount >= 0 else -1)


def xero_amount(line) -> int:
    scaled = abs(Fraction(line.unit_amount)) * 10000 + Fraction(1, 2)
    unit = Fraction(scaled.numerator // scaled.denominator, 10000) * (1 if line.unit_amount >= 0 else -1)
    return whole_cents(Fraction(line.quantity) * unit * (100 - Fraction(line.discount_rate)) / 100)


def xero_tax(line) -> int:
    if line.tax_amount is not None:
        return whole_cents(Fraction(line.tax_amount))
    return whole_cents(Fraction(xero_amount(line), 100) * Fraction(line.tax_rate) / 100)


quantities = st.decimals(min_value=-1000, max_value=100000, places=6)
prices = st.one_of(
    st.decimals(min_value=-10000, max_value=100000, places=2), st.decimals(min_value=0, max_value=100, places=6)
)
discounts = st.one_of(st.just(Decimal(0)), st.decimals(min_value=-20, max_value=100, places=3))


@st.composite
def lines(draw):
    """Draw a line as Odoo may have it: its net as Odoo rounds it, its tax off by some cents of a wider rounding."""
    tax_type = draw(st.sampled_from(sorted(RATES)))
    quantity, price, discount = draw(quantities), draw(prices), draw(discounts)
    exact = Fraction(quantity) * Fraction(price) * (100 - Fraction(discount)) / 100
    if draw(st.booleans()):
        exact /= 1 + Fraction(RATES[tax_type]) / 100  # the price includes the tax
    net = whole_cents(exact)
    tax = whole_cents(Fraction(net, 100) * Fraction(RATES[tax_type]) / 100)
    if Decimal(RATES[tax_type]):
        tax += draw(st.integers(min_value=-2, max_value=2))
    return InvoiceLine(
        description="x",
        quantity=quantity,
        unit_amount=price,
        discount_rate=discount,
        net=Decimal(net) / 100,
        tax=Decimal(tax) / 100,
        tax_type=tax_type,
        account_code="200",
        tax_rate=Decimal(RATES[tax_type]),
    )


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(lines(), st.builds(InvoiceLine, st.just("note"))), max_size=8),
    st.booleans(),
    st.integers(min_value=-5, max_value=5),
)
def test_total_and_tax_per_rate_are_reproduced(odoo_lines, allow_discount, cash_rounding):
    odoo_tax = Counter()
    for line in odoo_lines:
        odoo_tax[line.tax_type] += int(line.tax * 100)
    tax = Decimal(sum(odoo_tax.values())) / 100
    total = sum((line.net for line in odoo_lines), Decimal(0)) + tax + Decimal(cash_rounding) / 100

    sent, form = represent(odoo_lines, total, tax, ROUNDING, allow_discount=allow_discount)

    xero_by_rate = Counter()
    for line in sent:
        xero_by_rate[line.tax_type] += xero_tax(line)
    assert +xero_by_rate == +odoo_tax
    assert -xero_by_rate == -odoo_tax
    assert sum(map(xero_amount, sent)) + sum(map(xero_tax, sent)) == int(total * 100)
    assert [xero_amount(out) for out in sent[: len(odoo_lines)]] == [int(line.net * 100) for line in odoo_lines]
    assert (form == "rounding_line") == bool(cash_rounding)
    assert allow_discount or not any(line.discount_rate for line in sent)
