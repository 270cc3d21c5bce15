"""Payments whose calls arrive late or whose answers are lost, while Odoo goes on: they are in Xero once."""

from test_payments_push import PaymentsCase

from odoo.addons.crm_xero_connector import const

LONG_AGO = "2020-01-01 00:00:00"


class MeanwhileCase(PaymentsCase):
    def rows(self, move):
        return self.link(move).payment_ids

    def soon(self, *moves):
        """Let the time of the next look come, and the lane's pause be over."""
        for move in moves:
            self.link(move).pay_at = LONG_AGO
        self.go_on()
        self.run_cron("cron_push")

    def go_on(self):
        """End the pause after an error."""
        self.connection.cursor_ids.write({"resume_at": False, "failures": 0})

    def settle_down(self, move):
        """Let so much time pass that nothing can be on its way any more."""
        for link in self.link(move) | self.rows(move):
            link.sent_at = LONG_AGO
        self.soon(move)

    def unreconcile(self, payment):
        payment.move_id.line_ids.remove_move_reconcile()

    def amounts(self, move):
        return sorted(float(row["Amount"]) for row in self.payments(move))


class TestLate(MeanwhileCase):
    def test_a_part_payment_that_arrives_late_is_not_sent_again(self):
        move = self.invoice()
        self.push(move)
        self.pay(move, 40, payment_difference_handling="open")
        self.sandbox.faults.add("late", method="PUT", path="/Payments")
        self.run_cron("cron_push")
        for _look in range(2):
            self.soon(move)
        self.assertEqual(self.amounts(move), [])
        self.sandbox.faults.arrive()
        self.settle_down(move)
        self.assertEqual(self.amounts(move), [40.0])
        self.assertEqual(len(move.matched_payment_ids), 1)
        self.assert_agree(move)

    def test_what_a_worker_that_was_ended_had_sent_is_not_sent_again(self):
        move = self.invoice()
        self.push(move)
        self.pay(move, 40, payment_difference_handling="open")
        self.sandbox.faults.add("late", method="PUT", path="/Payments")
        self.run_cron("cron_push")
        self.rows(move).state = "sending"  # as it was committed before the call
        self.soon(move)
        self.assertGreater(self.link(move).pay_at, self.rows(move).sent_at)
        self.sandbox.faults.arrive()
        self.soon(move)
        self.assertEqual((self.amounts(move), self.link(move).pay_at), ([40.0], False))
        self.assert_agree(move)

    def test_what_never_arrived_is_sent_once_it_cannot_arrive_any_more(self):
        move = self.invoice()
        self.push(move)
        self.pay(move, 40, payment_difference_handling="open")
        self.sandbox.faults.add("drop_before", method="PUT", path="/Payments")
        self.run_cron("cron_push")
        self.settle_down(move)
        self.assertEqual(self.amounts(move), [40.0])
        self.assert_agree(move)

    def test_what_xero_did_not_take_is_sent_as_soon_as_it_may(self):
        move = self.invoice()
        self.push(move)
        self.pay(move, 40, payment_difference_handling="open")
        self.sandbox.faults.add("429_minute", method="PUT", path="/Payments")
        self.run_cron("cron_push")
        self.soon(move)
        self.assertEqual(self.amounts(move), [40.0])

    def test_a_set_off_that_arrives_late_is_not_asked_for_again(self):
        move = self.invoice()
        note = self.invoice(move.partner_id, lines=((1, 60.0, 10),), move_type="out_refund")
        self.run_cron("cron_push")
        line = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        note.with_context(xero_from_xero=True)._xero_set_off_exactly(move, 30)
        note._xero_allocate()
        self.sandbox.faults.add("late", method="PUT", path="/Allocations")
        self.run_cron("cron_push")
        self.link(note).allocate_at = LONG_AGO
        self.run_cron("cron_push")
        self.sandbox.faults.arrive()
        self.link(note).write({"allocate_at": LONG_AGO, "sent_at": LONG_AGO})
        self.run_cron("cron_push")
        self.assertEqual(float(self.remote(move)["AmountDue"]), line.amount_residual)
        self.assertEqual(line.amount_residual, 80.0)

    def test_what_changes_in_the_same_second_is_looked_at_again(self):
        move = self.invoice()
        self.push(move)
        link = self.link(move)
        link._compare_payments()
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            begun = self.env["xero.sync.payment.out"].with_env(self.env(cr=cr))._begin(link.with_env(self.env(cr=cr)))
        link._compare_payments()
        self.assertNotEqual(link.pay_at, begun)

    def test_what_odoo_took_back_while_its_answer_was_lost_is_deleted_in_xero(self):
        for fault in ("drop_after", "late"):
            self.go_on()
            move = self.invoice(self.customer(fault))
            self.push(move)
            payment = self.pay(move, 40, payment_difference_handling="open")
            self.sandbox.faults.add(fault, method="PUT", path="/Payments")
            self.run_cron("cron_push")
            payment.action_cancel()
            self.soon(move)
            self.sandbox.faults.arrive()
            self.soon(move)
            self.assertEqual((self.amounts(move), payment.state, move.amount_residual), ([], "canceled", 110.0))
            self.assertEqual(move.matched_payment_ids, payment)
            self.assert_agree(move)

    def test_what_odoo_took_back_and_what_is_seen_much_later_does_not_come_back(self):
        move = self.invoice()
        self.push(move)
        payment = self.pay(move, 40, payment_difference_handling="open")
        self.sandbox.faults.add("drop_after", method="PUT", path="/Payments")
        self.run_cron("cron_push")
        payment.action_cancel()
        self.settle_down(move)
        self.assertEqual((self.amounts(move), payment.state), ([], "canceled"))
        self.assertEqual(move.matched_payment_ids, payment)
        self.assert_agree(move)

    def test_what_never_gets_an_answer_is_given_up_and_holds_back_no_other(self):
        moves = self.invoice() | self.invoice(self.customer("Other Ltd"))
        self.run_cron("cron_push")
        for move in moves:
            self.pay(move)
        self.sandbox.faults.add("500_before", method="PUT", path="/Payments", times=2)
        self.run_cron("cron_push")
        self.settle_down(moves[1])
        self.assertEqual([self.rows(move).state for move in moves], ["unknown", "unknown"])
        self.settle_down(moves[1])
        self.assertEqual(self.amounts(moves[1]), [110.0])
        self.sandbox.faults.add("500_before", method="PUT", path="/Payments", times=99)
        for _try in range(const.GIVE_UP_ATTEMPTS):
            self.settle_down(moves[0])
        self.assertEqual((self.rows(moves[0]).state, self.link(moves[0]).pay_at), ("rejected", False))
        calls = len(self.sandbox.requests)
        self.settle_down(moves[0])
        self.assertEqual({row["method"] for row in self.sandbox.requests[calls:]}, {"GET"})
        self.sandbox.faults.clear()
        moves[0].action_xero_retry()
        self.settle_down(moves[0])
        self.assertEqual(self.amounts(moves[0]), [110.0])

    def test_what_cannot_be_compared_is_not_sent_again(self):
        """Another payment of the document cannot be taken in: nobody knows whether ours is there."""
        move = self.invoice()
        self.push(move)
        self.pay(move, 40, payment_difference_handling="open")
        self.sandbox.faults.add("drop_after", method="PUT", path="/Payments")
        self.run_cron("cron_push")
        self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, 25)
        self.break_on("NEW.entity = 'payment' AND NEW.remote_total = 25")
        with self.assertLogs("odoo.addons.crm_xero_connector"):
            self.settle_down(move)
        self.assertEqual(self.amounts(move), [25.0, 40.0])
        self.assertTrue(self.link(move).pay_at)
        self.env.cr.execute("DROP TRIGGER broken ON xero_link")
        self.settle_down(move)
        self.assertEqual((self.amounts(move), move.amount_residual), ([25.0, 40.0], 45.0))
        self.assert_agree(move)

    def test_what_moved_to_another_document_while_its_answer_was_lost_is_in_xero_once(self):
        move = self.invoice()
        other = self.invoice(move.partner_id)
        self.run_cron("cron_push")
        payment = self.pay(move, 40, payment_difference_handling="open")
        self.sandbox.faults.add("drop_after", method="PUT", path="/Payments")
        self.run_cron("cron_push")
        self.unreconcile(payment)
        lines = (payment.move_id | other).line_ids
        lines.filtered(lambda line: line.account_id == payment.destination_account_id).reconcile()
        self.soon(move, other)
        self.soon(move, other)
        self.assertEqual((self.amounts(move), self.amounts(other)), ([], [40.0]))
        self.assertEqual(self.env["account.payment"].search([("partner_id", "=", move.partner_id.id)]), payment)
        self.assert_agree(move, other)

    def test_what_was_taken_off_and_put_back_while_it_was_late_is_in_xero_once(self):
        move = self.invoice()
        self.push(move)
        payment = self.pay(move, 40, payment_difference_handling="open")
        self.sandbox.faults.add("late", method="PUT", path="/Payments")
        self.run_cron("cron_push")
        self.unreconcile(payment)
        self.soon(move)
        lines = (payment.move_id | move).line_ids
        lines.filtered(lambda line: line.account_id == payment.destination_account_id).reconcile()
        self.soon(move)
        self.sandbox.faults.arrive()
        self.soon(move)
        self.assertEqual(self.amounts(move), [40.0])
        self.assert_agree(move)

    def test_what_odoo_changed_while_its_answer_was_lost_is_made_anew(self):
        move = self.invoice()
        self.push(move)
        payment = self.pay(move, 40, payment_difference_handling="open")
        self.sandbox.faults.add("drop_after", method="PUT", path="/Payments")
        self.run_cron("cron_push")
        payment.action_draft()
        payment.amount = 50
        payment.action_post()
        lines = (payment.move_id | move).line_ids
        lines.filtered(lambda line: line.account_id == payment.destination_account_id).reconcile()
        self.soon(move)
        self.soon(move)
        self.assertEqual(self.amounts(move), [50.0])
        self.assert_agree(move)

    def test_what_was_settled_by_a_person_is_not_sent_again_by_retry_while_it_may_arrive(self):
        move = self.invoice()
        self.push(move)
        self.pay(move, 40, payment_difference_handling="open")
        self.sandbox.faults.add("late", method="PUT", path="/Payments")
        self.run_cron("cron_push")
        self.rows(move).action_resolve()
        self.rows(move).action_retry()
        self.soon(move)
        self.sandbox.faults.arrive()
        self.soon(move)
        self.assertEqual(self.amounts(move), [40.0])
