from datetime import timezone

from odoo import api, fields, models

from .. import const, exceptions
from ..gateway import element_errors, element_warnings
from ..mappers.invoice import number_to_xero
from .account_move import exact
from .account_move_payload import LINE_IDS
from .xero_sync_invoice import FROM_XERO, LINE_KEYS

# An account or a rate that is another one now: renamed codes are followed without a person.
STALE = ("is not a valid code for this document", "has been archived, or has been deleted", "taxtype code")
NUMBER_TAKEN = "must be unique"
MONEY = ("remote_paid", "remote_credited")
CONTACT_ARCHIVED = "contact details has been archived"


class XeroSyncInvoice(models.AbstractModel):
    """Takes in what Xero answers to a document, and compares the two books."""

    _inherit = "xero.sync.invoice"

    @api.model
    def _accept(self, connection, link, element):
        """Take in what Xero says of one document."""
        errors = element_errors(element)
        if any(NUMBER_TAKEN in error for error in errors) and not link.xero_id:
            self._look_up(connection, link)
            if link.state in ("to_push", "sending"):  # another contact's or day's: it would be refused again
                self._fail(link, exceptions.XeroRejected("The number is taken.", messages=errors))
        elif self._is_stale(connection, link, errors):
            link.write({"state": "to_push", "attempts": 1, "idempotency_key": False})
        elif any(CONTACT_ARCHIVED in error for error in errors):
            contacts = self.env["xero.sync.contact"]
            self._fail(link, contacts._archived_error(link._record().commercial_partner_id))
        elif errors:
            self._fail(link, exceptions.XeroRejected("Xero refused the document.", messages=errors))
        else:
            link.warnings = "\n".join(element_warnings(element)) or False
            self._mark_synced(link, FROM_XERO[link.entity](element))

    @api.model
    def _is_stale(self, connection, link, errors):
        """Tell whether what was refused may be right with fresh accounts and rates, which are read then, once."""
        if link.attempts or not any(part in error.lower() for error in errors for part in STALE):
            return False
        before = [link._record()._xero_codes(connection)]
        self.env["xero.sync.reference"]._pull(connection)
        return before != [link._record()._xero_codes(connection)]

    @api.model
    def _expect_allocations(self, link):
        """Have credit notes set off as soon as both documents are in Xero."""
        move = link._record()
        if not move:
            return
        lines = move.line_ids
        (lines.matched_debit_ids | lines.matched_credit_ids)._xero_credit_notes()._xero_allocate()

    @api.model
    def _mark_synced(self, link, remote):
        """Close a row whose document is in Xero as this answer says, and have what waited for it follow.

        The answer to what we sent may hold what somebody paid or took back there meanwhile. Its version counts as known
        only when that has been taken over: the poll passes over known versions.
        """
        move = link._record()
        values = self._remote(remote)
        if any(exact(link[name]) or values[name] for name in MONEY):
            values = {name: value for name, value in values.items() if name not in (*MONEY, "remote_version")}
        link.write({"xero_id": remote.xero_id, "record_name": move.name or link.record_name, **values})
        link.write(
            {
                "state": "to_push" if link.changed else "synced",
                "changed": False,
                "only_sent": False,
                "message": False,
                "attempts": 0,
                "idempotency_key": False,
                "next_try": fields.Datetime.now(),
                "is_draft": bool(move) and move.state == "draft",
                "difference": self._difference(move, remote),
                "snapshot": self._with_line_ids(link, remote),
            }
        )
        link._tell_screens()
        text = self.env._("In Xero: %(status)s, %(number)s", status=remote.status, number=remote.number)
        self.env["xero.log"]._note(link.connection_id, "sent", " ".join(filter(None, (text, link.form))), "ok", link)
        self._let_follow(link, remote)
        self._tell_push(link, remote)

    @api.model
    def _let_follow(self, link, remote):
        """Have looked at what depends on a document that is in Xero now: set-offs, payments, its contact's balance."""
        self.env["xero.sync.contact"]._expect_balances(link.connection_id, [remote])
        self._expect_allocations(link)
        if link._record():
            link._record()._xero_pay()

    @api.model
    def _with_line_ids(self, link, remote):
        """Return the snapshot with Xero's ids of the lines: a line for rounding at the end has none in Odoo."""
        snapshot = dict(link.snapshot or {})
        keys = snapshot.pop(LINE_KEYS, None)
        if keys and len(keys) <= len(remote.line_ids) <= len(keys) + 1:
            snapshot[LINE_IDS] = dict(zip(keys, remote.line_ids))
        return snapshot or False

    @api.model
    def _remote(self, remote):
        updated = remote.updated_at
        return {
            "remote_version": updated.isoformat() if updated else False,
            "remote_kind": remote.kind,
            "remote_status": remote.status,
            "remote_number": remote.number,
            "remote_total": float(remote.total),
            "remote_tax": float(remote.total_tax),
            "remote_due": float(remote.amount_due),
            "remote_paid": float(remote.amount_paid),
            "remote_credited": float(remote.amount_credited),
            "remote_updated_at": updated.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
            if updated
            else False,
        }

    @api.model
    def _difference(self, move, remote):
        """Return in words what does not agree in the two books, False when everything does."""
        if not move or move.state == "draft":
            return False
        dead = remote.status in const.DEAD_STATUSES
        if dead or move.state == "cancel":
            if dead and move.state == "cancel":
                return False
            if dead:
                return self.env._("It is %s in Xero and confirmed in Odoo.", remote.status)
            return self.env._("It is cancelled in Odoo and %s in Xero.", remote.status)
        rows = (
            (self.env._("total"), move.amount_total, remote.total),
            (self.env._("tax"), move.amount_tax, remote.total_tax),
            (self.env._("amount due"), move._xero_due(), remote.amount_due),
        )
        facts = (
            (self.env._("date"), str(move.invoice_date), str(remote.date or move.invoice_date)),
            (self.env._("number"), number_to_xero(move._xero_number()), remote.number),
        )
        if remote.kind not in const.CREDIT_KINDS:
            due = str(move.invoice_date_due)
            facts = (*facts, (self.env._("due date"), due, str(remote.due_date or due)))
        unequal = [
            self._say_unequal(what, exact(ours, move.currency_id), theirs)
            for what, ours, theirs in rows
            if exact(ours, move.currency_id) != theirs
        ]
        unequal += [self._say_unequal(*fact) for fact in facts if fact[1] != fact[2]]
        return bool(unequal) and self.env._("The books differ: %s.", "; ".join(unequal))

    @api.model
    def _say_unequal(self, what, ours, theirs):
        return self.env._("%(what)s: Odoo %(ours)s, Xero %(theirs)s", what=what, ours=ours, theirs=theirs)
