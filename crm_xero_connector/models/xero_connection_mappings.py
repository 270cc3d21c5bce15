from odoo import fields, models

# Accounts that stand alone on the page, and what Xero has to say of them.
DEFAULTS = {
    "sales_account_id": "is_sales_account",
    "bills_account_id": "is_purchase_account",
    "payment_account_id": "is_payment_account",
}


class XeroConnection(models.Model):
    """Are the mappings still good: what is told each night, and at once when somebody refreshes."""

    _inherit = "xero.connection"

    told_books = fields.Json(copy=False, help="The differences between the books that the managers know of.")
    told_problems = fields.Json(copy=False, help="The problems that the managers know of.")

    def _mapping_problems(self):
        """Return what can no longer be used: list of (name, sentence)."""
        self.ensure_one()
        taxes = self.tax_mapping_ids.filtered(lambda row: row.state == "wrong")
        rows = [(row.display_name, row.problem) for row in taxes]
        for mapping in (*self.account_mapping_ids, *self.tracking_mapping_ids, *self.rule_ids):
            if mapping.problem:
                rows.append((mapping.display_name, mapping.problem))
        gone = self.env._("Xero no longer takes this on %s. Choose another account.")
        for name, flag in DEFAULTS.items():
            account = self[name]
            if account and not account[flag]:
                label = self._fields[name].get_description(self.env, ["string"])["string"]
                rows.append((label, gone % account.display_name))
        return rows

    def action_map_rules(self):
        """Show the rules, in their order."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_rule_action")
        return {**action, "domain": [("connection_id", "=", self.id)], "context": {"default_connection_id": self.id}}

    def _announce_mapping_problems(self):
        """Tell the managers once, until the mappings are mended and something new breaks."""
        problems = self._mapping_problems()
        told = sorted(f"{name}: {text}" for name, text in problems)
        if told and told != (self.told_problems or []):
            text = self.env._("%s Invoices that need them wait; all others are sent.", " ".join(told))
            self.env["xero.log"].sudo()._note(self, "check", text, "warning")
            self._say(text, "warning")
            self._tell_managers(self.env._("A mapping to Xero is no longer good"), text)
        self.told_problems = told or False

    def action_check_books(self):
        """Show the last comparison of the books; the first one is made now."""
        self.ensure_one()
        check = self.env["xero.books.check"].search([("connection_id", "=", self.id)], limit=1)
        if not check:
            check = check.create({"connection_id": self.id})
            check.action_run()
        return check._get_records_action()
