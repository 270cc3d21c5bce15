from odoo import api, fields, models


class XeroConnection(models.Model):
    """Which contacts come, who leads, and how far the reading has come."""

    _inherit = "xero.connection"

    contact_filter = fields.Selection(
        [("all", "All contacts"), ("customers", "Customers"), ("suppliers", "Suppliers")],
        "Contacts Wanted",
        default="all",
        required=True,
        tracking=True,
        help="Which contacts come from Xero. Those without any invoice or bill are neither: they come in every case. "
        "What is linked already stays linked.",
    )
    contact_scope = fields.Selection(
        [("shared", "Shared by all companies"), ("own", "This company's own")],
        "New Contacts Are",
        default="shared",
        required=True,
        help="Whether contacts that come from Xero can be seen by all companies of this database.",
    )
    contact_direction = fields.Selection(
        [("xero", "Xero leads"), ("both", "Both ways")],
        "Changes of Contacts",
        default="xero",
        required=True,
        tracking=True,
        help="Xero leads: what changes in Xero changes in Odoo. "
        "Both ways: what changes in Odoo changes in Xero as well.",
    )
    archive_in_xero = fields.Boolean(
        "Archive in Xero Too",
        help="Xero lets nobody but a person in Xero bring an archived contact back.",
    )
    name_clash = fields.Selection(
        [("ask", "Ask me"), ("suffix", "Add the reference to the name")],
        "Same Name Twice",
        default="ask",
        required=True,
        help="Xero has each name once. What to do with a second customer of the same name.",
    )
    push_tag_id = fields.Many2one(
        "res.partner.category",
        "Send When Tagged",
        help="A contact with this tag is created in Xero at once. The others are when they get their first invoice.",
    )
    field_policy_ids = fields.One2many("xero.field.policy", "connection_id", "Rules for Single Fields")
    calls_left = fields.Char("Calls Left Today", compute="_compute_progress")
    contact_progress = fields.Integer("Contacts", compute="_compute_progress")
    contact_summary = fields.Char("Contacts Read", compute="_compute_progress")
    contact_pace = fields.Char("Pace", compute="_compute_progress")
    contacts_running = fields.Boolean(compute="_compute_progress")

    def write(self, vals):
        res = super().write(vals)
        if {"contact_filter", "field_policy_ids"} & vals.keys():
            self._read_contacts_anew()
        return res

    def _field_policies(self):
        """Return what a person chose for single fields: dict of field -> "xero", "odoo" or "off"."""
        return {policy.field_name: policy.policy for policy in self.field_policy_ids}

    @api.depends("cursor_ids.done", "cursor_ids.total", "cursor_ids.state")
    def _compute_progress(self):
        for connection in self:
            cursor = connection.cursor_ids.filtered(lambda cursor: cursor.lane == "contact")
            connection.contacts_running = cursor.state == "running"
            connection.contact_progress = round(100 * cursor.done / cursor.total) if cursor.total else 0
            connection.contact_summary = connection._summary(cursor) if cursor else False
            connection.contact_pace = connection._pace(cursor)
            left = connection._calls_left()
            connection.calls_left = "" if left is None else str(left)

    def _pace(self, cursor):
        """Return how fast a run goes, how long it still takes and what it cost, in words."""
        if not (cursor.state == "running" and cursor.started_at and cursor.done):
            return False
        seconds = max((fields.Datetime.now() - cursor.started_at).total_seconds(), 1)
        rate = cursor.done / seconds
        left = max(cursor.total - cursor.done, 0) / rate
        return self.env._(
            "%(rate)s contacts a second, about %(left)s left, %(calls)s calls so far",
            rate=round(rate) or round(rate, 1),
            left=self.env._("%s s", round(left)) if left < 90 else self.env._("%s min", round(left / 60)),
            calls=cursor.calls,
        )

    def _summary(self, cursor):
        text = self.env._(
            "%(done)s of %(total)s read: %(created)s new, %(linked)s matched, "
            "%(updated)s updated, %(doubtful)s to review",
            done=cursor.done,
            total=max(cursor.total, cursor.done),
            created=cursor.created,
            linked=cursor.linked,
            updated=cursor.updated,
            doubtful=cursor.doubtful,
        )
        if cursor.left_out:
            text = self.env._("%(text)s, %(number)s left out", text=text, number=cursor.left_out)
        return f"{text} – {cursor.message}" if cursor.message else text

    def _wants_contact(self, contact):
        """Tell whether a contact that is not linked yet is to come into the CRM; hook.

        Called for each contact of a page that is not linked yet, before it is matched. Who is left out is asked about
        again when the contact changes in Xero. It must not search: that would be a query for each of 1,000 contacts.

        :param contact: a `mappers.people.Contact`
        :return: bool
        """
        self.ensure_one()
        only = {
            "customers": (contact.is_supplier, contact.is_customer),
            "suppliers": (contact.is_customer, contact.is_supplier),
        }
        other, own = only.get(self.contact_filter, (False, True))
        return bool(own or not other)

    def _read_contacts_anew(self):
        """Have the next run read all contacts: who was left out before may be wanted now."""
        for cursor in (
            self.env["xero.cursor"].sudo().search([("connection_id", "in", self.ids), ("lane", "=", "contact")])
        ):
            cursor.since = False
            if cursor.first_done:
                cursor._start()
                cursor.connection_id._wake("contact")

    def action_undo_contacts(self):
        """Take the import of contacts back, as far as nobody has touched or used them since."""
        self.ensure_one()
        self.check_access("write")
        removed, kept, linked = self.env["xero.sync.contact"].sudo()._undo(self.sudo())
        self._say(
            self.env._(
                "%(removed)s contacts were removed. %(kept)s stay because somebody changed or used them, "
                "%(linked)s were only linked and stay as they are. Nothing was changed in Xero. "
                "Sync Now reads the contacts again.",
                removed=removed,
                kept=kept,
                linked=linked,
            ),
            "info",
        )

    def action_preview_contacts(self):
        """Show what a run would do with Xero's contacts; nothing is written."""
        self.ensure_one()
        self.check_access("write")
        preview = self._try(lambda: self.env["xero.contact.preview"]._make(self))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview of Xero's contacts"),
            "res_model": preview._name,
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }
