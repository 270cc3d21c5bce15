"""Taxes, accounts and journals: what can be mapped, what is said of what cannot, and what breaks later."""

from common import InvoiceCase

from odoo import Command
from odoo.exceptions import ValidationError


class MappingCase(InvoiceCase):
    def make_tax(self, name, amount, **values):
        group = self.env["account.tax.group"].create({"name": name, "company_id": self.company.id})
        return self.env["account.tax"].create(
            {
                "name": name,
                "amount": amount,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                "country_id": self.company.account_fiscal_country_id.id,
                "tax_group_id": group.id,
                **values,
            }
        )

    def row(self, taxes, direction="sale"):
        rows = self.connection.tax_mapping_ids.filtered(lambda row: row.direction == direction)
        return rows.filtered(lambda row: row.tax_ids == taxes)

    def rate(self, tax_type):
        domain = [("connection_id", "=", self.connection.id), ("tax_type", "=", tax_type)]
        return self.env["xero.tax.rate"].search(domain)

    def in_xero(self, table, **wanted):
        rows = table.values() if isinstance(table, dict) else table
        return next(row for row in rows if all(row.get(name) == value for name, value in wanted.items()))


class TestTaxes(MappingCase):
    def test_a_set_that_is_in_use_is_offered_and_its_sum_is_what_counts(self):
        parts = self.make_tax("State", 4) | self.make_tax("Federal", 6)
        move = self.invoice(post=False)
        move.invoice_line_ids.tax_ids = parts
        self.connection.action_map_taxes()
        mapping = self.row(parts)
        self.assertEqual(mapping.effective_rate, 10.0)
        mapping.tax_rate_id = self.rate("OUTPUT")
        move.action_post()
        self.assertEqual(self.push(move)["LineItems"][0]["TaxType"], "OUTPUT")
        self.assert_equal_books(move)

    def test_a_tax_on_a_tax_has_the_rate_that_is_charged(self):
        first = self.make_tax("First", 5, include_base_amount=True, sequence=1)
        second = self.make_tax("Second", 20, sequence=2, is_base_affected=True)
        mapping = self.env["xero.tax.mapping"].create(
            {"connection_id": self.connection.id, "tax_ids": [Command.set((first | second).ids)]}
        )
        self.assertEqual(mapping.effective_rate, 26.0)
        self.assertEqual(mapping.state, "none")
        self.assertIn("no active rate of 26 %", mapping.problem)

    def test_a_division_tax_has_the_rate_on_the_amount_without_it(self):
        tax = self.make_tax("Division", 20, amount_type="division")
        self.connection.action_map_taxes()
        self.assertEqual(self.row(tax).effective_rate, 25.0)

    def test_a_fixed_tax_is_refused_in_words_when_mapping_and_on_the_invoice(self):
        tax = self.make_tax("Bottle deposit", 0.25, amount_type="fixed")
        self.connection.action_map_taxes()
        mapping = self.row(tax)
        self.assertFalse(mapping.allowed_rate_ids)
        self.assertIn("Bottle deposit is no percentage", mapping.problem)
        with self.assertRaises(ValidationError):
            mapping.tax_rate_id = self.rate("OUTPUT")
        move = self.invoice(post=False)
        move.invoice_line_ids.tax_ids = tax
        move.action_post()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "blocked")
        self.assertIn("Bottle deposit is no percentage", self.link(move).message)

    def test_a_price_that_includes_its_tax_maps_by_the_same_rate(self):
        tax = self.make_tax("Inside", 10, price_include_override="tax_included")
        self.connection.action_map_taxes()
        self.row(tax).tax_rate_id = self.rate("OUTPUT")
        move = self.invoice(post=False)
        move.invoice_line_ids.tax_ids = tax
        move.action_post()
        self.push(move)
        self.assertEqual((move.amount_total, move.amount_tax), (100.0, 9.09))
        self.assert_equal_books(move)

    def test_lines_without_tax_have_a_rate_of_zero(self):
        row = self.row(self.env["account.tax"])
        self.assertEqual((row.effective_rate, row.state, row.tax_rate_id.effective_rate), (0.0, "mapped", 0.0))

    def test_a_rate_that_is_archived_in_xero_turns_red_and_is_told_once(self):
        self.in_xero(self.org.tax_rates, TaxType="OUTPUT")["Status"] = "ARCHIVED"
        self.run_cron("cron_check")
        mapping = self.row(self.tax(10))
        self.assertEqual(mapping.state, "wrong")
        self.assertIn("it was archived or changed", mapping.problem)
        self.assertIn("it was archived or changed", self.connection.notice)
        self.assertEqual(len(self.connection.activity_ids), len(self.managers()))
        self.connection.notice = False
        self.run_cron("cron_check")
        self.assertFalse(self.connection.notice, "told once")
        self.in_xero(self.org.tax_rates, TaxType="OUTPUT")["Status"] = "ACTIVE"
        held = self.invoice()
        self.run_cron("cron_push")
        self.assertEqual(self.link(held).state, "blocked")
        self.run_cron("cron_check")
        self.push(held)
        self.assert_equal_books(held)

    def managers(self):
        users = self.env.ref("crm_xero_connector.group_manager").all_user_ids
        return users.filtered(lambda user: not user.share and self.company in user.company_ids)

    def test_an_odoo_tax_that_changes_turns_the_mapping_red(self):
        tax = self.make_tax("Ten", 10)
        self.connection.action_map_taxes()
        mapping = self.row(tax)
        mapping.tax_rate_id = self.rate("OUTPUT")
        tax.amount = 11
        self.assertEqual(mapping.state, "wrong")
        self.assertIn("Odoo charges 11 %, Xero's GST on Income 10 %", mapping.problem)

    def test_an_archived_odoo_tax_stays_mapped_for_what_carries_it(self):
        tax = self.make_tax("Old", 10)
        self.connection.action_map_taxes()
        self.row(tax).tax_rate_id = self.rate("OUTPUT")
        move = self.invoice(post=False)
        move.invoice_line_ids.tax_ids = tax
        tax.active = False
        move.action_post()
        self.push(move)
        self.assert_equal_books(move)


class TestAccounts(MappingCase):
    def other_account(self, flag="is_sales_account"):
        domain = [("connection_id", "=", self.connection.id), (flag, "=", True)]
        chosen = self.connection.sales_account_id | self.connection.payment_account_id
        domain += [("id", "not in", chosen.ids), ("type", "!=", "BANK")]
        return self.env["xero.account"].search(domain, limit=1)

    def map(self, **values):
        return self.env["xero.account.mapping"].create({"connection_id": self.connection.id, **values})

    def test_a_product_category_has_an_account_of_its_own(self):
        parent = self.env["product.category"].create({"name": "Wine"})
        child = self.env["product.category"].create({"name": "Red", "parent_id": parent.id})
        product = self.env["product.product"].create({"name": "Shiraz", "categ_id": child.id})
        target = self.other_account()
        self.map(categ_id=parent.id, xero_account_id=target.id)
        move = self.invoice(post=False)
        move.invoice_line_ids.product_id = product
        move.invoice_line_ids.tax_ids = self.tax(10)
        move.action_post()
        self.assertEqual(self.push(move)["LineItems"][0]["AccountCode"], target.code)

    def test_a_row_has_one_source_and_an_account_that_fits(self):
        income = self.env["account.account"].search([("account_type", "=", "income")], limit=1)
        bank = self.connection.payment_account_id
        with self.assertRaisesRegex(ValidationError, "takes no lines"):
            self.map(account_id=income.id, xero_account_id=bank.id)
        with self.assertRaisesRegex(ValidationError, "one of them"):
            self.map(xero_account_id=self.other_account().id)
        with self.assertRaisesRegex(ValidationError, "takes no payments"):
            self.map(journal_id=self.connection.payment_journal_id.id, xero_account_id=self.other_account().id)

    def test_a_code_that_was_renamed_in_xero_is_followed_without_a_person(self):
        account = self.in_xero(self.org.accounts, AccountID=self.connection.sales_account_id.xero_id)
        account["Code"] = "299"
        move = self.invoice()
        for _run in range(2):
            self.run_cron("cron_push")
        self.assertEqual(self.remote(move)["LineItems"][0]["AccountCode"], "299")
        self.assert_equal_books(move)

    def test_an_account_that_was_archived_in_xero_is_told(self):
        self.in_xero(self.org.accounts, AccountID=self.connection.sales_account_id.xero_id)["Status"] = "ARCHIVED"
        move = self.invoice()
        for _run in range(3):
            self.run_cron("cron_push")
        self.assertIn(self.link(move).state, ("rejected", "blocked"))
        self.run_cron("cron_check")
        self.assertIn("Xero no longer takes this on", self.connection.notice)
        before = len(self.sandbox.requests)
        self.run_cron("cron_push")
        self.assertEqual(len(self.sandbox.requests), before, "no retry without end")

    def test_c84_payments_on_another_account_arrive_in_its_journal(self):
        target = self.other_account("is_payment_account")
        journal = self.env["account.journal"].create(
            {"name": "Card", "code": "CARD", "type": "bank", "company_id": self.company.id}
        )
        self.map(journal_id=journal.id, xero_account_id=target.id)
        moves = [self.invoice(self.customer(name)) for name in ("Card Ltd", "Bank Ltd")]
        self.run_cron("cron_push")
        accounts = (target.xero_id, self.connection.payment_account_id.xero_id)
        for move, account in zip(moves, accounts):
            self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, account=account)
        self.run_cron("cron_pull")
        journals = [move.matched_payment_ids.journal_id for move in moves]
        self.assertEqual(journals, [journal, self.connection.payment_journal_id])
