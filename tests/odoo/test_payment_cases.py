"""Payments as users of other integrations suffered them, by the case's number, and what is near to them."""

import itertools

from test_payments_push import PaymentsCase

from odoo import Command


class PaymentCase(PaymentsCase):
    def setUp(self):
        super().setUp()
        self.sandbox.limits.per_minute = 10_000  # else the limit of 60 a minute is what is tested

    def pay_in_xero(self, move, amount=None, **values):
        return self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, amount, **values)

    def pull(self):
        self.run_cron("cron_pull")

    def pull_again(self, move):
        """Press Pull Again in the books check."""
        values = {"connection_id": self.connection.id, "date_from": "2026-11-01", "date_to": "2026-11-30"}
        check = self.env["xero.books.check"].create(values)
        check.action_run()
        check.line_ids.filtered(lambda line: line.move_id == move).action_pull_again()

    def sent(self, *lines, **values):
        """Return an invoice that Xero has."""
        move = self.invoice(
            self.customer(f"Customer {len(self.org.invoices)}"), lines=lines or ((1, 100.0, 10),), **values
        )
        self.push(move)
        return move

    def rows(self, move):
        return self.env["xero.link"].search([("document_link_id", "=", self.link(move).id)])


class TestFromXero(PaymentCase):
    def test_c84_a_payment_on_a_mapped_account_is_registered_in_its_journal(self):
        till = self.env["account.journal"].create(
            {"name": "Till", "code": "TILL", "type": "cash", "company_id": self.company.id}
        )
        domain = [("connection_id", "=", self.connection.id), ("is_payment_account", "=", True), ("type", "!=", "BANK")]
        account = self.env["xero.account"].search(domain, limit=1)
        values = {"journal_id": till.id, "xero_account_id": account.id, "connection_id": self.connection.id}
        self.env["xero.account.mapping"].create(values)
        moves = [self.sent() for _number in range(3)]
        self.pay_in_xero(moves[0], account=account.xero_id)
        self.pay_in_xero(moves[1])
        self.pay_in_xero(moves[2], account=account.xero_id)
        before = len(self.sandbox.requests)
        self.pull()
        journals = [move.matched_payment_ids.journal_id for move in moves]
        self.assertEqual(journals, [till, self.connection.payment_journal_id, till])
        asked = [row for row in self.sandbox.requests[before:] if row["path"].startswith("/Payments")]
        self.assertEqual(len(asked), 1, "the accounts of all payments are asked for in one call")
        self.assert_agree(*moves)

    def test_c85_who_paid_too_much_has_paid_and_the_rest_stays_in_xero(self):
        move = self.sent()
        self.sandbox.pay_too_much(self.org.tenant_id, self.link(move).xero_id, 130)
        self.pull()
        self.assertEqual((move.payment_state, move.matched_payment_ids.amount), ("paid", 110.0))
        self.assert_agree(move)

    def test_c89_a_batch_that_is_edited_in_xero_doubles_nothing(self):
        moves = [self.sent((1, price, 10)) for price in (10.0, 20.0, 30.0)]
        ids = [self.link(move).xero_id for move in moves]
        batch = self.sandbox.pay_batch(self.org.tenant_id, ids)
        self.pull()
        before = [move.matched_payment_ids for move in moves]
        self.assertEqual([payment.amount for payment in before], [11.0, 22.0, 33.0])
        self.sandbox.delete_batch(self.org.tenant_id, batch["BatchPaymentID"])
        self.sandbox.pay_batch(self.org.tenant_id, ids)
        self.pull()
        self.assertEqual([move.matched_payment_ids for move in moves], before, "the same payments, linked anew")
        self.assertEqual([row.remote_status for move in moves for row in self.rows(move)], ["AUTHORISED"] * 3)
        self.assert_agree(*moves)

    def test_c89_a_payment_of_a_batch_cannot_be_deleted_alone_and_that_is_said(self):
        moves = [self.sent() for _number in range(2)]
        self.sandbox.pay_batch(self.org.tenant_id, [self.link(move).xero_id for move in moves])
        self.pull()
        moves[0].matched_payment_ids.action_cancel()
        self.run_cron("cron_push")
        self.assertIn("batch", moves[0].xero_message)
        self.assertTrue(moves[0].xero_has_stuck_payments)
        self.assertEqual(moves[1].payment_state, "paid")

    def test_a_payment_that_xero_has_on_another_day_now_is_one_of_that_day(self):
        move = self.sent()
        first = self.pay_in_xero(move, 40, date="2026-11-21")
        self.pull()
        self.sandbox.delete_payment(self.org.tenant_id, first["PaymentID"])
        self.pay_in_xero(move, 40, date="2026-11-25")
        self.pull()
        live = move.matched_payment_ids.filtered(lambda payment: payment.state != "canceled")
        self.assertEqual(live.mapped(lambda payment: str(payment.date)), ["2026-11-25"])
        self.assertTrue(any("was deleted in Xero" in (body or "") for body in move.message_ids.mapped("body")))
        self.assert_agree(move)

    def test_a_payment_whose_amount_is_another_one_under_the_same_id_is_taken_anew(self):
        move = self.sent()
        payment = self.pay_in_xero(move, 40)
        self.pull()
        remote = self.remote(move)
        for row in (self.org.payments[payment["PaymentID"]], remote["Payments"][0]):
            row["Amount"] += 10
        remote["AmountPaid"], remote["AmountDue"] = remote["AmountPaid"] + 10, remote["AmountDue"] - 10
        self.pull_again(move)
        live = move.matched_payment_ids.filtered(lambda payment: payment.state != "canceled")
        self.assertEqual(live.mapped("amount"), [50.0])
        self.assert_agree(move)

    def test_a_payment_of_next_month_is_registered_on_its_day(self):
        move = self.sent()
        self.pay_in_xero(move, date="2026-12-24")
        self.pull()
        payment = move.matched_payment_ids
        self.assertEqual((str(payment.date), str(payment.move_id.date)), ("2026-12-24", "2026-12-24"))
        self.assertEqual(move.payment_state, "paid")
        self.assert_agree(move)

    def test_a_payment_that_odoo_may_not_take_back_is_told(self):
        move = self.sent()
        payment = self.pay_in_xero(move, date="2026-11-21")
        self.pull()
        self.company.fiscalyear_lock_date = "2026-11-24"
        self.sandbox.delete_payment(self.org.tenant_id, payment["PaymentID"])
        self.pull()
        self.assertEqual(move.payment_state, "paid")
        self.assertIn("Xero no longer has the payment", self.link(move).difference)
        self.company.fiscalyear_lock_date = False
        self.pull_again(move)
        self.assertEqual(move.payment_state, "not_paid")
        self.assert_agree(move)

    def test_what_was_paid_before_we_knew_that_xero_has_it_is_paid(self):
        move = self.invoice(self.customer("Lost Answer Ltd"))
        self.sandbox.faults.add("drop_after", method="PUT", path="/Invoices")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "unknown")
        (remote,) = [row for row in self.org.invoices.values() if row["InvoiceNumber"] == move.name]
        self.sandbox.pay(self.org.tenant_id, remote["InvoiceID"], 40)
        self.pull()  # it is nobody's yet
        self.link(move).next_try = "2020-01-01 00:00:00"
        self.run_cron("cron_push")
        self.assertEqual((self.link(move).state, move.amount_residual), ("synced", 70.0))
        self.assert_agree(move)

    def test_a_bank_fee_leaves_the_rest_open_in_both_books(self):
        move = self.sent()
        self.pay_in_xero(move, 107.5)
        self.pull()
        self.assertEqual((move.payment_state, move.amount_residual), ("partial", 2.5))
        self.assert_agree(move)

    def test_c94_a_credit_note_that_is_paid_back_in_xero_is_paid_back_in_odoo(self):
        note = self.invoice(move_type="out_refund")
        self.run_cron("cron_push")
        self.sandbox.refund(self.org.tenant_id, "CreditNote", self.link(note).xero_id, 60)
        self.pull()
        payment = note.matched_payment_ids
        self.assertEqual((payment.payment_type, payment.amount, note.amount_residual), ("outbound", 60.0, 50.0))
        self.assert_agree(note)

    def test_c104_what_was_paid_while_the_server_was_off_is_found(self):
        moves = [self.sent() for _number in range(12)]
        self.pull()
        self.sandbox.clock.advance(26 * 3600)
        for move in moves:
            self.pay_in_xero(move)
        self.connection.token_id.sudo().expires_at = "2020-01-01 00:00:00"
        before = len(self.sandbox.requests)
        self.pull()
        self.assertEqual({move.payment_state for move in moves}, {"paid"})
        paths = [row["path"] for row in self.sandbox.requests[before:] if "/Contacts" not in row["path"]]
        self.assertEqual(paths, ["/Invoices"], "one read finds all of them")


class TestAdvances(PaymentCase):
    """Money that came before or beside an invoice, and was then set off against it."""

    def advance(self, move, how):
        contact_id = self.remote(move)["Contact"]["ContactID"]
        made = getattr(self.sandbox, how)(self.org.tenant_id, contact_id, 200)
        return made["OverpaymentID" if how == "overpay" else "PrepaymentID"]

    def test_what_is_set_off_is_a_payment_and_undone_with_it(self):
        for how in ("overpay", "prepay"):
            with self.subTest(how):
                move = self.sent()
                advance_id = self.advance(move, how)
                first = self.sandbox.allocate(self.org.tenant_id, advance_id, self.link(move).xero_id, 30)
                self.pull()
                self.assertEqual((move.matched_payment_ids.amount, move.amount_residual), (30.0, 80.0))
                self.assertIn("in advance", move.matched_payment_ids.memo)
                self.sandbox.allocate(self.org.tenant_id, advance_id, self.link(move).xero_id, 80)
                self.pull()
                self.assertEqual(move.payment_state, "paid")
                self.assert_agree(move)
                self.sandbox.delete_allocation(self.org.tenant_id, advance_id, first["AllocationID"])
                self.pull()
                self.assertEqual(move.amount_residual, 30.0)
                self.assert_agree(move)

    def test_it_cannot_be_taken_back_from_odoo_and_that_is_said(self):
        move = self.sent()
        self.sandbox.allocate(self.org.tenant_id, self.advance(move, "overpay"), self.link(move).xero_id, 30)
        self.pull()
        move.matched_payment_ids.action_cancel()
        self.run_cron("cron_push")
        self.assertIn("take the allocation back there", move.xero_message)

    def test_c93_the_refund_of_an_overpayment_belongs_to_no_invoice(self):
        move = self.sent()
        advance_id = self.advance(move, "overpay")
        payment = self.sandbox.refund(self.org.tenant_id, "Overpayment", advance_id, 50)
        event = {"app_id": self.connection.app_id.id, "tenant_id": self.org.tenant_id, "event_type": "CREATE"}
        self.env["xero.event"].create({**event, "category": "PAYMENT", "resource_id": payment["PaymentID"]})
        self.run_cron("cron_events")
        self.pull()
        self.assertFalse(move.matched_payment_ids)
        self.assert_agree(move)


class TestCurrencies(PaymentCase):
    """In another currency both books find the same gain or loss, to the cent."""

    def setUp(self):
        super().setUp()
        self.name = next(code for code in sorted(self.org.currencies) if code != "AUD")
        self.money = self.env["res.currency"].with_context(active_test=False).search([("name", "=", self.name)])
        self.money.active = True
        for day, rate in (("2026-11-01", 0.66), ("2026-11-21", 0.63)):
            values = {"currency_id": self.money.id, "company_id": self.company.id, "name": day, "rate": rate}
            self.env["res.currency.rate"].create(values)
        self.move = self.sent(currency_id=self.money.id, invoice_date="2026-11-10")

    def gain(self):
        """Return what Odoo booked as gain (negative) or loss."""
        exchange = self.move.line_ids.matched_credit_ids.exchange_move_id
        accounts = self.company.income_currency_exchange_account_id | self.company.expense_currency_exchange_account_id
        return round(sum(exchange.line_ids.filtered(lambda line: line.account_id in accounts).mapped("balance")), 2)

    def test_the_bank_amount_of_xero_decides_what_odoo_books(self):
        self.pay_in_xero(self.move, date="2026-11-22", bank_amount="171.23")
        self.pull()
        payment = self.move.matched_payment_ids
        self.assertEqual((payment.amount, payment.currency_id), (110.0, self.money))
        liquidity = payment.move_id.line_ids.filtered(lambda line: line.account_id == payment.outstanding_account_id)
        self.assertEqual(liquidity.balance, 171.23)
        self.assertEqual(self.gain(), round(110 / 0.66 - 171.23, 2))
        self.assertEqual(self.move.payment_state, "paid")
        self.assert_agree(self.move)

    def test_the_bank_amount_of_odoo_decides_what_xero_books(self):
        self.pay(self.move, date="2026-11-22")
        self.run_cron("cron_push")
        (payment,) = [row for row in self.org.payments.values() if row["Status"] == "AUTHORISED" and self.is_ours(row)]
        self.assertEqual((float(payment["Amount"]), float(payment["BankAmount"])), (110.0, round(110 / 0.63, 2)))
        self.assertEqual(self.gain(), round(round(110 / 0.66, 2) - round(110 / 0.63, 2), 2))
        self.assert_agree(self.move)

    def test_a_part_payment_has_its_part_of_the_worth(self):
        self.pay(self.move, 55, date="2026-11-22", payment_difference_handling="open")
        self.run_cron("cron_push")
        self.pay_in_xero(self.move, 55, date="2026-11-24", bank_amount="90.00")
        self.pull()
        mine = sorted(float(row["BankAmount"]) for row in self.org.payments.values() if self.is_ours(row))
        self.assertEqual(mine, [round(55 / 0.63, 2), 90.0])
        self.assertEqual(self.move.payment_state, "paid")
        self.assert_agree(self.move)

    def is_ours(self, row):
        return (row.get("Invoice") or {}).get("InvoiceID") == self.link(self.move).xero_id


class FeeCase(PaymentCase):
    """There is an account for what banks keep."""

    def setUp(self):
        super().setUp()
        values = {"name": "Bank Fees", "code": "6999", "account_type": "expense", "company_ids": self.company.ids}
        self.fees = self.env["account.account"].create(values)

    def map_fees(self):
        account = next(row for row in self.org.accounts.values() if row["Class"] == "EXPENSE" and row["Type"] != "BANK")
        account["EnablePaymentsToAccount"] = True
        self.env["xero.sync.reference"]._pull(self.connection)
        there = self.env["xero.account"].search([("xero_id", "=", account["AccountID"])])
        values = {"connection_id": self.connection.id, "account_id": self.fees.id, "xero_account_id": there.id}
        self.env["xero.account.mapping"].create(values)
        return account


class TestWriteOff(FeeCase):
    """A bank fee that Odoo writes off with the payment: the bank account in Xero gets what arrived, no more."""

    def setUp(self):
        super().setUp()
        self.move = self.sent()

    def pay_with_fee(self):
        return self.pay(
            self.move,
            107.5,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.fees.id,
            writeoff_label="Fee",
        )

    def test_two_payments_on_two_accounts_and_both_go_with_it(self):
        account = self.map_fees()
        payment = self.pay_with_fee()
        self.settle()
        rows = [self.org.payments[row["PaymentID"]] for row in self.payments(self.move)]
        self.assertEqual(sorted(float(row["Amount"]) for row in rows), [2.5, 107.5])
        (fee,) = [row for row in rows if row["Account"]["AccountID"] == account["AccountID"]]
        self.assertEqual(float(fee["Amount"]), 2.5)
        self.assert_agree(self.move)
        self.sandbox.delete_payment(self.org.tenant_id, fee["PaymentID"])
        self.settle()
        self.assertEqual((payment.state, self.payments(self.move)), ("canceled", []))
        self.assert_agree(self.move)

    def test_without_a_mapping_the_rest_waits_and_says_what_to_do(self):
        self.pay_with_fee()
        self.settle()
        self.assertEqual([float(row["Amount"]) for row in self.payments(self.move)], [107.5])
        self.assertIn("Map it under Map Accounts", self.move.xero_message)
        self.map_fees()
        self.settle()
        self.assertEqual(self.remote(self.move)["Status"], "PAID")
        self.assertFalse(self.move.xero_message)


class TestBothSides(PaymentCase):
    """Who recorded it, who took it back, all of it or a part."""

    def test_c87_all_eight_ways_end_equal_and_open(self):
        for recorded, deleted, amount in itertools.product(("odoo", "xero"), ("odoo", "xero"), (110, 40)):
            with self.subTest(recorded=recorded, deleted=deleted, amount=amount):
                move = self.sent()
                if recorded == "odoo":
                    self.pay(move, amount, payment_difference_handling="open")
                else:
                    self.pay_in_xero(move, amount)
                self.settle()
                self.assertEqual((len(self.payments(move)), move.amount_residual), (1, 110.0 - amount))
                self.assert_agree(move)
                if deleted == "odoo":
                    move.matched_payment_ids.action_cancel()
                else:
                    self.sandbox.delete_payment(self.org.tenant_id, self.payments(move)[0]["PaymentID"])
                self.settle()
                self.assertEqual((self.payments(move), move.amount_residual), ([], 110.0))
                self.assertEqual(set(move.matched_payment_ids.mapped("state")), {"canceled"})
                self.assert_agree(move)

    def test_c83_registering_a_payment_makes_a_payment_and_no_status_is_sent(self):
        move = self.sent()
        self.pay(move)
        before = len(self.sandbox.requests)
        self.run_cron("cron_push")
        writes = [row["path"] for row in self.sandbox.requests[before:] if row["method"] in ("PUT", "POST")]
        self.assertEqual((writes, self.remote(move)["Status"]), (["/Payments"], "PAID"))

    def test_a_payment_that_odoo_moved_to_another_day_is_made_anew_in_xero(self):
        move = self.sent()
        payment = self.pay(move, date="2026-11-21")
        self.run_cron("cron_push")
        payment.action_draft()
        payment.date = "2026-11-23"
        payment.action_post()
        lines = (payment.move_id | move).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.filtered(lambda line: not line.reconciled).reconcile()
        self.settle()
        self.assertEqual([str(row["Date"])[:10] for row in self.payments(move)], ["2026-11-23"])
        self.assert_agree(move)

    def test_c97_a_payment_in_xeros_locked_period_waits_whoever_connected_and_goes_after_the_lock(self):
        move = self.sent()
        self.connection.period_lock_date = "2026-11-22"
        self.pay(move, date="2026-11-21")
        self.run_cron("cron_push")
        self.assertEqual(self.payments(move), [])
        self.assertIn("locked period (until 2026-11-22)", move.xero_message)
        self.connection.period_lock_date = False
        move.action_xero_retry()
        self.run_cron("cron_push")
        self.assertEqual(len(self.payments(move)), 1)
        self.assertFalse(move.xero_message)
        self.assert_agree(move)

    def test_c99_what_the_bookkeeper_entered_by_hand_is_the_payment_that_was_refused(self):
        move = self.sent()
        self.connection.period_lock_date = "2026-11-22"
        self.pay(move, date="2026-11-21")
        self.run_cron("cron_push")
        self.pay_in_xero(move, date="2026-11-21")
        self.pull()
        self.assertEqual((len(self.payments(move)), len(move.matched_payment_ids)), (1, 1))
        self.assertFalse(move.xero_message)
        self.assert_agree(move)


class TestDoubt(PaymentCase):
    """Equal amounts on near days, each recorded on one side: a person knows whether that is one payment or two."""

    def setUp(self):
        super().setUp()
        self.move = self.sent()
        self.pay(self.move, 55, date="2026-11-21", payment_difference_handling="open")
        self.pay_in_xero(self.move, 55, date="2026-11-23")
        self.settle()

    def test_nothing_is_booked_until_somebody_decides(self):
        self.settle()
        self.assertEqual((len(self.payments(self.move)), len(self.move.matched_payment_ids)), (1, 1))
        self.assertTrue(self.move.xero_is_doubtful)
        self.assertIn("Is it the same one?", self.move.xero_message)

    def test_the_same_one_is_one(self):
        self.move.action_xero_same_payment()
        self.settle()
        self.assertEqual((len(self.payments(self.move)), len(self.move.matched_payment_ids)), (1, 1))
        self.assertEqual((self.move.xero_message, self.move.xero_is_doubtful), ("", False))
        self.assert_agree(self.move)

    def test_two_are_two(self):
        self.move.action_xero_two_payments()
        self.settle()
        self.assertEqual((len(self.payments(self.move)), len(self.move.matched_payment_ids)), (2, 2))
        self.assertEqual(self.remote(self.move)["Status"], "PAID")
        self.assertFalse(self.move.xero_is_doubtful)
        self.assert_agree(self.move)

    def test_what_is_deleted_in_xero_is_in_doubt_no_longer(self):
        self.sandbox.delete_payment(self.org.tenant_id, self.payments(self.move)[0]["PaymentID"])
        self.settle()
        self.assertEqual([str(row["Date"])[:10] for row in self.payments(self.move)], ["2026-11-21"])
        self.assertFalse(self.move.xero_is_doubtful)
        self.assert_agree(self.move)

    def test_what_is_cancelled_in_odoo_is_in_doubt_no_longer(self):
        self.move.matched_payment_ids.action_cancel()
        self.settle()
        live = self.move.matched_payment_ids.filtered(lambda payment: payment.state != "canceled")
        self.assertEqual(live.mapped(lambda payment: str(payment.date)), ["2026-11-23"])
        self.assert_agree(self.move)

    def test_days_that_are_far_apart_are_two_payments(self):
        move = self.sent()
        self.pay(move, 55, date="2026-10-01", payment_difference_handling="open")
        self.pay_in_xero(move, 55, date="2026-11-23")
        self.settle()
        self.assertEqual((len(self.payments(move)), len(move.matched_payment_ids)), (2, 2))
        self.assert_agree(move)

    def test_another_account_is_a_doubt_too(self):
        till = self.env["account.journal"].create(
            {"name": "Till", "code": "TILL", "type": "cash", "company_id": self.company.id}
        )
        domain = [("connection_id", "=", self.connection.id), ("is_payment_account", "=", True), ("type", "!=", "BANK")]
        account = self.env["xero.account"].search(domain, limit=1)
        rows = [Command.create({"journal_id": till.id, "xero_account_id": account.id})]
        self.connection.account_mapping_ids = rows
        move = self.sent()
        self.pay(move, 30, date="2026-11-21", payment_difference_handling="open")
        self.pay_in_xero(move, 30, date="2026-11-21", account=account.xero_id)
        self.settle()
        self.assertTrue(move.xero_is_doubtful)
