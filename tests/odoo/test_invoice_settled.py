"""Invoices that are paid, voided or edited in Xero, and what Odoo allows then."""

from datetime import datetime, timezone

from common import InvoiceCase
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError

NOT_VALID = "Invoice not of valid status for modification"


class TestPaidInXero(InvoiceCase):
    def paid(self, amount=None):
        """Return an invoice that is paid in Xero, which Odoo knows."""
        move = self.invoice()
        self.sandbox.pay(self.org.tenant_id, self.push(move)["InvoiceID"], amount)
        self.run_cron("cron_pull")
        return move

    def assistant(self, move):
        with self.assertRaises(RedirectWarning) as caught:
            move.button_draft()
        text, action, _button, context = caught.exception.args
        self.assertEqual(self.env["ir.actions.act_window"].browse(action).res_model, "xero.settled")
        return text, self.env["xero.settled"].with_context(**context).create({})

    def test_c77_a_paid_invoice_is_not_reset_but_an_assistant_opens(self):
        move = self.paid(40)
        text, wizard = self.assistant(move)
        self.assertIn("40.00 AUD of " + move.name, text)
        self.assertEqual(wizard.message, text)
        self.assertEqual(move.state, "posted")
        action = wizard.action_credit_note()
        reversal = (
            self.env[action["res_model"]].with_context(**action["context"]).create({"journal_id": move.journal_id.id})
        )
        fresh = self.env["account.move"].browse(reversal.modify_moves()["res_id"])
        fresh.invoice_line_ids.price_unit = 222
        fresh.action_post()
        self.run_cron("cron_push")
        note = move.reversal_move_ids
        self.assertEqual([self.link(row).state for row in (move, note, fresh)], ["synced"] * 3)
        self.assertEqual(float(self.remote(fresh)["Total"]), 244.2)

    def test_words_may_change_and_reach_xero_but_amounts_may_not(self):
        move = self.paid()
        _text, wizard = self.assistant(move)
        wizard.action_words_only()
        move.invoice_line_ids.name = "Better words"
        move.action_post()
        self.assertEqual(self.push(move)["LineItems"][0]["Description"], "Better words")
        self.assertEqual(self.link(move).state, "synced", self.link(move).message)
        wizard.action_words_only()
        move.invoice_line_ids.price_unit = 222
        with self.assertRaisesRegex(UserError, "total 110.00, tax 10.00"):
            move.action_post()

    def words(self, move, text):
        move.with_context(xero_words_only=True).button_draft()
        move.invoice_line_ids.name = text
        move.action_post()

    def test_a_change_that_arrived_without_an_answer_is_no_refusal_later(self):
        """It is confirmed once more: nothing says any longer that the change may have arrived before it was paid."""
        move = self.invoice()
        self.push(move)
        self.words(move, "Better words")
        self.sandbox.faults.add("drop_after", method="POST", path="/Invoices")
        self.run_cron("cron_push")
        self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id)
        self.sandbox.faults.add("refused", method="POST", path="/Invoices", text=NOT_VALID)
        self.words(move, "Better words")
        self.link(move).next_try = self.link(move).sent_at = "2020-01-01 00:00:00"
        self.run_cron("cron_push")
        self.assertFalse(self.sandbox.faults.pending)
        self.assertEqual((self.link(move).state, self.link(move).message), ("synced", False))
        self.assertEqual((self.link(move).remote_status, move.payment_state), ("PAID", "paid"))

    def test_a_change_of_words_that_xero_refuses_is_told(self):
        move = self.paid()
        self.sandbox.faults.add("refused", method="POST", path="/Invoices", text=NOT_VALID)
        self.words(move, "Better words")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "rejected")
        self.assertIn("cannot be changed", self.link(move).message)

    def test_c77_a_change_that_xero_would_refuse_stops_before_the_call(self):
        move = self.invoice()
        self.push(move)
        move.button_draft()
        move.invoice_line_ids.price_unit = 222
        move.action_post()
        self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id)
        self.link(move).write({"remote_due": 0.0, "remote_status": "PAID"})  # as the webhook tells it
        before = len(self.sandbox.requests)
        for _run in range(3):
            self.run_cron("cron_push")
        self.assertEqual(len(self.sandbox.requests), before)
        self.assertIn("Correct it with a credit note and a new invoice", self.link(move).message)

    def test_c78_a_payment_in_xero_keeps_the_invoice_from_being_cancelled(self):
        move = self.paid()
        text, _wizard = self.assistant(move)
        self.assertIn("undo the payment in Xero first", text)
        self.assertEqual(self.remote(move)["Status"], "PAID")

    def test_when_the_payment_is_gone_everything_is_allowed_again(self):
        move = self.paid()
        payment = self.remote(move)["Payments"][0]["PaymentID"]
        self.sandbox.delete_payment(self.org.tenant_id, payment)
        self.run_cron("cron_pull")
        move.button_draft()
        move.button_cancel()
        self.assertEqual(self.push(move)["Status"], "VOIDED")


class TestVoidedAndEdited(InvoiceCase):
    def void(self, move):
        self.sandbox.void_invoice(self.org.tenant_id, self.push(move)["InvoiceID"])
        self.run_cron("cron_pull")

    def test_c69_a_cancelled_invoice_keeps_its_number_in_xero(self):
        move = self.invoice()
        self.push(move)
        move.button_draft()
        move.button_cancel()
        remote = self.push(move)
        self.assertEqual((remote["Status"], remote["InvoiceNumber"]), ("VOIDED", move.name))

    def test_a_void_in_xero_is_told_on_the_invoice(self):
        move = self.invoice()
        self.void(move)
        self.assertEqual(move.state, "posted")
        self.assertIn("VOIDED", move.xero_message)
        self.assertTrue(any("voided or deleted in Xero" in (body or "") for body in move.message_ids.mapped("body")))

    def test_a_void_in_xero_cancels_in_odoo_where_the_policy_says_so(self):
        self.connection.void_policy = "cancel"
        move = self.invoice()
        self.void(move)
        self.assertEqual(move.state, "cancel")
        self.run_cron("cron_push")
        self.assertEqual((self.link(move).state, self.link(move).difference), ("synced", False))

    def test_a_number_that_was_voided_is_not_used_again_and_the_new_one_is(self):
        move = self.invoice()
        first = self.push(move)["InvoiceID"]
        move.button_draft()
        move.button_cancel()
        self.push(move)
        move.button_draft()
        move.action_post()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "rejected")
        self.assertIn("Give this document another number", self.link(move).message)
        move.button_draft()
        move.name = "INV/2026/99999"
        move.action_post()
        self.assertNotEqual(self.push(move)["InvoiceID"], first)
        self.assert_equal_books(move)

    def test_an_invoice_that_was_edited_in_xero_is_told(self):
        move = self.invoice()
        remote = self.push(move)
        line = {**remote["LineItems"][0], "UnitAmount": 300}
        sent = {
            name: line[name]
            for name in ("LineItemID", "Description", "Quantity", "UnitAmount", "AccountCode", "TaxType")
        }
        self.sandbox.edit_invoice(self.org.tenant_id, remote["InvoiceID"], LineItems=[sent])
        self.run_cron("cron_pull")
        self.assertIn("total: Odoo 110.00, Xero 330.00", self.link(move).difference)

    def test_c113_a_date_that_was_changed_in_xero_is_told(self):
        move = self.invoice()
        self.sandbox.edit_invoice(self.org.tenant_id, self.push(move)["InvoiceID"], Date="2026-11-22")
        self.run_cron("cron_pull")
        self.assertIn("date: Odoo 2026-11-20, Xero 2026-11-22", self.link(move).difference)

    def test_c99_what_was_solved_by_hand_can_be_left_alone_and_counts_no_more(self):
        move = self.invoice(self.customer("Bad"), currency_id=self.env.ref("base.CHF").id, post=False)
        self.env.ref("base.CHF").active = True
        move.action_post()
        self.run_cron("cron_push")
        self.assertEqual(self.connection.problem_count, 1)
        self.link(move).action_skip()
        self.connection.invalidate_recordset(["problem_count"])
        self.assertEqual((self.connection.problem_count, self.link(move).state), (0, "skipped"))
        self.assertFalse(move.xero_message)

    def test_line_ids_are_kept_when_lines_come_and_go(self):
        move = self.invoice(lines=((1, 10, 10), (1, 20, 10)))
        first, second = [line["LineItemID"] for line in self.push(move)["LineItems"]]
        move.button_draft()
        kept = move.invoice_line_ids[1]
        move.invoice_line_ids = [
            Command.delete(move.invoice_line_ids[0].id),
            Command.create({"name": "New", "price_unit": 30, "tax_ids": [Command.set(self.tax(10).ids)]}),
            Command.update(kept.id, {"price_unit": 25}),
        ]
        move.action_post()
        ids = {line["Description"]: line["LineItemID"] for line in self.push(move)["LineItems"]}
        self.assertEqual(ids["Line 2"], second)
        self.assertNotIn(first, ids.values())
        self.assert_equal_books(move)


class TestDates(InvoiceCase):
    def test_c60_the_date_of_the_document_is_sent_whatever_the_clock_says(self):
        self.env.user.tz = "Pacific/Auckland"
        with freeze_time(datetime(2026, 3, 1, 23, 30, tzinfo=timezone.utc)):
            move = self.invoice(invoice_date=False)
            self.assertEqual(self.payload(move)["Date"], str(move.invoice_date))
        self.assertEqual(str(move.invoice_date), "2026-03-02")

    def test_c71_without_payment_accounts_the_page_says_what_to_tick(self):
        for account in self.org.accounts.values():
            account["EnablePaymentsToAccount"] = False
            if account["Type"] == "BANK" and account["AccountID"] != self.connection.payment_account_id.xero_id:
                account["Status"] = "ARCHIVED"
        self.connection.action_refresh()
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection.no_payment_account, "bank accounts are always listed")
        for account in self.org.accounts.values():
            if account["Type"] == "BANK":
                account["Status"] = "ARCHIVED"
        self.connection.action_refresh()
        self.connection.invalidate_recordset()
        self.assertTrue(self.connection.no_payment_account)
