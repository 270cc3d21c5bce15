from collections import namedtuple

from odoo import api, models

from ..mappers.marker import find_marker, make_marker
from .account_move import exact
from .account_move_set_off import OPEN_TYPES

# What pays a document: an `account.payment`, a line of a bank statement, or the line on which a rest was written
# off; with its amount in the document's currency, what that is worth in the company's, and the journal or account that
# it is booked on.
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
        for source in [*self._xero_reconciled_sources(), *self._xero_bare_sources()]:
            known = sources.get(source.record)
            if known:
                source = source._replace(amount=source.amount + known.amount, balance=source.balance + known.balance)
            sources[source.record] = source
        return list(sources.values())

    def _xero_is_paid_by(self, record):
        """Tell whether a payment, a bank line or a written-off rest pays this document now."""
        return record in [source.record for source in self._xero_sources()]

    def _xero_parts(self, source, partial, line):
        """Return a payment as the money that moved and, where Odoo wrote a rest off with it, that rest by itself.

        In Xero the two are two payments, on the bank account and on the account of the fee: the bank's is right then.

        :param partial: the reconciliation
        :param line: its line in the entry of the payment or the bank line
        """
        liquidity, counterpart, write_off = self._xero_dispatch(source.record)
        rest, moved = (sum(lines.mapped("amount_currency")) for lines in (write_off, liquidity))
        is_foreign = (liquidity | counterpart | write_off).currency_id != self.currency_id
        if is_foreign or line not in counterpart or rest * moved <= 0:
            return [source]
        amount = self._xero_share(partial, counterpart, abs(rest))
        worth = exact(abs(sum(write_off.mapped("balance")) * float(amount) / rest), self.company_id.currency_id)
        line = max(write_off, key=lambda line: abs(line.balance))
        return [
            source._replace(amount=source.amount - amount, balance=source.balance - worth),
            Source(line, amount, worth, source.date, line.account_id, line.name or ""),
        ]

    @api.model
    def _xero_dispatch(self, record):
        """Return the lines of the entry of a payment or a bank line: the money, what is paid with it, what is lost.

        What a bank line brings or takes besides is not lost: more money, other payments, what waits to be matched.
        """
        liquidity, counterpart, others = record._seek_for_lines()
        if record._name == "account.payment":
            return liquidity, counterpart, others
        moved = sum(liquidity.mapped("balance"))
        owed = others.filtered(lambda line: line.account_type in OPEN_TYPES)
        lost = (others - owed).filtered(lambda line: line.balance * moved > 0 and not line.account_id.reconcile)
        return liquidity, owed.filtered(lambda line: line.balance * moved < 0), lost

    def _xero_share(self, partial, counterpart, rest):
        """Return the share of one reconciliation in a rest: the shares of all are all of it, to the cent."""
        side = "debit" if partial.debit_move_id in counterpart else "credit"
        earlier = (counterpart.matched_debit_ids | counterpart.matched_credit_ids).filtered(
            lambda other: other.id < partial.id
        )
        whole = abs(sum(counterpart.mapped("amount_currency")))
        before = sum(earlier.mapped(f"{side}_amount_currency"))
        until = before + partial[f"{side}_amount_currency"]
        return exact(rest * until / whole, self.currency_id) - exact(rest * before / whole, self.currency_id)

    def _xero_sides(self):
        """Yield each reconciliation of this document, oldest first, with the names of its own side and of the other."""
        lines = self.line_ids
        for partial in (lines.matched_debit_ids | lines.matched_credit_ids).sorted("id"):
            is_debit = partial.debit_move_id.move_id == self
            yield partial, *(("debit", "credit") if is_debit else ("credit", "debit"))

    def _xero_reconciled_sources(self):
        """Yield a source for each reconciliation with a payment or a bank line, and for a rest written off with it."""
        stood_for = self._xero_stood_for()
        for partial, own, other in self._xero_sides():
            line = partial[f"{other}_move_id"]
            record = line.move_id.origin_payment_id or line.move_id.statement_line_id
            if record and line.move_id != self:
                amount = exact(partial[f"{own}_amount_currency"], self.currency_id)
                share = partial[f"{other}_amount_currency"] / line.amount_currency if line.amount_currency else 1
                worth = exact(abs(line.balance * share), self.company_id.currency_id)
                source = Source(record, amount, worth, line.date, record.journal_id, self._xero_memo(record))
                moved, *rest = self._xero_parts(source, partial, line)
                if payment := stood_for.get(partial):
                    moved = moved._replace(record=payment, date=payment.date, memo=self._xero_memo(payment))
                yield from [moved, *rest]

    def _xero_bare_sources(self):
        """Yield a source for each payment without an entry that counts beside what is reconciled."""
        for payment in self._xero_waiting_payments():
            amount = exact(payment.amount, self.currency_id)
            worth = exact(abs(payment.amount_company_currency_signed), self.company_id.currency_id)
            yield Source(payment, amount, worth, payment.date, payment.journal_id, self._xero_memo(payment))

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

    def _xero_stood_for(self):
        """Return the payments without an entry that a bank line stands for by now: dict of reconciliation -> payment.

        As in Odoo, which calls a payment paid once a line of its amount is matched, and in process once that is undone.
        """
        payments = self._xero_bare_payments().filtered(lambda payment: payment.state == "paid").sorted("id")
        stood_for = {}
        for partial, own, other in self._xero_sides() if payments else ():
            amount = exact(partial[f"{own}_amount_currency"], self.currency_id)
            same = [payment for payment in payments if exact(payment.amount, self.currency_id) == amount]
            if same and partial[f"{other}_move_id"].move_id.statement_line_id:
                stood_for[partial] = same[0]
                payments -= same[0]
        return stood_for

    def _xero_waiting_payments(self):
        """Return the payments without an entry that no bank line stands for: none is left where nothing is due."""
        if self.currency_id.is_zero(self.amount_residual):
            return self.env["account.payment"]
        payments = self._xero_bare_payments()
        return payments - payments.browse().union(*self._xero_stood_for().values())

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
        return self.amount_residual - sum(self._xero_waiting_payments().mapped("amount"))


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
