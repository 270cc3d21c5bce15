"""A connected company with tools to write mapping rules: data only, as a consultant would."""

from test_mappings import MappingCase

from odoo import Command


class RuleCase(MappingCase):
    """What a rule needs: accounts, rates and lists of the organisation by their names."""

    def setUp(self):
        super().setUp()
        self.org.tracking_categories.clear()

    def rule(self, name="A rule", **values):
        """Return a rule of the connection; recordsets may be given as they are."""
        values = {key: self._value(key, value) for key, value in values.items()}
        return self.env["xero.rule"].create({"connection_id": self.connection.id, "name": name, **values})

    def _value(self, key, value):
        if not hasattr(value, "ids"):
            return value
        return [Command.set(value.ids)] if self.env["xero.rule"]._fields[key].type == "many2many" else value.id

    def account(self, code):
        return self.env["xero.account"].search([("connection_id", "=", self.connection.id), ("code", "=", code)])

    def option(self, name):
        return self.env["xero.option"].search([("connection_id", "=", self.connection.id), ("name", "=", name)])

    def add_tracking(self, name, *options):
        """Have a tracking category in Xero; `action_refresh` brings it."""
        category_id = self.org.new_id()
        rows = [{"TrackingOptionID": self.org.new_id(), "Name": option, "Status": "ACTIVE"} for option in options]
        row = {"TrackingCategoryID": category_id, "Name": name, "Status": "ACTIVE", "Options": rows}
        self.org.tracking_categories[category_id] = row
        return row

    def add_theme(self, name):
        theme = {"BrandingThemeID": self.org.new_id(), "Name": name, "SortOrder": 1, "Type": "INVOICE"}
        self.org.branding_themes.append(theme)
        return theme

    def add_item(self, code):
        item_id = self.org.new_id()
        self.org.items[item_id] = {
            "ItemID": item_id, "Code": code, "Name": code, "IsSold": True, "IsPurchased": True,
            "IsTrackedAsInventory": False, "SalesDetails": {}, "PurchaseDetails": {},
            "Description": code, "PurchaseDescription": code,
            "UpdatedDateUTC": self.sandbox.clock.now(),
        }  # fmt: skip

    def journal(self, name, code):
        values = {"name": name, "code": code, "type": "sale", "company_id": self.company.id}
        values["default_account_id"] = self.income().id
        return self.env["account.journal"].create(values)

    def income(self):
        """Return the account that Odoo books sales on."""
        domain = [("type", "=", "sale"), ("company_id", "=", self.company.id)]
        return self.env["account.journal"].search(domain, limit=1).default_account_id

    def product(self, name, **values):
        return self.env["product.product"].create({"name": name, "taxes_id": False, **values})

    def category(self, name, parent=None):
        return self.env["product.category"].create({"name": name, "parent_id": parent and parent.id})

    def analytic(self, name):
        plan = self.env["account.analytic.plan"].create({"name": f"Plan {name}"})
        return self.env["account.analytic.account"].create({"name": name, "plan_id": plan.id})

    def sell(self, *products, partner=None, rate=10, post=True, **values):
        """Return an invoice with a line of 100.00 for each product."""
        move = self.invoice(partner, lines=((1, 100, rate),) * len(products), post=False, **values)
        for line, product in zip(move.invoice_line_ids, products):
            taxes = line.tax_ids
            line.product_id = product
            line.write({"price_unit": 100, "tax_ids": [Command.set(taxes.ids)]})
        if post:
            move.action_post()
        return move

    def codes(self, remote, name="AccountCode"):
        return [line.get(name) for line in remote["LineItems"]]
