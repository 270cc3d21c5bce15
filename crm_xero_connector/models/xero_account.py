from odoo import api, fields, models

from ..const import ROUNDING_ACCOUNT


class XeroAccount(models.Model):
    """An account of the organisation's chart, as last read. The id is the key: codes may change or be missing."""

    _name = "xero.account"
    _description = "Xero Account"
    _order = "code, name"
    _rec_names_search = ["code", "name"]

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    xero_id = fields.Char("Account ID", required=True)
    code = fields.Char()
    name = fields.Char(required=True)
    type = fields.Char()
    account_class = fields.Char("Class")
    status = fields.Char()
    system_account = fields.Char()
    tax_type = fields.Char("Default Tax Type")
    currency = fields.Char(help="Of a bank account; empty for all others, which are in the organisation's own.")
    is_payment_account = fields.Boolean("Takes Payments")
    is_sales_account = fields.Boolean("Takes Sales")
    is_purchase_account = fields.Boolean("Takes Bills")
    takes_lines = fields.Boolean(help="Xero takes lines of documents here, also on other accounts than for sales.")

    _xero_id_uniq = models.Constraint("UNIQUE(connection_id, xero_id)", "An account is listed once.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for account in self:
            account.display_name = f"{account.code} {account.name}" if account.code else account.name

    @api.model
    def _rounding(self, connection):
        """Return the organisation's own account for rounding differences."""
        domain = [("connection_id", "=", connection.id), ("system_account", "=", ROUNDING_ACCOUNT)]
        return self.search([*domain, ("status", "=", "ACTIVE")], limit=1)
