from odoo import fields, models


class XeroTenant(models.Model):
    """An organisation that a person ticked at Xero and that can be chosen for this company."""

    _name = "xero.tenant"
    _description = "Xero Organisation to Choose"

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    token_id = fields.Many2one("xero.token", ondelete="cascade")
    tenant_id = fields.Char("Tenant ID", required=True)
    remote_id = fields.Char("Connection ID")
    name = fields.Char("Organisation")
    country_code = fields.Char("Country")
    currency = fields.Char()
    is_demo = fields.Boolean("Demo")
    problem = fields.Char()

    def action_use(self):
        """Connect the company with this organisation."""
        self.ensure_one()
        connection = self.connection_id
        return connection._try(lambda: connection._use_tenant(self))
