"""What Xero has, beside what Odoo has: read when the button is pressed, and nothing is changed on either side."""

import copy
import json
from datetime import date

from common import CLIENT_SECRET, WEBHOOK_KEY, InvoiceCase

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user
from odoo.tools import format_date


class CompareCase(InvoiceCase):
    def compare(self, record):
        action = record.action_xero_compare()
        return self.env[action["res_model"]].browse(action["res_id"])

    def different(self, comparison):
        return {line.name: (line.odoo, line.xero) for line in comparison.line_ids if line.is_different}

    def calls(self):
        return [(row["method"], row["path"].split("/")[1]) for row in self.sandbox.requests]


class TestCompareDocuments(CompareCase):
    def setUp(self):
        super().setUp()
        self.buyer = self.customer("Buyer Ltd")
        self.move = self.invoice(self.buyer, [(2, 50.0, 10), (3, 33.33, 10)], ref="Spring")
        self.push(self.move)

    def test_equal_books_are_equal_in_every_line(self):
        self.sandbox.requests.clear()
        comparison = self.compare(self.move)
        self.assertEqual(self.calls(), [("GET", "Invoices")], "one call")
        self.assertEqual((comparison.different_count, self.different(comparison)), (0, {}))
        names = comparison.line_ids.mapped("name")
        self.assertEqual([name for name in names if name.startswith("Line")], ["Line 1", "Line 2"])
        total = comparison.line_ids.filtered(lambda line: line.name == "Total")
        self.assertEqual((total.odoo, total.xero), ("219.99", "219.99"))

    def test_whatever_was_changed_in_xero_is_marked(self):
        remote = self.remote(self.move)
        remote["Reference"] = "Autumn"
        remote["DueDate"] = date(2027, 1, 1)
        remote["LineItems"][1]["Description"] = "Other words"
        different = self.different(self.compare(self.move))
        self.assertEqual(different["Reference"], ("Spring", "Autumn"))
        self.assertEqual(different["Line 2: Description"], ("Line 2", "Other words"))
        self.assertEqual(different["Due date"][1], format_date(self.env, "2027-01-01"))
        self.assertEqual(len(different), 3)

    def test_a_line_that_one_side_does_not_have_is_marked(self):
        lines = self.remote(self.move)["LineItems"]
        lines.append({**copy.deepcopy(lines[0]), "LineItemID": "00000000-0000-0000-0000-000000000009"})
        self.assertEqual(self.different(self.compare(self.move))["Line 3"][0], "")
        del lines[:2]
        self.assertIn("Line 2", self.different(self.compare(self.move)))

    def test_what_is_cancelled_on_one_side_only_is_marked(self):
        self.sandbox.void_invoice(self.org.tenant_id, self.link(self.move).xero_id)
        self.assertEqual(self.different(self.compare(self.move))["State"], ("Posted", "VOIDED"))

    def test_nothing_is_written_on_either_side(self):
        self.remote(self.move)["Reference"] = "Autumn"
        link, before = self.link(self.move), copy.deepcopy(self.org.invoices)
        ours = (link.read(), self.move.read(["ref", "write_date", "state", "message_ids"]))
        self.compare(self.move)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((link.read(), self.move.read(["ref", "write_date", "state", "message_ids"])), ours)
        self.assertEqual(self.org.invoices, before)

    def test_the_raw_record_is_xeros_own_and_holds_no_secret(self):
        raw = self.compare(self.move).raw
        self.assertEqual(json.loads(raw)["InvoiceID"], self.link(self.move).xero_id)
        self.assertGreater(len(raw.splitlines()), 20, "it can be read")
        token = self.connection.token_id.sudo()._access_token()
        for secret in (token, CLIENT_SECRET, WEBHOOK_KEY):
            self.assertNotIn(secret, raw)

    def test_a_credit_note_is_compared_too(self):
        note = self.invoice(self.buyer, move_type="out_refund")
        self.push_note(note)
        self.assertEqual(self.different(self.compare(note)), {})
        self.org.credit_notes[self.link(note).xero_id]["Reference"] = "Autumn"
        self.assertEqual(self.different(self.compare(note)), {"Reference": ("", "Autumn")})

    def push_note(self, note):
        self.run_cron("cron_push")
        self.assertEqual(self.link(note).state, "synced")

    def test_where_odoo_cannot_make_the_lines_the_rest_is_shown_and_why(self):
        self.env["xero.tax.mapping"].search([("tax_ids", "in", self.tax(10).ids)]).tax_rate_id = False
        comparison = self.compare(self.move)
        self.assertIn("is not mapped to a Xero tax rate", comparison.problem)
        self.assertIn("Total", comparison.line_ids.mapped("name"))

    def test_the_page_opens(self):
        with Form(self.compare(self.move)) as form:
            self.assertEqual(form.different_count, 0)


class TestCompareRefusals(CompareCase):
    def assert_said(self, record, words):
        with self.assertRaisesRegex(UserError, words):
            record.action_xero_compare()

    def test_what_is_not_there_yet_says_so(self):
        self.assert_said(self.invoice(), "not in Xero yet")
        self.assert_said(self.customer(), "not in Xero yet")

    def test_without_a_connection_it_says_what_to_do(self):
        move = self.invoice()
        self.push(move)
        self.connection.sudo().state = "reconnect"
        self.assert_said(move, "not connected with Xero at the moment")

    def test_what_xero_does_not_have_any_more_is_said(self):
        move = self.invoice()
        self.push(move)
        del self.org.invoices[self.link(move).xero_id]
        self.assert_said(move, "does not have this record any more")

    def test_without_calls_left_it_says_so(self):
        move = self.invoice()
        self.push(move)
        self.sandbox.faults.add("429_day", path="/Invoices")
        self.assert_said(move, "limit of calls is reached")

    def test_who_does_not_see_the_xero_tab_cannot_look_and_nobody_sees_anothers(self):
        move = self.invoice()
        self.push(move)
        company = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        plain = new_test_user(self.env, "plain", "base.group_user", **company)
        with self.assertRaises(AccessError):
            move.partner_id.with_user(plain).action_xero_compare()
        biller = new_test_user(self.env, "biller", "account.group_account_invoice", **company)
        action = move.with_user(biller).action_xero_compare()
        comparison = self.env["xero.compare"].browse(action["res_id"])
        self.assertTrue(comparison.with_user(biller).line_ids[0].name)
        other = new_test_user(self.env, "other", "account.group_account_manager", **company)
        for record in (comparison, comparison.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(other).read([])
            with self.assertRaises(AccessError):
                record.with_user(biller).write({"create_uid": biller.id})


class TestCompareContacts(CompareCase):
    def setUp(self):
        super().setUp()
        self.row = self.sandbox.add_contact(
            self.org.tenant_id, Name="Beside Ltd", EmailAddress="one@example.com", AccountNumber="B-1"
        )
        self.run_cron("cron_pull")
        self.partner = self.env["res.partner"].search([("name", "=", "Beside Ltd")])

    def test_a_contact_as_it_came_is_equal(self):
        self.sandbox.requests.clear()
        comparison = self.compare(self.partner)
        self.assertEqual(self.calls(), [("GET", "Contacts")])
        self.assertEqual(self.different(comparison), {})
        shown = {line.name: (line.odoo, line.xero) for line in comparison.line_ids}
        self.assertEqual(shown["Email"], ("one@example.com", "one@example.com"))

    def test_what_either_side_changed_is_marked(self):
        self.sandbox.edit_contact(self.org.tenant_id, self.row["ContactID"], EmailAddress="two@example.com")
        self.partner.ref = "B-2"
        different = self.different(self.compare(self.partner))
        self.assertEqual(different["Email"], ("one@example.com", "two@example.com"))
        self.assertEqual(different["Reference"], ("B-2", "B-1"))
        self.assertEqual(self.partner.email, "one@example.com", "nothing is taken over")
