"""What Would Be Sent: each value with what chose it, what Xero makes of it, and what is missing; nothing happens."""

from common import make_company
from rules import RuleCase

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user


class ExplainCase(RuleCase):
    def explain(self, record):
        """Return the rows of the table: (name in Xero) -> row, of the last line with that name; and all of them."""
        action = record.action_xero_explain()
        rows = self.env[action["res_model"]].browse(action["res_id"]).line_ids
        return {row.name: row for row in rows}, rows

    def assert_row(self, row, value, why):
        self.assertEqual(row.value, value)
        self.assertIn(why, row.why)
        self.assertFalse(row.is_problem)


class TestDocument(ExplainCase):
    def test_each_value_names_the_rule_the_mapping_or_the_setting(self):
        self.add_tracking("Region", "North")
        self.connection.action_refresh()
        rule = self.rule("Big", xero_account_id=self.account("260"), reference="PO {ref}", invoice_status="SUBMITTED")
        north = self.analytic("N")
        self.env["xero.tracking.mapping"].create(
            {
                "connection_id": self.connection.id,
                "analytic_account_id": north.id,
                "option_id": self.option("North").id,
            }
        )
        move = self.invoice(ref="7", post=False)
        move.invoice_line_ids.analytic_distribution = {str(north.id): 100}
        move.action_post()
        row, rows = self.explain(move)
        self.assert_row(row["Account"], "260 Other Revenue", "Rule 'Big'")
        self.assertEqual(row["Account"].action_open_rule()["res_id"], rule.id)
        self.assert_row(row["Tax rate"], "GST on Income (10 %)", "Map Taxes: 10%")
        self.assert_row(row["Tracking"], "Region: North", "Map Tracking: N")
        self.assert_row(row["Reference"], "PO 7", "Rule 'Big'")
        self.assert_row(row["Status"], "Awaiting approval", "Rule 'Big'")
        self.assert_row(row["Branding theme"], "Xero's own choice", "Xero page: Branding Theme")
        self.assert_row(row["Contact"], "Fresh Customer", "Not in Xero yet")
        self.assert_row(row["Number"], move.name, "Document: Number")
        self.assert_row(row["Total"], "110.00 AUD", "Equal to Odoo's")
        self.assert_row(row["Form"], "Every line as it is in Odoo", "")
        self.assertFalse(rows.filtered("is_problem"))
        self.push(move)
        self.assert_row(self.explain(move)[0]["Contact"], "Fresh Customer", "In Xero already")

    def test_what_is_told_is_what_is_sent(self):
        """Compare the table with what the sandbox got, for an invoice that Xero would round otherwise."""
        move = self.invoice(lines=((1, 10.05, 10), (3, 3.35, 10), (1000, 0.12345, 10)))
        row, rows = self.explain(move)
        shown = [float(item.value) for item in rows if item.name in ("Amount", "Tax")]
        remote = self.push(move)
        sent = [value for line in remote["LineItems"] for value in (line["LineAmount"], line["TaxAmount"])]
        self.assertEqual(shown, [float(value) for value in sent])
        self.assertEqual(row["Total"].value, f"{remote['Total']:.2f} AUD")
        self.assertEqual(row["Tax in all"].value, f"{remote['TotalTax']:.2f} AUD")
        self.assertIn("one piece at their net", row["Form"].value)
        texts = rows.filtered(lambda row: row.name == "Text")
        self.assertEqual(texts.mapped("value"), [line["Description"] for line in remote["LineItems"]])
        self.assertEqual([row.why.partition(":")[0] for row in texts], ["Line", "Line", "With quantity and price"])

    def test_a_tax_that_is_stated_says_what_xero_would_compute(self):
        move = self.invoice(lines=((1, 0.05, 10), (1, 0.05, 10), (1, 0.05, 10)))
        _row, rows = self.explain(move)
        stated = rows.filtered(lambda row: row.name == "Tax" and "Xero itself would compute" in row.why)
        self.assertTrue(stated)

    def test_what_is_missing_is_said_with_what_to_do_and_the_rest_is_shown(self):
        self.connection.tax_mapping_ids.filtered(lambda row: row.tax_ids == self.tax(10)).tax_rate_id = False
        ten = self.env["account.tax"].search([("company_id", "=", self.company.id), ("amount", "=", 10)], limit=1)
        move = self.invoice(post=False)
        move.invoice_line_ids.tax_ids = ten
        move.action_post()
        self.connection.tax_mapping_ids.filtered(lambda row: row.tax_ids == ten).tax_rate_id = False
        row, rows = self.explain(move)
        self.assertTrue(row["Tax rate"].is_problem)
        self.assertIn("Map it under Map Taxes", row["Tax rate"].why)
        self.assert_row(row["Account"], "200 Sales", "Xero page: Sales Account")
        self.assertIn("Map it under Map Taxes", rows[0].why)
        self.assertEqual(rows[0].place, "Needs you")
        self.assertNotIn("Total", row)

    def test_a_draft_tells_what_it_will_be_once_confirmed(self):
        row, rows = self.explain(self.invoice(post=False))
        self.assert_row(row["Status"], "Approved", "Xero page: Invoices Arrive As")
        self.assert_row(row["Number"], row["Number"].value, "Given when it is confirmed")
        self.connection.send_drafts = True
        row, rows = self.explain(self.invoice(post=False))
        self.assert_row(row["Status"], "Draft", "Document: Status")

    def test_a_document_that_stays_in_odoo_says_why(self):
        self.rule("Mine", send="no")
        row, rows = self.explain(self.invoice())
        self.assert_row(row["Sent"], "No: it stays in Odoo", "Rule 'Mine'")
        self.connection.start_date = "2026-12-01"
        row, rows = self.explain(self.invoice(self.customer("Early")))
        self.assert_row(row["Sent"], "No: it stays in Odoo", "Xero page: Invoices From")

    def test_a_change_by_an_add_on_is_told(self):
        """An add-on of somebody changes the payload: the hook is theirs, so it is put in the way here."""
        cls, own = type(self.env["account.move"]), type(self.env["account.move"])._xero_prepare_invoice_payload

        def changed(move, connection, record):
            payload, form = own(move, connection, record)
            payload["LineItems"][0]["AccountCode"] = "205"
            payload["PlannedPaymentDate"] = "2026-12-24"
            return payload, form

        self.patch(cls, "_xero_prepare_invoice_payload", changed)
        row, _rows = self.explain(self.invoice())
        self.assertEqual(row["Account"].value, "205 Consulting Income")
        self.assertIn("Changed by an add-on; chosen was '200 Sales'", row["Account"].why)
        self.assert_row(row["Planned payment date"], "2026-12-24", "Added by an add-on")

    def test_what_is_in_xero_keeps_its_status_there(self):
        move = self.invoice()
        self.push(move)
        self.connection.invoice_status = "DRAFT"
        self.assert_row(self.explain(move)[0]["Status"], "AUTHORISED", "keeps its status")
        self.assert_row(
            self.explain(self.invoice(self.customer("New Ltd")))[0]["Status"], "Draft", "Invoices Arrive As"
        )

    def test_a_rule_that_is_no_longer_good_is_told_where_it_would_be_used(self):
        theme = self.add_theme("Green")
        self.connection.action_refresh()
        self.rule("Green", theme_id=self.option("Green"), reference="Green")
        self.org.branding_themes.remove(theme)
        self.connection.action_refresh()
        row, rows = self.explain(self.invoice())
        self.assertTrue(row["Branding theme"].is_problem)
        self.assertIn("Rule 'Green': Xero no longer has Green", rows[0].why)
        self.assert_row(row["Reference"], "Green", "Rule 'Green'")

    def test_nothing_is_sent_and_nothing_is_written(self):
        move, waiting = self.invoice(), self.invoice(self.customer("Waits"))
        before, calls = (self.link(waiting).state, move.write_date), len(self.sandbox.requests)
        self.explain(move)
        self.explain(move.partner_id)
        self.assertEqual((self.link(waiting).state, move.write_date), before)
        self.assertEqual(len(self.sandbox.requests), calls)
        self.assertFalse(self.link(move).xero_id)

    def test_other_documents_have_none(self):
        entry = self.env["account.move"].create({"move_type": "entry"})
        self.assertFalse(entry.xero_can_explain)
        with self.assertRaises(UserError):
            entry.action_xero_explain()


class TestContact(ExplainCase):
    def partner(self, **values):
        return self.customer("Plain Ltd", email="a@example.com", vat="", ref="R7", city="Perth", **values)

    def test_each_field_and_where_it_comes_from(self):
        partner = self.partner()
        row, _rows = self.explain(partner)
        self.assert_row(row["Sent"], "With the first invoice", "not in Xero yet")
        self.assert_row(row["Name"], "Plain Ltd", "Contact: Name")
        self.assert_row(row["Email address"], "a@example.com", "Contact: Email")
        self.assert_row(row["Account number"], "R7", "Contact: Reference")
        self.assertIn("Perth", row["Addresses"].value)
        self.assert_row(row["Contact number"], partner._xero_marker(), "found again")

    def test_a_value_that_xero_would_refuse_is_left_out_and_told(self):
        row, _rows = self.explain(self.customer("Odd Ltd", email="no address"))
        self.assertTrue(row["Email"].is_problem)
        self.assertIn("Left out", row["Email"].why)

    def test_what_is_in_xero_is_sent_only_both_ways_and_by_the_rules_for_fields(self):
        partner = self.partner()
        self.push(self.invoice(partner))
        row, _rows = self.explain(partner)
        self.assert_row(row["Sent"], "No", "Xero leads")
        self.connection.contact_direction = "both"
        self.connection.field_policy_ids = [Command.create({"field_name": "email", "policy": "odoo"})]
        partner.email = "b@example.com"
        row, _rows = self.explain(partner)
        self.assert_row(row["Email address"], "b@example.com", "changed: sent next; Odoo wins")
        self.assertIn("as in Xero: not sent; Xero wins", row["Name"].why)

    def test_the_tag_sends_at_once(self):
        tag = self.env["res.partner.category"].create({"name": "To Xero"})
        self.connection.push_tag_id = tag
        partner = self.partner(category_id=[Command.link(tag.id)])
        self.assert_row(self.explain(partner)[0]["Sent"], "At once", "Tag: To Xero")


class TestWhoMay(ExplainCase):
    def user(self, group, company=None):
        company = company or self.company
        values = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        return new_test_user(self.env, group.split(".")[-1], group, **values)

    def test_who_invoices_may_and_who_does_not_may_not(self):
        move = self.invoice()
        biller = self.user("account.group_account_invoice")
        self.assertTrue(move.with_user(biller).xero_can_explain)
        self.assertTrue(move.with_user(biller).action_xero_explain()["res_id"])
        employee = self.user("base.group_user")
        self.assertFalse(move.partner_id.with_user(employee).xero_can_explain)
        with self.assertRaises(AccessError):
            move.partner_id.with_user(employee).action_xero_explain()

    def test_another_company_sees_nothing(self):
        move, other = self.invoice(), make_company(self.env, "Other Company")
        user = self.user("account.group_account_invoice", other)
        env = self.env(user=user, context={"allowed_company_ids": other.ids})
        with self.assertRaises(AccessError):
            move.with_env(env).action_xero_explain()
