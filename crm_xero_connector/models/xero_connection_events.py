from datetime import timedelta

from odoo import api, fields, models

GRACE = timedelta(minutes=15)  # Xero tries a notification again after as much


class XeroConnection(models.Model):
    """Do Xero's notifications arrive? Xero switches them off after a day of failures, and tells nobody here.

    Every document that we write comes back as a notification, so silence after a write says that they do not arrive.
    """

    _inherit = "xero.connection"

    deaf_notice = fields.Char(copy=False, readonly=True, help="What was said when notifications stayed away.")

    def _last_event(self, category=None):
        """Return when the last notification about this organisation arrived, None for never.

        :param category: of what; of anything without it
        """
        domain = [("tenant_id", "=", self.tenant_id), ("app_id", "=", self.app_id.id)]
        if category:
            domain.append(("category", "=", category))
        event = self.env["xero.event"].sudo().search(domain, limit=1, order="id desc")
        return event.create_date if event else None

    def _hears_events(self):
        """Tell whether notifications can be relied on: one came, and none is missing."""
        last = self._last_event() if self.tenant_id and self.sudo().has_webhook_key else None
        return bool(last) and not self._wrote_after(last)

    def _wrote_after(self, moment):
        """Tell whether Xero accepted a document after a moment, long enough ago that its notification is overdue.

        Of credit notes Xero tells not every app: they count where it did.
        """
        limit = fields.Datetime.now() - GRACE
        entities = ("invoice", "credit_note") if self._last_event("CREDITNOTE") else ("invoice",)
        domain = [
            ("connection_id", "=", self.id),
            ("entity", "in", entities),
            ("state", "=", "synced"),
        ]
        since = max(moment, self.connected_at or moment)
        sent = [*domain, ("sent_at", ">", since), ("sent_at", "<", limit)]
        return bool(self.env["xero.link"].sudo().search_count(sent, limit=1))

    @api.model
    def _watch_events(self, connections):
        """Tell the managers once when notifications stay away, and take the notice back when they come again."""
        for connection in connections.filtered("has_webhook_key"):
            last = connection._last_event()
            is_deaf = connection._wrote_after(last or connection.connected_at or fields.Datetime.now())
            if is_deaf and not connection.deaf_notice:
                connection._say_deaf(last)
            elif connection.deaf_notice and not is_deaf:
                own = connection.notice == connection.deaf_notice
                connection.write({"deaf_notice": False, **({"notice": False} if own else {})})

    def _say_deaf(self, last):
        day = fields.Datetime.to_string(last)[:16] if last else self.env._("the beginning")
        text = self.env._(
            "No notification from Xero has arrived since %s, although documents were sent. Look at the webhook in "
            "Xero's developer portal: Xero switches it off after a day of failures. Until then payments are read "
            "every few minutes.",
            day,
        )
        self.env["xero.log"].sudo()._note(self, "webhook", text, "warning")
        self._say(text, "warning")
        self.deaf_notice = text
        self._tell_managers(self.env._("Notifications from Xero do not arrive"), text)
