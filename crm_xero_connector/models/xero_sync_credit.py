from odoo import api, fields, models
from odoo.fields import Command

from ..exceptions import MappingError
from ..mappers.credit import lines_from_xero
from ..mappers.invoice import credit_note_from_xero
from .account_move import exact

REFUNDS = {"ACCRECCREDIT": "out_refund", "ACCPAYCREDIT": "in_refund"}


class XeroSyncCredit(models.AbstractModel):
    """Makes credit notes in Odoo that somebody made in Xero and set off against an invoice which Odoo has.

    Without it the amount due would be another one in each book. What cannot be made waits, and says why.
    """

    _name = "xero.sync.credit"
    _description = "Xero Credit Notes In"
    _inherit = "xero.sync"

    @api.model
    def _take_over(self, connection, remotes):
        """Look for credit notes that Odoo does not know yet.

        :param remotes: invoices of ours as they are in Xero
        """
        invoices = {
            item.document_id: remote.xero_id
            for remote in remotes
            for item in remote.allocations
            if item.kind == "CREDITNOTE"
        }
        known = self.env["xero.link"]._index(connection, "credit_note", invoices)
        documents = self.env["xero.link"]._index(connection, "invoice", invoices.values())
        for xero_id in sorted(invoices.keys() - known.keys()):
            self._take(connection, self._new_link(documents[invoices[xero_id]], xero_id))

    @api.model
    def _new_link(self, document, xero_id):
        """Return the row of a credit note that Odoo does not have yet; what keeps it out is said on the invoice."""
        return self.env["xero.link"].create(
            {
                "connection_id": document.connection_id.id,
                "entity": "credit_note",
                "res_model": "account.move",
                "xero_id": xero_id,
                "state": "blocked",
                "created_here": True,
                "document_link_id": document.id,
            }
        )

    @api.model
    def _take(self, connection, link, is_wanted=False):
        """Read one credit note and make it in Odoo, unless the connection's setting is to tell only.

        One of Odoo's own, whose answer was lost, is left to those who find out what became of it.

        :param is_wanted: a person wants it, whatever the setting says
        """
        item = connection._call(lambda gateway: gateway.credit_note(link.xero_id))
        remote = credit_note_from_xero(item)
        if self.env["xero.sync.invoice"]._is_on_its_way(connection, link.entity, remote):
            link.unlink()
            return
        link.write({**self.env["xero.sync.invoice"]._remote(remote), "record_name": remote.number})
        if is_wanted or connection.credit_policy == "create":
            self._one(link, lambda: self._make(connection, link, item, remote))
        else:
            text = self.env._("%s was made in Xero. Press Take Over under Records in Xero.", remote.number)
            link.message = text

    @api.model
    def _make(self, connection, link, item, remote):
        """Make one credit note; it is set off afterwards like every other.

        :raise MappingError: when Odoo has no account or tax for it, or computes other amounts
        """
        invoice = self._invoice_of(connection, remote)
        company = invoice.company_id
        lock_date = company._get_user_fiscal_lock_date(invoice.journal_id)
        if not remote.date or remote.date <= lock_date:
            raise MappingError(self.env._("Its date %s is in Odoo's locked period.", remote.date))
        lines = [self._line_values(connection, invoice, line) for line in lines_from_xero(item)]
        move = invoice.with_company(company).with_context(xero_from_xero=True)
        note = move.create(
            {
                "move_type": REFUNDS[remote.kind],
                "partner_id": invoice.partner_id.id,
                "journal_id": invoice.journal_id.id,
                "currency_id": invoice.currency_id.id,
                "invoice_date": remote.date,
                "ref": remote.number,
                "invoice_line_ids": [Command.create(values) for values in lines],
                **self._rate_values(invoice, remote),
            }
        )
        ours = exact(note.amount_total, note.currency_id), exact(note.amount_tax, note.currency_id)
        if ours != (remote.total, remote.total_tax):
            text = self.env._("Odoo computes total %(total)s and tax %(tax)s.", total=ours[0], tax=ours[1])
            raise MappingError(text)
        link.write(
            {
                "res_id": note.id,
                "state": "synced",
                "message": False,
                "document_link_id": False,
                "allocate_at": fields.Datetime.now(),
            }
        )
        note.action_post()
        note.message_post(body=self.env._("Made in Xero as %s.", remote.number))
        connection._wake("push")

    @api.model
    def _rate_values(self, invoice, remote):
        """Return Xero's rate of a credit note in another currency: Odoo's own of that day may be another one."""
        is_foreign = invoice.currency_id != invoice.company_id.currency_id
        return {"invoice_currency_rate": float(remote.currency_rate)} if is_foreign and remote.currency_rate else {}

    @api.model
    def _invoice_of(self, connection, remote):
        """Return the first of our documents that a credit note is set off against."""
        ids = [item.document_id for item in remote.allocations]
        links = self.env["xero.link"]._index(connection, "invoice", ids)
        found = [links[xero_id]._record() for xero_id in ids if xero_id in links]
        moves = [move for move in found if move and move.state == "posted"]
        if not moves or remote.kind not in REFUNDS:
            raise MappingError(self.env._("It is not set off against an invoice that is confirmed in Odoo."))
        return moves[0]

    @api.model
    def _line_values(self, connection, invoice, line):
        """Return the values of a line: the mappings read backwards, those of the invoice's own lines first."""
        if line.is_text:
            return {"display_type": "line_note", "name": line.description}
        direction = invoice._xero_direction()
        return {
            "name": line.description,
            "quantity": float(line.quantity),
            "price_unit": float(line.unit_amount),
            "account_id": connection._odoo_account_for(line, invoice).id,
            "tax_ids": [Command.set(connection._odoo_taxes_for(line.tax_type, direction, invoice).ids)],
        }
