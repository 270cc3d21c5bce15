"""What a person does to an invoice while it is on its way arrives too, and nobody waits for the call."""

import json
import time

import pytest
from prefork import connected

from xero_sandbox import Sandbox

CALL_SECONDS, PATIENCE_SECONDS = 4, 60
LINK = "SELECT state || ' ' || changed || ' ' || (pay_at IS NULL) FROM xero_link WHERE entity = 'invoice'"


class Meanwhile:
    """A lane that sends, an organisation that takes its time, and a person."""

    def __init__(self, prefork, sandbox):
        self.prefork, self.sandbox = prefork, sandbox
        (self.org,) = sandbox.organisations.values()
        prefork.sql("UPDATE xero_connection SET send_payments = true")
        prefork.start("push")

    def until(self, condition):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, (self.prefork.sql(LINK), self.invoices())
            time.sleep(0.05)

    def invoices(self):
        """Return what Xero has of the invoice: status, total and what is open of it."""
        rows = [row for row in list(self.org.invoices.values()) if row["InvoiceNumber"] == self.number]
        return [(row["Status"], float(row["Total"]), float(row["AmountDue"])) for row in rows]

    def do(self, deed):
        """Confirm an invoice, and do something to it while Xero has not answered yet; return how long that took."""
        self.sandbox.faults.add("slow", method="PUT", path="/Invoices", seconds=CALL_SECONDS)
        self.number, _committed = json.loads(self.prefork.run("confirm", "Somebody"))
        self.until(lambda: self.prefork.sql(LINK) == ["sending false true"])
        started = time.monotonic()
        self.prefork.run("meanwhile", self.number, deed)
        seconds = time.monotonic() - started
        assert not self.invoices(), "Xero has not answered yet"
        return seconds


@pytest.fixture
def meanwhile(environment, databases):
    sandbox = Sandbox(seeds=("au",))
    with connected(environment, databases, sandbox) as prefork:
        yield Meanwhile(prefork, sandbox)


@pytest.mark.parametrize(
    ("deed", "wanted"),
    [
        ("change", ("AUTHORISED", 70.0, 70.0)),
        ("cancel", ("VOIDED", 100.0, 0.0)),
        ("pay", ("PAID", 100.0, 0.0)),
    ],
)
def test_what_is_done_while_an_invoice_is_sent_arrives_too(meanwhile, deed, wanted):
    assert meanwhile.do(deed) < CALL_SECONDS, "nobody waits for Xero"
    meanwhile.until(lambda: meanwhile.invoices() == [wanted] and meanwhile.prefork.sql(LINK) == ["synced false true"])
