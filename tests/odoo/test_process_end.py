"""Odoo ends a process that takes too long or too much: that is no fault of the record at which it happens."""

import client_addon
from test_hooks import HookCase

from odoo.tools import mute_logger

from odoo.addons.crm_xero_connector.models.xero_connection import is_end_of_process

# What Odoo's handler of SIGXCPU raises in a worker, and what Python does where memory ends.
ENDS = (Exception("CPU time limit exceeded."), MemoryError())


class TestProcessEnd(HookCase):
    def check(self, hook, lane, look):
        """Have the process end in a hook, once each way, and look at what is left afterwards."""
        for error in ENDS:
            with self.subTest(hook, error=error):

                def end(*_args, error=error):
                    raise error

                self.override(hook, end)
                with mute_logger("odoo.addons.base.models.ir_cron"):
                    self.run_cron(lane)
                look()
                client_addon.OVERRIDES.clear()

    def test_a_document_waits_on(self):
        move = self.invoice(self.buyer)

        def look():
            link = self.link(move)
            self.assertEqual((link.state, link.message, link.attempts), ("to_push", False, 0))

        self.check("_xero_prepare_invoice_payload", "cron_push", look)
        self.push(move)
        self.assert_equal_books(move)

    def test_what_is_in_xero_already_is_not_sent_twice(self):
        move = self.invoice(self.buyer)

        def look():
            self.assertIn(self.link(move).state, ("sending", "to_push", "unknown"))
            self.assertFalse(self.link(move).message)

        self.check("_after_push", "cron_push", look)
        self.link(move).sent_at = "2026-01-01 00:00:00"
        self.push(move)
        self.assert_equal_books(move)
        numbers = [row["InvoiceNumber"] for row in self.org.invoices.values()]
        self.assertEqual(numbers.count(move.name), 1)

    def test_a_contact_is_left_to_nobody(self):
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor._start()

        def look():
            self.assertFalse(self.env["xero.link"].search([("entity", "=", "contact"), ("state", "=", "review")]))
            self.assertEqual((cursor.state, cursor.page, cursor.message), ("running", 1, False))

        for hook in ("_xero_prepare_vals", "_xero_match", "_wants_contact"):
            self.check(hook, "cron_pull", look)
        self.run_cron("cron_pull")
        self.assertTrue(cursor.first_done)

    def test_what_wraps_the_end_is_the_end(self):
        wrapped = ValueError("while evaluating")
        wrapped.__cause__ = MemoryError()
        self.assertTrue(is_end_of_process(wrapped))
        self.assertFalse(is_end_of_process(Exception("something else")))
