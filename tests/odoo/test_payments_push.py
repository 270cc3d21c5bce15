"""What Odoo records as paid is paid in Xero, until Odoo takes it back; what both recorded is one payment."""

from common import InvoiceCase

from odoo.tools import html2plaintext


class PaymentsCase(InvoiceCase):
    def setUp(self):
        super().setUp()
        self.connection.send_payments = True

    def pay(self, moves, amount=None, date="2026-11-21", journal=None, **values):
        """Register a payment in Odoo, as the button Pay does."""
        Wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=moves.ids)
        values = {"payment_date": date, "journal_id": (journal or self.connection.payment_journal_id).id, **values}
        if amount:
            values["amount"] = amount
        wizard = Wizard.create(values)
        return wizard._create_payments()

    def payments(self, move):
        """Return the live payments of a document in Xero."""
        return [row for row in self.remote(move)["Payments"] if row.get("Status") != "DELETED"]

    def remote(self, move):
        link = self.link(move)
        return (self.org.credit_notes if link.entity == "credit_note" else self.org.invoices)[link.xero_id]

    def settle(self):
        for lane in ("cron_push", "cron_pull", "cron_push"):
            self.run_cron(lane)

    def assert_agree(self, *moves):
        for move in moves:
            due = self.remote(move)["AmountDue" if self.link(move).entity == "invoice" else "RemainingCredit"]
            self.assertEqual(float(due), move._xero_due())
            self.assertFalse(self.link(move).difference, move.name)


class TestOwnFaults(PaymentsCase):
    def test_a_payment_at_which_our_own_code_fails_holds_back_no_other(self):
        partner = self.customer("Payer")
        moves = [self.invoice(partner) for _number in range(5)]
        self.run_cron("cron_push")
        for move in moves:
            self.pay(move)
        (source,) = moves[2]._xero_sources()
        condition = f"NEW.entity = 'payment' AND NEW.res_id = {source.record.id}"
        self.break_on(condition)
        with self.assertLogs("odoo.addons.crm_xero_connector"):
            self.run_cron("cron_push")
        self.assertEqual([len(self.payments(move)) for move in moves], [1, 1, 0, 1, 1])
        self.assertIn("broken on purpose", moves[2].xero_message)
        self.env.cr.execute("DROP TRIGGER broken ON xero_link")
        self.link(moves[2]).pay_at = "2020-01-01 00:00:00"
        self.run_cron("cron_push")
        self.assertEqual((len(self.payments(moves[2])), moves[2].xero_message), (1, ""))
        self.assert_agree(*moves)


class TestMeanwhile(PaymentsCase):
    """Somebody pays in Xero, or takes it back, and before Odoo has heard of it an answer to Odoo shows it already."""

    def reword(self, move):
        move.with_context(xero_words_only=True).button_draft()
        move.invoice_line_ids.name = f"{move.invoice_line_ids.name} indeed"
        move.action_post()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced", self.link(move).message)

    def test_what_is_paid_and_taken_back_there_before_a_change_of_ours_is_followed(self):
        move = self.invoice()
        self.push(move)
        payment = self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, 40)
        self.reword(move)
        self.reword(move)
        self.run_cron("cron_pull")
        self.assertEqual(move.amount_residual, 70)
        self.sandbox.delete_payment(self.org.tenant_id, payment["PaymentID"])
        self.reword(move)
        self.reword(move)
        self.run_cron("cron_pull")
        self.assertEqual(move.amount_residual, 110)
        self.assert_agree(move)

    def test_what_odoo_records_while_an_answer_is_lost_follows_the_document(self):
        for kind, path in (("out_invoice", "/Invoices"), ("out_refund", "/CreditNotes")):
            self.sandbox.faults.add("drop_after", method="PUT", path=path)
            move = self.invoice(self.customer(kind), move_type=kind)
            self.run_cron("cron_push")
            self.assertEqual(self.link(move).state, "unknown")
            self.pay(move, 25, payment_difference_handling="open")
            self.link(move).next_try = "2020-01-01 00:00:00"
            self.run_cron("cron_push")
            self.assertEqual(len(self.payments(move)), 1, kind)
            self.assert_agree(move)

    def test_what_is_paid_back_there_before_a_credit_note_is_set_off_is_followed(self):
        move = self.invoice()
        note = self.invoice(move.partner_id, lines=((1, 20.0, 10),), move_type="out_refund")
        self.run_cron("cron_push")
        self.sandbox.refund(self.org.tenant_id, "CreditNote", self.link(note).xero_id, 3)
        (move | note).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        note.line_ids.remove_move_reconcile()
        self.run_cron("cron_push")
        self.run_cron("cron_pull")
        self.assertEqual(note.amount_residual, 19)
        self.assert_agree(move, note)


class TestWhatIsOpen(PaymentsCase):
    def test_why_it_is_open_is_told_with_both_sides(self):
        move = self.invoice()
        self.push(move)
        self.pay(move, 30, payment_difference_handling="open")
        self.run_cron("cron_push")
        rows = html2plaintext(move.xero_open_reason).split()
        self.assertEqual(rows.count("80.00"), 2, rows)
        self.assertEqual(rows.count("-30.00"), 2, rows)
        self.assertNotIn("text-danger", move.xero_open_reason)
        self.connection.send_payments = False
        self.pay(move, 50, payment_difference_handling="open")
        move.invalidate_recordset(["xero_open_reason"])
        self.assertIn("text-danger", move.xero_open_reason)
        self.connection.send_payments = True
        move._xero_pay()
        self.pay(move)
        self.run_cron("cron_push")
        move.invalidate_recordset(["xero_open_reason"])
        self.assertFalse(move.xero_open_reason)

    def test_open_screens_are_told_what_changed(self):
        move = self.invoice()
        self.env["bus.bus"].search([]).unlink()
        self.push(move)
        self.env.cr.precommit.run()
        messages = self.env["bus.bus"].search([]).mapped("message")
        self.assertTrue(any("crm_xero/changed" in text and str(move.id) in text for text in messages), messages)


class TestPaymentsPush(PaymentsCase):
    def test_a_payment_in_odoo_is_one_in_xero_on_the_mapped_account(self):
        move = self.invoice()
        self.push(move)
        self.pay(move)
        self.run_cron("cron_push")
        (payment,) = self.payments(move)
        self.assertEqual((float(payment["Amount"]), str(payment["Date"])[:10]), (110.0, "2026-11-21"))
        self.assertEqual(self.remote(move)["Status"], "PAID")
        self.assert_agree(move)
        self.settle()
        self.assertEqual(len(self.payments(move)), 1)
        self.assertEqual(len(move.matched_payment_ids), 1)

    def test_confirmed_and_paid_before_anything_was_sent(self):
        move = self.invoice()
        self.pay(move)
        self.run_cron("cron_push")
        self.assertEqual(self.remote(move)["Status"], "PAID")
        self.assert_agree(move)

    def test_part_payments_follow_one_after_the_other(self):
        move = self.invoice()
        self.push(move)
        for amount, due in ((40.0, 70.0), (30.0, 40.0)):
            self.pay(move, amount, payment_difference_handling="open")
            self.run_cron("cron_push")
            self.assertEqual(float(self.remote(move)["AmountDue"]), due)
        self.assert_agree(move)

    def test_one_payment_of_several_invoices_is_one_for_each_in_xero(self):
        buyer = self.customer("Buyer Ltd")
        moves = self.invoice(buyer) | self.invoice(buyer, lines=((1, 50, 10),))
        self.run_cron("cron_push")
        self.pay(moves, group_payment=True)
        self.run_cron("cron_push")
        self.assertEqual([float(self.payments(move)[0]["Amount"]) for move in moves], [110.0, 55.0])
        self.assert_agree(*moves)

    def test_a_payment_that_is_cancelled_in_odoo_is_deleted_in_xero(self):
        move = self.invoice()
        self.push(move)
        payment = self.pay(move)
        self.run_cron("cron_push")
        payment.action_cancel()
        self.run_cron("cron_push")
        self.assertEqual((self.payments(move), self.remote(move)["Status"]), ([], "AUTHORISED"))
        self.assert_agree(move)

    def test_a_payment_of_xero_that_is_cancelled_in_odoo_is_deleted_there(self):
        move = self.invoice()
        self.sandbox.pay(self.org.tenant_id, self.push(move)["InvoiceID"], 40)
        self.run_cron("cron_pull")
        move.matched_payment_ids.action_cancel()
        self.run_cron("cron_push")
        self.assertEqual(self.payments(move), [])
        self.settle()
        self.assert_agree(move)

    def test_a_payment_of_odoo_that_is_deleted_in_xero_is_taken_back_in_odoo(self):
        move = self.invoice()
        self.push(move)
        payment = self.pay(move)
        self.run_cron("cron_push")
        self.sandbox.delete_payment(self.org.tenant_id, self.payments(move)[0]["PaymentID"])
        self.settle()
        self.assertEqual((payment.state, move.payment_state, self.payments(move)), ("canceled", "not_paid", []))
        self.assertTrue(any("was deleted in Xero" in (body or "") for body in move.message_ids.mapped("body")))
        self.assert_agree(move)

    def test_c85_the_same_payment_recorded_on_both_sides_is_one(self):
        move = self.invoice()
        self.push(move)
        self.pay(move)
        self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, date="2026-11-21")
        self.settle()
        self.assertEqual((len(self.payments(move)), len(move.matched_payment_ids)), (1, 1))
        self.assert_agree(move)

    def test_c85_recorded_on_both_sides_on_different_days_is_one_too(self):
        move = self.invoice()
        self.push(move)
        self.pay(move, date="2026-11-21")
        self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, date="2026-11-23")
        self.settle()
        self.assertEqual((len(self.payments(move)), len(move.matched_payment_ids)), (1, 1))
        self.assert_agree(move)

    def test_a_payment_in_xero_that_odoo_could_not_reconcile_is_not_deleted_there(self):
        move = self.invoice()
        self.push(move)
        self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, 40)
        self.pay(move, 110)  # nobody has seen the 40 yet
        self.settle()
        self.assertEqual([float(row["Amount"]) for row in self.payments(move)], [40.0])
        row = self.env["xero.link"].search([("document_link_id", "=", self.link(move).id), ("xero_id", "=", False)])
        self.assertEqual(row.state, "rejected")
        self.assertIn("More would be paid than is due", row.message)
        self.assertIn("amount due", self.link(move).difference)

    def test_payments_with_the_same_trouble_are_named_in_one_sentence(self):
        move = self.invoice()
        self.push(move)
        self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, 100)
        for amount in (40, 70):
            self.pay(move, amount, payment_difference_handling="open")
        self.run_cron("cron_push")
        text = move.xero_message
        self.assertEqual(text.count("More would be paid than is due"), 1)
        names = self.env["xero.link"].search([("document_link_id", "=", self.link(move).id), ("message", "!=", False)])
        self.assertEqual(len(names), 2)
        self.assertIn(", ".join(names.sorted("id").mapped("record_name")) + ": More", text)

    def test_a_lost_answer_pays_once(self):
        for fault in ("drop_after", "500_before", "drop_before"):
            with self.subTest(fault):
                move = self.invoice(self.customer(fault))
                self.push(move)
                self.pay(move)
                self.sandbox.faults.add(fault, method="PUT", path="/Payments")
                self.run_cron("cron_push")
                self.link(move).pay_at = self.link(move).payment_ids.sent_at = "2020-01-01 00:00:00"
                self.connection.cursor_ids.filtered(lambda cursor: cursor.lane == "push").resume_at = False
                self.settle()
                self.assertEqual((len(self.payments(move)), len(move.matched_payment_ids)), (1, 1))
                self.assert_agree(move)

    def test_c84_a_journal_without_an_account_in_xero_waits_and_says_so(self):
        cash = self.env["account.journal"].create(
            {"name": "Till", "code": "TILL", "type": "cash", "company_id": self.company.id}
        )
        moves = [self.invoice(self.customer(name)) for name in ("Cash Ltd", "Bank Ltd")]
        self.run_cron("cron_push")
        self.pay(moves[0], journal=cash)
        self.pay(moves[1])
        self.run_cron("cron_push")
        row = self.env["xero.link"].search([("document_link_id", "=", self.link(moves[0]).id)])
        self.assertEqual((row.state, self.payments(moves[0]), len(self.payments(moves[1]))), ("blocked", [], 1))
        self.assertIn("Till", row.message)
        domain = [("connection_id", "=", self.connection.id), ("is_payment_account", "=", True), ("type", "!=", "BANK")]
        account = self.env["xero.account"].search(domain, limit=1)
        values = {"journal_id": cash.id, "xero_account_id": account.id, "connection_id": self.connection.id}
        self.env["xero.account.mapping"].create(values)
        self.run_cron("cron_push")
        self.assertEqual(len(self.payments(moves[0])), 1)
        self.assert_agree(*moves)

    def test_c94_a_refund_paid_out_is_a_payment_of_the_credit_note(self):
        note = self.invoice(move_type="out_refund")
        self.run_cron("cron_push")
        self.pay(note)
        self.run_cron("cron_push")
        self.assertEqual(float(self.remote(note)["RemainingCredit"]), 0.0)
        self.settle()
        self.assert_agree(note)

    def test_a_bank_line_that_is_reconciled_is_a_payment_and_undone_with_it(self):
        move = self.invoice()
        self.push(move)
        journal = self.connection.payment_journal_id
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "amount": 110.0, "date": "2026-11-22", "payment_ref": "Transfer 7"}
        )
        _liquidity, suspense, _other = line._seek_for_lines()
        receivable = move.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
        suspense.account_id = receivable.account_id
        suspense.partner_id = receivable.partner_id
        (suspense | receivable).reconcile()
        self.run_cron("cron_push")
        (payment,) = self.payments(move)
        self.assertIn("Transfer 7", payment["Reference"])
        self.assert_agree(move)
        receivable.remove_move_reconcile()
        self.run_cron("cron_push")
        self.assertEqual(self.payments(move), [])
        self.assert_agree(move)

    def test_without_the_setting_nothing_is_sent_and_it_is_told(self):
        self.connection.send_payments = False
        move = self.invoice()
        self.push(move)
        self.pay(move)
        self.settle()
        self.assertEqual(self.payments(move), [])
        self.assertIn("amount due", self.link(move).difference or "amount due")

    def test_two_payments_of_a_batch_are_one_call(self):
        moves = [self.invoice(self.customer(name)) for name in ("One", "Two")]
        self.run_cron("cron_push")
        for move in moves:
            self.pay(move)
        before = len(self.sandbox.requests)
        self.run_cron("cron_push")
        calls = [(row["method"], row["path"]) for row in self.sandbox.requests[before:]]
        self.assertEqual(calls, [("GET", "/Invoices"), ("PUT", "/Payments"), ("GET", "/Invoices")])
        self.assert_agree(*moves)
