"""Payments that are deleted: whose deed it was, and what it means for the other documents that one pays."""

from test_payments_meanwhile import LONG_AGO, MeanwhileCase

from odoo.addons.crm_xero_connector import const


class TestOwnDeletions(MeanwhileCase):
    def paid(self, name="Buyer Ltd"):
        move = self.invoice(self.customer(name))
        self.push(move)
        payment = self.pay(move)
        self.run_cron("cron_push")
        return move, payment

    def test_a_payment_that_odoo_took_off_a_document_is_not_cancelled_because_the_answer_was_lost(self):
        for fault in ("drop_after", "late"):
            self.go_on()
            move, payment = self.paid(fault)
            other = self.invoice(move.partner_id)
            self.push(other)
            self.unreconcile(payment)
            (payment.move_id | other).line_ids.filtered(
                lambda line: line.account_id == payment.destination_account_id
            ).reconcile()
            self.sandbox.faults.add(fault, method="POST", path="/Payments/")
            self.run_cron("cron_push")
            self.sandbox.faults.arrive()
            self.run_cron("cron_pull")
            self.soon(move, other)
            self.assertIn(payment.state, ("in_process", "paid"))
            self.assertEqual((self.amounts(move), self.amounts(other)), ([], [110.0]))
            self.assert_agree(move, other)

    def test_a_deletion_of_ours_that_is_heard_of_before_its_answer_is_ours(self):
        move, payment = self.paid()
        self.unreconcile(payment)
        self.sandbox.faults.add("drop_after", method="POST", path="/Payments/")
        self.run_cron("cron_push")
        self.run_cron("cron_pull")
        self.assertIn(payment.state, ("in_process", "paid"))
        self.assertEqual(self.rows(move).remote_status, "DELETED")

    def test_one_that_was_reconciled_again_meanwhile_is_made_anew_in_xero(self):
        move, payment = self.paid()
        self.unreconcile(payment)
        self.sandbox.faults.add("late", method="POST", path="/Payments/")
        self.run_cron("cron_push")
        lines = (payment.move_id | move).line_ids
        lines.filtered(lambda line: line.account_id == payment.destination_account_id).reconcile()
        self.sandbox.faults.arrive()
        self.soon(move)
        self.assertEqual((payment.state, self.amounts(move)), (payment.state, [110.0]))
        self.assertNotEqual(payment.state, "canceled")
        self.assert_agree(move)

    def test_what_a_person_deletes_in_xero_afterwards_is_theirs(self):
        move, payment = self.paid()
        self.unreconcile(payment)
        self.sandbox.faults.add("drop_before", method="POST", path="/Payments/")
        self.run_cron("cron_push")
        lines = (payment.move_id | move).line_ids
        lines.filtered(lambda line: line.account_id == payment.destination_account_id).reconcile()
        row = self.rows(move)
        self.soon(move)
        self.assertTrue(self.link(move).pay_at, "looked at again when the deletion cannot arrive any more")
        row.snapshot = {**row.snapshot, "going": LONG_AGO}
        self.soon(move)
        self.assertEqual((self.amounts(move), self.link(move).pay_at), ([110.0], False))
        self.sandbox.delete_payment(self.org.tenant_id, row.xero_id)
        self.run_cron("cron_pull")
        self.assertEqual(payment.state, "canceled")
        self.assert_agree(move)

    def test_a_deletion_that_never_gets_an_answer_is_given_up_and_holds_back_no_other(self):
        move, payment = self.paid()
        other = self.invoice(self.customer("Other Ltd"))
        self.push(other)
        self.unreconcile(payment)
        self.pay(other)
        self.sandbox.faults.add("500_before", method="POST", path="/Payments/", times=99)
        self.run_cron("cron_push")
        self.assertEqual(self.amounts(other), [110.0])
        for _try in range(const.GIVE_UP_ATTEMPTS):
            self.soon(move)
        self.assertEqual((self.rows(move).state, self.link(move).pay_at), ("rejected", False))
        self.assertIn("given up", move.xero_message)

    def test_a_deletion_that_xero_refused_and_a_person_settled_is_not_tried_again(self):
        move, payment = self.paid()
        self.sandbox.faults.add("refused", method="POST", path="/Payments/", text="Not that one")
        self.unreconcile(payment)
        self.run_cron("cron_push")
        self.rows(move).action_resolve()
        self.soon(move)
        self.assertEqual((self.rows(move).state, self.amounts(move)), ("skipped", [110.0]))

    def test_what_odoo_only_took_off_stays_open_when_a_person_deletes_it_in_xero_as_told(self):
        move, payment = self.paid()
        self.sandbox.faults.add("refused", method="POST", path="/Payments/", text="Not that one")
        self.unreconcile(payment)
        self.run_cron("cron_push")
        self.assertEqual(self.rows(move).state, "rejected")
        self.sandbox.delete_payment(self.org.tenant_id, self.rows(move).xero_id)
        self.run_cron("cron_pull")
        self.assertIn(payment.state, ("in_process", "paid"))
        self.assertEqual((self.rows(move).remote_status, move.xero_message), ("DELETED", ""))
        self.assert_agree(move)

    def test_what_was_refused_and_is_reconciled_again_is_no_problem_any_more(self):
        for action in (None, "action_resolve"):
            move, payment = self.paid(f"Buyer {action}")
            self.sandbox.faults.add("refused", method="POST", path="/Payments/", text="Not that one")
            self.unreconcile(payment)
            self.run_cron("cron_push")
            if action:
                getattr(self.rows(move), action)()
            lines = (payment.move_id | move).line_ids
            lines.filtered(lambda line, own=payment.destination_account_id: line.account_id == own).reconcile()
            self.run_cron("cron_push")
            self.assertEqual((self.rows(move).state, self.amounts(move)), ("synced", [110.0]))
            self.assertEqual(move.xero_message, "")
            payment.action_cancel()
            self.run_cron("cron_push")
            self.assertEqual(self.amounts(move), [])

    def test_what_pays_a_document_that_is_in_draft_stays_until_it_is_confirmed(self):
        move, payment = self.paid()
        before = self.payments(move)
        move.with_context(xero_words_only=True).button_draft()
        self.soon(move)
        self.assertEqual(self.payments(move), before)
        self.assertFalse(self.link(move).pay_at)
        move.action_post()
        self.settle()
        self.assertEqual(self.payments(move), before)
        self.assert_agree(move)

    def test_what_odoo_takes_back_of_a_document_in_draft_goes_when_it_is_confirmed(self):
        move, payment = self.paid()
        move.with_context(xero_words_only=True).button_draft()
        payment.action_cancel()
        self.soon(move)
        move.action_post()
        self.settle()
        self.assertEqual(self.payments(move), [])
        self.assert_agree(move)

    def test_a_document_in_draft_is_not_looked_at_while_a_deletion_is_on_its_way(self):
        move, payment = self.paid()
        self.sandbox.faults.add("drop_before", method="POST", path="/Payments/")
        self.unreconcile(payment)
        self.run_cron("cron_push")
        self.assertTrue(self.link(move).pay_at)
        move.with_context(xero_words_only=True).button_draft()
        self.soon(move)
        self.assertFalse(self.link(move).pay_at)
        move.action_post()
        self.settle()
        self.assertEqual(self.payments(move), [])


class TestShared(MeanwhileCase):
    def setUp(self):
        super().setUp()
        buyer = self.customer("Buyer Ltd")
        self.first, self.second = self.invoice(buyer), self.invoice(buyer, lines=((1, 50, 10),))
        self.run_cron("cron_push")
        self.payment = self.pay(self.first | self.second, group_payment=True)
        self.run_cron("cron_push")

    def test_one_part_that_xero_deletes_leaves_the_other_document_paid(self):
        self.sandbox.delete_payment(self.org.tenant_id, self.payments(self.first)[0]["PaymentID"])
        self.settle()
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (110.0, 0.0))
        self.assertNotEqual(self.payment.state, "canceled")
        self.assertEqual((self.amounts(self.first), self.amounts(self.second)), ([], [55.0]))
        self.assertTrue(any("was deleted in Xero" in (body or "") for body in self.first.message_ids.mapped("body")))
        self.assert_agree(self.first, self.second)

    def test_one_part_that_gets_another_date_in_xero_stays_the_same_payment(self):
        self.sandbox.delete_payment(self.org.tenant_id, self.payments(self.first)[0]["PaymentID"])
        self.sandbox.pay(self.org.tenant_id, self.link(self.first).xero_id, date="2026-11-25")
        self.settle()
        self.assertEqual((self.first.amount_residual, self.second.amount_residual), (0.0, 0.0))
        self.assertEqual(self.first.matched_payment_ids | self.second.matched_payment_ids, self.payment)
        self.assert_agree(self.first, self.second)
        self.soon(self.first, self.second)
        self.assertEqual((self.amounts(self.first), self.amounts(self.second)), ([110.0], [55.0]))

    def test_both_that_xero_deletes_cancel_it(self):
        for move in (self.first, self.second):
            self.sandbox.delete_payment(self.org.tenant_id, self.payments(move)[0]["PaymentID"])
        self.settle()
        self.assertEqual(self.payment.state, "canceled")
        self.assert_agree(self.first, self.second)
