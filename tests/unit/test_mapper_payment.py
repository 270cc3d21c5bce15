"""Payments and the marks by which our own are found again."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_xero_connector.exceptions import MappingError
from odoo.addons.crm_xero_connector.mappers.marker import Marker, find_marker, make_marker, with_marker
from odoo.addons.crm_xero_connector.mappers.payment import payment_from_xero, payment_to_xero

REMOTE = {
    "PaymentID": "p-1",
    "Date": "/Date(1772323200000+0000)/",
    "Amount": Decimal("40.00"),
    "CurrencyRate": Decimal("1.000000"),
    "PaymentType": "ACCRECPAYMENT",
    "Status": "AUTHORISED",
    "Reference": "ODOO-ab12cd34-Y9",
    "Account": {"AccountID": "a-1", "Code": "090"},
    "Invoice": {"InvoiceID": "i-1", "Type": "ACCREC", "ValidationErrors": []},
}
OUT = {"document_id": "i-1", "account_id": "a-1", "day": date(2026, 3, 1), "amount": Decimal("40.00")}


def test_a_payment_is_read_with_its_document():
    payment = payment_from_xero(REMOTE)
    assert (payment.xero_id, payment.amount, payment.date) == ("p-1", 40, date(2026, 3, 1))
    assert (payment.document_kind, payment.document_id, payment.account_id) == ("ACCREC", "i-1", "a-1")


@pytest.mark.parametrize(
    ("payment_type", "element", "kind"),
    [
        ("ARCREDITPAYMENT", {"CreditNote": {"CreditNoteID": "x"}}, "ACCRECCREDIT"),
        ("AROVERPAYMENTPAYMENT", {"Invoice": {"InvoiceID": "x"}}, "AROVERPAYMENT"),
        ("ARPREPAYMENTPAYMENT", {"Prepayment": {"PrepaymentID": "x"}}, "ARPREPAYMENT"),
        ("SOMETHINGNEW", {"Invoice": {"InvoiceID": "x", "Type": "ACCPAY"}}, "ACCPAY"),
        (None, {"Overpayment": {"OverpaymentID": "x"}}, ""),
    ],
)
def test_the_type_tells_what_a_payment_belongs_to(payment_type, element, kind):
    payment = payment_from_xero({"PaymentID": "p", "Amount": Decimal(1), "PaymentType": payment_type, **element})
    assert (payment.document_kind, payment.document_id) == (kind, "x")


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_nothing_in_a_field_of_a_payment_breaks_nothing(nothing):
    payment = payment_from_xero({**dict.fromkeys(REMOTE, nothing), "PaymentID": "p", "Amount": Decimal(1)})
    assert (payment.document_id, payment.account_id, payment.date) == (None, None, None)


@pytest.mark.parametrize("data", [{"Amount": Decimal(1)}, {"PaymentID": "p"}, {"PaymentID": "p", "Amount": "much"}])
def test_a_payment_without_id_or_amount_cannot_be_mapped(data):
    with pytest.raises(MappingError):
        payment_from_xero(data)


def test_a_payment_is_sent_to_its_invoice():
    assert payment_to_xero(kind="ACCREC", reference="PBNK1 ODOO-ab12cd34-Y9", **OUT) == {
        "Invoice": {"InvoiceID": "i-1"},
        "Account": {"AccountID": "a-1"},
        "Date": "2026-03-01",
        "Amount": Decimal("40.00"),
        "Reference": "PBNK1 ODOO-ab12cd34-Y9",
    }


@pytest.mark.parametrize("kind", ["ACCRECCREDIT", "ACCPAYCREDIT"])
def test_a_refund_is_sent_to_its_credit_note(kind):
    payload = payment_to_xero(kind=kind, **OUT)
    assert payload["CreditNote"] == {"CreditNoteID": "i-1"}
    assert "Invoice" not in payload


@pytest.mark.parametrize(
    "missing", [{"document_id": ""}, {"account_id": ""}, {"amount": Decimal(0)}, {"amount": Decimal(-1)}]
)
def test_a_payment_needs_a_document_an_account_and_an_amount(missing):
    with pytest.raises(MappingError):
        payment_to_xero(kind="ACCREC", **{**OUT, **missing})


def test_a_mark_is_found_in_any_text():
    mark = make_marker("AB12CD34-0000-4000-8000-000000000000", "Y", 9)
    assert mark == "ODOO-ab12cd34-Y9"
    assert find_marker(f"Paid by Ann {mark}, thanks") == Marker("ab12cd34", "Y", 9)


@pytest.mark.parametrize("value", [None, "", "ODOO-", "ODOO-zz12cd34-Y9", "odoo-ab12cd34-Y9", "ODOO-ab12cd34-Y"])
def test_a_text_without_a_mark_has_none(value):
    assert find_marker(value) is None


@given(st.text(max_size=400), st.integers(min_value=1, max_value=2**31))
def test_a_mark_survives_the_cut(shown, record_id):
    marked = with_marker(shown, make_marker("ab12cd34", "Y", record_id), 255)
    assert len(marked) <= 255
    assert marked.endswith(f"-Y{record_id}")
