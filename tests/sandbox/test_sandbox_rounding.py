"""Totals that are sent beside the lines: some cents are a rounding, more is refused."""

from decimal import Decimal

import pytest
from sandbox_client import line

SUMS = ("SubTotal", "TotalTax", "Total", "AmountDue")


def sums(row):
    return [row[name] for name in SUMS]


@pytest.mark.parametrize("status", ["SUBMITTED", "AUTHORISED"])
@pytest.mark.parametrize("cents", ["0.10", "0.01", "-0.10"])
def test_some_cents_are_a_rounding(api, invoice, status, cents):
    total = Decimal("110.00") + Decimal(cents)
    body = invoice(Status=status, SubTotal="100.00", TotalTax="10.00", Total=str(total))
    made = api.put("/Invoices", body)
    row = api.get(f"/Invoices/{made['InvoiceID']}")["Invoices"][0]
    assert (row["RoundingAmount"], sums(row)) == (Decimal(cents), [100, 10, total, total])


def test_totals_that_agree_are_no_rounding(api, invoice):
    row = api.put("/Invoices", invoice(SubTotal=100, TotalTax=10, Total="110.004"))
    assert (sums(row), "RoundingAmount" in row) == ([100, 10, 110, 110], False)


@pytest.mark.parametrize(
    ("name", "amount", "word"),
    [
        ("Total", "110.11", "total"),
        ("Total", "109.89", "total"),
        ("TotalTax", "10.11", "totaltax"),
        ("SubTotal", "99.89", "subtotal"),
    ],
)
def test_more_than_ten_cents_are_refused(api, org, invoice, name, amount, word):
    text = api.refused("PUT", "/Invoices", invoice(**{name: amount}))
    assert text == f"The document {word} does not equal the sum of the lines."
    assert not org.invoices


def test_a_rounding_below_nothing_is_refused(api, invoice):
    assert "must not be negative" in api.refused("PUT", "/Invoices", invoice(line(UnitAmount="0.01"), Total="-0.05"))


def test_a_draft_ignores_totals_and_is_measured_when_it_is_more(api, invoice):
    draft = api.put("/Invoices", invoice(Status="DRAFT", Total="500"))
    assert draft["Total"] == 110
    path = f"/Invoices/{draft['InvoiceID']}"
    assert "does not equal" in api.refused("POST", path, {"Status": "AUTHORISED", "Total": "500"})
    assert api.post(path, {"Status": "AUTHORISED", "Total": "110.02"})["RoundingAmount"] == Decimal("0.02")


def test_other_lines_without_totals_have_no_rounding(api, invoice):
    made = api.put("/Invoices", invoice(Total="110.05"))
    path = f"/Invoices/{made['InvoiceID']}"
    assert api.post(path, {"Reference": "kept"})["Total"] == Decimal("110.05")
    row = api.post(path, {"LineItems": [line(UnitAmount="50")]})
    assert (row["Total"], "RoundingAmount" in row) == (55, False)


def test_once_something_is_paid_the_total_stays(api, invoice, payment):
    made = api.put("/Invoices", invoice(Total="110.05"))
    api.put("/Payments", payment(made, "110.05"))
    assert api.get(f"/Invoices/{made['InvoiceID']}")["Invoices"][0]["Status"] == "PAID"
    assert "cannot be edited" in api.refused("POST", f"/Invoices/{made['InvoiceID']}", {"Total": "110.00"})


def test_bills_are_rounded_too(api, invoice):
    body = invoice(line(AccountCode="400", TaxType="INPUT"), Type="ACCPAY", Total="109.95")
    assert api.put("/Invoices", body)["AmountDue"] == Decimal("109.95")
