from odoo import api, fields, models

RATE_DIGITS = (16, 4)


class XeroTaxRate(models.Model):
    """A tax rate of the organisation, as last read; `effective_rate` is what Xero really charges, in percent."""

    _name = "xero.tax.rate"
    _description = "Xero Tax Rate"
    _order = "name"
    _rec_names_search = ["name", "tax_type"]

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    tax_type = fields.Char(required=True)
    name = fields.Char(required=True)
    effective_rate = fields.Float("Rate (%)", digits=RATE_DIGITS)
    status = fields.Char()
    for_sales = fields.Boolean()
    for_purchases = fields.Boolean()

    _tax_type_uniq = models.Constraint("UNIQUE(connection_id, tax_type)", "A tax rate is listed once.")

    @api.depends("name", "effective_rate")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = f"{rate.name} ({rate.effective_rate:g} %)"
