"""Lines of the bank's statement that pay documents, and payments that wait for one without an entry of their own."""

from unittest.mock import patch

from test_payment_cases import FeeCase

from odoo import Command


class BankCase(FeeCase):
    def bank_line(self, parts, fee=0.0, other=0.0):
        """Return a line of the bank's statement that pays documents, matched as the accountant's app does it.

        :param parts: dict of document -> what the line pays of it, less than zero where money goes out
        :param fee: what the bank kept of it
        :param other: what it brings besides, booked at once on the same account as fees
        """
        journal = self.connection.payment_journal_id
        values = {"journal_id": journal.id, "date": "2026-11-22", "payment_ref": "Transfer 7"}
        amount = sum(parts.values()) + other - fee
        line = self.env["account.bank.statement.line"].create({**values, "amount": amount})
        _liquidity, suspense, _other = line._seek_for_lines()
        rows = [(self.owed(move).account_id, -paid) for move, paid in parts.items()]
        rows += [(self.fees, balance) for balance in (fee, -other) if balance]
        commands = [Command.create({"account_id": account.id, "balance": balance}) for account, balance in rows]
        line.move_id.with_context(force_delete=True, skip_readonly_check=True).write(
            {"line_ids": [Command.delete(suspense.id), *commands]}
        )
        others = line.move_id.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
        for move, own in zip(parts, others.sorted("id"), strict=True):
            (own | self.owed(move)).reconcile()
        return line

    def owed(self, move):
        return move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")

    def amounts(self, move):
        return sorted(float(row["Amount"]) for row in self.payments(move))

    def assert_paid(self, move, *amounts):
        """Check what pays a document in Xero after everything ran."""
        self.settle()
        self.assertEqual(self.amounts(move), sorted(amounts))
        self.assert_agree(move)


class WithoutEntryCase(BankCase):
    """Payments have no journal entry, as with the accountant's app and a method that has no outstanding account."""

    def setUp(self):
        super().setUp()
        moves = self.env.registry["account.move"]
        app = patch.object(moves, "_get_invoice_in_payment_state", lambda move: "in_payment")  # as that app says it
        app.start()
        self.addCleanup(app.stop)
        journal = self.connection.payment_journal_id
        lines = journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids
        lines.payment_account_id = False
        self.move = self.sent()

    def pay_without_entry(self, moves, amount=None, **values):
        payments = self.pay(moves, amount, **({"payment_difference_handling": "open"} if amount else {}), **values)
        self.assertFalse(payments.move_id)
        return payments


class TestWizard(WithoutEntryCase):
    def test_what_the_button_pay_records_is_sent(self):
        self.pay_without_entry(self.move, 40)
        self.assert_paid(self.move, 40.0)
        self.pay_without_entry(self.move, 70)
        self.assert_paid(self.move, 40.0, 70.0)

    def test_invoices_that_are_paid_apart_at_once_are_sent_each(self):
        moves = self.move | self.invoice(self.move.partner_id, lines=((1, 50, 10),))
        self.run_cron("cron_push")
        self.pay_without_entry(moves, group_payment=False)
        self.assert_paid(moves[0], 110.0)
        self.assert_paid(moves[1], 55.0)

    def test_one_for_several_invoices_waits_for_the_bank_that_says_what_is_whose(self):
        moves = self.move | self.invoice(self.move.partner_id, lines=((1, 50, 10),))
        self.run_cron("cron_push")
        self.pay_without_entry(moves, group_payment=True)
        for move in moves:
            self.assert_paid(move)
        self.bank_line({moves[0]: 110, moves[1]: 55})
        self.assert_paid(moves[0], 110.0)
        self.assert_paid(moves[1], 55.0)

    def test_what_xero_does_not_have_is_left_alone(self):
        move = self.invoice()
        self.link(move).unlink()
        self.pay_without_entry(move)
        self.assertFalse(self.link(move))


class TestBankStandsForIt(WithoutEntryCase):
    """The bank's line is the same money as the payment that waited for it."""

    def test_it_is_in_xero_once_whatever_is_matched_and_taken_apart(self):
        payment = self.pay_without_entry(self.move, 40)
        self.assert_paid(self.move, 40.0)
        (first,) = self.payments(self.move)
        for _time in range(2):
            self.bank_line({self.move: 40})
            self.assertEqual(payment.state, "paid")
            self.assert_paid(self.move, 40.0)
            self.assertEqual(float(self.remote(self.move)["AmountDue"]), 70.0)
            self.owed(self.move).remove_move_reconcile()
            self.assertEqual(payment.state, "in_process")
            self.assert_paid(self.move, 40.0)
        self.assertEqual(self.payments(self.move)[0]["PaymentID"], first["PaymentID"])

    def test_all_of_it_at_once(self):
        self.pay_without_entry(self.move)
        self.assert_paid(self.move, 110.0)
        self.bank_line({self.move: 110})
        self.assert_paid(self.move, 110.0)
        self.assertFalse(self.move.xero_message)

    def test_both_before_anything_was_sent(self):
        self.pay_without_entry(self.move, 40)
        self.bank_line({self.move: 40})
        self.assert_paid(self.move, 40.0)

    def test_each_line_stands_for_one_payment(self):
        for _payment in range(2):
            self.pay_without_entry(self.move, 40)
        for _line in range(2):
            self.bank_line({self.move: 40})
            self.assert_paid(self.move, 40.0, 40.0)
        self.bank_line({self.move: 30})
        self.assert_paid(self.move, 30.0, 40.0, 40.0)

    def test_a_line_of_another_amount_is_another_payment(self):
        self.pay_without_entry(self.move, 40)
        self.bank_line({self.move: 30})
        self.assert_paid(self.move, 30.0, 40.0)

    def test_an_equal_payment_after_the_line_is_another_one(self):
        self.bank_line({self.move: 40})
        self.pay_without_entry(self.move, 40)
        self.assert_paid(self.move, 40.0, 40.0)

    def test_one_that_waits_counts_for_nothing_once_the_bank_paid_everything(self):
        self.pay_without_entry(self.move, 40)
        self.assert_paid(self.move, 40.0)
        self.bank_line({self.move: 110})
        self.assert_paid(self.move, 110.0)
        self.owed(self.move).remove_move_reconcile()
        self.assert_paid(self.move, 40.0)

    def test_taken_back_in_odoo_the_line_still_pays(self):
        payment = self.pay_without_entry(self.move, 40)
        self.bank_line({self.move: 40})
        self.assert_paid(self.move, 40.0)
        payment.action_cancel()
        self.assert_paid(self.move, 40.0)
        self.assertEqual(self.move.amount_residual, 70.0)

    def test_deleted_in_xero_both_are_taken_back(self):
        payment = self.pay_without_entry(self.move, 40)
        self.bank_line({self.move: 40})
        self.assert_paid(self.move, 40.0)
        self.sandbox.delete_payment(self.org.tenant_id, self.payments(self.move)[0]["PaymentID"])
        self.assert_paid(self.move)
        self.assertEqual((payment.state, self.move.amount_residual), ("canceled", 110.0))

    def test_what_the_bank_kept_is_taken_off_the_payment(self):
        self.map_fees()
        payment = self.pay_without_entry(self.move)
        self.assert_paid(self.move, 110.0)
        self.bank_line({self.move: 110}, fee=2.5)
        self.assert_paid(self.move, 2.5, 107.5)
        (fee,) = [row for row in self.payments(self.move) if float(row["Amount"]) == 2.5]
        self.sandbox.delete_payment(self.org.tenant_id, fee["PaymentID"])
        self.assert_paid(self.move)
        self.assertEqual((payment.state, self.move.amount_residual), ("canceled", 110.0))


class TestBankKeepsAFee(BankCase):
    """The bank account in Xero gets what arrived, no more."""

    def setUp(self):
        super().setUp()
        self.move = self.sent()

    def test_the_fee_is_a_payment_of_its_own_and_both_go_with_the_line(self):
        account = self.map_fees()
        line = self.bank_line({self.move: 110}, fee=2.5)
        self.assert_paid(self.move, 2.5, 107.5)
        rows = [self.org.payments[row["PaymentID"]] for row in self.payments(self.move)]
        (fee,) = [row for row in rows if row["Account"]["AccountID"] == account["AccountID"]]
        self.assertEqual(float(fee["Amount"]), 2.5)
        self.sandbox.delete_payment(self.org.tenant_id, fee["PaymentID"])
        self.assert_paid(self.move)
        self.assertTrue(line.exists())
        self.assertEqual(self.move.amount_residual, 110.0)

    def test_without_a_mapping_the_fee_waits_and_says_what_to_do(self):
        self.bank_line({self.move: 110}, fee=2.5)
        self.settle()
        self.assertEqual(self.amounts(self.move), [107.5])
        self.assertIn("Map it under Map Accounts", self.move.xero_message)

    def test_several_invoices_share_it_to_the_cent(self):
        self.map_fees()
        moves = [self.move, self.sent(), self.sent()]
        self.bank_line(dict.fromkeys(moves, 110), fee=0.1)
        self.settle()
        self.assertEqual([sum(self.amounts(move)) for move in moves], [110.0] * 3)
        self.assertEqual([len(self.amounts(move)) for move in moves], [2] * 3)
        self.assertAlmostEqual(sum(max(self.amounts(move)) for move in moves), 329.9)
        self.assert_agree(*moves)

    def test_without_a_fee_each_gets_its_own(self):
        other = self.sent((1, 50.0, 10))
        self.bank_line({self.move: 110, other: 55})
        self.assert_paid(self.move, 110.0)
        self.assert_paid(other, 55.0)

    def test_what_came_besides_is_no_fee(self):
        self.map_fees()
        self.bank_line({self.move: 110}, other=20)
        self.assert_paid(self.move, 110.0)
        move = self.sent()
        self.bank_line({move: 110}, other=20, fee=2.5)
        self.assert_paid(move, 2.5, 107.5)

    def test_what_goes_out_with_it_has_no_part_of_the_fee(self):
        self.map_fees()
        note = self.sent((1, 20.0, 10), move_type="out_refund")
        self.bank_line({self.move: 110, note: -22}, fee=2.5)
        self.assert_paid(self.move, 2.5, 107.5)
        self.assert_paid(note, 22.0)
