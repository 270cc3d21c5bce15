"""Files, notes, e-mails and paper of documents."""

from urllib.parse import quote

import pytest

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"


@pytest.fixture
def sale(api, invoice):
    return api.put("/Invoices", invoice())


@pytest.fixture
def attach(api):
    """Return a function that sends a file and gives the answer."""

    def send(path, name, content=PNG, kind="image/png", method="PUT", **args):
        url = f"{api.url}/api.xro/2.0{path}/Attachments/{quote(name, safe='')}"
        return api.session.request(method, url, data=content, headers={"Content-Type": kind}, params=args, timeout=10)

    return send


def path_of(sale):
    return f"/Invoices/{sale['InvoiceID']}"


# --- attachments -------------------------------------------------------------------------------------------------


def test_a_file_is_kept_and_read_by_name_and_id(api, sale, attach):
    row = attach(path_of(sale), "a photo (1).png", IncludeOnline="true").json()["Attachments"][0]
    assert (row["FileName"], row["MimeType"], row["ContentLength"]) == ("a photo (1).png", "image/png", len(PNG))
    assert row["IncludeOnline"] is True
    assert api.get(f"{path_of(sale)}/Attachments")["Attachments"] == [row]
    for name in ("a%20photo%20(1).png", row["AttachmentID"]):
        answer = api.call("GET", f"{path_of(sale)}/Attachments/{name}", headers={"Accept": "application/octet-stream"})
        assert (answer.content, answer.headers["Content-Type"]) == (PNG, "image/png")
    assert api.get(path_of(sale))["Invoices"][0]["HasAttachments"] is True


def test_the_same_name_replaces(api, sale, attach):
    first = attach(path_of(sale), "a.txt", b"one", "text/plain").json()["Attachments"][0]
    again = attach(path_of(sale), "a.txt", b"more", "text/plain", method="POST").json()["Attachments"][0]
    assert first["AttachmentID"] == again["AttachmentID"]
    assert [row["ContentLength"] for row in api.get(f"{path_of(sale)}/Attachments")["Attachments"]] == [4]


def test_contacts_and_accounts_take_files_payments_do_not(api, adam, bank, sale, payment, attach):
    assert attach(f"/Contacts/{adam['ContactID']}", "a.png").status_code == 200
    assert attach(f"/Accounts/{bank['AccountID']}", "a.png").status_code == 200
    paid = api.put("/Payments", payment(sale, 1))
    assert attach(f"/Payments/{paid['PaymentID']}", "a.png").status_code == 501


def test_only_sales_show_a_file_online(api, invoice, attach):
    line = {"Description": "Paper", "Quantity": 1, "UnitAmount": 5, "AccountCode": "400", "TaxType": "INPUT"}
    bill = api.put("/Invoices", invoice(line, Type="ACCPAY", InvoiceNumber="B-1"))
    row = attach(path_of(bill), "a.png", IncludeOnline="true").json()["Attachments"][0]
    assert row["IncludeOnline"] is False


@pytest.mark.parametrize(
    ("name", "content", "kind", "said"),
    [
        ("a:b.png", PNG, "image/png", "must not contain any of"),
        ("empty.png", b"", "image/png", "has no content"),
        ("a.json", b"{}", "application/json", "is not one of a file"),
        ("a.png", PNG, "multipart/form-data; boundary=x", "is not one of a file"),
    ],
)
def test_a_file_that_is_none_is_refused(api, sale, attach, name, content, kind, said):
    answer = attach(path_of(sale), name, content, kind)
    assert answer.status_code == 400
    assert said in answer.json()["Elements"][0]["ValidationErrors"][0]["Message"]
    assert api.get(f"{path_of(sale)}/Attachments")["Attachments"] == []


def test_ten_files_and_not_eleven(api, sale, attach):
    assert [attach(path_of(sale), f"{number}.png").status_code for number in range(11)] == [200] * 10 + [400]
    assert attach(path_of(sale), "9.png").status_code == 200  # in the place of another


def test_a_file_over_ten_megabytes_is_refused(sale, attach):
    assert (
        attach(path_of(sale), "big.bin", b"x" * (10 * 1024 * 1024 + 1), "application/octet-stream").status_code == 413
    )


def test_files_of_what_is_not_there(api, attach):
    nowhere = "/Invoices/00000000-0000-0000-0000-000000000000"
    assert api.call("GET", f"{nowhere}/Attachments").status_code == 404
    answer = attach(nowhere, "a.png")
    assert "The document with the supplied id was not found for this endpoint." in answer.text


# --- history -----------------------------------------------------------------------------------------------------


def test_history_tells_what_happened_and_takes_notes(api, sale):
    path = f"{path_of(sale)}/History"
    api.post(path_of(sale), {"Reference": "changed"})
    body = {"HistoryRecords": [{"Details": "Called the customer"}]}
    assert api.call("PUT", path, body).json()["HistoryRecords"][0]["Details"] == "Called the customer"
    rows = api.get(path)["HistoryRecords"]
    assert [(row["Changes"], row["Details"]) for row in rows] == [
        ("Note", "Called the customer"),
        ("Edited", ""),
        ("Created", ""),
    ]
    assert {row["User"] for row in rows} == {"System Generated"}


def test_a_refused_change_leaves_no_history(api, sale):
    before = api.get(f"{path_of(sale)}/History")["HistoryRecords"]
    api.refused("POST", path_of(sale), {"CurrencyCode": "CHF"})
    assert api.get(f"{path_of(sale)}/History")["HistoryRecords"] == before


@pytest.mark.parametrize(
    ("details", "said"),
    [("", "must be specified"), ("x" * 2501, "Details must be a string with a maximum length of 2500")],
)
def test_a_note_has_words_and_not_too_many(api, sale, details, said):
    answer = api.call("PUT", f"{path_of(sale)}/History", {"HistoryRecords": [{"Details": details}]})
    assert answer.status_code == 400
    assert said in answer.text


def test_a_note_for_another_kind_of_document_is_refused(api, sale, adam):
    answer = api.call("PUT", f"/Contacts/{sale['InvoiceID']}/History", {"HistoryRecords": [{"Details": "x"}]})
    assert "The document with the supplied id was not found for this endpoint." in answer.text


# --- e-mail and paper --------------------------------------------------------------------------------------------


def test_an_invoice_is_sent_and_marked(api, org, adam, sale):
    adam["EmailAddress"] = "adam@example.com"
    answer = api.call("POST", f"{path_of(sale)}/Email", {})
    assert (answer.status_code, answer.text) == (204, "")
    assert [row["To"] for row in org.emails] == ["adam@example.com"]
    assert api.get(path_of(sale))["Invoices"][0]["SentToContact"] is True


def test_an_email_that_cannot_be_sent_is_refused(api, org, adam, invoice, sale):
    def refuse(row):
        answer = api.call("POST", f"{path_of(row)}/Email", {})
        assert answer.status_code == 400
        return answer.json()["Elements"][0]["ValidationErrors"][0]["Message"]

    assert "Only submitted, authorised or paid" in refuse(api.put("/Invoices", invoice(Status="DRAFT")))
    adam["EmailAddress"] = ""
    assert "does not have an email address" in refuse(sale)
    adam["EmailAddress"] = "adam@example.com"
    org.facts["IsDemoCompany"] = True
    assert "The daily email limit of 0 has been reached" in refuse(sale)


def test_a_document_is_printed(api, sale):
    answer = api.call("GET", path_of(sale), headers={"Accept": "application/pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.4")
    assert sale["InvoiceNumber"].encode() in answer.content
    start = int(answer.content.split(b"startxref\n")[1].split(b"\n")[0])
    assert answer.content[start : start + 4] == b"xref"
