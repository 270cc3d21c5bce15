from odoo import api, fields, models

from .account_move import ENTITIES


class AccountPartialReconcile(models.Model):
    """Has a credit note's allocation in Xero follow Odoo's reconciliation; rows only, never the network."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._xero_credit_notes()._xero_allocate()
        partials._xero_documents()._xero_pay()
        return partials

    def unlink(self):
        credit_notes, documents = self._xero_credit_notes(), self._xero_documents()
        res = super().unlink()
        credit_notes.exists()._xero_allocate()
        documents.exists()._xero_pay()
        return res

    def _xero_documents(self):
        """Return the invoices, bills and credit notes that are paid here."""
        moves = (self.debit_move_id | self.credit_move_id).move_id
        return moves.filtered(lambda move: move.move_type in ENTITIES)

    def _xero_credit_notes(self):
        """Return the credit notes that are set off against invoices here, customers' and vendors'."""
        notes = self.env["account.move"]
        for partial in self:
            debit, credit = partial.debit_move_id.move_id, partial.credit_move_id.move_id
            if (debit.move_type, credit.move_type) == ("out_invoice", "out_refund"):
                notes |= credit
            elif (debit.move_type, credit.move_type) == ("in_refund", "in_invoice"):
                notes |= debit
        return notes


class AccountMove(models.Model):
    _inherit = "account.move"

    def _xero_set_off(self):
        """Yield (partial reconciliation, document) of a credit note, whatever the document is."""
        lines = self.line_ids
        for partial in lines.matched_debit_ids:
            yield partial, partial.debit_move_id.move_id
        for partial in lines.matched_credit_ids:
            yield partial, partial.credit_move_id.move_id

    def _xero_allocate(self):
        """Have the allocations of these credit notes looked at."""
        if not self:
            return
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("entity", "=", "credit_note")]
        links = self.env["xero.link"].sudo().search(domain)
        links.allocate_at = fields.Datetime.now()  # another value each time: the lane notices what comes during a call
        for connection in links.connection_id:
            connection._wake("push")
