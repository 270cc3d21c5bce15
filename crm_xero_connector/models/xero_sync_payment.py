import logging
from datetime import timedelta, timezone

from odoo import api, models

from .. import const, exceptions
from ..gateway import chunks
from ..mappers.invoice import credit_note_from_xero, invoice_from_xero
from .xero_connection import CONCURRENCY_ERRORS

_logger = logging.getLogger(__name__)


class XeroSyncPayment(models.AbstractModel):
    """Brings payments and states of the linked documents back from Xero."""

    _name = "xero.sync.payment"
    _description = "Xero Payments In"
    _inherit = "xero.sync"

    @api.model
    def _poll(self, connection):
        """Read what changed since the last time: the net under the webhooks."""
        cursor = self.env["xero.cursor"]._of(connection, "invoice")
        if not cursor._is_waiting():
            connection._guard(lambda: self._run(connection, cursor))

    @api.model
    def _run(self, connection, cursor):
        since = cursor.since or (connection.connected_at - timedelta(seconds=const.OVERLAP_SECONDS))
        page_number, newest = 1, None
        try:
            while True:
                page = self._read_page(connection, since, page_number)
                remotes = self._parse(connection, page.items, invoice_from_xero)
                self._apply_all(connection, "invoice", remotes)
                moments = [remote.updated_at for remote in remotes if remote.updated_at]
                newest = max([newest, *moments] if newest else moments, default=None)
                self._commit()
                if page.is_last:
                    break
                page_number += 1
            self._refresh_credit_notes(connection, since)
        except exceptions.XeroAuthError:
            raise
        except exceptions.XeroError as error:
            self._pause(cursor, error)
            return
        newest = newest and newest.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
        cursor._finish(newest and newest - timedelta(seconds=const.OVERLAP_SECONDS))

    @api.model
    def _read_page(self, connection, since, number):
        moment = since.replace(tzinfo=timezone.utc)
        return connection._call(lambda gateway: gateway.invoices(modified_since=moment, page=number))

    @api.model
    def _read(self, connection, entity, ids):
        """Take in documents as they are in Xero now.

        :param ids: list of Xero ids
        """
        if entity == "invoice":
            for part in chunks(ids, const.MAX_IDS):
                page = connection._call(lambda gateway, part=part: gateway.invoices(ids=part))
                self._apply_all(connection, entity, self._parse(connection, page.items, invoice_from_xero))
            return
        for xero_id in ids:
            item = connection._call(lambda gateway, xero_id=xero_id: gateway.credit_note(xero_id))
            self._apply_all(connection, entity, self._parse(connection, [item], credit_note_from_xero))

    @api.model
    def _refresh_credit_notes(self, connection, since):
        """Read changed credit notes, unless none of ours could have changed."""
        ours = [("connection_id", "=", connection.id), ("entity", "=", "credit_note"), ("xero_id", "!=", False)]
        if self.env["xero.link"].search_count(ours, limit=1):
            moment = since.replace(tzinfo=timezone.utc)
            page = connection._call(lambda gateway: gateway.credit_notes(modified_since=moment))
            self._apply_all(connection, "credit_note", self._parse(connection, page.items, credit_note_from_xero))

    @api.model
    def _parse(self, connection, items, mapper):
        remotes = []
        for item in items:
            try:
                remotes.append(mapper(item))
            except exceptions.MappingError as error:
                self.env["xero.log"]._note(connection, "invoice", self._describe(error), "error")
        return remotes

    # --- applying ----------------------------------------------------------------------------------------------------

    @api.model
    def _apply_all(self, connection, entity, remotes):
        """Apply Xero's documents to the linked ones in Odoo; others are not ours."""
        self.env["xero.sync.contact"]._expect_balances(connection, remotes)
        links = self.env["xero.link"]._index(connection, entity, [remote.xero_id for remote in remotes])
        for remote in remotes:
            link = links.get(remote.xero_id)
            if link:
                self._guarded(connection, link, remote)

    @api.model
    def _guarded(self, connection, link, remote):
        """Apply one document; what goes wrong is written on it and the next one follows."""
        try:
            with self.env.cr.savepoint():
                self._apply(connection, link, remote)
        except (exceptions.XeroError, *CONCURRENCY_ERRORS):
            raise
        except Exception as error:
            _logger.exception("Xero: payments of %s could not be applied", link)
            link.difference = self.env._("Its payments could not be taken over from Xero: %s", error)

    @api.model
    def _apply(self, connection, link, remote):
        """Make the payments of one document in Odoo those that it has in Xero, then compare the two."""
        Invoice = self.env["xero.sync.invoice"]
        move = link._record().with_company(connection.company_id)
        notes = []
        if move and move.state == "posted" and not remote.partial and remote.status not in const.DEAD_STATUSES:
            notes = self._match_payments(connection, link, move.with_context(xero_from_xero=True), remote)
        if move and remote.status in const.DEAD_STATUSES and link.remote_status not in const.DEAD_STATUSES:
            notes += Invoice._take_over_void(connection, move, remote)
        values = Invoice._remote(remote)
        values["difference"] = " ".join(filter(None, [Invoice._difference(move, remote), *notes])) or False
        changes = {name: value for name, value in values.items() if link[name] != value}
        if move and values["remote_due"] > link.remote_due:
            self._try_again(move)
        if changes:
            link.write(changes)
            link._tell_screens()

    @api.model
    def _try_again(self, move):
        """Have what Xero refused for want of an open amount looked at again: more is open there now."""
        partials = move.line_ids.matched_debit_ids | move.line_ids.matched_credit_ids
        partials._xero_credit_notes()._xero_allocate()
        move._xero_pay()
