"""An invoice is sent to its customer."""

import pytest
import requests
from sandbox_client import TIMEOUT, line

ZERO_GUID = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def sale(api, invoice):
    return api.put("/Invoices", invoice())


@pytest.fixture
def address(adam):
    adam["EmailAddress"] = "adam@example.com"
    return adam["EmailAddress"]


def send(api, sale, body=None):
    return api.call("POST", f"/Invoices/{sale['InvoiceID']}/Email", body)


def refuse(api, sale):
    answer = send(api, sale, {})
    assert answer.status_code == 400
    return answer.json()["Elements"][0]["ValidationErrors"][0]["Message"]


def is_marked(api, sale):
    return api.get(f"/Invoices/{sale['InvoiceID']}")["Invoices"][0]["SentToContact"]


@pytest.mark.parametrize("body", [None, {}, {"Status": "OK"}])
def test_an_invoice_is_sent_and_marked(api, server, org, sale, address, body):
    answer = send(api, sale, body)
    assert (answer.status_code, answer.text) == (204, "")
    assert is_marked(api, sale) is True
    listed = requests.get(f"{server.url}/_control/emails", params={"tenant": org.tenant_id}, timeout=TIMEOUT).json()
    assert [(row["InvoiceID"], row["To"]) for row in listed] == [(sale["InvoiceID"], address)]
    newest = api.get(f"/Invoices/{sale['InvoiceID']}/History")["HistoryRecords"][0]
    assert (newest["Changes"], newest["Details"]) == ("Invoice sent", f"This invoice has been sent to {address}.")


def test_a_submitted_invoice_is_sent_and_not_marked(api, invoice, address):
    made = api.put("/Invoices", invoice(Status="SUBMITTED"))
    assert send(api, made).status_code == 204
    assert is_marked(api, made) is False


def test_a_paid_invoice_is_sent(api, sale, payment, address):
    api.put("/Payments", payment(sale, "110"))
    assert send(api, sale).status_code == 204
    assert is_marked(api, sale) is False


def test_only_sales_that_are_more_than_drafts_are_sent(api, org, invoice, sale, address):
    bill = invoice(line(AccountCode="400", TaxType="INPUT"), Type="ACCPAY", InvoiceNumber="B-1")
    api.post(f"/Invoices/{sale['InvoiceID']}", {"Status": "VOIDED"})
    for row in (api.put("/Invoices", invoice(Status="DRAFT")), api.put("/Invoices", bill), sale):
        assert refuse(api, row) == "Only submitted, authorised or paid sales invoices can be emailed"
    assert org.emails == []


def test_a_customer_without_an_address_gets_nothing(api, org, adam, sale):
    adam["EmailAddress"] = ""
    assert refuse(api, sale) == "The contact does not have an email address"
    assert (org.emails, is_marked(api, sale)) == ([], False)


@pytest.mark.parametrize(("facts", "limit"), [({}, 1000), ({"Class": "TRIAL"}, 20), ({"IsDemoCompany": True}, 0)])
def test_a_day_has_its_number_of_emails(api, sandbox, org, sale, address, facts, limit):
    org.facts.update(facts)
    org.emails.extend({"InvoiceID": ZERO_GUID, "To": address, "At": sandbox.clock.now()} for _mail in range(limit - 1))
    if limit:
        assert send(api, sale).status_code == 204
    assert refuse(api, sale) == f"The daily email limit of {limit} has been reached"
    assert len(org.emails) == limit


def test_the_next_day_begins_anew(api, sandbox, org, sale, address):
    org.facts["Class"] = "TRIAL"
    yesterday = sandbox.clock.now()
    org.emails.extend({"InvoiceID": ZERO_GUID, "To": address, "At": yesterday} for _mail in range(20))
    assert "daily email limit of 20" in refuse(api, sale)
    for row in org.emails:
        row["At"] = row["At"].replace(year=2020)
    assert send(api, sale).status_code == 204


def test_an_unknown_invoice_is_404(api):
    assert send(api, {"InvoiceID": ZERO_GUID}).status_code == 404
