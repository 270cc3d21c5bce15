from odoo import fields, models


class CrmLead(models.Model):
    """What the customer owes, as Xero sees it, beside the opportunity."""

    _inherit = "crm.lead"

    xero_currency_id = fields.Many2one(related="partner_id.xero_currency_id")
    xero_receivable = fields.Monetary(related="partner_id.xero_receivable", currency_field="xero_currency_id")
    xero_overdue = fields.Monetary(related="partner_id.xero_overdue", currency_field="xero_currency_id")

    def action_xero_open(self):
        """Open the customer in Xero."""
        self.ensure_one()
        return self.partner_id.commercial_partner_id.action_xero_open()
