from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    xero_state = fields.Selection(
        lambda self: self.env["xero.connection"]._fields["state"].selection, compute="_compute_xero"
    )
    xero_organisation = fields.Char(compute="_compute_xero")

    @api.depends("company_id")
    def _compute_xero(self):
        for settings in self:
            connection = self.env["xero.connection"]._of_company(settings.company_id)
            settings.xero_state = connection.state or "draft"
            settings.xero_organisation = connection.organisation

    def action_open_xero(self):
        """Open the connection page of the company, made when there is none yet."""
        return self.env["xero.connection"]._ensure(self.company_id or self.env.company)._page()
