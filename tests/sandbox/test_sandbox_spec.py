"""The answers have the shapes of Xero's official API description, if that lies beside the checkout."""

import pytest
from description import MISSING, SPEC, check_answer, check_request
from sandbox_client import REDIRECT, SCOPES, SECRET, WEB, Client, connect, line

from xero_sandbox import Sandbox, SandboxServer

ORGANISATIONS = ("au", "examples", "nz", "uk", "us", "za", "sg")
pytestmark = pytest.mark.skipif(not SPEC.is_file(), reason=MISSING)


@pytest.fixture(scope="module")
def clients():
    """Give a client of every country's organisation, and one of the published examples."""
    sandbox = Sandbox(seeds=ORGANISATIONS, spec=SPEC)
    sandbox.limits.per_minute = 10_000
    sandbox.register_app(WEB, SECRET, redirect_uris=[REDIRECT])
    with SandboxServer(sandbox) as server:
        tenants = list(sandbox.organisations)
        token = connect(server, tenants, [*SCOPES, "accounting.banktransactions"])["access_token"]
        yield dict(zip(ORGANISATIONS, (Client(server.url, token, tenant) for tenant in tenants)))


@pytest.mark.parametrize("organisation", ORGANISATIONS)
@pytest.mark.parametrize(
    ("path", "name", "args"),
    [
        ("/Organisation", "Organisations", {}),
        ("/Organisation/Actions", "Actions", {}),
        ("/Accounts", "Accounts", {}),
        ("/TaxRates", "TaxRates", {}),
        ("/Currencies", "Currencies", {}),
        ("/BrandingThemes", "BrandingThemes", {}),
        ("/Contacts", "Contacts", {}),
        ("/Contacts", "Contacts", {"page": 1, "pageSize": 1000, "includeArchived": "true"}),
        ("/Contacts", "Contacts", {"summaryOnly": "true"}),
        ("/Invoices", "Invoices", {}),
        ("/Invoices", "Invoices", {"page": 1, "pageSize": 1000, "unitdp": 4}),
        ("/Invoices", "Invoices", {"summaryOnly": "true"}),
        ("/CreditNotes", "CreditNotes", {"page": 1}),
        ("/Payments", "Payments", {"page": 1}),
        ("/Overpayments", "Overpayments", {"page": 1}),
        ("/Prepayments", "Prepayments", {"page": 1}),
        ("/BatchPayments", "BatchPayments", {}),
        ("/BatchPayments", "BatchPayments", {}),
        ("/Items", "Items", {}),
        ("/TrackingCategories", "TrackingCategories", {"includeArchived": "true"}),
        ("/ContactGroups", "ContactGroups", {}),
    ],
)
def test_a_read_has_the_official_shape(clients, organisation, path, name, args):
    answer = clients[organisation].call("GET", path, **args)
    assert answer.status_code == 200
    assert name in answer.json()
    assert check_answer("GET", path, 200, answer.text) == []


def test_a_write_has_the_official_shape(clients):
    api = clients["au"]
    contact = api.get("/Contacts", page=1)["Contacts"][0]["ContactID"]
    bank = next(row for row in api.get("/Accounts")["Accounts"] if row["Type"] == "BANK")["AccountID"]
    sale = {"Type": "ACCREC", "Status": "AUTHORISED", "Contact": {"ContactID": contact}, "LineItems": [line()]}
    credit = {**sale, "Type": "ACCRECCREDIT"}
    sale["DueDate"] = "2026-12-01"

    def write(path, name, element):
        answer = api.call("PUT", path, {name: [element]}, summarizeErrors="false")
        assert answer.status_code == 200
        assert check_answer("PUT", path, 200, answer.text) == []
        return answer.json()[name][0]

    write("/Contacts", "Contacts", {"Name": "Shape", "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1"}]})
    write("/Contacts", "Contacts", {"Name": "Shape"})
    made = write("/Invoices", "Invoices", sale)
    write("/Invoices", "Invoices", {**sale, "CurrencyCode": "CHF"})
    document = {"InvoiceID": made["InvoiceID"]}
    write("/Payments", "Payments", {"Invoice": document, "Account": {"AccountID": bank}, "Amount": 10})
    note = write("/CreditNotes", "CreditNotes", credit)
    path = f"/CreditNotes/{note['CreditNoteID']}"
    write(f"{path}/Allocations", "Allocations", {"Amount": 5, "Invoice": document})
    money = {"Contact": {"ContactID": contact}, "BankAccount": {"AccountID": bank}}
    for kind, extra in (("Overpayment", {}), ("Prepayment", {"AccountCode": "200"})):
        lines = [{"Description": kind, "LineAmount": 9, **extra}]
        row = write(
            "/BankTransactions", "BankTransactions", {"Type": f"RECEIVE-{kind.upper()}", "LineItems": lines, **money}
        )
        target = f"/{kind}s/{row[f'{kind}ID']}"
        write(f"{target}/Allocations", "Allocations", {"Amount": 5, "Invoice": document})
        refund = {kind: {f"{kind}ID": row[f"{kind}ID"]}, "Account": {"AccountID": bank}, "Amount": 1}
        write("/Payments", "Payments", refund)
        for place in (target, f"/BankTransactions/{row['BankTransactionID']}"):
            assert check_answer("GET", place, 200, api.call("GET", place).text) == []
    members = [{"Invoice": document, "Amount": 2}]
    batch = write("/BatchPayments", "BatchPayments", {"Account": {"AccountID": bank}, "Payments": members})
    place = f"/BatchPayments/{batch['BatchPaymentID']}"
    assert check_answer("GET", place, 200, api.call("GET", place).text) == []
    assert check_answer("POST", place, 200, api.call("POST", place, {"Status": "DELETED"}).text) == []
    for read in (f"/Invoices/{made['InvoiceID']}", path, f"/Invoices/{made['InvoiceID']}/OnlineInvoice"):
        assert check_answer("GET", read, 200, api.call("GET", read).text) == []


def test_a_refused_call_has_the_official_shape(clients):
    answer = clients["au"].call("PUT", "/Contacts", {"Contacts": [{"FirstName": "Nobody"}]})
    assert answer.status_code == 400
    assert check_answer("PUT", "/Contacts", 400, answer.text) == []


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ('{"Nickname": "x"}', "Nickname"),
        ('{"Name": 5}', "not of types"),
        ('{"ContactStatus": "SLEEPING"}', "SLEEPING"),
        ('{"ContactID": "12"}', "does not match"),
        ('{"UpdatedDateUTC": "2026-11-23T00:00:00"}', "does not match"),
        ('{"Addresses": [{"Street": "x"}]}', "Street"),
    ],
)
def test_an_answer_of_another_form_is_found(contact, said):
    found = check_answer("GET", "/Contacts", 200, f'{{"Contacts": [{contact}]}}')
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "body", "said"),
    [
        ("GET", "/Contacts", "colour=red", {}, b"", "no parameter colour"),
        ("GET", "/Contacts", "page=first", {}, b"", "page=first"),
        ("GET", "/Kontakte", "", {}, b"", "not described"),
        ("GET", "/TaxRates", "", {"if-modified-since": "2026-11-23T00:00:00"}, b"", "If-Modified-Since"),
        ("PUT", "/Contacts", "", {"idempotency-key": "k" * 129}, b"", "too long"),
        ("PUT", "/Contacts", "", {}, b'{"Contacts": [{"Nickname": "x"}]}', "Nickname"),
        ("PUT", "/CreditNotes/1/Allocations", "", {}, b'{"Allocations": [{"Amount": 1}]}', "required"),
    ],
)
def test_a_request_of_another_form_is_found(method, path, query, headers, body, said):
    found = check_request(method, path, query, {"xero-tenant-id": "t", **headers}, body)
    assert any(said in item for item in found), found


def test_a_request_without_an_organisation_is_found():
    assert "no xero-tenant-id" in check_request("GET", "/Contacts", "", {}, b"")[0]
