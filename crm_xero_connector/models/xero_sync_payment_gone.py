from odoo import api, models

from .. import const, exceptions
from ..mappers.payment import ADVANCES
from .xero_link_payment import ACCOUNT, OURS, PLACE, RECONCILED, ours_of

GONE = "not of valid status"  # Xero's words for a payment that was deleted already
AGAIN_SECONDS = 15  # after the first answer that was lost


class XeroSyncPaymentOut(models.AbstractModel):
    """Deletes in Xero the payments that Odoo took back."""

    _inherit = "xero.sync.payment.out"

    @api.model
    def _gone(self, link):
        """Return the rows of the payments that Odoo had reconciled with this document, and no longer has so.

        One that came from Xero and never was reconciled (the document was paid already) is none, unless somebody
        cancelled it. One whose amount, date or account is another in Odoo now is made anew: Xero changes no
        payment. What a person left alone stays so. Of a document in draft nothing is gone: Odoo keeps it reconciled.
        """
        move = link._record()
        if self._is_in_draft(move):
            return link.browse()
        found = move._xero_sources() if move and move.state == "posted" else []
        sources = {source.record: source for source in found}
        gone = link.browse()
        for row in link._payment_rows().filtered(lambda row: row.state != "skipped"):
            was_reconciled, source = (row.snapshot or {}).get(RECONCILED), sources.get(row._record())
            is_other = was_reconciled and source and self._is_other(row, source)
            if is_other or (not source and (was_reconciled or row._is_taken_back())):
                gone |= row
        return gone

    @api.model
    def _is_in_draft(self, move):
        """Tell whether a document waits for its confirmation, which has its payments compared again."""
        return bool(move) and move.state == "draft"

    @api.model
    def _is_other(self, row, source):
        """Tell whether what pays a document in Odoo is another than the one of this row; the unknown counts as equal.

        In another journal it is only where that one's account is another: two journals may have one account.
        """
        snapshot, ours = row.snapshot, ours_of(source)
        if snapshot.get(OURS) not in (None, ours[OURS]):
            return True
        if snapshot.get(PLACE) in (None, ours[PLACE]):
            return False
        try:
            account = row.connection_id._payment_account_of(source.place)
        except exceptions.MappingError:
            return True  # it waits for an account like every payment in that journal
        return account.xero_id != snapshot.get(ACCOUNT)

    @api.model
    def _delete_gone(self, connection, link):
        """Delete in Xero what Odoo took back.

        :return: bool, whether there was anything
        """
        gone = self._gone(link)
        for row in gone:
            self._delete(connection, row)
        return bool(gone)

    @api.model
    def _close_settled(self, links):
        """Close what Xero did not let go and Odoo has reconciled again: both have it."""
        rows = links._payment_rows().filtered(lambda row: row.state in ("rejected", "blocked", "skipped"))
        for row in rows:
            if row.document_link_id._record()._xero_is_paid_by(row._record()):
                row.write({"state": "synced", "message": False, "attempts": 0})

    @api.model
    def _delete(self, connection, row):
        """Delete one payment. That we do is committed before, and forgotten where Xero took nothing.

        :raise XeroError: when Xero takes nothing at all at the moment
        """
        if row.remote_kind in ADVANCES:
            text = self.env._("It was overpaid or paid in advance in Xero: take the allocation back there.")
            self._fail(row, exceptions.MappingError(text))
            return
        row._mark_going(True)
        self._commit()
        key = self._new_key()
        try:
            connection._call(lambda gateway: gateway.delete_payment(row.xero_id, idempotency_key=key))
        except exceptions.XeroOutcomeUnknown as error:
            self._delete_again(row, error)
            return
        except (exceptions.XeroNotFound, exceptions.XeroRejected) as error:
            if error.messages and not any(GONE in text.lower() for text in error.messages):
                row._mark_going(False)
                self._fail(row, error)
                return  # else somebody was faster
        except exceptions.XeroError:
            row._mark_going(False)
            raise
        row.write({"remote_status": "DELETED", "state": "synced", "attempts": 0})
        row._mark_going(False)

    @api.model
    def _delete_again(self, row, error):
        """Count a deletion whose answer was lost: to delete twice does no harm, but not for ever."""
        if row.attempts + 1 >= const.GIVE_UP_ATTEMPTS:
            self._give_up(row, error)
        else:
            row.attempts += 1

    @api.model
    def _next_deletions(self, link):
        """Return the moments at which the deletions of a document whose answers were lost are looked at again.

        One that Odoo wants back meanwhile is looked at when the deletion cannot arrive any more.
        """
        if self._is_in_draft(link._record()):
            return []
        going = link._payment_rows().filtered(lambda row: row._is_going())
        gone, moments = self._gone(link) if going else going, []
        for row in going:
            if row not in gone:
                moments.append(max(row._gone_by(), self._moment_in(AGAIN_SECONDS)))
            elif row.attempts < const.GIVE_UP_ATTEMPTS:
                moments.append(self._moment_in(self._delay(None, AGAIN_SECONDS, row.attempts)))
        return moments
