"""What users of other integrations suffered with invoices, taxes and accounts, each by the number of its case."""

from common import InvoiceCase

from odoo import Command
from odoo.exceptions import UserError, ValidationError


class TestTaxes(InvoiceCase):
    def test_c45_the_code_of_a_rate_is_sent_not_its_name(self):
        move = self.invoice()
        (line,) = self.push(move)["LineItems"]
        self.assertEqual(line["TaxType"], "OUTPUT")

    def test_c46_a_rate_for_purchases_cannot_be_mapped_to_sales(self):
        mapping = self.env["xero.tax.mapping"].search(
            [("connection_id", "=", self.connection.id), ("tax_ids", "=", self.tax(10).id)], limit=1
        )
        domain = [("connection_id", "=", self.connection.id), ("tax_type", "=", "INPUT")]
        with self.assertRaisesRegex(ValidationError, "Only matching tax rates"):
            mapping.tax_rate_id = self.env["xero.tax.rate"].search(domain)

    def test_c47_a_rate_that_changed_in_xero_holds_back_only_who_needs_it(self):
        rate = (
            next(row for row in self.org.tax_rates if row["TaxType"] == "OUTPUT")
            if isinstance(self.org.tax_rates, list)
            else self.org.tax_rates["OUTPUT"]
        )
        rate.update(EffectiveRate=type(rate["EffectiveRate"])(12), DisplayTaxRate=type(rate["EffectiveRate"])(12))
        self.connection.action_refresh()
        held, free = self.invoice(self.customer("Taxed Ltd")), self.invoice(self.customer("Free Ltd"), ((1, 5, None),))
        self.run_cron("cron_push")
        self.assertEqual((self.link(held).state, self.link(free).state), ("blocked", "synced"))
        self.assertIn("10% GST: Odoo charges 10 %, Xero's GST on Income 12 %", self.link(held).message)

    def test_c48_an_answer_with_other_taxes_is_flagged_in_the_same_run(self):
        move = self.invoice()
        self.run_cron("cron_push")
        remote = self.org.invoices[self.link(move).xero_id]
        self.assertFalse(self.link(move).difference)
        remote.update(TotalTax=0, Total=remote["SubTotal"], AmountDue=remote["SubTotal"])
        remote["UpdatedDateUTC"] = self.org.stamp(self.sandbox.clock.now())
        self.env["xero.cursor"]._of(self.connection, "invoice").since = False
        self.run_cron("cron_pull")
        self.assertIn("The books differ", self.link(move).difference)

    def test_c50_sums_of_rounded_lines_agree_with_both_ways_of_rounding(self):
        for method in ("round_globally", "round_per_line"):
            self.company.tax_calculation_rounding_method = method
            lines = ((1, 25.06, 10), (1, 25.61, 10), (1, 25.63, 10), (3, 0.35, 10))
            move = self.invoice(self.customer(method), lines)
            self.push(move)
            self.assert_equal_books(move)

    def test_c54_totals_are_never_sent(self):
        payload = self.payload(self.invoice())
        self.assertFalse({"SubTotal", "TotalTax", "Total", "AmountDue"} & payload.keys())
        self.assertFalse({"LineAmount", "LineTotal"} & payload["LineItems"][0].keys())

    def test_c55_a_price_with_its_tax_inside(self):
        tax = self.tax(10)
        tax.price_include_override = "tax_included"
        move = self.invoice(lines=((1, 110.0, 10),))
        remote = self.push(move)
        self.assertEqual([float(remote[key]) for key in ("SubTotal", "TotalTax", "Total")], [100.0, 10.0, 110.0])
        self.assert_equal_books(move)

    def test_c58_the_date_is_odoos_whatever_the_time_zone(self):
        self.env.user.tz = "Pacific/Auckland"
        move = self.invoice(invoice_date="2026-03-01")
        self.push(move)
        self.assertEqual(str(self.remote(move)["Date"])[:10], "2026-03-01")
        self.assertEqual(self.payload(move)["Date"], "2026-03-01")


class TestCurrencies(InvoiceCase):
    def currency(self, name, rate):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        currency.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "company_id": self.company.id, "name": "2026-11-01", "rate": rate}
        )
        return currency

    def test_c56_a_foreign_currency_goes_with_odoos_rate(self):
        name = next(code for code in sorted(self.org.currencies) if code != "AUD")
        move = self.invoice(currency_id=self.currency(name, 0.66).id)
        remote = self.push(move)
        self.assertEqual((remote["CurrencyCode"], round(float(remote["CurrencyRate"]), 4)), (name, 0.66))
        self.assert_equal_books(move)

    def test_c57_a_currency_that_xero_does_not_have_is_said(self):
        move = self.invoice(currency_id=self.currency("SEK", 7.0).id)
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "rejected")
        self.assertIn("SEK", self.link(move).message)


class TestLines(InvoiceCase):
    def test_c61_no_discount_is_no_key(self):
        move = self.invoice(lines=((1, -50.0, 10), (1, 100.0, 10)))
        self.push(move)
        self.assertNotIn("Discount", str(self.payload(move)))
        self.assert_equal_books(move)

    def test_c65_sections_and_notes_are_text_in_the_same_order(self):
        move = self.invoice(lines=(), post=False)
        taxes = [Command.set(self.tax(10).ids)]
        move.invoice_line_ids = [
            Command.create({"display_type": "line_section", "name": "Part one", "sequence": 1}),
            Command.create({"name": "Work", "price_unit": 10, "tax_ids": taxes, "sequence": 2}),
            Command.create({"display_type": "line_note", "name": "As agreed", "sequence": 3}),
            Command.create({"name": "Free", "price_unit": 0, "tax_ids": taxes, "sequence": 4}),
        ]
        move.action_post()
        lines = self.push(move)["LineItems"]
        self.assertEqual([line["Description"] for line in lines], ["Part one", "Work", "As agreed", "Free"])
        self.assertFalse(lines[0].get("AccountCode") or lines[2].get("TaxType"))
        self.assert_equal_books(move)

    def test_c66_each_product_goes_once(self):
        move = self.invoice(lines=((2, 10, 10), (1, 20, 10)))
        self.assertEqual(len(self.push(move)["LineItems"]), 2)

    def test_c67_a_number_used_before_and_voided_is_not_overwritten(self):
        move = self.invoice(post=False)
        move.action_post()
        other = self.sandbox.add_contact(self.org.tenant_id, Name="Other Ltd")
        line = {"Description": "x", "Quantity": 1, "UnitAmount": 7, "AccountCode": "200", "TaxType": "OUTPUT"}
        theirs = self.sandbox.add_invoice(
            self.org.tenant_id,
            Type="ACCREC",
            Status="AUTHORISED",
            DueDate="2026-12-01",
            InvoiceNumber=move.name,
            Contact={"ContactID": other["ContactID"]},
            LineItems=[line],
        )
        self.sandbox.void_invoice(self.org.tenant_id, theirs["InvoiceID"])
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "rejected")
        self.assertIn("VOIDED", self.link(move).message)

    def test_c73_a_hundred_percent_discount_and_many_decimals(self):
        move = self.invoice(lines=((3.333, 12.3456, 10), (1, 80, 10)), post=False)
        move.invoice_line_ids[1].discount = 100
        move.action_post()
        self.push(move)
        self.assert_equal_books(move)

    def test_c74_lines_go_to_the_mapped_account_else_to_the_default_one(self):
        target = self.env["xero.account"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("is_sales_account", "=", True),
                ("id", "!=", self.connection.sales_account_id.id),
            ],
            limit=1,
        )
        domain = [("account_type", "=", "income"), ("company_ids", "in", self.company.ids)]
        income = self.env["account.account"].search(domain)
        self.env["xero.account.mapping"].create(
            {"connection_id": self.connection.id, "account_id": income[1].id, "xero_account_id": target.id}
        )
        move = self.invoice(lines=((1, 10, 10), (1, 20, 10)), post=False)
        move.invoice_line_ids[0].account_id = income[0]
        move.invoice_line_ids[1].account_id = income[1]
        move.action_post()
        codes = [line["AccountCode"] for line in self.push(move)["LineItems"]]
        self.assertEqual(codes, [self.connection.sales_account_id.code, target.code])

    def test_accounts_of_the_same_code_or_name_are_suggested_once(self):
        target = self.env["xero.account"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("is_sales_account", "=", True),
                ("id", "!=", self.connection.sales_account_id.id),
            ],
            limit=1,
        )
        own = self.env["account.account"].create(
            {
                "name": target.name.upper(),
                "code": "419999",
                "account_type": "income",
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        for _time in range(2):
            self.connection.action_map_accounts()
        mapping = self.connection.account_mapping_ids.filtered(lambda row: row.account_id == own)
        self.assertEqual(mapping.xero_account_id, target)


class TestWhatIsSent(InvoiceCase):
    def test_invoices_arrive_in_the_chosen_state(self):
        for status in ("DRAFT", "SUBMITTED", "AUTHORISED"):
            self.connection.invoice_status = status
            move = self.invoice(self.customer(status))
            self.assertEqual(self.push(move)["Status"], status)
            self.assert_equal_books(move)

    def test_a_draft_that_was_approved_in_xero_stays_approved_when_odoo_changes_it(self):
        self.connection.invoice_status = "DRAFT"
        move = self.invoice()
        self.sandbox.edit_invoice(self.org.tenant_id, self.push(move)["InvoiceID"], Status="AUTHORISED")
        self.run_cron("cron_pull")
        move.button_draft()
        move.invoice_line_ids.price_unit = 222
        move.action_post()
        self.assertEqual(self.push(move)["Status"], "AUTHORISED")
        self.assert_equal_books(move)

    def test_c109_nothing_before_the_start_date_goes_and_the_rest_can_be_sent_later(self):
        self.connection.start_date = "2026-07-01"
        early, late = [self.invoice(self.customer(day), invoice_date=day) for day in ("2026-06-30", "2026-07-01")]
        self.run_cron("cron_push")
        self.assertFalse(self.link(early))
        self.assertEqual(self.link(late).state, "synced")
        self.connection.start_date = False
        wizard = self.env["xero.backfill"].browse(self.connection.action_backfill()["res_id"])
        wizard.write({"date_from": "2026-01-01", "date_to": "2026-11-30"})
        self.assertEqual((wizard.document_count, wizard.customer_count, wizard.call_count), (1, 1, 2))
        wizard.action_send()
        calls = len(self.sandbox.requests)
        self.run_cron("cron_push")
        self.assertEqual(self.link(early).state, "synced")
        self.assertEqual(len(self.sandbox.requests) - calls, wizard.call_count if wizard.document_count else 2)
        with self.assertRaisesRegex(UserError, "nothing to send"):
            wizard.action_send()

    def test_only_chosen_journals_go(self):
        journal = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)], limit=1
        )
        other = journal.copy(
            {"name": "Other Sales", "code": "OTHS", "default_account_id": journal.default_account_id.id}
        )
        self.connection.journal_ids = other
        kept, sent = (
            self.invoice(self.customer("Kept"), journal_id=journal.id),
            self.invoice(self.customer("Sent"), journal_id=other.id),
        )
        self.run_cron("cron_push")
        self.assertFalse(self.link(kept))
        self.assertEqual(self.link(sent).state, "synced")

    def test_c96_a_locked_period_is_told_before_confirming_and_held_back_after(self):
        self.sandbox.set_lock_dates(self.org.tenant_id, period="2026-06-30")
        self.connection.action_refresh()
        move = self.invoice(invoice_date="2026-06-15", post=False)
        self.assertIn("locked period (until 2026-06-30)", move.xero_message)
        move.action_post()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "blocked")
        self.assertIn("locked period", self.link(move).message)
        self.sandbox.set_lock_dates(self.org.tenant_id, period=None)
        self.connection.action_refresh()
        move.action_xero_retry()
        self.push(move)
        self.assert_equal_books(move)

    def test_c96_a_locked_period_can_be_met_with_a_draft(self):
        self.sandbox.set_lock_dates(self.org.tenant_id, period="2026-06-30")
        self.connection.action_refresh()
        self.connection.lock_policy = "draft"
        move = self.invoice(invoice_date="2026-06-15")
        self.assertEqual(self.push(move)["Status"], "DRAFT")

    def test_a_missing_mapping_is_told_before_confirming(self):
        tax = self.tax(10)
        self.connection.tax_mapping_ids.filtered(lambda row: row.tax_ids == tax).tax_rate_id = False
        move = self.invoice(lines=(), post=False)
        move.invoice_line_ids = [Command.create({"name": "x", "price_unit": 1, "tax_ids": [Command.set(tax.ids)]})]
        self.assertIn("is not mapped to a Xero tax rate", move.xero_message)

    def test_several_due_dates_the_last_one_counts_and_all_are_written(self):
        halves = [
            Command.create({"value": "percent", "value_amount": 50, "delay_type": "days_after", "nb_days": days})
            for days in (10, 40)
        ]
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": halves})
        move = self.invoice(invoice_payment_term_id=term.id, ref="PO-7")
        remote = self.push(move)
        self.assertEqual(str(remote["DueDate"])[:10], "2026-12-30")
        self.assertEqual(remote["Reference"], "PO-7 (55.00 2026-11-30; 55.00 2026-12-30)")

    def test_c114_an_invoice_that_was_sent_is_marked_so_in_xero(self):
        move = self.invoice()
        self.assertFalse(self.push(move).get("SentToContact"))
        move.is_move_sent = True
        self.assertTrue(self.push(move)["SentToContact"])
        self.assert_equal_books(move)
        self.sandbox.set_lock_dates(self.org.tenant_id, period="2026-11-20")
        self.connection.action_refresh()
        move.is_move_sent = False
        move.is_move_sent = True
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced", "a locked period does not matter for it")
        self.sandbox.set_lock_dates(self.org.tenant_id, period=None)
        self.connection.action_refresh()
        before = self.invoice(self.customer("Sent before"))
        before.is_move_sent = True
        self.assertTrue(self.push(before)["SentToContact"])


class TestChanges(InvoiceCase):
    def test_c76_a_changed_invoice_is_the_same_one_in_xero(self):
        move = self.invoice()
        first = self.push(move)["InvoiceID"]
        move.button_draft()
        move.invoice_line_ids.price_unit = 222
        move.action_post()
        self.assertEqual(self.push(move)["InvoiceID"], first)
        self.assertEqual(len([row for row in self.org.invoices.values() if row["InvoiceNumber"] == move.name]), 1)
        self.assert_equal_books(move)

    def test_c77_an_invoice_that_is_paid_in_xero_is_not_tried_for_ever(self):
        move = self.invoice()
        self.sandbox.pay(self.org.tenant_id, self.push(move)["InvoiceID"])
        move.button_draft()
        move.invoice_line_ids.price_unit = 222
        move.action_post()
        for _run in range(3):
            self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "rejected")
        self.assertEqual(len([row for row in self.sandbox.requests if row["method"] == "POST"]), 1)

    def test_c80_a_void_in_xero_is_told(self):
        move = self.invoice()
        self.sandbox.void_invoice(self.org.tenant_id, self.push(move)["InvoiceID"])
        self.run_cron("cron_pull")
        self.assertIn("VOIDED", self.link(move).difference)
        self.assertEqual(self.link(move).remote_status, "VOIDED")

    def test_c82_a_new_customer_goes_before_its_invoice(self):
        move = self.invoice(self.customer("Brand New Ltd"))
        self.push(move)
        self.assert_equal_books(move)
        writes = [row["path"] for row in self.sandbox.requests if row["method"] == "PUT"]
        self.assertEqual(writes, ["/Contacts", "/Invoices"])
