from datetime import timedelta

from odoo import api, fields, models

KEEP_DAYS = 31


class XeroEvent(models.Model):
    """One webhook event as it arrived: stored at once, read by the event lane afterwards."""

    _name = "xero.event"
    _description = "Xero Webhook Event"
    _order = "id"

    app_id = fields.Many2one("xero.app", required=True, ondelete="cascade")
    tenant_id = fields.Char(required=True)
    category = fields.Char(required=True)
    event_type = fields.Char()
    resource_id = fields.Char(required=True)
    first_number = fields.Integer(help="Of the notification that it came with: Xero numbers all events of an app.")
    last_number = fields.Integer()
    happened_at = fields.Char(help="As Xero wrote it, in UTC.")
    state = fields.Selection([("new", "New"), ("done", "Done"), ("ignored", "Ignored")], default="new", required=True)

    _tenant_idx = models.Index("(tenant_id, app_id, id)")
    _new_idx = models.Index("(id) WHERE state = 'new'")

    @api.autovacuum
    def _gc_events(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("create_date", "<", limit), ("state", "!=", "new")]).unlink()
