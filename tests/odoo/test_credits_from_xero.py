"""What somebody credits in Xero is credited in Odoo: allocations of notes that both have, and notes of Xero alone."""

from test_payment_cases import PaymentCase


class CreditCase(PaymentCase):
    def credit_in_xero(self, move, amount=11, to=None, **values):
        """Make a credit note in Xero as a bookkeeper does, and set it off against an invoice of ours."""
        line = {"Description": "Goodwill", "Quantity": 1, "AccountCode": "200", "TaxType": "OUTPUT"}
        line = {**line, "UnitAmount": str(round(amount / 1.1, 2)), **values.pop("line", {})}
        note = self.sandbox.add_credit_note(
            self.org.tenant_id,
            Type="ACCRECCREDIT",
            Status="AUTHORISED",
            Date="2026-11-22",
            Contact={"ContactID": self.remote(move)["Contact"]["ContactID"]},
            CreditNoteNumber=f"XCN-{len(self.org.credit_notes)}",
            LineItems=[line],
            **values,
        )
        self.sandbox.allocate(self.org.tenant_id, note["CreditNoteID"], self.link(move).xero_id, to or amount)
        return note

    def our_note(self, note):
        link = self.env["xero.link"].search([("xero_id", "=", note["CreditNoteID"])])
        return link, self.env["account.move"].browse(link.res_id)

    def due(self, move):
        return float(self.remote(move)["AmountDue"])


class TestAllocationsOfXero(CreditCase):
    def test_c92_a_part_is_set_off_and_taken_back(self):
        move = self.sent((1, 50.0, None))
        note = self.invoice(move.partner_id, lines=((1, 100.0, None),), move_type="out_refund")
        self.run_cron("cron_push")
        allocation = self.sandbox.allocate(self.org.tenant_id, self.link(note).xero_id, self.link(move).xero_id, 30)
        self.settle()
        self.assertEqual((move.amount_residual, note.amount_residual, self.due(move)), (20.0, 70.0, 20.0))
        self.assert_agree(move, note)
        self.assertTrue(any("as in Xero" in (body or "") for body in move.message_ids.mapped("body")))
        xero_id = self.link(note).xero_id
        self.sandbox.delete_allocation(self.org.tenant_id, xero_id, allocation["AllocationID"])
        self.settle()
        self.assertEqual((move.amount_residual, note.amount_residual, self.due(move)), (50.0, 100.0, 50.0))
        self.assert_agree(move, note)

    def test_what_came_from_xero_is_taken_back_there_when_odoo_undoes_it(self):
        move = self.sent()
        note = self.invoice(move.partner_id, lines=((1, 30.0, 10),), move_type="out_refund")
        self.run_cron("cron_push")
        self.sandbox.allocate(self.org.tenant_id, self.link(note).xero_id, self.link(move).xero_id, 20)
        self.settle()
        note.line_ids.remove_move_reconcile()
        self.settle()
        self.assertEqual((self.due(move), move.amount_residual), (110.0, 110.0))
        self.assert_agree(move, note)

    def test_what_odoo_set_off_and_somebody_undid_in_xero_is_undone_in_odoo(self):
        move = self.sent()
        note = self.invoice(move.partner_id, lines=((1, 30.0, 10),), move_type="out_refund")
        lines = (move | note).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.reconcile()
        self.settle()
        remote = self.org.credit_notes[self.link(note).xero_id]
        allocation_id = remote["Allocations"][0]["AllocationID"]
        self.sandbox.delete_allocation(self.org.tenant_id, remote["CreditNoteID"], allocation_id)
        self.settle()
        self.assertEqual((self.due(move), move.amount_residual, note.amount_residual), (110.0, 110.0, 33.0))
        self.assert_agree(move, note)

    def test_more_is_set_off_in_two_terms_the_earlier_first(self):
        terms = self.env.ref("account.account_payment_term_30days").copy(
            {
                "line_ids": [(5,), (0, 0, {"value": "percent", "value_amount": 40, "nb_days": 0})]
                + [(0, 0, {"value": "percent", "value_amount": 60, "nb_days": 30})]
            }
        )
        move = self.sent(invoice_payment_term_id=terms.id)
        note = self.invoice(move.partner_id, lines=((1, 100.0, 10),), move_type="out_refund")
        self.run_cron("cron_push")
        self.sandbox.allocate(self.org.tenant_id, self.link(note).xero_id, self.link(move).xero_id, 60)
        self.settle()
        open_lines = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        self.assertEqual(sorted(open_lines.mapped("amount_residual")), [0.0, 50.0])
        self.assert_agree(move, note)

    def test_in_another_currency_both_books_agree_on_the_part(self):
        name = next(code for code in sorted(self.org.currencies) if code != "AUD")
        money = self.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        money.active = True
        for day, rate in (("2026-11-01", 0.66), ("2026-11-21", 0.63)):
            values = {"currency_id": money.id, "company_id": self.company.id, "name": day, "rate": rate}
            self.env["res.currency.rate"].create(values)
        move = self.sent(currency_id=money.id)
        note = self.invoice(move.partner_id, move_type="out_refund", currency_id=money.id, invoice_date="2026-11-23")
        self.run_cron("cron_push")
        self.sandbox.allocate(self.org.tenant_id, self.link(note).xero_id, self.link(move).xero_id, 33.33)
        self.settle()
        self.assertEqual((move.amount_residual, note.amount_residual), (76.67, 76.67))
        self.assert_agree(move, note)


class TestNotesOfXero(CreditCase):
    def test_c113_a_credit_note_of_xero_comes_and_the_amount_due_follows(self):
        move = self.sent()
        remote = self.credit_in_xero(move)
        self.settle()
        link, note = self.our_note(remote)
        self.assertEqual(
            (note.move_type, note.state, note.amount_total, note.amount_tax), ("out_refund", "posted", 11.0, 1.0)
        )
        self.assertEqual((note.ref, str(note.invoice_date)), (remote["CreditNoteNumber"], "2026-11-22"))
        self.assertEqual(note.invoice_line_ids.account_id, move.invoice_line_ids.account_id)
        self.assertEqual((move.amount_residual, note.amount_residual, self.due(move)), (99.0, 0.0, 99.0))
        self.assert_agree(move)
        self.assertFalse(link.difference)
        before = len(self.org.credit_notes)
        self.settle()
        self.assertEqual(len(self.org.credit_notes), before, "it is not sent back")

    def test_one_in_another_currency_is_worth_what_it_is_in_xero(self):
        name = next(code for code in sorted(self.org.currencies) if code != "AUD")
        money = self.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        money.active = True
        values = {"currency_id": money.id, "company_id": self.company.id, "name": "2026-11-01", "rate": 0.66}
        self.env["res.currency.rate"].create(values)
        move = self.sent(currency_id=money.id)
        remote = self.credit_in_xero(move, CurrencyCode=name, CurrencyRate="0.5")
        self.settle()
        note = self.our_note(remote)[1]
        self.assertEqual((note.state, note.invoice_currency_rate), ("posted", 0.5))
        self.assertEqual((note.amount_total, note.amount_total_signed), (11.0, -22.0))
        self.assert_agree(move)

    def test_odoos_own_note_whose_answer_was_lost_is_not_made_again(self):
        move = self.sent()
        note = self.invoice(move.partner_id, lines=((1, 30.0, 10),), move_type="out_refund")
        self.sandbox.faults.add("drop_after", path="/CreditNotes")
        self.run_cron("cron_push")
        remote = next(row for row in self.org.credit_notes.values() if row["CreditNoteNumber"] == note.name)
        self.assertEqual(self.link(note).state, "unknown")
        self.sandbox.allocate(self.org.tenant_id, remote["CreditNoteID"], self.link(move).xero_id, 33)
        self.run_cron("cron_pull")
        self.assertEqual((self.link(note).state, self.due(move)), ("unknown", 77.0))
        self.connection.cursor_ids.resume_at = False
        self.link(note).next_try = "2020-01-01 00:00:00"
        self.settle()
        notes = self.env["account.move"].search(
            [("partner_id", "=", move.partner_id.id), ("move_type", "=", "out_refund")]
        )
        self.assertEqual((notes, self.link(note).xero_id), (note, remote["CreditNoteID"]))
        self.assertEqual((move.amount_residual, note.amount_residual), (77.0, 0.0))
        self.assert_agree(move, note)

    def test_it_leaves_when_it_is_voided_in_xero_and_the_setting_says_so(self):
        self.connection.void_policy = "cancel"
        move = self.sent()
        remote = self.credit_in_xero(move)
        self.settle()
        allocation = self.org.credit_notes[remote["CreditNoteID"]]["Allocations"][0]
        self.sandbox.delete_allocation(self.org.tenant_id, remote["CreditNoteID"], allocation["AllocationID"])
        self.settle()
        self.assertEqual(move.amount_residual, 110.0)
        self.sandbox.void_credit_note(self.org.tenant_id, remote["CreditNoteID"])
        self.settle()
        self.assertEqual(self.our_note(remote)[1].state, "cancel")
        self.assert_agree(move)

    def test_more_of_it_can_be_set_off_later_and_less_again(self):
        move = self.sent()
        remote = self.credit_in_xero(move, 33, to=11)
        self.settle()
        note = self.our_note(remote)[1]
        self.assertEqual((move.amount_residual, note.amount_residual), (99.0, 22.0))
        self.sandbox.allocate(self.org.tenant_id, remote["CreditNoteID"], self.link(move).xero_id, 5.5)
        self.settle()
        self.assertEqual((move.amount_residual, note.amount_residual), (93.5, 16.5))
        self.assert_agree(move)

    def test_prices_with_tax_and_odd_quantities_give_the_same_amounts(self):
        move = self.sent()
        remote = self.credit_in_xero(
            move, 11, LineAmountTypes="Inclusive", line={"UnitAmount": "3.6667", "Quantity": "3"}
        )
        self.settle()
        note = self.our_note(remote)[1]
        self.assertEqual((note.amount_total, note.amount_tax), (11.0, 1.0))
        self.assert_agree(move)

    def test_what_has_no_account_in_odoo_says_so_and_comes_when_it_has(self):
        move = self.sent()
        remote = self.credit_in_xero(move, line={"AccountCode": "260"})
        self.settle()
        link, note = self.our_note(remote)
        self.assertFalse(note)
        self.assertEqual(link.state, "blocked")
        self.assertIn("Add it under Map Accounts", move.xero_message)
        self.assertIn("amount due", self.link(move).difference)
        account = self.env["xero.account"].search([("connection_id", "=", self.connection.id), ("code", "=", "260")])
        income = self.env["account.account"].create(
            {"name": "Other Income", "code": "4999", "account_type": "income_other", "company_ids": self.company.ids}
        )
        values = {"connection_id": self.connection.id, "account_id": income.id, "xero_account_id": account.id}
        self.env["xero.account.mapping"].create(values)
        link.action_take_over()
        self.settle()
        self.assertEqual(self.our_note(remote)[1].invoice_line_ids.account_id, income)
        self.assert_agree(move)
        self.assertFalse(move.xero_message)

    def test_the_setting_may_be_to_tell_only(self):
        self.connection.credit_policy = "tell"
        move = self.sent()
        remote = self.credit_in_xero(move)
        self.settle()
        link, note = self.our_note(remote)
        self.assertFalse(note)
        self.assertIn("was made in Xero. Press Take Over", move.xero_message)
        link.action_take_over()
        self.settle()
        self.assertEqual(move.amount_residual, 99.0)
        self.assert_agree(move)

    def test_a_date_in_a_locked_period_is_told(self):
        move = self.sent()
        self.company.sale_lock_date = "2026-11-22"
        remote = self.credit_in_xero(move)
        self.settle()
        self.assertFalse(self.our_note(remote)[1])
        self.assertIn("locked period", move.xero_message)
