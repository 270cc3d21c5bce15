from odoo import api, fields, models
from odoo.tools import format_datetime


class XeroCursor(models.Model):
    """How far one lane of one connection has come. A lane locks its own row, so lanes never wait for each other."""

    _name = "xero.cursor"
    _description = "Xero Progress"
    _rec_name = "lane"

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    lane = fields.Selection(
        [
            ("push", "Invoices to Xero"),
            ("contact", "Contacts"),
            ("invoice", "Payment status"),
            ("compare", "All contacts, by night"),
            ("check", "Accounts and rates, by night"),
            ("books", "Books, by night"),
            ("login", "Log-in, by night"),
        ],
        required=True,
    )
    state = fields.Selection([("idle", "Idle"), ("running", "Running")], default="idle", required=True)
    since = fields.Datetime(help="What Xero changed before this moment is here already.")
    newest = fields.Datetime(help="The newest change seen in the present run.")
    reached = fields.Datetime(help="The present run asks for what changed since this moment, from page to page.")
    page = fields.Integer(default=1)
    started_at = fields.Datetime()
    calls = fields.Integer()
    done = fields.Integer()
    total = fields.Integer()
    created = fields.Integer()
    linked = fields.Integer()
    updated = fields.Integer()
    doubtful = fields.Integer()
    left_out = fields.Integer(help="Not of the kind that the company wants from Xero.")
    resume_at = fields.Datetime(help="The lane rests until then.")
    failures = fields.Integer(help="Tries in a row that failed because Xero was out of reach or in trouble.")
    served_at = fields.Datetime(help="When the lane last began with this connection.")
    finished_at = fields.Datetime()
    first_done = fields.Boolean(help="A first full run is complete.")
    message = fields.Char()

    _connection_lane_uniq = models.Constraint("UNIQUE(connection_id, lane)", "A lane has one row per connection.")

    @api.model
    def _of(self, connection, lane):
        """Return the row of a lane, made when missing."""
        domain = [("connection_id", "=", connection.id), ("lane", "=", lane)]
        return self.search(domain) or self.create({"connection_id": connection.id, "lane": lane})

    def _start(self):
        """Begin a new run unless one is under way; an interrupted one goes on where it stopped."""
        counters = ("calls", "done", "total", "created", "linked", "updated", "doubtful", "left_out")
        for cursor in self.filtered(lambda cursor: cursor.state == "idle"):
            cursor.write(
                {
                    "state": "running",
                    "page": 1,
                    "reached": False,
                    "newest": False,
                    "started_at": fields.Datetime.now(),
                    **dict.fromkeys(counters, 0),
                }
            )

    def _finish(self, since):
        self.write(
            {
                "state": "idle",
                "since": since or self.since,
                "finished_at": fields.Datetime.now(),
                "first_done": True,
                "message": False,
                "failures": 0,
            }
        )

    def _say_resume(self):
        """Return when this lane goes on, as the person reads times."""
        return format_datetime(self.env, self.resume_at, dt_format="short")

    def _wake(self, at=None):
        """Have this lane run, at once or at a moment; what is in trouble has a lane of its own."""
        self.connection_id._wake("trouble" if self.lane == "push" and self.failures else self.lane, at)

    def _is_waiting(self):
        return bool(self.resume_at and self.resume_at > fields.Datetime.now())
