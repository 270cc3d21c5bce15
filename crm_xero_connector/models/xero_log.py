from datetime import timedelta

from odoo import api, fields, models

KEEP_DAYS = 400
GC_LIMIT = 50_000


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
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("create_date", "<", limit)], limit=GC_LIMIT).unlink()
