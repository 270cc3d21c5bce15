from datetime import datetime, timezone

from odoo import api, models

from .. import const, exceptions
from ..gateway import chunks
from ..mappers.payment import payment_from_xero
from ..mappers.values import parse_xero_datetime

BATCH = 500
ENTITIES = {"INVOICE": "invoice", "CONTACT": "contact", "CREDITNOTE": "credit_note"}
CATEGORIES = tuple(ENTITIES)
LATER = datetime.max.replace(tzinfo=timezone.utc)  # an event without its moment is always read


class XeroSyncEvent(models.AbstractModel):
    """Reads what the webhooks announced: several events about one record are one read."""

    _name = "xero.sync.event"
    _description = "Xero Events"
    _inherit = "xero.sync"

    @api.model
    def _cron_events(self):
        connections = {connection.tenant_id: connection for connection in self._connections()}
        while events := self.env["xero.event"].search([("state", "=", "new")], limit=BATCH):
            self._notice_gaps(events)
            for tenant_id, own in events.grouped("tenant_id").items():
                connection = connections.get(tenant_id)
                own_app = connection and connection.app_id in own.app_id
                done = own_app and connection._guard(lambda conn=connection, own=own: self._read(conn, own), "event")
                own.write({"state": "done" if done else "ignored"})
                if own_app and not done and connection.state == "connected":
                    connection.cursor_ids._read_soon()  # the poll finds them by their time of change
            if not self._commit(len(events)):
                self.env["xero.connection"]._wake("event")
                return

    @api.model
    def _read(self, connection, events):
        """Read and apply what the events of one organisation are about.

        :return: True; what cannot be read now is left to the next poll, which finds it by its time of change
        """
        ids = {category: self._unread(connection, events, category) for category in CATEGORIES}
        try:
            self._read_documents(connection, "invoice", ids["INVOICE"])
            self._read_documents(connection, "credit_note", ids["CREDITNOTE"])
            self._read_documents(connection, "invoice", self._paid_documents(connection, events))
            self._read_contacts(connection, ids["CONTACT"])
        except exceptions.XeroAuthError:
            raise
        except exceptions.XeroError as error:
            self.env["xero.log"]._note(connection, "webhook", self._describe(error), "warning")
            for lane in ("invoice", "credit_note", "contact"):
                cursor = self.env["xero.cursor"]._of(connection, lane)
                self._pause(cursor, error)
                cursor.due_at = False
        return True

    @api.model
    def _unread(self, connection, events, category):
        """Return the ids of what changed since we know it: the echo of our own writes costs no call.

        An event carries the moment of its change, so one that is not later than the version that we have, from Xero's
        answer or an earlier read, tells nothing new.
        """
        moments = {}
        for event in events.filtered(lambda event: event.category == category):
            at = parse_xero_datetime(event.happened_at) or LATER
            moments[event.resource_id] = max(at, moments.get(event.resource_id, at))
        links = self.env["xero.link"]._index(connection, ENTITIES[category], moments)
        known = {xero_id: parse_xero_datetime(link.remote_version) for xero_id, link in links.items()}
        return [xero_id for xero_id, at in moments.items() if not known.get(xero_id) or at > known[xero_id]]

    @api.model
    def _read_documents(self, connection, entity, ids):
        """Read only our own: an organisation has many documents that Odoo knows nothing of."""
        ours = self.env["xero.link"]._index(connection, entity, ids)
        self.env["xero.sync.payment"]._read(connection, entity, list(ours))

    @api.model
    def _paid_documents(self, connection, events):
        """Return the documents of payments that are news: where Xero tells of payments it tells of their documents too.

        :param events: `xero.event` records of one organisation; their documents have been read
        """
        own = events.filtered(lambda event: event.category == "PAYMENT")
        known = self.env["xero.link"]._index(connection, "payment", own.mapped("resource_id"))
        news = {event.resource_id for event in own if self._is_news(event, known.get(event.resource_id))}
        documents = set()
        for part in chunks(sorted(news), const.MAX_GUIDS):
            page = connection._call(lambda gateway, part=part: gateway.payments(ids=part))
            documents |= {item.document_id for item in map(payment_from_xero, page.items) if item.document_id}
        return sorted(documents)

    @api.model
    def _is_news(self, event, row):
        """Tell whether an event says something of a payment that reading its document did not."""
        if not row:
            return event.event_type == "CREATE"  # one that is gone and was never known is none of ours
        return event.event_type == "UPDATE" and row.remote_status != "DELETED"

    # --- lost ones ---------------------------------------------------------------------------------------------------

    @api.model
    def _notice_gaps(self, events):
        """Read everything that changed when notifications are missing: Xero numbers them one after the other."""
        for app, own in events.grouped("app_id").items():
            last, is_gap = app.last_event_number, False
            for first, end in sorted({(event.first_number, event.last_number) for event in own if event.last_number}):
                is_gap = is_gap or bool(last and first > last + 1)
                last = end if first == 1 else max(last, end)  # a subscription that was made anew counts from 1
            if last != app.last_event_number:
                app.last_event_number = last
            if is_gap:
                connections = self._connections().filtered(lambda connection: connection.app_id == app)
                for connection in connections:
                    self.env["xero.log"]._note(connection, "webhook", self._say_gap(), "warning")
                connections.cursor_ids._read_soon()

    @api.model
    def _say_gap(self):
        return self.env._("Notifications from Xero are missing, so all changes are read.")

    @api.model
    def _read_contacts(self, connection, ids):
        """Take contacts in at once, but not while the first run is under way: it reads them anyway."""
        cursor = self.env["xero.cursor"]._of(connection, "contact")
        if not cursor.first_done:
            return
        engine = self.env["xero.sync.contact"]
        refs = engine._refs(connection) if ids else None
        for part in chunks(ids, const.MAX_IDS):
            page = connection._call(lambda gateway, part=part: gateway.contacts(ids=part))
            engine._apply(connection, engine._parse(connection, page.items), refs)
