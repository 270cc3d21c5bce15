from odoo import api, fields, models


class AccountPartialReconcile(models.Model):
    """Has a credit note's allocation in Xero follow Odoo's reconciliation; rows only, never the network."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._xero_credit_notes()._xero_allocate()
        return partials

    def unlink(self):
        credit_notes = self._xero_credit_notes()
        res = super().unlink()
        credit_notes.exists()._xero_allocate()
        return res

    def _xero_credit_notes(self):
        """Return the credit notes that are set off against invoices here."""
        pairs = self.filtered(lambda partial: partial.debit_move_id.move_id.move_type == "out_invoice")
        return pairs.credit_move_id.move_id.filtered(lambda move: move.move_type == "out_refund")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _xero_set_off(self):
        """Yield (partial reconciliation, invoice) of a credit note."""
        for partial in self.line_ids.matched_debit_ids:
            invoice = partial.debit_move_id.move_id
            if invoice.move_type == "out_invoice":
                yield partial, invoice

    def _xero_allocate(self):
        """Have the allocations of these credit notes looked at."""
        if not self:
            return
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("entity", "=", "credit_note")]
        links = self.env["xero.link"].sudo().search(domain)
        links.allocate_at = fields.Datetime.now()  # another value each time: the lane notices what comes during a call
        for connection in links.connection_id:
            connection._wake("push")
