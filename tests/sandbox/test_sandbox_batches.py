"""Batch payments: one sum for several invoices."""

import pytest
from sandbox_client import line

IN_BATCH = "Payments within a batch cannot be deleted."
NOT_VALID = "Payment not of valid status for modification"


@pytest.fixture
def sales(api, invoice):
    return [api.put("/Invoices", invoice(InvoiceNumber=f"A-{number}")) for number in (1, 2)]


@pytest.fixture
def batch(bank):
    """Return a function that makes the body of a batch payment of some invoices."""

    def build(invoices, amount="110.00", **values):
        members = [{"Invoice": {"InvoiceID": row["InvoiceID"]}, "Amount": amount} for row in invoices]
        base = {"Account": {"AccountID": bank["AccountID"]}, "Date": "2026-11-25"}
        return {**base, "Payments": members, **values}

    return build


def path(row):
    return f"/BatchPayments/{row['BatchPaymentID']}"


def states(api, invoices):
    return [api.get(f"/Invoices/{row['InvoiceID']}")["Invoices"][0]["Status"] for row in invoices]


def test_a_batch_pays_every_invoice_with_one_sum(api, bank, sales, batch):
    texts = {
        "Reference": "Run 7",
        "Particulars": "p" * 12,
        "Code": "c" * 12,
        "Details": "d" * 18,
        "Narrative": "n" * 18,
    }
    made = api.put("/BatchPayments", batch(sales, **texts))
    row = api.get(path(made))["BatchPayments"][0]
    assert (row["Type"], row["Status"], row["TotalAmount"], row["IsReconciled"]) == (
        "RECBATCH",
        "AUTHORISED",
        220,
        False,
    )
    assert {name: row[name] for name in texts} == texts
    assert (row["Account"]["AccountID"], row["DateString"]) == (bank["AccountID"], "2026-11-25T00:00:00")
    assert [item["Invoice"]["InvoiceID"] for item in row["Payments"]] == [sale["InvoiceID"] for sale in sales]
    assert states(api, sales) == ["PAID", "PAID"]
    listed = api.get("/Payments", page=1)["Payments"]
    assert {item["BatchPaymentID"] for item in listed} == {row["BatchPaymentID"]}
    assert [(item["BatchPayment"]["Type"], item["BatchPayment"]["TotalAmount"]) for item in listed] == [
        ("RECBATCH", 220),
        ("RECBATCH", 220),
    ]


def test_bills_are_paid_by_a_batch_of_another_type(api, invoice, batch):
    bills = [
        api.put("/Invoices", invoice(line(AccountCode="400", TaxType="INPUT"), Type="ACCPAY", InvoiceNumber=name))
        for name in ("B-1", "B-2")
    ]
    made = api.put("/BatchPayments", batch(bills, "50.00"))
    assert (made["Type"], made["TotalAmount"]) == ("PAYBATCH", 100)
    assert states(api, bills) == ["AUTHORISED", "AUTHORISED"]


def test_batches_are_listed_whole_and_filtered(api, bank, sales, batch):
    made = api.put("/BatchPayments", batch(sales))

    def ids(**args):
        return [row["BatchPaymentID"] for row in api.get("/BatchPayments", **args)["BatchPayments"]]

    assert ids() == ids(page=5) == [made["BatchPaymentID"]]
    assert ids(where=f'Type=="RECBATCH" AND Account.AccountId==guid("{bank["AccountID"]}")') == ids()
    assert ids(where='Status=="DELETED"') == ids(headers={"If-Modified-Since": "2099-01-01T00:00:00"}) == []
    assert api.call("GET", "/BatchPayments", where='Reference=="x"').status_code == 400
    assert api.call("GET", "/BatchPayments/nothing").status_code == 404


@pytest.mark.parametrize("alone", [True, False])
def test_a_batch_is_deleted_as_a_whole(api, sales, batch, alone):
    made = api.put("/BatchPayments", batch(sales))
    payments = [item["PaymentID"] for item in made["Payments"]]
    for payment_id in payments:
        assert api.refused("POST", f"/Payments/{payment_id}", {"Status": "DELETED"}) == IN_BATCH
    body = {"Status": "DELETED"} if alone else {"BatchPaymentID": made["BatchPaymentID"], "Status": "DELETED"}
    answer = api.call("POST", path(made) if alone else "/BatchPayments", body)
    row = answer.json()["BatchPayments"][0]
    assert (answer.status_code, row["Status"], row["Payments"], row["TotalAmount"]) == (200, "DELETED", [], 220)
    assert states(api, sales) == ["AUTHORISED", "AUTHORISED"]
    listed = api.get("/Payments", page=1)["Payments"]
    assert {(item["Status"], item["BatchPayment"]["Status"]) for item in listed} == {("DELETED", "DELETED")}
    assert api.refused("POST", path(made), {"Status": "DELETED"}) == NOT_VALID


def test_a_batch_is_never_changed(api, sales, batch):
    made = api.put("/BatchPayments", batch(sales))
    assert api.refused("POST", path(made), {"Reference": "x"}) == "A batch payment can only be deleted, not changed"
    assert api.call("POST", "/BatchPayments", {"Status": "DELETED"}).status_code == 404


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Payments": []}, "A batch payment must have payments"),
        ({"Account": {"Code": "200"}}, "Account could not be found"),
        ({"Particulars": "p" * 13}, "The field Particulars must be a string with a maximum length of 12."),
        ({"Code": "c" * 13}, "The field Code must be a string with a maximum length of 12."),
        ({"Details": "d" * 19}, "The field Details must be a string with a maximum length of 18."),
        ({"Narrative": "n" * 19}, "The field Narrative must be a string with a maximum length of 18."),
        ({"Reference": "r" * 256}, "The field Reference must be a string with a maximum length of 255."),
        ({"Date": "never"}, "not a valid date"),
    ],
)
def test_a_refused_batch_pays_nothing(api, org, sales, batch, values, text):
    assert text in api.refused("PUT", "/BatchPayments", batch(sales, **values))
    assert not org.batch_payments
    assert not org.payments


def test_a_batch_is_of_one_side_in_the_base_currency_and_of_invoices(api, org, bank, invoice, sales, batch):
    bill = api.put("/Invoices", invoice(line(AccountCode="400", TaxType="INPUT"), Type="ACCPAY"))
    dollars = api.put("/Invoices", invoice(CurrencyCode="USD"))

    def refuse(body):
        return api.refused("PUT", "/BatchPayments", body)

    assert "not for both" in refuse(batch([*sales, bill], "1"))
    assert "base currency only" in refuse(batch([*sales, dollars], "1"))
    assert "exceeds the amount outstanding" in refuse(batch(sales, "110.01"))
    assert "exceeds the amount outstanding" in refuse(batch([sales[0], sales[0]]))
    members = [{"CreditNote": {"CreditNoteID": sales[0]["InvoiceID"]}, "Amount": 1}]
    assert refuse(batch([], Payments=members)) == "A batch payment can be for invoices only"
    bank["CurrencyCode"] = "USD"
    assert "base currency only" in refuse(batch([dollars], "1"))
    assert (org.payments, states(api, sales)) == ({}, ["AUTHORISED", "AUTHORISED"])


def test_a_locked_batch_stays(api, sandbox, org, sales, batch):
    made = api.put("/BatchPayments", batch(sales, "1"))
    sandbox.set_lock_dates(org.tenant_id, period="2026-11-25")
    assert "lock date" in api.refused("POST", path(made), {"Status": "DELETED"})
    assert "lock date" in api.refused("PUT", "/BatchPayments", batch(sales, "1"))
