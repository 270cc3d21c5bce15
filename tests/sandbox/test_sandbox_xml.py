"""In which language an answer comes: XML, JSON on request, paper; in which one a request may come."""

import gzip
import json

import pytest
from lxml import etree

XML = {"Accept": "text/xml"}
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
REFUSED = "Elements/DataContractBase"


def read(answer):
    assert answer.headers["Content-Type"].startswith("text/xml")
    return etree.fromstring(answer.content)


def put(api, path, body, kind="application/xml", **headers):
    url = f"{api.url}/api.xro/2.0{path}"
    return api.session.put(url, data=body, headers={"Content-Type": kind, **headers}, timeout=10)


# --- answers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", ["text/xml", "application/xml", "*/*", ""])
def test_without_accept_json_it_is_xml(api, accept):
    root = read(api.call("GET", "/Contacts", headers={"Accept": accept}, page=1))
    assert root.tag == "Response"
    assert root.nsmap["xsi"] == "http://www.w3.org/2001/XMLSchema-instance"
    assert root.findtext("Status") == "OK"
    assert root.findtext("DateTimeUTC").endswith("Z")
    assert root.findtext("pagination/pageSize") == "100"
    names = [node.findtext("Name") for node in root.find("Contacts").findall("Contact")]
    assert names == [row["Name"] for row in api.get("/Contacts", page=1)["Contacts"]]
    assert root.find("Contacts/Contact/Addresses/Address/AddressType").text in ("POBOX", "STREET")


def test_values_are_written_as_xml_writes_them(api, org, invoice):
    sale = api.put("/Invoices", invoice())
    root = read(api.call("GET", f"/Invoices/{sale['InvoiceID']}", headers=XML)).find("Invoices/Invoice")
    assert root.findtext("Date") == "2026-11-20T00:00:00"
    changed = org.invoices[sale["InvoiceID"]]["UpdatedDateUTC"]
    assert root.findtext("UpdatedDateUTC") == f"{changed:%Y-%m-%dT%H:%M:%S.%f}"[:-3]
    assert root.findtext("Total") == "110.00"
    assert root.findtext("HasAttachments") == "false"
    assert root.findtext("LineItems/LineItem/AccountCode") == "200"
    assert root.find("Reference") is None  # no value, no element


def test_every_list_is_xml(admin, invoice):
    sale = admin.put("/Invoices", invoice())
    paths = (
        "/Organisation", "/Organisation/Actions", "/Accounts", "/TaxRates", "/Currencies", "/BrandingThemes",
        "/Invoices", "/CreditNotes", "/Payments", "/Items", "/TrackingCategories", "/ContactGroups",
        "/BankTransactions", f"/Invoices/{sale['InvoiceID']}/History",
        f"/Invoices/{sale['InvoiceID']}/Attachments",
    )  # fmt: skip
    singulars = {
        "Organisations": "Organisation", "Actions": "Action", "Accounts": "Account", "TaxRates": "TaxRate",
        "Currencies": "Currency", "BrandingThemes": "BrandingTheme", "Invoices": "Invoice", "CreditNotes": "CreditNote",
        "Payments": "Payment", "Items": "Item", "TrackingCategories": "TrackingCategory", "Attachments": "Attachment",
        "ContactGroups": "ContactGroup", "BankTransactions": "BankTransaction", "HistoryRecords": "HistoryRecord",
    }  # fmt: skip
    for path in paths:
        rows = read(admin.call("GET", path, headers=XML))[-1]
        assert {node.tag for node in rows} <= {singulars[rows.tag]}


def test_each_element_tells_its_outcome_in_an_attribute(api):
    body = {"Contacts": [{"Name": "New"}, {"Name": "Adam Baker"}]}
    root = read(api.call("PUT", "/Contacts", body, headers=XML, summarizeErrors="false"))
    rows = root.findall("Contacts/Contact")
    assert [(row.get("status"), row.find("StatusAttributeString")) for row in rows] == [("OK", None), ("ERROR", None)]
    assert "already assigned" in rows[1].findtext("ValidationErrors/ValidationError/Message")


def test_a_refusal_is_an_api_exception(api):
    answer = api.call("PUT", "/Contacts", {"Contacts": [{"FirstName": "Nobody"}]}, headers=XML)
    assert answer.status_code == 400
    root = read(answer)
    assert (root.tag, root.findtext("ErrorNumber"), root.findtext("Type")) == (
        "ApiException",
        "10",
        "ValidationException",
    )
    assert root.find(REFUSED).get(TYPE) == "Contact"
    assert "must contain at least 1" in root.findtext(f"{REFUSED}/ValidationErrors/ValidationError/Message")
    assert root.findtext(f"{REFUSED}/FirstName") == "Nobody"


def test_other_refusals_are_api_exceptions_too(api):
    read(put(api, "/Contacts", b'{"Name": "One"}', "application/json", **XML, **{"Idempotency-Key": "k"}))
    misused = put(api, "/Contacts", b'{"Name": "Two"}', "application/json", **XML, **{"Idempotency-Key": "k"})
    for answer in (misused, api.call("GET", "/Contacts", headers=XML, page="one")):
        assert answer.status_code == 400
        assert read(answer).tag == "ApiException"


def test_what_stands_before_the_api_keeps_its_own_form(api, sandbox):
    sandbox.faults.add("503")
    offline = api.call("GET", "/Contacts", headers=XML)
    assert (offline.status_code, offline.text) == (503, "The Organisation is offline")
    assert offline.headers["Content-Type"].startswith("text/plain")
    missing = api.call("GET", "/Contacts/nobody", headers=XML)
    assert (missing.status_code, missing.text) == (404, "")
    assert missing.headers["Content-Type"].startswith("text/html")
    api.session.headers["xero-tenant-id"] = "nobody"
    assert api.call("GET", "/Contacts", headers=XML).json()["Detail"] == "AuthenticationUnsuccessful"


# --- requests ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text/xml", "application/xml; charset=utf-8"])
def test_a_body_may_be_xml(api, kind):
    body = "<?xml version='1.0'?><!-- x --><Contacts><?x y?><Contact><Name>Xavier &amp; Co</Name><Phones><Phone>"
    body += "<PhoneType>MOBILE</PhoneType><PhoneNumber>1</PhoneNumber></Phone></Phones></Contact></Contacts>"
    assert read(put(api, "/Contacts", body, kind, **XML)).findtext("Contacts/Contact/Name") == "Xavier & Co"
    made = api.get("/Contacts", where='Name=="Xavier & Co"', page=1)["Contacts"][0]
    assert [row["PhoneNumber"] for row in made["Phones"] if row["PhoneType"] == "MOBILE"] == ["1"]


def test_an_invoice_in_xml_is_the_same_as_in_json(api, adam):
    body = f"""<Invoice><Type>ACCREC</Type><Status>AUTHORISED</Status><DueDate>2026-12-20T00:00:00</DueDate>
        <Contact><ContactID>{adam["ContactID"]}</ContactID></Contact><SentToContact>true</SentToContact>
        <LineItems><LineItem><Description>Work</Description><Quantity>1.0000</Quantity><UnitAmount>100.00</UnitAmount>
        <AccountCode>200</AccountCode><TaxType>OUTPUT</TaxType></LineItem></LineItems></Invoice>"""
    answer = put(api, "/Invoices", body)
    assert answer.status_code == 200, answer.text
    made = answer.json()["Invoices"][0]
    assert (made["Total"], made["SentToContact"], len(made["LineItems"])) == (110, True, 1)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<Contacts><Contact>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><Contacts><Contact><Name>&e;</Name></Contact></Contacts>',
        '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Contacts><Contact><Name>&b;</Name></Contact></Contacts>',
        '<!DOCTYPE x SYSTEM "http://localhost/x.dtd"><Contacts><Contact><Name>A</Name></Contact></Contacts>',
    ],
)
def test_xml_that_is_none_or_dangerous_is_refused(api, org, body):
    before = len(org.contacts)
    answer = put(api, "/Contacts", body)
    assert answer.status_code == 400
    assert "The request body is not valid XML" in answer.text
    assert len(org.contacts) == before


def test_a_packed_body_is_refused(api, org):
    body = gzip.compress(json.dumps({"Contacts": [{"Name": "Packed"}]}).encode())
    assert put(api, "/Contacts", body, "application/json", **{"Content-Encoding": "gzip"}).status_code == 415
    assert "Packed" not in {row["Name"] for row in org.contacts.values()}
    plain = put(api, "/Contacts", b'{"Name": "Plain"}', "application/json", **{"Content-Encoding": "identity"})
    assert plain.status_code == 200


def test_a_large_body_is_refused(api, org):
    answer = put(api, "/Contacts", b" " * (10 * 1024 * 1024) + b'{"Name": "Large"}', "application/json")
    assert (answer.status_code, answer.json()["Detail"]) == (413, "PayloadTooLarge")
    assert "Large" not in {row["Name"] for row in org.contacts.values()}


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01T00:00:00", "0"])
def test_a_bad_condition_is_412(api, since):
    answer = api.call("GET", "/Contacts", headers={"If-Modified-Since": since})
    assert (answer.status_code, answer.text) == (412, "If-Modified-Since is not a date")


# --- paper -------------------------------------------------------------------------------------------------------


def test_a_document_is_printed(api, invoice):
    sale = api.put("/Invoices", invoice())
    credit = api.put("/CreditNotes", {**invoice(Type="ACCRECCREDIT"), "DueDate": None})
    papers = (
        (f"/Invoices/{sale['InvoiceID']}", sale["InvoiceNumber"]),
        (f"/Invoices/{sale['InvoiceNumber']}", "Total"),
    )
    for path, said in (*papers, (f"/CreditNotes/{credit['CreditNoteID']}", credit["CreditNoteNumber"])):
        answer = api.call("GET", path, headers={"Accept": "application/pdf"})
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-1.4")
        assert all(text in answer.content for text in (said.encode(), b"Adam Baker", b"Total AUD 110.00"))
        start = int(answer.content.split(b"startxref\n")[1].split(b"\n")[0])
        assert answer.content[start : start + 4] == b"xref"


def test_what_has_no_paper_is_not_printed(api, org, adam):
    for path in ("/Invoices", f"/Contacts/{adam['ContactID']}", "/Organisation"):
        assert api.call("GET", path, headers={"Accept": "application/pdf"}).status_code == 406
    body = {"Contacts": [{"Name": "Paper"}]}
    assert api.call("PUT", "/Contacts", body, headers={"Accept": "application/pdf"}).status_code == 406
    assert "Paper" not in {row["Name"] for row in org.contacts.values()}
    assert api.call("GET", "/Organisation", headers={"Accept": "application/pdf, application/json"}).json()
