"""Big books are there in seconds and read page by page as fast as small ones, in an order that is kept, not made."""

import gc
import random
import resource
import sys
import time
from contextlib import suppress

import pytest
from sandbox_client import REDIRECT, SECRET, WEB, Client, connect

from xero_sandbox import Sandbox, SandboxServer
from xero_sandbox.accounting import contacts
from xero_sandbox.context import Call
from xero_sandbox.errors import Refused
from xero_sandbox.index import Order

CONTACTS, INVOICES = 100_000, 50_000
PAGE_SECONDS = 0.3
BUILD_SECONDS = 20
TIMES = 3  # as long as a page of a small organisation; sorting 100,000 takes four times as long and more


class Big:
    """An organisation of many contacts and invoices, and a client of it."""

    def __init__(self, server, contacts, invoices):
        self.sandbox = server.sandbox
        self.org = self.sandbox.add_seed("tiny")
        gc.freeze()  # what other tests left in this process is not searched for garbage all the while
        began = time.process_time()  # of this process alone: others run tests at the same time
        self.sandbox.seed_contacts(self.org.tenant_id, contacts)
        self.sandbox.seed_invoices(self.org.tenant_id, invoices)
        self.built_in = time.process_time() - began
        gc.unfreeze()
        self.api = Client(server.url, connect(server, [self.org.tenant_id])["access_token"], self.org.tenant_id)

    def seconds(self, path, headers=None, **args):
        """Return how long a page takes, the best of a few; of this process alone, where the stand-in runs too."""
        seconds = []
        for _again in range(5):
            began = time.process_time()
            assert self.api.call("GET", path, headers=headers, pageSize=1000, **args).status_code == 200
            seconds.append(time.process_time() - began)
        return min(seconds)


def made(contacts, invoices):
    sandbox = Sandbox(seeds=())
    sandbox.limits.per_minute = 10_000
    sandbox.register_app(WEB, SECRET, redirect_uris=[REDIRECT])
    with SandboxServer(sandbox) as server:
        yield Big(server, contacts, invoices)


@pytest.fixture(scope="module")
def big():
    yield from made(CONTACTS, INVOICES)


@pytest.fixture(scope="module")
def small():
    yield from made(2_000, 2_000)


def moment(big, share):
    """Return when a share of all contacts was there."""
    times = [row["UpdatedDateUTC"] for row in big.org.in_order("contacts", "ContactID", "UpdatedDateUTC").rows()]
    return times[int(len(times) * share)].isoformat()


def test_a_hundred_thousand_contacts_are_there_in_seconds(big):
    assert big.built_in < BUILD_SECONDS
    assert len({row["Name"] for row in big.org.contacts.values()}) == CONTACTS + 3
    assert big.api.get("/Contacts", page=1)["pagination"]["itemCount"] == CONTACTS + 2  # one of the three is archived
    assert big.api.get("/Invoices", page=1)["pagination"]["itemCount"] == INVOICES
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        f"{CONTACTS} contacts and {INVOICES} invoices in {big.built_in:.1f} s; the process has had {megabytes} MB\n"
    )


@pytest.mark.parametrize(
    "args",
    [
        {"page": 1},
        {"page": 50},
        {"page": 100},
        {"page": 50, "summaryOnly": "true"},
        {"page": 50, "includeArchived": "true"},
        {"page": 50, "order": "Name ASC"},
        {"page": 50, "order": "ContactID DESC"},
        {"page": 1, "searchTerm": "trading 77"},
        {"page": 1, "where": 'EmailAddress=="contact500@volume.example.com"'},
    ],
)
def test_a_page_of_a_thousand_comes_at_once(big, args):
    assert big.seconds("/Contacts", **args) < PAGE_SECONDS


def test_what_changed_and_what_is_named_comes_at_once(big):
    assert big.seconds("/Contacts", headers={"If-Modified-Since": moment(big, 0.5)}, page=20) < PAGE_SECONDS
    assert big.seconds("/Contacts", IDs=",".join(list(big.org.contacts)[5000:5040])) < PAGE_SECONDS


@pytest.mark.parametrize(
    "args",
    [
        {"page": 1},
        {"page": 50},
        {"page": 25, "summaryOnly": "true"},
        {"page": 25, "order": "Date DESC"},
        {"page": 5, "Statuses": "PAID"},
        {"page": 1, "where": 'Status=="DRAFT" AND Type=="ACCREC"'},
    ],
)
def test_a_page_of_a_thousand_invoices_comes_at_once(big, args):
    assert big.seconds("/Invoices", **args) < PAGE_SECONDS


@pytest.mark.parametrize("path", ["/Contacts", "/Invoices"])
def test_a_page_takes_no_longer_in_big_books_than_in_small_ones(big, small, path):
    args = {"page": 2, "includeArchived": "true"}
    assert big.seconds(path, **args) < TIMES * small.seconds(path, **args)


def test_what_is_seeded_twice_goes_on_where_the_first_ended(sandbox, org):
    for number in (20, 10):
        sandbox.seed_contacts(org.tenant_id, number)
        sandbox.seed_invoices(org.tenant_id, number)
    assert len({row["Name"] for row in org.contacts.values()}) == 33
    assert len({row["InvoiceNumber"] for row in org.invoices.values()}) == 30
    assert {row["Status"] for row in org.invoices.values()} == {"DRAFT", "AUTHORISED", "PAID"}


def test_seeded_invoices_obey_the_rules(api, sandbox, org):
    sandbox.seed_contacts(org.tenant_id, 10)
    sandbox.seed_invoices(org.tenant_id, 40)
    rows = api.get("/Invoices", page=1, pageSize=1000)["Invoices"]
    assert all(row["Total"] == row["AmountDue"] + row["AmountPaid"] for row in rows)
    assert all(row["AmountPaid"] == sum(item["Amount"] for item in row["Payments"]) for row in rows)
    last = next(row for row in reversed(rows) if row["Status"] == "PAID")
    sandbox.delete_payment(org.tenant_id, last["Payments"][0]["PaymentID"])
    again = api.post("/Invoices", {"InvoiceID": last["InvoiceID"], "Status": "VOIDED"})
    assert (again["Status"], again["AmountDue"]) == ("VOIDED", 0)


# --- the order that is kept --------------------------------------------------------------------------------------


def in_order(org):
    return [row["ContactID"] for row in org.in_order("contacts", "ContactID", "UpdatedDateUTC").rows()]


def sorted_anew(org):
    return sorted(org.contacts, key=lambda key: (org.contacts[key]["UpdatedDateUTC"], key))


@pytest.fixture
def call(sandbox, org):
    sandbox.seed_contacts(org.tenant_id, 700)
    return Call(org, sandbox.clock.now())


def change(call, dice, number):
    """Change some contacts at random, and add one."""
    active = [row for row in call.org.contacts.values() if row["ContactStatus"] == "ACTIVE"]
    for contact in dice.sample(active, number):
        contacts.update(call, contact, {"FirstName": str(dice.random())})
    contacts.create(call, {"Name": str(dice.random())})


@pytest.mark.parametrize("number", [3, Order.MANY + 10])
@pytest.mark.parametrize("refused", [False, True])
def test_the_order_is_right_after_changes_and_after_what_was_taken_back(call, number, refused):
    dice, before = random.Random(number), in_order(call.org)
    for _step in range(5):
        with suppress(Refused), call.org.all_or_nothing():
            change(call, dice, number)
            if refused:
                assert in_order(call.org) == sorted_anew(call.org) != before  # even when somebody looks in between
                raise Refused("no")
        assert in_order(call.org) == sorted_anew(call.org)
    assert (in_order(call.org) == before) is refused


def test_a_refused_part_leaves_the_accepted_ones_in_order(call):
    dice = random.Random(1)
    in_order(call.org)
    with call.org.all_or_nothing():
        change(call, dice, 3)
        with suppress(Refused), call.org.all_or_nothing():
            change(call, dice, 3)
            raise Refused("no")
        change(call, dice, 3)
    assert in_order(call.org) == sorted_anew(call.org)


def test_what_is_removed_is_gone_from_the_order_and_comes_back(call):
    org, key = call.org, next(iter(call.org.contacts))
    before = in_order(org)
    with suppress(Refused), org.all_or_nothing():
        org.remove(org.contacts, key)
        assert key not in in_order(org)
        raise Refused("no")
    assert in_order(org) == before
    org.remove(org.contacts, key)
    assert in_order(org) == [item for item in before if item != key]


def test_a_refused_call_changes_no_page(api, org):
    def pages():
        return [api.get("/Contacts", page=1, order=order)["Contacts"] for order in ("UpdatedDateUTC", "Name DESC")]

    before = pages()
    adam = next(row for row in org.contacts.values() if row["Name"] == "Adam Baker")
    elements = [{"ContactID": adam["ContactID"], "Name": "Zacharias"}, {"Name": "New"}, {"Name": "<"}]
    assert api.call("POST", "/Contacts", {"Contacts": elements}).status_code == 400
    assert pages() == before
    api.post("/Contacts", elements[0])
    assert [row["Name"] for row in pages()[0]] == ["Brightside Café", "Zacharias"]
    assert [row["Name"] for row in pages()[1]] == ["Zacharias", "Brightside Café"]
