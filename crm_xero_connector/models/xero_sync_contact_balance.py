from datetime import timedelta, timezone

from odoo import api, fields, models

from .. import const, exceptions
from ..gateway import chunks

CALLS_A_NIGHT = 20
SKEW = timedelta(seconds=60)  # Xero's clock and ours


class XeroSyncContact(models.AbstractModel):
    """Keeps what customers owe up to date: a change of it does not change a contact's time of change in Xero."""

    _inherit = "xero.sync.contact"

    @api.model
    def _expect_balances(self, connection, remotes):
        """Note whose documents changed since their balance was read.

        :param remotes: list of `mappers.records.RemoteInvoice`, also of documents that are not Odoo's
        """
        newest = {}
        for remote in remotes:
            if remote.contact_id and remote.updated_at:
                moment = remote.updated_at.astimezone(timezone.utc).replace(tzinfo=None)
                newest[remote.contact_id] = max(moment, newest.get(remote.contact_id, moment))
        for xero_id, link in self.env["xero.link"]._index(connection, "contact", newest).items():
            if not link.is_balance_old and (not link.balance_at or link.balance_at < newest[xero_id]):
                link.is_balance_old = True

    @api.model
    def _refresh_balances(self, connection, domain=(("is_balance_old", "=", True),), calls=1):
        """Read the contacts of a domain anew, those that waited longest first.

        :param calls: how many calls it may cost; the rest waits for the next time
        :return: whether any were read
        """
        own = [("connection_id", "=", connection.id), ("entity", "=", "contact"), ("res_id", "!=", False)]
        links = self.env["xero.link"].search(
            [*own, *domain, ("xero_id", "!=", False)], order="balance_at NULLS FIRST", limit=calls * const.MAX_IDS
        )
        refs = self._refs(connection) if links else None
        try:
            for ids in chunks(links.ids, const.MAX_IDS):
                part = self.env["xero.link"].browse(ids)
                moment = fields.Datetime.now() - SKEW
                xero_ids = part.mapped("xero_id")
                page = connection._call(lambda gateway, xero_ids=xero_ids: gateway.contacts(ids=xero_ids))
                self._apply(connection, self._parse(connection, page.items), refs)
                part.write({"is_balance_old": False, "balance_at": moment})
                self._commit()
        except exceptions.XeroAuthError:
            raise
        except exceptions.XeroError as error:
            self.env["xero.log"]._note(connection, "balances", self._describe(error), "warning")
            return False
        return bool(links)

    @api.model
    def _refresh_debtors(self, connection, cursor):
        """Read those who owe anything anew: what is overdue changes by the mere passing of days.

        :param cursor: the `xero.cursor` of the nightly run, which counts the calls
        :return: False when Odoo's time for this run is over
        """
        old = ["|", ("balance_at", "=", False), ("balance_at", "<", cursor.started_at - SKEW)]
        while cursor.calls < CALLS_A_NIGHT and self._refresh_balances(connection, [("receivable", "!=", 0), *old]):
            cursor.calls += 1
            if not self._commit():
                return False
        return True
