from odoo import api, fields, models

from .. import const, exceptions
from ..gateway import chunks
from ..mappers.invoice import sent_facts
from .xero_sync_payment import FROM_XERO

LINE_KEYS = "keys"  # in a snapshot: Odoo's ids of the lines that are on their way, in order
SENT = "sent"  # in a snapshot: what identifies the document as it was sent last
OUTBOX = (*FROM_XERO, "contact")
SMALLER = 5  # a batch that failed is sent again in parts of this share, down to single documents


class XeroSyncInvoice(models.AbstractModel):
    """Sends a batch of documents, their customers first.

    A row is committed as `sending` before the call, and with its result after it.
    """

    _name = "xero.sync.invoice"
    _description = "Xero Invoices Out"
    _inherit = "xero.sync"

    # --- one batch ----------------------------------------------------------------------------------------------------

    @api.model
    def _push(self, connection, links):
        """Send a batch: customers first, new documents of a kind in one call, changes one by one."""
        moves = {link: link._record() for link in links}
        chosen = connection._with_choices_for(self.env["account.move"].union(*filter(None, moves.values())))
        alive = links.filtered(lambda link: self._is_due(chosen, link, moves[link]))
        wanted = alive.filtered(lambda link: moves[link] and moves[link]._xero_is_sendable())
        only_sent, dead = wanted.filtered("only_sent"), alive - wanted
        payloads = self._build_all(connection, wanted - only_sent, moves)
        # Xero keeps no mark that a credit note was sent to the customer: only the PDF goes there
        told = only_sent.filtered(lambda link: link.entity == "invoice")
        (only_sent - told).write({"state": "synced", "only_sent": False})
        self._depart(told | dead | links.browse().union(*payloads))
        for link in told:
            self._tell_sent(connection, link)
        for entity in FROM_XERO:
            new = [link for link in payloads if link.entity == entity and not link.xero_id]
            for part in self._parts(new):
                self._create(connection, entity, links.browse().union(*part), payloads)
        for link in payloads:
            if link.xero_id and link.state == "sending":
                self._change(connection, link, payloads[link])
        for link in dead:
            self._void(connection, link)
        for link in alive - dead:
            self._attach_pdf(connection, link, moves[link])

    @api.model
    def _build_all(self, connection, links, moves):
        """Return what is sent: dict of link -> (payload, form); what cannot be built waits with its reason.

        What is cancelled, reset or deleted while Xero is asked for the customers is left to the next batch.
        """
        partners = self.env["res.partner"].union(*(moves[link].commercial_partner_id for link in links))
        contacts = self.env["xero.sync.contact"]._ensure_contacts(connection, partners) if partners else {}
        there = self.env["account.move"].union(*(moves[link] for link in links)).exists()
        links = links.exists().filtered(lambda link: moves[link] in there and moves[link]._xero_is_sendable())
        chosen = connection._with_choices_for(self.env["account.move"].union(*(moves[link] for link in links)))
        payloads = {}
        for link in links:
            built = self._one(link, lambda link=link: self._build(chosen, link, moves[link], contacts))
            if built:
                payloads[link] = built
        for entity in FROM_XERO:  # bills may be there already: Xero takes a number of them twice
            new = [link for link in payloads if link.entity == entity and not link.xero_id]
            bills = [link for link in new if payloads[link][0]["Type"] in const.PURCHASE_KINDS]
            if bills:
                self._find_bills(connection, links.browse().union(*bills))
        return {link: built for link, built in payloads.items() if link.state == "to_push"}

    @api.model
    def _depart(self, links):
        """Commit that documents are on their way, all of a batch before its first call.

        What changes from here on is marked as changed, and sent again: its payload is made already.
        """
        values = {"sent_at": fields.Datetime.now(), "idempotency_key": self._new_key(), "changed": False}
        links.write({**values, "state": "sending"})
        self._commit()

    @api.model
    def _parts(self, links):
        """Yield links in what goes in one call; those that failed together go apart, so that one cannot hold all."""
        by_attempts = {}
        for link in links:
            by_attempts.setdefault(link.attempts, []).append(link)
        for attempts, own in sorted(by_attempts.items()):
            yield from chunks(own, max(const.BATCH_SIZE // SMALLER**attempts, 1))

    @api.model
    def _is_due(self, connection, link, move):
        """Tell whether there is something to send; a row with nothing to send is put aside."""
        rule = connection._kept_by(move) if move and not (link.xero_id or link.idempotency_key) else None
        if rule:
            link.write({"state": "skipped", "message": self.env._("%s keeps it in Odoo.", rule.display_name)})
            return False
        is_alive_there = link.xero_id and link.remote_status not in const.DEAD_STATUSES
        is_void = move and move.state == "cancel" and is_alive_there
        if move and (move._xero_is_sendable() or is_void):
            return True
        if not move and link.is_draft and link.remote_status in const.DRAFT_STATUSES:
            return True  # a draft that was deleted in Odoo goes from Xero too
        link.write({"state": "synced" if link.xero_id else "skipped", "message": False})
        return False

    @api.model
    def _build(self, connection, link, move, contacts):
        """Return payload and form of a document.

        :return: None for a document that turns out not to belong into Xero
        :raise XeroError: when something is missing
        """
        if not move._xero_is_wanted_after_all(connection, link):
            return None
        self._check_lock_dates(connection, move)
        if not link.xero_id:
            connection._rule_for(move, "send")  # one that is no longer good holds it back
        contact = contacts.get(move.commercial_partner_id.id)
        if isinstance(contact, exceptions.XeroError):
            raise contact
        if link.remote_status in const.DEAD_STATUSES:
            link._begin_anew()
        move = move.with_company(connection.company_id)
        record = move._xero_invoice_record(connection, contact)
        move._xero_check_settled(connection, link, record)
        self._note_shortened(connection, link, record)
        link.snapshot = {
            **(link.snapshot or {}),
            LINE_KEYS: [line.key for line in record.lines],
            SENT: sent_facts(record),
        }
        return move._xero_prepare_invoice_payload(connection, record)

    @api.model
    def _check_lock_dates(self, connection, move):
        is_stopped = move.state == "posted" and connection.lock_policy == "stop"
        if is_stopped and connection._is_locked(move.invoice_date):
            raise exceptions.MappingError(
                self.env._(
                    "The invoice date %(date)s is in Xero's locked period (until %(lock)s). "
                    "Change the date or the lock.",
                    date=move.invoice_date,
                    lock=connection._lock_date(),
                )
            )

    @api.model
    def _create(self, connection, entity, links, payloads):
        """Create documents with one call; an answer for the whole batch is broken down to the single ones."""
        bodies = [payloads[link][0] for link in links]

        def call(gateway, key):
            create = gateway.create_invoices if entity == "invoice" else gateway.create_credit_notes
            return create(bodies, idempotency_key=key)

        try:
            elements = self._send(connection, links, call)
        except exceptions.XeroRejected as error:
            if len(links) == 1:
                self._fail(links, error)
            else:
                for link in links:
                    self._create(connection, entity, link, payloads)
            return
        for link, element in zip(links, elements or ()):
            link.form = payloads[link][1]
            self._one(link, lambda link=link, element=element: self._accept(connection, link, element), unsure=True)

    @api.model
    def _change(self, connection, link, built):
        """Send a document anew to the one it is in Xero; its status there is Xero's, until Odoo confirms a draft."""
        payload, link.form = built
        if self._keeps_status(link, payload["Status"]):
            payload = {key: value for key, value in payload.items() if key != "Status"}
        self._update(connection, link, payload)

    @api.model
    def _keeps_status(self, link, wanted):
        """Tell whether a document keeps the status that it has in Xero: all do but a draft that Odoo confirmed.

        :param wanted: the status that it would be created in
        """
        is_approval = link.is_draft and link.remote_status in const.DRAFT_STATUSES and wanted != "DRAFT"
        return bool(link.xero_id) and not is_approval

    @api.model
    def _tell_sent(self, connection, link):
        """Mark a document as sent; when Xero refuses that, the document is there all the same, and the log says why."""
        self._update(connection, link, {"SentToContact": True})
        if link.state == "rejected":
            link.write({"state": "synced", "only_sent": False, "message": False})

    @api.model
    def _void(self, connection, link):
        status = const.CANCEL_STATUS.get(link.remote_status)
        if link.remote_status in const.DEAD_STATUSES:
            link.write({"state": "synced", "message": False})
            return
        if not status:
            text = self.env._(
                "It is %s in Xero and cannot be voided there. Undo its payments first.", link.remote_status
            )
            self._fail(link, exceptions.MappingError(text))
            return
        self._update(connection, link, {"Status": status})

    @api.model
    def _update(self, connection, link, payload):
        def call(gateway, key):
            update = gateway.update_invoice if link.entity == "invoice" else gateway.update_credit_note
            return [update(link.xero_id, payload, idempotency_key=key)]

        try:
            elements = self._send(connection, link, call)
        except exceptions.XeroNotFound as error:
            self._fail(link, error)
            return
        except exceptions.XeroRejected as error:
            if not self._is_applied(connection, link, payload):
                self._fail(link, error)
            return
        for element in elements or ():
            self._one(link, lambda element=element: self._accept(connection, link, element), unsure=True)

    @api.model
    def _send(self, connection, links, call):
        """Make a call for rows that are `sending`.

        :param call: function of (gateway, idempotency key)
        :return: Xero's elements; None when nobody knows what became of them
        :raise OutOfTime: when the run has had its time; nothing was sent then
        """
        self._check_time()
        # one that differs for each call of a batch, and is known from the row
        key = f"{links[0].idempotency_key}.{links[0].id}.{len(links)}"
        try:
            elements = connection._call(lambda gateway: call(gateway, key))
        except exceptions.XeroOutcomeUnknown as error:
            self._fail(links, error)
            self._commit()
            return None
        self._commit()  # what happened during the call, such as a change of a document, is seen from here on
        return elements
