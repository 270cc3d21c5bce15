import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS

from .. import const
from ..gateway import Endpoints, XeroGateway, XeroIdentity

CALLBACK_PATH = "/xero/oauth/callback"
WEBHOOK_PATH = "/xero/webhook/"


class XeroApp(models.Model):
    """A registration in Xero's developer portal: with a secret the code flow is used, without one PKCE."""

    _name = "xero.app"
    _description = "Xero App"

    name = fields.Char(required=True, default=lambda self: self.env._("Our Xero app"))
    client_id = fields.Char("Client ID", help="Shown in Xero's developer portal under Configuration.")
    secret_sealed = fields.Char(groups=NO_ACCESS, copy=False, prefetch=False)
    client_secret = fields.Char(
        compute="_compute_nothing",
        inverse="_inverse_client_secret",
        help="Write only: it is stored encrypted and never shown again. Leave it empty for an app without a secret.",
    )
    has_secret = fields.Boolean(compute="_compute_has", compute_sudo=True)
    is_custom = fields.Boolean(
        "Custom Connection",
        help="Xero's paid connection of one app with one organisation: no log-in, no choice. Needs a client secret.",
    )
    webhook_sealed = fields.Char(groups=NO_ACCESS, copy=False, prefetch=False)
    webhook_key = fields.Char(
        compute="_compute_nothing",
        inverse="_inverse_webhook_key",
        help="Write only: it is stored encrypted and never shown again.",
    )
    has_webhook_key = fields.Boolean(compute="_compute_has", compute_sudo=True)
    webhook_slug = fields.Char(default=lambda self: secrets.token_urlsafe(9), copy=False, readonly=True)
    scopes = fields.Char(
        default=" ".join(const.SCOPES),
        required=True,
        help="Separated by spaces. A scope that the app lacks is refused.",
    )
    redirect_uri = fields.Char("Redirect URI", compute="_compute_addresses")
    webhook_url = fields.Char("Webhook URL", compute="_compute_addresses")

    last_event_number = fields.Integer(copy=False, help="Xero numbers its notifications: a gap means lost ones.")

    _webhook_slug_uniq = models.Constraint("UNIQUE(webhook_slug)", "Each app needs its own webhook address.")

    def _compute_nothing(self):
        self.client_secret = False
        self.webhook_key = False

    @api.depends("secret_sealed", "webhook_sealed")
    def _compute_has(self):
        for app in self:
            app.has_secret = bool(app.secret_sealed)
            app.has_webhook_key = bool(app.webhook_sealed)

    @api.depends("webhook_slug")
    def _compute_addresses(self):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url", "").rstrip("/")
        for app in self:
            app.redirect_uri = base + CALLBACK_PATH
            app.webhook_url = base + WEBHOOK_PATH + (app.webhook_slug or "")

    def _inverse_client_secret(self):
        for app in self.filtered("client_secret"):
            app.sudo().secret_sealed = self.env["xero.vault"]._seal(app.client_secret.strip())

    def _inverse_webhook_key(self):
        for app in self.filtered("webhook_key"):
            app.sudo().webhook_sealed = self.env["xero.vault"]._seal(app.webhook_key.strip())

    @api.constrains("client_id")
    def _check_client_id(self):
        for app in self.filtered("client_id"):
            if any(character.isspace() for character in app.client_id):
                raise ValidationError(self.env._("A client ID holds no spaces. Please copy it from Xero once more."))

    def action_forget_secret(self):
        """Forget the secret: from now on the app connects by PKCE."""
        self.check_access("write")
        self.sudo().secret_sealed = False

    def _identity(self):
        """Return the client of Xero's identity service for this app."""
        self.ensure_one()
        secret = self.env["xero.vault"]._open(self.sudo().secret_sealed)
        return XeroIdentity(self._endpoints(), self.client_id, secret or None)

    @api.model
    def _endpoints(self):
        """Return Xero's addresses: its own unless system parameters name others.

        :raise ValueError: when one of them is neither https nor on this machine
        """
        parameters = self.env["ir.config_parameter"].sudo()
        names = ("login_url", "identity_url", "api_url")
        urls = {name: parameters.get_param(f"crm_xero_connector.{name}") for name in names}
        endpoints = Endpoints(**{name: url for name, url in urls.items() if url})
        endpoints.validate()
        return endpoints

    @api.model
    def _pages_url(self):
        """Return the base address of Xero's pages for a person: beside another API address there are its own pages."""
        endpoints = self._endpoints()
        return const.APP_URL if endpoints.api_url == const.API_URL else endpoints.api_url

    def _tenant_gateway(self, tenant):
        """Return the way to an organisation that is not chosen yet."""
        return XeroGateway(self._endpoints(), tenant.tenant_id, tenant.token_id._access_token)

    def _only_organisation(self, token):
        """Return what Xero tells of the one organisation of a custom connection, which nobody chooses."""
        return XeroGateway(self._endpoints(), "", token._access_token, only_one=True).organisation()

    def _asked_scopes(self):
        """Return the scopes to ask for; without a person there is nobody offline."""
        wanted = (self.scopes or "").split()
        attaching = [("app_id", "=", self.id), ("attach_pdf", "=", True)]
        if const.ATTACHMENTS_SCOPE not in wanted and self.env["xero.connection"].sudo().search_count(
            attaching, limit=1
        ):
            wanted.append(const.ATTACHMENTS_SCOPE)
        return [scope for scope in wanted if scope != "offline_access"] if self.is_custom else wanted
