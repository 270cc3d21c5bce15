"""However many processes there are, one organisation has five calls under way: the sixth is never made."""

import json
import time

import pytest
from callers import GATE
from prefork import connected
from worker import say

from xero_sandbox import Sandbox
from xero_sandbox.faults import Fault

PERSONS, PRESSES, INVOICES = 10, 3, 4
CALL_SECONDS = 0.4
AT_ONCE, PATIENCE_SECONDS = 5, 60
HELD = f"SELECT pg_advisory_xact_lock({GATE})"
OURS = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
WAITING = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND {OURS}"
SENT = "SELECT count(*) FROM xero_link WHERE entity = 'invoice' AND state = 'synced'"


@pytest.fixture
def sandbox():
    sandbox = Sandbox(seeds=("tiny",))
    sandbox.limits.per_minute = 10_000
    return sandbox


@pytest.fixture
def prefork(environment, databases, sandbox):
    with connected(environment, databases, sandbox) as prefork:
        yield prefork


def wait_for(prefork, query, number):
    """Wait until a query gives this number."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (given := prefork.sql(query)) != [str(number)]:
        assert time.monotonic() < deadline, given
        time.sleep(0.2)


def test_the_sixth_call_is_not_made(prefork, sandbox):
    """Persons press buttons while the lanes of two servers send and read; every answer takes its time."""
    sandbox.faults.by_chance(1, (Fault("slow", seconds=CALL_SECONDS),), seed=1)
    for _server in range(2):
        prefork.start("actors.crons")
    with prefork.held(HELD):
        persons = [prefork.start("callers.press", PRESSES) for _number in range(PERSONS)]
        wait_for(prefork, WAITING, PERSONS)
    numbers = [json.loads(prefork.run("confirm", f"Customer {number}"))[0] for number in range(INVOICES)]
    ended = [prefork.wait(person) for person in persons]
    assert [status for status, _said in ended] == [0] * PERSONS, ended
    told = sum(int(said) for _status, said in ended)
    peak = max(window.peak for (tenant_id, _app), window in sandbox.limits.windows.items() if tenant_id)
    say(f"{len(sandbox.requests)} calls, {peak} at once; the connector itself put {told} off")
    assert sandbox.limits.crowded == 0, "Xero refused a call because five were under way"
    assert peak == AT_ONCE, "it was crowded"
    assert told > 0, "somebody wanted to make a sixth one"
    wait_for(prefork, SENT, INVOICES)  # a lane that was put off comes back after some seconds
    names = [row["InvoiceNumber"] for row in next(iter(sandbox.organisations.values())).invoices.values()]
    assert [names.count(number) for number in numbers] == [1] * INVOICES
