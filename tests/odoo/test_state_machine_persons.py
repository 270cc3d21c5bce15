"""Transitions of the outbox that a person's choice leads to, each by its name."""

from machine import MachineCase

from odoo.exceptions import UserError

from odoo.addons.crm_xero_connector import const


class TestPersons(MachineCase):
    def test_to_push_to_skipped_when_there_is_nothing_to_send(self):
        move = self.invoice()
        with self.passes("to_push", "skipped"):
            move.button_draft()
            move.button_cancel()
            self.run_cron("cron_push")
        self.assertEqual(self.in_xero(move), 0)

    def test_to_push_to_synced_when_there_is_nothing_to_send_any_more(self):
        move = self.invoice()
        self.run_cron("cron_push")
        link = self.link(move)
        link.action_retry()
        link._enqueue()
        move.button_draft()
        with self.passes("to_push", "synced"):
            self.run_cron("cron_push")

    def test_rejected_to_skipped_and_skipped_to_push(self):
        move = self.refuse()
        with self.passes("rejected", "skipped", "to_push"):
            self.link(move).action_skip()
            self.env.flush_all()
            self.link(move).action_retry()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")

    def test_blocked_to_skipped_by_mark_resolved(self):
        move, _mapping, _rate = self.hold_back()
        with self.passes("blocked", "skipped"):
            self.link(move).action_resolve()
        log = self.env["xero.log"].search([("link_id", "=", self.link(move).id), ("operation", "=", "resolved")])
        self.assertIn("Map Taxes", log.message)
        with self.assertRaises(UserError):
            self.link(move).action_resolve()

    def test_rejected_to_synced_by_mark_resolved(self):
        move = self.invoice()
        self.run_cron("cron_push")
        self.sandbox.faults.add("refused", method="POST", path="/Invoices", text="Not today")
        self.change(move, 70.0)
        self.run_cron("cron_push")
        with self.passes("rejected", "synced"):
            self.link(move).action_resolve()
        self.assertFalse(move.xero_message)

    def test_unknown_to_skipped_by_mark_resolved_and_skipped_to_unknown(self):
        """A person's choice is no knowledge: Retry looks into Xero before it sends."""
        move = self.lose()
        with self.passes("unknown", "skipped", "unknown", "to_push"):
            self.link(move).action_resolve()
            self.env.flush_all()
            self.link(move).action_retry()
            self.again(move)
        self.again(move)
        self.assertEqual((self.link(move).state, self.in_xero(move)), ("synced", 1))

    def test_rejected_to_unknown_when_what_was_given_up_may_be_there(self):
        move = self.invoice()
        self.sandbox.faults.add("500_after", method="PUT", path="/Invoices", times=100)
        self.run_cron("cron_push")
        link = self.link(move)
        link.attempts = const.GIVE_UP_ATTEMPTS
        self.sandbox.faults.add("500_before", method="GET", path="/Invoices")
        self.again(move)
        self.assertEqual(link.state, "rejected")
        self.sandbox.faults.clear()
        with self.passes("rejected", "unknown", "to_push"):
            link.action_retry()
            self.run_cron("cron_push_trouble")
        self.again(move)
        self.assertEqual((link.state, self.in_xero(move)), ("synced", 1))

    def test_synced_to_skipped_when_the_record_is_deleted(self):
        partner = self.customer("To be deleted")
        self.connection.push_tag_id = self.env["res.partner.category"].create({"name": "Xero"})
        partner.category_id = self.connection.push_tag_id
        self.run_cron("cron_push")
        link = self.link(partner)
        self.assertEqual(link.state, "synced")
        with self.passes("synced", "skipped"):
            partner.unlink()
