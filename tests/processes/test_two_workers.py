"""C01: the lane of invoices is started several times at the same moment, and an invoice is in Xero once."""

import json
import time

import pytest
from prefork import connected

from xero_sandbox import Sandbox

WORKERS, PERSONS, INVOICES = 4, 3, 3
CALL_SECONDS, PATIENCE_SECONDS = 2, 60
STATES = "SELECT DISTINCT state FROM xero_link WHERE entity = 'invoice'"


@pytest.fixture
def sandbox():
    return Sandbox(seeds=("tiny",))


@pytest.fixture
def prefork(environment, databases, sandbox):
    with connected(environment, databases, sandbox) as prefork:
        yield prefork


def test_c01_workers_and_persons_who_start_the_lane_at_once_send_an_invoice_once(prefork, sandbox):
    """Four cron workers wait for the same wake-up; while the first one's call is under way, persons press Run Manually
    and other invoices wake the lane again."""
    (org,) = sandbox.organisations.values()
    for _worker in range(WORKERS):
        prefork.start("push")
    for _number in range(INVOICES):
        sandbox.faults.add("slow", method="PUT", path="/Invoices", seconds=CALL_SECONDS)
    numbers = [json.loads(prefork.run("confirm", f"Customer {number}"))[0] for number in range(INVOICES)]
    ended = [prefork.wait(person) for person in [prefork.start("callers.run_manually") for _number in range(PERSONS)]]
    assert [status for status, _said in ended] == [0] * PERSONS, ended
    assert "already executing" in {said for _status, said in ended}, "somebody came while it ran"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while prefork.sql(STATES) != ["synced"]:
        assert time.monotonic() < deadline, prefork.sql(STATES)
        time.sleep(0.1)
    there = [row["InvoiceNumber"] for row in org.invoices.values()]
    assert [there.count(number) for number in numbers] == [1] * INVOICES
    puts = [row for row in sandbox.requests if (row["method"], row["path"]) == ("PUT", "/Invoices")]
    assert len(puts) <= INVOICES, "nothing was sent twice, and refused"
    assert {row["status"] for row in puts} == {200}
