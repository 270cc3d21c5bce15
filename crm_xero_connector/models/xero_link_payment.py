from odoo import fields, models
from odoo.exceptions import UserError

from .. import const
from .xero_link import PROBLEMS

# What a payment's snapshot holds.
RECONCILED = "reconciled"  # it was reconciled with its document in Odoo
THEIRS = "theirs"  # amount and date in Xero when the two were linked
ACCOUNT = "account"  # and its account's id there, as far as that is known
OURS = "ours"  # amount and date in Odoo
PLACE = "place"  # and the journal or account it is booked on
GOING = "going"  # since when we have been deleting it in Xero
# What a document's snapshot holds.
APART = "apart"  # payments in Xero that a person said are none of Odoo's
STUMBLED = "stumbled"  # what our own code failed at with its payments


def fingerprint(payment):
    """Return amount and date of a payment, by which it is known to be another one now.

    :param payment: a `RemotePayment` or a `Source`
    """
    return [f"{payment.amount:.4f}", str(payment.date)]


def theirs_of(remote):
    """Return what is remembered of a payment in Xero.

    :param remote: a `RemotePayment`
    """
    return {THEIRS: fingerprint(remote), ACCOUNT: remote.account_id}


def ours_of(source):
    """Return what is remembered of what pays a document in Odoo.

    :param source: a `Source`
    """
    return {OURS: fingerprint(source), PLACE: f"{source.place._name},{source.place.id}"}


class XeroLink(models.Model):
    """Payments of a document: the rows that stand for them, and a person's decision whether two are one."""

    _inherit = "xero.link"

    payment_ids = fields.One2many("xero.link", "document_link_id", "Payments")

    def _payment_rows(self):
        """Return the rows of the payments of these documents that Xero has."""
        domain = [("document_link_id", "in", self.ids), ("entity", "=", "payment"), ("xero_id", "!=", False)]
        return self.search(domain).filtered(lambda row: row.remote_status != "DELETED")

    def _join_payment(self, remote, snapshot):
        """Remember that the payment of this row is that one in Xero.

        :param remote: a `mappers.records.RemotePayment`
        :param snapshot: what is remembered of the two
        """
        self.write(
            {
                "xero_id": remote.xero_id,
                "remote_kind": remote.payment_type,
                "remote_status": remote.status,
                "remote_total": float(remote.amount),
                "state": "synced",
                "message": False,
                "sent_at": False,
                "snapshot": snapshot,
            }
        )

    def _compare_payments(self):
        """Have the payments of these documents compared with those in Xero, where Odoo's are sent there."""
        links = self.filtered(lambda link: link.connection_id.send_payments)
        links.pay_at = fields.Datetime.now()
        for connection in links.connection_id:
            connection._wake("push")

    def _is_taken_back(self):
        """Tell whether a person cancelled or deleted this payment in Odoo."""
        record = self._record()
        return not record or (record._name == "account.payment" and record.state not in ("in_process", "paid"))

    def _payment_problems(self):
        """Return what a person should know about the payments of these documents, as sentences."""
        stuck = self.payment_ids.filtered(lambda row: row.state in PROBLEMS and row.message)
        texts = [(link.snapshot or {}).get(STUMBLED) for link in self]
        for message, rows in stuck.sorted("id").grouped("message").items():
            names = ", ".join(filter(None, rows.mapped("record_name")))
            texts.append(self.env._("%(payments)s: %(message)s", payments=names, message=message) if names else message)
        return [text for text in texts if text]

    def _mark_going(self, is_going):
        """Remember that we are deleting these payments in Xero, or forget it: else a person did."""
        for row in self:
            rest = {key: value for key, value in (row.snapshot or {}).items() if key != GOING}
            row.snapshot = {**rest, GOING: fields.Datetime.to_string(fields.Datetime.now())} if is_going else rest

    def _is_going(self):
        """Tell whether we have been deleting this payment in Xero, so that nobody else needs to have done it."""
        return GOING in (self.snapshot or {})

    def _gone_by(self):
        """Return the moment by which our deletion would have arrived."""
        return fields.Datetime.add(fields.Datetime.to_datetime(self.snapshot[GOING]), seconds=const.SETTLE_SECONDS)

    def _was_left(self):
        """Tell whether a payment that Xero still has was not deleted, although we have been deleting it."""
        return self._is_going() and fields.Datetime.now() >= self._gone_by()

    def _note_stumbling(self, text):
        """Remember what our own code failed at with the payments of these documents; None when it goes again."""
        for link in self:
            if (link.snapshot or {}).get(STUMBLED) != text:
                link.snapshot = {**(link.snapshot or {}), STUMBLED: text}

    def _stuck_payments(self):
        """Return the payments of these documents that wait for a change or for a retry."""
        return self.payment_ids.filtered(
            lambda row: row.entity == "payment" and row.state in ("rejected", "blocked") and row.message
        )

    def _send_after_all(self):
        """Forget which payment in Xero these rows could be: Odoo's is one of its own."""
        self.write({"xero_id": False, "remote_status": False, "state": "blocked", "message": False})
        self.document_link_id._record()._xero_pay()

    def _doubtful_payments(self):
        """Return the payments of these documents that wait for a decision.

        :raise UserError: when there are none
        """
        self.check_access("write")
        rows = self.sudo().payment_ids.filtered(lambda row: row.state == "review")
        if not rows:
            raise UserError(self.env._("None of its payments is in doubt."))
        return rows

    def action_same_payment(self):
        """Take the payments in doubt for those that Odoo has."""
        for row in self._doubtful_payments():
            row.write({"state": "synced", "message": False, "snapshot": {**row.snapshot, RECONCILED: True}})
        self._read_again()

    def action_two_payments(self):
        """Register the payments in doubt in Odoo too, and send Odoo's own to Xero."""
        for row in self._doubtful_payments():
            document = row.document_link_id
            snapshot = document.snapshot or {}
            document.snapshot = {**snapshot, APART: [*(snapshot.get(APART) or ()), row.xero_id]}
            row._send_after_all()
        self._read_again()

    def action_open_document(self):
        """Open the document that a payment belongs to: there it is decided."""
        self.ensure_one()
        return self.document_link_id.action_open_record()

    def action_take_over(self):
        """Make credit notes in Odoo that somebody made in Xero."""
        self.check_access("write")
        own = self.sudo().filtered(lambda link: link.entity == "credit_note" and link.xero_id and not link.res_id)
        if not own:
            raise UserError(self.env._("Choose credit notes that Odoo does not have."))
        for link in own:
            engine = self.env["xero.sync.credit"].sudo()
            link.connection_id._try(lambda link=link: engine._take(link.connection_id, link, is_wanted=True))

    def _read_again(self):
        """Take in the documents as they are in Xero now."""
        for connection, links in self.sudo().grouped("connection_id").items():
            engine = self.env["xero.sync.payment.out"].sudo()
            connection._try(lambda links=links, connection=connection: engine._read(connection, links))
