import logging
from dataclasses import replace
from datetime import timedelta, timezone

from odoo import api, models

from .. import const, exceptions
from ..gateway import chunks
from ..mappers.invoice import credit_note_from_xero, invoice_from_xero
from ..mappers.payment import payment_from_xero
from ..mappers.records import ZERO
from ..mappers.values import parse_xero_datetime
from .xero_connection import CONCURRENCY_ERRORS, LOST_CONNECTION, is_end_of_process

_logger = logging.getLogger(__name__)

OVERLAP = timedelta(seconds=const.OVERLAP_SECONDS)
APPLIED_AT_ONCE = 100  # documents; each payment of theirs takes Odoo some tenths of a second
FROM_XERO = {"invoice": invoice_from_xero, "credit_note": credit_note_from_xero}


class XeroSyncPayment(models.AbstractModel):
    """Brings payments and states of the linked documents back from Xero."""

    _name = "xero.sync.payment"
    _description = "Xero Payments In"
    _inherit = "xero.sync"

    @api.model
    def _poll(self, connection):
        """Read what changed since the last time: the net under the webhooks."""
        if self.env["xero.cursor"]._of(connection, "invoice")._is_due():
            self.env["xero.connection"]._watch_events(connection)
        for entity in FROM_XERO:
            ours = [("connection_id", "=", connection.id), ("entity", "=", entity), ("xero_id", "!=", False)]
            cursor = self.env["xero.cursor"]._of(connection, entity)
            if cursor._is_waiting() or not cursor._is_due() or connection.state != "connected":
                continue
            if entity == "invoice" or self.env["xero.link"].search_count(ours, limit=1):
                connection._guard(lambda entity=entity, cursor=cursor: self._run(connection, cursor, entity))

    @api.model
    def _run(self, connection, cursor, entity):
        """Read what changed since the last time, until that is all or Odoo's time for this run is over.

        A run that was cut short begins anew: what is known already is not applied again.
        """
        since = cursor.since or (connection.connected_at - OVERLAP)
        number, newest = 1, None
        cursor._begin()
        self._commit()
        try:
            while True:
                page = self._read_page(connection, entity, since, number)
                remotes = self._parse(connection, page.items, FROM_XERO[entity])
                if not self._apply_in_parts(connection, entity, remotes):
                    cursor.since = newest - OVERLAP if newest else cursor.since  # the pages before are done
                    cursor._wake()
                    return
                moments = [*filter(None, map(self._moment, remotes))]
                newest = max(filter(None, [newest, *moments]), default=None)
                if page.is_last:
                    break
                since, number = page.following(since, moments)
        except exceptions.XeroAuthError:
            raise
        except exceptions.XeroError as error:
            self._pause(cursor, error)
            return
        cursor._finish(newest and newest - OVERLAP)

    @api.model
    def _apply_in_parts(self, connection, entity, remotes):
        """Apply a page, and commit often enough that Odoo ends no worker in the middle of it.

        Each run applies something: what was known before takes no time, however long Xero took for the page.

        :return: bool, whether there was time for all of it
        """
        parts = list(chunks(remotes, APPLIED_AT_ONCE))
        for number, part in enumerate(parts, 1):
            applied = self._apply_all(connection, entity, part, is_poll=True)
            if not self._commit() and applied and number < len(parts):
                return False
        return True

    @api.model
    def _moment(self, remote):
        """Return when a document changed in Xero, in UTC without a zone and in whole seconds; None if nobody tells."""
        moment = remote.updated_at
        return moment and moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)

    @api.model
    def _read_page(self, connection, entity, since, number):
        moment = since.replace(tzinfo=timezone.utc)
        if entity == "credit_note":
            return connection._call(lambda gateway: gateway.credit_notes(modified_since=moment, page=number))
        return connection._call(lambda gateway: gateway.invoices(modified_since=moment, page=number))

    @api.model
    def _read(self, connection, entity, ids):
        """Take in documents as they are in Xero now.

        :param ids: list of Xero ids
        :return: the ids of those that were applied
        """
        applied = set()
        if entity == "invoice":
            for part in chunks(ids, const.MAX_IDS):
                page = connection._call(lambda gateway, part=part: gateway.invoices(ids=part))
                applied |= self._apply_all(connection, entity, self._parse(connection, page.items, FROM_XERO[entity]))
            return applied
        for xero_id in ids:
            try:
                item = connection._call(lambda gateway, xero_id=xero_id: gateway.credit_note(xero_id))
            except exceptions.XeroNotFound as error:  # the others are there
                self.env["xero.link"]._index(connection, entity, [xero_id])[xero_id].difference = self._describe(error)
                continue
            applied |= self._apply_all(connection, entity, self._parse(connection, [item], FROM_XERO[entity]))
        return applied

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
    def _apply_all(self, connection, entity, remotes, is_poll=False):
        """Apply Xero's documents to the linked ones in Odoo; others are not ours.

        :param is_poll: whether nobody asked for these documents: a version that is known tells nothing then
        :return: the ids of those that were applied; what is no news is not, and what fails is not
        """
        self.env["xero.sync.contact"]._expect_balances(connection, remotes)
        links = self.env["xero.link"]._index(connection, entity, [remote.xero_id for remote in remotes])
        ours, applied = [], set()
        known = [remote for remote in remotes if remote.xero_id in links]
        news = [remote for remote in known if self._is_news(links[remote.xero_id], remote, is_poll)]
        for remote in self._in_full(connection, news):
            if self._guarded(connection, links[remote.xero_id], remote):
                applied.add(remote.xero_id)
            ours.append(remote)
        moves = self.env["account.move"].browse([links[remote.xero_id].res_id for remote in ours])
        self._tell_pull(connection, moves.exists())
        if entity == "invoice":
            self.env["xero.sync.credit"]._take_over(connection, ours)
        return applied

    @api.model
    def _is_news(self, link, remote, is_poll):
        """Tell whether a document is to be applied.

        What another lane wrote while this answer was on its way is newer than it: applied, it would undo that.
        """
        known = parse_xero_datetime(link.remote_version)
        if not (known and remote.updated_at):
            return True
        return remote.updated_at > known or (remote.updated_at == known and not is_poll)

    @api.model
    def _in_full(self, connection, remotes):
        """Return documents whose new payments tell account and worth: within their document they do not.

        These are asked for where they matter: with several journals, and in other currencies.
        """
        every = connection.account_mapping_ids.journal_id
        wanted = [remote for remote in remotes if every or remote.currency not in ("", connection.base_currency)]
        ids = [payment.xero_id for remote in wanted for payment in remote.payments if payment.status != "DELETED"]
        known = self.env["xero.link"]._index(connection, "payment", ids)
        details = {}
        for part in chunks([xero_id for xero_id in ids if xero_id not in known], const.MAX_GUIDS):
            page = connection._call(lambda gateway, part=part: gateway.payments(ids=part))
            details.update(
                {payment.xero_id: payment for payment in self._parse(connection, page.items, payment_from_xero)}
            )
        return [
            replace(remote, payments=tuple(details.get(payment.xero_id, payment) for payment in remote.payments))
            for remote in remotes
        ]

    @api.model
    def _guarded(self, connection, link, remote):
        """Apply one document; what goes wrong is written on it and the next one follows.

        :return: bool, whether nothing went wrong
        """
        try:
            with self.env.cr.savepoint():
                self._apply(connection, link, remote)
            return True
        except exceptions.MappingError as error:
            link.difference = self.env._("Its payments could not be taken over from Xero: %s", error.message)
        except (exceptions.XeroError, *CONCURRENCY_ERRORS, *LOST_CONNECTION):
            raise
        except Exception as error:
            if is_end_of_process(error):
                raise
            _logger.exception("Xero: payments of %s could not be applied", link)
            link.difference = self.env._("Its payments could not be taken over from Xero: %s", error)
        return False

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
        if move and not remote.partial:
            self._expect_allocations(connection, link, move, remote)
        values = Invoice._remote(remote)
        values["difference"] = " ".join(filter(None, [Invoice._difference(move, remote), *notes])) or False
        changes = {name: value for name, value in values.items() if link[name] != value}
        is_approved = link.remote_status in const.DRAFT_STATUSES and remote.status in const.PAYABLE_STATUSES
        if move and (is_approved or values["remote_due"] > link.remote_due):
            self._try_again(move)
        if changes:
            link.write(changes)
            link._tell_screens()

    @api.model
    def _expect_allocations(self, connection, link, move, remote):
        """Have the credit notes looked at of which Xero sets off another amount than both books agreed on."""
        Allocation = self.env["xero.sync.allocation"]
        if link.entity == "credit_note":
            Allocation._expect(link, Allocation._sums(remote.allocations), is_all=True)
            return
        sums = Allocation._sums(item for item in remote.allocations if item.kind == "CREDITNOTE")
        notes = self.env["account.move"].union(*(note for _partial, note in move._xero_set_off()))
        links = self.env["xero.link"]._index(connection, "credit_note", sums)
        links.update(
            {row.xero_id: row for row in self.env["xero.link"]._for_records(connection, "credit_note", notes).values()}
        )
        for row in links.values():
            Allocation._expect(row, {remote.xero_id: sums.get(row.xero_id, ZERO)})

    @api.model
    def _try_again(self, move):
        """Have what Xero would not take looked at again: more is open there now, or it was approved."""
        partials = move.line_ids.matched_debit_ids | move.line_ids.matched_credit_ids
        partials._xero_credit_notes()._xero_allocate()
        move._xero_pay()
