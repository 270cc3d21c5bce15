"""What the gateway asks for, what it makes of the answer, and what it tells of an exchange."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from odoo.addons.crm_xero_connector import const
from odoo.addons.crm_xero_connector.exceptions import XeroError, XeroProtocolError
from odoo.addons.crm_xero_connector.gateway import Endpoints, RateBudget, XeroGateway, chunks

API = "https://api.xero.com/api.xro/2.0"
HEADERS = {
    "X-MinLimit-Remaining": "59",
    "X-DayLimit-Remaining": "990",
    "X-AppMinLimit-Remaining": "9999",
    "Xero-Correlation-Id": "corr-1",
}


def query(api):
    return api.calls[0].request.params


def sent(api):
    return json.loads(api.calls[0].request.body, parse_float=Decimal)


def test_every_request_names_organisation_token_and_sender(api, gateway):
    api.get(f"{API}/Organisation", json={"Organisations": [{"OrganisationID": "o"}]})
    assert gateway.organisation() == {"OrganisationID": "o"}
    headers = api.calls[0].request.headers
    assert headers["xero-tenant-id"] == "tenant-1"
    assert headers["Authorization"] == "Bearer secret-access-token"
    assert headers["Accept"] == "application/json"
    assert headers["User-Agent"] == const.USER_AGENT


def test_a_page_of_contacts_is_asked_for_with_all_filters(api, gateway):
    api.get(f"{API}/Contacts", json={"Contacts": []})
    gateway.contacts(
        modified_since=datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=13))),
        page=2,
        page_size=500,
        ids=["a", "b"],
        where='Name=="O\'Brien & Söhne + 50%"',
        search_term="brien",
        summary_only=True,
    )
    assert query(api) == {
        "page": "2",
        "pageSize": "500",
        "IDs": "a,b",
        "includeArchived": "true",
        "where": 'Name=="O\'Brien & Söhne + 50%"',
        "searchTerm": "brien",
        "summaryOnly": "true",
    }
    assert api.calls[0].request.headers["If-Modified-Since"] == "2026-03-01T00:00:00"


def test_invoices_are_read_with_four_decimals(api, gateway):
    api.get(f"{API}/Invoices", json={"Invoices": []})
    gateway.invoices(numbers=["INV/1", "INV/2"], statuses=["AUTHORISED", "PAID"])
    assert query(api) == {
        "page": "1",
        "pageSize": "1000",
        "unitdp": "4",
        "InvoiceNumbers": "INV/1,INV/2",
        "Statuses": "AUTHORISED,PAID",
    }


@pytest.mark.parametrize(("method", "resource"), [("credit_notes", "CreditNotes"), ("payments", "Payments")])
def test_other_lists_are_paged_and_filtered(api, gateway, method, resource):
    api.get(f"{API}/{resource}", json={resource: [{"x": 1}]})
    since = datetime(2026, 3, 1)
    page = getattr(gateway, method)(modified_since=since, where='Status=="AUTHORISED"', page=3)
    assert page.items == [{"x": 1}]
    assert (query(api)["page"], query(api)["where"]) == ("3", 'Status=="AUTHORISED"')
    assert api.calls[0].request.headers["If-Modified-Since"] == "2026-03-01T00:00:00"


@pytest.mark.parametrize(
    ("method", "path", "key"),
    [
        ("accounts", "Accounts", "Accounts"),
        ("tax_rates", "TaxRates", "TaxRates"),
        ("currencies", "Currencies", "Currencies"),
        ("organisation_actions", "Organisation/Actions", "Actions"),
    ],
)
def test_reference_data_comes_whole(api, gateway, method, path, key):
    api.get(f"{API}/{path}", json={key: [{"Name": "one"}, {"Name": "two"}]})
    assert getattr(gateway, method)() == [{"Name": "one"}, {"Name": "two"}]


@pytest.mark.parametrize(
    ("method", "path", "key"),
    [
        ("contact", "Contacts", "Contacts"),
        ("invoice", "Invoices", "Invoices"),
        ("credit_note", "CreditNotes", "CreditNotes"),
        ("payment", "Payments", "Payments"),
    ],
)
def test_one_record_is_read_by_its_id(api, gateway, method, path, key):
    api.get(f"{API}/{path}/id-1", json={key: [{"Name": "one"}]})
    assert getattr(gateway, method)("id-1") == {"Name": "one"}


@pytest.mark.parametrize("found", [[], [{}, {}]])
def test_one_record_is_one_record(api, gateway, found):
    api.get(f"{API}/Contacts/id-1", json={"Contacts": found})
    with pytest.raises(XeroProtocolError):
        gateway.contact("id-1")


@pytest.mark.parametrize(
    ("answer", "url"),
    [
        ([{"OnlineInvoiceUrl": "https://in.xero.com/x"}], "https://in.xero.com/x"),
        ([{"OnlineInvoiceUrl": None}], None),
        ([], None),
    ],
)
def test_the_customers_page_of_an_invoice(api, gateway, answer, url):
    api.get(f"{API}/Invoices/i/OnlineInvoice", json={"OnlineInvoices": answer})
    assert gateway.online_invoice_url("i") == url


def test_numbers_come_in_exact_and_unknown_values_as_they_are(api, gateway):
    contact = '{"ContactStatus":"SLEEPING","Discount":0.10,"Big":12345678901234567.89,"Whole":7,"Null":null}'
    body = f'\ufeff{{"Contacts":[{contact}]}}'
    api.get(f"{API}/Contacts", body=body.encode())
    assert gateway.contacts().items == [
        {
            "ContactStatus": "SLEEPING",
            "Discount": Decimal("0.10"),
            "Big": Decimal("12345678901234567.89"),
            "Whole": Decimal(7),
            "Null": None,
        }
    ]


@pytest.mark.parametrize(
    ("pagination", "items", "expected"),
    [
        ({"page": 1, "pageSize": 2, "pageCount": 3, "itemCount": 5}, 2, (3, 5, False)),
        ({"page": 1, "pageSize": 2, "pageCount": 1, "itemCount": 2}, 2, (1, 2, True)),
        ({"page": 1, "pageSize": 2, "pageCount": 9, "itemCount": 18}, 0, (9, 18, True)),
        (None, 2, (2, 2, False)),
        (None, 1, (1, 1, True)),
        ([], 0, (1, 0, True)),
    ],
)
def test_the_last_page_is_known_with_and_without_a_count(api, gateway, pagination, items, expected):
    api.get(f"{API}/Contacts", json={"Contacts": [{}] * items, "pagination": pagination})
    page = gateway.contacts(page_size=2)
    assert (page.page_count, page.item_count, page.is_last) == expected


def test_not_modified_is_an_empty_page(api, gateway):
    api.get(f"{API}/Contacts", status=304)
    page = gateway.contacts(modified_since=datetime(2026, 3, 1, tzinfo=timezone.utc))
    assert (page.items, page.is_last) == ([], True)


@pytest.mark.parametrize("filters", [{"ids": []}, {"numbers": []}, {"statuses": ()}])
def test_an_empty_filter_finds_nothing_and_asks_nobody(api, gateway, filters):
    page = gateway.invoices(**filters)
    assert (page.items, page.is_last, len(api.calls)) == ([], True, 0)


def test_too_many_ids_are_refused_before_the_call(api, gateway):
    with pytest.raises(ValueError, match="40"):
        gateway.contacts(ids=["x"] * 41)
    api.get(f"{API}/Contacts", json={"Contacts": []})
    assert gateway.contacts(ids=["x"] * 40).items == []
    assert [len(part) for part in chunks(["x"] * 85, const.MAX_IDS)] == [40, 40, 5]


# --- the log -----------------------------------------------------------------------------------------------------


def test_an_exchange_is_told_with_its_budget(api, gateway, exchanges):
    api.put(f"{API}/Invoices", json={"Invoices": [{"InvoiceID": "1"}]}, headers=HEADERS)
    gateway.create_invoices([{"InvoiceNumber": "INV/1"}], idempotency_key="key-1")
    exchange = exchanges[0]
    assert (exchange.method, exchange.path, exchange.status, exchange.sent) == ("PUT", "/api.xro/2.0/Invoices", 200, 1)
    assert (exchange.correlation_id, exchange.error) == ("corr-1", None)
    assert exchange.duration_ms >= 0
    assert gateway.budget == exchange.budget == RateBudget(59, 990, 9999)


def test_a_failed_exchange_is_told_too(api, gateway, exchanges):
    api.get(f"{API}/Contacts", status=429, headers={**HEADERS, "X-DayLimit-Remaining": "0"})
    with pytest.raises(XeroError):
        gateway.contacts(where='EmailAddress=="ann@example.com"')
    assert (exchanges[0].status, exchanges[0].error) == (429, "XeroRateLimited: Too many calls (429)")
    assert gateway.budget.day == 0
    assert "ann@example.com" not in repr(exchanges)


def test_a_lost_exchange_is_told_without_an_answer(api, gateway, exchanges):
    with pytest.raises(XeroError):
        gateway.contacts()
    assert (exchanges[0].method, exchanges[0].status, exchanges[0].budget) == ("GET", None, RateBudget())


def test_without_a_token_nothing_is_sent_and_nothing_told(api, exchanges):
    def no_token():
        raise XeroError("not connected")

    gateway = XeroGateway(Endpoints(), "tenant-1", no_token, on_exchange=exchanges.append)
    with pytest.raises(XeroError, match="not connected"):
        gateway.contacts()
    assert (len(api.calls), exchanges) == (0, [])


def test_headers_that_make_no_sense_are_no_budget(api, gateway):
    api.get(f"{API}/Contacts", json={"Contacts": []}, headers={"X-MinLimit-Remaining": "many"})
    gateway.contacts()
    assert gateway.budget == RateBudget()
