from odoo import api, fields, models

from .. import const, exceptions
from ..gateway import chunks
from ..mappers.invoice import (
    credit_note_from_xero,
    invoice_from_xero,
    is_same_document,
    is_there,
    number_to_xero,
    sent_from,
)
from .account_move_payload import DRAFT_NUMBER
from .xero_sync import MAX_PAUSE
from .xero_sync_invoice import FROM_XERO, OUTBOX, SENT

LATER_SECONDS = 60
# What is no single document's fault.
OUTAGE = (
    exceptions.XeroAuthError,
    exceptions.XeroRateLimited,
    exceptions.XeroServerError,
    exceptions.XeroUnreachable,
)


class XeroSyncInvoice(models.AbstractModel):
    """Finds out what became of a document whose answer was lost, before anything is sent again."""

    _inherit = "xero.sync.invoice"

    @api.model
    def _recover(self, connection):
        """Look into Xero for what was on its way: one lane sends at a time, so what is `sending` now was cut off."""
        domain = [("connection_id", "=", connection.id), ("entity", "in", OUTBOX)]
        cut_off = [("state", "=", "sending")]
        due = [("state", "=", "unknown"), ("next_try", "<=", fields.Datetime.now())]
        for states in (cut_off, due):
            while links := self.env["xero.link"].search([*domain, *states], limit=const.MAX_IDS, order="id desc"):
                self._ask_all(connection, links)
                self._commit()
                self._check_time()

    @api.model
    def _ask_all(self, connection, links):
        """Find out what became of documents; those that can be asked for by their numbers are one call.

        :raise XeroError: when Xero does not answer: as long as nobody knows, nothing is sent
        """
        for link in links.filtered(lambda link: link.state == "sending"):
            link.attempts += 1  # what ended the worker may do it again: it goes in a smaller batch
        known = links.filtered(lambda link: link.xero_id or link.entity == "contact")
        self._send_once_more(known)
        links -= known
        links.state = "unknown"
        try:
            there = self._find_numbers(connection, links.filtered(lambda link: link.entity == "invoice"))
            for link in links:
                self._one(link, lambda link=link: self._look_up(connection, link, there), unsure=True, passes=OUTAGE)
                self._commit()
        except exceptions.XeroAuthError:
            raise
        except OUTAGE as error:
            self._postpone(connection, links.filtered(lambda link: link.state == "unknown"), error)
            raise

    @api.model
    def _send_once_more(self, links):
        """Send changes once more: the same at once, another one when the first cannot arrive after it any more.

        The creation of a contact carries our key.
        """
        early = links.filtered(lambda link: link.changed and link._may_still_arrive())
        for link in early:
            link.write({"state": "unknown", "next_try": link._settled_at()})
        again = {"state": "to_push", "next_try": fields.Datetime.now(), "idempotency_key": False}
        (links - early).write(again)

    @api.model
    def _postpone(self, connection, links, error):
        """Let others be first next time: the answer may be missing because of these.

        That counts as a try where Xero answered lately; an outage is nobody's fault.
        """
        if not self.env["xero.cursor"]._of(connection, "push").failures:
            self._fail(links, error, unsure=True)
        later = fields.Datetime.add(fields.Datetime.now(), seconds=LATER_SECONDS)
        for link in links.filtered(lambda link: link.state == "unknown"):
            link.next_try = min(max(link.next_try, later), fields.Datetime.add(later, seconds=MAX_PAUSE))
        self._commit()

    @api.model
    def _find_numbers(self, connection, links):
        """Return invoices and bills of the numbers under which links were sent: dict of number -> documents."""
        numbers = {number_to_xero(self._sent(link).number) for link in links if self._sent(link)}
        numbers = sorted(number for number in numbers if "," not in number)
        found = {number: [] for number in numbers}
        for part in chunks(numbers, const.MAX_IDS):
            page = connection._call(lambda gateway, part=part: gateway.invoices(numbers=part))
            for item in page.items:
                remote = invoice_from_xero(item)
                found.setdefault(remote.number, []).append(remote)
        return found

    @api.model
    def _sent(self, link):
        """Return what identifies a document as it was sent, None when it never was."""
        facts = (link.snapshot or {}).get(SENT)
        return sent_from(facts) if facts else None

    @api.model
    def _is_on_its_way(self, connection, entity, remote):
        """Tell whether a document of Xero is one that was sent and whose answer nobody has yet."""
        domain = [("connection_id", "=", connection.id), ("entity", "=", entity), ("xero_id", "=", False)]
        links = self.env["xero.link"].search([*domain, ("idempotency_key", "!=", False)])
        return any(is_same_document(sent, remote) for sent in map(self._sent, links) if sent)

    @api.model
    def _look_up(self, connection, link, there=()):
        """Find out whether Xero has a document as it was sent: it may have another number in Odoo by now.

        :param there: what `_find_numbers` found
        """
        sent = self._sent(link)
        if not sent:
            link.write({"state": "to_push", "next_try": fields.Datetime.now(), "idempotency_key": False})
            return
        number = number_to_xero(sent.number)
        found = there[number] if link.entity == "invoice" and number in there else None
        if found is None:
            found = self._find(connection, link.entity, sent)
        found = self._of_kind(found, sent)
        if sent.number.startswith(DRAFT_NUMBER) and found:
            self._adopt_draft(link, found[0])
        else:
            self._decide(connection, link, sent, found)

    @api.model
    def _adopt_draft(self, link, remote):
        """Link a document with the draft that Xero got of it; one that was confirmed meanwhile is sent anew."""
        move = link._record()
        link.changed = link.changed or not move or move.state != "draft"
        self._mark_synced(link, remote)
        link.is_draft = True

    @api.model
    def _decide(self, connection, link, sent, found):
        """Link a document with the one in Xero that it is; else send it, unless its number is another one's.

        :param sent: what identifies the document
        :param found: the documents of its kind and number
        """
        taken = self.env["xero.link"]._index(connection, link.entity, [remote.xero_id for remote in found])
        same = [remote for remote in found if is_same_document(sent, remote) and remote.xero_id not in taken]
        if same:
            link.changed = link.changed or not link._record()
            self._mark_synced(link, same[0])
            self.env["xero.sync.payment"]._apply_all(connection, link.entity, same[:1])  # it may be paid already
        elif found and sent.kind in const.SALE_KINDS:
            text = self._say_number_taken(found[0])
            self._fail(link, exceptions.XeroRejected(text, messages=[text]))
        elif link.state == "unknown" and link._may_still_arrive() and not self._is_sent_again(link, sent):
            link.next_try = link._settled_at()
        elif link.attempts >= const.GIVE_UP_ATTEMPTS:
            self._give_up(link, exceptions.XeroOutcomeUnknown("It never arrived."))
        else:
            link.write({"state": "to_push", "message": False, "next_try": fields.Datetime.now()})
            if not link._may_still_arrive():
                link.idempotency_key = False

    @api.model
    def _is_sent_again(self, link, sent):
        """Tell whether a document that is not in Xero does no harm if it appears there yet.

        Xero has each number of a customer's invoice once, so that one of the two is refused, as long as the same number
        is sent again. Its key stays on it meanwhile: who cancels or renumbers it then has it looked up first.
        """
        move = link._record()
        same = move and move.state == "posted" and number_to_xero(move._xero_number()) == number_to_xero(sent.number)
        return bool(same) and sent.kind == "ACCREC"

    @api.model
    def _say_number_taken(self, remote):
        if remote.status in const.DEAD_STATUSES:
            return self.env._(
                "Xero never gives the number of a %(status)s document to another one. Give this document another "
                "number (%(number)s is used up), then press Retry.",
                number=remote.number,
                status=remote.status,
            )
        return self.env._(
            "Xero has another document with the number %(number)s (%(status)s, total %(total)s). Renumber one of them.",
            number=remote.number,
            status=remote.status,
            total=remote.total,
        )

    @api.model
    def _record_of(self, connection, link, move):
        """Return the document as it was sent; without its contact in Xero nothing can have been sent."""
        partner = move.commercial_partner_id
        contact = self.env["xero.link"]._for_records(connection, "contact", partner).get(partner.id)
        return move.with_company(connection.company_id)._xero_invoice_record(
            connection, contact.xero_id if contact else ""
        )

    @api.model
    def _find(self, connection, entity, record):
        """Return the documents of the record's kind and number, the live ones first."""
        number = number_to_xero(record.number)
        if entity == "invoice" and "," not in number:
            page = connection._call(lambda gateway: gateway.invoices(numbers=[number]))
        elif record.kind == "ACCRECCREDIT" and "/" not in number:  # a slash would be another path
            return self._find_credit_note(connection, number)
        else:
            page = self._of_same_day(connection, entity, record)
        return self._of_kind([FROM_XERO[entity](item) for item in page.items], record)

    @api.model
    def _of_kind(self, remotes, record):
        """Return those that have the record's kind and number, the live ones first."""
        number = number_to_xero(record.number)
        found = [remote for remote in remotes if remote.kind == record.kind and remote.number == number]
        return sorted(found, key=lambda remote: remote.status in const.DEAD_STATUSES)

    @api.model
    def _find_credit_note(self, connection, number):
        try:
            return [credit_note_from_xero(connection._call(lambda gateway: gateway.credit_note(number)))]
        except exceptions.XeroNotFound:
            return []

    @api.model
    def _of_same_day(self, connection, entity, record):
        """Return a page of the documents of one contact and day, for those that cannot be asked for by their number."""
        where = (
            f'Type=="{record.kind}" AND Contact.ContactID==guid("{record.contact_id}") '
            f"AND Date==DateTime({record.date.year},{record.date.month},{record.date.day})"
        )
        if entity == "invoice":
            return connection._call(lambda gateway: gateway.invoices(where=where))
        return connection._call(lambda gateway: gateway.credit_notes(where=where))

    @api.model
    def _is_applied(self, connection, link, payload):
        """Tell whether a change that is refused has arrived before, with an answer that was lost; close it then.

        Between the two the document may have been paid or set off, and Xero changes such a one no more.

        :param payload: what Xero refused
        """
        if link.entity == "invoice":
            items = connection._call(lambda gateway: gateway.invoices(ids=[link.xero_id])).items
        else:
            items = [connection._call(lambda gateway: gateway.credit_note(link.xero_id))]
        if not (items and is_there(payload, items[0])):
            return False
        remote = FROM_XERO[link.entity](items[0])
        self._mark_synced(link, remote)
        self.env["xero.sync.payment"]._apply_all(connection, link.entity, [remote])
        return True

    @api.model
    def _find_bills(self, connection, links):
        """Link bills that somebody entered in Xero already: Xero itself takes the number of a bill twice."""
        records = {
            link: self._one(link, lambda link=link: self._record_of(connection, link, link._record())) for link in links
        }
        records = {link: record for link, record in records.items() if record}
        numbers = {number_to_xero(record.number) for record in records.values() if "," not in record.number}
        there = []
        if links[0].entity == "invoice":
            for part in chunks(sorted(numbers), const.MAX_IDS):
                there += connection._call(lambda gateway, part=part: gateway.invoices(numbers=part)).items
        there = [invoice_from_xero(item) for item in there]
        for link, record in records.items():
            number = number_to_xero(record.number)
            if link.entity == "invoice" and number in numbers:
                found = [remote for remote in there if (remote.kind, remote.number) == (record.kind, number)]
            else:
                found = self._find(connection, link.entity, record)
            self._decide(connection, link, record, found)
