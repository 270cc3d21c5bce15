"""Files that are no set-up, rows that cannot be taken over, and names that fit nothing or too much."""

import json

from setups import SetupCase

from odoo import Command
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.crm_xero_connector.models.xero_setup_file import MAX_BYTES

EMPTY = {"format": "crm_xero_connector.setup", "version": 1, "settings": {}, "rows": {}}
BAD_FILES = {
    "empty": (b"", "choose a file"),
    "no JSON": (b"<xml/>", "cannot be read as JSON"),
    "cut off": (json.dumps(EMPTY).encode()[:-5], "cannot be read as JSON"),
    "other bytes": (b"\xff\xfe\x00\x01", "cannot be read as JSON"),
    "not a number": (b'{"format": NaN}', "cannot be read as JSON"),
    "too deep": (b"[" * 200_000, "cannot be read as JSON"),
    "half a character": (b'{"format": "\\ud800"}', "cannot be read as JSON"),
    "zero byte": (json.dumps({**EMPTY, "about": "\0"}).encode(), "zero bytes"),
    "huge": (b" " * (MAX_BYTES + 10), "larger than 5 MB"),
    "a list": (b"[]", "not a set-up"),
    "another format": (json.dumps({**EMPTY, "format": "shop.export"}).encode(), "not a set-up"),
    "no version": (json.dumps({**EMPTY, "version": "one"}).encode(), "which version"),
    "newer": (json.dumps({**EMPTY, "version": 2}).encode(), "newer version"),
    "settings in a list": (json.dumps({**EMPTY, "settings": []}).encode(), "damaged"),
    "rows in a list": (json.dumps({**EMPTY, "rows": []}).encode(), "damaged"),
    "rows of a text": (json.dumps({**EMPTY, "rows": {"xero.tax.mapping": "x"}}).encode(), "damaged"),
}
BAD_SETTINGS = {
    "invoice_status": "PAID",
    "start_date": "2026-13-45",
    "send_bills": "yes",
    "sales_account_id": "200",
    "journal_ids": {"code": "INV"},
    "theme_id": {"kind": 7, "name": "x"},
    "push_tag_id": [],
    "void_policy": 3,
}


class TestBadFiles(SetupCase):
    def test_each_is_refused_in_words_and_loses_nothing(self):
        before = self.state_of(self.target)
        for name, (content, words) in BAD_FILES.items():
            with self.subTest(name):
                wizard = self.importer(content)
                for action in (wizard.action_preview, wizard.action_apply):
                    with self.assertRaisesRegex(UserError, words):
                        action()
                self.assertEqual(wizard.state, "choose")
        self.assertEqual(self.state_of(self.target), before)

    def test_a_company_has_to_be_chosen(self):
        with self.assertRaisesRegex(UserError, "choose a company"):
            self.importer({}, origin="company").action_preview()


class TestBadRows(SetupCase):
    def preview_rows(self, model, *rows):
        return self.preview({**EMPTY, "rows": {model: list(rows)}})

    def said(self, wizard):
        self.assertEqual(len(wizard.line_ids), 1)
        return wizard.line_ids.outcome, wizard.line_ids.text

    def test_settings_of_the_wrong_type_are_left_out_one_by_one(self):
        settings = {**BAD_SETTINGS, "lock_policy": "draft", "told_problems": [1], "token_id": {"name": "x"}}
        wizard = self.preview({**EMPTY, "settings": settings})
        refused = self.outcomes(wizard, "refused")
        self.assertEqual(len(refused), len(settings) - 2, "push_tag_id is empty: nothing is chosen")
        self.assertEqual([name for name, _text in self.outcomes(wizard, "change")], ["Date in a Locked Period"])
        wizard.action_apply()
        self.assertEqual(self.target.lock_policy, "draft")
        self.assertEqual(self.target.invoice_status, "AUTHORISED")

    def test_what_nobody_may_import_is_not_known(self):
        for name in ("app_id", "token_id", "tenant_id", "remote_id", "state", "company_id", "active", "client_secret"):
            with self.subTest(name):
                outcome, text = self.said(self.preview({**EMPTY, "settings": {name: "x"}}))
                self.assertEqual((outcome, text), ("refused", "This setting is not known here."))

    def test_unequal_rates_are_shown_and_left_out(self):
        taxes = [{"name": self.tax(10).name, "type_tax_use": "sale", "amount": 10.0}]
        self.env["xero.tax.mapping"]._prepare(self.target)
        mapping = self.target.tax_mapping_ids.filtered(lambda row: row.tax_ids.amount == 10 and row.tax_rate_id)
        row = {"direction": "sale", "tax_ids": taxes, "tax_rate_id": {"tax_type": "EXEMPTOUTPUT"}}
        wizard = self.preview_rows("xero.tax.mapping", row)
        outcome, text = self.said(wizard)
        self.assertEqual(outcome, "refused")
        self.assertIn("Only matching tax rates", text)
        wizard.action_apply()
        self.assertEqual(mapping.tax_rate_id.tax_type, "OUTPUT")

    def test_other_rules_of_the_models_hold_too(self):
        bank, income = {"code": "200"}, self.env["account.account"].with_company(self.second)
        code = income.search([("account_type", "=", "income")], limit=1).code
        journal = {"code": self.target.payment_journal_id.code}
        for row, words in (
            ({"xero_account_id": bank}, "one of them in each row"),
            ({"journal_id": journal, "xero_account_id": bank}, "takes no payments"),
            ({"account_id": {"code": code}}, "mandatory|required|Missing"),
            ({"account_id": {"code": code}, "xero_account_id": bank, "shoe_size": 4}, "shoe_size"),
            ("a text", "no row"),
        ):
            with self.subTest(words), mute_logger("odoo.sql_db"):
                outcome, text = self.said(self.preview_rows("xero.account.mapping", row))
                self.assertEqual(outcome, "refused")
                self.assertRegex(text, words)

    def test_one_row_twice_in_a_file_is_taken_once(self):
        code = self.env["account.account"].with_company(self.second).search([("account_type", "=", "income")])[0].code
        row = {"account_id": {"code": code}, "xero_account_id": {"code": "200"}}
        with mute_logger("odoo.sql_db"):
            wizard = self.preview_rows("xero.account.mapping", row, row)
            self.assertEqual(sorted(wizard.line_ids.mapped("outcome")), ["create", "refused"])
            wizard.action_apply()
        self.assertEqual(len(self.target.account_mapping_ids), 1)

    def test_what_is_not_here_is_named(self):
        row = {"account_id": {"code": "999999", "name": "Ghost"}, "xero_account_id": {"code": "200"}}
        wizard = self.preview_rows("xero.account.mapping", row)
        self.assertEqual(self.said(wizard), ("missing", "There is no Account '999999 Ghost' here."))
        self.assertIn("999999 Ghost", wizard.line_ids.name)

    def test_what_is_there_twice_is_said_and_not_guessed(self):
        Tag = self.env["res.partner.category"]
        parent = Tag.create({"name": "Group"})
        Tag.create([{"name": "Twin"}, {"name": "Twin"}, {"name": "Twin", "parent_id": parent.id}])
        outcome, text = self.said(self.preview({**EMPTY, "settings": {"push_tag_id": {"name": "Twin"}}}))
        self.assertEqual(outcome, "ambiguous")
        self.assertIn("There are 2 of", text)
        exact = {"name": "Twin", "parent_id.name": "Group"}
        self.assertEqual(self.said(self.preview({**EMPTY, "settings": {"push_tag_id": exact}}))[0], "change")

    def test_a_rate_that_people_made_is_found_by_its_name_alone(self):
        rate = self.env["xero.tax.rate"].search(
            [("connection_id", "=", self.connection.id), ("tax_type", "=", "TAX001")]
        )
        self.assertEqual(self.env["xero.setup"]._name_of(rate), {"name": "Wine Equalisation"})

    def test_rows_of_an_unknown_kind_are_told(self):
        outcome, text = self.said(self.preview({**EMPTY, "rows": {"no.such.model": [{}]}}))
        self.assertEqual((outcome, text), ("refused", "This database has no such rows: they cannot be imported."))
        outcome, _text = self.said(self.preview({**EMPTY, "rows": {"res.users": [{"login": "x", "password": "x"}]}}))
        self.assertEqual(outcome, "refused")

    def test_settings_that_the_file_leaves_empty_stay(self):
        self.target.write(
            {"start_date": "2026-02-02", "journal_ids": [Command.set(self.sales_journal(self.second).ids)]}
        )
        wizard = self.apply({**EMPTY, "settings": {"start_date": None, "lock_policy": "draft"}})
        self.assertEqual(wizard.line_ids.mapped("name"), ["Date in a Locked Period"])
        self.assertEqual(str(self.target.start_date), "2026-02-02")
        self.assertTrue(self.target.journal_ids)
