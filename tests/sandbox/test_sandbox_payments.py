"""Payments and credit notes: what settles an invoice, and what is refused."""

from decimal import Decimal

import pytest
from sandbox_client import line

ZERO_GUID = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def sale(api, invoice):
    return api.put("/Invoices", invoice(InvoiceNumber="A-1"))


@pytest.fixture
def note(api, invoice):
    """Return a function that makes a credit note of the same contact."""

    def build(amount="100.00", **values):
        body = invoice(line(UnitAmount=amount), Type="ACCRECCREDIT", **values)
        body.pop("DueDate")
        return api.put("/CreditNotes", body)

    return build


def read(api, sale):
    return api.get(f"/Invoices/{sale['InvoiceID']}")["Invoices"][0]


# --- payments ----------------------------------------------------------------------------------------------------


def test_payments_settle_and_deleting_opens_again(api, sale, payment):
    first = api.put("/Payments", payment(sale, "40", Reference="ODOO-1"))
    row = read(api, sale)
    assert (row["Status"], row["AmountPaid"], row["AmountDue"]) == ("AUTHORISED", Decimal("40.00"), Decimal("70.00"))
    second = api.put("/Payments", payment(sale, "70"))
    row = read(api, sale)
    assert (row["Status"], row["AmountDue"]) == ("PAID", 0)
    assert row["FullyPaidOnDate"]
    assert [(item["PaymentID"], item["Amount"]) for item in row["Payments"]] == [
        (first["PaymentID"], 40),
        (second["PaymentID"], 70),
    ]
    gone = api.post(f"/Payments/{first['PaymentID']}", {"Status": "DELETED"})
    assert gone["Status"] == "DELETED"
    row = read(api, sale)
    assert (row["Status"], row["AmountDue"], len(row["Payments"])) == ("AUTHORISED", Decimal("40.00"), 1)


def test_a_payment_tells_what_it_is(api, sale, payment, bank):
    row = api.put("/Payments", payment(sale, "40", Reference="ODOO-1"))
    assert (row["PaymentType"], row["Status"], row["Reference"], row["IsReconciled"]) == (
        "ACCRECPAYMENT",
        "AUTHORISED",
        "ODOO-1",
        False,
    )
    assert row["Invoice"]["InvoiceNumber"] == "A-1"
    assert row["Account"]["AccountID"] == bank["AccountID"]
    assert row["HasValidationErrors"] is False


def test_deleted_payments_are_still_listed(api, sale, payment):
    made = api.put("/Payments", payment(sale, "40"))
    api.post(f"/Payments/{made['PaymentID']}", {"Status": "DELETED"})
    listed = api.get("/Payments", page=1, headers={"If-Modified-Since": "2020-01-01T00:00:00"})["Payments"]
    assert [(item["PaymentID"], item["Status"]) for item in listed] == [(made["PaymentID"], "DELETED")]
    assert api.refused("POST", f"/Payments/{made['PaymentID']}", {"Status": "DELETED"}) == (
        "Payment not of valid status for modification"
    )


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Amount": "110.01"}, "Payment amount exceeds the amount outstanding on this document"),
        ({"Amount": "0"}, "greater than 0"),
        ({"Amount": "-5"}, "greater than 0"),
        ({"Account": {"Code": "200"}}, "Account could not be found"),
        ({"Account": {"Code": "nowhere"}}, "Account could not be found"),
        ({"Account": None}, "Account could not be found"),
        ({"Invoice": {"InvoiceNumber": "nothing"}}, "could not be found"),
        ({"Invoice": None}, "exactly one"),
        ({"CreditNote": {"CreditNoteNumber": "x"}}, "exactly one"),
        ({"Invoice": None, "Overpayment": {"OverpaymentID": ZERO_GUID}}, "could not be found"),
        ({"Date": "never"}, "not a valid date"),
    ],
)
def test_a_refused_payment_settles_nothing(api, org, sale, payment, values, text):
    row = api.write("PUT", "/Payments", payment(sale, "10", **values))[0]
    assert (row["PaymentID"], row["HasValidationErrors"]) == (ZERO_GUID, True)
    assert text in row["ValidationErrors"][0]["Message"]
    assert not org.payments
    assert read(api, sale)["AmountDue"] == Decimal("110.00")


def test_only_an_account_that_takes_payments_takes_payments(api, org, sale, payment):
    clearing = next(item for item in org.accounts.values() if item.get("EnablePaymentsToAccount"))
    assert clearing["Type"] != "BANK"
    assert api.put("/Payments", payment(sale, "10", Account={"Code": clearing["Code"]}))
    clearing["EnablePaymentsToAccount"] = False
    assert "Account could not be found" in api.refused(
        "PUT", "/Payments", payment(sale, "10", Account={"Code": clearing["Code"]})
    )


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED", "VOIDED"])
def test_only_approved_documents_are_paid(api, invoice, payment, status):
    made = api.put("/Invoices", invoice(Status="AUTHORISED" if status == "VOIDED" else status))
    if status == "VOIDED":
        api.post(f"/Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})
    assert api.refused("PUT", "/Payments", payment(made, "10")) == (
        "Payments can only be made against Authorised documents"
    )


def test_a_list_of_payments_counts_what_is_due_in_its_order(api, sale, payment):
    rows = api.write("PUT", "/Payments", payment(sale, "100"), payment(sale, "20"), payment(sale, "10"))
    assert [row["StatusAttributeString"] for row in rows] == ["OK", "ERROR", "OK"]
    assert read(api, sale)["Status"] == "PAID"


def test_a_payment_is_never_changed(api, sale, payment):
    made = api.put("/Payments", payment(sale, "40"))
    assert "only be deleted" in api.refused("POST", f"/Payments/{made['PaymentID']}", {"Amount": "50"})


def test_a_locked_payment_stays(api, sandbox, org, sale, payment):
    made = api.put("/Payments", payment(sale, "40"))
    sandbox.set_lock_dates(org.tenant_id, period="2026-11-21")
    assert "lock date" in api.refused("POST", f"/Payments/{made['PaymentID']}", {"Status": "DELETED"})
    assert "lock date" in api.refused("PUT", "/Payments", payment(sale, "10"))


def test_another_currency_is_paid_by_bank_amount_or_by_rate(api, invoice, payment):
    sale = api.put("/Invoices", invoice(CurrencyCode="USD", CurrencyRate="0.65"))
    row = api.put("/Payments", payment(sale, "55", BankAmount="80"))
    assert (row["Amount"], row["BankAmount"], row["CurrencyRate"]) == (55, 80, Decimal("0.687500"))
    row = api.put("/Payments", payment(sale, "22", CurrencyRate="0.6875"))
    assert (row["Amount"], row["BankAmount"]) == (22, 32)
    assert api.put("/Payments", payment(sale, "13"))["BankAmount"] == 20


def test_a_payment_in_another_currency_needs_a_sensible_rate_and_account(api, org, bank, invoice, payment):
    sale = api.put("/Invoices", invoice(CurrencyCode="USD", CurrencyRate="0.65"))
    assert "rate must be greater than 0" in api.refused("PUT", "/Payments", payment(sale, "5", CurrencyRate="-1"))
    org.currencies.add("EUR")
    bank["CurrencyCode"] = "EUR"
    assert "must be the document's or the base currency" in api.refused("PUT", "/Payments", payment(sale, "5"))


def test_payments_are_found_by_document(api, sale, payment):
    made = api.put("/Payments", payment(sale, "40", Reference="ODOO-1"))
    for where in (
        f'Invoice.InvoiceID==guid("{sale["InvoiceID"]}")',
        'Reference=="ODOO-1"',
        'PaymentType=="ACCRECPAYMENT"',
    ):
        assert [row["PaymentID"] for row in api.get("/Payments", where=where)["Payments"]] == [made["PaymentID"]]
    assert api.call("GET", "/Payments", where="Amount>10").status_code == 400


def test_advances_can_be_read(api):
    for name in ("Overpayments", "Prepayments"):
        assert api.get(f"/{name}", page=1)[name] == []
        assert api.call("GET", f"/{name}/{ZERO_GUID}").status_code == 404


# --- credit notes ------------------------------------------------------------------------------------------------


def test_a_credit_note_has_lines_number_and_something_left(api, note):
    row = note()
    assert (row["CreditNoteNumber"], row["Status"], row["Total"], row["RemainingCredit"]) == (
        "CN-0001",
        "AUTHORISED",
        Decimal("110.00"),
        Decimal("110.00"),
    )
    assert "LineItems" not in api.get("/CreditNotes")["CreditNotes"][0]
    assert api.get("/CreditNotes", page=1)["CreditNotes"][0]["LineItems"]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Type": "ACCREC"}, "ACCRECCREDIT or ACCPAYCREDIT"),
        ({"CreditNoteNumber": "CN-0001"}, "Credit Note # must be unique."),
        ({"LineItems": [line(DiscountRate=5)]}, "Discounts are only supported"),
        ({"LineItems": [line(AccountCode="610")]}, "not a valid code"),
        ({"CurrencyCode": "CHF"}, "not subscribed"),
        ({"Status": "PAID"}, "not of valid status"),
    ],
)
def test_a_refused_credit_note_is_not_there(api, org, note, invoice, values, text):
    note()
    body = {**invoice(Type="ACCRECCREDIT"), **values}
    assert text in api.refused("PUT", "/CreditNotes", body)
    assert len(org.credit_notes) == 1


def test_an_allocation_settles_both_and_deleting_opens_both(api, sale, note):
    credit = note("30.00")
    path = f"/CreditNotes/{credit['CreditNoteID']}/Allocations"
    made = api.put(path, {"Amount": "33.00", "Invoice": {"InvoiceID": sale["InvoiceID"]}, "Date": "2020-01-01"})
    assert made["Date"] == "/Date(1795132800000+0000)/"
    row = read(api, sale)
    assert (row["AmountCredited"], row["AmountPaid"], row["AmountDue"]) == (33, 0, 77)
    assert [(item["CreditNoteNumber"], item["AppliedAmount"]) for item in row["CreditNotes"]] == [("CN-0001", 33)]
    used = api.get(f"/CreditNotes/{credit['CreditNoteID']}")["CreditNotes"][0]
    assert (used["Status"], used["RemainingCredit"]) == ("PAID", 0)
    assert "cannot be edited" in api.refused("POST", f"/CreditNotes/{credit['CreditNoteID']}", {"Reference": "x"})
    answer = api.call("DELETE", f"{path}/{made['AllocationID']}")
    assert (answer.status_code, answer.json()["IsDeleted"]) == (200, True)
    assert read(api, sale)["AmountDue"] == 110
    assert api.call("DELETE", f"{path}/{made['AllocationID']}").status_code == 404


def test_an_allocation_is_refused(api, org, sale, note, invoice):
    cafe = next(key for key, item in org.contacts.items() if item["Name"] == "Brightside Café")
    credit = note("30.00")
    path = f"/CreditNotes/{credit['CreditNoteID']}/Allocations"

    def refuse(amount, document):
        return api.refused("PUT", path, {"Amount": amount, "Invoice": {"InvoiceID": document["InvoiceID"]}})

    bill = api.put("/Invoices", invoice(line(AccountCode="400", TaxType="INPUT"), Type="ACCPAY"))
    remaining = "the allocation amount is greater than the amount remaining on the Credit Note"
    assert refuse("33.01", sale) == f"Credit Note cannot be allocated as {remaining}"
    assert "greater than 0" in refuse("0", sale)
    assert "was not found for this endpoint" in refuse("1", bill)
    assert "was not found for this endpoint" in refuse("1", {"InvoiceID": credit["CreditNoteID"]})
    assert "same contact" in refuse("1", api.put("/Invoices", invoice(Contact={"ContactID": cafe})))
    assert "same currency" in refuse("1", api.put("/Invoices", invoice(CurrencyCode="USD")))
    assert "Authorised" in refuse("1", api.put("/Invoices", invoice(Status="DRAFT")))


def test_a_credited_invoice_keeps_its_contact_and_is_not_voided(api, sandbox, org, sale, note):
    sandbox.allocate(org.tenant_id, note("30.00")["CreditNoteID"], sale["InvoiceID"], "33")
    cafe = next(key for key, item in org.contacts.items() if item["Name"] == "Brightside Café")
    path = f"/Invoices/{sale['InvoiceID']}"
    assert "cannot be edited" in api.refused("POST", path, {"Contact": {"ContactID": cafe}})
    assert "payments or credit notes allocated" in api.refused("POST", path, {"Status": "VOIDED"})


def test_a_refund_is_a_payment_of_the_credit_note(api, note, payment, sale):
    credit = note("30.00")
    refund = {**payment(sale, "33.00"), "Invoice": None, "CreditNote": {"CreditNoteID": credit["CreditNoteID"]}}
    made = api.put("/Payments", refund)
    assert made["PaymentType"] == "ARCREDITPAYMENT"
    assert api.get(f"/CreditNotes/{credit['CreditNoteID']}")["CreditNotes"][0]["Status"] == "PAID"
    api.post(f"/Payments/{made['PaymentID']}", {"Status": "DELETED"})
    assert api.get(f"/CreditNotes/{credit['CreditNoteID']}")["CreditNotes"][0]["RemainingCredit"] == 33


def test_a_credit_note_is_changed_and_voided_by_its_id(api, note):
    path = f"/CreditNotes/{note()['CreditNoteID']}"
    assert api.post(path, {"LineItems": [line(UnitAmount="50")]})["RemainingCredit"] == 55
    row = api.post(path, {"Status": "VOIDED"})
    assert (row["Status"], row["RemainingCredit"]) == ("VOIDED", 0)
    assert "not of valid status" in api.refused("POST", path, {"Reference": "x"})


def test_post_with_a_used_number_edits_that_credit_note(api, note, invoice):
    made = note()
    row = api.post("/CreditNotes", {**invoice(Type="ACCRECCREDIT"), "CreditNoteNumber": "CN-0001", "Reference": "new"})
    assert (row["CreditNoteID"], row["Reference"]) == (made["CreditNoteID"], "new")
