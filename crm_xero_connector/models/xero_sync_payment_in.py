from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ..exceptions import MappingError
from ..mappers.marker import find_marker
from ..mappers.payment import payments_of
from .account_move import exact
from .xero_link_payment import ACCOUNT, APART, OURS, PLACE, RECONCILED, THEIRS, fingerprint, ours_of, theirs_of

DOUBTFUL = timedelta(days=14)  # equal amounts on days that near may be one payment, recorded on both sides


class XeroSyncPayment(models.AbstractModel):
    """Makes the payments of a document in Odoo those that it has in Xero: finds out which ones are new, gone or others.

    Xero never changes a payment, it replaces it; an edited batch is three deleted payments and three new ones.
    """

    _inherit = "xero.sync.payment"

    @api.model
    def _match_payments(self, connection, document, move, remote):
        """Register new payments, take those back that Xero no longer has, follow those that became others there.

        :return: list of sentences about what could not be done
        """
        live = {payment.xero_id: payment for payment in payments_of(remote)}
        rows = document._payment_rows()
        rows.filtered(lambda row: row.xero_id in live and row._was_left())._mark_going(False)
        notes = [self._drop(row, live) for row in self._elsewhere(connection, document, live)]
        self._follow_replaced(connection, move, rows, live)
        notes += [self._drop(row, live) for row in rows if self._is_over(move, row, live)]
        known = self.env["xero.link"]._index(connection, "payment", live)
        for xero_id, payment in live.items():
            if xero_id not in known and not self._join(connection, document, move, payment):
                notes.append(self._register_payment(connection, document, move, payment))
        self._forget_stale(document, move)
        self._reconcile_again(document, move)
        return [note for note in notes if note]

    @api.model
    def _forget_stale(self, document, move):
        """Forget payments that never came to Xero and that Odoo no longer has on this document."""
        sources = [source.record for source in move._xero_sources()]
        rows = document.payment_ids.filtered(lambda row: row.entity == "payment" and not row.xero_id)
        rows.filtered(lambda row: row._record() not in sources and not row._may_still_arrive()).unlink()

    @api.model
    def _reconcile_again(self, document, move):
        """Reconcile payments of Xero that found the document paid when they came, now that something is open."""
        for row in document._payment_rows().filtered(lambda row: row.res_model == "account.payment"):
            snapshot = row.snapshot or {}
            is_whole = snapshot.get(RECONCILED) and snapshot.get(OURS, [])[:1] == snapshot.get(THEIRS, [])[:1]
            if row.state == "synced" and not is_whole and not row._is_going() and move.amount_residual:
                payment = move.env[row.res_model].browse(row.res_id).exists()
                self._reconcile_payment(move, payment)
                theirs = {key: snapshot.get(key) for key in (THEIRS, ACCOUNT)}
                row.snapshot = self._payment_snapshot(move, payment, theirs)

    @api.model
    def _elsewhere(self, connection, document, live):
        """Return the rows of these payments that Xero moved here from other documents, and those thought deleted."""
        rows = self.env["xero.link"].union(*self.env["xero.link"]._index(connection, "payment", live).values())
        rows.filtered(lambda row: row.remote_status == "DELETED").xero_id = False
        return rows.filtered(lambda row: row.xero_id and row.document_link_id != document)

    @api.model
    def _follow_replaced(self, connection, move, rows, live):
        """Follow a payment that Xero replaced by an equal one, as it does in an edited batch: Odoo's own stays."""
        fresh = [payment for xero_id, payment in live.items() if xero_id not in rows.mapped("xero_id")]
        for row in rows.filtered(lambda row: row.xero_id not in live and not row._is_going()):
            same = [payment for payment in fresh if self._is_replaced(connection, move, row, payment)]
            if same and row.state != "review":
                fresh.remove(same[0])
                row.write({"xero_id": same[0].xero_id, "snapshot": {**row.snapshot, **theirs_of(same[0])}})
                move.message_post(body=self.env._("Its payment %s was entered anew in Xero.", row.record_name))

    @api.model
    def _is_replaced(self, connection, move, row, payment):
        """Tell whether a new payment in Xero stands for the same one of Odoo: amount, date and journal are equal.

        The amount alone counts where Odoo's pays other documents too: for those its date has to stay. As long as the
        account of either is not known, it counts as the same one.
        """
        account = (row.snapshot or {}).get(ACCOUNT)
        accounts = filter(None, (account, payment.account_id))
        if len({connection._journal_for(xero_id, move.company_id) for xero_id in accounts}) > 1:
            return False
        ours, theirs = (row.snapshot or {}).get(THEIRS), fingerprint(payment)
        return ours == theirs or (ours and ours[0] == theirs[0] and self._pays_others(move, row._record()))

    @api.model
    def _is_over(self, move, row, live):
        """Tell whether what a row stands for is no more: deleted or changed in Xero, or no longer in doubt."""
        payment = live.get(row.xero_id)
        theirs = (row.snapshot or {}).get(THEIRS)
        if not payment or (theirs and theirs != fingerprint(payment)):
            return True
        return row.state == "review" and not move._xero_is_paid_by(row._record())

    @api.model
    def _drop(self, row, live):
        """Take a payment back that Xero deleted, changed or moved to another document.

        :return: a sentence when Odoo does not allow it, else None
        """
        if row.state == "review":  # nothing was booked because of it
            row._send_after_all()
            return None
        move, payment = row.document_link_id._record(), live.get(row.xero_id)
        record = move.env[row.res_model].browse(row.res_id).exists()
        if not payment and (row._is_going() or self._is_off(row, move, record)):  # Odoo took it back before
            row.write({"remote_status": "DELETED", "state": "synced", "message": False})
            row._mark_going(False)
            return None
        try:
            with self.env.cr.savepoint():
                self._undo(move.with_context(xero_from_xero=True), record, is_deleted=not payment)
        except UserError as error:
            names = {"name": row.record_name, "error": error}
            return self.env._("Xero no longer has the payment %(name)s, but Odoo keeps it: %(error)s", **names)
        row.write({"remote_status": "DELETED", "state": "synced"})
        if payment:
            row.xero_id = False  # it is another one now
        return None

    @api.model
    def _is_off(self, row, move, record):
        """Tell whether somebody in Odoo took a payment off this document that had been reconciled with it."""
        return bool((row.snapshot or {}).get(RECONCILED)) and not move._xero_is_paid_by(record)

    @api.model
    def _undo(self, move, record, is_deleted):
        """Take a payment back: what only Odoo recorded as paid is open again.

        A bank line stays, unreconciled, and so does a payment that pays other documents: these keep their parts of it.
        """
        if record._name == "account.move.line":
            record = self._written_off_with(move, record)
        stays = record._name == "account.bank.statement.line" or self._pays_others(move, record)
        own = self._partials_on(move, record)
        if stays or not record.move_id:  # then the bank's line is what is reconciled
            own.with_context(xero_from_xero=True).unlink()
        if not stays and record._name == "account.payment" and record.state not in (False, "canceled"):
            record.with_context(xero_from_xero=True).action_cancel()
        if not (record and move) or (stays and not own):
            return
        text = self.env._("Its payment %s was deleted in Xero, so it was taken back here.", record.display_name)
        if not is_deleted:
            text = self.env._("Its payment %s was changed in Xero, so it was taken back here.", record.display_name)
        move.message_post(body=text)

    @api.model
    def _partials(self, record):
        """Return the reconciliations of a payment or a bank line."""
        lines = record.move_id.line_ids
        return lines.matched_debit_ids | lines.matched_credit_ids

    @api.model
    def _written_off_with(self, move, line):
        """Return the payment or the bank line that a rest was written off with: it goes with it."""
        entry = line.move_id
        for partial, payment in move._xero_stood_for().items():
            if entry in (partial.debit_move_id | partial.credit_move_id).move_id:
                return payment
        return entry.origin_payment_id or entry.statement_line_id

    @api.model
    def _partials_on(self, move, record):
        """Return the reconciliations of a document with a payment, or a bank line, or the line that stands for it."""
        own = self._partials(record).filtered(lambda item: move in (item.debit_move_id | item.credit_move_id).move_id)
        return own.union(*(partial for partial, payment in move._xero_stood_for().items() if payment == record))

    @api.model
    def _pays_others(self, move, record):
        """Tell whether a payment pays other documents than this one."""
        if record._name != "account.payment":
            return False
        partials = self._partials(record)
        others = (partials.debit_move_id | partials.credit_move_id).move_id - move
        return any(other.is_invoice(include_receipts=True) for other in others)

    # --- recorded on both sides --------------------------------------------------------------------------------------

    @api.model
    def _join(self, connection, document, move, remote):
        """Link a payment in Xero with the one in Odoo that it is, or could be, instead of registering it again.

        It is the same when it carries our marker, or when amount, date and account are equal: recorded on both sides.
        With another date it is the same where there would be more paid than is due: nobody pays an invoice twice.
        Where it only could be the same, a person decides, and until then nothing is booked on either side.

        :return: bool
        """
        if lost := self._lost(document, move, remote):
            self._arrived(document, move, lost, remote)
            return True
        taken = [row._record() for row in document._payment_rows()]
        apart = (document.snapshot or {}).get(APART) or ()
        free = [source for source in move._xero_sources() if source.record not in taken]
        ours = [source for source in free if move._xero_is_ours(remote, source.record)]
        equal = [source for source in free if source.amount == remote.amount and remote.xero_id not in apart]
        same = [
            source for source in equal if source.date == remote.date and self._is_account(connection, source, remote)
        ]
        if exact(move._xero_due(), move.currency_id) < remote.amount:
            same += equal
        near = [source for source in equal if remote.date and abs(source.date - remote.date) <= DOUBTFUL]
        left_alone = [row._record() for row in document.payment_ids if row.state == "skipped"]
        same += [source for source in near if source.record in left_alone]  # who settled it did so in Xero
        for source in (ours + same)[:1]:
            self._link_payment(document, source.record, remote)
        on_their_way = [row._record() for row in document.payment_ids if row._may_still_arrive() and not row.xero_id]
        if near and not (ours or same) and near[0].record not in on_their_way:  # else it is known a little later
            self._doubt(document, near[0], remote)
        return bool(ours or same or near)

    @api.model
    def _lost(self, document, move, remote):
        """Return the row of a payment of ours whose answer was lost, if this is the one that was sent then."""
        marker = str(find_marker(remote.reference) or "")
        rows = document.payment_ids.filtered(lambda row: row.sent_at and not row.xero_id)
        return rows.filtered(lambda row: move._xero_payment_marker(row.env[row.res_model].browse(row.res_id)) == marker)

    @api.model
    def _arrived(self, document, move, row, remote):
        """Note that a payment of ours is in Xero as it was sent; Odoo may have changed it or taken it back since."""
        sent = {OURS: fingerprint(remote), PLACE: (row.snapshot or {}).get(PLACE)}
        row._join_payment(remote, {RECONCILED: True, **theirs_of(remote), **sent})
        if row in self.env["xero.sync.payment.out"]._gone(document):
            document._compare_payments()

    @api.model
    def _is_account(self, connection, source, remote):
        """Tell whether a payment in Xero is on the account of Odoo's, as far as that is known."""
        try:
            account = connection._payment_account_of(source.place)
        except MappingError:
            return True
        return remote.account_id in (None, account.xero_id)

    @api.model
    def _doubt(self, document, source, remote):
        """Have a person decide whether two payments are one."""
        row = self._payment_row(document, source.record)
        row.write(
            {
                "xero_id": remote.xero_id,
                "remote_status": remote.status,
                "remote_total": float(remote.amount),
                "state": "review",
                "snapshot": {**theirs_of(remote), **ours_of(source)},
                "message": self.env._(
                    "The payment of %(amount)s on %(theirs)s in Xero could be %(name)s of %(ours)s in Odoo. "
                    "Is it the same one?",
                    amount=remote.amount,
                    theirs=remote.date,
                    name=source.record.display_name,
                    ours=source.date,
                ),
            }
        )
