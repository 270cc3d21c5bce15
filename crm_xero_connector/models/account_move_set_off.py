from odoo import api, fields, models

from ..mappers.records import ZERO
from .account_move import exact

LIMIT = "xero_limit"  # in the context: how much is reconciled at most, in the documents' currency
OPEN_TYPES = ("asset_receivable", "liability_payable")


class AccountMove(models.Model):
    """What a credit note is set off against."""

    _inherit = "account.move"

    def _xero_set_off(self):
        """Yield (partial reconciliation, document) of a credit note, whatever the document is."""
        lines = self.line_ids
        for partial in lines.matched_debit_ids:
            yield partial, partial.debit_move_id.move_id
        for partial in lines.matched_credit_ids:
            yield partial, partial.credit_move_id.move_id

    def _xero_set_off_amounts(self, connection):
        """Return what Odoo set off against invoices that Xero has, in this document's currency, by their ids there."""
        amounts = {}
        for partial, invoice in self._xero_set_off():
            side = "credit" if partial.credit_move_id.move_id == self else "debit"
            amount = exact(partial[f"{side}_amount_currency"], self.currency_id)
            amounts[invoice.id] = amounts.get(invoice.id, ZERO) + amount
        invoices = self.env["xero.link"]._for_records(connection, "invoice", self.browse(amounts))
        return {row.xero_id: amounts[move_id] for move_id, row in invoices.items() if row.xero_id}

    def _xero_set_off_exactly(self, invoice, amount):
        """Reconcile this credit note with an invoice so that an amount is set off, as far as both have as much open.

        :param amount: Decimal, in the currency of both
        """
        Partial = self.env["account.partial.reconcile"]
        Partial.union(*(partial for partial, document in self._xero_set_off() if document == invoice)).unlink()
        left = float(amount)
        for theirs in invoice._xero_open_lines():
            for ours in self._xero_open_lines():
                residuals = [abs(line.amount_residual_currency) for line in (theirs, ours)]
                part = self.currency_id.round(min(left, *residuals))
                if part > 0:
                    (theirs | ours).with_context(**{LIMIT: part}).reconcile()
                    left -= part

    def _xero_open_lines(self):
        """Return what can be reconciled, the earliest due first."""
        lines = self.line_ids.filtered(lambda line: line.account_type in OPEN_TYPES and not line.reconciled)
        return lines.sorted(lambda line: (line.date_maturity or line.date, line.id))

    def _xero_allocate(self):
        """Have the allocations of these credit notes looked at."""
        if not self or self.env.context.get("xero_from_xero"):
            return
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("entity", "=", "credit_note")]
        links = self.env["xero.link"].sudo().search(domain)
        links.allocate_at = fields.Datetime.now()  # another value each time: the lane notices what comes during a call
        for connection in links.connection_id:
            connection._wake("push")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _prepare_reconciliation_single_partial(self, debit_values, credit_values, shadowed_aml_values=None):
        """Reconcile no more than the context's limit: Odoo itself always takes all that is open on both lines."""
        limit = self.env.context.get(LIMIT)
        residual = debit_values["amount_residual_currency"]
        if limit and residual > limit and not self.env.context.get("no_exchange_difference"):
            own = debit_values["amount_residual"] * limit / residual
            own = debit_values["aml"].company_currency_id.round(own)
            debit_values = {**debit_values, "amount_residual_currency": limit, "amount_residual": own}
        return super()._prepare_reconciliation_single_partial(debit_values, credit_values, shadowed_aml_values)
