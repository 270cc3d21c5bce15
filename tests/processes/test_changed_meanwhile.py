"""What a person does to an invoice while it is on its way arrives too, and nobody waits for the call."""

import json
import time

import pytest
from prefork import connected

from xero_sandbox import Sandbox

CALL_SECONDS, PATIENCE_SECONDS = 6, 60
LINK = "SELECT state || ' ' || (changed IS TRUE) || ' ' || (pay_at IS NULL) FROM xero_link WHERE entity = 'invoice'"


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

    def is_asked(self):
        """Tell whether Xero has been asked and has not answered."""
        return not self.sandbox.faults.pending and any(
            window.running for window in self.sandbox.limits.windows.values()
        )

    def do(self, deed, state="sending"):
        """Confirm an invoice, and do something to it while Xero has not answered yet; nobody waits for that.

        :param state: "sending", or "to_push" for the call before, which is about its customer
        """
        path = "/Invoices" if state == "sending" else "/Contacts"
        self.sandbox.faults.add("slow", method="PUT", path=path, seconds=CALL_SECONDS)
        self.number, _committed = json.loads(self.prefork.run("confirm", "Somebody"))
        self.until(lambda: self.prefork.sql(LINK) == [f"{state} false true"] and self.is_asked())
        self.prefork.run("meanwhile", self.number, deed)
        assert self.is_asked() and not self.invoices(), "the person waited for Xero"


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
    meanwhile.do(deed)
    meanwhile.until(lambda: meanwhile.invoices() == [wanted] and meanwhile.prefork.sql(LINK) == ["synced false true"])


@pytest.mark.parametrize(
    ("deed", "wanted", "state"),
    [
        ("change", [("AUTHORISED", 70.0, 70.0)], "synced"),
        ("cancel", [], "skipped"),
        ("pay", [("PAID", 100.0, 0.0)], "synced"),
    ],
)
def test_what_is_done_while_its_customer_is_created_waits_for_nobody(meanwhile, deed, wanted, state):
    meanwhile.do(deed, "to_push")
    meanwhile.until(lambda: meanwhile.prefork.sql(LINK) == [f"{state} false true"])
    meanwhile.until(lambda: meanwhile.invoices() == wanted)
