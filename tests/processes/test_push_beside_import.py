"""While fifty thousand contacts come in, a confirmed invoice is in Xero at once: lanes do not wait for each other."""

import json
import time

import pytest
from prefork import connected
from worker import say

from xero_sandbox import Sandbox

NUMBER, PAGE = 50_000, 1000
PROMISED_SECONDS, PATIENCE_SECONDS = 2, 30
# One invoice during each page, at this part of the time that a page takes. Every second one is for a customer whose
# contact is on that very page: both lanes want to link the two.
MOMENTS = (0.0, 0.0, 0.2, 0.25, 0.5, 0.5, 0.75, 0.75, 0.9, 0.9)
FIRST_PAGE = 3
PAGES = range(FIRST_PAGE, FIRST_PAGE + len(MOMENTS))
OUTBOX = "SELECT record_name, state, message FROM xero_link WHERE entity = 'invoice' ORDER BY id"
PROBLEMS = "SELECT operation, message FROM xero_log WHERE outcome != 'ok'"
IMPORT = "SELECT state, done < total FROM xero_cursor WHERE lane = 'contact'"


class Beside:
    """An import that goes on in one process, the lane of invoices in another, and a person."""

    def __init__(self, prefork, sandbox, names):
        self.prefork, self.sandbox, self.names = prefork, sandbox, names
        (self.org,) = sandbox.organisations.values()
        prefork.start("push")
        prefork.start("pull")

    def until(self, condition):
        """Return the first true value of a condition."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := condition()):
            assert time.monotonic() < deadline, self.prefork.sql(OUTBOX)
            time.sleep(0.005)
        return found

    def reach(self, page):
        """Wait until Xero has given a page of contacts."""
        self.until(lambda: any(row["query"].startswith(f"page={page}&") for row in self._reads()))

    def _reads(self):
        return [row for row in self.sandbox.requests if (row["method"], row["path"]) == ("GET", "/Contacts")]

    def seconds_a_page(self):
        """Return how long a page takes, taking it in included."""
        self.reach(FIRST_PAGE - 2)
        started = time.monotonic()
        self.reach(FIRST_PAGE - 1)
        return time.monotonic() - started

    def confirm(self, customer):
        """Confirm an invoice; return the seconds until its commit, and from there until Xero has it."""
        started = time.monotonic()
        number, committed = json.loads(self.prefork.run("confirm", customer))
        self.until(lambda: self.count(number))
        return committed - started, time.monotonic() - committed

    def count(self, number):
        return sum(row["InvoiceNumber"] == number for row in list(self.org.invoices.values()))


@pytest.fixture
def beside(environment, databases):
    sandbox = Sandbox(seeds=("tiny",))
    sandbox.limits.per_minute = 10_000
    (org,) = sandbox.organisations.values()
    sandbox.seed_contacts(org.tenant_id, NUMBER)
    rows = sorted(org.contacts.values(), key=lambda row: row["UpdatedDateUTC"])
    names = [rows[(page - 1) * PAGE + PAGE // 2]["Name"] for page in PAGES]
    with connected(environment, databases, sandbox, [{"name": name} for name in names]) as prefork:
        yield Beside(prefork, sandbox, names)


def shown(times):
    return ", ".join(f"{seconds:.2f}" for seconds in times)


def test_invoices_confirmed_during_an_import_are_in_xero_within_two_seconds(beside):
    page_seconds = beside.seconds_a_page()
    waited = []
    for number, (page, moment) in enumerate(zip(PAGES, MOMENTS)):
        beside.reach(page)
        time.sleep(moment * page_seconds)
        waited.append(beside.confirm(beside.names[number] if number % 2 else f"New customer {number}"))
        assert waited[-1][1] <= PROMISED_SECONDS
    assert beside.prefork.sql(IMPORT) == ["running|t"], "the import was under way all the time"
    confirming, sending = zip(*waited)
    say(f"a page takes {page_seconds:.1f} s; confirmed in {shown(confirming)} s; in Xero after {shown(sending)} s")
    assert beside.prefork.sql(PROBLEMS) == []
    posted = beside.prefork.sql("SELECT name FROM account_move WHERE state = 'posted'")
    assert [beside.count(number) for number in posted] == [1] * len(MOMENTS)
