"""Accounts, rates and currencies that somebody adds over the API."""

from decimal import Decimal

import pytest
from sandbox_client import line

from xero_sandbox.snapshot import Keeper

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
        (
            {"Name": "New", "Code": "202", "Type": "SALES", "TaxType": "NO"},
            "The TaxType code 'NO' is not a valid code for this account.",
        ),
        (
            {"Name": "New", "Type": "BANK", "BankAccountNumber": "1", "CurrencyCode": "CHF"},
            "Organisation is not subscribed to currency CHF",
        ),
        ({"Name": "New", "Code": "202", "Type": "SALES", "Status": "ARCHIVED"}, "The status must be ACTIVE"),
    ],
)
def test_an_account_that_breaks_rules_is_refused(admin, org, values, said):
    before = len(org.accounts)
    assert said in admin.refused("PUT", "/Accounts", values)
    assert len(org.accounts) == before


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"Type": "MAGIC"}, "The account type is not valid"),
        ({"Status": "DELETED"}, "The status must be ACTIVE or ARCHIVED"),
        ({"BankAccountType": "PAYPAL"}, "PayPal accounts cannot be created through the API"),
        ({"TaxType": "NO"}, "The TaxType code 'NO' is not a valid code for this account."),
    ],
)
def test_a_change_that_breaks_rules_is_refused(admin, org, values, said):
    sales = next(row for row in org.accounts.values() if row.get("Code") == "200")
    before = dict(sales)
    assert said in admin.refused("POST", f"/Accounts/{sales['AccountID']}", values)
    assert sales == before


def test_an_archived_account_stays_as_it_is(admin):
    made = admin.put("/Accounts", {"Code": "201", "Name": "More sales", "Type": "SALES"})
    path = f"/Accounts/{made['AccountID']}"
    same = {"AccountID": made["AccountID"], "Code": "201", "Name": "More sales", "Status": "ARCHIVED"}
    assert admin.post(path, same)["Status"] == "ARCHIVED"
    for values in ({"Name": "Old sales"}, {"Status": "ACTIVE"}):
        assert "An archived account cannot be changed" in admin.refused("POST", path, values)


def test_an_account_without_a_rate_gets_the_usual_one(admin, invoice):
    made = admin.put("/Accounts", {"Code": "201", "Name": "More sales", "Type": "REVENUE"})
    sale = admin.put("/Invoices", invoice(line(AccountCode="201", TaxType=None)))
    assert made["TaxType"] == sale["LineItems"][0]["TaxType"] == "OUTPUT"


def test_what_money_in_the_bank_names_is_in_use(admin, org, adam, bank):
    admin.put("/Items", {"Code": "W-1"})
    spent = line(AccountCode="400", TaxType="INPUT", ItemCode="W-1")
    parties = {"Contact": {"ContactID": adam["ContactID"]}, "BankAccount": {"AccountID": bank["AccountID"]}}
    admin.put("/BankTransactions", {"Type": "SPEND", "Date": "2026-11-20", **parties, "LineItems": [spent]})
    costs = next(row["AccountID"] for row in org.accounts.values() if row.get("Code") == "400")
    for path in ("/Items/W-1", f"/Accounts/{costs}", f"/Accounts/{bank['AccountID']}"):
        assert "cannot be deleted" in admin.call("DELETE", path).text


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


def test_a_code_of_another_rate_is_not_taken(admin, org):
    org.tax_rates["TAX002"] = {**org.tax_rates["OUTPUT"], "TaxType": "TAX002", "Name": "Old"}
    assert [admin.put("/TaxRates", {**RATE, "Name": name})["TaxType"] for name in ("a", "b")] == ["TAX001", "TAX003"]
    assert org.tax_rates["TAX002"]["Name"] == "Old"


def test_ones_own_rate_keeps_to_the_rules(admin):
    admin.put("/TaxRates", RATE)
    renamed = {"TaxType": "TAX001", "Name": "gst on income", "TaxComponents": PARTS}
    assert "Please enter a unique Name." in admin.refused("POST", "/TaxRates", renamed)
    archived = {"TaxType": "TAX001", "Status": "ARCHIVED"}
    assert "The status must be ACTIVE or DELETED" in admin.refused("POST", "/TaxRates", archived)


def test_components_stay(admin):
    admin.put("/TaxRates", RATE)
    renamed = {"TaxType": "TAX001", "TaxComponents": [{"Name": "Country", "Rate": 5}]}
    assert "cannot be removed or renamed" in admin.refused("POST", "/TaxRates", renamed)


# --- currencies --------------------------------------------------------------------------------------------------


def test_a_currency_is_added_if_the_plan_has_that(admin, org, invoice):
    admin.call("PUT", "/Currencies", {"Code": "CHF", "Description": "Swiss Franc"})
    assert "CHF" in [row["Code"] for row in admin.get("/Currencies")["Currencies"]]
    assert admin.put("/Invoices", invoice(CurrencyCode="CHF", CurrencyRate="0.6"))["CurrencyCode"] == "CHF"
    for code in ("Franc", "XYZ", "chf"):
        said = admin.call("PUT", "/Currencies", {"Code": code}).text
        assert f"The currency code '{code}' is not valid" in said
    org.forbidden.add("UseMulticurrency")
    assert "plan does not include multiple currencies" in admin.call("PUT", "/Currencies", {"Code": "SEK"}).text


# --- what is kept ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/Currencies", {"Code": "CHF"}),
        ("/TaxRates", {**RATE, "Name": "Kept"}),
        ("/TrackingCategories", {"Name": "Kept"}),
        ("/ContactGroups", {"Name": "Kept"}),
    ],
)
def test_what_has_no_time_of_change_is_kept_too(admin, sandbox, tmp_path, path, body):
    keeper = Keeper(sandbox, tmp_path / "state.json")
    keeper.save()
    assert admin.call("PUT", path, body).status_code == 200
    keeper.save()
    assert (body.get("Name") or body["Code"]) in keeper.path.read_text("utf-8")


def test_what_is_gone_is_not_kept(admin, sandbox, tmp_path):
    admin.put("/Items", {"Code": "Gone"})
    made = admin.put("/Accounts", {"Code": "209", "Name": "Gone", "Type": "SALES"})
    category = admin.put("/TrackingCategories", {"Name": "Gone", "Options": [{"Name": "Gone"}]})
    tracking = f"/TrackingCategories/{category['TrackingCategoryID']}"
    option = f"{tracking}/Options/{category['Options'][0]['TrackingOptionID']}"
    keeper = Keeper(sandbox, tmp_path / "state.json")
    for left, path in zip((3, 2, 1, 0), (option, tracking, "/Items/Gone", f"/Accounts/{made['AccountID']}")):
        keeper.save()
        assert admin.call("DELETE", path).status_code in (200, 204)
        keeper.save()
        assert keeper.path.read_text("utf-8").count('"Gone"') == left
