from datetime import datetime, timezone

from odoo import api, models

from .. import const, exceptions
from ..gateway import chunks
from ..mappers.payment import payment_from_xero
from ..mappers.values import parse_xero_datetime
from .xero_sync import OutOfTime

BATCH = 500
ENTITIES = {"INVOICE": "invoice", "CONTACT": "contact", "CREDITNOTE": "credit_note"}
LATER = datetime.max.replace(tzinfo=timezone.utc)  # an event without its moment is always read


class XeroSyncEvent(models.AbstractModel):
    """Reads what the webhooks announced: several events about one record are one read."""

    _name = "xero.sync.event"
    _description = "Xero Events"
    _inherit = "xero.sync"

    @api.model
    def _cron_events(self):
        """Read what new events tell of, part by part; where Odoo's time for a run ends, the next one goes on."""
        Event, new = self.env["xero.event"], [("state", "=", "new")]
        connections = {connection.tenant_id: connection for connection in self._connections()}
        while events := Event.search(new, limit=BATCH):
            if not self._commit(remaining=Event.search_count(new)):
                return
            self._notice_gaps(events)
            for tenant_id, own in events.grouped("tenant_id").items():
                self._serve(connections.get(tenant_id), own)

    @api.model
    def _serve(self, connection, events):
        """Read the events of one organisation; what cannot be read now is left to the poll.

        :param connection: the organisation's, None when there is none
        """
        is_own = connection and connection.app_id in events.app_id
        done = is_own and connection._guard(lambda: self._read(connection, events), "event")
        if not done:
            if is_own and connection.state == "connected":
                connection.cursor_ids._read_soon()  # the poll finds them by their time of change
            self._close(events.filtered(lambda event: event.state == "new"), "ignored")

    @api.model
    def _read(self, connection, events):
        """Read and apply what the events of one organisation are about, as long as there is time.

        An event is done when what it told of is committed. Payments come after the documents, which may tell them.

        :return: True; False when Xero cannot be read now
        """
        try:
            self._read_parts(connection, events, "INVOICE", const.MAX_IDS)
            self._read_parts(connection, events, "CREDITNOTE", 1)  # each is a call
            self._read_parts(connection, events, "PAYMENT", const.MAX_IDS)
            self._read_parts(connection, events, "CONTACT", const.MAX_IDS)
            self._close(events.filtered(lambda event: event.state == "new"), "done")  # of other kinds
        except OutOfTime:
            return True
        except exceptions.XeroAuthError:
            raise
        except exceptions.XeroError as error:
            self.env["xero.log"]._note(connection, "webhook", self._describe(error), "warning")
            for lane in ("invoice", "credit_note", "contact"):
                cursor = self.env["xero.cursor"]._of(connection, lane)
                self._pause(cursor, error)
                cursor.due_at = False
            return False
        return True

    @api.model
    def _read_parts(self, connection, events, category, size):
        """Read what the events of one kind are about, and commit each part together with its events.

        :param size: how many records are read before the commit
        :raise OutOfTime: when Odoo's time for this run is over
        """
        own = events.filtered(lambda event: event.category == category and event.state == "new")
        ids = self._wanted(connection, own, category)
        self._close(own.filtered(lambda event: event.resource_id not in ids), "done")
        for part in chunks(ids, size):
            self._check_time()
            if category == "PAYMENT":
                self._read_documents(connection, "invoice", self._paid_documents(connection, part))
            elif category == "CONTACT":
                self._read_contacts(connection, part)
            else:
                self.env["xero.sync.payment"]._read(connection, ENTITIES[category], part)
            self._close(own.filtered(lambda event: event.resource_id in part), "done")

    @api.model
    def _close(self, events, state):
        """Commit what was read together with its events."""
        if events:
            events.write({"state": state})
            self._commit(len(events))

    @api.model
    def _wanted(self, connection, events, category):
        """Return the ids of what has to be read; of documents only our own, there may be many others.

        :param events: `xero.event` records of one organisation and category
        """
        if category == "PAYMENT":
            known = self.env["xero.link"]._index(connection, "payment", events.mapped("resource_id"))
            return sorted({event.resource_id for event in events if self._is_news(event, known.get(event.resource_id))})
        ids = self._unread(connection, events, category)
        if category == "CONTACT":  # the first run reads them anyway
            return ids if self.env["xero.cursor"]._of(connection, "contact").first_done else []
        ours = self.env["xero.link"]._index(connection, ENTITIES[category], ids)
        return [xero_id for xero_id in ids if xero_id in ours]  # in the order of the events

    @api.model
    def _unread(self, connection, events, category):
        """Return the ids of what changed since we know it: the echo of our own writes costs no call.

        An event carries the moment of its change, so one that is not later than the version that we have, from Xero's
        answer or an earlier read, tells nothing new.
        """
        moments = {}
        for event in events:
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
    def _paid_documents(self, connection, payment_ids):
        """Return the documents of payments: where Xero tells of payments it tells of their documents too.

        :param payment_ids: of payments that are news although the documents that were told of have been read
        """
        documents = set()
        for part in chunks(payment_ids, const.MAX_GUIDS):
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
        engine = self.env["xero.sync.contact"]
        page = connection._call(lambda gateway: gateway.contacts(ids=ids))
        engine._apply(connection, engine._parse(connection, page.items), engine._refs(connection))
