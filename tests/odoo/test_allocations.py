"""A credit note is set off in Xero against what Odoo reconciled it with, and no longer when Odoo undid it."""

from common import XeroCase


class TestAllocations(XeroCase):
    seeds = ("au",)

    def setUp(self):
        super().setUp()
        self.connect()
        self.buyer = self.customer("Buyer Ltd")

    def credit(self, move, amount=None):
        """Return the credit note of an invoice, confirmed and not yet reconciled."""
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, "date": "2026-11-21"})
        )
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        if amount:
            note.invoice_line_ids.price_unit = amount
        note.reversed_entry_id = False  # Odoo would reconcile a reversal by itself
        note.action_post()
        return note

    def reconcile(self, *moves):
        lines = self.env["account.move"].union(*moves).line_ids
        lines.filtered(lambda line: line.account_type == "asset_receivable").reconcile()

    def note(self, move):
        return self.org.credit_notes[self.link(move).xero_id]

    def due(self, move):
        return float(self.remote(move)["AmountDue"])

    def test_a_credit_note_is_set_off_as_far_as_odoo_did(self):
        invoice = self.invoice(self.buyer)
        note = self.credit(invoice, 30)
        self.reconcile(invoice, note)
        self.run_cron("cron_push")
        self.assertEqual(invoice.amount_residual, 77.0)
        self.assertEqual(self.due(invoice), 77.0)
        self.assertEqual(float(self.note(note)["RemainingCredit"]), 0.0)
        self.assertFalse(self.link(invoice).difference or self.link(note).message)

    def test_what_is_reconciled_later_follows_and_what_is_undone_too(self):
        invoice = self.invoice(self.buyer)
        note = self.credit(invoice, 30)
        self.run_cron("cron_push")
        self.assertEqual(self.due(invoice), 110.0)
        self.reconcile(invoice, note)
        self.run_cron("cron_push")
        self.assertEqual(self.due(invoice), 77.0)
        note.line_ids.remove_move_reconcile()
        self.run_cron("cron_push")
        self.assertEqual(self.due(invoice), 110.0)
        self.assertEqual(self.note(note)["Allocations"], [])
        self.assertFalse(self.link(invoice).difference)

    def test_a_lost_answer_doubles_nothing(self):
        invoice = self.invoice(self.buyer)
        note = self.credit(invoice, 30)
        self.run_cron("cron_push")
        self.reconcile(invoice, note)
        self.sandbox.faults.add("drop_after", path="/Allocations", method="PUT")
        self.run_cron("cron_push")
        self.link(note).allocate_at = "2020-01-01 00:00:00"
        self.run_cron("cron_push")
        self.assertEqual(len(self.note(note)["Allocations"]), 1)
        self.assertEqual(self.due(invoice), 77.0)
        note.line_ids.remove_move_reconcile()
        self.run_cron("cron_push")
        self.assertEqual((self.note(note)["Allocations"], self.due(invoice)), ([], 110.0))

    def test_what_odoo_cannot_follow_is_said_once_and_costs_no_more_calls(self):
        invoice, other = self.invoice(self.buyer), self.invoice(self.buyer, lines=((1, 20.0, 10),))
        note = self.credit(invoice, 30)
        self.run_cron("cron_push")
        self.sandbox.allocate(self.org.tenant_id, self.link(note).xero_id, self.link(other).xero_id, 22)
        payments = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=other.ids)
        self.connection.send_payments = False
        payments.create({"journal_id": self.connection.payment_journal_id.id})._create_payments()
        for lane in ("cron_pull", "cron_push"):
            self.run_cron(lane)
        self.assertIn("the rest was used otherwise", self.link(note).message)
        calls = len(self.sandbox.requests)
        for _run in range(3):
            self.run_cron("cron_push")
        self.assertEqual(len(self.sandbox.requests), calls)
        self.assertFalse(self.link(note).allocate_at)
        self.link(note)._enqueue()  # as a change does: it is sent again, and says nothing any more
        for _time in range(2):
            self.run_cron("cron_push")
        self.assertIn("the rest was used otherwise", self.link(note).message)
        (item,) = self.note(note)["Allocations"]
        self.sandbox.delete_allocation(self.org.tenant_id, self.link(note).xero_id, item["AllocationID"])
        for lane in ("cron_pull", "cron_push"):
            self.run_cron(lane)
        self.assertFalse(self.link(note).message, "it is settled, and no problem any more")

    def test_one_credit_note_for_two_invoices(self):
        first, second = self.invoice(self.buyer), self.invoice(self.buyer)
        note = self.credit(first, 150)
        self.reconcile(first, second, note)
        self.run_cron("cron_push")
        self.assertEqual((self.due(first), self.due(second)), (first.amount_residual, second.amount_residual))
        self.assertEqual(len(self.note(note)["Allocations"]), 2)

    def test_what_a_person_set_off_in_xero_is_left_alone(self):
        invoice, other = self.invoice(self.buyer), self.invoice(self.buyer)
        note = self.credit(invoice, 30)
        self.run_cron("cron_push")
        self.sandbox.allocate(self.org.tenant_id, self.link(note).xero_id, self.link(other).xero_id, 11)
        self.reconcile(invoice, note)
        self.run_cron("cron_push")
        self.assertEqual(self.due(other), 99.0)
        self.assertTrue(self.link(note).message, "there is not enough left for both, and that is said")
