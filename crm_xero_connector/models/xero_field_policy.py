from odoo import api, fields, models

from ..mappers.partner import SYNCED_FIELDS


class XeroFieldPolicy(models.Model):
    """Who wins a field of contacts that changed on both sides. Without a row Xero wins."""

    _name = "xero.field.policy"
    _description = "Rule for a Field of Contacts"
    _rec_name = "field_name"

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    field_name = fields.Selection("_names_of_fields", "Field", required=True)
    policy = fields.Selection(
        [("xero", "Xero wins"), ("odoo", "Odoo wins"), ("off", "Leave alone on both sides")],
        required=True,
        default="odoo",
        help="Which value is kept when both sides changed it. The other one is noted in the contact's chatter.",
    )

    _field_uniq = models.Constraint("UNIQUE(connection_id, field_name)", "There is a rule for this field already.")

    @api.model
    def _names_of_fields(self):
        descriptions = self.env["res.partner"].fields_get(SYNCED_FIELDS, ["string"])
        return [(name, values["string"]) for name, values in descriptions.items() if name not in ("name", "active")]
