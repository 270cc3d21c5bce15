"""Vendor bills and refunds go to Xero where the connection says so; Xero itself takes the number of a bill twice."""

from common import InvoiceCase

from odoo import Command


class TestBills(InvoiceCase):
    def setUp(self):
        super().setUp()
        self.connection.send_bills = True
        costs = [("connection_id", "=", self.connection.id), ("is_purchase_account", "=", True), ("code", "=", "429")]
        self.connection.bills_account_id = self.env["xero.account"].search(costs)
        self.env["xero.tax.mapping"]._prepare(self.connection)
        mappings = self.connection.tax_mapping_ids.filtered(lambda row: row.direction == "purchase" and row.tax_ids)
        self.input_tax = mappings.filtered(lambda row: row.tax_rate_id.tax_type == "INPUT")[:1].tax_ids
        self.vendor = self.customer("Paper Ltd")

    def bill(self, ref="P-100", kind="in_invoice", price=100.0, post=True, **values):
        lines = [{"name": "Paper", "quantity": 3, "price_unit": price, "discount": 10}]
        lines[0]["tax_ids"] = [Command.set(self.input_tax.ids)]
        move = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": self.vendor.id,
                "ref": ref,
                "invoice_date": "2026-11-20",
                "invoice_line_ids": [Command.create(line) for line in lines],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def bills_in_xero(self, number):
        return [row for row in self.org.invoices.values() if row["InvoiceNumber"] == number]

    def test_a_bill_is_in_xero_with_the_vendors_number_and_equal_to_the_cent(self):
        move = self.bill()
        remote = self.push(move)
        (line,) = remote["LineItems"]
        self.assertEqual((remote["Type"], remote["InvoiceNumber"], remote["Status"]), ("ACCPAY", "P-100", "AUTHORISED"))
        self.assertEqual((line["TaxType"], line["AccountCode"]), ("INPUT", "429"))
        self.assertEqual(move.amount_total, 297.0)
        self.assert_equal_books(move)
        self.assertIn("AccountsPayable", move.xero_url)

    def test_without_the_setting_bills_stay_in_odoo(self):
        self.connection.send_bills = False
        move = self.bill()
        self.run_cron("cron_push")
        self.assertFalse(self.link(move))

    def test_a_bill_whose_taxes_are_not_mapped_says_so_before_it_is_confirmed(self):
        self.connection.tax_mapping_ids.filtered(lambda row: row.tax_ids == self.input_tax).tax_rate_id = False
        self.assertIn("is not mapped to a Xero tax rate", self.bill(post=False).xero_message)

    def test_a_lost_answer_makes_no_second_bill(self):
        move = self.bill("P-7, part 2")  # a comma would split a list of numbers
        self.sandbox.faults.add("drop_after", method="PUT", path="/Invoices")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "unknown")
        self.link(move).next_try = "2020-01-01 00:00:00"
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        self.assertEqual(len(self.bills_in_xero("P-7, part 2")), 1)

    def test_a_bill_that_somebody_entered_in_xero_is_linked_and_not_doubled(self):
        first = self.bill()
        self.push(first)
        self.env["xero.link"].search([("res_id", "=", first.id), ("entity", "=", "invoice")]).unlink()
        self.connection.action_sync_now()
        first.action_xero_send()
        self.push(first)
        self.assertEqual(len(self.bills_in_xero("P-100")), 1)

    def test_the_same_number_of_another_vendor_is_another_bill(self):
        self.push(self.bill())
        self.vendor = self.customer("Ink Ltd")
        self.push(self.bill())
        self.assertEqual(len(self.bills_in_xero("P-100")), 2)

    def test_two_bills_cost_one_look_and_one_call(self):
        self.push(self.bill("P-1"))
        moves = [self.bill(f"P-{number}") for number in (2, 3)]
        before = len(self.sandbox.requests)
        self.run_cron("cron_push")
        self.assertEqual(len(self.sandbox.requests) - before, 2)
        self.assertEqual({self.link(move).state for move in moves}, {"synced"})

    def test_a_payment_of_a_bill_in_xero_pays_it_in_odoo(self):
        move = self.bill()
        self.sandbox.pay(self.org.tenant_id, self.push(move)["InvoiceID"])
        self.run_cron("cron_pull")
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        payment = move.matched_payment_ids
        self.assertEqual((payment.partner_type, payment.payment_type), ("supplier", "outbound"))
        self.assertFalse(self.link(move).difference)

    def test_a_refund_goes_too_and_is_set_off_as_in_odoo(self):
        bill, refund = self.bill(), self.bill("R-1", "in_refund", price=10.0)
        (bill | refund).line_ids.filtered(lambda line: line.account_type == "liability_payable").reconcile()
        self.run_cron("cron_push")
        self.assertEqual(self.org.credit_notes[self.link(refund).xero_id]["Type"], "ACCPAYCREDIT")
        self.assertEqual(float(self.remote(bill)["AmountDue"]), bill.amount_residual)
        self.assertFalse(self.link(bill).difference or self.link(refund).difference)

    def test_a_refund_whose_answer_was_lost_is_found_again(self):
        refund = self.bill("R-9", "in_refund")
        self.sandbox.faults.add("drop_after", method="PUT", path="/CreditNotes")
        self.run_cron("cron_push")
        self.link(refund).next_try = "2020-01-01 00:00:00"
        self.run_cron("cron_push")
        self.assertEqual(self.link(refund).state, "synced")
        numbers = [row["CreditNoteNumber"] for row in self.org.credit_notes.values()]
        self.assertEqual(numbers.count("R-9"), 1)

    def test_accounts_and_categories_of_bills(self):
        target = self.env["xero.account"].search(
            [("connection_id", "=", self.connection.id), ("is_purchase_account", "=", True), ("code", "!=", "429")],
            limit=1,
        )
        category = self.env["product.category"].create({"name": "Paper"})
        child = self.env["product.category"].create({"name": "White", "parent_id": category.id})
        product = self.env["product.product"].create({"name": "Sheet", "categ_id": child.id})
        self.env["xero.account.mapping"].create(
            {"connection_id": self.connection.id, "categ_id": category.id, "xero_account_id": target.id}
        )
        move = self.bill(post=False)
        move.invoice_line_ids.product_id = product
        self.assertEqual(self.payload(move)["LineItems"][0]["AccountCode"], target.code)
