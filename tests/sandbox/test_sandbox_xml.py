"""Who does not ask for JSON gets XML, and may send it."""

import pytest
from lxml import etree

XML = {"Accept": "text/xml"}


def read(answer):
    assert answer.headers["Content-Type"].startswith("text/xml")
    return etree.fromstring(answer.content)


@pytest.mark.parametrize("accept", ["text/xml", "*/*", ""])
def test_without_accept_json_it_is_xml(api, accept):
    root = read(api.call("GET", "/Contacts", headers={"Accept": accept}, page=1))
    assert root.tag == "Response"
    assert root.findtext("Status") == "OK"
    names = [node.findtext("Name") for node in root.find("Contacts").findall("Contact")]
    assert names == [row["Name"] for row in api.get("/Contacts", page=1)["Contacts"]]
    assert root.find("Contacts/Contact/Addresses/Address/AddressType").text in ("POBOX", "STREET")


def test_values_are_written_as_xml_writes_them(api, invoice):
    sale = api.put("/Invoices", invoice())
    root = read(api.call("GET", f"/Invoices/{sale['InvoiceID']}", headers=XML)).find("Invoices/Invoice")
    assert root.findtext("Date") == "2026-11-20T00:00:00"
    assert root.findtext("Total") == "110.00"
    assert root.findtext("HasAttachments") == "false"
    assert root.findtext("LineItems/LineItem/AccountCode") == "200"
    assert root.find("Reference") is None  # no value, no element


def test_a_body_may_be_xml(api):
    body = "<Contacts><Contact><Name>Xavier &amp; Co</Name><Phones><Phone><PhoneType>MOBILE</PhoneType>"
    body += "<PhoneNumber>1</PhoneNumber></Phone></Phones></Contact></Contacts>"
    url = f"{api.url}/api.xro/2.0/Contacts"
    answer = api.session.put(url, data=body, headers={"Content-Type": "text/xml", **XML}, timeout=10)
    assert read(answer).findtext("Contacts/Contact/Name") == "Xavier & Co"
    made = api.get("/Contacts", where='Name=="Xavier & Co"', page=1)["Contacts"][0]
    assert [row["PhoneNumber"] for row in made["Phones"] if row["PhoneType"] == "MOBILE"] == ["1"]


def test_a_refusal_is_an_api_exception(api):
    answer = api.call("PUT", "/Contacts", {"Contacts": [{"FirstName": "Nobody"}]}, headers=XML)
    assert answer.status_code == 400
    root = read(answer)
    assert (root.tag, root.findtext("ErrorNumber"), root.findtext("Type")) == (
        "ApiException",
        "10",
        "ValidationException",
    )
    assert "must contain at least 1" in root.findtext("Elements/Element/ValidationErrors/ValidationError/Message")


@pytest.mark.parametrize(
    "body",
    [
        "<Contacts><Contact>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><Contacts><Contact><Name>&e;</Name></Contact></Contacts>',
    ],
)
def test_xml_that_is_none_or_dangerous_is_refused(api, org, body):
    before = len(org.contacts)
    url = f"{api.url}/api.xro/2.0/Contacts"
    answer = api.session.put(url, data=body, headers={"Content-Type": "application/xml"}, timeout=10)
    assert answer.status_code == 400
    assert "The request body is not valid XML" in answer.text
    assert len(org.contacts) == before
