from odoo import api, fields, models
from odoo.exceptions import UserError

from .xero_link import PROBLEMS


class XeroConnection(models.Model):
    """What waits: why, until when, and a button for all of it."""

    _inherit = "xero.connection"

    pause = fields.Text("Paused", compute="_compute_pause", compute_sudo=True)

    @api.depends("cursor_ids.resume_at", "cursor_ids.message")
    @api.depends_context("tz", "lang")
    def _compute_pause(self):
        """Say of each lane that rests why it does and when it goes on."""
        for connection in self:
            lines = []
            for cursor in connection.cursor_ids.filtered(lambda cursor: cursor._is_waiting()):
                names = dict(cursor._fields["lane"]._description_selection(self.env))
                values = {"lane": names[cursor.lane], "why": cursor.message or ""}
                text = self.env._("%(lane)s: %(why)s It goes on at %(at)s.", **values, at=cursor._say_resume())
                lines.append(text)
            connection.pause = "\n".join(lines)

    def _go_on(self):
        """End a pause that we chose ourselves: a person knows that the outage is over. Xero's own stay."""
        for cursor in self.cursor_ids.filtered("failures"):
            cursor.resume_at = False
            cursor._wake()

    def _send_soon(self):
        """Have what waits sent now, also where the lane rests because of an outage."""
        self._go_on()
        for connection in self:
            connection._wake("push")

    def action_retry_all(self):
        """Send everything again that was refused or held back."""
        self.ensure_one()
        self.check_access("write")
        domain = [("connection_id", "=", self.id), ("state", "in", PROBLEMS), ("state", "!=", "review")]
        stuck = self.env["xero.link"].search([*domain, ("res_id", "!=", False), ("entity", "!=", "payment")])
        notes = [("connection_id", "=", self.id), ("entity", "=", "credit_note"), ("state", "=", "synced")]
        stuck |= self.env["xero.link"].search([*notes, ("message", "!=", False)])
        documents = self._documents_with_problems()
        documents._compare_payments()
        self._wake("push")
        if not stuck and not documents:
            raise UserError(self.env._("There is nothing to send again here."))
        return stuck.action_retry() if stuck else True

    def _documents_with_problems(self):
        """Return the documents with payments that Xero refused: these are compared anew."""
        domain = [("connection_id", "=", self.id), ("state", "in", ("rejected", "blocked"))]
        return self.env["xero.link"].search([*domain, ("entity", "=", "payment")]).document_link_id
