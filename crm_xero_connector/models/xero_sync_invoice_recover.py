from odoo import api, fields, models

from .. import const, exceptions
from ..mappers.invoice import credit_note_from_xero, invoice_from_xero, is_same_document, number_to_xero
from .xero_sync_invoice import OUTBOX


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
        remote = self._find(connection, link, move) if move else None
        if not remote:
            link.write({"state": "to_push", "message": False, "next_try": fields.Datetime.now()})
            return
        partner = move.commercial_partner_id
        contact = self.env["xero.link"]._for_records(connection, "contact", partner).get(partner.id)
        record = move._xero_invoice_record(connection, contact.xero_id if contact else "")
        taken = self.env["xero.link"]._index(connection, link.entity, [remote.xero_id])
        if is_same_document(record, remote) and not taken:
            self._mark_synced(link, remote)
            return
        text = self.env._(
            "Xero has another document with the number %(number)s (%(status)s, total %(total)s). Renumber one of them.",
            number=remote.number,
            status=remote.status,
            total=remote.total,
        )
        self._fail(link, exceptions.XeroRejected(text, messages=[text]))

    @api.model
    def _find(self, connection, link, move):
        number = number_to_xero(move.name or link.record_name or "")
        if link.entity == "invoice":
            page = connection._call(lambda gateway: gateway.invoices(numbers=[number]))
            found = [
                item for item in map(invoice_from_xero, page.items) if item.kind == "ACCREC" and item.number == number
            ]
            return found[0] if found else None
        try:
            return credit_note_from_xero(connection._call(lambda gateway: gateway.credit_note(number)))
        except exceptions.XeroNotFound:
            return None
