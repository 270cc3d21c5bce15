"""Money received and spent without an invoice, as far as over- and prepayments need it."""

from decimal import Decimal

import pytest
from sandbox_client import Client, connect, line

NO_CONTACT = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
RECONCILED = "This Bank Transaction cannot be edited as it has been reconciled with a Bank Statement."
EXCESS = {"Description": "Paid too much", "LineAmount": "30.00"}


@pytest.fixture
def api(admin):
    """Give a client that may use bank transactions."""
    return admin


@pytest.fixture
def money(bank, adam):
    """Return a function that makes the body of a bank transaction."""

    def build(*lines, **values):
        base = {"Type": "RECEIVE", "Contact": {"ContactID": adam["ContactID"]}, "Date": "2026-11-20"}
        account = {"BankAccount": {"AccountID": bank["AccountID"]}}
        return {**base, **account, "LineItems": list(lines) or [line(UnitAmount="110.00")], **values}

    return build


def read(api, row):
    return api.get(f"/BankTransactions/{row['BankTransactionID']}")["BankTransactions"][0]


def path(row):
    return f"/BankTransactions/{row['BankTransactionID']}"


def test_money_received_includes_its_tax_unless_said_otherwise(api, bank, money):
    row = api.put("/BankTransactions", money(Reference="Till"))
    assert (row["LineAmountTypes"], row["SubTotal"], row["TotalTax"], row["Total"]) == ("Inclusive", 100, 10, 110)
    assert (row["Type"], row["Status"], row["Reference"], row["IsReconciled"], row["CurrencyCode"]) == (
        "RECEIVE",
        "AUTHORISED",
        "Till",
        False,
        "AUD",
    )
    assert row["BankAccount"] == {"AccountID": bank["AccountID"], "Code": "", "Name": bank["Name"]}
    assert not {"OverpaymentID", "PrepaymentID"} & row.keys()
    spent = api.put("/BankTransactions", money(line(AccountCode="400", TaxType="INPUT"), Type="SPEND"))
    assert (spent["Total"], read(api, spent)["Type"]) == (100, "SPEND")


def test_lines_come_with_pages_and_single_reads_only(api, money):
    row = api.put("/BankTransactions", money())
    assert "LineItems" not in api.get("/BankTransactions")["BankTransactions"][0]
    page = api.get("/BankTransactions", page=1)
    assert (page["pagination"]["itemCount"], len(page["BankTransactions"][0]["LineItems"])) == (1, 1)
    assert read(api, row)["LineItems"][0]["AccountCode"] == "200"
    assert api.get("/BankTransactions", where='Type=="SPEND"')["BankTransactions"] == []
    since = {"If-Modified-Since": "2099-01-01T00:00:00"}
    assert api.get("/BankTransactions", headers=since)["BankTransactions"] == []
    assert api.call("GET", "/BankTransactions/nothing").status_code == 404


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Type": "RECEIVE-TRANSFER"}, "The bank transaction type must be one of RECEIVE, RECEIVE-OVERPAYMENT"),
        ({"Type": None}, "The bank transaction type must be one of"),
        ({"Status": "DELETED"}, "A new bank transaction must be AUTHORISED"),
        ({"Contact": None}, NO_CONTACT),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"LineItems": [line(AccountCode=None)]}, "Account code or ID must be specified"),
        ({"LineItems": [line(AccountCode="610")]}, "Account code '610' is not a valid code for this document."),
        ({"LineItems": [line(DiscountRate=5)]}, "Discounts are only supported"),
        ({"LineItems": [line(UnitAmount="-5")]}, "must not be negative"),
        ({"LineItems": [line(UnitAmount="0")]}, "The total of a bank transaction must be greater than 0"),
        ({"LineAmountTypes": "Gross"}, "LineAmountTypes 'Gross' is not valid"),
        ({"BankAccount": None}, "Account could not be found"),
        ({"BankAccount": {"Code": "625"}}, "Account could not be found"),  # takes payments, but is no bank
        ({"BankAccount": {"Code": "200"}}, "Account could not be found"),
        ({"Reference": "x" * 256}, "maximum length of 255"),
        ({"Date": "never"}, "not a valid date"),
    ],
)
def test_a_refused_transaction_is_not_there(api, org, money, values, text):
    assert text in api.refused("PUT", "/BankTransactions", money(**values))
    assert not org.bank_transactions


def test_a_locked_period_takes_and_loses_nothing(api, sandbox, org, money):
    made = api.put("/BankTransactions", money())
    sandbox.set_lock_dates(org.tenant_id, year="2026-11-20")
    assert "lock date" in api.refused("PUT", "/BankTransactions", money())
    assert "lock date" in api.refused("POST", path(made), {"Status": "DELETED"})


def test_a_transaction_is_changed_and_deleted_by_its_id(api, money):
    made = api.put("/BankTransactions", money())
    body = {"BankTransactionID": made["BankTransactionID"], "Reference": "new", "LineAmountTypes": "Exclusive"}
    row = api.post("/BankTransactions", {**body, "LineItems": [line(UnitAmount="50")]})
    assert (row["BankTransactionID"], row["Reference"], row["Total"]) == (made["BankTransactionID"], "new", 55)
    again = api.post(path(made), {"Reference": "newer", "LineAmountTypes": "NoTax"})
    assert (again["Total"], again["LineAmountTypes"]) == (55, "Exclusive")
    assert api.post(path(made), {"Status": "DELETED"})["Status"] == "DELETED"
    assert api.refused("POST", path(made), {"Reference": "x"}) == "A deleted bank transaction cannot be changed"
    unknown = {"BankTransactionID": "00000000-0000-0000-0000-000000000001"}
    assert api.call("POST", "/BankTransactions", {"BankTransactions": [unknown]}).status_code == 404


def test_a_transaction_stays_of_its_type_and_knows_two_states(api, money):
    made = api.put("/BankTransactions", money())
    assert "not into another type" in api.refused("POST", path(made), {"Type": "SPEND"})
    assert "must be AUTHORISED or DELETED" in api.refused("POST", path(made), {"Status": "VOIDED"})


def test_what_is_reconciled_stays_as_it_is(api, money):
    made = api.put("/BankTransactions", money(IsReconciled=True))
    for values in ({"Reference": "x"}, {"Status": "DELETED"}):
        assert api.refused("POST", path(made), values) == RECONCILED


def test_a_post_without_an_id_creates(api, org, money):
    rows = api.write("POST", "/BankTransactions", money(), money())
    assert len(org.bank_transactions) == len({row["BankTransactionID"] for row in rows}) == 2


@pytest.mark.parametrize(("kind", "code"), [("RECEIVE-OVERPAYMENT", "610"), ("SPEND-OVERPAYMENT", "800")])
def test_an_overpayment_is_on_the_control_account_and_has_no_tax(api, money, kind, code):
    for extra in ({}, {"AccountCode": code, "TaxType": "OUTPUT"}):
        row = api.put("/BankTransactions", money({**EXCESS, **extra}, Type=kind, LineAmountTypes="Exclusive"))
        assert (row["LineAmountTypes"], row["TotalTax"], row["Total"]) == ("NoTax", 0, 30)
        assert [item["AccountCode"] for item in row["LineItems"]] == [code]
    for wrong in ("200", "610" if code == "800" else "800"):
        text = api.refused("PUT", "/BankTransactions", money({**EXCESS, "AccountCode": wrong}, Type=kind))
        assert text == f"Account code '{wrong}' is not a valid code for this document."


def test_a_prepayment_has_accounts_and_tax_as_an_invoice(api, money):
    row = api.put("/BankTransactions", money(line(UnitAmount="33.00"), Type="RECEIVE-PREPAYMENT"))
    assert (row["SubTotal"], row["TotalTax"], row["LineItems"][0]["AccountCode"]) == (30, 3, "200")
    assert "not a valid code" in api.refused(
        "PUT", "/BankTransactions", money(line(AccountCode="610"), Type="RECEIVE-PREPAYMENT")
    )


def test_a_transaction_is_found_by_what_it_opened(api, money):
    for kind, name in (("RECEIVE-OVERPAYMENT", "OverpaymentID"), ("SPEND-PREPAYMENT", "PrepaymentID")):
        item = EXCESS if name == "OverpaymentID" else {**EXCESS, "AccountCode": "400"}
        row = api.put("/BankTransactions", money(item, Type=kind))
        found = api.get(f"/BankTransactions/{row[name]}")["BankTransactions"][0]
        assert found["BankTransactionID"] == row["BankTransactionID"] != row[name]


def test_the_currency_is_the_bank_accounts_but_for_an_overpayment(api, org, bank, money):
    dollars = {"CurrencyCode": "USD", "CurrencyRate": "0.65"}
    assert api.put("/BankTransactions", money(**dollars))["CurrencyCode"] == "AUD"
    over = api.put("/BankTransactions", money(EXCESS, Type="RECEIVE-OVERPAYMENT", **dollars))
    assert (over["CurrencyCode"], over["CurrencyRate"]) == ("USD", Decimal("0.650000"))
    assert "not subscribed to currency CHF" in api.refused(
        "PUT", "/BankTransactions", money(EXCESS, Type="RECEIVE-OVERPAYMENT", CurrencyCode="CHF")
    )
    bank["CurrencyCode"] = "NZD"
    assert api.put("/BankTransactions", money())["CurrencyCode"] == "NZD"
    assert "must be the document's or the base currency" in api.refused(
        "PUT", "/BankTransactions", money(EXCESS, Type="RECEIVE-OVERPAYMENT", **dollars)
    )


def test_an_account_of_a_bank_transaction_is_in_use(admin, org, money):
    other = next(row for row in org.accounts.values() if row.get("Code") == "205")
    admin.put("/BankTransactions", money(line(AccountCode="205")))
    assert "is in use" in admin.call("DELETE", f"/Accounts/{other['AccountID']}").text


def test_bank_transactions_have_a_scope_of_their_own(server, org, money):
    client = Client(server.url, connect(server, [org.tenant_id])["access_token"], org.tenant_id)
    assert client.call("GET", "/BankTransactions").status_code == 401
    assert client.call("PUT", "/BankTransactions", {"BankTransactions": [money()]}).status_code == 401
    assert client.call("GET", "/Overpayments").status_code == 200
