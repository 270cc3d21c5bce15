"""Calls that arrive late, answers that are lost, and payments that several documents share: whose deed was it?"""

from common import InvoiceCase
from test_payments_push import PaymentsCase

from odoo.exceptions import UserError

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
        row.snapshot = {**row.snapshot, "going": LONG_AGO}
        self.soon(move)
        self.assertEqual(self.amounts(move), [110.0])
        self.sandbox.delete_payment(self.org.tenant_id, row.xero_id)
        self.run_cron("cron_pull")
        self.assertEqual(payment.state, "canceled")
        self.assert_agree(move)


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
        self.assertEqual((self.amounts(move), self.link(move).pay_at), ([], False))

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


class TestLateDocuments(InvoiceCase):
    """A customer's invoice is sent again at once, unless it is not to be sent any more, or under another number."""

    def send_late(self):
        move = self.invoice()
        self.sandbox.faults.add("late", method="PUT", path="/Invoices")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "unknown")
        return move

    def again(self, move):
        self.link(move).next_try = LONG_AGO
        self.run_cron("cron_push")

    def live(self):
        rows = self.org.invoices.values()
        return [row["InvoiceNumber"] for row in rows if row["Status"] not in const.DEAD_STATUSES]

    def test_one_that_is_cancelled_while_it_is_on_its_way_is_voided_when_it_arrives(self):
        move, before = self.send_late(), self.live()
        move.button_draft()
        move.button_cancel()
        self.again(move)
        self.sandbox.faults.arrive()
        self.link(move).sent_at = LONG_AGO
        self.again(move)
        self.assertEqual((self.live(), self.link(move).remote_status), (before, "VOIDED"))

    def test_one_that_is_looked_up_and_cancelled_before_it_is_sent_again_is_voided_too(self):
        move, before = self.send_late(), self.live()
        self.sandbox.faults.add("429_minute", method="PUT", path="/Invoices")
        self.again(move)
        self.assertEqual(self.link(move).state, "to_push")
        self.connection.cursor_ids.resume_at = False
        move.button_draft()
        move.button_cancel()
        self.again(move)
        self.sandbox.faults.arrive()
        self.link(move).sent_at = LONG_AGO
        self.again(move)
        self.assertEqual((self.live(), self.link(move).remote_status), (before, "VOIDED"))

    def test_one_that_gets_another_number_while_it_is_on_its_way_is_one_document(self):
        move, before = self.send_late(), self.live()
        move.button_draft()
        move.name = "INV/ANEW/0001"
        move.action_post()
        self.again(move)
        self.sandbox.faults.arrive()
        self.link(move).sent_at = LONG_AGO
        self.again(move)
        self.assertEqual(self.live(), [*before, "INV/ANEW/0001"])

    def test_a_change_that_arrives_late_does_not_undo_the_next_one(self):
        move = self.invoice()
        self.push(move)
        self.change(move, 70)
        self.sandbox.faults.add("late", method="POST", path="/Invoices")
        self.run_cron("cron_push")
        self.change(move, 90)
        self.again(move)
        self.sandbox.faults.arrive()
        self.link(move).sent_at = LONG_AGO
        self.again(move)
        self.assertEqual(float(self.remote(move)["Total"]), 99.0)
        self.assert_equal_books(move)

    def change(self, move, price):
        move.button_draft()
        move.invoice_line_ids.price_unit = price
        move.action_post()

    def test_one_that_stays_as_it_is_is_sent_again_at_once(self):
        move, before = self.send_late(), self.live()
        self.again(move)
        self.assertEqual(self.live(), [*before, move.name])
        self.sandbox.faults.arrive()  # refused there: the number is taken
        self.assertEqual(self.live(), [*before, move.name])
