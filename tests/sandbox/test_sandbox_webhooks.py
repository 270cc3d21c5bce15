"""Notifications: signed, told at once, tried again, held while off; an end point has to prove itself first."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sandbox_client import REDIRECT, SECRET, WEB, connect

KEY = "a webhook key"


class Receiver:
    """An end point that answers as it should, unless `answers` says otherwise."""

    def __init__(self):
        self.bodies, self.seen, self.answers = [], 0, []
        self.cookie = self.body = self.garbage = False
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                receiver.receive(self)

            def log_message(self, *_args):
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://localhost:{self.server.server_port}/hook"

    def receive(self, request):
        body = request.rfile.read(int(request.headers["Content-Length"]))
        right = base64.b64encode(hmac.new(KEY.encode(), body, hashlib.sha256).digest()).decode()
        good = request.headers["x-xero-signature"] == right
        status = self.answers.pop(0) if self.answers else 200 if good else 401
        self.seen += 1
        if good and status == 200 and not self.garbage and json.loads(body)["events"]:
            self.bodies.append(json.loads(body))
        if self.garbage:
            request.wfile.write(b"this is no HTTP\r\n\r\n")
            return
        request.send_response(status)
        if self.cookie:
            request.send_header("Set-Cookie", "session_id=1")
        request.send_header("Content-Length", "2" if self.body else "0")
        request.end_headers()
        if self.body:
            request.wfile.write(b"ok")

    def wait(self, number):
        deadline = time.monotonic() + 5
        while len(self.bodies) < number and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(self.bodies) == number
        return [event for body in self.bodies for event in body["events"]]


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def subscribe(sandbox, receiver):
    def register(key=KEY, url=None):
        url = url or receiver.url
        sandbox.register_app(WEB, SECRET, redirect_uris=[REDIRECT], webhook_url=url, webhook_key=key)
        return sandbox.webhooks.enabled[WEB]

    return register


@pytest.fixture
def live(subscribe, api, receiver):
    """Give a client whose app is subscribed."""
    assert subscribe()
    return api


def until(condition):
    deadline = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


def states(sandbox):
    return [item.status for item in sandbox.webhooks.deliveries]


def assert_states(sandbox, *wanted):
    """Wait a moment: an end point has a notification before the sandbox knows that it was taken."""
    deadline = time.monotonic() + 5
    while states(sandbox) != list(wanted) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert states(sandbox) == list(wanted)


# --- intent to receive -------------------------------------------------------------------------------------------


def test_an_end_point_that_tells_signatures_apart_is_switched_on(subscribe, receiver, sandbox):
    assert subscribe()
    assert sandbox.webhooks.answers[WEB] == [200, 401, 401, 200]
    assert receiver.seen == 4


@pytest.mark.parametrize(
    "answers", [[200] * 4, [401] * 4, [200, 401, 401, 500], [200, 403, 401, 200], [204, 401, 401, 204]]
)
def test_an_end_point_that_answers_otherwise_stays_off(subscribe, receiver, answers):
    receiver.answers = answers
    assert not subscribe()


@pytest.mark.parametrize("fault", ["cookie", "body", "garbage"])
def test_an_answer_with_a_cookie_a_body_or_without_http_stays_off(subscribe, receiver, fault):
    setattr(receiver, fault, True)
    assert not subscribe()


def test_another_key_stays_off(subscribe):
    assert not subscribe(key="not the key")


def test_nobody_there_stays_off(subscribe):
    assert not subscribe(url="http://localhost:9/hook")


def test_nothing_is_sent_to_other_machines(subscribe):
    with pytest.raises(ValueError, match="this machine only"):
        subscribe(url="https://hooks.example.com/xero")


@pytest.mark.parametrize(
    "url", ["file://localhost/etc/hosts", "http://localhost:port/", "http://localhost:70000/", "http://localhost/a b"]
)
def test_an_address_that_cannot_be_posted_to_is_refused_and_registers_nothing(subscribe, sandbox, url):
    before = sandbox.apps[WEB]
    with pytest.raises(ValueError, match="posted to|[Pp]ort"):
        subscribe(url=url)
    assert sandbox.apps[WEB] is before


# --- events ------------------------------------------------------------------------------------------------------


def test_every_change_is_told_with_its_kind(live, receiver, invoice, payment):
    contact = live.put("/Contacts", {"Name": "Told"})
    sale = live.put("/Invoices", invoice())
    live.put("/Payments", payment(sale, "10"))
    body = {key: value for key, value in invoice(Type="ACCRECCREDIT").items() if key != "DueDate"}
    note = live.put("/CreditNotes", body)
    events = receiver.wait(4)
    told = sorted((event["eventCategory"], event["eventType"], event["resourceId"]) for event in events)
    assert told == sorted(
        [
            ("CONTACT", "CREATE", contact["ContactID"]),
            ("INVOICE", "CREATE", sale["InvoiceID"]),
            ("INVOICE", "UPDATE", sale["InvoiceID"]),
            ("CREDITNOTE", "CREATE", note["CreditNoteID"]),
        ]
    )
    assert {event["tenantId"] for event in events} == {live.tenant_id}
    data = [event["data"] for event in events if "data" in event]
    assert data == [{"Type": "ACCRECCREDIT", "Status": "AUTHORISED"}]
    assert events[0]["resourceUrl"].startswith("https://api.xero.com/api.xro/2.0/")


def test_a_refused_change_is_told_to_nobody(live, receiver, sandbox, invoice):
    live.refused("PUT", "/Contacts", {"Name": "Adam Baker"})
    live.call("PUT", "/Contacts", {"Contacts": [{"Name": "A"}, {"Name": "Adam Baker"}]})
    assert_states(
        sandbox,
    )


def test_what_a_person_does_in_xero_is_told(live, receiver, sandbox, org, invoice):
    sale = live.put("/Invoices", invoice())
    paid = sandbox.pay(org.tenant_id, sale["InvoiceID"])
    sandbox.delete_payment(org.tenant_id, paid["PaymentID"])
    sandbox.void_invoice(org.tenant_id, sale["InvoiceID"])
    assert [event["eventType"] for event in receiver.wait(4)] == ["CREATE", "UPDATE", "UPDATE", "UPDATE"]


def test_sequences_count_up_and_a_lost_one_leaves_a_gap(live, receiver, sandbox):
    live.put("/Contacts", {"Name": "One"})
    sandbox.webhooks.lose = 1
    live.put("/Contacts", {"Name": "Two"})
    live.put("/Contacts", {"Name": "Three"})
    receiver.wait(2)
    assert [(body["firstEventSequence"], body["lastEventSequence"]) for body in receiver.bodies] == [(1, 1), (3, 3)]
    assert_states(sandbox, "delivered", "lost", "delivered")


def test_a_doubled_one_comes_twice(live, receiver, sandbox):
    sandbox.webhooks.double = 1
    live.put("/Contacts", {"Name": "One"})
    events = receiver.wait(2)
    assert events[0] == events[1]


def test_the_next_ones_can_be_turned_around(live, receiver, sandbox):
    sandbox.webhooks.reverse = 3
    for name in ("One", "Two", "Three", "Four"):
        live.put("/Contacts", {"Name": name})
    receiver.wait(4)
    assert [body["firstEventSequence"] for body in receiver.bodies] == [3, 2, 1, 4]


def test_only_apps_that_are_connected_are_told(subscribe, sandbox, server, receiver, org):
    assert subscribe()
    sandbox.add_contact(org.tenant_id, Name="Before")
    connect(server, [org.tenant_id])
    sandbox.add_contact(org.tenant_id, Name="After")
    other = sandbox.add_seed("nz")
    sandbox.add_contact(other.tenant_id, Name="Elsewhere")
    receiver.wait(1)
    assert len(sandbox.webhooks.deliveries) == 1


def test_a_delay_is_by_the_sandboxs_clock(live, receiver, sandbox):
    sandbox.webhooks.delay = 45
    live.put("/Contacts", {"Name": "Later"})
    time.sleep(0.1)
    assert receiver.bodies == []
    sandbox.clock.advance(46)
    receiver.wait(1)


# --- trouble -----------------------------------------------------------------------------------------------------


def test_a_failed_delivery_is_tried_again_at_once(live, receiver, sandbox):
    receiver.answers = [500]
    live.put("/Contacts", {"Name": "Again"})
    receiver.wait(1)
    until(lambda: list(sandbox.webhooks.deliveries)[0].answers == [500, 200])


def test_an_answer_that_is_no_http_counts_as_failed_and_stops_nothing(live, receiver, sandbox):
    receiver.garbage = True
    sandbox.add_contact(live.tenant_id, Name="One")
    until(lambda: receiver.seen == 6)  # four times asked, twice told
    receiver.garbage = False
    sandbox.add_contact(live.tenant_id, Name="Two")
    receiver.wait(1)
    sandbox.clock.advance(15 * 60)
    receiver.wait(2)


def test_then_every_quarter_of_an_hour(live, receiver, sandbox):
    receiver.answers = [500, 500, 500]
    live.put("/Contacts", {"Name": "Again"})
    delivery = sandbox.webhooks.deliveries[0]
    until(lambda: delivery.answers == [500, 500])
    sandbox.clock.advance(14 * 60)
    time.sleep(0.1)
    assert len(delivery.answers) == 2
    sandbox.clock.advance(61)
    until(lambda: delivery.answers == [500, 500, 500])
    sandbox.clock.advance(15 * 60 + 1)
    receiver.wait(1)
    assert delivery.status == "delivered"


def test_after_a_day_it_is_switched_off_and_held_until_on_again(live, receiver, sandbox, subscribe):
    receiver.answers = [500] * 3
    live.put("/Contacts", {"Name": "First"})
    until(lambda: len(sandbox.webhooks.deliveries[0].answers) == 2)
    sandbox.clock.advance(24 * 3600 + 1)
    until(lambda: sandbox.webhooks.enabled[WEB] is False)
    sandbox.add_contact(live.tenant_id, Name="Second")
    assert_states(sandbox, "held", "held")
    assert subscribe()
    assert len(receiver.wait(2)) == 2


def test_what_was_held_for_more_than_a_month_is_gone(live, receiver, sandbox, subscribe):
    sandbox.webhooks.enabled[WEB] = False
    sandbox.add_contact(live.tenant_id, Name="Old")
    sandbox.clock.advance(32 * 86400)
    sandbox.add_contact(live.tenant_id, Name="Young")
    assert subscribe()
    receiver.wait(1)
    assert_states(sandbox, "held", "delivered")
