from collections import namedtuple

from odoo import api, models

from ..mappers.marker import find_marker, make_marker
from .account_move import exact

# What pays a document: an `account.payment`, a line of a bank statement, or the line on which a payment's rest was
# written off; with its amount in the document's currency, what that is worth in the company's, and the journal or
# account that it is booked on.
Source = namedtuple("Source", "record amount balance date place memo")
MARKER_KINDS = {"account.payment": "P", "account.bank.statement.line": "B", "account.move.line": "W"}


class AccountMove(models.Model):
    """What pays a document in Odoo, as Xero has to know it."""

    _inherit = "account.move"

    def _xero_pay(self):
        """Have the payments of these documents compared with those in Xero."""
        if not self or self.env.context.get("xero_from_xero"):
            return
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("connection_id.active", "=", True)]
        domain += [("connection_id.state", "!=", "disconnected")]
        self.env["xero.link"].sudo().search(domain)._compare_payments()

    def _xero_sources(self):
        """Return what pays this document: reconciled payments and bank lines, and payments without an entry."""
        sources = {}
        for source in self._xero_reconciled_sources():
            known = sources.get(source.record)
            if known:
                source = source._replace(amount=source.amount + known.amount, balance=source.balance + known.balance)
            sources[source.record] = source
        for payment in self._xero_bare_payments():
            amount = exact(payment.amount, self.currency_id)
            worth = exact(abs(payment.amount_company_currency_signed), self.company_id.currency_id)
            memo = self._xero_memo(payment)
            sources[payment] = Source(payment, amount, worth, payment.date, payment.journal_id, memo)
        return [part for source in sources.values() for part in self._xero_parts(source)]

    def _xero_is_paid_by(self, record):
        """Tell whether a payment, a bank line or a written-off rest pays this document now."""
        return record in [source.record for source in self._xero_sources()]

    def _xero_parts(self, source):
        """Return a payment as the money that moved and, where Odoo wrote a rest off with it, that rest by itself.

        In Xero the two are two payments, on the bank account and on the account of the fee: the bank's is right then.
        """
        payment = source.record
        if payment._name != "account.payment" or payment.currency_id != self.currency_id:
            return [source]
        liquidity, counterpart, write_off = payment._seek_for_lines()
        rest, moved, whole = (sum(lines.mapped("amount_currency")) for lines in (write_off, liquidity, counterpart))
        if not write_off or rest * moved <= 0:
            return [source]
        share = float(source.amount) / abs(whole)
        amount = exact(abs(rest) * share, self.currency_id)
        worth = exact(abs(sum(write_off.mapped("balance"))) * share, self.company_id.currency_id)
        line = max(write_off, key=lambda line: abs(line.balance))
        return [
            source._replace(amount=source.amount - amount, balance=source.balance - worth),
            Source(line, amount, worth, source.date, line.account_id, line.name or ""),
        ]

    def _xero_reconciled_sources(self):
        """Yield a source for each reconciliation with a payment or a bank line."""
        lines = self.line_ids
        for partial in lines.matched_debit_ids | lines.matched_credit_ids:
            is_debit = partial.debit_move_id.move_id == self
            own_side, other_side = ("debit", "credit") if is_debit else ("credit", "debit")
            other = partial[f"{other_side}_move_id"]
            record = other.move_id.origin_payment_id or other.move_id.statement_line_id
            if record and other.move_id != self:
                amount = exact(partial[f"{own_side}_amount_currency"], self.currency_id)
                share = partial[f"{other_side}_amount_currency"] / other.amount_currency if other.amount_currency else 1
                worth = exact(abs(other.balance * share), self.company_id.currency_id)
                yield Source(record, amount, worth, other.date, record.journal_id, self._xero_memo(record))

    def _xero_bare_payments(self):
        """Return the payments of this document alone that have no journal entry (yet): Odoo counts them as paid."""
        return self.matched_payment_ids.filtered(
            lambda payment: (
                not payment.move_id
                and payment.state in ("in_process", "paid")
                and payment.invoice_ids == self
                and payment.currency_id == self.currency_id
            )
        )

    @api.model
    def _xero_memo(self, record):
        return (record.memo if record._name == "account.payment" else record.payment_ref) or ""

    @api.model
    def _xero_payment_marker(self, record):
        kind = MARKER_KINDS[record._name]
        return make_marker(self.env["xero.token"].sudo()._database_uuid(), kind, record.id)

    @api.model
    def _xero_is_ours(self, remote, record):
        """Tell whether a payment in Xero carries the marker of this record."""
        return str(find_marker(remote.reference) or "") == self._xero_payment_marker(record)

    def _xero_due(self):
        """Return what is due on this document as Xero should see it."""
        bare = sum(self._xero_bare_payments().mapped("amount"))
        return self.amount_residual - bare if self.amount_residual else 0.0


class AccountPayment(models.Model):
    """Payments without a journal entry pay an invoice by themselves; those with one do it by reconciliation."""

    _inherit = "account.payment"

    def write(self, vals):
        res = super().write(vals)
        if {"state", "invoice_ids", "move_id", "amount", "date"} & vals.keys():
            self.invoice_ids._xero_pay()
        return res

    def unlink(self):
        documents = self.invoice_ids
        res = super().unlink()
        documents._xero_pay()
        return res
