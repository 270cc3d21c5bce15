"""Each transition of a payment, by its name. It is compared with its document: what Xero lacks is sent."""

from machine import MachineCase
from test_payments_push import PaymentsCase

FIRST_DAY, LATER = "2026-11-21", "2026-11-23"
REFUSED = "It is not to Xero's liking"


class PaymentCase(MachineCase, PaymentsCase):
    def sent(self):
        """Return an invoice that Xero has."""
        move = self.invoice()
        self.push(move)
        return move

    def pay_part(self, move, amount=40, **values):
        return self.pay(move, amount, payment_difference_handling="open", **values)

    def pay_in_xero(self, move, amount=40, **values):
        return self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, amount, **values)

    def row(self, move):
        """Return what stands for the one payment of a document."""
        row = self.env["xero.link"].search([("document_link_id", "=", self.link(move).id)])
        row.ensure_one()
        return row

    def state(self, move):
        return self.row(move).state

    def hold_back_payment(self, name="Fresh Customer"):
        """Return an invoice with a part payment whose journal has no account in Xero."""
        values = {"name": f"Till {name}", "code": name[-4:], "type": "cash", "company_id": self.company.id}
        move = self.invoice(self.customer(name))
        self.push(move)
        self.pay_part(move, journal=self.env["account.journal"].create(values))
        self.run_cron("cron_push")
        self.assertEqual((self.state(move), self.payments(move)), ("blocked", []))
        self.assertIn("Till", self.row(move).message)
        return move

    def doubt(self):
        """Return an invoice with a payment on each side that could be one."""
        move = self.sent()
        self.pay_part(move, date=FIRST_DAY)
        self.pay_in_xero(move, date=LATER)
        self.run_cron("cron_push")
        self.assertEqual(self.state(move), "review")
        return move

    def settled(self):
        """Return an invoice whose payment in Odoo is in Xero."""
        move = self.sent()
        self.pay_part(move)
        self.run_cron("cron_push")
        self.assertEqual((self.state(move), len(self.payments(move))), ("synced", 1))
        return move


class TestSent(PaymentCase):
    def test_new_to_blocked_to_sending_to_synced_when_odoo_recorded_it(self):
        move = self.sent()
        self.pay_part(move)
        with self.passes("new", "blocked", "sending", "synced"):
            self.run_cron("cron_push")
        self.assertEqual((self.state(move), len(self.payments(move))), ("synced", 1))
        self.assert_agree(move)

    def test_unknown_to_sending_when_it_never_arrived(self):
        move = self.sent()
        self.pay_part(move)
        self.sandbox.faults.add("drop_before", method="PUT", path="/Payments")
        with self.passes("sending", "unknown"):
            self.run_cron("cron_push")
        self.assertEqual((self.state(move), self.payments(move)), ("unknown", []))
        self.link(move).pay_at = self.row(move).sent_at = "2020-01-01 00:00:00"  # it cannot arrive any more
        with self.passes("unknown", "sending", "synced"):
            self.run_cron("cron_push")
        self.assertEqual((self.state(move), len(self.payments(move))), ("synced", 1))

    def test_rejected_to_sending_when_a_refused_payment_is_sent_again(self):
        move = self.sent()
        self.pay(move)
        self.sandbox.faults.add("refused", method="PUT", path="/Payments", text=REFUSED)
        with self.passes("blocked", "sending", "rejected"):
            self.run_cron("cron_push")
        self.assertEqual(self.state(move), "rejected")
        self.assertIn(REFUSED, move.xero_message)
        with self.passes("rejected", "sending", "synced"):
            self.connection.action_retry_all()
            self.run_cron("cron_push")
        self.assertEqual((self.state(move), self.remote(move)["Status"]), ("synced", "PAID"))

    def test_synced_to_sending_when_it_is_another_one_in_odoo_now(self):
        """Xero changes no payment: the old one is deleted there and one of the new day is made."""
        move = self.settled()
        payment = move.matched_payment_ids
        payment.action_draft()
        payment.date = LATER
        payment.action_post()
        lines = (payment.move_id | move).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.filtered(lambda line: not line.reconciled).reconcile()
        self.assertEqual(self.state(move), "synced")
        with self.passes("synced", "sending", "synced"):
            self.run_cron("cron_push")
        self.assertEqual([str(row["Date"])[:10] for row in self.payments(move)], [LATER])
        self.assertEqual(self.state(move), "synced")


class TestRecordedTwice(PaymentCase):
    def test_blocked_to_synced_when_somebody_entered_the_same_in_xero(self):
        move = self.hold_back_payment()
        self.pay_in_xero(move, date=FIRST_DAY)
        with self.passes("blocked", "synced"):
            self.run_cron("cron_pull")
        self.assertEqual((self.state(move), self.row(move).message), ("synced", False))
        self.assertEqual((len(self.payments(move)), len(move.matched_payment_ids)), (1, 1))
        self.assert_agree(move)

    def test_blocked_to_review_when_xero_has_one_that_it_could_be(self):
        move = self.hold_back_payment()
        self.pay_in_xero(move, date=LATER)
        with self.passes("blocked", "review"):
            self.run_cron("cron_pull")
        self.assertEqual(self.state(move), "review")
        self.assertIn("Is it the same one?", self.row(move).message)

    def test_review_to_blocked_to_sending_when_they_are_two(self):
        move = self.doubt()
        with self.passes("review", "blocked"):
            move.action_xero_two_payments()
            self.env.flush_all()
        row = self.env["xero.link"].search([("document_link_id", "=", self.link(move).id), ("xero_id", "=", False)])
        self.assertEqual(row.state, "blocked")
        with self.passes("blocked", "sending", "synced"):
            self.run_cron("cron_push")
        self.assertEqual((row.state, len(self.payments(move)), len(move.matched_payment_ids)), ("synced", 2, 2))
        self.assert_agree(move)

    def test_review_to_synced_when_they_are_one(self):
        move = self.doubt()
        with self.passes("review", "synced"):
            move.action_xero_same_payment()
        self.assertEqual((self.state(move), len(self.payments(move))), ("synced", 1))
        self.assertEqual(len(move.matched_payment_ids), 1)


class TestSettled(PaymentCase):
    """A person took care of a payment that Xero refused or that cannot be sent."""

    def test_rejected_to_blocked_by_retry(self):
        move = self.sent()
        self.pay(move)
        self.sandbox.faults.add("refused", method="PUT", path="/Payments", text=REFUSED)
        self.run_cron("cron_push")
        with self.passes("rejected", "blocked", "sending"):
            move.action_xero_retry()
            self.run_cron("cron_push")
        self.assertEqual((self.state(move), len(self.payments(move))), ("synced", 1))

    def test_skipped_to_blocked_by_retry(self):
        move = self.hold_back_payment()
        self.row(move).action_skip()
        with self.passes("skipped", "blocked"):
            self.row(move).action_retry()
            self.env.flush_all()
        self.run_cron("cron_push")
        self.assertIn("Till", self.row(move).message)

    def test_skipped_to_synced_when_a_person_entered_it_in_xero(self):
        for date in (FIRST_DAY, LATER):
            with self.subTest(date=date):
                move = self.hold_back_payment(date)
                self.row(move).action_skip()
                self.pay_in_xero(move, date=date)
                with self.passes("skipped", "synced"):
                    self.run_cron("cron_pull")
                self.assertEqual((len(self.payments(move)), len(move.matched_payment_ids)), (1, 1))

    def test_rejected_to_review_when_xero_has_one_that_it_could_be(self):
        move = self.sent()
        self.pay_part(move, date=FIRST_DAY)
        self.sandbox.faults.add("refused", method="PUT", path="/Payments", text=REFUSED)
        self.run_cron("cron_push")
        self.pay_in_xero(move, date=LATER)
        with self.passes("rejected", "review"):
            self.run_cron("cron_pull")
        self.assertEqual(self.state(move), "review")

    def test_blocked_to_rejected_when_xero_refuses_to_delete_it_again(self):
        move = self.settled()
        self.sandbox.faults.add("refused", method="POST", path="/Payments/", text=REFUSED, times=2)
        move.matched_payment_ids.action_cancel()
        self.run_cron("cron_push")
        self.row(move).action_retry()
        with self.passes("blocked", "rejected"):
            self.run_cron("cron_push")
        self.assertIn(REFUSED, move.xero_message)


class TestTakenBack(PaymentCase):
    """Odoo took a payment back, and Xero does not let it go."""

    def test_synced_to_blocked_when_it_was_paid_in_advance_there(self):
        move = self.sent()
        contact_id = self.remote(move)["Contact"]["ContactID"]
        advance = self.sandbox.overpay(self.org.tenant_id, contact_id, 200)
        self.sandbox.allocate(self.org.tenant_id, advance["OverpaymentID"], self.link(move).xero_id, 30)
        self.run_cron("cron_pull")
        self.assertEqual((self.state(move), move.matched_payment_ids.amount), ("synced", 30.0))
        move.matched_payment_ids.action_cancel()
        with self.passes("synced", "blocked"):
            self.run_cron("cron_push")
        self.assertEqual(self.state(move), "blocked")
        self.assertIn("take the allocation back there", move.xero_message)

    def test_synced_to_rejected_when_it_is_one_of_a_batch_there(self):
        moves = [self.sent(), self.invoice(self.customer("Of the same batch"))]
        self.push(moves[1])
        self.sandbox.pay_batch(self.org.tenant_id, [self.link(move).xero_id for move in moves])
        self.run_cron("cron_pull")
        self.assertEqual([self.state(move) for move in moves], ["synced", "synced"])
        moves[0].matched_payment_ids.action_cancel()
        with self.passes("synced", "rejected"):
            self.run_cron("cron_push")
        self.assertEqual([self.state(move) for move in moves], ["rejected", "synced"])
        self.assertIn("batch", moves[0].xero_message)
