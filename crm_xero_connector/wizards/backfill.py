from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import BATCH_SIZE
from ..models.account_move import ENTITIES


class XeroBackfill(models.TransientModel):
    """Sends invoices that were confirmed before the connection; says beforehand how many and what it costs."""

    _name = "xero.backfill"
    _description = "Send Earlier Invoices"

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade")
    date_from = fields.Date("From", required=True, default=lambda self: fields.Date.context_today(self))
    date_to = fields.Date("To", default=lambda self: fields.Date.context_today(self))
    document_count = fields.Integer("Documents", compute="_compute_preview")
    customer_count = fields.Integer("Customers New to Xero", compute="_compute_preview")
    call_count = fields.Integer("Calls to Xero", compute="_compute_preview")
    calls_left = fields.Char(related="connection_id.calls_left")
    paid_count = fields.Integer("Already Paid in Odoo", compute="_compute_preview")

    @api.depends("connection_id", "date_from", "date_to")
    def _compute_preview(self):
        for wizard in self:
            moves = wizard._moves()
            partners = moves.commercial_partner_id
            known = self.env["xero.link"].sudo()._for_records(wizard.connection_id, "contact", partners)
            wizard.document_count = len(moves)
            wizard.paid_count = len(
                moves.filtered(lambda move: move.payment_state in ("paid", "in_payment", "reversed"))
            )
            wizard.customer_count = len(partners) - len(known)
            batches = [*moves.grouped("move_type").values(), partners.browse(set(partners.ids) - known.keys())]
            wizard.call_count = sum(-(-len(batch) // BATCH_SIZE) for batch in batches)

    def _purchase_types(self):
        return self.env["account.move"].get_purchase_types() if self.connection_id.send_bills else []

    def _moves(self):
        """Return the confirmed documents of the time that Xero does not have."""
        connection = self.connection_id
        if not (self.date_from and connection):
            return self.env["account.move"]
        domain = [
            ("company_id", "child_of", connection.company_id.id),
            ("move_type", "in", self.env["account.move"].get_sale_types() + self._purchase_types()),
            ("state", "=", "posted"),
            ("invoice_date", ">=", self.date_from),
        ]
        if self.date_to:
            domain.append(("invoice_date", "<=", self.date_to))
        moves = self.env["account.move"].search(domain, order="invoice_date, id")
        moves = moves.filtered(lambda move: self.env["xero.connection"]._of_company(move.company_id) == connection)
        chosen = connection._with_choices_for(moves)
        moves = moves.filtered(
            lambda move: chosen._is_wanted(chosen._choose_journal, move) and move.move_type in ENTITIES
        )
        links = self.env["xero.link"].sudo()
        known = {
            **links._for_records(connection, "invoice", moves),
            **links._for_records(connection, "credit_note", moves),
        }
        return moves.filtered(lambda move: move.id not in known)

    def action_send(self):
        """Put the documents into the outbox."""
        self.connection_id.check_access("write")
        moves = self._moves()
        if not moves:
            raise UserError(self.env._("There is nothing to send: Xero has all confirmed invoices of these dates."))
        moves.sudo()._xero_rows(self.connection_id.sudo(), only_known=False)
        return {"type": "ir.actions.act_window_close"}
