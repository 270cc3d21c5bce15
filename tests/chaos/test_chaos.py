"""Everything at once: random faults, kills, restarts, jumping clocks, lost and doubled notifications, busy people.

In the end both books are the same, record by record. A fixed seed runs with the other tests; by hand:

    XERO_CHAOS_SEED=7 XERO_CHAOS_INVOICES=1000 XERO_WAIT_SECONDS=3600 dev/test tests/chaos

XERO_CHAOS_CRASHES=3 lets PostgreSQL itself crash so often. That ends the connections of every database of the
checkout, so that nothing else may run there.
"""

import os
import random
import select
import signal
import socket
import time
from collections import Counter
from contextlib import suppress

import clock
import pytest
import recording
import transitions
from books import Books, Deeds
from prefork import CLIENT, SECRET, connected
from worker import say

from progress import SetupError
from xero_sandbox import Sandbox
from xero_sandbox.errors import Refused
from xero_sandbox.faults import Fault

SEED = int(os.environ.get("XERO_CHAOS_SEED", "1"))
INVOICES = int(os.environ.get("XERO_CHAOS_INVOICES", "20"))
PAYMENTS, CHANGES = INVOICES * 3 // 10, INVOICES * 2
KILLS = int(os.environ.get("XERO_CHAOS_KILLS", max(INVOICES * 3 // 100, 6)))
KILL_CHANCE = KILLS / (2 * INVOICES)  # at each blow: there are more than two of these for an invoice
CRASHES = int(os.environ.get("XERO_CHAOS_CRASHES", "0"))
SHARE = 0.2  # of the calls
WORKERS = int(os.environ.get("XERO_CHAOS_WORKERS", "3"))
CUSTOMERS = max(INVOICES // 10, 10)
AT_LEAST = {"kills": KILLS, "crashes": CRASHES, "restarts": 1, "jumps": 1, "webhooks": 1}
AT_LEAST |= {"paid in Xero": 1, "edited in Xero": 1}
MOMENT = 0.15  # seconds between two blows
JUMPS = (5, 20, 65, 400)  # seconds: a back-off, a minute's limit, a key's life
TOKEN_LIFE, APART = 1900, 5  # seconds: no token may end twice during one call, see `end_tokens`
QUIET_SECONDS = max(INVOICES, 120)
QUIET_ROUNDS = {False: 2, True: 12}  # without problems, and with some
KEY = "the webhook key of this test"
KINDS = (
    *(Fault(kind) for kind in ("500_before", "503", "drop_before", "500_after", "drop_after", "truncated", "html")),
    *(Fault(kind) for kind in ("drop_after", "late", "late", "429_concurrent", "unknown_enum")),
    Fault("429_minute", retry_after=2),
    Fault("slow", seconds=0.2),
)


class Chaos:
    """A world in which nothing can be relied on but that it ends."""

    def __init__(self, prefork, sandbox):
        self.prefork, self.sandbox = prefork, sandbox
        (self.org,) = sandbox.organisations.values()
        self.dice = random.Random(SEED)
        self.count = Counter()
        self.deeds = Deeds.before(self.org)
        self.edited = self.tokens_ended = self.expired = 0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        prefork.sql(transitions.INSTALL)
        url = prefork.run("actors.prepare", KEY, CUSTOMERS).splitlines()[-1]
        self.webhook = f"http://localhost:{self.port}/{url.split('/', 3)[3]}"

    def begin(self):
        self.machines = {self.prefork.start("actors.crons"): "actors.crons" for _number in range(WORKERS)}
        self.start_web()
        self.sandbox.register_app(
            CLIENT,
            SECRET,
            redirect_uris=self.sandbox.apps[CLIENT].redirect_uris,
            webhook_url=self.webhook,
            webhook_key=KEY,
        )
        assert self.sandbox.webhooks.enabled[CLIENT], self.sandbox.webhooks.answers
        self.sandbox.faults.by_chance(SHARE, KINDS, SEED)
        self.person = self.prefork.start("actors.person", SEED, INVOICES, PAYMENTS, CHANGES)

    def start_web(self):
        self.machines[self.prefork.start("actors.web", self.port)] = "actors.web"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe, suppress(OSError):
                probe.connect(("127.0.0.1", self.port))
                return
            time.sleep(0.05)
        raise AssertionError("the web server does not listen")

    # --- blows -------------------------------------------------------------------------------------------------------

    def kill(self):
        victim = self.dice.choice(sorted(self.machines))
        name = self.machines.pop(victim)
        self.prefork.kill(victim)
        self.count["kills"] += 1
        if name == "actors.web":
            self.start_web()
        else:
            self.machines[self.prefork.start(name)] = name

    def cut(self):
        """End every connection to the database, as a restart of PostgreSQL does."""
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        self.prefork.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        self.count["restarts"] += 1

    def crash(self):
        """Kill a process of PostgreSQL: the server ends all others, and recovers what was committed from its log."""
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        backends = self.prefork.sql(query)
        if not backends:
            return
        os.kill(int(backends[0]), signal.SIGKILL)
        self.count["crashes"] += 1
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            time.sleep(0.5)
            with suppress(SetupError):
                return self.prefork.sql("SELECT 1")
        raise AssertionError("PostgreSQL does not come back")

    def jump(self, seconds=None):
        """Let time pass, in both systems; what a killed process had sent has arrived by then."""
        seconds = seconds or self.dice.choice(JUMPS)
        while any(window.running for window in self.sandbox.limits.windows.values()):
            time.sleep(0.01)
        self.count["arrived late"] += self.sandbox.faults.arrive()
        self.sandbox.clock.advance(seconds)
        self.count["deadlocks"] += clock.shift(self.prefork, seconds)
        self.count["jumps"] += 1

    def end_tokens(self):
        """Let so much time pass that Xero takes the access token no longer.

        Whoever is told so takes a new one and calls again. That one may not end before: half an hour takes longer.
        """
        expired = sum(row["status"] == 401 for row in list(self.sandbox.requests))  # others call
        if expired != self.expired:
            self.expired, self.tokens_ended = expired, time.monotonic()
        elif time.monotonic() - self.tokens_ended > APART:
            self.tokens_ended = time.monotonic()
            self.jump(TOKEN_LIFE)

    def trouble_webhooks(self):
        setattr(self.sandbox.webhooks, self.dice.choice(("lose", "double", "reverse")), self.dice.randint(1, 3))
        self.count["webhooks"] += 1

    def pay_in_xero(self):
        """Pay in full what is paid in Xero alone."""
        query = "SELECT xero_id FROM xero_link WHERE entity = 'invoice' AND xero_id IS NOT NULL AND res_id % 3 = 0"
        rows = [self.org.invoices[key] for key in self.prefork.sql(query)]
        rows = [row for row in rows if row["Status"] == "AUTHORISED" and row["AmountDue"]]
        if rows:
            amount = self.dice.choice((None, "1.00"))
            with suppress(Refused):
                payment = self.sandbox.pay(self.org.tenant_id, self.dice.choice(rows)["InvoiceID"], amount)
                self.deeds.paid[payment["Invoice"]["InvoiceID"]].append(payment["Amount"])
                self.count["paid in Xero"] += 1

    def edit_in_xero(self):
        rows = [row for row in self.org.contacts.values() if row["ContactStatus"] == "ACTIVE"]
        self.edited += 1
        row = self.dice.choice(rows)
        self.sandbox.edit_contact(self.org.tenant_id, row["ContactID"], EmailAddress=f"new{self.edited}@example.com")
        self.count["edited in Xero"] += 1

    # --- the run -----------------------------------------------------------------------------------------------------

    def rage(self):
        """Let it happen until the person is done and there was enough of everything, or no more of it comes."""
        blows = (
            [self.jump] * 3
            + [self.end_tokens]
            + [self.trouble_webhooks] * 2
            + [self.pay_in_xero] * 4
            + [self.edit_in_xero] * 3
        )
        ended, last = os.pidfd_open(self.person), None
        while True:
            done = self.is_over(ended)
            last = last or (done and time.monotonic() + QUIET_SECONDS)
            if done and (not self.missing() or time.monotonic() > last):
                break
            self.dice.choice(blows)()
            if self.dice.random() < (0.5 if done else KILL_CHANCE) and self.count["kills"] < KILLS:
                self.kill()
            if self.dice.random() < 0.02 or (done and not self.count["restarts"]):
                self.cut()
            if self.count["crashes"] < CRASHES and (done or self.dice.random() < 0.02):
                self.crash()
            time.sleep(self.dice.uniform(0, 2 * MOMENT))
        os.close(ended)
        status, said = self.prefork.wait(self.person)
        assert status == 0, said

    def missing(self):
        """Return what did not happen often enough: names and how often."""
        return {name: self.count[name] for name, number in AT_LEAST.items() if self.count[name] < number}

    def is_over(self, ended):
        return bool(select.select([ended], [], [], 0)[0])

    def calm_down(self):
        """End the faults, let time pass, and wait until nothing moves any more."""
        self.sandbox.faults.clear()
        self.sandbox.webhooks.lose = self.sandbox.webhooks.double = self.sandbox.webhooks.reverse = 0
        deadline, quiet, before = time.monotonic() + QUIET_SECONDS, 0, None
        while quiet < QUIET_ROUNDS[bool(before)] and time.monotonic() < deadline:
            self.jump(1000)
            time.sleep(1)
            problems = self.books().problems
            quiet = quiet + 1 if problems == before else 0
            before = problems
            say(f"{len(self.sandbox.requests)} calls; { ({name: len(rows) for name, rows in problems.items()}) }")
        return self.books()

    def books(self):
        return Books(self.prefork, self.org, self.deeds)

    def diagnosis(self):
        """Return what the database tells of those who should have put it right."""
        queries = (
            "SELECT state, reason FROM xero_connection",
            "SELECT lane, state, failures, resume_at, message FROM xero_cursor",
            "SELECT cron_name, nextcall, failure_count FROM ir_cron WHERE cron_name LIKE 'Xero:%'",
            "SELECT operation, message, count(*) FROM xero_log WHERE outcome = 'error' GROUP BY 1, 2 ORDER BY 3 DESC",
        )
        return "\n".join("\n".join(self.prefork.sql(query)[:12]) for query in queries)


@pytest.fixture
def chaos(environment, databases):
    sandbox = Sandbox(seeds=("au",))
    sandbox.limits.per_minute, sandbox.limits.per_day = 100_000, 1_000_000
    (org,) = sandbox.organisations.values()
    sandbox.seed_contacts(org.tenant_id, CUSTOMERS)
    with connected(environment, databases, sandbox) as prefork:
        chaos = Chaos(prefork, sandbox)
        yield chaos
        transitions.collect(prefork.sql(transitions.READ))


def test_in_the_end_nothing_is_lost_doubled_unequal_or_stuck(chaos):
    began = time.monotonic()
    chaos.begin()
    chaos.rage()
    raged, calls = time.monotonic(), len(chaos.sandbox.requests)
    books = chaos.calm_down()
    requests = len(chaos.sandbox.requests)
    told = ", ".join(f"{count} {name}" for name, count in sorted(chaos.count.items()))
    spoilt, paid = chaos.sandbox.faults.hits, len(books.paid)
    recording.remark(
        f"chaos, seed {SEED}: {books.counts()}, {paid} paid in Odoo; {requests} calls, {spoilt} of them spoilt; "
        f"{told}; {raged - began:.0f} s, calm after {time.monotonic() - raged:.0f} s"
    )
    if books.problems:
        say(chaos.diagnosis())
        say("\n".join(f"{name}: {row}" for name, rows in books.problems.items() for row in rows[:4]))
    assert books.problems == {}
    assert chaos.sandbox.limits.crowded == 0, "Xero refused a call because five were under way"
    assert_it_raged(chaos, books, calls)


def assert_it_raged(chaos, books, calls):
    """Have a chaos in which nothing happened fail.

    :param calls: how many there were while faults were on
    """
    assert chaos.missing() == {}
    assert chaos.sandbox.faults.hits >= SHARE / 4 * calls, "faults"
    confirmed = [move for move in books.moves if move["type"] == "out_invoice"]
    assert len(confirmed) >= INVOICES, "invoices"
    assert len(books.paid) >= PAYMENTS // 5, "payments"
