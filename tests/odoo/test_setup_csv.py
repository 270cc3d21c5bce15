"""Odoo's own export and import of every mapping: by names, there and back."""

from setups import SetupCase

from odoo import Command
from odoo.tests import new_test_user

# both companies are ticked, and their organisations and charts have the same names
COLUMNS = {
    "xero.account.mapping": ("connection_id", "account_id", "journal_id", "categ_id", "xero_account_id"),
    "xero.tax.mapping": ("connection_id", "direction", "tax_ids", "tax_rate_id"),
    "xero.tracking.mapping": ("connection_id", "analytic_account_id", "user_id", "option_id"),
    "xero.field.policy": ("connection_id", "field_name", "policy"),
}
READ_ONLY = {
    "xero.account.mapping": ("display_name", "problem", "company_id"),
    "xero.tax.mapping": ("display_name", "effective_rate", "state", "problem", "tax_key"),
    "xero.tracking.mapping": ("display_name", "problem", "company_id"),
    "xero.field.policy": ("display_name", "company_id"),
}


class TestRoundTrip(SetupCase):
    def setUp(self):
        super().setUp()
        self.set_up()
        companies = self.company | self.second
        groups = "account.group_account_manager,analytic.group_analytic_accounting,base.group_allow_export"
        user = new_test_user(self.env, "csv", groups, company_ids=[(6, 0, companies.ids)], company_id=self.company.id)
        seller = self.connection.tracking_mapping_ids.filtered("user_id")
        seller.user_id = user
        self.env["xero.tax.mapping"]._prepare(self.target)
        self.env = self.env(user=user)
        self.connection = self.connection.with_env(self.env)

    def rows(self, model):
        rows = self.env[model].search([("connection_id", "=", self.connection.id)])
        return rows.filtered("tax_rate_id") if model == "xero.tax.mapping" else rows

    def load(self, model, columns, data):
        result = self.env[model].load(list(columns), data)
        self.assertFalse(result["messages"])
        return self.env[model].browse(result["ids"])

    def test_rows_are_the_same_after_deleting_and_importing_them(self):
        for model, columns in COLUMNS.items():
            with self.subTest(model):
                rows = self.rows(model)
                self.assertTrue(rows)
                data = rows.export_data(columns)["datas"]
                before = rows.read(columns)
                rows.unlink()
                again = self.load(model, columns, [[str(cell or "") for cell in row] for row in data])
                self.assertEqual(
                    [{**row, "id": 0} for row in again.read(columns)], [{**row, "id": 0} for row in before]
                )

    def test_rows_with_an_external_id_are_changed_in_place(self):
        for model, columns in COLUMNS.items():
            with self.subTest(model):
                rows = self.rows(model)
                columns = ("id", *columns)
                data = rows.export_data(columns)["datas"]
                before = rows.read(columns)
                self.assertEqual(self.load(model, columns, data), rows)
                self.assertEqual(rows.read(columns), before)

    def test_what_odoo_computes_does_not_stand_in_the_way(self):
        for model, columns in READ_ONLY.items():
            with self.subTest(model):
                rows = self.rows(model)
                rows.export_data(columns)
                columns = ("id", *COLUMNS[model], *(name for name in columns if name != "display_name"))
                data = [[str(cell or "") for cell in row] for row in rows.export_data(columns)["datas"]]
                before = rows.read(COLUMNS[model])
                self.load(model, columns, data)
                self.assertEqual(rows.read(COLUMNS[model]), before)

    def test_an_import_from_the_page_of_a_connection_means_that_one(self):
        row = self.rows("xero.account.mapping").filtered("categ_id")
        columns = COLUMNS["xero.account.mapping"][1:]
        data = row.export_data(columns)["datas"]
        Mapping = self.env["xero.account.mapping"].with_context(default_connection_id=self.target.id)
        result = Mapping.load(list(columns), data)
        self.assertFalse(result["messages"])
        made = Mapping.browse(result["ids"])
        self.assertEqual(made.connection_id, self.target)
        self.assertEqual(made.xero_account_id.code, row.xero_account_id.code)

    def test_unequal_rates_are_refused_there_too(self):
        mapping = self.rows("xero.tax.mapping").filtered(lambda row: row.effective_rate == 10)[:1]
        data = [["sale", ",".join(mapping.tax_ids.mapped("name")), "GST Free Exports (0 %)"]]
        mapping.unlink()
        Mapping = self.env["xero.tax.mapping"].with_context(default_connection_id=self.connection.id)
        result = Mapping.load(["direction", "tax_ids", "tax_rate_id"], data)
        self.assertFalse(result["ids"])
        self.assertIn("Only matching tax rates", result["messages"][0]["message"])

    def test_rows_of_two_organisations_in_one_file_stay_apart(self):
        rows = self.env["xero.tax.mapping"].search([("tax_rate_id", "!=", False)])
        self.assertEqual(rows.connection_id, self.connection | self.target)
        columns = COLUMNS["xero.tax.mapping"]
        data = rows.export_data(columns)["datas"]
        before = rows.read(columns)
        rows.unlink()
        again = self.load("xero.tax.mapping", columns, [[str(cell or "") for cell in row] for row in data])
        self.assertEqual([{**row, "id": 0} for row in again.read(columns)], [{**row, "id": 0} for row in before])

    def test_a_rule_goes_there_and_back_too(self):
        if "xero.rule" not in self.env:
            self.skipTest("there are no rules here")
        domain = [("connection_id", "=", self.connection.id), ("is_sales_account", "=", True)]
        rule = self.env["xero.rule"].create(
            {
                "connection_id": self.connection.id,
                "name": "By Hand",
                "document_kind": "out_invoice",
                "journal_ids": [Command.set(self.sales_journal(self.company).ids)],
                "categ_ids": [Command.set(self.category.ids)],
                "currency_ids": [Command.set(self.company.currency_id.ids)],
                "xero_account_id": self.env["xero.account"].search(domain, limit=1).id,
                "tracking_option_ids": [Command.set(self.option(self.connection, "tracking", "North").ids)],
                "line_domain": "[('quantity', '>', 1)]",
            }
        )
        columns = [name for name in self.env["xero.setup"]._fields_of("xero.rule") if rule[name]]
        columns = ["connection_id", *columns, "problem"]
        data = rule.export_data(columns)["datas"]
        before = rule.read(columns)
        rule.unlink()
        again = self.load("xero.rule", columns, [[str(cell or "") for cell in row] for row in data])
        self.assertEqual([{**row, "id": 0} for row in again.read(columns)], [{**row, "id": 0} for row in before])

    def test_a_message_names_the_row_of_the_file(self):
        rows = self.env["xero.tax.mapping"].search([("tax_rate_id", "!=", False)])
        columns = COLUMNS["xero.tax.mapping"]
        data = [[str(cell or "") for cell in row] for row in rows.export_data(columns)["datas"]]
        rows.unlink()
        data[-1][-1] = "No Such Rate (3 %)"
        result = self.env["xero.tax.mapping"].load(list(columns), data)
        self.assertFalse(result["ids"])
        self.assertEqual([message["record"] for message in result["messages"]], [len(data) - 1])

    def test_a_set_of_taxes_is_one_cell(self):
        taxes = self.env["account.tax"].search(
            [("company_id", "=", self.company.id), ("type_tax_use", "=", "sale"), ("amount", "=", 0)], limit=2
        )
        rate = self.env["xero.tax.rate"].search([("connection_id", "=", self.connection.id), ("tax_type", "=", "NONE")])
        rate = rate or self.rows("xero.tax.mapping").filtered("is_empty").tax_rate_id
        values = {"connection_id": self.connection.id, "tax_ids": [Command.set(taxes.ids)], "tax_rate_id": rate.id}
        mapping = self.env["xero.tax.mapping"].create(values)
        columns = COLUMNS["xero.tax.mapping"]
        data = mapping.export_data(columns)["datas"]
        mapping.unlink()
        self.assertEqual(self.load("xero.tax.mapping", columns, data).tax_ids, taxes)
