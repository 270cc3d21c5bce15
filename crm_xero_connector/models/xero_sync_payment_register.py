from odoo import api, models
from odoo.fields import Command

from ..mappers.payment import ADVANCES, real_value
from .account_move_set_off import OPEN_TYPES
from .xero_link_payment import RECONCILED, ours_of, theirs_of

METHOD_NAME = "Xero"


class XeroSyncPayment(models.AbstractModel):
    """Registers one payment of Xero in Odoo, and remembers which is which."""

    _inherit = "xero.sync.payment"

    @api.model
    def _register_payment(self, connection, document, move, remote):
        """Register one payment and reconcile it.

        :return: a sentence when it could not be done, else None
        """
        journal = connection._journal_for(remote.account_id, move.company_id)
        lock_date = move.company_id._get_user_fiscal_lock_date(journal)
        if remote.date and remote.date <= lock_date:
            return self.env._(
                "A payment of %(amount)s on %(date)s is in Odoo's locked period: register it by hand.",
                amount=remote.amount,
                date=remote.date,
            )
        payment = move.env["account.payment"].create(move._xero_prepare_payment_vals(connection, remote))
        payment.with_context(force_payment_move=True).action_post()
        self._reconcile_payment(move, payment)
        self._link_payment(document, payment, remote)
        return None

    @api.model
    def _reconcile_payment(self, move, payment):
        """Reconcile a payment with its document, as far as both are open."""
        if payment.state not in ("in_process", "paid"):
            return
        lines = (payment.move_id.line_ids + move.line_ids).filtered(
            lambda line: line.account_id == payment.destination_account_id and not line.reconciled
        )
        if len(lines.move_id) > 1:
            lines.reconcile()

    @api.model
    def _link_payment(self, document, record, remote):
        """Remember that a payment in Odoo and one in Xero are the same."""
        snapshot = self._payment_snapshot(document._record(), record, theirs_of(remote))
        self._payment_row(document, record)._join_payment(remote, snapshot)

    @api.model
    def _payment_snapshot(self, move, record, theirs):
        """Return what is remembered of a payment.

        :param theirs: what is remembered of the one in Xero
        """
        sources = {source.record: source for source in move._xero_sources()}
        ours = ours_of(sources[record]) if record in sources else {}
        return {RECONCILED: record in sources, **theirs, **ours}

    @api.model
    def _payment_row(self, document, record):
        """Return the row of a payment in Odoo on a document, made where there is none."""
        own = [("document_link_id", "=", document.id), ("res_model", "=", record._name), ("res_id", "=", record.id)]
        row = self.env["xero.link"].search([*own, ("entity", "=", "payment")])
        if row:
            row.record_name = record.display_name
            return row
        return row.create(
            {
                "connection_id": document.connection_id.id,
                "entity": "payment",
                "document_link_id": document.id,
                "res_model": record._name,
                "res_id": record.id,
                "record_name": record.display_name,
                "state": "blocked",
            }
        )

    @api.model
    def _method_line(self, journal, payment_type):
        """Return the journal's payment method line for Xero: its account is the bank account itself, so that paid and
        part-paid are right with and without the enterprise accountant, and nothing is left outstanding."""
        lines = journal.inbound_payment_method_line_ids
        if payment_type == "outbound":
            lines = journal.outbound_payment_method_line_ids
        line = lines.filtered(lambda line: line.name == METHOD_NAME)
        if line:
            return line[0]
        method = self.env.ref(f"account.account_payment_method_manual_{'in' if payment_type == 'inbound' else 'out'}")
        return self.env["account.payment.method.line"].create(
            {
                "name": METHOD_NAME,
                "payment_method_id": method.id,
                "journal_id": journal.id,
                "payment_account_id": journal.default_account_id.id,
            }
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _xero_prepare_payment_vals(self, connection, remote):
        """Return the values of the payment that Xero reports for this document; hook.

        Called for each new payment, before it is created and posted, in the savepoint of its document. It must not
        create the payment itself, nor change its amount, currency or date: the books would differ.

        In another currency Xero's own worth of the payment is taken, so that both books find the same gain or loss.

        :param connection: the `xero.connection` it was read from
        :param remote: a `mappers.records.RemotePayment`
        :return: dict of `account.payment` values
        """
        payment_type = "inbound" if self.move_type in ("out_invoice", "in_refund") else "outbound"
        journal = connection._journal_for(remote.account_id, self.company_id)
        method_line = self.env["xero.sync.payment"]._method_line(journal, payment_type)
        values = {
            "payment_type": payment_type,
            "partner_type": "supplier" if self.is_purchase_document() else "customer",
            "partner_id": self.commercial_partner_id.id,
            "amount": float(remote.amount),
            "currency_id": self.currency_id.id,
            "date": remote.date or self.invoice_date,
            "journal_id": journal.id,
            "payment_method_line_id": method_line.id,
            "destination_account_id": self._xero_owed_on().id,
            "memo": remote.reference or self._xero_payment_memo(remote),
            "invoice_ids": [Command.set(self.ids)],
        }
        value = real_value(remote) if self.currency_id != self.company_id.currency_id else None
        return {**values, "force_balance": float(value)} if value else values

    def _xero_owed_on(self):
        """Return the account that this document is owed on: not always the one that its partner has now."""
        owed = self.line_ids.filtered(lambda line: line.account_type in OPEN_TYPES)
        return (self._xero_open_lines() or owed)[:1].account_id

    def _xero_payment_memo(self, remote):
        if remote.payment_type in ADVANCES:
            return self.env._("%s (overpaid or paid in advance in Xero)", self.name)
        return f"{self.name} (Xero)"
