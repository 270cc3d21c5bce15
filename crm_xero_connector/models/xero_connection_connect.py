from odoo import fields, models
from odoo.exceptions import UserError

from ..exceptions import XeroError
from ..mappers.reference import organisation_from_xero

SHOWN_TENANTS = 10  # reading an organisation is one call each


class XeroConnection(models.Model):
    """To Xero and back: consent, the choice of the organisation, another organisation, disconnecting."""

    _inherit = "xero.connection"

    def action_connect(self):
        """Go to Xero's log-in page."""
        self.ensure_one()
        self._check_may_connect()
        if not self.client_id:
            raise UserError(self.env._("Please paste the client ID of your Xero app first."))
        if self.app_id.sudo().is_custom:
            return self._try(self._connect_custom)
        return {"type": "ir.actions.act_url", "target": "self", "url": f"/xero/oauth/start/{self.id}"}

    def _connect_custom(self):
        """Connect with the one organisation of a custom connection: nobody logs in, nobody chooses."""
        app = self.app_id.sudo()
        if not app.has_secret:
            raise UserError(self.env._("A custom connection needs the client secret that Xero shows for it."))
        token = (
            self.env["xero.token"].sudo()._save_consent(app, app._identity().client_credentials(app._asked_scopes()))
        )
        facts = organisation_from_xero(app._only_organisation(token))
        self.tenant_ids.unlink()
        tenant = self.env["xero.tenant"].create(
            {"connection_id": self.id, "token_id": token.id, "tenant_id": facts.xero_id, "name": facts.name}
        )
        self._describe_tenant(tenant)
        if tenant.problem:
            raise UserError(tenant.problem)
        self._say(self.env._("Xero answered. Please confirm the organisation for %s.", self.company_id.name), "info")
        return self._page()

    def _receive_consent(self, token, event):
        """Offer the organisations that a fresh consent reaches; the one connected before is taken up again.

        :param event: the consent's id at Xero
        """
        self.ensure_one()
        found = self.app_id.sudo()._identity().connections(token._access_token(), event)
        found = [item for item in found if item.get("tenantType") == "ORGANISATION"]
        self.tenant_ids.unlink()
        if not found:
            self._say(self.env._("No organisation was ticked at Xero. Please press Connect to Xero once more."))
            return
        tenants = self.env["xero.tenant"].create([self._tenant_values(token, item) for item in found])
        for tenant in tenants[:SHOWN_TENANTS]:
            self._describe_tenant(tenant)
        same = tenants.filtered(lambda tenant: tenant.tenant_id == self.tenant_id)
        if same and not same.problem:
            self._use_tenant(same)
        else:
            self._say(self.env._("Logged in. Please choose the organisation for %s.", self.company_id.name), "info")

    def _tenant_values(self, token, item):
        return {
            "connection_id": self.id,
            "token_id": token.id,
            "tenant_id": item["tenantId"],
            "remote_id": item["id"],
            "name": item.get("tenantName"),
        }

    def _describe_tenant(self, tenant):
        """Read what a person needs to recognise an organisation, and whether it can be used at all."""
        tenant = tenant.sudo()
        app = self.app_id.sudo()
        gateway = app._tenant_gateway(tenant)
        try:
            facts = organisation_from_xero(gateway.organisation())
        except XeroError as error:
            tenant.problem = self.env["xero.sync"]._describe(error)
            return
        tenant.write(
            {
                "name": facts.name or tenant.name,
                "country_code": facts.country,
                "currency": facts.base_currency,
                "is_demo": facts.is_demo,
            }
        )
        if facts.base_currency != self.company_id.currency_id.name:
            tenant.problem = self.env._(
                "Keeps its books in %(theirs)s, %(company)s in %(ours)s. Choose an organisation in %(ours)s.",
                theirs=facts.base_currency,
                company=self.company_id.name,
                ours=self.company_id.currency_id.name,
            )

    def _use_tenant(self, tenant):
        """Connect this company with an organisation. Another one than before gets a row of its own."""
        self._check_may_connect()
        if tenant.problem:
            raise UserError(tenant.problem)
        elsewhere = [("tenant_id", "=", tenant.tenant_id), ("company_id", "!=", self.company_id.id)]
        if self.sudo().search_count(elsewhere, limit=1):
            raise UserError(self.env._("%s is connected with another company already.", tenant.name))
        connection = self._row_for(tenant.tenant_id)
        connection.write(
            {
                "tenant_id": tenant.tenant_id,
                "remote_id": tenant.remote_id,
                "token_id": tenant.sudo().token_id.id,
                "organisation": tenant.name,
                "state": "connected",
                "reason": False,
                "notice": False,
                "connected_by_id": self.env.uid,
                "connected_at": fields.Datetime.now(),
            }
        )
        connection.activity_unlink(["mail.mail_activity_data_warning"])
        (self.tenant_ids | connection.tenant_ids).unlink()
        connection._read_reference()
        if connection.missing_scopes:
            connection._say(
                connection.env._(
                    "Connected, but Xero did not give all permissions; what needs them will not work: %s.",
                    connection.missing_scopes,
                ),
                "warning",
            )
        if connection != self:
            connection._say_what_stayed(self)
        for lane in ("push", "invoice"):
            connection._wake(lane)
        connection._go_live_if_ready()
        return connection._page()

    def _say_what_stayed(self, former):
        """Tell how many documents wait for the former organisation: none is sent to another one by itself."""
        waiting = [("connection_id", "=", former.id), ("entity", "!=", "contact"), ("xero_id", "=", False)]
        number = self.env["xero.link"].search_count(waiting)
        if number:
            self._say(
                self.env._(
                    "%(number)s documents had not been sent to %(former)s yet and stay out of %(present)s. "
                    "To send them here, choose them under Invoices, then Actions, Send to Xero.",
                    number=number,
                    former=former.organisation,
                    present=self.organisation,
                ),
                "warning",
            )

    def _row_for(self, tenant_id):
        """Return the company's row for an organisation, active; a former organisation's row is set aside."""
        if not self.tenant_id or self.tenant_id == tenant_id:
            return self
        self.active = False
        self.flush_recordset()
        domain = [("company_id", "=", self.company_id.id), ("tenant_id", "=", tenant_id), ("active", "=", False)]
        former = self.search(domain)
        if former:
            former.write({"active": True, "app_id": self.app_id.id})
            return former
        return self.copy({"active": True, "payment_journal_id": self.payment_journal_id.id})

    def action_disconnect(self):
        """Take our connection out of Xero; other companies of the same Xero user stay connected."""
        self.ensure_one()
        self._check_may_connect()
        token, remote_id = self.token_id.sudo(), self.remote_id
        if token and remote_id:
            try:
                self.app_id.sudo()._identity().delete_connection(token._access_token(), remote_id)
            except XeroError as error:
                self.env["xero.log"].sudo()._note(self, "disconnect", self.env["xero.sync"]._describe(error), "warning")
        self.write({"state": "disconnected", "token_id": False, "remote_id": False, "notice": False})
        if token and not self.with_context(active_test=False).search_count([("token_id", "=", token.id)]):
            token.unlink()
