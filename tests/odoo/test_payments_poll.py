"""The poll misses nothing that changes while it reads, and ends in time."""

import threading
import time
from contextlib import suppress

from common import InvoiceCase

from xero_sandbox.errors import Refused


class TestPoll(InvoiceCase):
    def setUp(self):
        super().setUp()
        self.move = self.invoice()
        self.push(self.move)
        self.run_cron("cron_pull")
        self.calls = len(self.sandbox.requests)

    def reads(self):
        rows = self.sandbox.requests[self.calls :]
        return [row for row in rows if (row["method"], row["path"]) == ("GET", "/Invoices")]

    def add_others(self, number):
        """Have Xero know of many documents that are none of ours, in two portions."""
        before = set(self.org.invoices)
        for _portion in range(2):
            self.sandbox.seed_invoices(self.org.tenant_id, number // 2)
            self.sandbox.clock.advance(10)
        return [key for key in self.org.invoices if key not in before]

    def test_what_moves_up_a_page_while_it_is_read_is_not_missed(self):
        """A document of the first page changes before the second one is read: what follows moves up by one."""
        others = self.add_others(1000)
        self.sandbox.pay(self.org.tenant_id, self.link(self.move).xero_id)
        self.sandbox.clock.advance(10)
        self.sandbox.faults.add("slow", method="GET", path="/Invoices", skip=1, seconds=2)

        def change_others():
            deadline = time.monotonic() + 30
            while not self.reads() and time.monotonic() < deadline:
                time.sleep(0.02)
            for key in others[:100]:
                with suppress(Refused):  # some are paid
                    self.sandbox.void_invoice(self.org.tenant_id, key)

        person = threading.Thread(target=change_others)
        person.start()
        self.run_cron("cron_pull")
        person.join()
        self.assertEqual(len(self.reads()), 2)
        self.assertEqual(self.move.payment_state, "paid")

    def test_a_run_that_has_no_time_left_is_gone_on_with(self):
        later = self.invoice(self.customer("Later Ltd"))
        self.push(later)
        self.sandbox.clock.advance(10)
        self.sandbox.pay(self.org.tenant_id, self.link(self.move).xero_id)
        self.add_others(250)
        self.sandbox.pay(self.org.tenant_id, self.link(later).xero_id)
        cursor = self.env["xero.cursor"]._of(self.connection, "invoice")
        since, cursor.due_at = cursor.since, False
        cron = self.env.ref("crm_xero_connector.cron_pull")
        progress = self.env["ir.cron.progress"].create({"cron_id": cron.id})
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            context = {"ir_cron_progress_id": progress.id, "cron_id": cron.id, "cron_end_time": time.monotonic()}
            env = self.env(cr=cr, context={**self.env.context, **context})
            engine = env["xero.sync.payment"]
            engine._run(self.connection.with_env(env), cursor.with_env(env), "invoice")
        self.env.invalidate_all()
        self.assertEqual((self.move.payment_state, later.payment_state), ("paid", "not_paid"))
        self.assertEqual(cursor.since, since)
        self.assertTrue(cursor._is_due())
        self.run_cron("cron_pull")
        self.assertGreater(cursor.since, since)
        self.assertEqual(later.payment_state, "paid")
