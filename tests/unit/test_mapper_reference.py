"""Accounts, tax rates and the organisation."""

from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.crm_xero_connector import const
from odoo.addons.crm_xero_connector.exceptions import MappingError
from odoo.addons.crm_xero_connector.mappers.records import TaxRate
from odoo.addons.crm_xero_connector.mappers.reference import (
    account_from_xero,
    organisation_from_xero,
    tax_rate_from_xero,
)

FLAGS = ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")


def account(**values):
    return account_from_xero({"AccountID": "a", "Name": "x", "Status": "ACTIVE", **values})


def rate(tax_type, applies_to=FLAGS, **values):
    flags = {f"CanApplyTo{name}": name in applies_to for name in FLAGS}
    return tax_rate_from_xero({"TaxType": tax_type, "Status": "ACTIVE", **flags, **values})


@pytest.mark.parametrize(
    ("values", "is_payment_account"),
    [
        ({"Type": "BANK", "EnablePaymentsToAccount": False}, True),
        ({"Type": "CURRLIAB", "EnablePaymentsToAccount": True}, True),
        ({"Type": "CURRLIAB", "EnablePaymentsToAccount": False}, False),
        ({"Type": "CURRLIAB"}, False),
        ({"Type": "BANK", "Status": "ARCHIVED"}, False),
    ],
)
def test_payments_go_to_bank_accounts_and_enabled_ones(values, is_payment_account):
    assert account(**values).is_payment_account is is_payment_account


@pytest.mark.parametrize(
    ("values", "is_sales_account"),
    [
        ({"Type": "REVENUE", "Class": "REVENUE"}, True),
        ({"Type": "SALES", "Class": "REVENUE", "SystemAccount": ""}, True),
        ({"Type": "SALES", "Class": "REVENUE", "SystemAccount": None}, True),
        ({"Type": "REVENUE", "Class": "REVENUE", "SystemAccount": "REALISEDCURRENCYGAIN"}, False),
        ({"Type": "REVENUE", "Class": "REVENUE", "Status": "ARCHIVED"}, False),
        ({"Type": "EXPENSE", "Class": "EXPENSE"}, False),
        ({"Type": "NEWTYPE", "Class": "NEWCLASS"}, False),
    ],
)
def test_sales_go_to_active_revenue_accounts(values, is_sales_account):
    assert account(**values).is_sales_account is is_sales_account


def test_an_account_without_a_code_is_an_account():
    bank = account_from_xero({"AccountID": "a", "Name": "Bank", "Type": "BANK", "BankAccountType": "BANK"})
    assert (bank.code, bank.name, bank.status, bank.is_payment_account) == ("", "Bank", "ACTIVE", True)


@pytest.mark.parametrize(
    ("tax_rate", "for_sales", "for_purchases"),
    [
        (rate("OUTPUT2", ("Assets", "Equity", "Liabilities", "Revenue")), True, False),
        (rate("INPUT2", ("Assets", "Equity", "Expenses", "Liabilities")), False, True),
        (rate("CAPEXINPUT", ("Assets",), ReportTaxType="CAPITALEXINPUT"), False, True),
        (rate("CAPEXOUTPUT2", ("Assets",), ReportTaxType="CAPITALSALESOUTPUT"), False, False),
        (rate("OUTPUT", ReportTaxType="OUTPUT"), True, False),
        (rate("EXEMPTEXPENSES", ReportTaxType="EXEMPTEXPENSES"), False, True),
        (rate("NONE"), True, True),
        (rate("TAX001", Status="DELETED"), False, False),
        (rate("TAX002", Status="ARCHIVED"), False, False),
        (rate("AVALARA"), False, False),
        (rate("3a5d9f3b-1111-4222-8333-444455556666"), False, False),
        (tax_rate_from_xero({"TaxType": "NEW"}), True, True),
    ],
)
def test_a_rate_has_a_direction(tax_rate, for_sales, for_purchases):
    assert (tax_rate.for_sales, tax_rate.for_purchases) == (for_sales, for_purchases)


def test_what_is_charged_counts_and_not_what_is_shown():
    compound = rate("TAX003", DisplayTaxRate=Decimal("10.0000"), EffectiveRate=Decimal("10.2400"))
    assert compound.effective_rate == Decimal("10.24")


def test_a_rate_without_an_effective_rate_has_the_shown_one():
    assert rate("TAX004", DisplayTaxRate=Decimal(15)).effective_rate == 15


def test_the_organisation_is_read_with_values_that_nobody_knows_yet():
    organisation = organisation_from_xero(
        {
            "OrganisationID": "o",
            "Name": "Maple",
            "ShortCode": "!23vYm",
            "BaseCurrency": "XCG",
            "CountryCode": "NZ",
            "Class": "PLATINUM9",
            "Version": "MARS",
            "PeriodLockDate": "/Date(1222732800000+0000)/",
            "EndOfYearLockDate": None,
            "IsDemoCompany": True,
        }
    )
    assert (organisation.base_currency, organisation.org_class) == ("XCG", "PLATINUM9")
    assert organisation.period_lock_date == date(2008, 9, 30)
    assert organisation.end_of_year_lock_date is None
    assert organisation.is_demo


@pytest.mark.parametrize("mapper", [account_from_xero, tax_rate_from_xero, organisation_from_xero])
def test_without_its_id_nothing_can_be_mapped(mapper):
    with pytest.raises(MappingError):
        mapper({"Name": "x"})


def test_a_link_into_xero_has_the_short_code_as_it_is():
    link = const.deep_link("ACCREC", "!23vYm", "id-1")
    assert link == "https://go.xero.com/app/!23vYm/invoicing/view/id-1"


@pytest.mark.parametrize("parts", [("ACCREC", "", "id"), ("ACCREC", "!a", ""), ("QUOTE", "!a", "id")])
def test_half_a_link_is_no_link(parts):
    assert const.deep_link(*parts) == ""


def test_a_link_can_lead_to_a_stand_in():
    assert (
        const.deep_link("CONTACT", "!a", "c", "http://localhost:1/") == "http://localhost:1/app/!a/contacts/contact/c"
    )


def test_input_taxed_is_for_sales_although_its_name_says_input():
    rate = TaxRate("INPUTTAXED", "Input Taxed", status="ACTIVE", report_tax_type="INPUTTAXED")
    assert rate.for_sales and rate.for_purchases


@pytest.mark.parametrize(
    ("values", "takes_lines"),
    [
        ({"Type": "CURRLIAB", "Class": "LIABILITY"}, True),
        ({"Type": "REVENUE", "Class": "REVENUE"}, True),
        ({"Type": "CURRLIAB", "Class": "LIABILITY", "SystemAccount": "GST"}, False),
        ({"Type": "BANK", "Class": "ASSET"}, False),
        ({"Type": "INVENTORY", "Class": "ASSET"}, False),
        ({"Type": "REVENUE", "Class": "REVENUE", "Status": "ARCHIVED"}, False),
    ],
)
def test_lines_of_any_kind_go_to_active_accounts_that_are_neither_money_nor_the_systems(values, takes_lines):
    assert account(**values).takes_lines is takes_lines
