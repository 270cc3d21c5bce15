"""The form in which an invoice gives the same cents in Xero as in Odoo."""

from decimal import Decimal

import pytest

from odoo.addons.crm_xero_connector.exceptions import MappingError
from odoo.addons.crm_xero_connector.mappers.records import InvoiceLine
from odoo.addons.crm_xero_connector.mappers.rounding import cents, line_amount, line_tax, represent, totals


def choose(*lines, total=None, total_tax=None, account=None, **options):
    tax = sum((line.tax for line in lines), Decimal(0)) if total_tax is None else Decimal(total_tax)
    net = sum((line.net for line in lines), Decimal(0))
    total = net + tax if total is None else Decimal(total)
    sent, form = represent(lines, total, tax, account, **options)
    assert totals(sent) == (total, tax)
    return sent, form


# --- Xero's arithmetic -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quantity", "unit", "discount", "amount"),
    [
        ("3", "33.3333", "0", "100.00"),
        ("1", "0.005", "0", "0.01"),
        ("1", "-0.005", "0", "-0.01"),
        ("10", "1.23456", "0", "12.35"),
        ("2", "19.99", "12.5", "34.98"),
        ("0.3333", "0.03", "0", "0.01"),
        ("1", "5", "100", "0.00"),
    ],
)
def test_a_line_is_rounded_to_cents_from_a_price_of_four_decimals(quantity, unit, discount, amount):
    assert line_amount(Decimal(quantity), Decimal(unit), Decimal(discount)) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "rate", "inclusive", "tax"),
    [
        ("25.06", "15", False, "3.76"),
        ("0.10", "5", False, "0.01"),
        ("110.00", "10", True, "10.00"),
        ("25.00", "15", True, "3.26"),
        ("100.00", "0", True, "0.00"),
    ],
)
def test_the_tax_of_a_line_is_rounded_to_cents(amount, rate, inclusive, tax):
    assert line_tax(Decimal(amount), Decimal(rate), inclusive=inclusive) == Decimal(tax)


# --- natural -----------------------------------------------------------------------------------------------------


def test_lines_that_agree_are_sent_as_they_are(line):
    sent, form = choose(line("100.00", "15.00", quantity=4, unit="25"), line("9.99", "1.50"))
    assert form == "natural"
    assert [(out.quantity, out.unit_amount, out.tax_amount) for out in sent] == [
        (4, 25, None),
        (1, Decimal("9.99"), None),
    ]


def test_a_discount_is_sent_as_a_discount(line):
    sent, form = choose(line("90.00", "13.50", quantity=2, unit=50, discount=10))
    assert (form, sent[0].unit_amount, sent[0].discount_rate) == ("natural", 50, 10)


def test_a_discount_on_less_than_one_piece_is_a_discount(line):
    sent, form = choose(line("0.34", "0.05", quantity="0.5", unit="0.75", discount="10"))
    assert (form, sent[0].unit_amount, sent[0].discount_rate) == ("natural", Decimal("0.75"), 10)


@pytest.mark.parametrize(
    ("quantity", "unit", "discount", "net", "lowered"),
    [("2", "50", "10", "90.00", "45"), ("3", "19.99", "12.5", "52.47", "17.4913"), ("1", "80", "100", "0.00", "0")],
)
def test_a_credit_note_has_no_discount_but_a_lower_price(line, quantity, unit, discount, net, lowered):
    tax = cents(Decimal(net) * Decimal("0.15"))
    sent, form = choose(line(net, tax, quantity, unit, discount), allow_discount=False)
    assert (form, sent[0].unit_amount, sent[0].discount_rate) == ("natural", Decimal(lowered), 0)


@pytest.mark.parametrize(
    ("quantity", "unit", "discount", "net"), [(1, -50, 10, "-45.00"), (-2, 50, 10, "-90.00"), (1, 50, -10, "55.00")]
)
def test_a_negative_line_has_no_discount_but_another_price(line, quantity, unit, discount, net):
    sent, form = choose(line(net, cents(Decimal(net) * Decimal("0.15")), quantity, unit, discount))
    assert (form, sent[0].discount_rate, sent[0].amount) == ("natural", 0, Decimal(net))


def test_a_full_discount_leaves_nothing(line):
    sent, form = choose(line("0.00", "0.00", quantity=3, unit="20", discount=100))
    assert (form, sent[0].unit_amount, sent[0].discount_rate) == ("natural", 20, 100)


def test_a_free_line_is_sent(line):
    sent, form = choose(line("0.00", "0.00", quantity=1, unit=0), line("10.00", "1.50"))
    assert (form, len(sent)) == ("natural", 2)


def test_a_text_is_kept_in_its_place(line):
    sent, form = choose(InvoiceLine("Section"), line("10.00", "1.50"), InvoiceLine("Note"))
    assert (form, [out.is_text for out in sent]) == ("natural", [True, False, True])


def test_four_decimals_of_a_quantity_are_enough_when_the_amount_is_right(line):
    sent, form = choose(line("33.33", "5.00", quantity="0.333333", unit=100))
    assert (form, sent[0].quantity) == ("natural", Decimal("0.3333"))


# --- tax_amount --------------------------------------------------------------------------------------------------


def test_the_example_of_xeros_guide_agrees_with_a_tax_rounded_over_the_whole_invoice(line):
    """Xero's own sum of line taxes is 11.44, Odoo's tax on the sum 11.45."""
    lines = [line("25.06", "3.76"), line("25.61", "3.84"), line("25.63", "3.85")]
    sent, form = choose(*lines)
    assert form == "tax_amount"
    assert [out.tax_amount for out in sent] == [None, None, Decimal("3.85")]
    assert totals(sent) == (Decimal("87.75"), Decimal("11.45"))


def test_the_example_of_xeros_guide_is_natural_when_odoo_rounds_per_line(line):
    assert choose(line("25.06", "3.76"), line("25.61", "3.84"), line("25.63", "3.84"))[1] == "natural"


def test_taxes_that_differ_per_line_but_not_in_sum_are_left_to_xero(line):
    assert choose(line("25.06", "3.75"), line("25.61", "3.85"))[1] == "natural"


def test_only_the_rate_that_differs_is_stated(line):
    reduced = {"tax_type": "RROUTPUT", "rate": 5}
    sent, form = choose(line("25.63", "3.85"), line("10.10", "0.50", **reduced), line("10.00", "0.51", **reduced))
    assert form == "tax_amount"
    assert [out.tax_amount for out in sent] == [Decimal("3.85"), None, None]


def test_the_cash_rounding_of_the_biggest_tax_is_put_there(line):
    lines = line("10.00", "1.50"), line("100.00", "15.00"), line("20.00", "3.00")
    sent, form = choose(*lines, total_tax="19.52")
    assert (form, [out.tax_amount for out in sent]) == ("tax_amount", [None, Decimal("15.02"), None])


@pytest.mark.parametrize("difference", ["1.00", "-1.00"])
def test_a_whole_unit_is_the_most_that_is_taken_for_rounding(line, difference):
    assert choose(line("100.00", "15.00"), total_tax=Decimal(15) + Decimal(difference))[1] == "tax_amount"


# --- net_line ----------------------------------------------------------------------------------------------------


def test_a_price_that_includes_tax_becomes_one_piece_at_the_net(line):
    sent, form = choose(line("100.00", "10.00", quantity=2, unit="55.00", rate=10))
    assert form == "net_line"
    assert (sent[0].quantity, sent[0].unit_amount) == (1, Decimal("100.00"))
    assert sent[0].description == "Work\n2 \u00d7 55"


def test_a_price_of_five_decimals_becomes_one_piece_at_the_net(line):
    sent, form = choose(line("12.29", "1.84", quantity=10000, unit="0.001235", discount="0.5", item_code="SKU"))
    assert (form, sent[0].unit_amount, sent[0].item_code) == ("net_line", Decimal("12.29"), None)
    assert sent[0].description == "Work\n10000 \u00d7 0.001235 (-0.5 %)"


def test_the_detail_of_a_line_is_short(line):
    sent, form = choose(line("10.00", "1.50", quantity=3000, unit=Decimal(10) / 3000))
    assert (form, sent[0].description) == ("net_line", "Work\n3000 \u00d7 0.003333")


def test_only_the_line_that_differs_becomes_one_piece(line):
    sent, form = choose(line("100.00", "15.00", quantity=4, unit=25), line("50.00", "7.50", quantity=3, unit=20))
    assert (form, [out.quantity for out in sent]) == ("net_line", [4, 1])


# --- rounding_line -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("difference", ["0.02", "-0.03", "1.00"])
def test_cash_rounding_is_a_line_on_the_account_for_rounding(line, rounding_account, difference):
    total = Decimal("115.00") + Decimal(difference)
    sent, form = choose(line("100.00", "15.00"), total=total, account=rounding_account)
    assert form == "rounding_line"
    assert (sent[-1].unit_amount, sent[-1].tax, sent[-1].tax_type) == (Decimal(difference), 0, "NONE")
    assert (sent[-1].account_code, sent[-1].account_id) == ("860", "acc-860")


def test_without_an_account_for_rounding_the_difference_is_told(line):
    with pytest.raises(MappingError, match="no account for rounding"):
        choose(line("100.00", "15.00"), total="115.02")


@pytest.mark.parametrize("amounts", [{"total": "216.00"}, {"total_tax": "16.01"}, {"total": "113.99"}])
def test_a_difference_that_is_no_rounding_is_refused(line, rounding_account, amounts):
    with pytest.raises(MappingError, match=r"differs? from the total"):
        choose(line("100.00", "15.00"), account=rounding_account, **amounts)


def test_a_tax_without_a_taxed_line_is_refused(line, rounding_account):
    with pytest.raises(MappingError, match="no tax to round"):
        choose(line("100.00", "0.00", rate=0), total_tax="0.02", account=rounding_account)


@pytest.mark.parametrize("amounts", [("1.234", "0.185"), ("1.23", "0.185")])
def test_a_currency_with_three_decimals_is_refused(line, amounts):
    with pytest.raises(MappingError, match="two decimals"):
        choose(line(*amounts))


def test_a_total_between_two_cents_is_refused(line, rounding_account):
    with pytest.raises(MappingError, match="No lines give"):
        represent([line("100.00", "15.00")], Decimal("115.005"), Decimal("15.00"), rounding_account)
