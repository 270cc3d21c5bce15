"""Accounts, rates and currencies that somebody adds over the API."""

from decimal import Decimal

import pytest
from sandbox_client import line

PARTS = [{"Name": "State", "Rate": 3}, {"Name": "City", "Rate": 2}]
RATE = {"Name": "Half", "ReportTaxType": "OUTPUT", "TaxComponents": PARTS}


# --- accounts ----------------------------------------------------------------------------------------------------


def test_an_account_is_added_changed_archived(admin):
    made = admin.put("/Accounts", {"Code": "201", "Name": "More sales", "Type": "SALES"})
    assert (made["Class"], made["Status"]) == ("REVENUE", "ACTIVE")
    path = f"/Accounts/{made['AccountID']}"
    assert admin.post(path, {"Name": "Other sales"})["Name"] == "Other sales"
    assert "call of its own" in admin.refused("POST", path, {"Name": "x", "Status": "ARCHIVED"})
    assert admin.post(path, {"Status": "ARCHIVED"})["Status"] == "ARCHIVED"


def test_a_bank_account_needs_no_code(admin):
    made = admin.put("/Accounts", {"Name": "Second bank", "Type": "BANK", "BankAccountNumber": "123"})
    assert (made.get("Code"), made["CurrencyCode"], made["BankAccountType"]) == (None, "AUD", "BANK")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"Name": "Sales", "Code": "202", "Type": "SALES"}, "Please enter a unique Name."),
        ({"Name": "New", "Code": "200", "Type": "SALES"}, "Please enter a unique Code."),
        ({"Name": "New", "Type": "SALES"}, "Please enter a unique Code."),
        ({"Name": "New", "Code": "12345678901", "Type": "SALES"}, "Code must be a string with a maximum length of 10"),
        ({"Name": "New", "Code": "202", "Type": "MAGIC"}, "The account type is not valid"),
        ({"Name": "New", "Type": "BANK"}, "The BankAccountNumber of a bank account must be specified"),
        (
            {"Name": "New", "Type": "BANK", "BankAccountNumber": "1", "BankAccountType": "PAYPAL"},
            "PayPal accounts cannot be created through the API",
        ),
    ],
)
def test_an_account_that_breaks_rules_is_refused(admin, org, values, said):
    before = len(org.accounts)
    assert said in admin.refused("PUT", "/Accounts", values)
    assert len(org.accounts) == before


def test_an_account_in_use_or_of_the_system_stays(admin, org, invoice):
    admin.put("/Invoices", invoice())
    by_code = {row.get("Code"): row["AccountID"] for row in org.accounts.values()}
    for code in ("200", "610"):
        answer = admin.call("DELETE", f"/Accounts/{by_code[code]}")
        assert "cannot be deleted as it is a system account or is in use" in answer.text
    assert "system account cannot be archived" in admin.refused(
        "POST", f"/Accounts/{by_code['610']}", {"Status": "ARCHIVED"}
    )
    made = admin.put("/Accounts", {"Code": "203", "Name": "Unused", "Type": "SALES"})
    assert admin.call("DELETE", f"/Accounts/{made['AccountID']}").json()["Accounts"][0]["Status"] == "DELETED"
    assert admin.call("DELETE", f"/Accounts/{made['AccountID']}").status_code == 404


def test_one_account_and_one_rate_at_a_time(admin):
    for path in ("Accounts", "TaxRates"):
        answer = admin.call("PUT", f"/{path}", {path: [{"Name": "a"}, {"Name": "b"}]})
        assert answer.status_code == 400
        assert f"A request may hold one of {path} only" in answer.text


# --- rates -------------------------------------------------------------------------------------------------------


def test_a_rate_of_ones_own(admin, invoice):
    made = admin.put("/TaxRates", RATE)
    assert (made["TaxType"], made["EffectiveRate"], made["CanApplyToRevenue"]) == ("TAX001", 5, True)
    assert made["CanApplyToExpenses"] is False
    sale = admin.put("/Invoices", invoice(line(TaxType="TAX001")))
    assert sale["TotalTax"] == 5
    more = [*PARTS, {"Name": "Levy", "Rate": 10, "IsCompound": True}]
    grown = admin.post("/TaxRates", {"TaxType": "TAX001", "TaxComponents": more})
    assert (grown["EffectiveRate"], grown["DisplayTaxRate"]) == (Decimal("15.5"), 15)
    assert admin.post("/TaxRates", {"TaxType": "TAX001", "Status": "DELETED"})["Status"] == "ARCHIVED"
    assert "cannot be used again" in admin.refused("POST", "/TaxRates", {"TaxType": "TAX001", "Name": "Back"})


def test_a_rate_that_nobody_used_is_deleted(admin):
    admin.put("/TaxRates", RATE)
    assert admin.post("/TaxRates", {"TaxType": "TAX001", "Status": "DELETED"})["Status"] == "DELETED"


@pytest.mark.parametrize(
    ("method", "values", "said"),
    [
        ("PUT", {**RATE, "Name": "GST on Income"}, "Please enter a unique Name."),
        ("PUT", {**RATE, "ReportTaxType": None}, "The ReportTaxType of a tax rate must be specified"),
        ("PUT", {**RATE, "TaxComponents": []}, "A tax rate needs a Name and TaxComponents"),
        ("POST", {"TaxType": "OUTPUT", "Name": "Mine"}, "A system tax rate cannot be updated"),
    ],
)
def test_a_rate_that_breaks_rules_is_refused(admin, org, method, values, said):
    before = dict(org.tax_rates)
    assert said in admin.refused(method, "/TaxRates", values)
    assert org.tax_rates == before


def test_components_stay(admin):
    admin.put("/TaxRates", RATE)
    renamed = {"TaxType": "TAX001", "TaxComponents": [{"Name": "Country", "Rate": 5}]}
    assert "cannot be removed or renamed" in admin.refused("POST", "/TaxRates", renamed)


# --- currencies --------------------------------------------------------------------------------------------------


def test_a_currency_is_added_if_the_plan_has_that(admin, org, invoice):
    admin.call("PUT", "/Currencies", {"Code": "CHF", "Description": "Swiss Franc"})
    assert "CHF" in [row["Code"] for row in admin.get("/Currencies")["Currencies"]]
    assert admin.put("/Invoices", invoice(CurrencyCode="CHF", CurrencyRate="0.6"))["CurrencyCode"] == "CHF"
    assert "The currency code 'Franc' is not valid" in admin.call("PUT", "/Currencies", {"Code": "Franc"}).text
    org.forbidden.add("UseMulticurrency")
    assert "plan does not include multiple currencies" in admin.call("PUT", "/Currencies", {"Code": "SEK"}).text
