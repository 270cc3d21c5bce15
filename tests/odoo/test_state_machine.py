"""Each transition of the outbox, by its name: what leads from one state to the next."""

from machine import LONG_AGO, MachineCase

from odoo.addons.crm_xero_connector import const


class TestOnTheWay(MachineCase):
    def test_new_to_push_to_sending_to_synced(self):
        with self.passes("new", "to_push", "sending", "synced"):
            move = self.invoice()
            self.run_cron("cron_push")
        self.assertFalse(self.link(move).idempotency_key)

    def test_sending_to_unknown_when_the_answer_is_lost_and_unknown_to_synced_when_xero_has_it(self):
        with self.passes("sending", "unknown", "synced"):
            move = self.lose()
            self.again(move)
        self.assertEqual(self.in_xero(move), 1)

    def test_unknown_to_push_when_it_never_arrived(self):
        with self.passes("unknown", "to_push", "sending"):
            move = self.lose(kind="drop_before")
            self.again(move)
        self.assertEqual((self.link(move).state, self.in_xero(move)), ("synced", 1))

    def test_to_push_to_unknown_when_it_is_cancelled_while_the_first_call_may_still_arrive(self):
        move = self.lose(kind="late")
        self.sandbox.faults.add("429_minute", method="PUT", path="/Invoices")
        self.again(move)
        self.connection.cursor_ids.write({"resume_at": False, "failures": 0})
        with self.passes("to_push", "unknown"):
            move.button_draft()
            move.button_cancel()
            self.env.flush_all()
        self.again(move)
        self.sandbox.faults.arrive()
        self.link(move).sent_at = LONG_AGO
        self.again(move)
        self.assertEqual((self.link(move).state, self.link(move).remote_status), ("synced", "VOIDED"))

    def test_unknown_stays_unknown_while_a_credit_note_may_still_be_on_its_way(self):
        """Xero takes the number of a credit note twice: what was sent a moment ago may still arrive."""
        move = self.lose(self.invoice(move_type="out_refund"), "500_before", "/CreditNotes")
        self.again(move)
        self.assertEqual((self.link(move).state, self.in_xero(move)), ("unknown", 0))
        self.link(move).sent_at = LONG_AGO
        self.again(move)
        self.assertEqual((self.link(move).state, self.in_xero(move)), ("synced", 1))

    def test_what_an_ended_worker_left_on_its_way_is_looked_up(self):
        move = self.lose()
        self.link(move).state = "sending"  # as it was committed before the call
        with self.passes("sending", "unknown", "synced"):
            self.again(move)
        self.assertEqual((self.in_xero(move), self.link(move).attempts), (1, 0))

    def test_sending_to_push_when_xero_is_busy(self):
        with self.passes("sending", "to_push"):
            move = self.invoice()
            self.sandbox.faults.add("503", method="PUT", path="/Invoices")
            self.run_cron("cron_push")
        link, cursor = self.link(move), self.env["xero.cursor"]._of(self.connection, "push")
        self.assertEqual((link.state, link.attempts, link.idempotency_key), ("to_push", 0, False))
        self.assertEqual(cursor.failures, 1)

    def test_sending_to_rejected_and_rejected_to_push(self):
        with self.passes("sending", "rejected", "to_push"):
            move = self.refuse()
            self.link(move).action_retry()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")

    def test_unknown_to_rejected_when_the_number_is_somebody_elses(self):
        move = self.lose(kind="drop_before")
        line = {"Description": "x", "Quantity": 1, "UnitAmount": 7, "AccountCode": "200", "TaxType": "EXEMPTOUTPUT"}
        other = self.sandbox.add_contact(self.org.tenant_id, Name="Other Ltd")
        values = {"Type": "ACCREC", "Status": "AUTHORISED", "InvoiceNumber": move.name, "LineItems": [line]}
        values.update(Contact={"ContactID": other["ContactID"]}, Date="2026-11-20", DueDate="2026-11-30")
        self.sandbox.add_invoice(self.org.tenant_id, **values)
        with self.passes("unknown", "rejected"):
            self.again(move)
        self.assertIn("another document", self.link(move).message)

    def test_sending_to_rejected_after_many_tries_with_an_activity(self):
        self.env.ref("base.user_admin").company_ids |= self.company
        move = self.invoice()
        self.sandbox.faults.add("500_before", method="PUT", path="/Invoices", times=100)
        with self.passes("sending", "rejected"):
            for _try in range(const.GIVE_UP_ATTEMPTS + 1):
                self.again(move)
        self.assertIn("given up", self.link(move).message)
        self.assertIn(move.name, self.connection.activity_ids[0].note)
        self.sandbox.faults.clear()
        self.link(move).action_retry()
        self.again(move)
        self.assertEqual((self.link(move).state, self.in_xero(move)), ("synced", 1))

    def test_synced_to_push_when_it_changes(self):
        move = self.invoice()
        self.run_cron("cron_push")
        with self.passes("synced", "to_push", "sending", "synced"):
            move.button_draft()
            move.invoice_line_ids.price_unit = 70.0
            move.action_post()
            self.run_cron("cron_push")
        self.assert_equal_books(move)

    def test_unknown_to_push_when_it_changed_while_nobody_knew(self):
        """What Xero got is found by what was sent then, whatever the document is by now."""
        move = self.lose()
        move.button_draft()
        move.invoice_line_ids.price_unit = 70.0
        move.name = "RENUMBERED/1"
        move.action_post()
        with self.passes("unknown", "to_push", "sending"):
            self.again(move)
        self.assert_equal_books(move)
        self.assertEqual(
            len([row for row in self.org.invoices.values() if row["Contact"]["Name"] == "Fresh Customer"]), 1
        )

    def test_sending_to_synced_when_a_change_had_arrived_before_the_document_was_paid(self):
        """Xero changes a paid invoice no more: the change is not refused, it is there."""
        move = self.invoice()
        self.run_cron("cron_push")
        self.change(move, 70.0)
        self.sandbox.faults.add("drop_after", method="POST", path="/Invoices")
        self.run_cron("cron_push")
        self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, 5)
        with self.passes("unknown", "to_push", "sending", "synced"):
            self.again(move)
        self.assertEqual((self.link(move).message, float(self.remote(move)["Total"])), (False, move.amount_total))

    def test_a_credit_note_waits_until_its_invoice_is_changed(self):
        """What something is set off against cannot be changed in Xero any more."""
        move = self.invoice()
        note = self.invoice(move.partner_id, lines=((1, 10.0, 10),), move_type="out_refund")
        self.run_cron("cron_push")
        self.change(move, 70.0)
        lines = (move | note).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.reconcile()
        self.sandbox.faults.add("drop_before", method="POST", path="/Invoices")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "unknown")
        self.assertFalse(self.remote(move)["CreditNotes"])
        self.again(move)
        self.run_cron("cron_push")
        self.assertEqual(float(self.remote(move)["AmountDue"]), move.amount_residual)
        self.assert_equal_books(move)


class TestHeldBack(MachineCase):
    def test_to_push_to_blocked_and_blocked_to_push(self):
        with self.passes("to_push", "blocked", "to_push"):
            move, mapping, rate = self.hold_back()
            mapping.tax_rate_id = rate
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")

    def test_to_push_to_rejected_when_xero_does_not_take_the_customer(self):
        moves = [self.invoice(self.customer(name)) for name in ("Good Ltd", "Refused Ltd", "Better Ltd")]
        fault = {"method": "PUT", "path": "/Contacts", "text": "It is not to Xero's liking"}
        self.sandbox.faults.add("refused", **fault)  # all of them at once
        self.sandbox.faults.add("refused", **fault)  # and the first one that is sent by itself
        with self.passes("to_push", "rejected"):
            self.run_cron("cron_push")
        self.assertEqual([self.link(move).state for move in moves], ["rejected", "synced", "synced"])
        self.assertIn("not to Xero's liking", self.link(moves[0]).message)

    def test_to_push_to_blocked_for_a_poison_record_and_no_other(self):
        """Our own code fails at one customer, before any invoice of the batch is sent."""
        good = [self.invoice(self.customer(f"Good {number}")) for number in range(5)]
        bad = self.invoice(self.customer("Bad"))
        good += [self.invoice(self.customer(f"Better {number}")) for number in range(5)]
        self.break_on(f"TG_OP = 'INSERT' AND NEW.res_model = 'res.partner' AND NEW.res_id = {bad.partner_id.id}")
        with self.assertLogs("odoo.addons.crm_xero_connector"):
            self.run_cron("cron_push")
        self.assertEqual([self.link(move).state for move in good], ["synced"] * 10)
        self.assertEqual((self.link(bad).state, bool(self.link(bad).message)), ("blocked", True))
        before = len(self.sandbox.requests)
        self.run_cron("cron_push")
        self.assertEqual(len(self.sandbox.requests), before, "it waits for a person")

    def test_sending_to_blocked_when_the_answer_cannot_be_taken_in_and_blocked_to_unknown(self):
        """Retry looks into Xero first: the document is there."""
        bill = self.invoice(move_type="out_refund")
        self.break_answers()
        with self.assertLogs("odoo.addons.crm_xero_connector"), self.passes("sending", "blocked"):
            self.run_cron("cron_push")
        self.assertIn("broken on purpose", self.link(bill).message)
        self.mend_answers()
        with self.passes("blocked", "unknown", "to_push"):
            self.link(bill).action_retry()
            self.run_cron("cron_push")
        self.again(bill)
        self.assertEqual((self.link(bill).state, self.in_xero(bill)), ("synced", 1))

    def test_unknown_to_blocked_when_what_was_found_cannot_be_taken_in(self):
        move = self.lose()
        self.break_answers()
        with self.assertLogs("odoo.addons.crm_xero_connector"), self.passes("unknown", "blocked"):
            self.again(move)
        self.mend_answers()
        self.link(move).action_retry()
        self.again(move)
        self.assertEqual((self.link(move).state, self.in_xero(move)), ("synced", 1))
