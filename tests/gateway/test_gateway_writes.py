"""What the gateway writes, exact to the digit, and what it makes of the answer."""

import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from odoo.addons.crm_xero_connector import const
from odoo.addons.crm_xero_connector.exceptions import XeroOutcomeUnknown, XeroProtocolError, XeroRejected

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


def test_the_longest_key_that_xero_takes_is_sent(api, gateway):
    api.put(f"{API}/Invoices", json={"Invoices": [{"InvoiceID": "1"}]})
    gateway.create_invoices([{}], idempotency_key="k" * 128)
    assert api.calls[0].request.headers["Idempotency-Key"] == "k" * 128


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
