"""Drafts go to Xero where the connection says so: they follow every change and are approved when Odoo confirms them."""

from common import InvoiceCase

from odoo import Command


class TestDrafts(InvoiceCase):
    def setUp(self):
        super().setUp()
        self.connection.send_drafts = True

    def test_a_draft_follows_every_change_and_is_approved_on_confirming(self):
        move = self.invoice(post=False)
        remote = self.push(move)
        self.assertEqual((remote["Status"], remote["InvoiceNumber"]), ("DRAFT", move._xero_number()))
        self.assertTrue(
            remote["InvoiceNumber"].startswith("DRAFT-") and remote["InvoiceNumber"].endswith(f"-{move.id}")
        )
        first, line = remote["InvoiceID"], remote["LineItems"][0]["LineItemID"]
        move.invoice_line_ids = [Command.update(move.invoice_line_ids.id, {"price_unit": 250.0})]
        self.assertEqual(float(self.push(move)["Total"]), 275.0)
        move.action_post()
        remote = self.push(move)
        self.assertEqual((remote["InvoiceID"], remote["LineItems"][0]["LineItemID"]), (first, line))
        self.assertEqual((remote["Status"], remote["InvoiceNumber"]), ("AUTHORISED", move.name))
        self.assert_equal_books(move)

    def test_a_draft_whose_answer_was_lost_is_the_one_that_is_approved(self):
        move = self.invoice(post=False)
        self.sandbox.faults.add("drop_after", method="PUT", path="/Invoices")
        self.run_cron("cron_push")
        move.invoice_line_ids.price_unit = 70
        move.action_post()
        self.link(move).next_try = "2020-01-01 00:00:00"
        self.run_cron("cron_push")
        remote = self.push(move)
        self.assertEqual((remote["Status"], remote["InvoiceNumber"]), ("AUTHORISED", move.name))
        self.assertEqual(sum(row["Contact"]["Name"] == "Fresh Customer" for row in self.org.invoices.values()), 1)
        self.assert_equal_books(move)

    def test_a_draft_that_was_submitted_in_xero_stays_submitted_until_odoo_confirms_it(self):
        move = self.invoice(post=False)
        self.sandbox.edit_invoice(self.org.tenant_id, self.push(move)["InvoiceID"], Status="SUBMITTED")
        self.run_cron("cron_pull")
        move.invoice_line_ids = [Command.update(move.invoice_line_ids.id, {"price_unit": 250.0})]
        remote = self.push(move)
        self.assertEqual((remote["Status"], float(remote["Total"])), ("SUBMITTED", 275.0))
        move.action_post()
        self.assertEqual(self.push(move)["Status"], "AUTHORISED")

    def test_a_draft_that_is_deleted_in_odoo_goes_from_xero(self):
        move = self.invoice(post=False)
        remote = self.push(move)
        move.unlink()
        self.run_cron("cron_push")
        self.assertEqual(remote["Status"], "DELETED")

    def test_a_draft_that_was_never_sent_leaves_nothing(self):
        before = len(self.org.invoices)
        move = self.invoice(post=False)
        move.unlink()
        self.run_cron("cron_push")
        self.assertEqual(len(self.org.invoices), before)

    def test_a_draft_that_is_cancelled_goes_from_xero(self):
        move = self.invoice(post=False)
        remote = self.push(move)
        move.button_cancel()
        self.run_cron("cron_push")
        self.assertEqual(remote["Status"], "DELETED")

    def test_an_invoice_that_is_reset_waits_for_its_confirmation(self):
        move = self.invoice()
        self.push(move)
        move.button_draft()
        move.invoice_line_ids.price_unit = 5
        before = len(self.sandbox.requests)
        self.run_cron("cron_push")
        self.assertEqual(len(self.sandbox.requests), before)
        self.assertEqual(self.remote(move)["Status"], "AUTHORISED")

    def test_without_the_setting_a_draft_stays_in_odoo(self):
        self.connection.send_drafts = False
        move = self.invoice(post=False)
        self.run_cron("cron_push")
        self.assertFalse(self.link(move))

    def test_a_draft_waits_until_it_has_a_customer_and_lines(self):
        move = self.env["account.move"].create({"move_type": "out_invoice"})
        self.assertFalse(self.link(move))
        move.partner_id = self.customer()
        self.assertFalse(self.link(move))
        move.invoice_line_ids = [Command.create({"name": "x", "price_unit": 1, "tax_ids": [Command.clear()]})]
        self.assertEqual(self.link(move).state, "to_push")
