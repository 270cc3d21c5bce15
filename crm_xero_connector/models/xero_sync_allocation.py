import logging

from odoo import api, fields, models

from .. import const, exceptions
from ..mappers.invoice import credit_note_from_xero
from ..mappers.records import ZERO
from ..mappers.values import xero_date
from .account_move import exact
from .xero_connection import CONCURRENCY_ERRORS, LOST_CONNECTION
from .xero_link import WAITING
from .xero_sync import MAX_PAUSE

_logger = logging.getLogger(__name__)

LATER_SECONDS = 15
OWN = "allocations"  # in a snapshot: the ids of those that follow from Odoo's reconciliation


class XeroSyncAllocation(models.AbstractModel):
    """Sets credit notes off against invoices in Xero as far as Odoo reconciled them.

    What is missing follows from a comparison with the credit note as Xero has it now, so a lost answer doubles nothing.
    """

    _name = "xero.sync.allocation"
    _description = "Xero Allocations Out"
    _inherit = "xero.sync"

    @api.model
    def _push_waiting(self, connection):
        """Bring the credit notes up to date whose reconciliation changed in Odoo."""
        domain = [("connection_id", "=", connection.id), ("entity", "=", "credit_note"), ("state", "=", "synced")]
        domain += [("allocate_at", "<=", fields.Datetime.now()), ("xero_id", "!=", False)]
        touched = set()
        while links := self.env["xero.link"].search(domain, limit=const.BATCH_SIZE, order="id"):
            for link in links:
                self.env["xero.sync.invoice"]._check_time()
                if self._is_early(connection, link):
                    link.allocate_at = self._moment_in(MAX_PAUSE)
                else:
                    touched |= self._try_in_step(connection, link)
                self._commit(1)
        if touched:  # what is due on them is less or more now
            self.env["xero.sync.payment"]._read(connection, "invoice", list(touched))

    @api.model
    def _is_early(self, connection, link):
        """Tell whether an invoice is still to be changed in Xero, which changes none that something is set off against.

        Its answer brings the credit note back at once, see `_expect_allocations`.
        """
        move = link._record()
        invoices = move.browse([invoice.id for _partial, invoice in move._xero_set_off()] if move else [])
        rows = self.env["xero.link"]._for_records(connection, "invoice", invoices) if invoices else {}
        return any(row.xero_id and row.state in WAITING for row in rows.values())

    @api.model
    def _try_in_step(self, connection, link):
        """Bring one credit note up to date; what Xero refuses is said on it and waits for another change.

        A lost answer is a reason to compare again, later; an error of our own stays with this credit note.

        :return: the Xero ids of the invoices that changed
        :raise XeroError: when Xero takes nothing at all at the moment
        """
        message, changed, later = False, set(), False
        try:
            with self.env.cr.savepoint():
                changed = self._bring_in_step(connection, link)
        except exceptions.XeroOutcomeUnknown as error:
            later = self._moment_in(self._delay(error, LATER_SECONDS, 1))
            connection._wake("push", later)
        except (exceptions.XeroRejected, exceptions.XeroNotFound) as error:
            message = self._describe(error)
        except (exceptions.XeroError, *CONCURRENCY_ERRORS, *LOST_CONNECTION):
            raise
        except Exception as error:
            _logger.exception("Xero: %s could not be set off", link)
            message = self._describe(exceptions.MappingError(f"{type(error).__name__}: {error}"))
        if message:
            self.env["xero.log"]._note(connection, link.display_name, message, "error", link)
        link.write({"allocate_at": later, "message": message})
        return changed

    @api.model
    def _bring_in_step(self, connection, link):
        """Add what Odoo set off and Xero did not, take back what we added and Odoo no longer has.

        :return: the Xero ids of the invoices that changed
        """
        there, wanted = self._read(connection, link), self._wanted(connection, link)
        own = set((link.snapshot or {}).get(OWN) or ())
        too_much = {item.document_id for item in there} - {
            xero_id for xero_id, amount in wanted.items() if self._sum(there, xero_id) <= amount
        }
        surplus = [item for item in there if item.xero_id in own and item.document_id in too_much]
        for item in surplus:
            self._delete(connection, link, item)
        there = [item for item in there if item not in surplus]
        missing = {xero_id: amount - self._sum(there, xero_id) for xero_id, amount in wanted.items()}
        missing = {xero_id: amount for xero_id, amount in missing.items() if amount > 0}
        if missing:
            self._create(connection, link, missing)
            there = self._read(connection, link)
        # by the invoice, not by the answer: one that was lost must not make them somebody else's
        link.snapshot = {**(link.snapshot or {}), OWN: [item.xero_id for item in there if item.document_id in wanted]}
        return {item.document_id for item in surplus} | set(missing)

    @api.model
    def _read(self, connection, link):
        """Return the allocations that the credit note has in Xero, and take over what is left of it there."""
        remote = credit_note_from_xero(connection._call(lambda gateway: gateway.credit_note(link.xero_id)))
        documents = self.env["xero.sync.invoice"]
        link.write({**documents._remote(remote), "difference": documents._difference(link._record(), remote)})
        return remote.allocations

    @api.model
    def _sum(self, allocations, xero_id):
        return sum((item.amount for item in allocations if item.document_id == xero_id), ZERO)

    @api.model
    def _wanted(self, connection, link):
        """Return the amounts, in the document's currency, that Odoo set off against invoices that Xero has."""
        move = link._record()
        amounts = {}
        for partial, invoice in move._xero_set_off():
            side = "credit" if partial.credit_move_id.move_id == move else "debit"
            amount = exact(partial[f"{side}_amount_currency"], move.currency_id)
            amounts[invoice.id] = amounts.get(invoice.id, ZERO) + amount
        invoices = self.env["xero.link"]._for_records(connection, "invoice", move.browse(amounts))
        return {row.xero_id: amounts[move_id] for move_id, row in invoices.items() if row.xero_id}

    @api.model
    def _create(self, connection, link, amounts):
        today = xero_date(fields.Date.context_today(self))  # asked for, and replaced by the later document's
        payloads = [
            {"Invoice": {"InvoiceID": xero_id}, "Amount": amount, "Date": today} for xero_id, amount in amounts.items()
        ]
        key = self._new_key()
        connection._call(
            lambda gateway: gateway.create_credit_note_allocations(link.xero_id, payloads, idempotency_key=key)
        )

    @api.model
    def _delete(self, connection, link, item):
        try:
            connection._call(lambda gateway: gateway.delete_credit_note_allocation(link.xero_id, item.xero_id))
        except exceptions.XeroNotFound:
            return  # somebody was faster
