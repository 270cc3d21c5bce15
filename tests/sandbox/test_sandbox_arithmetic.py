"""Xero's arithmetic: by hand, by its published numbers, and through a call."""

from decimal import Decimal

import pytest
from sandbox_client import line

from xero_sandbox import arithmetic

D = Decimal


@pytest.mark.parametrize(
    ("quantity", "unit", "rate", "off", "amount"),
    [
        ("1", "100", "0", "0", "100.00"),
        ("3", "33.333", "0", "0", "100.00"),
        ("7", "3.333", "0", "0", "23.33"),
        ("1", "0.005", "0", "0", "0.01"),
        ("-1", "0.005", "0", "0", "-0.01"),
        ("1", "100", "33.3333", "0", "66.67"),
        ("2", "50", "100", "0", "0.00"),
        ("2", "50", "0", "12.345", "87.66"),
        ("9999999999999", "0.0010", "0", "0", "10000000000.00"),
    ],
)
def test_a_line_is_quantity_times_price_less_discount(quantity, unit, rate, off, amount):
    assert arithmetic.line_amount(D(quantity), D(unit), D(rate), D(off)) == D(amount)


@pytest.mark.parametrize(
    ("amount", "rate", "kinds", "tax"),
    [
        ("25.06", "15", "Exclusive", "3.76"),
        ("0.05", "10", "Exclusive", "0.01"),
        ("0.04", "10", "Exclusive", "0.00"),
        ("-25.06", "15", "Exclusive", "-3.76"),
        ("100.00", "10", "Inclusive", "9.09"),
        ("0.01", "10", "Inclusive", "0.00"),
        ("115.00", "15", "Inclusive", "15.00"),
        ("100.00", "8.3333", "Exclusive", "8.33"),
        ("100.00", "10", "NoTax", "0.00"),
    ],
)
def test_tax_of_a_line(amount, rate, kinds, tax):
    assert arithmetic.line_tax(D(amount), D(rate), kinds) == D(tax)


def test_tax_is_rounded_by_line_then_added():
    """Xero's guide on rounding has 25.06, 25.61 and 25.63 at 15 %."""
    amounts = [D("25.06"), D("25.61"), D("25.63")]
    lines = [{"LineAmount": amount, "TaxAmount": arithmetic.line_tax(amount, D(15), "Exclusive")} for amount in amounts]
    assert arithmetic.totals(lines, "Exclusive") == (D("76.30"), D("11.44"), D("87.74"))


def test_inclusive_totals_take_the_tax_out():
    lines = [{"LineAmount": D("50.00"), "TaxAmount": D("4.55")}, {"Description": "words"}]
    assert arithmetic.totals(lines, "Inclusive") == (D("45.45"), D("4.55"), D("50.00"))


# --- through a call ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "amount", "tax"),
    [
        ({"Quantity": 3, "UnitAmount": "33.3333"}, "100.00", "10.00"),
        ({"UnitAmount": "0.05"}, "0.05", "0.01"),
        ({"UnitAmount": "100", "DiscountRate": "12.5"}, "87.50", "8.75"),
        ({"UnitAmount": "100", "DiscountAmount": "12.5"}, "87.50", "8.75"),
        ({"UnitAmount": "100", "TaxAmount": "9.99"}, "100.00", "9.99"),
        ({"Quantity": None, "UnitAmount": None, "LineAmount": "12.34"}, "12.34", "1.23"),
        ({"Quantity": -1, "UnitAmount": "5"}, "-5.00", "-0.50"),
        ({"UnitAmount": "100", "TaxType": "EXEMPTOUTPUT"}, "100.00", "0.00"),
    ],
)
def test_a_line_of_an_invoice(api, invoice, values, amount, tax):
    row = api.put("/Invoices", invoice(line(UnitAmount="1000"), line(**values)))
    last = row["LineItems"][1]
    assert (last["LineAmount"], last["TaxAmount"]) == (D(amount), D(tax))
    assert row["SubTotal"] == D(1000) + D(amount)
    assert row["TotalTax"] == D(100) + D(tax)
    assert row["Total"] == row["AmountDue"] == row["SubTotal"] + row["TotalTax"]


def test_prices_have_two_decimals_unless_four_are_asked_for(api, invoice):
    body = {"Invoices": [invoice(line(Quantity=100, UnitAmount="0.1234"))]}
    two = api.call("PUT", "/Invoices", body).json()["Invoices"][0]
    four = api.call("PUT", "/Invoices", body, unitdp=4).json()["Invoices"][0]
    assert (two["SubTotal"], four["SubTotal"]) == (12.0, 12.34)
    for dp, price in ((2, 0.12), (4, 0.1234)):
        shown = api.call("GET", f"/Invoices/{four['InvoiceID']}", unitdp=dp).json()["Invoices"][0]
        assert (shown["LineItems"][0]["UnitAmount"], shown["SubTotal"]) == (price, 12.34)


def test_inclusive_and_no_tax(api, invoice):
    row = api.put("/Invoices", invoice(line(UnitAmount="110"), LineAmountTypes="Inclusive"))
    assert (row["SubTotal"], row["TotalTax"], row["Total"]) == (100, 10, 110)
    row = api.put("/Invoices", invoice(line(UnitAmount="110", TaxAmount="5"), LineAmountTypes="NoTax"))
    assert (row["TotalTax"], row["Total"], row["LineItems"][0]["TaxType"]) == (0, 110, "NONE")


def test_a_compound_rate_charges_its_effective_rate(api, org, invoice):
    from xero_sandbox.seeds.build import add_component_rate

    add_component_rate(org, "TAX001", "City and state", [("State", "6", False), ("City", "4", True)])
    assert (org.tax_rates["TAX001"]["DisplayTaxRate"], org.tax_rates["TAX001"]["EffectiveRate"]) == (10, D("10.2400"))
    assert api.put("/Invoices", invoice(line(TaxType="TAX001")))["TotalTax"] == D("10.24")


def test_a_negative_invoice_is_refused(api, invoice):
    assert "negative" in api.refused("PUT", "/Invoices", invoice(line(UnitAmount="-5")))
