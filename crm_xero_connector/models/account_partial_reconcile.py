from odoo import api, models

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
