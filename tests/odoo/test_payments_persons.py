"""What a person decides about payments is kept; and payments that are not as most are."""

from test_payments_meanwhile import LONG_AGO, MeanwhileCase

from odoo.exceptions import UserError


class TestPersons(MeanwhileCase):
    def test_retry_decides_nothing_that_waits_for_a_decision(self):
        move = self.invoice()
        self.push(move)
        self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, 40, date="2026-11-21")
        self.pay(move, 40, date="2026-11-24", payment_difference_handling="open")
        self.settle()
        row = self.rows(move).filtered(lambda row: row.state == "review")
        self.assertTrue(row)
        with self.assertRaisesRegex(UserError, "decision"):
            row.action_retry()
        (row | self.link(move)).action_retry()
        self.assertEqual(row.state, "review")

    def test_a_payment_that_a_person_settled_stays_settled_until_retry(self):
        for action in ("action_resolve", "action_skip"):
            cash = self.env["account.journal"].create(
                {"name": "Till", "code": action[-4:].upper(), "type": "cash", "company_id": self.company.id}
            )
            move = self.invoice(self.customer(action))
            self.push(move)
            self.pay(move, journal=cash)
            self.run_cron("cron_push")
            row = self.rows(move)
            self.assertEqual(row.state, "blocked")
            getattr(row, action)()
            account = self.connection.payment_account_id
            self.env["xero.account.mapping"].create(
                {"connection_id": self.connection.id, "journal_id": cash.id, "xero_account_id": account.id}
            )
            self.soon(move)
            self.assertEqual((row.state, self.amounts(move)), ("skipped", []))
            row.action_retry()
            self.run_cron("cron_push")
            self.assertEqual((row.state, self.amounts(move)), ("synced", [110.0]))

    def test_nothing_is_paid_in_xero_once_payments_are_not_sent_any_more(self):
        move = self.invoice()
        self.push(move)
        self.pay(move)
        self.connection.send_payments = False
        self.connection._unblock()
        self.soon(move)
        self.assertEqual(self.amounts(move), [])
        self.connection.send_payments = True
        self.soon(move)
        self.assertEqual(self.amounts(move), [110.0])

    def test_what_is_held_back_is_not_sent_once_payments_are_not_sent_any_more(self):
        cash = self.env["account.journal"].create({"name": "Till", "code": "TILL", "type": "cash"})
        move = self.invoice()
        self.push(move)
        self.pay(move, journal=cash)
        self.run_cron("cron_push")
        self.assertEqual(self.rows(move).state, "blocked")
        self.connection.send_payments = False
        self.connection.action_retry_all()
        self.env["xero.account.mapping"].create(
            {
                "connection_id": self.connection.id,
                "journal_id": cash.id,
                "xero_account_id": self.connection.payment_account_id.id,
            }
        )
        self.run_cron("cron_push")
        self.assertEqual(self.amounts(move), [])

    def test_a_refused_set_off_is_tried_again_by_a_button(self):
        move = self.invoice()
        note = self.invoice(move.partner_id, lines=((1, 20.0, 10),), move_type="out_refund")
        self.run_cron("cron_push")
        (move | note).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        for retry in (note.action_xero_retry, self.connection.action_retry_all):
            self.sandbox.faults.add("refused", method="PUT", path="/Allocations", text="Not now")
            self.link(note).allocate_at = self.link(note).allocate_at or LONG_AGO
            self.run_cron("cron_push")
            self.assertIn("Not now", self.link(note).message)
            self.assertTrue(note.xero_has_stuck_payments)
            retry()
        self.run_cron("cron_push")
        self.assertFalse(self.link(note).message)
        self.assert_agree(move, note)

    def test_retry_of_what_is_being_checked_checks_at_once_and_sends_nothing_twice(self):
        move = self.invoice()
        self.sandbox.faults.add("drop_after", method="PUT", path="/Invoices")
        self.run_cron("cron_push")
        self.link(move).next_try = "2030-01-01 00:00:00"
        self.link(move).action_retry()
        calls = len(self.sandbox.requests)
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        self.assertEqual({row["method"] for row in self.sandbox.requests[calls:]}, {"GET"})


class TestOdd(MeanwhileCase):
    def test_a_payment_is_booked_on_the_account_that_the_document_is_owed_on(self):
        move = self.invoice()
        self.push(move)
        (line,) = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        move.partner_id.with_company(self.company).property_account_receivable_id = line.account_id.copy()
        self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id)
        self.run_cron("cron_pull")
        self.assertEqual(move.amount_residual, 0.0)
        self.assert_agree(move)

    def test_a_payment_without_an_entry_that_is_deleted_in_odoo_is_deleted_in_xero(self):
        move = self.invoice()
        self.push(move)
        payment = self.env["account.payment"].create(
            {
                "partner_id": move.partner_id.id,
                "amount": 110,
                "date": "2026-11-21",
                "journal_id": self.connection.payment_journal_id.id,
                "invoice_ids": move.ids,
            }
        )
        payment.outstanding_account_id = False  # as with the accountant's app, where the bank's line makes the entry
        payment.action_post()
        self.assertFalse(payment.move_id)
        self.run_cron("cron_push")
        self.assertEqual(self.amounts(move), [110.0])
        payment.unlink()
        self.run_cron("cron_push")
        self.assertEqual(self.amounts(move), [])

    def test_a_credit_note_that_xero_does_not_find_holds_back_no_other(self):
        note = self.invoice(self.customer("Gone Ltd"), move_type="out_refund")
        move = self.invoice()
        self.run_cron("cron_push")
        self.pay(note), self.pay(move)
        del self.org.credit_notes[self.link(note).xero_id]
        self.run_cron("cron_push")
        self.assertEqual(self.amounts(move), [110.0])
        self.assertIn("does not have this record", self.link(note).difference)
