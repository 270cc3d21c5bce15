"""Invoices and bills: what is refused, and what a write makes of one."""

from decimal import Decimal

import pytest
import requests
from sandbox_client import TIMEOUT, line

ZERO_GUID = "00000000-0000-0000-0000-000000000000"
UNKNOWN = "99999999-9999-4999-8999-999999999999"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Type": "QUOTE"}, "Invoice type must be either ACCREC or ACCPAY"),
        ({"Contact": {}}, "A Contact must be specified"),
        ({"Contact": {"ContactID": UNKNOWN}}, "contact was not found"),
        ({"DueDate": None}, "due date must be specified"),
        ({"Date": "20.11.2026"}, "not a valid date"),
        ({"Status": "PAID"}, "Invoice not of valid status for modification"),
        ({"Status": "VOIDED"}, "Invoice not of valid status for modification"),
        ({"LineItems": []}, "One or more line items"),
        ({"LineAmountTypes": "Gross"}, "LineAmountTypes"),
        ({"CurrencyCode": "CHF"}, "Organisation is not subscribed to currency CHF"),
        ({"InvoiceNumber": "Rechnung Nº 1"}, "ASCII"),
        ({"InvoiceNumber": "9" * 256}, "ASCII"),
        ({"Reference": "r" * 256}, "maximum length of 255"),
        ({"Url": "https://odoo.example.com/xero/1"}, "must not contain the word xero"),
        ({"BrandingThemeID": UNKNOWN}, "branding theme"),
    ],
)
def test_a_refused_invoice_has_no_id_and_is_not_there(api, org, invoice, values, text):
    row = api.write("PUT", "/Invoices", invoice(**values))[0]
    assert (row["InvoiceID"], row["HasErrors"], row["StatusAttributeString"]) == (ZERO_GUID, True, "ERROR")
    assert text in row["ValidationErrors"][0]["Message"]
    assert not org.invoices


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"AccountCode": "nowhere"}, "Account code 'nowhere' is not a valid code for this document."),
        ({"AccountCode": None, "AccountID": UNKNOWN}, f"Account code '{UNKNOWN}' is not a valid code"),
        ({"AccountCode": "610"}, "Account code '610' is not a valid code for this document."),
        ({"AccountCode": "820"}, "Account code '820' is not a valid code for this document."),
        ({"AccountCode": "091"}, "Account code '091' is not a valid code for this document."),
        ({"AccountCode": "630"}, "Account code '630' is not a valid code for this document."),
        ({"AccountCode": None}, "Account code or ID must be specified"),
        ({"Description": ""}, "Description is required"),
        ({"Description": "x" * 4001}, "maximum length of 4000"),
        (
            {"TaxType": "GST on Income"},
            "The TaxType code 'GST on Income' does not exist or cannot be used for this type of transaction.",
        ),
        ({"TaxType": "INPUT"}, "The TaxType code 'INPUT' cannot be used with account code '200'."),
        ({"TaxType": "AVALARA"}, "does not exist or cannot be used"),
        ({"LineAmount": "99.99"}, "The line total 99.99 does not match the expected line total 100.00"),
        ({"DiscountRate": 101}, "between 0 and 100"),
        ({"DiscountRate": 10, "DiscountAmount": 10}, "not both"),
        ({"Quantity": "1000000", "UnitAmount": "1000000"}, "must not exceed"),
        ({"ItemCode": "abc"}, "Item code 'abc' is not valid"),
        ({"Tracking": [{"Name": "Region", "Option": "East"}]}, "tracking category"),
    ],
)
def test_a_refused_line_refuses_the_invoice(api, org, invoice, values, text):
    assert text in api.refused("PUT", "/Invoices", invoice(line(), line(**values)))
    assert not org.invoices


def test_an_archived_account_is_refused(api, org, invoice):
    account = next(item for item in org.accounts.values() if item.get("Code") == "200")
    account["Status"] = "ARCHIVED"
    assert api.refused("PUT", "/Invoices", invoice()) == (
        "Account code '200' has been archived, or has been deleted. Each line item must reference a valid account."
    )


def test_an_archived_rate_is_refused(api, org, invoice):
    org.tax_rates["OUTPUT"]["Status"] = "ARCHIVED"
    assert "does not exist or cannot be used" in api.refused("PUT", "/Invoices", invoice())


def test_an_archived_contact_gets_no_invoice_and_no_void(api, sandbox, org, adam, invoice):
    made = api.put("/Invoices", invoice())
    sandbox.edit_contact(org.tenant_id, adam["ContactID"], ContactStatus="ARCHIVED")
    text = (
        "The contact with the specified contact details has been archived. "
        "The contact must be un-archived before creating new invoices or credit notes"
    )
    assert api.refused("PUT", "/Invoices", invoice()) == text
    assert api.refused("POST", f"/Invoices/{made['InvoiceID']}", {"Status": "VOIDED"}) == text


def test_bills_have_no_discount(api, invoice):
    bill = invoice(line(AccountCode="400", TaxType="INPUT", DiscountRate=10), Type="ACCPAY")
    assert "Discounts are only supported on ACCREC" in api.refused("PUT", "/Invoices", bill)


def test_lines_are_taken_by_account_id_too(api, org, invoice):
    account = next(item for item in org.accounts.values() if item.get("Code") == "260")
    row = api.put("/Invoices", invoice(line(AccountCode=None, AccountID=account["AccountID"])))["LineItems"][0]
    assert (row["AccountCode"], row["AccountID"]) == ("260", account["AccountID"])


def test_a_line_without_a_rate_takes_the_accounts_own(api, invoice):
    assert api.put("/Invoices", invoice(line(TaxType=None)))["LineItems"][0]["TaxType"] == "OUTPUT"


def test_the_rounding_account_is_the_one_system_account_for_lines(api, invoice):
    row = api.put("/Invoices", invoice(line(), line(UnitAmount="0.02", AccountCode="860", TaxType="BASEXCLUDED")))
    assert row["Total"] == Decimal("110.02")


def test_a_description_alone_is_a_line(api, invoice):
    row = api.put("/Invoices", invoice({"Description": "A heading"}, line()))
    assert (row["LineItems"][0]["Description"], row["Total"]) == ("A heading", Decimal("110.00"))
    assert "UnitAmount" not in row["LineItems"][0]


def test_a_draft_may_lack_dates_and_accounts(api, invoice):
    draft = invoice({"Description": "Later", "UnitAmount": 5}, Status=None, DueDate=None, Date=None)
    row = api.put("/Invoices", draft)
    assert row["Status"] == "DRAFT"
    assert "Account code or ID" in api.refused(
        "POST", f"/Invoices/{row['InvoiceID']}", {"Status": "AUTHORISED", "DueDate": "2026-12-01"}
    )


# --- numbers -----------------------------------------------------------------------------------------------------


def test_a_used_number_is_refused_also_after_voiding(api, org, invoice):
    made = api.put("/Invoices", invoice(InvoiceNumber="INV/1"))
    assert api.refused("PUT", "/Invoices", invoice(InvoiceNumber="inv/1")) == "Invoice # must be unique."
    api.post(f"/Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})
    assert api.refused("PUT", "/Invoices", invoice(InvoiceNumber="INV/1")) == "Invoice # must be unique."


def test_bills_may_share_a_number(api, invoice):
    bill = invoice(line(AccountCode="400", TaxType="INPUT"), Type="ACCPAY", InvoiceNumber="B-1", Reference="ignored")
    assert api.put("/Invoices", bill)["InvoiceID"] != api.put("/Invoices", bill)["InvoiceID"]
    assert api.get("/Invoices", page=1)["Invoices"][0]["Reference"] == ""


def test_without_a_number_xero_gives_the_next_free_one(api, invoice):
    api.put("/Invoices", invoice(InvoiceNumber="INV-0002"))
    numbers = [api.put("/Invoices", invoice())["InvoiceNumber"] for _each in range(2)]
    assert numbers == ["INV-0001", "INV-0003"]


def test_post_with_a_used_number_edits_somebody_elses_invoice(api, sandbox, org, invoice):
    other = sandbox.add_invoice(org.tenant_id, **invoice(InvoiceNumber="INV/1"))
    row = api.post("/Invoices", invoice(line(UnitAmount="1.00"), InvoiceNumber="INV/1"))
    assert row["InvoiceID"] == other["InvoiceID"]
    assert org.invoices[other["InvoiceID"]]["Total"] == Decimal("1.10")


def test_an_unknown_id_in_a_post_is_404(api, invoice):
    answer = api.call("POST", "/Invoices", {"Invoices": [invoice(InvoiceID=UNKNOWN)]}, summarizeErrors="false")
    assert answer.status_code == 404
    assert api.call("POST", f"/Invoices/{UNKNOWN}", {"Status": "VOIDED"}).status_code == 404


# --- contact in the body -----------------------------------------------------------------------------------------


def test_an_unknown_name_creates_a_contact(api, org, invoice):
    row = api.put("/Invoices", invoice(Contact={"Name": "Walk-in"}))
    assert org.contacts[row["Contact"]["ContactID"]]["Name"] == "Walk-in"


def test_a_refused_invoice_creates_no_contact(api, org, invoice):
    api.refused("PUT", "/Invoices", invoice(line(TaxType="NOPE"), Contact={"Name": "Walk-in"}))
    assert "Walk-in" not in {item["Name"] for item in org.contacts.values()}


def test_more_than_the_id_changes_the_contact_and_drops_its_persons(api, org, invoice):
    cafe = next(item for item in org.contacts.values() if item["Name"] == "Brightside Café")
    assert cafe["ContactPersons"]
    api.put("/Invoices", invoice(Contact={"ContactID": cafe["ContactID"]}))
    assert cafe["ContactPersons"]
    api.put("/Invoices", invoice(Contact={"ContactID": cafe["ContactID"], "EmailAddress": "new@example.com"}))
    assert (cafe["EmailAddress"], cafe["ContactPersons"]) == ("new@example.com", [])


def test_a_renamed_contact_shows_on_its_documents(api, sandbox, org, adam, invoice):
    made = api.put("/Invoices", invoice())
    sandbox.edit_contact(org.tenant_id, adam["ContactID"], Name="Adam the Second")
    assert api.get(f"/Invoices/{made['InvoiceID']}")["Invoices"][0]["Contact"]["Name"] == "Adam the Second"


# --- currencies --------------------------------------------------------------------------------------------------


def test_the_base_currency_has_rate_one_whatever_is_sent(api, invoice):
    assert api.put("/Invoices", invoice(CurrencyRate="3"))["CurrencyRate"] == 1


def test_a_rate_is_taken_and_a_missing_one_is_that_of_the_day(api, invoice):
    assert api.put("/Invoices", invoice(CurrencyCode="USD", CurrencyRate="0.6512345"))["CurrencyRate"] == Decimal(
        "0.651235"
    )
    assert api.put("/Invoices", invoice(CurrencyCode="USD"))["CurrencyRate"] == Decimal("0.660000")


def test_a_strange_rate_is_a_warning_on_a_saved_invoice(api, org, invoice):
    row = api.put("/Invoices", invoice(CurrencyCode="USD", CurrencyRate="1.5151"))
    assert row["StatusAttributeString"] == "WARNING"
    assert "looks unusual" in row["Warnings"][0]["Message"]
    assert row["InvoiceID"] in org.invoices


# --- other -------------------------------------------------------------------------------------------------------


def test_sent_to_contact_is_for_approved_sales_invoices(api, invoice):
    assert api.put("/Invoices", invoice(SentToContact=True))["SentToContact"] is True
    row = api.put("/Invoices", invoice(SentToContact=True, Status="DRAFT"))
    assert row["Warnings"] == [{"Message": "Only AUTHORISED invoices may have SentToContact updated"}]
    assert row["SentToContact"] is False


def test_the_plan_may_limit_what_is_approved_in_a_month(api, org, invoice):
    org.approvals_a_month = 1
    api.put("/Invoices", invoice())
    assert api.refused("PUT", "/Invoices", invoice()) == "You have reached the limit of invoices you can approve"
    assert api.put("/Invoices", invoice(Status="DRAFT"))
    assert api.put("/Invoices", invoice(Date="2026-10-20"))


def test_actions_say_what_the_person_may(api, org, invoice):
    org.forbidden.add("CreateApprovedInvoice")
    actions = {row["Name"]: row["Status"] for row in api.get("/Organisation/Actions")["Actions"]}
    assert (actions["CreateApprovedInvoice"], actions["CreateDraftInvoice"]) == ("NOT-ALLOWED", "ALLOWED")
    assert "permission" in api.refused("PUT", "/Invoices", invoice())
    assert api.put("/Invoices", invoice(Status="DRAFT"))


def test_the_customers_address_is_for_sales_that_are_no_drafts(api, invoice):
    made = api.put("/Invoices", invoice())
    address = api.get(f"/Invoices/{made['InvoiceID']}/OnlineInvoice")["OnlineInvoices"][0]["OnlineInvoiceUrl"]
    assert address.startswith("https://in.xero.com/")
    draft = api.put("/Invoices", invoice(Status="DRAFT"))
    assert api.call("GET", f"/Invoices/{draft['InvoiceID']}/OnlineInvoice").status_code == 404


def test_numbers_travel_exactly(api, invoice):
    made = api.put("/Invoices", invoice(line(Quantity="0.3333", UnitAmount="0.0050")))
    text = requests.get(
        f"{api.url}/api.xro/2.0/Invoices/{made['InvoiceID']}",
        headers=dict(api.session.headers),
        params={"unitdp": 4},
        timeout=TIMEOUT,
    ).text
    assert '"Quantity":0.3333,"UnitAmount":0.0050,"LineAmount":0.00,' in text
