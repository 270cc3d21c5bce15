"""Ten clients as a consultant sets them up: rules, mappings and settings are data; no code of their own.

Each story ends with confirmed invoices and with what the sandbox has of them.
"""

from rules import RuleCase

from odoo import Command


class StoryCase(RuleCase):
    def tracked(self, remote):
        """Return the tracking of each line: category -> option."""
        return [{entry["Name"]: entry["Option"] for entry in line["Tracking"]} for line in remote["LineItems"]]

    def sent(self, move):
        """Send a document and return what the sandbox has, once both books agree."""
        remote = self.push(move)
        self.assert_equal_books(move)
        return remote

    def refresh(self):
        self.connection.action_refresh()

    def tag(self, name):
        return self.env["res.partner.category"].create({"name": name})


class TestGoodsAndServices(StoryCase):
    def test_a_services_firm_with_two_tracking_categories(self):
        """The office comes from the analytic account, the practice from the tag of the customer; work abroad is one."""
        self.add_tracking("Office", "Perth", "Hobart")
        self.add_tracking("Practice", "Audit", "Tax", "Abroad")
        self.refresh()
        perth, hobart, audit = self.analytic("Perth"), self.analytic("Hobart"), self.tag("Audit")
        self.rule("Abroad", country_ids=self.env.ref("base.fj"), tracking_option_ids=self.option("Abroad"))
        self.rule("Perth", analytic_account_ids=perth, tracking_option_ids=self.option("Perth"))
        self.rule("Hobart", analytic_account_ids=hobart, tracking_option_ids=self.option("Hobart"))
        self.rule("Audit", partner_tag_ids=audit, tracking_option_ids=self.option("Audit"))
        self.rule("The others", document_kind="sale", tracking_option_ids=self.option("Tax"))
        found = []
        for values in ({"category_id": audit.ids}, {"country_id": self.env.ref("base.fj").id}):
            move = self.invoice(self.customer(f"Client {len(found)}", **values), lines=((1, 100, 10),) * 2, post=False)
            for line, account in zip(move.invoice_line_ids, (perth, hobart)):
                line.analytic_distribution = {str(account.id): 100}
            move.action_post()
            found.append(self.tracked(self.sent(move)))
        offices = ("Perth", "Hobart")
        self.assertEqual(found[0], [{"Office": office, "Practice": "Audit"} for office in offices])
        self.assertEqual(found[1], [{"Office": office, "Practice": "Abroad"} for office in offices])

    def test_a_shop_with_a_revenue_account_for_each_category(self):
        """A category serves those below it; what is in none of them goes to the sales account."""
        food, toys = self.category("Food"), self.category("Toys")
        fruit = self.category("Fruit", food)
        self.rule("Fruit", categ_ids=fruit, xero_account_id=self.account("260"))
        self.rule("Food", categ_ids=food, xero_account_id=self.account("205"))
        mapping = {"connection_id": self.connection.id, "categ_id": toys.id}
        self.env["xero.account.mapping"].create({**mapping, "xero_account_id": self.account("270").id})
        goods = [self.product(f"Of {categ.name}", categ_id=categ.id) for categ in (fruit, food, toys)]
        remote = self.sent(self.sell(*goods, self.product("Gift card")))
        self.assertEqual(self.codes(remote), ["260", "205", "270", "200"])

    def test_a_school_with_tax_free_and_taxed_fees(self):
        """Tuition is free of tax, excursions are taxed, and what the canteen sells is input taxed."""
        tuition, trips, canteen = (self.category(name) for name in ("Tuition", "Excursions", "Canteen"))
        self.rule("Canteen", categ_ids=canteen, is_untaxed=True, tax_rate_id=self.rate("INPUTTAXED"))
        self.rule("Tuition", categ_ids=tuition, is_untaxed=True, tax_rate_id=self.rate("EXEMPTOUTPUT"))
        self.rule("Excursions", categ_ids=trips, tax_ids=self.tax(10), xero_account_id=self.account("260"))
        fees = [self.product(f"Fee {categ.name}", categ_id=categ.id) for categ in (tuition, trips, canteen)]
        move = self.sell(*fees, rate=None, post=False)
        move.invoice_line_ids[1].tax_ids = self.tax(10)
        move.action_post()
        remote = self.sent(move)
        self.assertEqual(self.codes(remote, "TaxType"), ["EXEMPTOUTPUT", "OUTPUT", "INPUTTAXED"])
        self.assertEqual(self.codes(remote), ["200", "260", "200"])
        self.assertEqual((remote["Total"], remote["TotalTax"]), (310, 10))

    def test_deposits_on_account_835(self):
        """A deposit is owed to the customer until the work is done: 835 takes it, and gives it back."""
        deposit, work = self.product("Deposit"), self.product("Work")
        self.rule("Deposits", product_ids=deposit, xero_account_id=self.account("835"))
        self.assertEqual(self.codes(self.sent(self.sell(deposit))), ["835"])
        final = self.sell(work, deposit, partner=self.customer("Final Ltd"), post=False)
        final.invoice_line_ids[1].price_unit = -30
        final.action_post()
        remote = self.sent(final)
        self.assertEqual(self.codes(remote), ["200", "835"])
        self.assertEqual(remote["Total"], 77)

    def test_own_item_codes(self):
        """Goods have the item of their reference; all services are one item in Xero, whatever Odoo calls them."""
        for code in ("DESK", "HOURS"):
            self.add_item(code)
        self.connection.send_item_codes = True
        self.refresh()
        services = self.category("Services")
        self.rule("Services", categ_ids=services, item_id=self.option("HOURS"))
        desk = self.product("Desk", default_code="DESK")
        advice = self.product("Advice", default_code="ADV-1", categ_id=services.id)
        remote = self.sent(self.sell(desk, advice, self.product("Chair", default_code="CHAIR")))
        self.assertEqual(self.codes(remote, "ItemCode"), ["DESK", "HOURS", None])


class TestPlacesAndPeople(StoryCase):
    def branch(self, name):
        """Return a branch of the company with a journal of its own."""
        values = {"name": name, "parent_id": self.company.id, "country_id": self.company.country_id.id}
        branch = self.env["res.company"].create({**values, "currency_id": self.company.currency_id.id})
        self.env.cr.precommit.run()  # Odoo gives it the chart of its parent at the end of the transaction
        self.env.user.company_ids |= branch
        journal = self.env["account.journal"].create(
            {
                "name": name,
                "code": name[:4].upper(),
                "type": "sale",
                "company_id": branch.id,
                "default_account_id": self.income().id,
            }
        )
        return branch, journal

    def test_two_branches_on_one_organisation(self):
        """Each branch has its tracking option and its brand; the numbers tell them apart in the reference."""
        self.add_tracking("Branch", "North", "South")
        for name in ("North brand", "South brand"):
            self.add_theme(name)
        self.refresh()
        moves = []
        for name in ("North", "South"):
            branch, journal = self.branch(name)
            options = {"tracking_option_ids": self.option(name), "theme_id": self.option(f"{name} brand")}
            self.rule(name, journal_ids=journal, reference=f"{name} {{number}}", **options)
            self.env = self.env(context={**self.env.context, "allowed_company_ids": (self.company | branch).ids})
            moves.append(self.invoice(self.customer(f"Of {name}"), journal_id=journal.id, company_id=branch.id))
        for name, move in zip(("North", "South"), moves):
            remote = self.sent(move)
            self.assertEqual(self.tracked(remote), [{"Branch": name}])
            self.assertEqual(remote["BrandingThemeID"], self.option(f"{name} brand").xero_id)
            self.assertEqual(remote["Reference"], f"{name} {move.name}")

    def test_a_look_at_a_branch_s_own_page_stops_none_of_its_documents(self):
        """Manage makes a row for the branch; until that has an organisation, the one above goes on to serve it."""
        branch, journal = self.branch("North")
        self.env = self.env(context={**self.env.context, "allowed_company_ids": (self.company | branch).ids})
        settings = self.env["res.config.settings"].with_company(branch).create({"company_id": branch.id})
        self.assertEqual(settings.xero_organisation, self.connection.organisation)
        page = self.env["xero.connection"].browse(settings.action_open_xero()["res_id"])
        self.assertEqual((page.company_id, page.state), (branch, "draft"))
        self.assertIn(self.connection.organisation, page.notice)
        self.assertEqual(settings.xero_state, "connected")
        move = self.invoice(self.customer("Of North"), journal_id=journal.id, company_id=branch.id)
        self.assertEqual(self.sent(move)["InvoiceNumber"], move.name)
        self.assertEqual(self.link(move).connection_id, self.connection)

    def test_exports_at_zero_rate_by_country(self):
        """Both are 0 % in Odoo; the delivery's country tells an export from other income that is free of tax."""
        free = self.connection.tax_mapping_ids.filtered(lambda row: row.tax_rate_id == self.rate("EXEMPTOUTPUT"))
        self.rule(
            "Exports",
            tax_ids=free.tax_ids,
            country_ids=self.env["res.country"].search([("code", "not in", ("AU", False))]),
            tax_rate_id=self.rate("EXEMPTEXPORT"),
            xero_account_id=self.account("210"),
        )
        home, fiji = self.env.ref("base.au"), self.env.ref("base.fj")
        found = {}
        for name, country, taxes in (
            ("Home", home, free.tax_ids),
            ("Fiji", fiji, free.tax_ids),
            ("Visitor", fiji, self.tax(10)),
        ):
            move = self.invoice(self.customer(name, country_id=country.id), post=False)
            move.invoice_line_ids.tax_ids = taxes
            move.action_post()
            (line,) = self.sent(move)["LineItems"]
            found[name] = (line["TaxType"], line["AccountCode"])
        self.assertEqual(
            found,
            {"Home": ("EXEMPTOUTPUT", "200"), "Fiji": ("EXEMPTEXPORT", "210"), "Visitor": ("OUTPUT", "200")},
        )

    def test_drafts_for_one_journal_authorised_for_another(self):
        """Somebody looks at the project invoices in Xero before they go out; the till's are final."""
        projects, till = self.journal("Projects", "PROJ"), self.journal("Till", "TILL")
        self.rule("Projects", journal_ids=projects, invoice_status="DRAFT")
        self.connection.invoice_status = "SUBMITTED"
        self.rule("Till", journal_ids=till, invoice_status="AUTHORISED")
        found = [
            self.sent(self.invoice(self.customer(f"Customer {n}"), **values))["Status"]
            for n, values in enumerate(({"journal_id": projects.id}, {"journal_id": till.id}, {}))
        ]
        self.assertEqual(found, ["DRAFT", "AUTHORISED", "SUBMITTED"])

    def test_several_brands(self):
        """Who buys decides, then what is bought; Xero prints each in its brand, the own one is the page's."""
        for name in ("House", "Garden", "Trade"):
            self.add_theme(name)
        self.refresh()
        trade, garden = self.tag("Trade"), self.category("Garden")
        self.connection.theme_id = self.option("House")
        self.rule("Trade", partner_tag_ids=trade, theme_id=self.option("Trade"), reference="Trade {ref}")
        self.rule("Garden", categ_ids=garden, theme_id=self.option("Garden"))
        rake, lamp = self.product("Rake", categ_id=garden.id), self.product("Lamp")
        dealer = self.customer("Dealer", category_id=[Command.link(trade.id)])
        moves = (
            self.sell(rake, partner=dealer, ref="D-1"),
            self.sell(lamp, rake, partner=self.customer("Gardener")),
            self.sell(lamp, partner=self.customer("Reader")),
        )
        found = [self.sent(move) for move in moves]
        wanted = [self.option(name).xero_id for name in ("Trade", "Garden", "House")]
        self.assertEqual([remote["BrandingThemeID"] for remote in found], wanted)
        self.assertEqual(found[0]["Reference"], "Trade D-1")

    def test_customers_in_us_and_new_zealand_dollars(self):
        """Each currency has its revenue account and its print with the right bank details; the rate is Odoo's."""
        self.add_theme("US bank details")
        self.refresh()
        found = {}
        rules = {"USD": {"xero_account_id": self.account("210"), "theme_id": self.option("US bank details")}}
        rules["NZD"] = {"xero_account_id": self.account("205")}
        for name, rate in (("USD", 0.66), ("NZD", 1.08)):
            currency = self.currency(name, rate)
            self.rule(name, currency_ids=currency, **rules[name])
            partner = self.customer(f"Customer {name}")
            found[name] = self.sent(self.invoice(partner, lines=((1, 200, 10),), currency_id=currency.id))
        self.assertEqual([self.codes(remote) for remote in found.values()], [["210"], ["205"]])
        self.assertEqual([remote["CurrencyCode"] for remote in found.values()], ["USD", "NZD"])
        self.assertEqual([float(remote["CurrencyRate"]) for remote in found.values()], [0.66, 1.08])
        self.assertEqual(found["USD"]["BrandingThemeID"], self.option("US bank details").xero_id)
        self.assertEqual(self.codes(self.sent(self.invoice(self.customer("Home")))), ["200"])

    def currency(self, name, rate):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        currency.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "company_id": self.company.id, "name": "2026-11-01", "rate": rate}
        )
        return currency
