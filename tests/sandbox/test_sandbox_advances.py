"""Over- and prepayments: opened by bank transactions, used for invoices, given back."""

import json
from decimal import Decimal

import pytest
from sandbox_client import line

KINDS = ("Overpayment", "Prepayment")
NOT_VOIDABLE = (
    "The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it."
)
NOT_EDITABLE = "This document cannot be edited as it has a payment or credit note allocated to it."


@pytest.fixture
def api(admin):
    """Give a client that may use bank transactions."""
    return admin


@pytest.fixture
def sale(api, invoice):
    return api.put("/Invoices", invoice(InvoiceNumber="A-1"))


@pytest.fixture
def bill(api, invoice):
    return api.put("/Invoices", invoice(line(AccountCode="400", TaxType="INPUT"), Type="ACCPAY"))


@pytest.fixture
def advance(api, bank, adam):
    """Return a function that makes an over- or prepayment and returns the bank transaction and itself."""

    def make(kind="Overpayment", amount="30.00", way="RECEIVE", **values):
        account = {"AccountCode": "200" if way == "RECEIVE" else "400"} if kind == "Prepayment" else {}
        body = {
            "Type": f"{way}-{kind.upper()}",
            "Contact": {"ContactID": adam["ContactID"]},
            "BankAccount": {"AccountID": bank["AccountID"]},
            "Date": "2026-11-21",
            "LineItems": [{"Description": "In advance", "LineAmount": amount, **account}],
            **values,
        }
        transaction = api.put("/BankTransactions", body)
        return transaction, read(api, kind, transaction[f"{kind}ID"])

    return make


def read(api, kind, record_id):
    return api.get(f"/{kind}s/{record_id}")[f"{kind}s"][0]


def allocations(kind, row):
    return f"/{kind}s/{row[f'{kind}ID']}/Allocations"


def use(amount, document):
    return {"Amount": amount, "Invoice": {"InvoiceID": document["InvoiceID"]}, "Date": "2020-01-01"}


# --- reads -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_bank_transaction_opens_an_advance(api, adam, advance, kind):
    transaction, row = advance(kind, Reference="R-1")
    assert row[f"{kind}ID"] == transaction[f"{kind}ID"]
    assert (row["Type"], row["Status"], row["Total"], row["RemainingCredit"], row["Reference"]) == (
        f"RECEIVE-{kind.upper()}",
        "AUTHORISED",
        30,
        30,
        "R-1",
    )
    assert (row["Allocations"], row["Payments"], row["Contact"]["Name"]) == ([], [], adam["Name"])
    assert len(row["LineItems"]) == 1
    assert row.get("InvoiceNumber") == ("R-1" if kind == "Prepayment" else None)


@pytest.mark.parametrize(("kind", "argument"), [("Overpayment", "References"), ("Prepayment", "InvoiceNumbers")])
def test_advances_are_listed_by_number_in_pages_and_by_change(api, advance, kind, argument):
    rows = [advance(kind, Reference=f"R-{number}")[1] for number in (1, 2, 3)]
    key = f"{kind}s"

    def ids(**args):
        return [row[f"{kind}ID"] for row in api.get(f"/{key}", **args)[key]]

    assert ids() == [row[f"{kind}ID"] for row in rows]
    assert ids(page=2, pageSize=2) == [rows[2][f"{kind}ID"]]
    assert ids(**{argument: "R-1,r-3"}) == ids(**{argument: '"R-1", "R-3"'}) == [rows[0][f"{kind}ID"], ids()[2]]
    assert ids(where='Status=="PAID"') == ids(headers={"If-Modified-Since": "2099-01-01T00:00:00"}) == []
    assert ids(order="Date DESC") == ids()
    assert "LineItems" not in api.get(f"/{key}")[key][0]
    assert api.get(f"/{key}", page=1, unitdp=4)[key][0]["LineItems"][0]["UnitAmount"] == Decimal("30.0000")


# --- allocations -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_an_advance_settles_an_invoice_and_can_be_taken_back(api, sale, advance, kind):
    row = advance(kind)[1]
    made = api.put(allocations(kind, row), use("30.00", sale))
    assert (made["Amount"], made[kind][f"{kind}ID"], made["Date"]) == (
        30,
        row[f"{kind}ID"],
        "/Date(1795219200000+0000)/",  # of the later document, whatever was sent
    )
    used = api.get(f"/Invoices/{sale['InvoiceID']}")["Invoices"][0]
    assert (used["AmountCredited"], used["AmountPaid"], used["AmountDue"]) == (30, 0, 80)
    assert [(item[f"{kind}ID"], item["AppliedAmount"]) for item in used[f"{kind}s"]] == [(row[f"{kind}ID"], 30)]
    left = read(api, kind, row[f"{kind}ID"])
    assert (left["Status"], left["RemainingCredit"]) == ("PAID", 0)
    assert [(item["Amount"], item["Invoice"]["InvoiceID"]) for item in left["Allocations"]] == [(30, sale["InvoiceID"])]
    answer = api.call("DELETE", f"{allocations(kind, row)}/{made['AllocationID']}")
    assert (answer.status_code, answer.json()["IsDeleted"]) == (200, True)
    assert read(api, kind, row[f"{kind}ID"])["RemainingCredit"] == 30
    assert api.get(f"/Invoices/{sale['InvoiceID']}")["Invoices"][0]["AmountDue"] == 110
    assert api.call("DELETE", f"{allocations(kind, row)}/{made['AllocationID']}").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_an_advance_to_a_supplier_settles_a_bill(api, bill, sale, advance, kind):
    row = advance(kind, "110.00", way="SPEND")[1]
    assert "was not found for this endpoint" in api.refused("PUT", allocations(kind, row), use("1", sale))
    api.put(allocations(kind, row), use("110.00", bill))
    assert api.get(f"/Invoices/{bill['InvoiceID']}")["Invoices"][0]["Status"] == "PAID"


@pytest.mark.parametrize("kind", KINDS)
def test_an_invoice_with_an_advance_is_not_voided(api, sale, advance, kind):
    row = advance(kind)[1]
    made = api.put(allocations(kind, row), use("5", sale))
    assert api.refused("POST", f"/Invoices/{sale['InvoiceID']}", {"Status": "VOIDED"}) == NOT_VOIDABLE
    api.call("DELETE", f"{allocations(kind, row)}/{made['AllocationID']}")
    assert api.post(f"/Invoices/{sale['InvoiceID']}", {"Status": "VOIDED"})["Status"] == "VOIDED"


@pytest.mark.parametrize("kind", KINDS)
def test_an_allocation_of_an_advance_is_refused(api, org, invoice, sale, bill, advance, kind):
    cafe = next(key for key, item in org.contacts.items() if item["Name"] == "Brightside Café")
    transaction, row = advance(kind, "200.00")
    small = api.put("/Invoices", invoice(line(UnitAmount="10.00")))

    def refuse(amount, document):
        return api.refused("PUT", allocations(kind, row), use(amount, document))

    remaining = (
        f"{kind} cannot be allocated as the allocation amount is greater than the amount remaining on the {kind}"
    )
    assert refuse("200.01", sale) == remaining
    assert refuse("110.01", sale) == f"{kind} cannot be allocated as amount is greater than amount outstanding"
    assert "greater than 0" in refuse("0", sale)
    for wrong in (bill["InvoiceID"], row[f"{kind}ID"], transaction["BankTransactionID"]):
        assert refuse("1", {"InvoiceID": wrong}) == "The document with the supplied id was not found for this endpoint."
    assert "must have the same contact" in refuse("1", api.put("/Invoices", invoice(Contact={"ContactID": cafe})))
    assert "must have the same currency" in refuse("1", api.put("/Invoices", invoice(CurrencyCode="USD")))
    assert "Authorised documents" in refuse("1", api.put("/Invoices", invoice(Status="DRAFT")))
    api.put(allocations(kind, row), use("11.00", small))
    assert refuse("1", small) == "The invoice you are trying to allocate to has already been paid off"
    other = "Prepayment" if kind == "Overpayment" else "Overpayment"
    assert api.call("PUT", f"/{other}s/{row[f'{kind}ID']}/Allocations", use("1", sale)).status_code == 404


def test_a_locked_period_keeps_allocations_as_they_are(api, sandbox, org, sale, advance):
    row = advance()[1]
    made = api.put(allocations("Overpayment", row), use("5", sale))
    sandbox.set_lock_dates(org.tenant_id, period="2026-11-21")
    assert "lock date" in api.refused("PUT", allocations("Overpayment", row), use("5", sale))
    answer = api.call("DELETE", f"{allocations('Overpayment', row)}/{made['AllocationID']}")
    assert (answer.status_code, "lock date" in answer.text) == (400, True)


# --- refunds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "way", "payment_type"),
    [
        ("Overpayment", "RECEIVE", "AROVERPAYMENTPAYMENT"),
        ("Overpayment", "SPEND", "APOVERPAYMENTPAYMENT"),
        ("Prepayment", "RECEIVE", "ARPREPAYMENTPAYMENT"),
        ("Prepayment", "SPEND", "APPREPAYMENTPAYMENT"),
    ],
)
def test_a_refund_gives_back_what_is_left(api, bank, advance, kind, way, payment_type):
    row = advance(kind, way=way)[1]
    refund = {kind: {f"{kind}ID": row[f"{kind}ID"]}, "Account": {"AccountID": bank["AccountID"]}, "Amount": "12.00"}
    made = api.put("/Payments", refund)
    assert made["PaymentType"] == payment_type
    left = read(api, kind, row[f"{kind}ID"])
    assert (left["RemainingCredit"], [item["Amount"] for item in left["Payments"]]) == (18, [12])
    assert api.refused("PUT", "/Payments", {**refund, "Amount": "18.01"}) == (
        "Payment amount exceeds the amount outstanding on this document"
    )
    api.put("/Payments", {**refund, "Amount": "18"})
    assert read(api, kind, row[f"{kind}ID"])["Status"] == "PAID"
    api.post(f"/Payments/{made['PaymentID']}", {"Status": "DELETED"})
    left = read(api, kind, row[f"{kind}ID"])
    assert (left["Status"], left["RemainingCredit"], len(left["Payments"])) == ("AUTHORISED", 12, 1)


@pytest.mark.parametrize(("way", "kind"), [("RECEIVE", "AROVERPAYMENT"), ("SPEND", "APOVERPAYMENT")])
def test_a_refund_of_an_overpayment_arrives_under_the_invoice_element(api, bank, advance, way, kind):
    over = advance(way=way)[1]["OverpaymentID"]
    base = {"Account": {"AccountID": bank["AccountID"]}, "Amount": "1"}
    made = api.put("/Payments", {**base, "Overpayment": {"OverpaymentID": over}})
    for paid in (made, api.get(f"/Payments/{made['PaymentID']}")["Payments"][0]):
        assert (paid["Invoice"]["InvoiceID"], paid["Invoice"]["Type"], "Overpayment" in paid) == (over, kind, False)


def test_a_payment_takes_ids_of_its_type_only(api, sale, bank, advance):
    over, pre = advance()[1], advance("Prepayment", Reference="P-1")[1]
    base = {"Account": {"AccountID": bank["AccountID"]}, "Amount": "1"}
    for kind, record_id in (
        ("Invoice", over["OverpaymentID"]),
        ("Overpayment", sale["InvoiceID"]),
        ("Overpayment", pre["PrepaymentID"]),
        ("Prepayment", over["OverpaymentID"]),
        ("CreditNote", pre["PrepaymentID"]),
    ):
        text = api.refused("PUT", "/Payments", {**base, kind: {f"{kind}ID": record_id}})
        assert text == f"{kind} could not be found"


# --- the end -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_deleting_the_bank_transaction_voids_the_advance(api, sale, advance, kind):
    transaction, row = advance(kind)
    path = f"/BankTransactions/{transaction['BankTransactionID']}"
    made = api.put(allocations(kind, row), use("5", sale))
    assert api.refused("POST", path, {"Status": "DELETED"}) == NOT_EDITABLE
    assert "Only spent and received money can be changed" in api.refused("POST", path, {"Reference": "x"})
    api.call("DELETE", f"{allocations(kind, row)}/{made['AllocationID']}")
    assert api.post(path, {"Status": "DELETED"})["Status"] == "DELETED"
    gone = read(api, kind, row[f"{kind}ID"])
    assert (gone["Status"], gone["RemainingCredit"]) == ("VOIDED", 0)
    assert "Authorised documents" in api.refused("PUT", allocations(kind, row), use("1", sale))


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


def test_a_person_pays_too_much_and_uses_the_rest_elsewhere(api, sandbox, org, invoice, sale):
    over = sandbox.pay_too_much(org.tenant_id, sale["InvoiceID"], "150")
    assert api.get(f"/Invoices/{sale['InvoiceID']}")["Invoices"][0]["Status"] == "PAID"
    assert (over["Type"], over["RemainingCredit"]) == ("RECEIVE-OVERPAYMENT", 40)
    other = api.put("/Invoices", invoice())
    sandbox.allocate(org.tenant_id, over["OverpaymentID"], other["InvoiceID"], 40)
    assert api.get(f"/Invoices/{other['InvoiceID']}")["Invoices"][0]["AmountDue"] == 70
    dollars = api.put("/Invoices", invoice(CurrencyCode="USD", CurrencyRate="0.65"))
    over = sandbox.pay_too_much(org.tenant_id, dollars["InvoiceID"], "120")
    assert (over["CurrencyCode"], over["RemainingCredit"]) == ("USD", 10)
    with pytest.raises(ValueError, match="no more than what is due"):
        sandbox.pay_too_much(org.tenant_id, other["InvoiceID"], 70)


def test_advances_follow_their_contact_into_another_one(api, sandbox, org, advance, adam):
    cafe = next(key for key, item in org.contacts.items() if item["Name"] == "Brightside Café")
    row = advance()[1]
    sandbox.merge_contacts(org.tenant_id, adam["ContactID"], cafe)
    assert read(api, "Overpayment", row["OverpaymentID"])["Contact"]["ContactID"] == cafe
