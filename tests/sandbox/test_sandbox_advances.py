"""Money before or beyond an invoice: bank transactions, overpayments, prepayments; payments in batches."""

import json
from decimal import Decimal

import pytest
from sandbox_client import line


@pytest.fixture
def transaction(adam, bank):
    """Return a function that makes the body of a bank transaction."""

    def build(kind, amount="50.00", **values):
        receivable = kind.endswith("OVERPAYMENT")
        row = {
            "Description": "Paid",
            "Quantity": 1,
            "UnitAmount": amount,
            **({} if receivable else {"AccountCode": "200"}),
        }
        base = {
            "Type": kind,
            "Contact": {"ContactID": adam["ContactID"]},
            "BankAccount": {"AccountID": bank["AccountID"]},
        }
        return {**base, "Date": "2026-11-22", "LineItems": [row], **values}

    return build


@pytest.fixture
def advance(admin, transaction):
    """Return a function that makes an advance and gives its path and itself."""

    def make(kind, amount="50.00", **values):
        name = kind.partition("-")[2].capitalize()
        made = admin.put("/BankTransactions", transaction(kind, amount, **values))
        path = f"/{name}s/{made[f'{name}ID']}"
        return path, admin.get(path)[f"{name}s"][0]

    return make


KINDS = ("RECEIVE-OVERPAYMENT", "RECEIVE-PREPAYMENT")


# --- bank transactions -------------------------------------------------------------------------------------------


def test_a_transaction_makes_the_advance(admin, advance):
    _path, over = advance("RECEIVE-OVERPAYMENT")
    assert (over["Total"], over["TotalTax"], over["RemainingCredit"], over["Status"]) == (50, 0, 50, "AUTHORISED")
    _path, before = advance("RECEIVE-PREPAYMENT", "55.00", Reference="Deposit")
    assert (before["Total"], before["TotalTax"], before["LineAmountTypes"]) == (55, 5, "Inclusive")
    rows = admin.get("/BankTransactions", page=1, where='Type=="RECEIVE-PREPAYMENT"')["BankTransactions"]
    assert [row["PrepaymentID"] for row in rows] == [before["PrepaymentID"]]
    assert admin.get("/BankTransactions")["BankTransactions"][0].get("LineItems") is None


def test_plain_money_makes_none(admin, org, transaction):
    made = admin.put("/BankTransactions", transaction("RECEIVE", "11.00"))
    assert (made["SubTotal"], made["TotalTax"]) == (10, 1)
    assert org.overpayments == org.prepayments == {}
    gone = admin.post(f"/BankTransactions/{made['BankTransactionID']}", {"Status": "DELETED"})
    assert gone["Status"] == "DELETED"


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("GIFT", {}, "The bank transaction type is not valid"),
        ("RECEIVE", {"BankAccount": {"Code": "200"}}, "Account could not be found"),
        ("RECEIVE", {"LineItems": []}, "One or more line items must be specified"),
        ("RECEIVE-PREPAYMENT", {"LineItems": [line(UnitAmount=0)]}, "must be greater than 0"),
        ("RECEIVE-OVERPAYMENT", {"LineItems": [line()]}, "An overpayment has one line"),
        ("RECEIVE-OVERPAYMENT", {"LineItems": []}, "An overpayment has one line"),
    ],
)
def test_a_transaction_that_breaks_rules_is_refused(admin, org, transaction, kind, values, said):
    assert said in admin.refused("PUT", "/BankTransactions", transaction(kind, **values))
    assert org.bank_transactions == org.overpayments == org.prepayments == {}


def test_transactions_have_a_scope_of_their_own(api, transaction):
    answer = api.call("PUT", "/BankTransactions", {"BankTransactions": [transaction("RECEIVE")]})
    assert answer.status_code == 401


# --- advances ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_an_advance_settles_an_invoice_and_is_taken_back(admin, invoice, advance, kind):
    path, made = advance(kind)
    name = path.split("/")[1]
    sale = admin.put("/Invoices", invoice())
    document = {"InvoiceID": sale["InvoiceID"]}
    allocation = admin.put(f"{path}/Allocations", {"Amount": 30, "Invoice": document, "Date": "2026-01-01"})
    seen = admin.get(f"/Invoices/{sale['InvoiceID']}")["Invoices"][0]
    assert (seen["AmountDue"], seen["AmountCredited"]) == (80, 30)
    assert seen[name][0]["AppliedAmount"] == 30
    assert admin.get(path)[name][0]["RemainingCredit"] == 20
    assert "exceeds the amount outstanding" in admin.refused(
        "PUT", f"{path}/Allocations", {"Amount": 21, "Invoice": document}
    )
    assert "payments or credit notes allocated" in admin.refused(
        "POST", f"/Invoices/{sale['InvoiceID']}", {"Status": "VOIDED"}
    )
    gone = admin.call("DELETE", f"{path}/Allocations/{allocation['AllocationID']}").json()
    assert gone["IsDeleted"] is True
    assert admin.get(f"/Invoices/{sale['InvoiceID']}")["Invoices"][0]["AmountDue"] == 110
    assert admin.get(path)[name][0]["RemainingCredit"] == made["Total"]


def test_an_advance_that_is_used_up_is_paid(admin, invoice, advance):
    path, _made = advance("RECEIVE-OVERPAYMENT")
    sale = admin.put("/Invoices", invoice())
    admin.put(f"{path}/Allocations", {"Amount": 50, "Invoice": {"InvoiceID": sale["InvoiceID"]}})
    assert admin.get(path)["Overpayments"][0]["Status"] == "PAID"


def test_an_advance_of_the_other_side_is_not_found(admin, invoice, advance):
    path, _made = advance("SPEND-OVERPAYMENT")
    sale = admin.put("/Invoices", invoice())
    said = admin.refused("PUT", f"{path}/Allocations", {"Amount": 5, "Invoice": {"InvoiceID": sale["InvoiceID"]}})
    assert "The document with the supplied id was not found for this endpoint." in said


@pytest.mark.parametrize(("kind", "shown"), [("RECEIVE-OVERPAYMENT", "Invoice"), ("RECEIVE-PREPAYMENT", "Prepayment")])
def test_a_refund_of_an_advance(admin, bank, advance, kind, shown):
    path, made = advance(kind)
    name = path.split("/")[1][:-1]
    key = made[f"{name}ID"]
    body = {name: {f"{name}ID": key}, "Account": {"AccountID": bank["AccountID"]}, "Amount": 20}
    paid = admin.put("/Payments", body)
    assert paid["PaymentType"] == f"AR{name.upper()}PAYMENT"
    assert paid[shown][f"{shown}ID"] == key
    assert admin.get(path)[f"{name}s"][0]["RemainingCredit"] == 30
    admin.post(f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    assert admin.get(path)[f"{name}s"][0]["RemainingCredit"] == 50


def test_advances_are_looked_for(admin, advance):
    advance("RECEIVE-OVERPAYMENT", Reference="first")
    _path, second = advance("RECEIVE-OVERPAYMENT", Reference="second")
    found = admin.get("/Overpayments", page=1, References="second")["Overpayments"]
    assert [row["OverpaymentID"] for row in found] == [second["OverpaymentID"]]
    assert admin.get("/Prepayments", page=1, InvoiceNumbers="none")["Prepayments"] == []


def test_a_used_advance_stays(admin, org, invoice, advance):
    path, _made = advance("RECEIVE-OVERPAYMENT")
    sale = admin.put("/Invoices", invoice())
    admin.put(f"{path}/Allocations", {"Amount": 5, "Invoice": {"InvoiceID": sale["InvoiceID"]}})
    transaction_id = next(iter(org.bank_transactions))
    said = admin.refused("POST", f"/BankTransactions/{transaction_id}", {"Status": "DELETED"})
    assert "has a payment or credit note allocated" in said
    assert "can only be deleted" in admin.refused("POST", f"/BankTransactions/{transaction_id}", {"Reference": "x"})


def test_an_unused_advance_goes_with_its_transaction(admin, org, advance):
    path, _made = advance("RECEIVE-PREPAYMENT")
    admin.post(f"/BankTransactions/{next(iter(org.bank_transactions))}", {"Status": "DELETED"})
    row = admin.get(path)["Prepayments"][0]
    assert (row["Status"], row["RemainingCredit"]) == ("VOIDED", 0)


# --- batches -----------------------------------------------------------------------------------------------------


@pytest.fixture
def batch(bank):
    """Return a function that makes the body of a batch."""

    def build(*invoices, **values):
        rows = [{"Invoice": {"InvoiceID": row["InvoiceID"]}, "Amount": str(row["AmountDue"])} for row in invoices]
        return {"Account": {"AccountID": bank["AccountID"]}, "Date": "2026-11-22", "Payments": rows, **values}

    return build


def test_a_batch_settles_invoices(admin, invoice, batch):
    sales = [admin.put("/Invoices", invoice()) for _number in range(3)]
    made = admin.put("/BatchPayments", batch(*sales, Reference="Statement 7"))
    assert (made["Type"], made["TotalAmount"], len(made["Payments"])) == ("RECBATCH", 330, 3)
    assert {row["Status"] for row in admin.get("/Invoices", page=1, Statuses="PAID")["Invoices"]} == {"PAID"}
    payment = admin.get(f"/Payments/{made['Payments'][0]['PaymentID']}")["Payments"][0]
    assert payment["BatchPayment"]["BatchPaymentID"] == payment["BatchPaymentID"] == made["BatchPaymentID"]
    assert [row["Reference"] for row in admin.get("/BatchPayments", where='Type=="RECBATCH"')["BatchPayments"]] == [
        "Statement 7"
    ]
    assert admin.get(f"/BatchPayments/{made['BatchPaymentID']}")["BatchPayments"][0]["Status"] == "AUTHORISED"


@pytest.mark.parametrize("by_body", [True, False])
def test_a_batch_is_deleted_as_a_whole(admin, invoice, batch, by_body):
    sale = admin.put("/Invoices", invoice())
    made = admin.put("/BatchPayments", batch(sale))
    member = f"/Payments/{made['Payments'][0]['PaymentID']}"
    assert "A payment of a batch cannot be deleted by itself" in admin.refused("POST", member, {"Status": "DELETED"})
    key, gone = made["BatchPaymentID"], {"Status": "DELETED"}
    path, body = ("/BatchPayments", {"BatchPaymentID": key, **gone}) if by_body else (f"/BatchPayments/{key}", gone)
    assert admin.call("POST", path, body).json()["BatchPayments"][0]["Status"] == "DELETED"
    assert admin.get(f"/Invoices/{sale['InvoiceID']}")["Invoices"][0]["AmountDue"] == 110
    assert admin.get(member)["Payments"][0]["Status"] == "DELETED"
    assert "can only be deleted, once" in admin.call("POST", path, body).text


def test_a_batch_that_breaks_rules_is_refused(admin, org, invoice, batch):
    sale = admin.put("/Invoices", invoice())
    bill = admin.put("/Invoices", invoice(line(AccountCode="400", TaxType="INPUT"), Type="ACCPAY"))
    dollars = admin.put("/Invoices", invoice(CurrencyCode="USD", CurrencyRate="0.65"))
    for body, said in (
        (batch(sale, bill), "A batch payment is for invoices or for bills"),
        (batch(), "A batch payment is for invoices or for bills"),
        (batch(dollars), "A batch payment is in the base currency"),
        (batch({**sale, "InvoiceID": sale["Contact"]["ContactID"]}), "Invoice could not be found"),
        (batch(sale, Particulars="p" * 13), "Particulars must be a string with a maximum length of 12"),
        (batch({**sale, "AmountDue": 500}), "exceeds the amount outstanding"),
    ):
        assert said in admin.refused("PUT", "/BatchPayments", body)
    assert org.batch_payments == org.payments == {}


# --- rounding ----------------------------------------------------------------------------------------------------


def test_a_total_that_differs_by_cents_makes_a_rounding(admin, invoice):
    made = admin.put("/Invoices", invoice(Total="110.07"))
    assert (made["Total"], made["RoundingAmount"], made["AmountDue"]) == (
        Decimal("110.07"),
        Decimal("0.07"),
        Decimal("110.07"),
    )
    assert "does not match the total of its lines" in admin.refused("PUT", "/Invoices", invoice(Total="110.11"))
    assert admin.put("/Invoices", invoice(Total="110.07", Status="DRAFT"))["Total"] == 110
    assert "RoundingAmount" not in admin.put("/Invoices", invoice(Total="110.00"))


# --- the other side ----------------------------------------------------------------------------------------------


def test_a_person_overpays_prepays_allocates_refunds_and_pays_in_batches(sandbox, org, admin, adam, invoice):
    tenant = org.tenant_id
    sales = [admin.put("/Invoices", invoice()) for _number in range(2)]
    over = sandbox.overpay(tenant, adam["ContactID"], 30)
    allocation = sandbox.allocate(tenant, over["OverpaymentID"], sales[0]["InvoiceID"], 10)
    assert over["RemainingCredit"] == 20
    sandbox.delete_allocation(tenant, over["OverpaymentID"], allocation["AllocationID"])
    sandbox.refund(tenant, "Overpayment", over["OverpaymentID"], 5)
    assert over["RemainingCredit"] == 25
    before = sandbox.prepay(tenant, adam["ContactID"], 22)
    sandbox.allocate(tenant, before["PrepaymentID"], sales[0]["InvoiceID"], 22)
    made = sandbox.pay_batch(tenant, [row["InvoiceID"] for row in sales], "Both")
    assert (made["TotalAmount"], made["Reference"]) == (198, "Both")
    sandbox.delete_batch(tenant, made["BatchPaymentID"])
    assert org.invoices[sales[1]["InvoiceID"]]["AmountDue"] == 110


def test_advances_are_told_with_data(sandbox, org, server, admin, adam):
    told = []
    sandbox.webhooks.enabled["web-app"] = True
    app = sandbox.apps["web-app"]
    app.webhook_url, app.webhook_key = "http://localhost:1/none", "key"
    sandbox.overpay(org.tenant_id, adam["ContactID"], 30)
    sandbox.prepay(org.tenant_id, adam["ContactID"], 30)
    told = [json.loads(item.body)["events"][0] for item in sandbox.webhooks.deliveries]
    assert [(row["eventCategory"], row["data"]["Type"]) for row in told] == [
        ("OVERPAYMENT", "RECEIVE-OVERPAYMENT"),
        ("PREPAYMENT", "RECEIVE-PREPAYMENT"),
    ]
    assert all(row["data"]["UpdatedDateUTCString"] and row["data"]["Status"] == "AUTHORISED" for row in told)


@pytest.mark.parametrize("wanted", [True, False])
def test_payments_are_told_on_request_only(sandbox, org, admin, invoice, wanted):
    sale = admin.put("/Invoices", invoice())
    app = sandbox.apps["web-app"]
    app.webhook_url, app.webhook_key, app.payment_events = "http://localhost:1/none", "key", wanted
    sandbox.pay(org.tenant_id, sale["InvoiceID"])
    kinds = [json.loads(item.body)["events"][0]["eventCategory"] for item in sandbox.webhooks.deliveries]
    assert sorted(kinds) == (["INVOICE", "PAYMENT"] if wanted else ["INVOICE"])
