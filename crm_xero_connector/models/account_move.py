from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from .. import const

ENTITIES = {"out_invoice": "invoice", "out_refund": "credit_note", "in_invoice": "invoice", "in_refund": "credit_note"}


def exact(amount, currency=None):
    """Return an amount of Odoo as a Decimal, rounded like the currency."""
    amount = currency.round(amount) if currency else amount
    return Decimal(f"{amount:.{currency.decimal_places}f}") if currency else Decimal(str(amount))


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "xero.mixin"]

    def _xero_companies(self):
        connections = self.env["xero.connection"]
        return self.company_id.union(*(connections._of_company(company).company_id for company in self.company_id))

    # --- the outbox: rows only, never the network -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._xero_enqueue_drafts()
        return moves

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._xero_enqueue()
        return posted

    def button_cancel(self):
        res = super().button_cancel()
        self.filtered(lambda move: move.state == "cancel")._xero_enqueue(only_known=True)
        return res

    def write(self, vals):
        res = super().write(vals)
        if vals.get("is_move_sent"):
            self._xero_tell_sent()
        if "matched_payment_ids" in vals:  # by the button Pay, which confirms the payment before it says for what
            self._xero_pay()
        self._xero_enqueue_drafts()
        return res

    def _xero_enqueue_drafts(self):
        """Have drafts, as far as they are wanted in Xero, follow every change until they are confirmed."""
        companies = self.env["xero.connection"]._companies_with_drafts()
        if companies:
            drafts = self.filtered(lambda move: move.state == "draft" and move.company_id.id in companies)
            drafts.filtered(lambda move: move._xero_is_sendable())._xero_enqueue()

    def _xero_is_sendable(self):
        """Tell whether there is something of this document to send: confirmed, or a draft that was never confirmed."""
        if self.state != "draft":
            return self.state == "posted"
        wanted = self.company_id.id in self.env["xero.connection"]._companies_with_drafts()
        return bool(wanted and not self.posted_before and self.partner_id and self.invoice_line_ids)

    def _xero_tell_sent(self):
        """Have Xero told that the customer got the document: its reminders go only to those who did."""
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        domain += ["|", ("entity", "=", "invoice"), ("connection_id.attach_pdf", "=", True)]
        links = self.env["xero.link"].sudo().search([*domain, ("state", "in", ("synced", "sending", "unknown"))])
        known = links.filtered(lambda link: link.state == "synced" and link.remote_status in ("AUTHORISED", "PAID"))
        known.only_sent = True
        (known | links.filtered(lambda link: link.state != "synced"))._enqueue()

    def unlink(self):
        links = self.env["xero.link"].sudo().search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        res = super().unlink()
        links.filtered(lambda link: not link.xero_id and not link.idempotency_key).unlink()
        drafts = links.exists().filtered(lambda link: link.is_draft and link.remote_status in const.DRAFT_STATUSES)
        drafts |= links.exists().filtered(lambda link: not link.xero_id)  # nobody knows whether Xero has it
        drafts._enqueue()
        text = self.env._("Deleted in Odoo; Xero still has it.")
        (links.exists() - drafts).write({"state": "skipped", "message": text})
        return res

    def _xero_enqueue(self, only_known=False):
        """Put the documents that Xero should have into the outbox.

        :param only_known: leave alone what was never put there
        """
        if self.env.context.get("xero_from_xero"):
            return
        connections = self.env["xero.connection"]
        for company in self.company_id:
            connection = connections._of_company(company)
            moves = self.filtered(lambda move: move.company_id == company and move.move_type in ENTITIES)
            if connection and connection.state != "draft":
                chosen = connection._with_choices_for(moves)
                moves._xero_wanted(chosen, only_known)._xero_rows(connection, only_known)

    def action_xero_send(self):
        """Send chosen documents to the organisation that is connected now, whatever became of them before."""
        self.env["xero.link"].check_access("write")
        posted = self.filtered(lambda move: move.state == "posted" and move.move_type in ENTITIES)
        connected = posted.filtered(lambda move: self.env["xero.connection"]._of_company(move.company_id))
        if not connected:
            raise UserError(self.env._("Choose confirmed invoices of a company that is connected with Xero."))
        connected._xero_enqueue()

    def _xero_should_push(self, connection):
        """Tell whether this document belongs into Xero; hook.

        Called when a document is confirmed, cancelled or sent by hand, in the transaction of the person who does that,
        for each change of a draft where drafts are sent, and when the form of a draft is opened. Where it fails, the
        document is confirmed all the same and waits. It must not write, and it must be quick.

        :param connection: the `xero.connection` of the document's company
        :return: bool
        """
        return connection.state != "disconnected" and connection._is_wanted_document(self)

    def _xero_rows(self, connection, only_known):
        """Have one row per document, waiting."""
        Link = self.env["xero.link"].sudo()
        for entity in set(ENTITIES.values()):
            moves = self.filtered(lambda move: ENTITIES[move.move_type] == entity)
            known = Link._for_records(connection, entity, moves) if moves else {}
            Link.union(*known.values()).write({"only_sent": False})
            Link.union(*known.values())._enqueue()
            new = moves.filtered(lambda move: move.id not in known) if not only_known else self.browse()
            rows = [{**move._xero_row(entity), "connection_id": connection.id} for move in new]
            if rows:
                Link.create(rows)
                connection._wake("push")

    def _xero_row(self, entity):
        name = self.name or self.display_name
        return {"entity": entity, "res_model": self._name, "res_id": self.id, "record_name": name}
