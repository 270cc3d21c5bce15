from datetime import timedelta

from odoo import api, fields, models

KEEP_DAYS = 400
KEEP_ROUTINE_DAYS = 60  # exchanges that went well and belong to no record: nine rows in ten
GC_LIMIT = 10_000


class XeroLog(models.Model):
    """One exchange with Xero, or one thing worth telling: never a body, never a secret."""

    _name = "xero.log"
    _description = "Xero Log"
    _order = "id desc"
    _rec_name = "operation"

    connection_id = fields.Many2one("xero.connection", ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", index=True)
    link_id = fields.Many2one("xero.link", "Record", ondelete="set null", index="btree_not_null")
    operation = fields.Char(required=True)
    outcome = fields.Selection(
        [("ok", "Done"), ("warning", "Warning"), ("error", "Problem")], default="ok", required=True
    )
    status = fields.Integer("HTTP Status")
    duration = fields.Integer("Milliseconds")
    records = fields.Integer()
    correlation_id = fields.Char("Correlation ID", help="Xero's support asks for it.")
    day_remaining = fields.Integer("Calls Left Today")
    minute_remaining = fields.Integer("Calls Left This Minute")
    message = fields.Text()

    _budget_idx = models.Index("(connection_id, id DESC) WHERE status > 0")
    _age_idx = models.Index("(create_date)")

    @api.model
    def _note(self, connection, operation, message="", outcome="ok", link=None):
        """Write down something that is not an exchange."""
        self.create(
            {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "operation": operation,
                "message": message,
                "outcome": outcome,
                "link_id": link.id if link else False,
            }
        )

    @api.autovacuum
    def _gc_log(self):
        """Delete what is old, in parts; Odoo calls again while there is more.

        :return: (how many were deleted, whether there is more)
        """
        now = fields.Datetime.now()
        old = [("create_date", "<", now - timedelta(days=KEEP_DAYS))]
        routine = [("outcome", "=", "ok"), ("status", ">", 0), ("link_id", "=", False)]
        routine.append(("create_date", "<", now - timedelta(days=KEEP_ROUTINE_DAYS)))
        deleted = 0
        for domain in (old, routine):
            rows = self.search(domain, limit=GC_LIMIT - deleted, order="id")
            deleted += len(rows)
            rows.unlink()
        return deleted, deleted == GC_LIMIT
