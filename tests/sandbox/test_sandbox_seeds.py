"""The books to begin with look real, are valid by the sandbox's own rules, and are the same in every run."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from xero_sandbox import Sandbox
from xero_sandbox.accounting import contact_rules
from xero_sandbox.context import Call
from xero_sandbox.seeds.tax_numbers import is_abn

SPEC = Path(__file__).resolve().parents[3] / "shared" / "xero-spec"
needs_spec = pytest.mark.skipif(not SPEC.is_dir(), reason="Xero's official API description is not beside the checkout")
SEEDS = ["au", "nz", "uk", "us", "za", "sg", "tiny", "demo", pytest.param("examples", marks=needs_spec)]
CLASSES = {"ASSET", "LIABILITY", "EQUITY", "REVENUE", "EXPENSE"}


@pytest.fixture(scope="module")
def books():
    """Return a function that gives a seed's organisation, made once."""
    made = {}

    def of(name):
        if name not in made:
            sandbox = Sandbox(seeds=(name,), spec=SPEC)
            made[name] = sandbox, next(iter(sandbox.organisations.values()))
        return made[name][1]

    return of


@pytest.mark.parametrize("seed", SEEDS)
def test_contacts_obey_the_rules(books, seed):
    org = books(seed)
    call = Call(org, next(iter(org.contacts.values()))["UpdatedDateUTC"])
    for contact in org.contacts.values():
        if contact["ContactStatus"] in ("ACTIVE", "ARCHIVED"):
            contact_rules.check(call, contact, contact)
        if contact.get("MergedToContactID"):
            assert org.contacts[contact["MergedToContactID"]]["ContactStatus"] == "ACTIVE"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_chart_has_what_a_connection_needs(books, seed):
    org = books(seed)
    active = [row for row in org.accounts.values() if row["Status"] == "ACTIVE"]
    assert any(row["Type"] == "BANK" for row in active)
    assert any(row["Class"] == "REVENUE" and not row.get("SystemAccount") for row in active)
    assert {"DEBTORS", "ROUNDING"} <= {row.get("SystemAccount") for row in active}
    assert {row["Class"] for row in org.accounts.values()} <= CLASSES
    codes = Counter(row["Code"] for row in org.accounts.values() if row.get("Code"))
    assert codes.most_common(1)[0][1] == 1
    names = Counter(row["Name"] for row in active)
    assert names.most_common(1)[0][1] == 1
    assert org.facts["ShortCode"].startswith("!")
    assert org.facts["OrganisationID"] == org.tenant_id


@pytest.mark.parametrize("seed", SEEDS)
def test_rates_of_accounts_exist_and_sales_have_one(books, seed):
    org = books(seed)
    assert any(rate["CanApplyToRevenue"] and rate["EffectiveRate"] > 0 for rate in org.tax_rates.values())
    if seed != "examples":  # the examples are of several organisations
        assert {row["TaxType"] for row in org.accounts.values()} <= org.tax_rates.keys()


@pytest.mark.parametrize("seed", SEEDS)
def test_documents_add_up(books, seed):
    org = books(seed)
    for row in org.invoices.values():
        assert row["Contact"]["ContactID"] in org.contacts
        assert row["SubTotal"] + row["TotalTax"] == row["Total"]
        if row["Status"] in ("AUTHORISED", "PAID"):
            assert row["AmountDue"] == row["Total"] - row["AmountPaid"] - row["AmountCredited"]
            assert (row["Status"] == "PAID") is (row["AmountDue"] == 0)
        assert row["AmountPaid"] == sum((item["Amount"] for item in row["Payments"]), Decimal(0))
        assert row["UpdatedDateUTC"] <= org.last_change


@pytest.mark.parametrize("seed", SEEDS)
def test_ids_are_the_same_in_every_run(books, seed):
    again = next(iter(Sandbox(seeds=(seed,), spec=SPEC).organisations.values()))
    for table in ("accounts", "contacts", "invoices", "payments", "credit_notes"):
        assert list(getattr(again, table)) == list(getattr(books(seed), table))
    assert again.new_id() != books(seed).new_id()


def test_the_australian_organisation_looks_real(books):
    org = books("au")
    assert (org.facts["CountryCode"], org.facts["BaseCurrency"]) == ("AU", "AUD")
    assert len(org.accounts) >= 65
    assert len(org.contacts) >= 70
    assert len(org.invoices) >= 25
    assert {row["Status"] for row in org.invoices.values()} == {"DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED"}
    assert {row["Type"] for row in org.invoices.values()} == {"ACCREC", "ACCPAY"}
    assert any(0 < row["AmountPaid"] < row["Total"] for row in org.invoices.values())
    assert any(row["AmountCredited"] for row in org.invoices.values())
    assert {row["CurrencyCode"] for row in org.invoices.values()} == {"AUD", "USD"}
    assert {row["LineAmountTypes"] for row in org.invoices.values()} == {"Exclusive", "Inclusive"}
    assert len(org.credit_notes) >= 3
    accounts = list(org.accounts.values())
    assert [row["Name"] for row in accounts if row["EnablePaymentsToAccount"]] == ["Undeposited Takings"]
    assert any(row["Type"] == "BANK" and "Code" not in row for row in accounts)
    assert {"BANK", "CREDITCARD"} <= {row["BankAccountType"] for row in accounts}
    assert (
        {"ACTIVE", "ARCHIVED"}
        == {row["Status"] for row in accounts}
        == {row["Status"] for row in org.tax_rates.values()}
    )


def test_australian_rates(books):
    rates = books("au").tax_rates
    taxed = {"OUTPUT", "INPUT", "CAPEXINPUT"}
    free = {"EXEMPTOUTPUT", "EXEMPTEXPORT", "INPUTTAXED", "EXEMPTEXPENSES", "EXEMPTCAPITAL", "GSTONIMPORTS"}
    free |= {"GSTONCAPIMPORTS", "BASEXCLUDED"}
    assert taxed == {key for key, rate in rates.items() if rate["EffectiveRate"] == 10}
    assert free == {key for key, rate in rates.items() if rate["EffectiveRate"] == 0}
    assert not rates["INPUT"]["CanApplyToRevenue"]
    assert not rates["OUTPUT"]["CanApplyToExpenses"]


def test_australian_contacts_are_of_every_kind(books):
    contacts = list(books("au").contacts.values())
    assert {row["ContactStatus"] for row in contacts} == {"ACTIVE", "ARCHIVED"}
    assert {len(row["ContactPersons"]) for row in contacts} == {0, 1, 2, 3, 5}
    assert sum(is_abn(row.get("TaxNumber", "")) for row in contacts) >= 12
    assert any(row.get("TaxNumber") and not is_abn(row["TaxNumber"]) for row in contacts)
    for kind in ("DEFAULT", "DDI", "MOBILE", "FAX"):
        assert any(phone["PhoneNumber"] for row in contacts for phone in row["Phones"] if phone["PhoneType"] == kind)
    for kind in ("POBOX", "STREET"):
        assert any(
            item.get("AddressLine1") for row in contacts for item in row["Addresses"] if item["AddressType"] == kind
        )
    assert {row.get("DefaultCurrency") for row in contacts} == {None, "USD", "EUR", "NZD"}
    for name in ("Website", "AccountNumber", "ContactNumber", "CompanyNumber", "MergedToContactID", "PaymentTerms"):
        assert any(row.get(name) for row in contacts)
    assert {group["Name"] for row in contacts for group in row["ContactGroups"]} == {"VIP", "Suppliers", "Overseas"}
    assert any(not row["Name"].isascii() for row in contacts)
    assert any(row["Name"] and not row["EmailAddress"] and not row["FirstName"] for row in contacts)
    emails = Counter(row["EmailAddress"] for row in contacts if row["EmailAddress"])
    assert emails.most_common(1)[0][1] == 2


@needs_spec
def test_the_published_examples_are_there_with_their_lock_dates(books):
    org = books("examples")
    assert str(org.facts["PeriodLockDate"]) == str(org.facts["EndOfYearLockDate"]) == "2018-12-31"
    assert {"Katherine Warren", "Acme Parts Co.", "Liam Gallagher"} <= {row["Name"] for row in org.contacts.values()}
    numbers = {row["InvoiceNumber"]: row["Total"] for row in org.invoices.values()}
    assert numbers["INV-0008"] == Decimal("575.0")
    assert {"INV-0001", "INV-0002", "INV-0003", "INV-0006", "INV-0007"} <= numbers.keys()
    assert org.credit_notes and org.overpayments and org.prepayments
    assert "Bruce Banner" not in {row["Name"] for row in org.contacts.values()}, "it was never saved: its id is zeros"
    assert "APIKey" not in org.facts and not floats(org.keep())


@needs_spec
def test_a_payment_of_a_published_example_can_be_taken_back():
    sandbox = Sandbox(seeds=("examples",), spec=SPEC)
    org = next(iter(sandbox.organisations.values()))
    invoice = next(row for row in org.invoices.values() if row["InvoiceNumber"] == "INV-0006")
    sandbox.delete_payment(org.tenant_id, invoice["Payments"][0]["PaymentID"])
    assert (invoice["Status"], invoice["AmountDue"]) == ("AUTHORISED", invoice["Total"])


@needs_spec
def test_published_over_and_prepayments_are_whole_and_can_be_used():
    sandbox = Sandbox(seeds=("examples",), spec=SPEC)
    org = next(iter(sandbox.organisations.values()))
    for row in (*org.overpayments.values(), *org.prepayments.values()):
        assert row["Contact"]["ContactID"] in org.contacts
        assert row["RemainingCredit"] == row["Total"] - row["AppliedAmount"]
        assert row["LineItems"] and row["CurrencyRate"]
    over = next(row for row in org.overpayments.values() if row["Type"] == "RECEIVE-OVERPAYMENT")
    sandbox.refund(org.tenant_id, "Overpayment", over["OverpaymentID"], over["RemainingCredit"])
    assert (over["Status"], over["RemainingCredit"]) == ("PAID", 0)


def floats(value):
    """Return the numbers that are not exact."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple, set)):
        return [found for item in value for found in floats(item)]
    return [value] if isinstance(value, float) else []
