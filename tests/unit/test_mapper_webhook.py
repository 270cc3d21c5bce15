"""Notifications: signed bytes, thin events."""

import base64
import hashlib
import hmac
from datetime import datetime, timezone

import pytest

from odoo.addons.crm_xero_connector.mappers.webhook import Event, parse_events, sequence_range, verify_signature

KEY = "c2VjcmV0LWtleQ=="
# The spaces are Xero's: parsed and written again the body would have others, and another signature.
CHECK = b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "X"}'


def sign(body, key=KEY):
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def test_the_bytes_as_they_came_are_signed():
    assert verify_signature(CHECK, sign(CHECK), KEY)
    assert verify_signature(CHECK, f" {sign(CHECK)}\n", KEY)


@pytest.mark.parametrize(
    ("body", "header", "key"),
    [
        (CHECK, "x" + sign(CHECK)[1:], KEY),
        (CHECK, sign(CHECK)[:-2], KEY),
        (CHECK.replace(b" ", b""), sign(CHECK), KEY),
        (CHECK, sign(CHECK, "another key"), KEY),
        (CHECK, sign(CHECK, ""), ""),
        (CHECK, sign(CHECK), None),
        (CHECK, "", KEY),
        (CHECK, None, KEY),
        (CHECK, "ünsigned", KEY),
    ],
)
def test_anything_else_is_refused(body, header, key):
    assert verify_signature(body, header, key) is False


def test_events_are_read_in_their_order():
    body = b"""{"events":[
        {"resourceId":"i-1","tenantId":"t","eventCategory":"INVOICE","eventType":"UPDATE",
         "eventDateUtc":"2026-11-23T01:02:03.456","tenantType":"ORGANISATION","data":{"Status":"PAID"}},
        {"resourceId":"c-1","tenantId":"t","eventCategory":"Contact","eventType":"Create"}],
        "firstEventSequence":12,"lastEventSequence":13,"entropy":"S"}"""
    assert parse_events(body) == [
        Event("t", "INVOICE", "UPDATE", "i-1", datetime(2026, 11, 23, 1, 2, 3, 456000, tzinfo=timezone.utc)),
        Event("t", "CONTACT", "CREATE", "c-1", None),
    ]
    assert sequence_range(body) == (12, 13)


def test_a_new_category_is_kept():
    body = b'{"events":[{"resourceId":"p","tenantId":"t","eventCategory":"PAYMENT","eventType":"UPDATE"}]}'
    assert parse_events(body)[0].category == "PAYMENT"


@pytest.mark.parametrize(
    "body",
    [
        CHECK,
        b"",
        b"not json",
        b"[]",
        b"null",
        b'{"events":null}',
        b'{"events":["x",{},{"tenantId":"t"},{"resourceId":"r"}]}',
        b"\xff\xfe",
    ],
)
def test_a_body_without_events_has_none(body):
    assert parse_events(body) == []


@pytest.mark.parametrize("body", [b"", b"[]", b'{"firstEventSequence":"1","lastEventSequence":true}'])
def test_a_body_without_numbers_has_none(body):
    assert sequence_range(body) == (None, None)
