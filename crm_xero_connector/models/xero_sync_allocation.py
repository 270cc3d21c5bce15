import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import const, exceptions
from ..mappers.invoice import credit_note_from_xero
from ..mappers.records import ZERO
from ..mappers.values import to_decimal, xero_date
from .xero_connection import CONCURRENCY_ERRORS, LOST_CONNECTION, is_end_of_process
from .xero_link import WAITING
from .xero_sync import MAX_PAUSE

_logger = logging.getLogger(__name__)

LATER_SECONDS = 15
AGREED = "set_off"  # in a credit note's snapshot: what both books had set off last, by the invoice's id in Xero
STUCK = "stuck"  # what Xero has set off and Odoo could not follow: not looked at again until it is another amount
ASKED = "asked"  # what may have become of it by a call whose answer is not known


class OnItsWay(exceptions.XeroOutcomeUnknown):
    """Tell that what was asked for before is not in Xero, and may still arrive there."""


class XeroSyncAllocation(models.AbstractModel):
    """Keeps what a credit note is set off against equal in both books, whichever side changed it.

    For each invoice three amounts decide: Odoo's, Xero's and the one that both had last. The side that differs from the
    last one leads; where both do, Xero.
    """

    _name = "xero.sync.allocation"
    _description = "Xero Allocations"
    _inherit = "xero.sync"

    @api.model
    def _push_waiting(self, connection):
        """Bring the credit notes up to date whose allocations changed on either side."""
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
            self.env["xero.sync.payment"]._read(connection, "invoice", sorted(touched))

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
            changed, notes = self._bring_in_step(connection, link)
            message = " ".join(notes) or False
        except exceptions.XeroOutcomeUnknown as error:
            later = self._moment_in(self._delay(error, LATER_SECONDS, 1))
            if isinstance(error, OnItsWay):
                later = link._settled_at()
            connection._wake("push", later)
        except (exceptions.XeroRejected, exceptions.XeroNotFound) as error:
            message = self._describe(error)
        except (exceptions.XeroError, *CONCURRENCY_ERRORS, *LOST_CONNECTION):
            raise
        except Exception as error:
            if is_end_of_process(error):
                raise
            self.env.cr.rollback()  # pylint: disable=invalid-commit
            _logger.exception("Xero: %s could not be set off", link)
            message = self._describe(exceptions.MappingError(f"{type(error).__name__}: {error}"))
        if message:
            self.env["xero.log"]._note(connection, link.display_name, message, "error", link)
        link.write({"allocate_at": later, "message": message})
        return changed

    @api.model
    def _bring_in_step(self, connection, link):
        """Compare each invoice's amount in both books, and have the side follow that did not change.

        :return: the Xero ids of the invoices that changed, and sentences about what could not be done
        """
        there, move = self._read(connection, link), link._record()
        theirs, ours = self._sums(there), move._xero_set_off_amounts(connection)
        if self._may_change(link, theirs):
            raise OnItsWay("What was asked for may still be on its way.")
        agreed, stuck, changed, wanted = self._agreed(link, theirs), {}, set(), {}
        for key in sorted(theirs.keys() | ours.keys() | agreed.keys()):
            has, had, wants = (amounts.get(key, ZERO) for amounts in (theirs, agreed, ours))
            note = self._follow_xero(connection, move, key, has) if has not in (had, wants) else None
            if note:
                stuck[key] = (has, note)
            elif has == had != wants:
                wanted[key] = wants
            else:
                agreed[key] = has
            changed |= {key} if has != wants and not note else set()
        self._remember(link, agreed, {})
        link.snapshot = {**link.snapshot, STUCK: {key: str(has) for key, (has, _note) in stuck.items()}}
        self._follow_odoo(connection, link, there, wanted)
        return changed, [note for _has, note in stuck.values()]

    @api.model
    def _read(self, connection, link):
        """Return the allocations that the credit note has in Xero; the rest is taken over as after every read."""
        remote = credit_note_from_xero(connection._call(lambda gateway: gateway.credit_note(link.xero_id)))
        self.env["xero.sync.payment"]._apply_all(connection, link.entity, [remote])
        return remote.allocations

    @api.model
    def _sums(self, allocations):
        """Return what is set off, by the other document's id in Xero."""
        sums = {}
        for item in allocations:
            sums[item.document_id] = sums.get(item.document_id, ZERO) + item.amount
        return sums

    # --- what both books agreed on -----------------------------------------------------------------------------------

    @api.model
    def _agreed(self, link, theirs):
        """Return what both books had set off last; what we asked Xero for counts as soon as it is there.

        :param theirs: what Xero has set off now
        """
        snapshot = link.snapshot or {}
        agreed = {key: to_decimal(amount, ZERO) for key, amount in (snapshot.get(AGREED) or {}).items()}
        for key, amounts in (snapshot.get(ASKED) or {}).items():
            has = theirs.get(key, ZERO)
            if has in [to_decimal(amount) for amount in amounts]:
                agreed[key] = has
        return agreed

    @api.model
    def _may_change(self, link, theirs):
        """Tell whether something that we asked for is not in Xero, and may still arrive there."""
        asked = (link.snapshot or {}).get(ASKED) or {}
        wanted = {key: to_decimal(amounts[-1], ZERO) for key, amounts in asked.items()}
        return link._may_still_arrive() and any(theirs.get(key, ZERO) != amount for key, amount in wanted.items())

    @api.model
    def _remember(self, link, agreed, asked):
        kept = {key: str(amount) for key, amount in agreed.items() if amount}
        waiting = {key: [str(amount) for amount in amounts] for key, amounts in asked.items()}
        link.snapshot = {**(link.snapshot or {}), AGREED: kept, ASKED: waiting}

    @api.model
    def _expect(self, link, sums, is_all=False):
        """Have a credit note looked at when Xero has set off something else than both books had last.

        :param sums: dict of an invoice's id in Xero -> what Xero has set off against it
        :param is_all: whether these are all that Xero has
        """
        stuck = {key: to_decimal(amount) for key, amount in ((link.snapshot or {}).get(STUCK) or {}).items()}
        known = {**self._agreed(link, {}), **(stuck if link.message else {})}  # what says so may be gone meanwhile
        if is_all:
            sums = {**dict.fromkeys(known, ZERO), **sums}
        if link.res_id and any(known.get(key, ZERO) != amount for key, amount in sums.items()):
            link.allocate_at = fields.Datetime.now()
            link.connection_id._wake("push")

    # --- following ---------------------------------------------------------------------------------------------------

    @api.model
    def _follow_xero(self, connection, note, key, amount):
        """Set a credit note off in Odoo as somebody did in Xero.

        :param key: the invoice's id in Xero
        :return: a sentence when it could not be done, else None
        """
        link = self.env["xero.link"]._index(connection, "invoice", [key]).get(key)
        invoice = link._record() if link else note.browse()
        if not invoice or {note.state, invoice.state} != {"posted"}:
            return self.env._("In Xero %s of it are set off against an invoice that Odoo has not confirmed.", amount)
        try:
            with self.env.cr.savepoint():
                note.with_context(xero_from_xero=True)._xero_set_off_exactly(invoice, amount)
        except UserError as error:
            return self.env._(
                "In Xero %(amount)s of it are set off against %(name)s. Odoo does not allow that: %(error)s",
                amount=amount,
                name=invoice.name,
                error=error,
            )
        now = note._xero_set_off_amounts(connection).get(key, ZERO)
        if now != amount:
            return self.env._(
                "In Xero %(amount)s of it are set off against %(name)s, in Odoo %(now)s: the rest was used "
                "otherwise. Undo it in Xero, or in Odoo what settles the two otherwise.",
                amount=amount,
                name=invoice.name,
                now=now,
            )
        text = self.env._("%(amount)s of %(note)s are set off against it, as in Xero.", amount=amount, note=note.name)
        invoice.message_post(body=text)
        return None

    @api.model
    def _follow_odoo(self, connection, link, there, wanted):
        """Set off in Xero what Odoo did, and take back there what Odoo took back.

        :param there: the allocations that Xero has
        :param wanted: dict of an invoice's id in Xero -> amount
        """
        if not wanted:
            return
        theirs = self._sums(there)
        agreed = self._agreed(link, {})
        too_much = {key for key, amount in wanted.items() if theirs.get(key, ZERO) > amount}
        asked = {key: [ZERO, amount] if key in too_much else [amount] for key, amount in wanted.items()}
        self._remember(link, agreed, asked)
        link.sent_at = fields.Datetime.now()
        self._commit()
        missing = {key: wants - (ZERO if key in too_much else theirs.get(key, ZERO)) for key, wants in wanted.items()}
        missing = {key: amount for key, amount in missing.items() if amount > 0}
        try:
            for item in there:
                if item.document_id in too_much:
                    self._delete(connection, link, item)
            if missing:
                self._create(connection, link, missing)
        except exceptions.XeroOutcomeUnknown:
            raise
        except exceptions.XeroError:
            link.sent_at = False  # Xero took nothing: nothing is on its way
            raise
        self._read(connection, link)
        self._remember(link, {**agreed, **wanted}, {})

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
