from dataclasses import replace

from odoo import api, fields, models

from .. import const, exceptions
from ..gateway import chunks
from ..mappers.invoice import credit_note_from_xero, invoice_from_xero, is_same_document, number_to_xero
from .account_move_payload import DRAFT_NUMBER
from .xero_sync_invoice import FROM_XERO, NUMBER, OUTBOX


class XeroSyncInvoice(models.AbstractModel):
    """Finds out what became of a document whose answer was lost, before anything is sent again."""

    _inherit = "xero.sync.invoice"

    @api.model
    def _recover(self, connection):
        """Look into Xero for what was on its way: one lane sends at a time, so what is `sending` now was cut off."""
        domain = [("connection_id", "=", connection.id), ("entity", "in", OUTBOX)]
        due = [
            "|",
            ("state", "=", "sending"),
            "&",
            ("state", "=", "unknown"),
            ("next_try", "<=", fields.Datetime.now()),
        ]
        for link in self.env["xero.link"].search([*domain, *due], limit=const.BATCH_SIZE):
            if link.xero_id or link.entity == "contact":  # the same change once more; a creation carries our key
                link.write({"state": "to_push", "next_try": fields.Datetime.now()})
            else:
                self._ask(connection, link)
            self._commit()

    @api.model
    def _ask(self, connection, link):
        """Look a document up; as long as Xero does not answer nobody knows, and nothing is sent."""
        try:
            self._look_up(connection, link)
        except exceptions.XeroAuthError:
            raise
        except exceptions.MappingError as error:
            self._fail(link, error)
        except exceptions.XeroError as error:
            self._fail(link, error)
            link.state = "unknown"

    @api.model
    def _look_up(self, connection, link):
        """Find out whether Xero has a document of this number, and whether it is this one."""
        move = link._record()
        record = self._record_of(connection, link, move) if move else None
        sent = (link.snapshot or {}).get(NUMBER) or ""
        if record and sent != record.number and sent.startswith(DRAFT_NUMBER):
            self._adopt_draft(link, self._find(connection, link.entity, replace(record, number=sent)))
        if not link.xero_id:
            self._decide(connection, link, record, self._find(connection, link.entity, record) if record else [])

    @api.model
    def _adopt_draft(self, link, found):
        """Link a document that was confirmed meanwhile with the draft that Xero got of it, and send it anew."""
        if found:
            values = {"xero_id": found[0].xero_id, "is_draft": True, "state": "to_push", "message": False}
            link.write({**self._remote(found[0]), **values, "next_try": fields.Datetime.now()})

    @api.model
    def _decide(self, connection, link, record, found):
        """Link a document with the one in Xero that it is; else send it, unless its number is another one's.

        :param found: the documents of its kind and number
        """
        taken = self.env["xero.link"]._index(connection, link.entity, [remote.xero_id for remote in found])
        same = [remote for remote in found if is_same_document(record, remote) and remote.xero_id not in taken]
        if same:
            self._mark_synced(link, same[0])
            self.env["xero.sync.payment"]._apply_all(connection, link.entity, same[:1])  # it may be paid already
        elif found and record.kind in const.SALE_KINDS:
            text = self._say_number_taken(found[0])
            self._fail(link, exceptions.XeroRejected(text, messages=[text]))
        else:
            link.write({"state": "to_push", "message": False, "next_try": fields.Datetime.now()})

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
        remotes = [FROM_XERO[entity](item) for item in page.items]
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
    def _find_bills(self, connection, links):
        """Link bills that somebody entered in Xero already: Xero itself takes the number of a bill twice."""
        records = {link: self._record_of(connection, link, link._record()) for link in links}
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
