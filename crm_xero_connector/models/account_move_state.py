from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..mappers.records import ZERO
from .account_move import exact


class AccountMove(models.Model):
    """What a person sees of a document in Xero, and how lists are grouped by it."""

    _inherit = "account.move"

    xero_number = fields.Char("Number in Xero", compute="_compute_xero_amounts")
    xero_due = fields.Monetary("Due in Xero", compute="_compute_xero_amounts")

    xero_is_doubtful = fields.Boolean(compute="_compute_xero_payments")
    xero_has_stuck_payments = fields.Boolean(compute="_compute_xero_payments")
    xero_open_reason = fields.Html("Why Is It Still Open?", compute="_compute_xero_open_reason", sanitize=False)

    @api.depends_context("uid")
    def _compute_xero_open_reason(self):
        """Show what leads to the amount due on both sides, where it is not zero on both or differs."""
        links = self.sudo()._xero_links()
        for move in self:
            link = links.get(move.id, self.env["xero.link"].sudo())
            is_open = link.xero_id and move.state == "posted" and (move.amount_residual or link.remote_due)
            move.xero_open_reason = move._xero_open_table(link) if is_open else False

    def _xero_open_table(self, link):
        """Return a table of total, payments, credits and rest in both books; rows that differ are bold."""
        paid = sum((source.amount for source in self._xero_sources()), ZERO)
        due = exact(self._xero_due(), self.currency_id)
        total = exact(self.amount_total, self.currency_id)
        theirs = [exact(amount, self.currency_id) for amount in (link.remote_paid, link.remote_credited)]
        rows = (
            (self.env._("Total"), total, exact(link.remote_total, self.currency_id)),
            (self.env._("Payments"), -paid, -theirs[0]),
            (self.env._("Credit notes and other entries"), due - total + paid, -theirs[1]),
            (self.env._("Amount due"), due, exact(link.remote_due, self.currency_id)),
        )
        body = Markup().join(
            Markup("<tr%s><td>%s</td><td class='text-end'>%s</td><td class='text-end'>%s</td></tr>")
            % (Markup(" class='fw-bold text-danger'") if ours != other else "", label, ours, other)
            for label, ours, other in rows
        )
        head = Markup("<tr><th></th><th class='text-end'>Odoo</th><th class='text-end'>Xero</th></tr>")
        return Markup("<table class='table table-sm w-auto'><thead>%s</thead><tbody>%s</tbody></table>") % (head, body)

    @api.depends_context("uid")
    def _compute_xero_amounts(self):
        links = self.sudo()._xero_links()
        for move in self:
            link = links.get(move.id, self.env["xero.link"].sudo())
            move.xero_number = link.remote_number
            move.xero_due = link.remote_due

    @api.depends_context("uid")
    def _compute_xero_payments(self):
        links = self.sudo()._xero_links()
        for move in self:
            link = links.get(move.id, self.env["xero.link"].sudo())
            move.xero_is_doubtful = "review" in link.payment_ids.mapped("state")
            move.xero_has_stuck_payments = bool(link._stuck_payments() | link._not_set_off())

    def action_xero_same_payment(self):
        """Take a payment in Xero for the one of Odoo that it could be."""
        self._xero_document_links().action_same_payment()

    def action_xero_two_payments(self):
        """Take a payment in Xero for another one than Odoo's: each book gets the other's."""
        self._xero_document_links().action_two_payments()

    def _xero_document_links(self):
        """Return the links of these documents with the user's own rights."""
        links = self.sudo()._xero_links().values()
        return self.env["xero.link"].browse([link.id for link in links])

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
        """Open the page on which the customer sees the invoice; Xero is asked for its address, it may change.

        Customers in the portal, who may press it as often as they like, do not spend the calls kept for new invoices.
        """
        self.ensure_one()
        self.check_access("read")
        link = self.sudo()._xero_links().get(self.id)
        if not (link and link.xero_id and link.remote_kind == "ACCREC"):
            raise UserError(self.env._("Xero has an online page for approved customer invoices only."))
        connection = link.connection_id.with_context(xero_spare=self.env.user.share)
        url = connection._try(lambda: connection._call(lambda gateway: gateway.online_invoice_url(link.xero_id)))
        if not url:
            raise UserError(self.env._("Xero has no online page for this invoice: it is not approved there yet."))
        return {"type": "ir.actions.act_url", "target": "new", "url": url}

    def action_xero_history(self):
        """Show what was exchanged about this document."""
        self.ensure_one()
        self.check_access("read")
        link = self.sudo()._xero_links().get(self.id, self.env["xero.link"])
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_log_action")
        return {**action, "domain": [("link_id", "=", link.id)], "context": {}}
