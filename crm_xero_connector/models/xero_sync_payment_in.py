from odoo import api, models
from odoo.fields import Command

from ..mappers.payment import payment_from_xero
from .account_move import exact

METHOD_NAME = "Xero"
RECONCILED = "reconciled"  # in a payment's snapshot: it was reconciled with its document in Odoo


class XeroSyncPayment(models.AbstractModel):
    """Makes the payments of a document in Odoo those that it has in Xero."""

    _inherit = "xero.sync.payment"

    @api.model
    def _match_payments(self, connection, document, move, remote):
        """Register new payments, cancel those that Xero no longer has.

        :return: list of sentences about what could not be done
        """
        live = {payment.xero_id: payment for payment in remote.payments if payment.status != "DELETED"}
        self._undo_gone(document, move, live)
        seen = self.env["xero.link"]._index(connection, "payment", live)
        new = [payment for xero_id, payment in live.items() if xero_id not in seen]
        new = [payment for payment in new if not self._join(document, move, payment)]
        return [
            note for note in (self._register_payment(connection, document, move, payment) for payment in new) if note
        ]

    @api.model
    def _undo_gone(self, document, move, live):
        """Undo in Odoo the payments that somebody deleted in Xero."""
        domain = [("document_link_id", "=", document.id), ("entity", "=", "payment"), ("xero_id", "!=", False)]
        for link in self.env["xero.link"].search([*domain, ("remote_status", "!=", "DELETED")]):
            if link.xero_id not in live:
                link.write({"remote_status": "DELETED", "state": "synced"})
                self._undo(move, move.env[link.res_model].browse(link.res_id).exists())

    @api.model
    def _undo(self, move, record):
        """Take a payment back: what only Odoo recorded as paid is open again; a bank line stays, unreconciled."""
        if record._name == "account.payment" and record.state != "canceled":
            record.action_cancel()
        elif record._name == "account.bank.statement.line":
            lines = record.move_id.line_ids
            partials = lines.matched_debit_ids | lines.matched_credit_ids
            partials.filtered(lambda item: move in (item.debit_move_id | item.credit_move_id).move_id).unlink()
        if record:
            text = self.env._("Its payment %s was deleted in Xero, so it was taken back here.", record.display_name)
            move.message_post(body=text)

    @api.model
    def _join(self, document, move, remote):
        """Link a payment in Xero with the one in Odoo that it is, instead of registering it a second time.

        It is the same when it carries its marker, or when amount and date are equal: recorded on both sides. With
        another date it is the same where there would be more paid than is due: nobody pays an invoice twice.

        :return: bool
        """
        domain = [("document_link_id", "=", document.id), ("remote_status", "!=", "DELETED")]
        taken = {link._record() for link in self.env["xero.link"].search(domain) if link.xero_id}
        free = [source for source in move._xero_sources() if source.record not in taken]
        same = [source for source in free if move._xero_is_ours(remote, source.record)]
        same += [source for source in free if (source.amount, source.date) == (remote.amount, remote.date)]
        if exact(move._xero_due(), move.currency_id) < remote.amount:
            same += [source for source in free if source.amount == remote.amount]
        if same:
            self._link_payment(document, same[0].record, remote)
        return bool(same)

    @api.model
    def _link_payment(self, document, record, remote):
        """Remember that a payment in Odoo and one in Xero are the same."""
        own = [("document_link_id", "=", document.id), ("res_model", "=", record._name), ("res_id", "=", record.id)]
        values = {
            "record_name": record.display_name,
            "xero_id": remote.xero_id,
            "remote_status": remote.status,
            "remote_total": float(exact(remote.amount)),
            "state": "synced",
            "message": False,
            "snapshot": {RECONCILED: record in [source.record for source in document._record()._xero_sources()]},
        }
        link = self.env["xero.link"].search([*own, ("entity", "=", "payment")])
        if link:
            link.write(values)
            return
        ids = {"res_model": record._name, "res_id": record.id, "document_link_id": document.id}
        values.update(ids, connection_id=document.connection_id.id, entity="payment")
        self.env["xero.link"].create(values)

    @api.model
    def _register_payment(self, connection, document, move, remote):
        """Register one payment and reconcile it.

        :return: a sentence when it could not be done, else None
        """
        remote = self._with_account(connection, remote)
        journal = connection._journal_for(remote.account_id)
        lock_date = move.company_id._get_user_fiscal_lock_date(journal)
        if remote.date and remote.date <= lock_date:
            return self.env._(
                "A payment of %(amount)s on %(date)s is in Odoo's locked period: register it by hand.",
                amount=remote.amount,
                date=remote.date,
            )
        payment = move.env["account.payment"].create(move._xero_prepare_payment_vals(connection, remote))
        payment.with_context(force_payment_move=True).action_post()
        lines = (payment.move_id.line_ids + move.line_ids).filtered(
            lambda line: line.account_id == payment.destination_account_id and not line.reconciled
        )
        lines.reconcile()
        self._link_payment(document, payment, remote)
        return None

    @api.model
    def _with_account(self, connection, remote):
        """Return a payment with its account: a document does not tell it, so it is asked for where it matters."""
        if remote.account_id or not connection.account_mapping_ids.journal_id:
            return remote
        return payment_from_xero(connection._call(lambda gateway: gateway.payment(remote.xero_id)))

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

        :param connection: the `xero.connection` it was read from
        :param remote: a `mappers.records.RemotePayment`
        :return: dict of `account.payment` values
        """
        payment_type = "inbound" if self.move_type in ("out_invoice", "in_refund") else "outbound"
        journal = connection._journal_for(remote.account_id)
        method_line = self.env["xero.sync.payment"]._method_line(journal, payment_type)
        return {
            "payment_type": payment_type,
            "partner_type": "supplier" if self.is_purchase_document() else "customer",
            "partner_id": self.commercial_partner_id.id,
            "amount": float(remote.amount),
            "currency_id": self.currency_id.id,
            "date": remote.date or self.invoice_date,
            "journal_id": journal.id,
            "payment_method_line_id": method_line.id,
            "memo": remote.reference or f"{self.name} (Xero)",
            "invoice_ids": [Command.set(self.ids)],
        }
