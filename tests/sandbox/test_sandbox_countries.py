"""Each country's organisation has that country's rates, chart, numbers and documents."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from description import MISSING, SPEC, specification
from sandbox_client import REDIRECT, SECRET, WEB, Client, connect, line
from stdnum import luhn
from stdnum.gb import vat
from stdnum.nz import ird
from stdnum.sg import uen

from xero_sandbox import Sandbox, SandboxServer
from xero_sandbox.evidence import description
from xero_sandbox.seeds import COUNTRIES

NAMES = tuple(COUNTRIES)
SALES = {"nz": "OUTPUT2", "uk": "OUTPUT2", "us": "TAX001", "za": "OUTPUT3", "sg": "OUTPUTY24"}
PURCHASES = {"nz": "INPUT2", "uk": "INPUT2", "us": "INPUT", "za": "INPUT3", "sg": "INPUTY24"}
EXPENSE = {"nz": "400", "uk": "400", "us": "600", "za": "400", "sg": "400"}
INCOME = {"nz": "200", "uk": "200", "us": "400", "za": "200", "sg": "200"}
TAX_NUMBERS = {
    "nz": ird.is_valid,
    "uk": vat.is_valid,
    "us": re.compile(r"(2[0-7]|94)-\d{7}").fullmatch,  # no check digit
    "za": lambda text: text.startswith("4") and len(text) == 10 and luhn.is_valid(text),
    "sg": uen.is_valid,
}
EVERYWHERE = {
    "DEBTORS", "CREDITORS", "GST", "ROUNDING", "HISTORICAL", "UNPAIDEXPCLM", "WAGEPAYABLES", "RETAINEDEARNINGS",
    "TRACKINGTRANSFERS", "BANKCURRENCYGAIN", "REALISEDCURRENCYGAIN", "UNREALISEDCURRENCYGAIN",
}  # fmt: skip


@pytest.fixture(scope="module")
def world():
    sandbox = Sandbox(seeds=NAMES)
    sandbox.limits.per_minute = 10_000
    sandbox.register_app(WEB, SECRET, redirect_uris=[REDIRECT])
    with SandboxServer(sandbox) as server:
        yield sandbox, server, connect(server, list(sandbox.organisations))["access_token"]


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def land(world, name):
    return world[0].organisation(name)


@pytest.fixture
def client(world, land):
    _sandbox, server, token = world
    return Client(server.url, token, land.tenant_id)


def sale(land, *lines):
    contact = next(key for key, row in land.contacts.items() if row["ContactStatus"] == "ACTIVE")
    values = {"Type": "ACCREC", "Status": "AUTHORISED", "Contact": {"ContactID": contact}, "DueDate": "2026-12-20"}
    return {**values, "LineItems": list(lines)}


# --- the organisation --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("nz", ("NZ", "NZ", "NZD", "PAYMENTS", "TWOMONTHS", "NEWZEALANDSTANDARDTIME", 31, 3)),
        ("uk", ("UK", "GB", "GBP", "ACCRUAL", "QUARTERLY", "GMTSTANDARDTIME", 31, 3)),
        ("us", ("US", "US", "USD", "CASH", "3MONTHLY", "PACIFICSTANDARDTIME", 31, 12)),
        ("za", ("GLOBAL", "ZA", "ZAR", "ACCRUALS", "2MONTHLY", "SOUTHAFRICASTANDARDTIME", 28, 2)),
        ("sg", ("GLOBAL", "SG", "SGD", "ACCRUALS", "3MONTHLY", "SINGAPORESTANDARDTIME", 31, 12)),
    ],
)
def test_an_organisation_tells_its_country(client, facts):
    row = client.get("/Organisation")["Organisations"][0]
    names = ("Version", "CountryCode", "BaseCurrency", "SalesTaxBasis", "SalesTaxPeriod", "Timezone")
    assert tuple(row[key] for key in (*names, "FinancialYearEndDay", "FinancialYearEndMonth")) == facts
    assert re.fullmatch(r"![A-Za-z0-9]{5}", row["ShortCode"])


def test_names_and_short_codes_are_different(world):
    for key in ("Name", "ShortCode", "OrganisationID"):
        assert len({org.facts[key] for org in world[0].organisations.values()}) == len(NAMES)


def test_own_numbers_have_right_check_digits(name, land):
    own = land.facts.get("TaxNumber") or land.facts["EmployerIdentificationNumber"]
    assert TAX_NUMBERS[name](own)


# --- chart -------------------------------------------------------------------------------------------------------


def test_a_chart_is_whole(land, name):
    accounts = list(land.accounts.values())
    assert 40 <= len(accounts) <= 60
    assert [row["Type"] for row in accounts if row["EnablePaymentsToAccount"]] == ["CURRLIAB"]
    banks = [row for row in accounts if row["Type"] == "BANK"]
    assert {row["BankAccountType"] for row in banks} == {"BANK", "CREDITCARD"}
    assert {"Code" in row for row in banks} == {True, False}
    assert all(row.get("Code") for row in accounts if row["Type"] != "BANK")
    assert {row["SystemAccount"] for row in accounts if "SystemAccount" in row} == EVERYWHERE
    assert next(row["Name"] for row in accounts if row.get("Code") == INCOME[name]) == "Sales"


def test_accounts_take_the_rates_that_they_propose(land):
    flags = {
        "ASSET": "Assets",
        "EQUITY": "Equity",
        "EXPENSE": "Expenses",
        "LIABILITY": "Liabilities",
        "REVENUE": "Revenue",
    }
    for row in land.accounts.values():
        assert land.tax_rates[row["TaxType"]][f"CanApplyTo{flags[row['Class']]}"], row["Name"]


def test_overheads_are_british(world):
    kinds = {name: {row["Type"] for row in world[0].organisation(name).accounts.values()} for name in NAMES}
    assert {name for name in NAMES if "OVERHEADS" in kinds[name]} == {"uk"}
    assert {name for name in NAMES if "EXPENSE" in kinds[name]} == set(NAMES) - {"uk"}


# --- rates -------------------------------------------------------------------------------------------------------


RATES = {
    "nz": {"OUTPUT2": 15, "INPUT2": 15, "OUTPUT": "12.5", "INPUT": "12.5", "ZERORATED": 0, "NONE": 0},
    "uk": {
        "OUTPUT2": 20, "INPUT2": 20, "RROUTPUT": 5, "RRINPUT": 5, "SROUTPUT": 15, "ZERORATEDOUTPUT": 0,
        "EXEMPTINPUT": 0,
    },
    "us": {
        "OUTPUT": 0, "INPUT": 0, "NONE": 0, "TAX001": "9.5", "TAX002": "8.25", "TAX003": "8.875", "TAX004": "15.5",
    },
    "za": {
        "OUTPUT3": 15, "INPUT3": 15, "OUTPUT": 14, "INPUT": 14, "OUTPUT2": 14, "INPUT2": 14, "OUTPUT4": 15,
        "SROUTPUT2": 15, "ZERORATED": 0, "ZERORATEDOUTPUT": 0, "ACCUPTO28": 15,
    },
    "sg": {
        "OUTPUTY24": 9, "OUTPUTY23": 8, "OUTPUT": 7, "INPUTY24": 9, "INPUTY23": 8, "INPUT": 7, "TXCAY24": 0, "IMY24": 0,
        "SRCAS": 0, "OSOUTPUT2": 0,
    },
}  # fmt: skip


def test_rates_are_the_official_ones(client, name):
    found = {row["TaxType"]: row["EffectiveRate"] for row in client.get("/TaxRates")["TaxRates"]}
    assert {key: found.get(key) for key in RATES[name]} == {key: Decimal(value) for key, value in RATES[name].items()}


@pytest.mark.parametrize(
    ("name", "tax"), [("nz", "12.50"), ("us", "0.00"), ("za", "14.00"), ("sg", "7.00"), ("uk", None)]
)
def test_the_plain_code_is_not_what_is_charged_today(client, land, name, tax):
    body = sale(land, line(AccountCode=INCOME[name], TaxType="OUTPUT"))
    if tax:
        assert client.put("/Invoices", body)["TotalTax"] == Decimal(tax)
    else:
        assert "'OUTPUT' does not exist or cannot be used" in client.refused("PUT", "/Invoices", body)


def test_a_sale_is_taxed_as_the_country_does_today(client, land, name):
    made = client.put("/Invoices", sale(land, line(AccountCode=INCOME[name], TaxType=SALES[name])))
    assert made["TotalTax"] == {"nz": 15, "uk": 20, "us": Decimal("9.50"), "za": 15, "sg": 9}[name]


def test_rates_of_sales_are_for_income_and_those_of_purchases_for_expenses(client, land, name):
    rates = land.tax_rates
    assert rates[SALES[name]]["CanApplyToRevenue"] and not rates[SALES[name]]["CanApplyToExpenses"]
    assert rates[PURCHASES[name]]["CanApplyToExpenses"] and not rates[PURCHASES[name]]["CanApplyToRevenue"]
    assert all(
        rates["NONE"][f"CanApplyTo{kind}"] for kind in ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")
    )
    wrong = sale(land, line(AccountCode=EXPENSE[name], TaxType=SALES[name]))
    said = f"The TaxType code '{SALES[name]}' cannot be used with account code '{EXPENSE[name]}'."
    assert client.refused("PUT", "/Invoices", wrong) == said
    wrong = sale(land, line(AccountCode=INCOME[name], TaxType=PURCHASES[name]))
    assert "cannot be used with account code" in client.refused("PUT", "/Invoices", wrong)


@pytest.mark.parametrize("name", ["nz", "uk", "us"])
def test_tax_on_imports_is_for_liabilities_alone(land):
    rate = land.tax_rates["GSTONIMPORTS"]
    assert [key for key, value in rate.items() if key.startswith("CanApply") and value] == ["CanApplyToLiabilities"]


@pytest.mark.parametrize("name", ["uk"])
@pytest.mark.parametrize("tax_type", ["REVERSECHARGES", "ECACQUISITIONS", "DRCHARGE20"])
def test_what_is_charged_to_oneself_shows_a_rate_and_changes_no_total(client, land, tax_type):
    rate = land.tax_rates[tax_type]
    assert (rate["DisplayTaxRate"], rate["EffectiveRate"]) == (20, 0)
    bill = {**sale(land, line(AccountCode="463", TaxType=tax_type)), "Type": "ACCPAY", "InvoiceNumber": tax_type}
    made = client.put("/Invoices", bill)
    assert (made["TotalTax"], made["Total"]) == (0, 100)


@pytest.mark.parametrize("name", ["us"])
def test_a_states_own_rates_have_components(client, land):
    rows = {row["TaxType"]: row for row in client.get("/TaxRates")["TaxRates"]}
    assert rows["TAX001"]["Name"] == "CA - Los Angeles"
    assert len(rows["TAX001"]["TaxComponents"]) == 3
    assert (rows["TAX004"]["DisplayTaxRate"], rows["TAX004"]["EffectiveRate"]) == (15, Decimal("15.5"))
    assert [part["IsCompound"] for part in rows["TAX004"]["TaxComponents"]] == [False, True]
    stay = line(AccountCode="460", TaxType="TAX004", UnitAmount="200.00")
    assert client.put("/Invoices", sale(land, stay))["TotalTax"] == 31


def test_names_of_rates_are_different(land):
    assert len({rate["Name"] for rate in land.tax_rates.values()}) == len(land.tax_rates)


@pytest.mark.skipif(not SPEC.is_file(), reason=MISSING)
def test_codes_that_the_description_does_not_list_are_known(world):
    listed = set(specification()["components"]["schemas"]["TaxType"]["enum"])
    codes = {code for org in world[0].organisations.values() for code in org.tax_rates}
    own = {code for code in codes if re.fullmatch(r"TAX\d{3}", code)}
    assert codes - own - listed == description.TAX_TYPES


# --- contacts ----------------------------------------------------------------------------------------------------


def test_contacts_are_of_their_country(client, land, name):
    rows = client.get("/Contacts", page=1, includeArchived="true")["Contacts"]
    country = COUNTRIES[name]
    assert 15 <= len(rows) <= 30
    assert {row["ContactStatus"] for row in rows} == {"ACTIVE", "ARCHIVED"}
    abroad = [row for row in rows if row.get("DefaultCurrency")]
    assert [row["Name"] for row in abroad] == [country.stranger["Name"]]
    at_home = [row for row in rows if row not in abroad]
    places = [item for row in at_home for item in row["Addresses"] if item.get("AddressLine1")]
    assert {item["Country"] for item in places} == {country.country}
    assert {item["AddressType"] for item in places} == {"STREET", "POBOX"}
    phones = [item for row in at_home for item in row["Phones"] if item["PhoneNumber"]]
    assert {item["PhoneCountryCode"] for item in phones} == {country.dial}
    assert {item["PhoneType"] for item in phones} == {"DEFAULT", "MOBILE"}
    assert all(re.search(r"@[a-z.]+\.example\.com$", row["EmailAddress"]) for row in rows if row["EmailAddress"])
    assert any(row["ContactPersons"] for row in rows) and any(row.get("PaymentTerms") for row in rows)
    assert {row["IsSupplier"] for row in rows} == {row["IsCustomer"] for row in rows} == {True, False}


def test_tax_numbers_have_right_check_digits(land, name):
    numbers = [
        row["TaxNumber"] for row in land.contacts.values() if row.get("TaxNumber") and not row.get("DefaultCurrency")
    ]
    assert len(numbers) >= 8
    assert [text for text in numbers if not TAX_NUMBERS[name](text)] == []
    assert len(set(numbers)) == len(numbers)


# --- documents ---------------------------------------------------------------------------------------------------


def test_there_are_documents_of_every_state(client, land, world):
    rows, today = list(land.invoices.values()), world[0].clock.now().date()
    seeded = [row for row in rows if not land.creators[row["InvoiceID"]]]
    assert 12 <= len(seeded) <= 25
    assert {row["Status"] for row in seeded} == {"DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED"}
    assert {row["Type"] for row in seeded} == {"ACCREC", "ACCPAY"}
    assert {row["LineAmountTypes"] for row in seeded} == {"Exclusive", "Inclusive"}
    due = [row for row in seeded if row["Status"] == "AUTHORISED"]
    assert {row["DueDate"] < today for row in due} == {True, False}
    assert any(row["AmountPaid"] for row in due) and any(row["AmountCredited"] for row in due)
    assert all(today - timedelta(days=200) < row["Date"] <= today for row in seeded)
    assert len({line["TaxType"] for row in seeded for line in row["LineItems"]}) >= 4
    owed = [row for row in client.get("/Contacts", page=1)["Contacts"] if "Balances" in row]
    assert any(row["Balances"]["AccountsReceivable"]["Overdue"] for row in owed)


def test_some_documents_are_in_another_currency(land, name):
    country = COUNTRIES[name]
    foreign = [row for row in land.invoices.values() if row["CurrencyCode"] != country.currency]
    assert {row["CurrencyCode"] for row in foreign} == {country.stranger["DefaultCurrency"]} <= land.currencies
    assert {row["CurrencyRate"] for row in foreign} == {Decimal(country.rate)}
    assert {row["Status"] for row in foreign} == {"PAID", "AUTHORISED"}


def test_one_credit_note_is_used_and_one_is_left(land):
    notes = sorted(land.credit_notes.values(), key=lambda row: row["Date"])
    assert [(row["Status"], len(row["Allocations"])) for row in notes] == [("PAID", 1), ("AUTHORISED", 0)]
