"""What the gateway sends and what it makes of a good answer."""

import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from odoo.addons.crm_xero_connector import const
from odoo.addons.crm_xero_connector.exceptions import XeroError, XeroOutcomeUnknown, XeroProtocolError, XeroRejected
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


# --- reading -----------------------------------------------------------------------------------------------------


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
    page = getattr(gateway, method)(modified_since=datetime(2026, 3, 1), where='Status=="AUTHORISED"', page=3)
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
    body = '\ufeff{"Contacts":[{"ContactStatus":"SLEEPING","Discount":0.10,"Big":12345678901234567.89,"Whole":7,"Null":null}]}'
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
    page = gateway.contacts(modified_since=datetime(2026, 3, 1))
    assert (page.items, page.is_last) == ([], True)


@pytest.mark.parametrize("filters", [{"ids": []}, {"numbers": []}, {"statuses": ()}])
def test_an_empty_filter_finds_nothing_and_asks_nobody(api, gateway, filters):
    page = gateway.invoices(**filters)
    assert (page.items, page.is_last, len(api.calls)) == ([], True, 0)


def test_too_many_ids_are_refused_before_the_call(api, gateway):
    with pytest.raises(ValueError, match="40"):
        gateway.contacts(ids=["x"] * 41)
    assert [len(part) for part in chunks(["x"] * 85, const.MAX_IDS)] == [40, 40, 5]


# --- writing -----------------------------------------------------------------------------------------------------

KEY = {"idempotency_key": "key-1"}


@pytest.mark.parametrize(
    ("method", "verb", "key", "id_key", "unitdp"),
    [
        ("create_contacts", "PUT", "Contacts", "ContactID", None),
        ("update_contacts", "POST", "Contacts", "ContactID", None),
        ("create_invoices", "PUT", "Invoices", "InvoiceID", "4"),
        ("create_credit_notes", "PUT", "CreditNotes", "CreditNoteID", "4"),
        ("create_payments", "PUT", "Payments", "PaymentID", None),
    ],
)
def test_a_batch_is_written_element_by_element(api, gateway, method, verb, key, id_key, unitdp):
    answer = [{id_key: "1"}, {id_key: const.ZERO_GUID, "ValidationErrors": [{"Message": "No."}]}]
    api.add(verb, f"{API}/{key}", json={key: answer})
    payloads = [{id_key: "1", "Name": "one"}, {id_key: "2", "Name": "two"}]
    assert getattr(gateway, method)(payloads, **KEY) == answer
    expected = {"summarizeErrors": "false", **({"unitdp": unitdp} if unitdp else {})}
    assert query(api) == expected
    assert sent(api) == {key: payloads}
    assert api.calls[0].request.headers["Idempotency-Key"] == "key-1"
    assert api.calls[0].request.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("method", "path", "key", "id_key"),
    [
        ("update_invoice", "Invoices", "Invoices", "InvoiceID"),
        ("update_credit_note", "CreditNotes", "CreditNotes", "CreditNoteID"),
    ],
)
def test_one_document_is_changed_by_its_id(api, gateway, method, path, key, id_key):
    api.post(f"{API}/{path}/1", json={key: [{id_key: "1", "Status": "VOIDED"}]})
    assert getattr(gateway, method)("1", {"Status": "VOIDED"}, **KEY) == {id_key: "1", "Status": "VOIDED"}
    assert sent(api) == {key: [{"Status": "VOIDED"}]}
    assert query(api) == {"unitdp": "4"}


def test_a_payment_is_deleted_by_its_status(api, gateway):
    api.post(f"{API}/Payments/p", json={"Payments": [{"PaymentID": "p", "Status": "DELETED"}]})
    assert gateway.delete_payment("p", **KEY)["Status"] == "DELETED"
    assert sent(api) == {"Status": "DELETED"}


def test_a_body_is_exact_to_the_digit(api, gateway):
    api.put(f"{API}/Invoices", json={"Invoices": [{"InvoiceID": "1"}]})
    payload = {
        "Amount": Decimal("1234567890123456.7800"),
        "Tiny": Decimal("1E-7"),
        "Whole": 3,
        "Flag": True,
        "Date": date(2026, 3, 1),
        "Moment": datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=13))),
        "None": None,
        "Text": 'ü "<\n',
        "Lines": [{"A": None}, None],
    }
    gateway.create_invoices([payload], **KEY)
    assert api.calls[0].request.body == (
        b'{"Invoices":[{"Amount":1234567890123456.7800,"Tiny":0.0000001,"Whole":3,"Flag":true,"Date":"2026-03-01",'
        b'"Moment":"2026-03-01T00:00:00","Text":"\\u00fc \\"<\\n","Lines":[{}]}]}'
    )


@pytest.mark.parametrize("value", [0.1, Decimal("NaN"), Decimal("Infinity"), object(), b"x"])
def test_what_has_no_exact_json_is_refused_before_the_call(api, gateway, value):
    with pytest.raises(TypeError):
        gateway.create_invoices([{"Amount": value}], **KEY)
    assert not api.calls


@pytest.mark.parametrize("key", ["", None, "k" * 129])
def test_nothing_is_written_without_a_usable_key(api, gateway, key):
    with pytest.raises(ValueError, match="idempotency key"):
        gateway.create_invoices([{}], idempotency_key=key)
    assert not api.calls


def test_a_contact_is_never_changed_by_its_name(api, gateway):
    with pytest.raises(ValueError, match="ContactID"):
        gateway.update_contacts([{"ContactID": "1"}, {"Name": "Ann"}], **KEY)
    assert not api.calls


def test_nothing_to_write_is_no_call(api, gateway):
    assert gateway.create_contacts([], **KEY) == []
    assert not api.calls


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Welcome</html>",
        b"null",
        b"[]",
        b"{}",
        b'{"Invoices":null}',
        b'{"Invoices":["x","y"]}',
        b'{"Invoices":[{"InvoiceID":"1"}]}',
        b'{"Invoices":[{"InvoiceID":"1"},{"InvoiceID":"2"},{"InvoiceID":"3"}]}',
        b'{"Invoices":[{"InvoiceID":"1"},{"InvoiceNumber":"without an id"}]}',
        b'{"Invoices":[{"InvoiceID":"1"},{"InvoiceID":"2","Total":NaN}]}',
        b'{"Invoices":[{"InvoiceID":"1"},{"Inv',
    ],
)
def test_a_write_whose_answer_cannot_be_understood_is_unknown(api, gateway, body):
    api.put(f"{API}/Invoices", body=body, headers=HEADERS)
    with pytest.raises(XeroOutcomeUnknown) as caught:
        gateway.create_invoices([{}, {}], **KEY)
    assert (caught.value.status, caught.value.correlation_id) == (200, "corr-1")


@pytest.mark.parametrize(
    "body", [b"", b"<html>Welcome</html>", b"null", b"[]", b"{}", b'{"Contacts":null}', b'{"Contacts":["x"]}']
)
def test_a_read_whose_answer_cannot_be_understood_is_an_error(api, gateway, body):
    api.get(f"{API}/Contacts", body=body)
    with pytest.raises(XeroProtocolError):
        gateway.contacts()


def test_a_change_refused_in_a_good_answer_is_refused(api, gateway):
    element = {"InvoiceID": "1", "HasErrors": True, "ValidationErrors": [{"Message": "Not now."}]}
    api.post(f"{API}/Invoices/1", json={"Invoices": [element]}, headers=HEADERS)
    with pytest.raises(XeroRejected) as caught:
        gateway.update_invoice("1", {}, **KEY)
    assert (caught.value.messages, caught.value.correlation_id) == (("Not now.",), "corr-1")


# --- the log -----------------------------------------------------------------------------------------------------


def test_an_exchange_is_told_with_its_budget(api, gateway, exchanges):
    api.put(f"{API}/Invoices", json={"Invoices": [{"InvoiceID": "1"}]}, headers=HEADERS)
    gateway.create_invoices([{"InvoiceNumber": "INV/1"}], **KEY)
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
