"""Which account a payment is on: what somebody corrects on one side is corrected on the other."""

from test_payment_cases import PaymentCase

from odoo.exceptions import ValidationError


class AccountCase(PaymentCase):
    def setUp(self):
        super().setUp()
        self.bank = self.connection.payment_journal_id
        domain = [("connection_id", "=", self.connection.id), ("is_payment_account", "=", True)]
        others = self.env["xero.account"].search(domain) - self.connection.payment_account_id
        self.mapped, self.unmapped = others.filtered(lambda account: account.currency in (False, "AUD"))[:2]
        self.till = self.journal("Till", "TILL", self.company)
        for journal in self.bank | self.till:  # else Odoo without its accounting cannot confirm a payment again
            journal.inbound_payment_method_line_ids.payment_account_id = journal.default_account_id
        self.map(self.till, self.mapped)

    def journal(self, name, code, company):
        return self.env["account.journal"].create(
            {"name": name, "code": code, "type": "cash", "company_id": company.id}
        )

    def map(self, journal, account):
        values = {"journal_id": journal.id, "xero_account_id": account.id, "connection_id": self.connection.id}
        return self.env["xero.account.mapping"].create(values)

    def account(self, payment):
        """Return the account that a payment is on in Xero."""
        return self.org.payments[payment["PaymentID"]]["Account"]["AccountID"]

    def live(self, move):
        return move.matched_payment_ids.filtered(lambda payment: payment.state != "canceled")


class TestCorrectedInXero(AccountCase):
    def corrected(self, before, after):
        """Return what pays an invoice in Odoo before and after its payment was entered anew on another account."""
        move = self.sent()
        first = self.pay_in_xero(move, 40, account=before.xero_id)
        self.pull()
        was = self.live(move)
        self.sandbox.delete_payment(self.org.tenant_id, first["PaymentID"])
        self.pay_in_xero(move, 40, account=after.xero_id)
        self.pull()
        self.settle()
        self.assertEqual(len(self.payments(move)), 1)
        self.assert_agree(move)
        return was, self.live(move)

    def test_a_payment_that_was_on_the_wrong_account_moves_to_the_other_journal(self):
        main = self.connection.payment_account_id
        for before, after, journals in (
            (self.mapped, main, (self.till, self.bank)),
            (main, self.mapped, (self.bank, self.till)),
            (self.unmapped, self.mapped, (self.bank, self.till)),
        ):
            was, now = self.corrected(before, after)
            self.assertEqual((was.journal_id, now.journal_id), journals)
            self.assertEqual(was.state, "canceled")

    def test_accounts_that_the_main_journal_stands_for_are_one_place(self):
        main = self.connection.payment_account_id
        for before, after in ((self.unmapped, main), (main, self.unmapped), (self.unmapped, self.unmapped)):
            was, now = self.corrected(before, after)
            self.assertEqual((was, now.journal_id), (now, self.bank))


class TestCorrectedInOdoo(AccountCase):
    def paid(self):
        move = self.sent()
        payment = self.pay(move)
        self.run_cron("cron_push")
        return move, payment

    def confirm_again(self, move, payment, journal):
        """Reset a payment, choose a journal, confirm it and reconcile it again, before the lane runs."""
        payment.action_draft()
        payment.journal_id = journal
        payment.action_post()
        lines = (payment.move_id | move).line_ids
        lines.filtered(lambda line: line.account_type == "asset_receivable" and not line.reconciled).reconcile()
        self.assertTrue(move._xero_is_paid_by(payment))

    def test_a_payment_that_moves_to_another_journal_moves_to_its_account(self):
        move, payment = self.paid()
        self.confirm_again(move, payment, self.till)
        self.settle()
        (remote,) = self.payments(move)
        self.assertEqual(self.account(remote), self.mapped.xero_id)
        self.assertEqual((self.live(move), payment.journal_id), (payment, self.till))
        self.assert_agree(move)

    def test_one_that_is_confirmed_again_as_it_was_stays(self):
        move, payment = self.paid()
        before = self.payments(move)
        self.confirm_again(move, payment, self.bank)
        self.settle()
        self.assertEqual(self.payments(move), before)

    def test_one_that_moves_to_another_journal_of_the_same_account_stays(self):
        self.connection.account_mapping_ids.filtered("journal_id").xero_account_id = self.connection.payment_account_id
        move, payment = self.paid()
        before = self.payments(move)
        self.confirm_again(move, payment, self.till)
        self.settle()
        self.assertEqual(self.payments(move), before)

    def test_one_that_moves_to_a_journal_without_an_account_says_so(self):
        move, payment = self.paid()
        self.connection.account_mapping_ids.filtered("journal_id").unlink()
        self.confirm_again(move, payment, self.till)
        self.settle()
        self.assertEqual(self.payments(move), [])
        self.assertIn("The journal Till has no account for payments in Xero", move.xero_message)

    def test_what_was_remembered_without_a_place_stays(self):
        move, payment = self.paid()
        before, row = self.payments(move), self.rows(move)
        row.snapshot = {key: row.snapshot[key] for key in ("reconciled", "theirs", "ours")}
        self.confirm_again(move, payment, self.till)
        self.settle()
        self.assertEqual(self.payments(move), before)

    def test_one_that_moves_while_its_answer_is_lost_follows(self):
        move = self.sent()
        payment = self.pay(move)
        self.sandbox.faults.add("drop_after", method="PUT", path="/Payments")
        self.run_cron("cron_push")
        self.confirm_again(move, payment, self.till)
        self.link(move).pay_at = "2020-01-01 00:00:00"
        self.connection.cursor_ids.write({"resume_at": False, "failures": 0})
        self.settle()
        (remote,) = self.payments(move)
        self.assertEqual(self.account(remote), self.mapped.xero_id)
        self.assert_agree(move)


class TestJournalsOfBranches(AccountCase):
    def setUp(self):
        super().setUp()
        values = {"name": "North", "parent_id": self.company.id, "country_id": self.company.country_id.id}
        self.branch = self.env["res.company"].create({**values, "currency_id": self.company.currency_id.id})
        self.env.cr.precommit.run()  # Odoo gives it the chart of its parent at the end of the transaction
        self.env.user.company_ids |= self.branch
        self.env = self.env(context={**self.env.context, "allowed_company_ids": (self.company | self.branch).ids})
        self.own = self.journal("North Till", "NTILL", self.branch)

    def branch_invoice(self):
        income = self.invoice().invoice_line_ids.account_id
        values = {"name": "North", "code": "NORTH", "type": "sale", "default_account_id": income.id}
        journal = self.env["account.journal"].search([("code", "=", "NORTH")]) or self.env["account.journal"].create(
            {**values, "company_id": self.branch.id}
        )
        move = self.invoice(self.customer("Of North"), journal_id=journal.id, company_id=self.branch.id)
        self.push(move)
        return move

    def test_a_payment_in_a_branchs_own_journal_is_on_its_account(self):
        self.map(self.own, self.unmapped)
        move = self.branch_invoice()
        self.pay(move, journal=self.own)
        self.settle()
        (remote,) = self.payments(move)
        self.assertEqual(self.account(remote), self.unmapped.xero_id)
        self.assert_agree(move)

    def test_a_payment_in_xero_comes_into_a_journal_that_its_document_may_use(self):
        self.map(self.own, self.unmapped)
        moves = self.branch_invoice() | self.sent()
        for move in moves:
            self.pay_in_xero(move, account=self.unmapped.xero_id)
        self.pull()
        self.assertEqual([move.matched_payment_ids.journal_id for move in moves], [self.own, self.bank])
        self.assert_agree(*moves)

    def test_a_journal_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Stranger", "currency_id": self.company.currency_id.id})
        with self.assertRaises(ValidationError):
            self.map(self.journal("Strange", "STRA", other), self.unmapped)
