"""Mapping rules: which conditions hold, which rule wins, and what a rule may not say."""

from rules import RuleCase

from odoo import Command
from odoo.exceptions import ValidationError


class TestConditions(RuleCase):
    """Each condition by itself: one document or line that meets it, one that does not."""

    def accounts(self, *moves):
        """Return the account codes of the documents' first lines, as they would be sent."""
        return [self.payload(move)["LineItems"][0]["AccountCode"] for move in moves]

    def assert_only(self, meant, other, **conditions):
        """Check that a rule with some conditions is used for one document and not for another."""
        self.assertEqual(self.accounts(meant, other), ["200", "200"])
        self.rule(xero_account_id=self.account("260"), **conditions)
        self.assertEqual(self.accounts(meant, other), ["260", "200"])

    def test_journals(self):
        journal = self.journal("Shop", "SHOP")
        self.assert_only(self.invoice(journal_id=journal.id), self.invoice(), journal_ids=journal)

    def test_document_kinds(self):
        note = self.invoice(move_type="out_refund")
        self.assert_only(note, self.invoice(), document_kind="out_refund")

    def test_products_and_what_is_archived_of_them(self):
        desk, chair = self.product("Desk"), self.product("Chair")
        meant, other = self.sell(desk), self.sell(chair)
        self.assert_only(meant, other, product_ids=desk)
        desk.active = False
        self.env.invalidate_all()
        self.assertEqual(self.accounts(meant, other), ["260", "200"], "an archived product is not any product")

    def test_product_categories_with_those_below(self):
        goods = self.category("Goods")
        toys = self.category("Toys", goods)
        meant = self.sell(self.product("Ball", categ_id=toys.id))
        self.assert_only(meant, self.sell(self.product("Work")), categ_ids=goods)

    def test_odoo_accounts(self):
        account = self.env["account.account"].create(
            {"name": "Rent", "code": "XR100", "account_type": "income", "company_ids": [Command.link(self.company.id)]}
        )
        meant = self.invoice(post=False)
        meant.invoice_line_ids.account_id = account
        self.assert_only(meant, self.invoice(), account_ids=account)

    def test_a_set_of_taxes_and_no_tax(self):
        meant, other, untaxed = self.invoice(), self.invoice(lines=((1, 10, 0),)), self.invoice(lines=((1, 10, None),))
        self.assert_only(meant, other, tax_ids=self.tax(10))
        self.rule(xero_account_id=self.account("205"), is_untaxed=True)
        self.assertEqual(self.accounts(meant, other, untaxed), ["260", "200", "205"])

    def test_customers_and_the_company_of_a_contact(self):
        company = self.customer("Group Ltd")
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": company.id})
        self.assert_only(self.invoice(contact), self.invoice(), partner_ids=company)

    def test_customer_tags(self):
        tag = self.env["res.partner.category"].create({"name": "Wholesale"})
        company = self.customer("Tagged Ltd", category_id=[Command.link(tag.id)])
        contact = self.env["res.partner"].create({"name": "Bob", "parent_id": company.id})
        self.assert_only(self.invoice(contact), self.invoice(), partner_tag_ids=tag)

    def test_countries_of_the_delivery(self):
        fiji, customer = self.env.ref("base.fj"), self.customer("Home Ltd", country_id=self.env.ref("base.au").id)
        self.env["res.partner"].create(
            {"name": "Store", "type": "delivery", "parent_id": customer.id, "country_id": fiji.id}
        )
        other = self.customer("Near Ltd", country_id=self.env.ref("base.au").id)
        self.assert_only(self.invoice(customer), self.invoice(other), country_ids=fiji)

    def test_analytic_accounts(self):
        north, south = self.analytic("North"), self.analytic("South")
        meant = self.invoice(post=False)
        meant.invoice_line_ids.analytic_distribution = {f"{north.id},{south.id}": 50}
        self.assert_only(meant, self.invoice(), analytic_account_ids=north)

    def test_currencies(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.assert_only(self.invoice(currency_id=dollar.id), self.invoice(), currency_ids=dollar)

    def test_salespersons(self):
        user = self.env.ref("base.user_admin")
        meant, other = self.invoice(invoice_user_id=user.id), self.invoice(invoice_user_id=False)
        self.assert_only(meant, other, user_ids=user)

    def test_the_rest_by_filters_of_odoo(self):
        meant, other = self.invoice(ref="PROJECT-7"), self.invoice(ref="other")
        self.assert_only(meant, other, move_domain="[('ref', 'like', 'PROJECT')]")
        small = self.invoice(lines=((1, 5, 10),))
        self.rule(xero_account_id=self.account("205"), line_domain="[('price_unit', '<', 6)]")
        self.assertEqual(self.accounts(meant, other, small), ["260", "200", "205"])

    def test_all_conditions_have_to_hold(self):
        journal, tag = self.journal("Shop", "SHOP"), self.env["res.partner.category"].create({"name": "Big"})
        big = self.customer("Big Ltd", category_id=[Command.link(tag.id)])
        meant = self.invoice(big, journal_id=journal.id)
        self.assert_only(meant, self.invoice(journal_id=journal.id), journal_ids=journal, partner_tag_ids=tag)


class TestOrder(RuleCase):
    def test_for_each_result_the_first_rule_that_has_one_decides(self):
        self.add_tracking("Region", "North")
        self.connection.action_refresh()
        self.rule("Second", sequence=2, xero_account_id=self.account("260"), tracking_option_ids=self.option("North"))
        first = self.rule("First", sequence=1, xero_account_id=self.account("205"))
        line = self.payload(self.invoice())["LineItems"][0]
        self.assertEqual((line["AccountCode"], len(line["Tracking"])), ("205", 1))
        first.sequence = 3
        self.assertEqual(self.codes(self.payload(self.invoice())), ["260"], "the order is the list's")
        first.sequence, first.active = 1, False
        self.assertEqual(self.codes(self.payload(self.invoice())), ["260"], "an archived rule is none")

    def test_the_mappings_are_the_last_rules(self):
        goods = self.category("Goods")
        mapping = {"connection_id": self.connection.id, "categ_id": goods.id}
        self.env["xero.account.mapping"].create({**mapping, "xero_account_id": self.account("205").id})
        ball, bat = (self.product(name, categ_id=goods.id) for name in ("Ball", "Bat"))
        self.rule(product_ids=ball, xero_account_id=self.account("260"))
        self.assertEqual(self.codes(self.payload(self.sell(ball, bat))), ["260", "205"])

    def test_each_tracking_category_is_decided_by_itself(self):
        self.add_tracking("Region", "North", "South")
        self.add_tracking("Seller", "Ann", "Bob")
        self.connection.action_refresh()
        self.rule(sequence=1, tracking_option_ids=self.option("South"))
        self.rule(sequence=2, tracking_option_ids=self.option("North") | self.option("Ann"))
        (line,) = self.push(self.invoice())["LineItems"]
        self.assertEqual({row["Name"]: row["Option"] for row in line["Tracking"]}, {"Region": "South", "Seller": "Ann"})

    def test_a_rule_about_lines_decides_the_document_of_one_of_them(self):
        ball, work = self.product("Ball"), self.product("Work")
        self.rule(product_ids=ball, xero_account_id=self.account("260"), invoice_status="SUBMITTED")
        payload = self.payload(self.sell(work, ball))
        self.assertEqual((payload["Status"], self.codes(payload)), ("SUBMITTED", ["200", "260"]))
        self.assertEqual(self.payload(self.sell(work))["Status"], "AUTHORISED")

    def test_an_account_of_the_other_side_is_left_out_unless_the_kind_says_so(self):
        rule = self.rule(xero_account_id=self.account("429"))
        move = self.invoice()
        self.assertEqual(self.codes(self.payload(move)), ["200"])
        rule.document_kind = "sale"
        self.assertEqual(self.codes(self.payload(move)), ["429"], "costs that are charged on")


class TestSaving(RuleCase):
    def assert_refused(self, words, **values):
        with self.assertRaisesRegex(ValidationError, words):
            self.rule("Wrong", **values)

    def test_a_rule_has_a_result(self):
        self.assert_refused("no result", document_kind="sale")

    def test_only_equal_rates(self):
        rates = {"tax_rate_id": self.rate("EXEMPTEXPORT")}
        self.assert_refused("charges 10 % in Odoo", tax_ids=self.tax(10), **rates)
        self.assert_refused("other side", document_kind="purchase", **rates)
        self.assertFalse(self.rule(is_untaxed=True, **rates).problem)

    def test_one_option_of_each_category_and_from_the_right_list(self):
        self.add_tracking("Region", "North", "South")
        self.connection.action_refresh()
        options = self.option("North") | self.option("South")
        self.assert_refused("one option of each tracking category", tracking_option_ids=options)
        self.assert_refused("from their own lists", theme_id=self.option("North"))

    def test_a_template_is_words_and_known_placeholders(self):
        for template in ("{partner.env}", "{0}", "{}", "{ref!r}", "{ref:>9}", "{secret}", "{ref", "}"):
            self.assert_refused("laceholder", reference=template)
        self.assertTrue(self.rule(reference="{{x}} {number}"))

    def test_a_filter_has_to_be_understood(self):
        self.assert_refused("Document Filter cannot be understood", send="no", move_domain="[('nothing', '=', 1)]")
        self.assert_refused("Line Filter cannot be understood", send="no", line_domain="[('name', 'like'")
        self.assert_refused("cannot be understood", send="no", line_domain="__import__('os').getcwd()")

    def test_nothing_of_another_organisation(self):
        company = self.env["res.company"].create({"name": "Other"})
        other = self.connection.copy({"company_id": company.id, "payment_journal_id": False})
        account = self.account("200").copy({"connection_id": other.id})
        self.assert_refused("organisation that is connected", xero_account_id=account)
