from odoo import api, models


class PartnerMerge(models.TransientModel):
    """Odoo's own merging of contacts: the links with Xero go with them."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        self.env["xero.link"].sudo()._follow_partners(src_partners, dst_partner)
        return super()._update_reference_fields(src_partners, dst_partner)
