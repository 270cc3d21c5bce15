"""Mapping rules go with a set-up, the records in their conditions and filters named too."""

import re

from setups import SetupCase

from odoo import Command


class TestRules(SetupCase):
    def setUp(self):
        super().setUp()
        if "xero.rule" not in self.env:
            self.skipTest("there are no rules here")
        self.set_up()
        self.partner = self.customer("Ruled Ltd", ref="RULED-1")
        self.rules = self.make_rules()

    def make_rules(self):
        target = self.account(self.connection, "205")
        rate = self.env["xero.tax.rate"].search(
            [("connection_id", "=", self.connection.id), ("tax_type", "=", "EXEMPTEXPORT")]
        )
        zero = self.connection.tax_mapping_ids.filtered(lambda row: row.tax_rate_id == rate).tax_ids
        return self.env["xero.rule"].create(
            [
                {
                    "connection_id": self.connection.id,
                    "sequence": 1,
                    "name": "Ruled",
                    "partner_ids": [Command.set(self.partner.ids)],
                    "country_ids": [Command.set(self.env.ref("base.nz").ids)],
                    "currency_ids": [Command.set(self.company.currency_id.ids)],
                    "journal_ids": [Command.set(self.sales_journal(self.company).ids)],
                    "categ_ids": [Command.set(self.category.ids)],
                    "move_domain": f'[("partner_id", "child_of", [{self.partner.id}]), ("ref", "!=", "x")]',
                    "line_domain": f"[('product_id.categ_id', '=', {self.category.id})]",
                    "xero_account_id": target.id,
                    "tracking_option_ids": [Command.set(self.option(self.connection, "tracking", "South").ids)],
                    "reference": "{number}",
                },
                {
                    "connection_id": self.connection.id,
                    "sequence": 2,
                    "name": "Exports",
                    "active": False,
                    "tax_ids": [Command.set(zero.ids)],
                    "tax_rate_id": rate.id,
                },
            ]
        )

    def own(self):
        rules = self.env["xero.rule"].with_context(active_test=False)
        return rules.search([("connection_id", "=", self.target.id)])

    def test_rules_arrive_in_order_with_all_they_say(self):
        wizard = self.apply(self.export())
        self.assertFalse(self.outcomes(wizard, "missing", "ambiguous", "refused"))
        first, second = self.own()
        self.assertEqual((first.name, first.sequence, first.active), ("Ruled", 1, True))
        self.assertEqual(first.partner_ids, self.partner)
        self.assertEqual(first.journal_ids, self.sales_journal(self.second))
        self.assertEqual(first.xero_account_id, self.account(self.target, "205"))
        self.assertEqual(first.tracking_option_ids, self.option(self.target, "tracking", "South"))
        self.assertEqual((second.name, second.active), ("Exports", False))
        self.assertEqual(second.tax_ids.company_id, self.second)
        self.assertEqual(self.export(self.target)["rows"]["xero.rule"], self.export()["rows"]["xero.rule"])

    def test_filters_hold_names_in_the_file_and_ids_here(self):
        data = self.export()
        row = data["rows"]["xero.rule"][0]
        self.assertEqual(row["move_domain"][0][:2], ["partner_id", "child_of"])
        self.assertEqual(row["move_domain"][0][2][0]["ref"], "RULED-1")
        self.assertFalse(re.search(rf"\b{self.partner.id}\b", str(row["move_domain"])))
        self.apply(data)
        rule = self.own()[0]
        self.assertEqual(rule._filter("move_domain"), self.rules[0]._filter("move_domain"))
        self.assertEqual(rule._filter("line_domain"), self.rules[0]._filter("line_domain"))

    def test_a_second_import_changes_nothing_and_a_change_is_told(self):
        self.apply(self.export())
        self.assertEqual({line.outcome for line in self.preview(self.export()).line_ids}, {"same"})
        self.rules[0].write({"partner_ids": [Command.clear()], "reference": "{ref}"})
        (line,) = self.outcomes(self.preview(self.export()), "change")
        self.assertIn("Customers: Ruled Ltd → nothing", line[1])
        self.apply(self.export())
        self.assertFalse(self.own()[0].partner_ids)

    def test_a_rule_whose_condition_is_not_here_is_left_out_whole(self):
        data = self.export()
        data["rows"]["xero.rule"][0]["partner_ids"] = [{"ref": "NOBODY", "name": "Nobody"}]
        wizard = self.apply(data)
        self.assertEqual([name for name, _text in self.outcomes(wizard, "missing")], ["Ruled"])
        self.assertEqual(self.own().mapped("name"), ["Exports"])

    def test_a_filter_that_means_nothing_is_refused(self):
        data = self.export()
        for wrong in (
            [["no_such_field", "=", 1]],
            [["partner_id", "="]],
            [1, 2],
            "[(",
            [["partner_id", "=", {"a": 1}]],
        ):
            with self.subTest(str(wrong)):
                data["rows"]["xero.rule"][0]["move_domain"] = wrong
                wizard = self.preview(data)
                self.assertTrue(self.outcomes(wizard, "refused", "missing"))
