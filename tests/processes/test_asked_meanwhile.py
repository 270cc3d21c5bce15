"""Who asks for a read while one is under way gets one of his own: the one under way may have read before him."""

import time

from prefork import connected

from xero_sandbox import Sandbox

CALL_SECONDS, PATIENCE_SECONDS = 4, 60
DUE = "SELECT due_at IS NULL FROM xero_cursor WHERE lane = 'invoice'"


def reads(sandbox):
    """Return how often payment states were read."""
    return len([row for row in list(sandbox.requests) if row["method"] == "GET" and row["path"].endswith("/Invoices")])


def is_reading(sandbox):
    return any(window.running for window in sandbox.limits.windows.values())


def test_what_is_asked_for_during_a_read_is_not_forgotten(environment, databases):
    sandbox = Sandbox(seeds=("au",))
    with connected(environment, databases, sandbox) as prefork:
        prefork.run("ask")
        before = reads(sandbox)
        sandbox.faults.add("slow", method="GET", path="/Invoices", seconds=CALL_SECONDS)
        lane = prefork.start("pull")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_reading(sandbox):
            assert time.monotonic() < deadline, "the lane does not read"
            time.sleep(0.02)
        prefork.run("ask")
        assert is_reading(sandbox), "it was asked during the read"
        assert prefork.wait(lane)[0] == 0
        assert (prefork.sql(DUE), reads(sandbox)) == (["t"], before + 1)
