from datetime import timedelta, timezone

from odoo import api, fields, models

from .. import const, exceptions
from ..mappers.contact import contact_from_xero
from ..mappers.partner import PartnerRefs, term_key
from ..mappers.values import normalise_name


class XeroSyncContact(models.AbstractModel):
    """Brings Xero's contacts into the CRM: page by page, each page in one transaction together with its cursor."""

    _name = "xero.sync.contact"
    _description = "Xero Contacts In"
    _inherit = "xero.sync"

    @api.model
    def _cron_pull(self):
        """Start a run for each connection that is due, then go on with those under way; status first, it is short."""
        for connection, first in self._in_turn(self._connections(), "invoice"):
            first.served_at = fields.Datetime.now()
            self.env["xero.sync.payment"]._poll(connection)
            cursor = self.env["xero.cursor"]._of(connection, "contact")
            is_due = cursor.first_done and cursor._is_due()
            if is_due:
                cursor._start()
            if cursor.state == "running" and not cursor._is_waiting():
                connection._guard(lambda connection=connection, cursor=cursor: self._run(connection, cursor))
            if is_due and not cursor._is_waiting() and connection.state == "connected":
                connection._guard(lambda connection=connection: self._refresh_balances(connection))
            if not self._commit(1):
                connection._wake("contact")
                return

    @api.model
    def _run(self, connection, cursor):
        """Read pages until the run is over or the time is up."""
        refs = self._refs(connection)
        cursor._begin()
        self._commit()
        while cursor.state == "running":
            try:
                self._pull_page(connection, cursor, refs)
            except exceptions.XeroAuthError:
                raise
            except exceptions.XeroError as error:
                self._pause(cursor, error)
                self._commit()
                return
            if not self._commit(1) and cursor.state == "running":
                connection._wake("contact")
                return

    @api.model
    def _pull_page(self, connection, cursor, refs):
        since = cursor.reached or cursor.since or None
        moment = since and since.replace(tzinfo=timezone.utc)
        page = connection._call(lambda gateway: gateway.contacts(modified_since=moment, page=cursor.page))
        contacts = self._parse(connection, page.items)
        counts = self._apply(connection, contacts, refs)
        moments = self._moments(contacts)
        newest = max(filter(None, (*moments, cursor.newest)), default=False)
        reached, number = page.following(since, moments)
        cursor.write(
            {
                "reached": reached,
                "page": number,
                "calls": cursor.calls + 1,
                "newest": newest,
                "message": False,
                "resume_at": False,
                "failures": 0,
                **self._progress(cursor, page),
                **{name: cursor[name] + count for name, count in counts.items()},
            }
        )
        if page.is_last:
            overlap = timedelta(seconds=const.OVERLAP_SECONDS)
            cursor._finish(cursor.newest and cursor.newest - overlap)
            connection._wake("push")
        self.env.ref("crm_xero_connector.group_user").sudo()._bus_send("crm_xero/progress", {"id": connection.id})

    @api.model
    def _progress(self, cursor, page):
        """Return how many contacts there are and were read: pages overlap, so that what is left is what tells."""
        total = max(cursor.total, page.item_count)
        left = 0 if page.is_last else page.item_count - page.page * const.PAGE_SIZE
        return {"total": total, "done": max(cursor.done, total - left)}

    @api.model
    def _moments(self, contacts):
        """Return when contacts changed, in UTC without a zone."""
        known = [contact.updated_at for contact in contacts if contact.updated_at]
        return [moment.astimezone(timezone.utc).replace(tzinfo=None) for moment in known]

    @api.model
    def _parse(self, connection, items):
        """Return the contacts of a page; one that cannot be understood is noted and does not hold back the others."""
        contacts = []
        for item in items:
            try:
                contacts.append(contact_from_xero(item))
            except exceptions.MappingError as error:
                self.env["xero.log"]._note(connection, "contact", self._describe(error), "error")
        return contacts

    @api.model
    def _refs(self, connection):
        """Return the look-ups for contacts of a connection, made once per run."""
        countries = self.env["res.country"].with_context(lang="en_US").search([])
        states = self.env["res.country.state"].search([])
        country_ids = {normalise_name(country.name): country.id for country in countries}
        country_ids.update({normalise_name(country.code): country.id for country in countries if country.code})
        state_ids = {(state.country_id.id, normalise_name(state.name)): state.id for state in states}
        state_ids.update({(state.country_id.id, normalise_name(state.code)): state.id for state in states})
        home = country_ids.get(normalise_name(connection.country_code or ""))
        return PartnerRefs(country_ids, state_ids, self._term_ids(connection), home)

    @api.model
    def _term_ids(self, connection):
        """Return the payment terms that ask for everything on one date, by what decides on the date."""
        terms = self.env["account.payment.term"].search([("company_id", "in", [False, connection.company_id.id])])
        result = {}
        for term in terms:
            line = term.line_ids
            if len(line) == 1 and line.value == "percent" and line.value_amount == 100:
                key = term_key(line.delay_type, line.nb_days, int(line.days_next_month or 0))
                result.setdefault(key, term.id)
        return result
