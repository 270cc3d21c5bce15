"""What may become of an invoice: states, edits, payments, locked periods."""

from decimal import Decimal

import pytest
from sandbox_client import line

NOT_VALID = "Invoice not of valid status for modification"
NOT_EDITABLE = "This document cannot be edited as it has a payment or credit note allocated to it."


def change(api, made, **values):
    return api.post(f"/Invoices/{made['InvoiceID']}", values)


def refused(api, made, **values):
    return api.refused("POST", f"/Invoices/{made['InvoiceID']}", values)


@pytest.fixture
def part_paid(api, invoice, payment):
    made = api.put("/Invoices", invoice(InvoiceNumber="A-1", Reference="old"))
    api.put("/Payments", payment(made, "40"))
    return made


# --- states ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "way", ["DRAFT SUBMITTED DRAFT AUTHORISED VOIDED", "SUBMITTED AUTHORISED", "DRAFT DELETED", "SUBMITTED DELETED"]
)
def test_ways_through_the_states(api, invoice, way):
    first, *others = way.split()
    made = api.put("/Invoices", invoice(Status=first))
    for status in others:
        assert change(api, made, Status=status)["Status"] == status


@pytest.mark.parametrize(
    ("way", "wrong"),
    [
        ("DRAFT", "VOIDED"),
        ("DRAFT", "PAID"),
        ("SUBMITTED", "VOIDED"),
        ("AUTHORISED", "DRAFT"),
        ("AUTHORISED", "DELETED"),
        ("AUTHORISED", "PAID"),
        ("AUTHORISED VOIDED", "AUTHORISED"),
        ("AUTHORISED VOIDED", "VOIDED"),
        ("DRAFT DELETED", "DRAFT"),
    ],
)
def test_no_way_through_the_states(api, invoice, way, wrong):
    first, *others = way.split()
    made = api.put("/Invoices", invoice(Status=first))
    for status in others:
        change(api, made, Status=status)
    assert refused(api, made, Status=wrong) == NOT_VALID


def test_a_single_refused_change_is_a_400_with_the_element(api, invoice):
    made = api.put("/Invoices", invoice())
    answer = api.call("POST", f"/Invoices/{made['InvoiceID']}", {"Status": "DELETED"})
    element = answer.json()["Elements"][0]
    assert answer.status_code == 400
    assert (element["InvoiceID"], element["ValidationErrors"]) == (
        "00000000-0000-0000-0000-000000000000",
        [{"Message": NOT_VALID}],
    )


def test_nothing_to_pay_is_paid_at_once(api, invoice):
    row = api.put("/Invoices", invoice(line(UnitAmount="0")))
    assert (row["Status"], row["AmountDue"]) == ("PAID", 0)


def test_a_void_invoice_owes_nothing(api, invoice):
    row = change(api, api.put("/Invoices", invoice()), Status="VOIDED")
    assert (row["AmountDue"], row["Total"]) == (0, Decimal("110.00"))


# --- edits -------------------------------------------------------------------------------------------------------


def test_what_is_not_sent_stays(api, invoice):
    made = api.put("/Invoices", invoice(line(UnitAmount="0.3333", Quantity=3), InvoiceNumber="A-1"))
    row = change(api, made, Reference="new")
    assert (row["LineItems"], row["Total"], row["InvoiceNumber"]) == (made["LineItems"], made["Total"], "A-1")


def test_a_line_sent_with_its_id_keeps_it_others_are_gone(api, invoice):
    made = api.put("/Invoices", invoice(line(Description="one"), line(Description="two"), line(Description="three")))
    ids = [row["LineItemID"] for row in made["LineItems"]]
    row = change(api, made, LineItems=[line(Description="two", LineItemID=ids[1]), line(Description="three")])
    assert [item["Description"] for item in row["LineItems"]] == ["two", "three"]
    assert row["LineItems"][0]["LineItemID"] == ids[1]
    assert row["LineItems"][1]["LineItemID"] not in ids


def test_nobody_but_xero_chooses_an_id(api, invoice):
    wanted = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
    row = api.put("/Invoices", invoice(line(LineItemID=wanted), InvoiceID=wanted))
    assert wanted not in (row["InvoiceID"], row["LineItems"][0]["LineItemID"])


def test_another_kind_of_amounts_computes_anew(api, invoice):
    made = api.put("/Invoices", invoice())
    row = change(api, made, LineAmountTypes="Inclusive")
    assert (row["Total"], row["TotalTax"]) == (Decimal("100.00"), Decimal("9.09"))


def test_a_refused_change_changes_nothing(api, org, invoice):
    made = api.put("/Invoices", invoice(Reference="old"))
    before = {**org.invoices[made["InvoiceID"]]}
    refused(api, made, Reference="new", LineItems=[line(UnitAmount="5", TaxType="NOPE")])
    assert org.invoices[made["InvoiceID"]] == before


# --- something is paid -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"LineItems": [line(UnitAmount="99.00")]},
        {"LineItems": [line(), line()]},
        {"LineItems": [line(TaxType="EXEMPTOUTPUT")]},
        {"Date": "2026-11-19"},
        {"LineAmountTypes": "Inclusive"},
        {"CurrencyCode": "USD"},
    ],
)
def test_amounts_are_fixed_once_something_is_paid(api, part_paid, values):
    assert refused(api, part_paid, **values) == NOT_EDITABLE


def test_words_dates_numbers_and_accounts_are_not_fixed(api, org, part_paid):
    brightside = next(key for key, item in org.contacts.items() if item["Name"] == "Brightside Café")
    values = {
        "Reference": "new",
        "DueDate": "2027-01-31",
        "InvoiceNumber": "A-2",
        "Url": "https://odoo.example.com/1",
        "Contact": {"ContactID": brightside},
        "BrandingThemeID": org.branding_themes[1]["BrandingThemeID"],
        "LineItems": [
            line(Description="other words", AccountCode="260", LineItemID=part_paid["LineItems"][0]["LineItemID"])
        ],
    }
    row = change(api, part_paid, **values)
    assert (row["Reference"], row["InvoiceNumber"], row["DueDateString"]) == ("new", "A-2", "2027-01-31T00:00:00")
    assert (row["Contact"]["ContactID"], row["AmountDue"]) == (brightside, Decimal("70.00"))
    assert row["LineItems"][0]["AccountCode"] == "260"


def test_a_later_due_date_of_a_part_paid_invoice_is_no_new_time_of_change(api, invoice, part_paid):
    paid = api.get(f"/Invoices/{part_paid['InvoiceID']}")["Invoices"][0]
    row = change(api, part_paid, DueDate="2027-02-28")
    assert row["UpdatedDateUTC"] == paid["UpdatedDateUTC"]
    assert change(api, part_paid, Reference="x")["UpdatedDateUTC"] > paid["UpdatedDateUTC"]


def test_a_paid_invoice_is_voided_only_after_its_payments_are_gone(api, part_paid):
    assert refused(api, part_paid, Status="VOIDED") == (
        "The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it."
    )
    payment_id = api.get("/Payments")["Payments"][0]["PaymentID"]
    api.post(f"/Payments/{payment_id}", {"Status": "DELETED"})
    assert change(api, part_paid, Status="VOIDED")["Status"] == "VOIDED"


# --- locked periods ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lock", "words"), [("period", "period lock date"), ("year", "end of year lock date")])
def test_a_locked_period_takes_nothing(api, sandbox, org, invoice, lock, words):
    old, fresh = api.put("/Invoices", invoice(Date="2026-06-30")), api.put("/Invoices", invoice(Date="2026-07-01"))
    sandbox.set_lock_dates(org.tenant_id, **{lock: "2026-06-30"})
    text = f"The document date cannot be before the {words}, currently set at 30 June 2026"
    assert api.refused("PUT", "/Invoices", invoice(Date="2026-06-30")) == text
    assert refused(api, old, Status="VOIDED") == text
    assert refused(api, old, Reference="x") == text
    assert refused(api, fresh, Date="2026-06-30") == text
    assert api.put("/Invoices", invoice(Date="2026-06-30", Status="DRAFT"))
    assert change(api, fresh, Reference="x")


def test_lock_dates_are_told_when_they_are_set(api, sandbox, org):
    assert "PeriodLockDate" not in api.get("/Organisation")["Organisations"][0]
    sandbox.set_lock_dates(org.tenant_id, period="2026-06-30")
    facts = api.get("/Organisation")["Organisations"][0]
    assert facts["PeriodLockDate"] == "/Date(1782777600000+0000)/"
    assert "EndOfYearLockDate" not in facts


def test_an_adviser_passes_the_period_but_not_the_year(api, sandbox, org, invoice):
    org.forbidden.clear()
    sandbox.set_lock_dates(org.tenant_id, period="2026-06-30", year="2025-06-30")
    assert api.put("/Invoices", invoice(Date="2026-06-30"))
    assert "end of year lock date" in api.refused("PUT", "/Invoices", invoice(Date="2025-06-30"))
