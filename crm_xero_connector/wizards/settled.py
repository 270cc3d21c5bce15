from odoo import api, fields, models


class XeroSettled(models.TransientModel):
    """What can be done about an invoice that is paid in Xero and wrong in Odoo."""

    _name = "xero.settled"
    _description = "Paid in Xero"

    move_id = fields.Many2one("account.move", required=True, ondelete="cascade")
    message = fields.Text(compute="_compute_message")

    @api.depends("move_id")
    def _compute_message(self):
        for wizard in self:
            link = wizard.move_id._xero_settled_link()
            wizard.message = wizard.move_id._xero_say_settled(link) if link else False

    def action_credit_note(self):
        """Open Odoo's own way to reverse an invoice and to make a new one."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("account.action_view_account_move_reversal")
        context = {"active_model": "account.move", "active_ids": self.move_id.ids, "active_id": self.move_id.id}
        return {**action, "context": context}

    def action_words_only(self):
        """Reset to draft for what Xero still takes: texts, accounts, the reference and the due date."""
        self.ensure_one()
        self.move_id.with_context(xero_words_only=True).button_draft()
        return {"type": "ir.actions.act_window_close"}
