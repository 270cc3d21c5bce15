"""An invoice of Odoo as Xero's payload, a document of Xero as a record."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from odoo.addons.crm_xero_connector.exceptions import MappingError
from odoo.addons.crm_xero_connector.mappers.invoice import (
    credit_note_from_xero,
    invoice_from_xero,
    invoice_to_xero,
    is_same_document,
    number_to_xero,
)
from odoo.addons.crm_xero_connector.mappers.records import Allocation, InvoiceLine

TOTALS = {"SubTotal", "TotalTax", "Total", "AmountDue", "LineAmount"}


def keys(value):
    """Return all keys within a payload."""
    if isinstance(value, list):
        return {key for item in value for key in keys(item)}
    if isinstance(value, dict):
        return set(value) | {key for item in value.values() for key in keys(item)}
    return set()


def payload_of(document, **options):
    return invoice_to_xero(document, **options)[0]


# --- to Xero -----------------------------------------------------------------------------------------------------


def test_an_invoice_is_sent_whole(invoice, line):
    payload, form = invoice_to_xero(
        invoice(
            line("100.00", "15.00", quantity=4, unit="25.00", item_code="SKU"),
            reference="PO 7",
            url="https://erp.example.com/odoo/accounting/42",
        )
    )
    assert form == "natural"
    assert payload == {
        "Type": "ACCREC",
        "Contact": {"ContactID": "c-1"},
        "InvoiceNumber": "INV/2026/0001",
        "Reference": "PO 7",
        "Date": "2026-03-01",
        "DueDate": "2026-03-31",
        "CurrencyCode": "NZD",
        "LineAmountTypes": "Exclusive",
        "LineItems": [
            {
                "Description": "Work",
                "Quantity": Decimal(4),
                "UnitAmount": Decimal(25),
                "ItemCode": "SKU",
                "AccountCode": "200",
                "TaxType": "OUTPUT2",
            }
        ],
        "Status": "AUTHORISED",
        "Url": "https://erp.example.com/odoo/accounting/42",
    }


def test_totals_are_never_sent(invoice, line, rounding_account):
    document = invoice(line("25.63", "3.85"), line("10.00", "1.50", quantity=3, unit="3.4"), total=Decimal("41.00"))
    assert not keys(payload_of(document, rounding_account=rounding_account)) & TOTALS


def test_a_line_without_discount_has_no_discount_in_it(invoice, line):
    assert not keys(payload_of(invoice(line("-50.00", "-7.50")))) & {"DiscountRate", "DiscountAmount"}


def test_a_discount_is_a_rate(invoice, line):
    sent = payload_of(invoice(line("90.00", "13.50", unit=100, discount="10.00")))["LineItems"][0]
    assert (sent["UnitAmount"], str(sent["DiscountRate"])) == (100, "10")


def test_a_credit_note_has_its_own_number_and_no_discount(invoice, line):
    document = invoice(
        line("90.00", "13.50", unit=100, discount=10), kind="ACCRECCREDIT", xero_id="n", url="https://a.b"
    )
    payload = payload_of(document)
    assert (payload["CreditNoteID"], payload["CreditNoteNumber"]) == ("n", "INV/2026/0001")
    assert not keys(payload) & {"InvoiceID", "InvoiceNumber", "DueDate", "Url", "DiscountRate"}
    assert payload["LineItems"][0]["UnitAmount"] == 90


def test_a_bill_has_no_reference(invoice, line):
    payload = payload_of(invoice(line("1.00", "0.15"), kind="ACCPAY", number="BILL 7", reference="their words"))
    assert payload["InvoiceNumber"] == "BILL 7"
    assert "Reference" not in payload


@pytest.mark.parametrize("day", [date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=timezone(timedelta(hours=13)))])
def test_the_date_is_the_day_in_odoo(invoice, line, day):
    assert payload_of(invoice(line("1.00", "0.15"), date=day))["Date"] == "2026-03-01"


def test_sections_and_notes_are_descriptions_in_their_place(invoice, line):
    document = invoice(
        InvoiceLine("Section"),
        line("10.00", "1.50"),
        line("20.00", "3.00"),
        InvoiceLine("Note\nin two lines"),
        InvoiceLine("  "),
        line("0.00", "0.00", description="Gift"),
    )
    lines = payload_of(document)["LineItems"]
    assert [sent["Description"] for sent in lines] == ["Section", "Work", "Work", "Note\nin two lines", "Gift"]
    assert lines[0].keys() == lines[3].keys() == {"Description"}


@pytest.mark.parametrize(("code", "sent"), [("A" * 30, "A" * 30), ("A" * 31, None), ("A" * 45, None)])
def test_a_long_item_code_is_left_out(invoice, line, code, sent):
    assert payload_of(invoice(line("1.00", "0.15", item_code=code)))["LineItems"][0].get("ItemCode") == sent


def test_a_price_that_includes_tax_gives_the_same_total(invoice, line):
    payload = payload_of(invoice(line("100.00", "10.00", unit="110", rate=10)))
    sent = payload["LineItems"][0]
    assert (payload["LineAmountTypes"], sent["Quantity"], sent["UnitAmount"]) == ("Exclusive", 1, 100)


def test_the_stated_tax_is_sent_where_xeros_own_differs(invoice, line):
    payload, form = invoice_to_xero(invoice(line("25.06", "3.76"), line("25.61", "3.84"), line("25.63", "3.85")))
    assert form == "tax_amount"
    assert [sent.get("TaxAmount") for sent in payload["LineItems"]] == [None, None, Decimal("3.85")]


def test_a_long_description_keeps_the_detail_at_its_end(invoice, line):
    sent = payload_of(invoice(line("12.35", "1.85", unit="12.34999", quantity=2, description="a" * 5000)))["LineItems"][
        0
    ]
    assert len(sent["Description"]) == 4000
    assert sent["Description"].endswith("2 \u00d7 12.34999")


def test_a_line_without_a_description_gets_one(invoice, line):
    lines = payload_of(
        invoice(line("1.00", "0.15", description=""), line("1.00", "0.15", description="", item_code="S"))
    )
    assert [sent["Description"] for sent in lines["LineItems"]] == ["-", "S"]


def test_an_account_without_a_code_is_named_by_its_id(invoice, line):
    sent = payload_of(invoice(line("1.00", "0.15", account_code=None, account_id="a-1")))["LineItems"][0]
    assert sent["AccountID"] == "a-1"
    assert "AccountCode" not in sent


def test_the_rate_is_sent_for_a_foreign_currency_only(invoice, line):
    home, foreign = invoice(line("1.00", "0.15")), invoice(line("1.00", "0.15"), currency_rate=Decimal("0.61234567"))
    assert "CurrencyRate" not in payload_of(home)
    assert payload_of(foreign)["CurrencyRate"] == Decimal("0.612346")


@pytest.mark.parametrize(
    "url", ["", "https://x.example/crm_xero/1", "https://XERO.example/1", "javascript:alert(1)", "/odoo"]
)
def test_an_address_that_xero_refuses_is_left_out(invoice, line, url):
    assert "Url" not in payload_of(invoice(line("1.00", "0.15"), url=url))


def test_big_and_tiny_numbers_have_no_exponent(invoice, line):
    sent = payload_of(invoice(line("1000000.00", "150000.00", quantity="1000000.00", unit="1.0000")))["LineItems"][0]
    assert (str(sent["Quantity"]), str(sent["UnitAmount"])) == ("1000000", "1")


def test_a_number_is_looked_up_as_it_was_sent(invoice, line):
    payload = payload_of(invoice(line("1.00", "0.15"), number="FÄ\u20132026/1"))
    assert payload["InvoiceNumber"] == number_to_xero("FÄ\u20132026/1") == "FA2026/1"


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"tax_type": None}, "no tax rate"), ({"account_code": None}, "no account"), ({"tax_type": ""}, "no tax rate")],
)
def test_xero_is_not_left_to_guess_a_rate_or_an_account(invoice, line, values, reason):
    with pytest.raises(MappingError, match=reason):
        invoice_to_xero(invoice(line("1.00", "0.15", **values)))


def test_without_a_contact_nothing_is_sent(invoice, line):
    with pytest.raises(MappingError, match="no contact"):
        invoice_to_xero(invoice(line("1.00", "0.15"), contact_id=""))


# --- from Xero ---------------------------------------------------------------------------------------------------

REMOTE = {
    "InvoiceID": "i-1",
    "Type": "ACCREC",
    "InvoiceNumber": "INV/2026/0001",
    "Reference": "PO 7",
    "Status": "AUTHORISED",
    "Date": "/Date(1772323200000+0000)/",
    "DueDate": "/Date(1774915200000+0000)/",
    "CurrencyCode": "NZD",
    "Total": Decimal("115.00"),
    "TotalTax": Decimal("15.00"),
    "AmountDue": Decimal("55.00"),
    "AmountPaid": Decimal("40.00"),
    "AmountCredited": Decimal("20.00"),
    "UpdatedDateUTC": "/Date(1772409600000+0000)/",
    "SentToContact": True,
    "Contact": {"ContactID": "c-1", "Name": "x"},
    "LineItems": [{"LineItemID": "l-1"}, {"LineItemID": "l-2"}],
    "Payments": [
        {"PaymentID": "p-1", "Date": "/Date(1772409600000+0000)/", "Amount": Decimal("40.00"), "Reference": "r"}
    ],
    "CreditNotes": [{"CreditNoteID": "n-1", "AppliedAmount": Decimal("20.00"), "Date": "/Date(1772409600000+0000)/"}],
}


def test_a_document_of_xero_is_read_with_what_was_paid_and_set_off():
    remote = invoice_from_xero(REMOTE)
    assert (remote.date, remote.due_date) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (remote.total, remote.amount_due, remote.amount_paid, remote.amount_credited) == (115, 55, 40, 20)
    assert (remote.contact_id, remote.line_ids, remote.sent_to_contact) == ("c-1", ("l-1", "l-2"), True)
    payment = remote.payments[0]
    assert (payment.xero_id, payment.amount, payment.document_id, payment.status) == ("p-1", 40, "i-1", "AUTHORISED")
    assert remote.allocations == (Allocation("", "CREDITNOTE", "n-1", Decimal("20.00"), date(2026, 3, 2)),)
    assert not remote.partial


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_nothing_in_a_field_of_a_document_breaks_nothing(nothing):
    remote = invoice_from_xero({**dict.fromkeys(REMOTE, nothing), "InvoiceID": "i"})
    assert (remote.total, remote.payments, remote.contact_id) == (0, (), "")


def test_the_moment_of_the_change_is_read_in_either_form():
    iso = {**REMOTE, "UpdatedDateUTC": None, "UpdatedDateUTCString": "2026-03-02T00:00:00Z"}
    moment = datetime(2026, 3, 2, tzinfo=timezone.utc)
    assert invoice_from_xero(iso).updated_at == invoice_from_xero(REMOTE).updated_at == moment


def test_a_new_status_is_kept():
    assert invoice_from_xero({**REMOTE, "Status": "DISPUTED"}).status == "DISPUTED"


def test_a_summary_is_partial():
    assert invoice_from_xero({key: value for key, value in REMOTE.items() if key != "LineItems"}).partial


def test_a_payment_without_id_or_amount_is_passed_over():
    assert invoice_from_xero({**REMOTE, "Payments": [{"PaymentID": "p"}, {"Amount": 1}, None]}).payments == ()


def test_what_a_credit_note_has_left_is_its_due():
    remote = credit_note_from_xero(
        {
            "CreditNoteID": "n-1",
            "CreditNoteNumber": "CN/1",
            "Type": "ACCRECCREDIT",
            "Total": Decimal(100),
            "RemainingCredit": Decimal(60),
            "Allocations": [
                {"AllocationID": "a-1", "Amount": Decimal(30), "Invoice": {"InvoiceID": "i-1"}},
                {"AllocationID": "a-2", "Amount": Decimal(5), "Invoice": {"InvoiceID": "i-2"}, "IsDeleted": True},
            ],
            "Payments": [
                {"PaymentID": "p-1", "Amount": Decimal(10)},
                {"PaymentID": "p-2", "Amount": Decimal(7), "Status": "DELETED"},
            ],
        }
    )
    assert (remote.number, remote.amount_due, remote.amount_credited, remote.amount_paid) == ("CN/1", 60, 30, 10)
    assert remote.allocations == (Allocation("a-1", "INVOICE", "i-1", Decimal(30)),)


@pytest.mark.parametrize("mapper", [invoice_from_xero, credit_note_from_xero])
def test_a_document_without_an_id_cannot_be_mapped(mapper):
    with pytest.raises(MappingError):
        mapper({"Total": 1})


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({}, True),
        ({"Status": "PAID"}, True),
        ({"Total": Decimal("115.01")}, False),
        ({"TotalTax": Decimal("14.99")}, False),
        ({"CurrencyCode": "USD"}, False),
        ({"Contact": {"ContactID": "c-2"}}, False),
        ({"Type": "ACCPAY"}, False),
        ({"InvoiceNumber": "INV/2026/0002"}, False),
    ],
)
def test_a_found_document_is_ours_only_when_all_of_it_agrees(invoice, line, change, is_same):
    ours = invoice(line("100.00", "15.00"))
    assert is_same_document(ours, invoice_from_xero({**REMOTE, **change})) is is_same
    assert not is_same_document(replace(ours, currency="EUR"), invoice_from_xero(REMOTE))
