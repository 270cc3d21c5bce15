"""A set-up goes from one company to another: by file or directly, tried out before, and twice without a change."""

import base64
import json
import re

from setups import SetupCase

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user


class TestMoving(SetupCase):
    def setUp(self):
        super().setUp()
        self.set_up()

    def test_the_same_invoice_gives_the_same_payload_in_the_other_company(self):
        wanted = self.invoice_in(self.company)
        wizard = self.apply(self.export())
        self.assertFalse(self.outcomes(wizard, "missing", "ambiguous", "refused"))
        self.assertEqual(self.invoice_in(self.second), wanted)
        self.assertTrue(wanted["LineItems"][1]["Tracking"])
        self.assertEqual(wanted["BrandingThemeID"], self.theme.name)
        self.assertEqual(self.target.journal_ids, self.sales_journal(self.second))
        self.assertEqual(self.target.field_policy_ids.mapped("policy"), ["odoo"])

    def test_what_waited_for_a_mapping_goes(self):
        tax = self.env["account.tax"].search(
            [("company_id", "=", self.second.id), ("type_tax_use", "=", "sale"), ("amount", "=", 10)], limit=1
        )
        line = {"name": "x", "price_unit": 100, "tax_ids": [Command.set(tax.ids)]}
        move = self.env["account.move"].with_company(self.second)
        move = move.create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer().id,
                "invoice_date": "2026-11-20",
                "invoice_line_ids": [Command.create(line)],
            }
        )
        move.action_post()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "blocked")
        self.env["ir.cron.trigger"].search([]).unlink()
        self.apply(self.export())
        self.env.cr.precommit.run()
        own = [("cron_id", "=", self.env.ref("crm_xero_connector.cron_push").id)]
        self.assertTrue(self.env["ir.cron.trigger"].search(own), "the lane is woken")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")

    def test_a_preview_writes_nothing_and_says_everything(self):
        before = self.state_of(self.target)
        wizard = self.preview(self.export())
        self.assertEqual(self.state_of(self.target), before)
        self.assertEqual(wizard.state, "preview")
        changed = dict(self.outcomes(wizard, "change"))
        self.assertEqual(changed["Invoices Arrive As"], "Approved → Awaiting approval")
        created = dict(self.outcomes(wizard, "create"))
        self.assertIn("Setup Wine", created)
        self.assertIn("Region: North", created["Setup North"])
        self.assertEqual(wizard.to_do_count + wizard.same_count, len(wizard.line_ids))

    def test_a_second_import_changes_nothing(self):
        self.apply(self.export())
        before = self.state_of(self.target)
        wizard = self.preview(self.export())
        self.assertEqual({line.outcome for line in wizard.line_ids}, {"same"})
        wizard.action_apply()
        self.assertEqual(self.state_of(self.target), before)

    def test_the_copy_exports_as_the_original_does(self):
        data = self.export()
        self.apply(data)
        copy = self.export(self.target)
        self.assertEqual(copy["settings"], data["settings"])
        for model, rows in data["rows"].items():
            for row in rows:
                self.assertIn(row, copy["rows"][model])

    def test_the_file_names_things_and_holds_no_id_and_no_secret(self):
        text = self.env["xero.setup"]._write_file(self.export()).decode()
        data = json.loads(text)
        self.assertEqual(data["settings"]["sales_account_id"], {"code": "200", "name": "Sales"})
        mappings = data["rows"]["xero.account.mapping"]
        self.assertIn({"complete_name": "Setup Wine"}, [row.get("categ_id") for row in mappings])
        login = {"login": self.env.user.login}
        self.assertIn(login, [row.get("user_id") for row in data["rows"]["xero.tracking.mapping"]])
        self.assertFalse(re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text), "an id of Xero")
        self.assertFalse(re.search(r'"\w*id": \d', text), "an id of Odoo")
        for name in ("app_id", "token_id", "tenant_id", "remote_id", "client_secret", "webhook_key", "state"):
            self.assertNotIn(f'"{name}"', text)

    def test_a_download_is_the_file(self):
        action = self.connection.action_export_setup()
        export = self.env["xero.setup.export"].browse(int(action["url"].split("/")[4]))
        self.assertEqual(json.loads(base64.b64decode(export.content)), self.export())
        self.assertRegex(export.filename, r"^xero_setup_Sandbox_Company_[\d-]+\.json$")

    def test_copied_from_another_company_without_a_file(self):
        wizard = self.importer({}, origin="company", source_id=self.connection.id, content=False)
        wizard.action_preview()
        wizard.action_apply()
        self.assertEqual(wizard.state, "done")
        self.assertEqual(self.target.invoice_status, "SUBMITTED")
        self.assertEqual(self.export(self.target)["settings"], self.export()["settings"])


class TestRights(SetupCase):
    def setUp(self):
        super().setUp()
        self.set_up()
        self.data = self.export()

    def user(self, login, group, companies):
        user = new_test_user(self.env, login, group, company_id=companies[0].id, company_ids=[(6, 0, companies.ids)])
        return self.env(user=user, context={"allowed_company_ids": companies.ids})

    def test_who_may_not_see_the_other_company_copies_nothing(self):
        env = self.user("one", "account.group_account_manager", self.second)
        wizard = env["xero.setup.import"].create(
            {"connection_id": self.target.id, "origin": "company", "source_id": self.connection.id}
        )
        with self.assertRaises(AccessError):
            wizard.action_preview()
        with self.assertRaises(AccessError):
            env["xero.setup"]._export(self.connection.with_env(env))

    def test_who_may_not_change_a_company_imports_nothing(self):
        env = self.user("other", "account.group_account_manager", self.company)
        wizard = env["xero.setup.import"].create(
            {"connection_id": self.target.id, "content": base64.b64encode(json.dumps(self.data).encode())}
        )
        with self.assertRaises(AccessError):
            wizard.action_preview()

    def test_a_manager_of_both_may(self):
        env = self.user("both", "account.group_account_manager", self.company | self.second)
        self.env.user.company_ids |= self.second
        wizard = env["xero.setup.import"].create(
            {"connection_id": self.target.id, "origin": "company", "source_id": self.connection.id}
        )
        wizard.action_preview()
        wizard.action_apply()
        self.assertEqual(self.target.invoice_status, "SUBMITTED")

    def test_users_who_only_look_get_no_wizard_and_no_file(self):
        for group in ("crm_xero_connector.group_user", "account.group_account_invoice"):
            env = self.user(group.replace(".", "_"), group, self.company | self.second)
            with self.assertRaises(AccessError):
                env["xero.setup.import"].create({"connection_id": self.target.id})
            with self.assertRaises(AccessError):
                self.connection.with_env(env).action_export_setup()
