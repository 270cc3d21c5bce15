"""The answers have the shapes of Xero's official API description, if that lies beside the checkout."""

from functools import lru_cache
from pathlib import Path

import jsonschema
import pytest
import yaml
from sandbox_client import REDIRECT, SECRET, WEB, Client, connect, line

from xero_sandbox import Sandbox, SandboxServer

SPEC = Path(__file__).resolve().parents[3] / "shared" / "xero-spec" / "xero_accounting.yaml"
pytestmark = pytest.mark.skipif(not SPEC.is_file(), reason="Xero's official API description is not beside the checkout")
ENVELOPE = ("Id", "Status", "ProviderName", "DateTimeUTC")
# What Xero's answers have beside their description; its own examples show them.
UNDESCRIBED = {
    "Contact": {"TaxNumbeType", "ContactGroup"},
    "LineItem": {"DiscountEnteredAsPercent", "ValidationErrors"},
    "Invoice": {"DateString", "DueDateString", "Prepayment"},
    "CreditNote": {"DateString", "ID"},
    "Overpayment": {"DateString", "ID"},
    "Prepayment": {"DateString", "ID"},
}
KINDS = ("string", "number", "integer", "boolean", "object")


@lru_cache(maxsize=1)
def schemas():
    spec = yaml.load(SPEC.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {name: closed(name, schema) for name, schema in spec["components"]["schemas"].items()}


def closed(name, schema):
    """Return a schema that knows all of its properties; null stands for nothing everywhere, as in Xero."""
    properties = {key: nullable(value) for key, value in schema.get("properties", {}).items()}
    if not properties:
        return nullable(schema)
    properties.update(dict.fromkeys(UNDESCRIBED.get(name, ()), True))
    return {"type": ["object", "null"], "properties": properties, "additionalProperties": False}


def nullable(schema):
    if "allOf" in schema:
        return schema["allOf"][0]
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if schema.get("type") == "array":
        return {"type": ["array", "null"], "items": nullable(schema["items"])}
    if "enum" in schema:
        return {"enum": [*schema["enum"], "", None]}
    rule = {"type": [*([schema["type"]] if schema.get("type") in KINDS else KINDS), "null"]}
    return {**rule, "maxLength": schema["maxLength"]} if "maxLength" in schema else rule


def check(answer, name):
    root = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas()}}
    payload = {key: value for key, value in answer.items() if key not in ENVELOPE}
    found = jsonschema.Draft202012Validator(root).iter_errors(payload)
    assert [f"{'/'.join(map(str, error.absolute_path))}: {error.message[-300:]}" for error in found] == []


@pytest.fixture(scope="module")
def clients():
    """Give a client of the Australian organisation, and one of the published examples."""
    sandbox = Sandbox(seeds=("au", "examples"), spec=SPEC)
    sandbox.limits.per_minute = 10_000
    sandbox.register_app(WEB, SECRET, redirect_uris=[REDIRECT])
    with SandboxServer(sandbox) as server:
        tenants = list(sandbox.organisations)
        token = connect(server, tenants)["access_token"]
        yield dict(zip(("au", "examples"), (Client(server.url, token, tenant) for tenant in tenants)))


@pytest.mark.parametrize("organisation", ["au", "examples"])
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
    ],
)
def test_a_read_has_the_official_shape(clients, organisation, path, name, args):
    answer = clients[organisation].call("GET", path, **args)
    assert answer.status_code == 200
    check(answer.json(), name)


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
        check(answer.json(), name)
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
    check(api.call("GET", f"/Invoices/{made['InvoiceID']}").json(), "Invoices")
    check(api.call("GET", path).json(), "CreditNotes")
    check(api.call("GET", f"/Invoices/{made['InvoiceID']}/OnlineInvoice").json(), "OnlineInvoices")


def test_a_refused_call_has_the_official_shape(clients):
    answer = clients["au"].call("PUT", "/Contacts", {"Contacts": [{"FirstName": "Nobody"}]})
    assert answer.status_code == 400
    assert set(answer.json()) <= set(schemas()["Error"]["properties"])
