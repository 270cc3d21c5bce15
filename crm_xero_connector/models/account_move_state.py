from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AccountMove(models.Model):
    """What a person sees of a document in Xero, and how lists are grouped by it."""

    _inherit = "account.move"

    xero_number = fields.Char("Number in Xero", compute="_compute_xero_amounts")
    xero_due = fields.Monetary("Due in Xero", compute="_compute_xero_amounts")

    @api.depends_context("uid")
    def _compute_xero_amounts(self):
        links = self.sudo()._xero_links()
        for move in self:
            link = links.get(move.id, self.env["xero.link"].sudo())
            move.xero_number = link.remote_number
            move.xero_due = link.remote_due

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists be grouped by the state in Xero, which is the link's and not stored a second time."""
        if field_expr != "xero_state" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        link = query.make_alias(alias, "xero_link")
        condition = SQL(
            "%(link)s.res_model = %(model)s AND %(link)s.res_id = %(id)s AND %(link)s.connection_id IN "
            "(SELECT id FROM xero_connection WHERE active)",
            link=SQL.identifier(link),
            model=self._name,
            id=SQL.identifier(alias, "id"),
        )
        query.add_join("LEFT JOIN", link, "xero_link", condition)
        return SQL.identifier(link, "state")

    def action_xero_online(self):
        """Open the page on which the customer sees the invoice; Xero is asked for its address, it may change."""
        self.ensure_one()
        link = self.sudo()._xero_links().get(self.id)
        if not (link and link.xero_id and link.remote_kind == "ACCREC"):
            raise UserError(self.env._("Xero has an online page for approved customer invoices only."))
        connection = link.connection_id
        url = connection._try(lambda: connection._call(lambda gateway: gateway.online_invoice_url(link.xero_id)))
        if not url:
            raise UserError(self.env._("Xero has no online page for this invoice: it is not approved there yet."))
        return {"type": "ir.actions.act_url", "target": "new", "url": url}

    def action_xero_history(self):
        """Show what was exchanged about this document."""
        self.ensure_one()
        link = self.sudo()._xero_links().get(self.id, self.env["xero.link"])
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_log_action")
        return {**action, "domain": [("link_id", "=", link.id)], "context": {}}
