"""Files of documents, contacts and accounts."""

from functools import partial
from urllib.parse import quote

import pytest
from sandbox_client import Client, connect, line

from xero_sandbox import Sandbox
from xero_sandbox.snapshot import Keeper, restore

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
ZERO_GUID = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def sale(api, invoice):
    return api.put("/Invoices", invoice())


def send(client, path, name, content=PNG, kind="image/png", method="PUT", **args):
    """Send a file and give the answer."""
    url = f"{client.url}/api.xro/2.0{path}/Attachments/{quote(name, safe='')}"
    return client.session.request(method, url, data=content, headers={"Content-Type": kind}, params=args, timeout=10)


@pytest.fixture
def attach(api):
    return partial(send, api)


def path_of(sale):
    return f"/Invoices/{sale['InvoiceID']}"


def listed(api, path):
    return api.get(f"{path}/Attachments")["Attachments"]


# --- kept and given back -----------------------------------------------------------------------------------------


def test_a_file_is_kept_and_read_by_name_and_id(api, sale, attach):
    row = attach(path_of(sale), "a photo (1).png").json()["Attachments"][0]
    assert (row["FileName"], row["MimeType"], row["ContentLength"]) == ("a photo (1).png", "image/png", len(PNG))
    assert listed(api, path_of(sale)) == [row]
    for name in ("a%20photo%20(1).png", "A%20photo%20%281%29.PNG", row["AttachmentID"]):
        answer = api.call("GET", f"{path_of(sale)}/Attachments/{name}", headers={"Accept": "application/octet-stream"})
        assert (answer.content, answer.headers["Content-Type"]) == (PNG, "image/png")
    assert api.get(path_of(sale))["Invoices"][0]["HasAttachments"] is True


def test_the_address_of_a_file_can_be_asked_as_it_is(api, sale, attach):
    path = f"/invoices/{sale['InvoiceID'].upper()}"
    row = attach(path, "50 % off & more #1.png").json()["Attachments"][0]
    start = "https://api.xero.com/api.xro/2.0"
    assert row["Url"] == f"{start}{path_of(sale)}/Attachments/50%20%25%20off%20%26%20more%20%231.png"
    assert api.call("GET", row["Url"].removeprefix(start)).content == PNG


def test_a_pdf_is_given_back_to_who_asks_for_a_pdf(api, sale, attach):
    attach(path_of(sale), "a.pdf", b"%PDF-1.4", "application/pdf")
    answer = api.call("GET", f"{path_of(sale)}/Attachments/a.pdf", headers={"Accept": "application/pdf"})
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.4")


def test_the_same_name_replaces(api, sale, attach):
    first = attach(path_of(sale), "a.txt", b"one", "text/plain").json()["Attachments"][0]
    again = attach(path_of(sale), "A.txt", b"more", "text/plain", method="POST").json()["Attachments"][0]
    assert first["AttachmentID"] == again["AttachmentID"]
    assert [row["ContentLength"] for row in listed(api, path_of(sale))] == [4]


def test_a_key_lets_a_file_be_sent_twice(api, sale, attach):
    api.session.headers["Idempotency-Key"] = "file-1"
    first, again = attach(path_of(sale), "a.png"), attach(path_of(sale), "a.png")
    assert first.json() == again.json()
    assert attach(path_of(sale), "a.png", b"other").status_code == 400


def test_contacts_accounts_and_money_take_files_payments_do_not(admin, adam, bank, invoice, payment):
    note = admin.put("/CreditNotes", {**invoice(Type="ACCRECCREDIT"), "DueDate": None})
    money = {"Type": "RECEIVE", "Contact": {"ContactID": adam["ContactID"]}}
    money["BankAccount"] = {"AccountID": bank["AccountID"]}
    received = admin.put("/BankTransactions", {**money, "LineItems": [line()]})
    for path in (
        f"/Contacts/{adam['ContactID']}",
        f"/Accounts/{bank['AccountID']}",
        f"/CreditNotes/{note['CreditNoteID']}",
        f"/BankTransactions/{received['BankTransactionID']}",
    ):
        assert admin.get(path)[path.split("/")[1]][0]["HasAttachments"] is False
        assert send(admin, path, "a.png").status_code == 200
        assert admin.get(path)[path.split("/")[1]][0]["HasAttachments"] is True
    paid = admin.put("/Payments", payment(admin.put("/Invoices", invoice()), 1))
    assert send(admin, f"/Payments/{paid['PaymentID']}", "a.png").status_code == 501


def test_only_sales_show_a_file_online(api, invoice, sale, attach):
    bill = api.put("/Invoices", invoice(line(AccountCode="400", TaxType="INPUT"), Type="ACCPAY", InvoiceNumber="B-1"))
    note = api.put("/CreditNotes", {**invoice(Type="ACCRECCREDIT"), "DueDate": None})
    shown = attach(path_of(sale), "a.png", IncludeOnline="true").json()["Attachments"][0]
    assert shown["IncludeOnline"] is True
    path = f"/CreditNotes/{note['CreditNoteID']}"
    assert attach(path, "a.png", IncludeOnline="true").json()["Attachments"][0]["IncludeOnline"] is True
    assert "IncludeOnline" not in attach(path_of(bill), "a.png", IncludeOnline="true").json()["Attachments"][0]
    assert "IncludeOnline" not in attach(path_of(sale), "b.png").json()["Attachments"][0]


def test_files_are_kept_over_a_restart(tmp_path, sandbox, api, sale, attach):
    keeper = Keeper(sandbox, tmp_path / "state.json")
    keeper.save()
    row = attach(path_of(sale), "a.png").json()["Attachments"][0]
    keeper.save()
    fresh = Sandbox(seeds=("tiny",))
    restore(fresh, keeper.path.read_text("utf-8"))
    kept = fresh.organisations[api.tenant_id].attachments[sale["InvoiceID"]]
    assert [(item["AttachmentID"], item["FileName"]) for item in kept] == [(row["AttachmentID"], "a.png")]


# --- refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["<", ">", ":", '"', "/", "\\", "|", "?", "*", "\0"])
def test_some_marks_have_no_place_in_a_name(api, sale, attach, mark):
    api.session.headers["Accept"] = "text/xml"  # the description knows no path with a slash in a name
    answer = attach(path_of(sale), f"a{mark}b.png")
    api.session.headers["Accept"] = "application/json"
    assert answer.status_code == 400
    assert "The file name must not contain any of" in answer.text
    assert listed(api, path_of(sale)) == []


@pytest.mark.parametrize(
    ("name", "content", "kind", "said"),
    [
        ("empty.png", b"", "image/png", "The file has no content"),
        ("photo", PNG, "image/png", "The file couldn't be uploaded because it isn't a supported file type."),
        ("photo.", PNG, "image/png", "The file couldn't be uploaded because it isn't a supported file type."),
        ("a.json", b"{}", "application/json; charset=utf-8", "it isn't a supported file type."),
        ("a.png", PNG, "multipart/form-data; boundary=x", "it isn't a supported file type."),
    ],
)
def test_a_file_that_is_none_is_refused(api, sale, attach, name, content, kind, said):
    answer = attach(path_of(sale), name, content, kind)
    assert answer.status_code == 400
    refused = answer.json()["Elements"][0]
    assert (refused["AttachmentID"], refused["FileName"]) == (ZERO_GUID, name)
    assert said in refused["ValidationErrors"][0]["Message"]
    assert listed(api, path_of(sale)) == []
    assert api.get(path_of(sale))["Invoices"][0]["HasAttachments"] is False


def test_ten_files_and_not_eleven(api, sale, attach):
    answers = [attach(path_of(sale), f"{number}.png") for number in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [400]
    assert "A document cannot have more than 10 attachments" in answers[-1].text
    assert attach(path_of(sale), "9.png").status_code == 200  # in the place of another


def test_a_file_over_ten_megabytes_is_refused(api, sale, attach):
    size = 10 * 1024 * 1024
    answer = attach(path_of(sale), "big.bin", b"x" * (size + 1), "application/octet-stream")
    assert answer.status_code == 413
    assert (answer.json()["Title"], answer.json()["Detail"]) == ("RequestEntityTooLarge", "PayloadTooLarge")
    assert attach(path_of(sale), "big.bin", b"x" * size, "application/octet-stream").status_code == 200
    assert listed(api, path_of(sale))[0]["ContentLength"] == size


def test_files_of_what_is_not_there(api, sale, attach):
    nowhere = f"/Invoices/{ZERO_GUID}"
    assert api.call("GET", f"{nowhere}/Attachments").status_code == 404
    assert api.call("GET", f"{path_of(sale)}/Attachments/nothing.png").status_code == 404
    answer = attach(nowhere, "a.png")
    assert "The document with the supplied id was not found for this endpoint." in answer.text


@pytest.mark.parametrize(
    ("scope", "read", "write"),
    [
        ("accounting.attachments.read", 200, 401),
        ("accounting.attachments", 200, 200),
        ("accounting.invoices", 401, 401),
    ],
)
def test_files_have_a_scope_of_their_own(server, sandbox, org, invoice, scope, read, write):
    path = path_of(sandbox.add_invoice(org.tenant_id, **invoice()))
    client = Client(server.url, connect(server, [org.tenant_id], [scope])["access_token"], org.tenant_id)
    assert client.call("GET", f"{path}/Attachments").status_code == read
    assert send(client, path, "a.png").status_code == write
