"""The books check reads Xero afresh, finds each planted difference and nothing else, and repairs what it can."""

from test_payments_push import PaymentsCase

from odoo.exceptions import UserError


class TestBooksCheck(PaymentsCase):
    def setUp(self):
        super().setUp()
        self.connection.send_payments = False
        self.moves = [self.invoice(self.customer(f"Customer {number}")) for number in range(14)]
        self.run_cron("cron_push")

    def check(self):
        values = {"connection_id": self.connection.id, "date_from": "2026-11-01", "date_to": "2026-11-30"}
        check = self.env["xero.books.check"].create(values)
        check.action_run()
        return check

    def found(self, check):
        """Return what differs: number -> (verdict, sentence)."""
        rows = check.line_ids.filtered(lambda line: line.verdict in ("differs", "only_odoo"))
        return {row.number: (row.verdict, row.difference) for row in rows}

    def test_equal_books_are_equal_and_cost_two_calls(self):
        check = self.check()
        self.assertEqual((check.problem_count, check.equal_count, check.call_count), (0, 14, 2))

    def plant(self):
        """Make twelve differences, as people do; return what has to be found by number."""
        tenant, edit = self.org.tenant_id, self.sandbox.edit_invoice
        ids = [self.link(move).xero_id for move in self.moves]
        line = {"Description": "x", "Quantity": 1, "AccountCode": "200"}
        edit(tenant, ids[0], LineItems=[{**line, "UnitAmount": 90, "TaxType": "OUTPUT"}])
        edit(tenant, ids[1], LineItems=[{**line, "UnitAmount": 110, "TaxType": "EXEMPTOUTPUT"}])
        edit(tenant, ids[2], Date="2026-11-19")
        edit(tenant, ids[3], InvoiceNumber="OTHER-1")
        self.sandbox.void_invoice(tenant, ids[4])
        self.sandbox.pay(tenant, ids[5])
        self.sandbox.pay(tenant, ids[6], 10)
        self.pay(self.moves[7])
        self.pay(self.moves[8], 25, payment_difference_handling="open")
        edit(tenant, ids[9], Date="2026-12-05", DueDate="2026-12-31")
        self.link(self.moves[10]).unlink()
        blocked = self.invoice(self.customer("Blocked"), currency_id=self.env.ref("base.CHF").id, post=False)
        self.env.ref("base.CHF").active = True
        blocked.action_post()
        self.run_cron("cron_push")
        wanted = {
            0: "total:", 1: "tax:", 2: "date:", 3: "number:", 4: "VOIDED", 5: "amount due:", 6: "amount due:",
            7: "amount due:", 8: "amount due:", 9: "date:", 10: "not sent",
        }  # fmt: skip
        return {**{self.moves[number].name: text for number, text in wanted.items()}, blocked.name: "currency"}

    def test_twelve_planted_differences_are_found_and_nothing_else(self):
        wanted = self.plant()
        check = self.check()
        found = self.found(check)
        self.assertEqual(found.keys(), wanted.keys())
        for number, text in wanted.items():
            self.assertIn(text, found[number][1], number)
        self.assertEqual((check.problem_count, check.equal_count), (12, 3))

    def test_what_was_cancelled_before_it_was_sent_is_in_neither_book(self):
        move = self.invoice()
        move.button_draft()
        move.button_cancel()
        check = self.check()
        self.assertNotIn(move, check.line_ids.move_id)
        self.assertEqual((check.problem_count, check.equal_count), (0, 14))

    def test_what_only_xero_has_is_listed_apart(self):
        other = self.sandbox.add_contact(self.org.tenant_id, Name="Walk-in")
        line = {"Description": "x", "Quantity": 1, "UnitAmount": 7, "AccountCode": "200", "TaxType": "OUTPUT"}
        self.sandbox.add_invoice(
            self.org.tenant_id,
            Type="ACCREC",
            Status="AUTHORISED",
            Date="2026-11-15",
            DueDate="2026-12-01",
            InvoiceNumber="SHOP-1",
            Contact={"ContactID": other["ContactID"]},
            LineItems=[line],
        )
        check = self.check()
        row = check.line_ids.filtered(lambda line: line.number == "SHOP-1")
        self.assertEqual(
            (row.verdict, row.partner, row.xero_total, check.problem_count), ("only_xero", "Walk-in", 7.7, 0)
        )

    def test_a_payment_that_nobody_told_of_is_pulled_again(self):
        self.sandbox.pay(self.org.tenant_id, self.link(self.moves[0]).xero_id)
        check = self.check()
        check.line_ids.filtered(lambda line: line.verdict == "differs").action_pull_again()
        self.assertEqual(self.moves[0].payment_state, "paid")
        check.action_run()
        self.assertEqual(check.problem_count, 0)

    def test_what_was_changed_in_xero_is_pushed_again(self):
        line = {"Description": "x", "Quantity": 1, "UnitAmount": 90, "AccountCode": "200", "TaxType": "OUTPUT"}
        self.sandbox.edit_invoice(self.org.tenant_id, self.link(self.moves[0]).xero_id, LineItems=[line])
        check = self.check()
        check.line_ids.filtered(lambda line: line.verdict == "differs").action_push_again()
        self.run_cron("cron_push")
        check.action_run()
        self.assertEqual(check.problem_count, 0)

    def test_what_each_book_has_by_itself_is_linked_by_its_number(self):
        self.sandbox.pay(self.org.tenant_id, self.link(self.moves[0]).xero_id, 10)
        self.link(self.moves[0]).unlink()
        check = self.check()
        self.assertEqual((check.problem_count, check.only_xero_count), (1, 1))
        check.line_ids.filtered(lambda line: line.verdict == "only_odoo").action_link()
        check.action_run()
        self.assertEqual((check.problem_count, check.only_xero_count), (0, 0))
        self.assertEqual(self.moves[0].amount_residual, 100.0, "its payment came too")

    def test_two_that_a_person_chose_are_linked_and_compared(self):
        self.sandbox.edit_invoice(self.org.tenant_id, self.link(self.moves[0]).xero_id, InvoiceNumber="HAND-7")
        self.link(self.moves[0]).unlink()
        check = self.check()
        ours = check.line_ids.filtered(lambda line: line.verdict == "only_odoo")
        with self.assertRaisesRegex(UserError, "one document of each book"):
            ours.action_link()
        (ours | check.line_ids.filtered(lambda line: line.number == "HAND-7")).action_link()
        self.assertIn("number: Odoo", self.link(self.moves[0]).difference)

    def test_the_night_tells_the_managers_once(self):
        self.sandbox.edit_invoice(self.org.tenant_id, self.link(self.moves[0]).xero_id, Date="2026-11-19")
        self.run_cron("cron_books")
        self.assertIn("1 documents differ", self.connection.notice)
        self.connection.notice = False
        self.run_cron("cron_books")
        self.assertFalse(self.connection.notice)

    def test_the_report_is_made(self):
        check = self.check()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html("crm_xero_connector.books_report", check.ids)
        self.assertIn(self.moves[0].name, html.decode())
