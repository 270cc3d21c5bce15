"""Invoices that are not plain: rounding to cash, early payment, advances, negative and free lines, many due dates."""

from common import InvoiceCase

from odoo import Command


class TestOddInvoices(InvoiceCase):
    def taxed(self, price, **values):
        values = {"name": f"For {price}", "quantity": 1, "price_unit": price, **values}
        return Command.create({"tax_ids": [Command.set(self.tax(10).ids)], **values})

    def sent(self, *lines, **values):
        move = self.invoice(lines=(), post=False, **{"invoice_line_ids": list(lines), **values})
        move.action_post()
        self.push(move)
        self.assert_equal_books(move)
        return move

    def rounding(self, strategy):
        income = self.env["account.account"].search(
            [("account_type", "=", "income_other"), ("company_ids", "in", self.company.ids)], limit=1
        )
        values = {"name": strategy, "rounding": 0.05, "strategy": strategy, "rounding_method": "HALF-UP"}
        if strategy == "add_invoice_line":
            values.update(profit_account_id=income.id, loss_account_id=income.id)
        return self.env["account.cash.rounding"].create(values)

    def test_cash_rounding_as_a_line_of_its_own(self):
        move = self.sent(self.taxed(10.02), invoice_cash_rounding_id=self.rounding("add_invoice_line").id)
        self.assertEqual(move.amount_total, 11.0)
        self.assertEqual(len(self.remote(move)["LineItems"]), 2)

    def test_cash_rounding_of_the_biggest_tax(self):
        move = self.sent(self.taxed(10.02), invoice_cash_rounding_id=self.rounding("biggest_tax").id)
        self.assertEqual(move.amount_total, 11.0)

    def test_an_early_payment_discount_that_reduces_the_tax(self):
        for kind in ("mixed", "included", "excluded"):
            with self.subTest(kind):
                term = self.env["account.payment.term"].create(
                    {
                        "name": kind,
                        "early_discount": True,
                        "discount_percentage": 2,
                        "discount_days": 7,
                        "early_pay_discount_computation": kind,
                        "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
                    }
                )
                move = self.sent(self.taxed(1000), partner=self.customer(kind), invoice_payment_term_id=term.id)
                self.assertEqual(move.amount_tax, 98.0 if kind == "mixed" else 100.0)

    def test_an_advance_is_taken_off_with_its_tax(self):
        move = self.sent(self.taxed(500), self.taxed(-150, name="Advance"))
        self.assertEqual(move.amount_total, 385.0)

    def test_a_credit_note_with_discounts_up_to_everything(self):
        move = self.sent(
            self.taxed(80, discount=12.5), self.taxed(99, discount=100), self.taxed(10), move_type="out_refund"
        )
        self.assertEqual(self.link(move).entity, "credit_note")

    def remote(self, move):
        link = self.link(move)
        return (self.org.credit_notes if link.entity == "credit_note" else self.org.invoices)[link.xero_id]

    def test_an_invoice_of_nothing(self):
        move = self.sent(self.taxed(0), self.taxed(50), self.taxed(-50))
        self.assertEqual(move.amount_total, 0.0)
        self.assertEqual(self.remote(move)["Status"], "PAID" if move.payment_state == "paid" else "AUTHORISED")

    def test_quantities_with_many_decimals_and_odd_text(self):
        text = "Ünïcode – ‘quotes’ & <tags>\n\ttabs 漢字 \U0001f600"
        move = self.sent(self.taxed(0.3333, quantity=1234.5678, name=text), self.taxed(99.999, quantity=0.001))
        self.assertIn("漢字", self.remote(move)["LineItems"][0]["Description"])

    def test_the_payment_reference_is_sent_where_there_is_no_other(self):
        move = self.sent(self.taxed(10), payment_reference="RF18 0000 1234")
        self.assertEqual(self.remote(move)["Reference"], "RF18 0000 1234")

    def test_the_link_back_leads_to_the_document_in_odoo(self):
        move = self.sent(self.taxed(10))
        url = self.remote(move).get("Url") or ""
        self.assertTrue(url.endswith(f"/odoo/action-account.action_move_out_invoice_type/{move.id}"), url)
