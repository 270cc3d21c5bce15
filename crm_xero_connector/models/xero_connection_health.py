from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html2plaintext

from .. import const, exceptions
from ..mappers.scopes import missing_scopes

DOCUMENTS = ("invoice", "credit_note")
WARNING = "mail.mail_activity_data_warning"
NOTE_LINES = 10  # of an activity: who has so much to look at looks into the lists


class XeroConnection(models.Model):
    """Is the connection well: what a person sees of it, who is told when it is lost, and what to do next."""

    _inherit = "xero.connection"

    missing_scopes = fields.Char("Permissions Missing", compute="_compute_health", compute_sudo=True)
    good_until = fields.Datetime(
        "Log-in Good Until",
        compute="_compute_health",
        compute_sudo=True,
        help="Every use of the connection moves this on. Only a connection that rests for 60 days ends.",
    )
    token_refreshed_at = fields.Datetime("Log-in Renewed", compute="_compute_health", compute_sudo=True)
    last_contacts_at = fields.Datetime("Contacts Read", compute="_compute_last", compute_sudo=True)
    last_payments_at = fields.Datetime("Payments Read", compute="_compute_last", compute_sudo=True)
    last_sent_at = fields.Datetime("Last Invoice Sent", compute="_compute_last", compute_sudo=True)
    last_event_at = fields.Datetime("Last Notification", compute="_compute_last", compute_sudo=True)
    next_step = fields.Char(compute="_compute_next_step")

    @api.depends("token_id.refreshed_at", "token_id.scopes", "app_id.scopes", "state")
    def _compute_health(self):
        for connection in self:
            token = connection.token_id
            connection.token_refreshed_at = token.refreshed_at
            connection.good_until = token._good_until() if token else False
            missing = missing_scopes(connection.app_id._asked_scopes(), (token.scopes or "").split()) if token else ()
            connection.missing_scopes = ", ".join(missing)

    @api.depends("cursor_ids.finished_at")
    def _compute_last(self):
        sent = [("connection_id", "in", self.ids), ("entity", "in", DOCUMENTS), ("state", "=", "synced")]
        last_sent = dict(self.env["xero.link"]._read_group(sent, ["connection_id"], ["write_date:max"]))
        told = [("tenant_id", "in", self.filtered("tenant_id").mapped("tenant_id"))]
        events = self.env["xero.event"]._read_group(told, ["app_id", "tenant_id"], ["create_date:max"])
        last_event = {(app, tenant_id): moment for app, tenant_id, moment in events}
        for connection in self:
            finished = {cursor.lane: cursor.finished_at for cursor in connection.cursor_ids}
            connection.last_contacts_at = finished.get("contact")
            connection.last_payments_at = finished.get("invoice")
            connection.last_sent_at = last_sent.get(connection)
            connection.last_event_at = last_event.get((connection.app_id, connection.tenant_id))

    @api.depends("state", "is_ready", "tenant_ids", "client_id", "sales_account_id", "payment_account_id", "steps")
    def _compute_next_step(self):
        for connection in self:
            connection.next_step = connection._say_next_step()

    def _say_next_step(self):
        """Return what the person in front of the page should do now, in words."""
        if self.state == "reconnect":
            return self.env._("Press Reconnect and allow access; everything that waits is sent afterwards.")
        if self.tenant_ids:
            return self.env._("Choose the organisation that keeps the books of %s.", self.company_id.name)
        if self.state in ("draft", "disconnected"):
            if not self.client_id:
                return self.env._("Register an app at Xero (it takes two minutes), then paste what Xero shows there.")
            return self.env._("Press Connect to Xero and log in there.")
        if not (self.sales_account_id and self.payment_account_id and self.payment_journal_id):
            return self.env._("Choose the accounts for sales and for payments.")
        if not self.is_ready:
            return self.env._("Press Map Taxes and look through the suggestions.")
        if not (self.contacts_running or self.cursor_ids.filtered(lambda cursor: cursor.lane == "contact").first_done):
            return self.env._("Press Sync Now to read the contacts.")
        if any(step["key"] == "contacts" and step["state"] != "done" for step in self.steps or ()):
            return self.env._("Contacts are being read. Nothing more to do: you can leave this page.")
        return False

    # --- losing it ---------------------------------------------------------------------------------------------------

    def _lose(self, error):
        """Stop the traffic until a person connects again; what waits keeps waiting."""
        for connection in self.sudo().filtered(lambda connection: connection.state == "connected"):
            reason = connection._why_lost(error)
            connection.tenant_ids.unlink()
            connection.write({"state": "reconnect", "reason": reason, "notice": False})
            self.env["xero.log"].sudo()._note(connection, "reconnect", reason, "error")
            connection._tell_managers(self.env._("Xero has to be connected again"), reason)

    def _why_lost(self, error):
        """Return the sentence on the page: what was lost, in the user's words."""
        text = self.env["xero.sync"]._describe(error)
        if isinstance(error, exceptions.XeroScopeMissing) and self.missing_scopes:
            return self.env._("%(text)s Missing: %(scopes)s.", text=text, scopes=self.missing_scopes)
        if isinstance(error, exceptions.XeroForbidden) and self.is_demo:
            return self.env._("%s A demo company that was reset is a new organisation: choose it anew.", text)
        return text

    def _warn_before_the_end(self):
        """Tell the managers that a connection which could not be renewed for long will end."""
        end = self.token_id.sudo()._good_until() if self.state == "connected" and self.token_id else None
        if end and end - timedelta(days=const.EXPIRY_WARNING_DAYS) <= fields.Datetime.now():
            self._tell_managers(
                self.env._("The connection with Xero is about to end"),
                self.env._(
                    "It could not be renewed lately and ends on %s. Please open the Xero page and press Sync Now, "
                    "or reconnect.",
                    fields.Date.to_string(end.date()),
                ),
            )

    def _tell_managers(self, summary, text):
        """Leave an activity with each Xero manager, and write an e-mail to those who had none of this kind open.

        :param summary: what kind of trouble it is: more of the same is added to the activity that is open
        """
        group = self.env.ref("crm_xero_connector.group_manager").sudo()
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in group.all_user_ids.filtered(lambda user: not user.share and self.company_id in user.company_ids):
            known = quiet.activity_search([WARNING], user.id, [("summary", "=", summary)])[:1]
            if known:
                known.note = self._with_line(known.note, text)
                continue
            quiet.activity_schedule(WARNING, summary=summary, note=self._with_line("", text), user_id=user.id)
            self._write_email(user, summary, text)

    def _with_line(self, note, text):
        """Return the note of an activity with one more line, unless it has that line or enough of them."""
        more, line = self.env._("and more"), " ".join(text.split())
        lines = [own for own in html2plaintext(note or "").split("\n") if own]
        if line not in lines and more not in lines:
            lines.append(line if len(lines) < NOTE_LINES else more)
        return Markup("").join(Markup("<p>%s</p>") % own for own in lines)

    def _write_email(self, user, summary, text):
        if not user.email:
            return
        company = self.company_id.name
        self.env["mail.mail"].sudo().create(
            {
                "subject": f"{summary} ({company})",
                "body_html": self.env["ir.qweb"]._render(
                    "crm_xero_connector.lost_email",
                    {"text": text, "company": company, "url": f"{self.get_base_url()}/odoo/xero/{self.id}"},
                ),
                "email_to": user.email_formatted,
                "auto_delete": True,
            }
        )
