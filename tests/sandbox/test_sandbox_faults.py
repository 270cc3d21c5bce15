"""Faults on demand: each kind does what it says, to the calls that it is for, and no other."""

import json
import time
from datetime import timedelta

import pytest
import requests


def put(api, name="Faulty", **headers):
    return api.call("PUT", "/Contacts", {"Contacts": [{"Name": name}]}, headers=headers)


def is_there(org, name="Faulty"):
    return name in {item["Name"] for item in org.contacts.values()}


@pytest.mark.parametrize(
    ("kind", "status", "problem", "waits"),
    [
        ("429_minute", 429, "minute", True),
        ("429_day", 429, "day", True),
        ("429_concurrent", 429, "concurrent", False),
        ("429_appminute", 429, "appminute", False),
        ("500_before", 500, None, False),
        ("503", 503, None, False),
    ],
)
def test_refused_before_anything_is_applied(api, sandbox, org, kind, status, problem, waits):
    sandbox.faults.add(kind, method="PUT", path="/Contacts", retry_after=17)
    answer = put(api)
    assert answer.status_code == status
    assert answer.headers.get("X-Rate-Limit-Problem") == problem
    assert answer.headers.get("Retry-After") == ("17" if waits else None)
    assert not is_there(org)
    assert put(api).status_code == 200


def test_offline_is_told_in_plain_text(api, sandbox):
    sandbox.faults.add("503")
    answer = api.call("GET", "/Organisation")
    assert answer.text == "The Organisation is offline"
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_dropped_before_is_not_applied_and_dropped_after_is(api, sandbox, org):
    for kind, there in (("drop_before", False), ("drop_after", True)):
        sandbox.faults.add(kind, method="PUT")
        with pytest.raises(requests.ConnectionError):
            put(api)
        assert is_there(org) is there
        assert sandbox.requests[-1]["status"] == -1


def test_a_late_call_is_applied_when_it_arrives(api, sandbox, org):
    sandbox.faults.add("late", method="PUT")
    with pytest.raises(requests.ConnectionError):
        put(api)
    assert not is_there(org)
    sandbox.clock.advance(51)  # one more than is asked for: Xero tells of milliseconds only
    assert sandbox.faults.arrive() == 1
    (row,) = [row for row in org.contacts.values() if row["Name"] == "Faulty"]
    assert row["UpdatedDateUTC"] >= sandbox.requests[-1]["at"] + timedelta(seconds=50)
    assert sandbox.faults.arrive() == 0


@pytest.mark.parametrize("kind", ["500_after", "truncated", "html"])
def test_a_spoilt_answer_was_applied(api, sandbox, org, kind):
    sandbox.faults.add(kind, method="PUT")
    answer = put(api)
    assert is_there(org)
    assert answer.status_code == (500 if kind == "500_after" else 200)
    if kind != "500_after":
        with pytest.raises(json.JSONDecodeError):
            answer.json()


def test_a_lost_answer_is_told_again_under_its_key(api, sandbox, org):
    sandbox.faults.add("drop_after", method="PUT")
    key = {"Idempotency-Key": "k-1"}
    with pytest.raises(requests.ConnectionError):
        put(api, **key)
    assert put(api, **key).status_code == 200
    assert [item["Name"] for item in org.contacts.values()].count("Faulty") == 1


def test_an_internal_error_is_told_again_under_its_key(api, sandbox):
    sandbox.faults.add("500_after", method="PUT")
    key = {"Idempotency-Key": "k-1"}
    assert [put(api, **key).status_code for _call in range(2)] == [500, 500]


def test_slow_takes_its_time(api, sandbox):
    sandbox.faults.add("slow", seconds=0.3)
    began = time.monotonic()
    assert api.call("GET", "/Organisation").status_code == 200
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("path", ["/Contacts", "/Accounts", "/Organisation", "/TaxRates"])
def test_a_value_that_nobody_knows(api, sandbox, path):
    sandbox.faults.add("unknown_enum", path=path)
    assert '"SOMETHING_NEW"' in api.call("GET", path, page=1).text
    assert '"SOMETHING_NEW"' not in api.call("GET", path, page=1).text


def test_fields_that_are_null_and_texts_that_are_too_long(api, sandbox):
    whole = api.get("/Contacts", page=1)["Contacts"]
    sandbox.faults.add("null_fields")
    empty = api.get("/Contacts", page=1)["Contacts"]
    sandbox.faults.add("long_text")
    long = api.get("/Contacts", page=1)["Contacts"]
    assert (
        [row["ContactID"] for row in empty] == [row["ContactID"] for row in long] == [row["ContactID"] for row in whole]
    )
    assert {row["Name"] for row in empty} == {None}
    assert {len(row["Name"]) for row in long} == {5000}
    assert {row["ContactStatus"] for row in empty + long} == {"ACTIVE"}


def test_every_answer_can_be_made_late(api, sandbox):
    sandbox.latency = 0.2
    began = time.monotonic()
    api.get("/Organisation")
    assert time.monotonic() - began >= 0.2


def test_a_fault_hits_as_often_as_asked_after_some_and_only_what_fits(api, sandbox):
    sandbox.faults.add("503", method="GET", path="/Accounts", times=2, skip=1)
    statuses = [api.call("GET", path).status_code for path in ["/Accounts", "/TaxRates", *["/Accounts"] * 3]]
    assert statuses == [200, 200, 503, 503, 200]


def test_an_unknown_fault_is_an_error(sandbox):
    with pytest.raises(ValueError, match="there are 429_minute"):
        sandbox.faults.add("nonsense")


def test_faults_can_be_cleared(api, sandbox):
    sandbox.faults.add("503", times=100)
    sandbox.faults.clear()
    assert api.call("GET", "/Organisation").status_code == 200
