from datetime import datetime, time, timedelta

from odoo import api, fields, models

from ..const import RESERVE_DAY

# Minutes between two reads. A quiet day without webhooks: 72 + 24 + 24 calls, with them 48 + 24 + 24.
BUSY_MINUTES = 5
MINUTES = {"invoice": 20, "credit_note": 60, "contact": 60}
MINUTES_WITH_EVENTS = {"invoice": 30, "credit_note": 60, "contact": 60}
# Calls left today -> how many times longer one waits: what is left is for new invoices.
STRETCH = ((RESERVE_DAY, 12), (2 * RESERVE_DAY, 4), (500, 2))


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    @api.model_create_multi
    def create(self, vals_list):
        """Have the row of each lane from the beginning: two lanes that need it first would both make it."""
        connections = super().create(vals_list)
        lanes = [lane for lane, _label in self.env["xero.cursor"]._fields["lane"].selection]
        rows = [{"connection_id": connection.id, "lane": lane} for connection in connections for lane in lanes]
        self.env["xero.cursor"].sudo().create(rows)
        return connections


class XeroCursor(models.Model):
    """When a lane reads Xero again: soon after something moved there, seldom when nothing does or events tell of it."""

    _inherit = "xero.cursor"

    lane = fields.Selection(selection_add=[("credit_note", "Credit notes")], ondelete={"credit_note": "cascade"})
    due_at = fields.Datetime("Next Read", help="When this lane reads Xero again, unless something wakes it before.")
    quiet_runs = fields.Integer(help="How many runs in a row found nothing new.")

    def _is_due(self):
        return not self.due_at or self.due_at <= fields.Datetime.now()

    def _begin(self):
        """Take up what was asked for until now: what `_read_soon` asks for during the run is left to the next one."""
        if not self.due_at:
            self.due_at = fields.Datetime.now()

    def _finish(self, since):
        moved = bool(since and since != self.since)
        res = super()._finish(since)
        self.quiet_runs = 0 if moved else self.quiet_runs + 1
        self.invalidate_recordset(["due_at"])  # somebody may have asked meanwhile
        if self.due_at:
            minutes = self._minutes_to_wait()
            self.due_at = (
                fields.Datetime.now() + timedelta(minutes=minutes) - timedelta(seconds=30)
            )  # the cron's own jitter
        return res

    def _minutes_to_wait(self):
        """Return the minutes until the next read."""
        connection = self.connection_id
        if connection._hears_events():
            minutes = MINUTES_WITH_EVENTS[self.lane]
        else:
            minutes = min(BUSY_MINUTES * 2**self.quiet_runs, MINUTES[self.lane])
        left = connection._calls_left()
        if left is None:
            return minutes
        return minutes * next((times for limit, times in STRETCH if left < limit), 1)

    def _take_turn(self):
        """Note that this lane has its turn of this night; what the night before left unfinished is begun anew."""
        if self.due_at:
            self.state = "idle"
        now = fields.Datetime.now()
        tomorrow = datetime.combine(now.date() + timedelta(days=1), time.min)  # a look by hand costs no night
        self.write({"served_at": now, "due_at": tomorrow})

    def _read_soon(self):
        """Have these lanes read Xero now: something may have been missed. The work of a night is done once a night."""
        self.filtered(lambda cursor: cursor.lane in MINUTES).due_at = False
        for connection in self.connection_id:
            connection._wake("invoice")
