"""Mapping rules on their way: what is held back and let go, what stays in Odoo, who may change them, what they cost."""

from unittest.mock import patch

from common import make_company
from psycopg2 import IntegrityError
from rules import RuleCase

from odoo import Command
from odoo.exceptions import AccessError
from odoo.sql_db import Cursor
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger


class TestHeldBack(RuleCase):
    def test_an_unequal_rate_names_the_rule_and_is_not_sent(self):
        rule = self.rule("Exports", tax_rate_id=self.rate("EXEMPTEXPORT"))
        taxed, free = self.invoice(), self.invoice(self.customer("Abroad"), lines=((1, 10, 0),))
        self.assertIn("Rule 'Exports'", self.invoice(post=False).xero_message)
        self.run_cron("cron_push")
        self.assertEqual([self.link(move).state for move in (taxed, free)], ["blocked", "synced"])
        self.assertRegex(self.link(taxed).message, "Rule 'Exports': .* charges 10 %.*GST Free Exports \\(0 %\\)")
        self.assertEqual(self.codes(self.remote(free), "TaxType"), ["EXEMPTEXPORT"])
        rule.is_untaxed = True
        self.assertEqual(self.link(taxed).state, "to_push", "a change of rules lets waiting documents go")
        self.push(taxed)
        self.assert_equal_books(taxed)

    def test_what_is_archived_in_xero_turns_red_is_told_and_holds_back_only_what_needs_it(self):
        ball = self.product("Ball")
        rule = self.rule("Balls", product_ids=ball, xero_account_id=self.account("260"))
        self.in_xero(self.org.accounts, Code="260")["Status"] = "ARCHIVED"
        self.run_cron("cron_check")
        self.assertIn("no longer takes lines on 260", rule.problem)
        self.assertIn("no longer takes lines on 260", self.connection.notice)
        needs, other = self.sell(ball), self.invoice(self.customer("Other Ltd"))
        self.run_cron("cron_push")
        self.assertEqual([self.link(move).state for move in (needs, other)], ["blocked", "synced"])
        self.assertIn("Rule 'Balls'", self.link(needs).message)
        rule.xero_account_id = self.account("205")
        self.assertFalse(rule.problem)
        self.assertEqual(self.codes(self.push(needs)), ["205"])

    def test_a_rate_that_changes_turns_the_rule_red(self):
        rule = self.rule(tax_ids=self.tax(10), tax_rate_id=self.rate("OUTPUT"))
        self.in_xero(self.org.tax_rates, TaxType="OUTPUT")["EffectiveRate"] = 12
        self.connection.action_refresh()
        self.assertIn("charges 10 % in Odoo", rule.problem)

    def test_an_option_and_a_theme_that_are_gone_hold_back(self):
        category, theme = self.add_tracking("Region", "North"), self.add_theme("Green")
        self.connection.action_refresh()
        tracked = self.rule("North", tracking_option_ids=self.option("North"))
        themed = self.rule("Green", theme_id=self.option("Green"))
        category["Options"][0]["Status"] = "ARCHIVED"
        self.org.branding_themes.remove(theme)
        self.connection.action_refresh()
        self.assertIn("no longer has Region: North", tracked.problem)
        self.assertIn("no longer has Green", themed.problem)
        move = self.invoice()
        self.run_cron("cron_push")
        self.assertIn("Rule 'North'", self.link(move).message)
        tracked.unlink()
        self.run_cron("cron_push")
        self.assertIn("Rule 'Green'", self.link(move).message)
        themed.active = False
        self.push(move)
        self.assert_equal_books(move)

    def test_a_filter_that_no_longer_works_holds_back_instead_of_holding_for_nothing(self):
        rule = self.rule("Filter", document_kind="out_invoice", invoice_status="DRAFT", move_domain="[('ref', '=', 1)]")
        self.env.flush_all()
        self.env.cr.execute("UPDATE xero_rule SET move_domain = %s WHERE id = %s", ["[('x_gone', '=', 1)]", rule.id])
        rule.invalidate_recordset()
        move, note = self.invoice(), self.invoice(self.customer("Other Ltd"), move_type="out_refund")
        self.run_cron("cron_push")
        self.assertEqual([self.link(item).state for item in (move, note)], ["blocked", "synced"])
        self.assertIn("Rule 'Filter': The Document Filter cannot be understood", self.link(move).message)


class TestSendOrNot(RuleCase):
    def test_a_rule_keeps_documents_in_odoo(self):
        tag = self.env["res.partner.category"].create({"name": "Internal"})
        self.rule("Internal", partner_tag_ids=tag, send="no")
        kept, sent = self.invoice(self.customer("Inside", category_id=[(4, tag.id)])), self.invoice()
        self.run_cron("cron_push")
        self.assertFalse(self.link(kept))
        self.assertEqual(self.link(sent).state, "synced")

    def test_a_rule_sends_from_a_journal_that_is_not_chosen(self):
        journal, other = self.journal("Shop", "SHOP"), self.journal("Till", "TILL")
        self.connection.journal_ids = self.invoice(post=False).journal_id
        self.rule(journal_ids=journal, send="yes")
        wanted, unwanted = self.invoice(journal_id=journal.id), self.invoice(journal_id=other.id)
        self.assertEqual((len(self.link(wanted)), len(self.link(unwanted))), (1, 0))

    def test_what_waits_when_the_rule_is_made_is_put_aside_and_says_why(self):
        move = self.invoice()
        self.rule("None at all", send="no")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "skipped")
        self.assertEqual(self.link(move).message, "Rule 'None at all' keeps it in Odoo.")

    def test_what_is_in_xero_already_is_not_sent_again_and_stays(self):
        move = self.invoice()
        self.push(move)
        self.rule(send="no")
        move.button_cancel()
        self.run_cron("cron_push")
        self.assertEqual(self.remote(move)["Status"], "AUTHORISED")

    def test_earlier_invoices_and_the_books_check_respect_it(self):
        self.rule(send="no", partner_ids=self.customer("Kept Ltd"))
        kept = self.invoice(self.env["res.partner"].search([("name", "=", "Kept Ltd")]))
        wizard = self.env["xero.backfill"].create(
            {"connection_id": self.connection.id, "date_from": "2026-11-01", "date_to": "2026-11-30"}
        )
        self.assertNotIn(kept, wizard._moves())

    def test_a_rule_that_is_broken_never_stops_a_confirmation(self):
        rule = self.rule("Broken", send="no", move_domain="[('ref', '=', 1)]")
        self.env.flush_all()
        self.env.cr.execute("UPDATE xero_rule SET move_domain = 'nonsense' WHERE id = %s", [rule.id])
        rule.invalidate_recordset()
        move = self.invoice()
        self.assertEqual(move.state, "posted")
        self.run_cron("cron_push")
        self.assertIn("Rule 'Broken'", self.link(move).message)


class TestWhoMay(RuleCase):
    def user(self, group, company=None):
        company = company or self.company
        values = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        return new_test_user(self.env, group.split(".")[-1], group, **values)

    def test_a_manager_writes_rules_and_a_user_only_reads_them(self):
        rule = self.rule(send="no", name="Mine")
        manager, user = self.user("account.group_account_manager"), self.user("account.group_account_invoice")
        self.assertEqual(rule.with_user(user).conditions, "Always")
        for change in (lambda own: own.write({"name": "Yours"}), lambda own: own.copy(), lambda own: own.unlink()):
            with self.assertRaises(AccessError):
                change(rule.with_user(user))
        rule.with_user(manager).name = "Ours"
        with self.assertRaises(AccessError):
            rule.with_user(self.user("base.group_user")).read(["name"])

    def test_companies_stay_apart(self):
        rule, other = self.rule(send="no"), make_company(self.env, "Other Company")
        user = self.user("crm_xero_connector.group_manager", other)
        env = self.env(user=user, context={"allowed_company_ids": other.ids})
        self.assertNotIn(rule, env["xero.rule"].search([]))

    def test_what_a_rule_names_cannot_be_deleted(self):
        ball = self.product("Ball")
        self.rule(product_ids=ball, send="no")
        refused = self.assertRaisesRegex(IntegrityError, "xero_rule_product_rel")
        with mute_logger("odoo.sql_db"), refused, self.env.cr.savepoint():
            ball.unlink()


class TestWords(RuleCase):
    def test_a_list_tells_conditions_and_results_in_words(self):
        places = self.env["res.country"].search([], limit=5)
        rule = self.rule(country_ids=places, document_kind="sale", xero_account_id=self.account("260"), send="yes")
        shown = ", ".join(places[:3].mapped("name"))
        self.assertEqual(rule.conditions, f"Documents: Invoices and credit notes; Countries: {shown} and 2 more")
        self.assertEqual(rule.results, "Xero Account: 260 Other Revenue; Send or Not: Send")

    def test_a_reference_is_filled_in(self):
        self.rule(reference="{partner} / {ref} {salesperson}")
        seller = self.env.user
        move = self.invoice(self.customer("Ref Ltd"), ref="PO 7", invoice_user_id=seller.id)
        self.assertEqual(self.push(move)["Reference"], f"Ref Ltd / PO 7 {seller.name}")


class TestForms(RuleCase):
    def test_a_rule_is_written_in_its_form(self):
        with Form(self.env["xero.rule"]) as form:
            form.name = "By hand"
            form.country_ids.add(self.env.ref("base.fj"))
            form.xero_account_id = self.account("260")
        rule = form.record
        self.assertEqual((rule.connection_id, rule.problem), (self.connection, False))
        self.assertEqual(self.env[self.connection.action_map_rules()["res_model"]].search([]), rule)

    def test_a_form_of_an_invoice_that_is_not_saved_yet_is_warned_by_rules(self):
        ball = self.product("Ball")
        self.rule("Balls", product_ids=ball, tax_rate_id=self.rate("EXEMPTEXPORT"))
        self.rule("Filter", line_domain="[('quantity', '>', 5)]", xero_account_id=self.account("260"))
        with Form(self.env["account.move"].with_context(default_move_type="out_invoice")) as form:
            form.partner_id = self.customer()
            with form.invoice_line_ids.new() as line:
                line.product_id = ball
                line.tax_ids = self.tax(10)
        self.assertIn("Rule 'Balls'", form.record.xero_message)


class TestCost(RuleCase):
    RULES = 200

    def queries(self, moves):
        """Return how many queries it takes to choose everything for some documents, from an empty cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        count, execute = 0, Cursor.execute

        def counted(cr, *args, **options):
            nonlocal count
            count += 1
            return execute(cr, *args, **options)

        with patch.object(Cursor, "execute", counted):
            connection = self.connection._with_choices_for(moves)
            for move in moves:
                (
                    connection._choose_send(move),
                    connection._choose_status(move),
                    connection._choose_theme(move),
                    connection._choose_reference(move),
                )
                for line in move.invoice_line_ids:
                    connection._choose_account(line), connection._choose_item(line)
                    connection._choose_rate(line, line.tax_ids), connection._choose_tracking(line)
        return count

    def test_the_queries_are_as_many_for_a_thousand_lines_as_for_a_hundred(self):
        self.connection.send_item_codes = True
        categories = self.env["product.category"].create([{"name": f"C{n}"} for n in range(50)])
        goods = self.env["product.product"].create(
            [{"name": f"T{n}", "default_code": f"T{n}", "categ_id": categories[n].id} for n in range(50)]
        )
        partners = self.env["res.partner"].create([{"name": f"Customer {n}"} for n in range(20)])
        conditions = (
            lambda n: {"product_ids": goods[n % 50].ids},
            lambda n: {"categ_ids": categories[n % 50].ids},
            lambda n: {"partner_ids": partners[n % 20].ids},
            lambda n: {"line_domain": f"[('product_id.default_code', '=', 'T{n % 50}')]"},
        )
        own = {"connection_id": self.connection.id, "xero_account_id": self.account("260").id}
        self.env["xero.rule"].create(
            [{**own, "name": f"Rule {n}", "sequence": n, **conditions[n % 4](n)} for n in range(self.RULES)]
        )
        few = self.documents(10, goods, partners)
        many = self.documents(100, goods, partners)
        self.assertEqual(len(many.invoice_line_ids), 1000)
        self.queries(few)  # what Odoo keeps for the whole process is read once
        self.assertEqual(self.queries(few), self.queries(many))

    def documents(self, number, goods, partners):
        lines = [{"quantity": 1, "price_unit": 10, "tax_ids": [Command.set(self.tax(10).ids)]} for _n in range(10)]
        return self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partners[n % 20].id,
                    "invoice_line_ids": [
                        Command.create({**line, "product_id": goods[(n + m) % 50].id}) for m, line in enumerate(lines)
                    ],
                }
                for n in range(number)
            ]
        )
