"""What every call has to get past: bearer, organisation, scope, form, limits, idempotency keys."""

import threading

import pytest
import requests
from sandbox_client import TIMEOUT, Client, connect, line

ZERO_GUID = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def counted(sandbox):
    """Give the sandbox Xero's own limits."""
    sandbox.limits.per_minute = 60
    return sandbox


# --- who may -----------------------------------------------------------------------------------------------------


def test_without_a_good_token_it_is_401(server, sandbox, api, org):
    for header in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": f"Basic {api.token}"}):
        headers = {"xero-tenant-id": org.tenant_id, "Accept": "application/json", **header}
        answer = requests.get(f"{server.url}/api.xro/2.0/Organisation", headers=headers, timeout=TIMEOUT)
        assert answer.status_code == 401
    sandbox.clock.advance(1801)
    assert api.call("GET", "/Organisation").status_code == 401


def test_another_organisation_is_403_with_xeros_body(server, sandbox, api):
    other = sandbox.add_seed("nz")
    for tenant in (other.tenant_id, ZERO_GUID, None):
        answer = Client(server.url, api.token, tenant).call("GET", "/Contacts")
        body = answer.json()
        assert answer.status_code == 403
        assert (body["Title"], body["Detail"]) == ("Forbidden", "AuthenticationUnsuccessful")


def test_organisations_do_not_leak(server, sandbox, org):
    other = sandbox.add_seed("nz")
    tokens = connect(server, [org.tenant_id, other.tenant_id])
    tiny, nz = (Client(server.url, tokens["access_token"], tenant) for tenant in (org.tenant_id, other.tenant_id))
    made = tiny.put("/Contacts", {"Name": "Only Here"})
    assert nz.call("GET", f"/Contacts/{made['ContactID']}").status_code == 404
    assert nz.put("/Contacts", {"Name": "Only Here"})["ContactID"] != made["ContactID"]
    body = {"Type": "ACCREC", "Contact": {"ContactID": made["ContactID"]}, "LineItems": [line(TaxType="ZERORATED")]}
    assert "contact was not found" in nz.refused("PUT", "/Invoices", body)


@pytest.mark.parametrize(
    ("scope", "method", "path", "status"),
    [
        ("accounting.contacts.read", "GET", "/Contacts", 200),
        ("accounting.contacts.read", "PUT", "/Contacts", 401),
        ("accounting.contacts", "GET", "/Contacts", 200),
        ("accounting.contacts", "GET", "/Invoices", 401),
        ("accounting.invoices", "GET", "/CreditNotes", 200),
        ("accounting.invoices", "GET", "/Payments", 401),
        ("accounting.payments", "GET", "/Overpayments", 200),
        ("accounting.settings.read", "GET", "/Accounts", 200),
        ("accounting.invoices", "GET", "/TaxRates", 401),
    ],
)
def test_each_end_point_wants_its_own_scope(server, org, scope, method, path, status):
    api = Client(server.url, connect(server, [org.tenant_id], [scope])["access_token"], org.tenant_id)
    answer = api.call(method, path, {"Contacts": [{"Name": "X"}]} if method == "PUT" else None)
    assert answer.status_code == status
    if status == 401:
        assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


# --- form --------------------------------------------------------------------------------------------------------


def test_an_unknown_record_is_404_html_and_empty(api):
    answer = api.call("GET", f"/Invoices/{ZERO_GUID}")
    assert (answer.status_code, answer.text) == (404, "")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert api.call("GET", "/Nonsense").status_code == 404


def test_what_is_not_imitated_says_so(api):
    for method, path in (("GET", "/Quotes"), ("PUT", "/ManualJournals"), ("DELETE", "/Contacts"), ("GET", "/Reports")):
        answer = api.call(method, path, {} if method == "PUT" else None)
        assert answer.status_code == 501
        assert path in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"Contacts": []}',
        b'{"Contacts": ["x"]}',
        b'{"Contacts": [{"Name": {"x": 1}}]}',
        b'{"Contacts": [{"Name": "X", "Addresses": {"City": "Perth"}}]}',
        b'{"Contacts": [{"ContactID": "17", "Name": "X"}]}',
        b'{"Contacts": [{"Name": "X", "Discount": NaN}]}',
        b'{"Contacts": [{"Name": "X", "Discount": "much"}]}',
        b'{"Contacts": [{"Name": "X", "Discount": 10000000000000}]}',
        b'{"Contacts": [{"Name": "X", "Addresses": ["Perth"]}]}',
    ],
)
def test_a_malformed_body_is_400_and_changes_nothing(api, org, body):
    before = len(org.contacts)
    url = f"{api.url}/api.xro/2.0/Contacts"
    answer = api.session.put(url, data=body, timeout=TIMEOUT)
    assert answer.status_code == 400
    assert answer.json()["Type"] == "PostDataInvalidException"
    assert len(org.contacts) == before


def test_every_answer_has_a_correlation_id_and_tells_what_is_left(api):
    for path in ("/Organisation", f"/Contacts/{ZERO_GUID}", "/Items"):
        answer = api.call("GET", path)
        assert answer.headers["xero-correlation-id"]
        assert {"X-DayLimit-Remaining", "X-MinLimit-Remaining", "X-AppMinLimit-Remaining"} <= answer.headers.keys()


def test_paths_and_short_lists_are_read_in_any_case(api):
    assert api.get("/organisation")["Organisations"]
    assert api.get("/CONTACTS")["Contacts"]


def test_a_connection_stays_open_even_after_a_refused_body(api):
    first = api.call("PUT", "/Contacts", {"Contacts": [{"Name": "A"}]}, headers={"Authorization": "Bearer no"})
    assert first.status_code == 401
    assert "Connection" not in first.headers
    assert api.get("/Organisation")["Organisations"]


# --- limits ------------------------------------------------------------------------------------------------------


def test_the_sixty_first_call_of_a_minute_has_to_wait(counted, api):
    left = [int(api.call("GET", "/Currencies").headers["X-MinLimit-Remaining"]) for _call in range(60)]
    if 59 in left[1:]:  # a minute began in between
        left = [int(api.call("GET", "/Currencies").headers["X-MinLimit-Remaining"]) for _call in range(left[-1])]
    assert left[-1] == 0
    refused = api.call("GET", "/Currencies")
    assert (refused.status_code, refused.headers["X-Rate-Limit-Problem"]) == (429, "minute")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    counted.clock.advance(int(refused.headers["Retry-After"]))
    assert api.call("GET", "/Currencies").status_code == 200


def test_the_day_has_its_own_limit(sandbox, api):
    sandbox.limits.per_day = 2
    statuses = [api.call("GET", "/Currencies") for _call in range(3)]
    assert [answer.status_code for answer in statuses] == [200, 200, 429]
    assert statuses[2].headers["X-Rate-Limit-Problem"] == "day"
    assert 1 <= int(statuses[2].headers["Retry-After"]) <= 86400
    assert statuses[2].headers["X-DayLimit-Remaining"] == "0"


def test_the_limit_over_all_organisations_has_no_retry_after(sandbox, server, api):
    other = sandbox.add_seed("nz")
    tokens = connect(server, [api.tenant_id, other.tenant_id])
    both = [Client(server.url, tokens["access_token"], tenant) for tenant in (api.tenant_id, other.tenant_id)]
    sandbox.limits.per_app_minute = 0
    for client in both:
        answer = client.call("GET", "/Currencies")
        assert (answer.status_code, answer.headers["X-Rate-Limit-Problem"]) == (429, "appminute")
        assert "Retry-After" not in answer.headers


def test_five_at_once_and_not_six(sandbox, api):
    sandbox.faults.add("slow", path="/TaxRates", times=5, seconds=1.5)
    clients = [Client(api.url, api.token, api.tenant_id) for _number in range(5)]
    threads = [threading.Thread(target=client.call, args=("GET", "/TaxRates")) for client in clients]
    for thread in threads:
        thread.start()
    answer = None
    for _try in range(100):
        if sum(window.running for window in sandbox.limits.windows.values()) == 5:
            answer = api.call("GET", "/Currencies")
            break
        threading.Event().wait(0.01)
    for thread in threads:
        thread.join()
    assert (answer.status_code, answer.headers["X-Rate-Limit-Problem"]) == (429, "concurrent")
    assert "Retry-After" not in answer.headers
    assert api.call("GET", "/Currencies").status_code == 200
    assert sandbox.limits.crowded == 1


def test_a_refusal_on_demand_is_no_call_too_many(sandbox, api):
    sandbox.faults.add("429_concurrent", path="/TaxRates")
    assert api.call("GET", "/TaxRates").headers["X-Rate-Limit-Problem"] == "concurrent"
    assert sandbox.limits.crowded == 0


def test_organisations_are_counted_apart(sandbox, server, org):
    other = sandbox.add_seed("nz")
    tokens = connect(server, [org.tenant_id, other.tenant_id])
    tiny, nz = (Client(server.url, tokens["access_token"], tenant) for tenant in (org.tenant_id, other.tenant_id))
    sandbox.limits.per_day = 1
    assert [client.call("GET", "/Currencies").status_code for client in (tiny, nz, tiny)] == [200, 200, 429]


# --- idempotency keys --------------------------------------------------------------------------------------------


def put_contact(api, key, name="Keyed", **args):
    return api.call("PUT", "/Contacts", {"Contacts": [{"Name": name}]}, headers={"Idempotency-Key": key}, **args)


def test_the_same_request_under_a_key_is_applied_once(api, org):
    first, again = put_contact(api, "k-1"), put_contact(api, "K-1")
    assert first.json() == again.json()
    assert [item["Name"] for item in org.contacts.values()].count("Keyed") == 1


def test_another_request_under_a_key_is_refused(api):
    put_contact(api, "k-1")
    for answer in (put_contact(api, "k-1", "Other"), put_contact(api, "k-1", summarizeErrors="false")):
        assert answer.status_code == 400
        assert answer.json()["Message"] == "Idempotency Key: k-1 is used with a different request."


def test_a_key_of_one_organisation_is_refused_for_another(sandbox, server, org):
    other = sandbox.add_seed("nz")
    tokens = connect(server, [org.tenant_id, other.tenant_id])
    tiny, nz = (Client(server.url, tokens["access_token"], tenant) for tenant in (org.tenant_id, other.tenant_id))
    assert put_contact(tiny, "k-1").status_code == 200
    assert "is used with a different request" in put_contact(nz, "k-1").text
    assert put_contact(nz, "k-2").status_code == 200


def test_a_key_is_forgotten_after_six_minutes(api, sandbox):
    put_contact(api, "k-1")
    sandbox.clock.advance(359)
    assert put_contact(api, "k-1").status_code == 200
    sandbox.clock.advance(2)
    late = put_contact(api, "k-1")
    assert late.status_code == 400
    assert "already assigned to another contact" in late.text


def test_a_refusal_is_replayed_too(api, sandbox, org):
    refused = put_contact(api, "k-1", "Adam Baker")
    adam = next(item for item in org.contacts.values() if item["Name"] == "Adam Baker")
    sandbox.edit_contact(org.tenant_id, adam["ContactID"], Name="Adam B.")
    assert put_contact(api, "k-1", "Adam Baker").json() == refused.json()
    assert put_contact(api, "k-2", "Adam Baker").status_code == 200


def test_a_long_key_is_refused_before_anything_is_applied(api, org):
    answer = put_contact(api, "k" * 129)
    assert answer.status_code == 400
    assert "Keyed" not in {item["Name"] for item in org.contacts.values()}


def test_a_replay_counts_as_a_call(api):
    put_contact(api, "k-1")
    left = [int(put_contact(api, "k-1").headers["X-DayLimit-Remaining"]) for _call in range(2)]
    assert left[1] == left[0] - 1


def test_a_read_has_no_key(api):
    answers = [api.call("GET", path, headers={"Idempotency-Key": "k"}) for path in ("/Contacts", "/Accounts")]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_the_journal_has_every_call_and_no_secret(api, sandbox):
    put_contact(api, "k-1")
    entry = sandbox.requests[-1]
    told = [entry[name] for name in ("method", "path", "status", "idempotency_key")]
    assert told == ["PUT", "/Contacts", 200, "k-1"]
    assert entry["tenant_id"] == api.tenant_id
    assert api.token not in str(sandbox.requests) + str(list(sandbox.identity_requests))
