from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import NO_ACCESS

from .. import const
from ..exceptions import XeroDatabaseCopied, XeroReconnectRequired, XeroServerError

ATTEMPTS = 5


class XeroToken(models.Model):
    """One Xero user's consent to one app. Xero keeps one token set per (user, app), so companies share it."""

    _name = "xero.token"
    _description = "Xero Token"
    _rec_name = "xero_user_id"

    app_id = fields.Many2one("xero.app", required=True, index=True, ondelete="cascade")
    xero_user_id = fields.Char(required=True)
    access_sealed = fields.Char(groups=NO_ACCESS, copy=False, prefetch=False)
    refresh_sealed = fields.Char(groups=NO_ACCESS, copy=False, prefetch=False)
    expires_at = fields.Datetime()
    refreshed_at = fields.Datetime()
    scopes = fields.Char()
    database_uuid = fields.Char()
    connection_ids = fields.One2many("xero.connection", "token_id")

    _app_user_uniq = models.Constraint("UNIQUE(app_id, xero_user_id)", "There is one token set per Xero user and app.")

    @api.model
    def _redeem(self, app, **consent):
        """Exchange the code of a consent and store its tokens; whoever calls commits, for Xero ends the earlier ones.

        The app's tokens are locked first: no worker renews what Xero is about to end, and where one is doing so this
        transaction fails before the code is used.

        :param consent: the arguments of `XeroIdentity.exchange_code`
        :return: the token, and the id of the consent at Xero
        """
        query = "SELECT id FROM xero_token WHERE app_id = %s ORDER BY id FOR UPDATE"
        self.env.cr.execute(query, [app.id], log_exceptions=False)
        tokens = app._identity().exchange_code(**consent)
        return self.sudo()._save_consent(app, tokens), tokens.auth_event_id

    @api.model
    def _save_consent(self, app, tokens):
        """Store the tokens of a fresh consent; a newer consent of the same user supersedes the older one."""
        user = tokens.xero_user_id or "unknown"
        token = self.search([("app_id", "=", app.id), ("xero_user_id", "=", user)], limit=1)
        token = token or self.create({"app_id": app.id, "xero_user_id": user})
        token._save(tokens)
        return token

    def _save(self, tokens):
        vault = self.env["xero.vault"]
        now = fields.Datetime.now()
        values = {
            "access_sealed": vault._seal(tokens.access_token),
            "expires_at": now + timedelta(seconds=tokens.expires_in),
            "refreshed_at": now,
            "scopes": " ".join(tokens.scopes),
            "database_uuid": self._database_uuid(),
        }
        if tokens.refresh_token:
            values["refresh_sealed"] = vault._seal(tokens.refresh_token)
        self.write(values)

    @api.model
    def _database_uuid(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _access_token(self, force=False):
        """Return an access token that is good for a while, refreshed if need be.

        :param force: refresh even when the token does not look old, because Xero refused it
        :raise XeroReconnectRequired: when only a new consent helps
        """
        self.ensure_one()
        if self.database_uuid and self.database_uuid != self._database_uuid():
            raise XeroDatabaseCopied("This database is a copy: the tokens belong to the original.")
        refused = self.access_sealed if force else None
        if not force and self._is_fresh():
            return self.env["xero.vault"]._open(self.access_sealed)
        token = self._refresh_alone(refused)
        self.invalidate_recordset()
        return token

    def _is_fresh(self):
        margin = timedelta(seconds=const.REFRESH_MARGIN_SECONDS)
        return bool(self.access_sealed and self.expires_at and self.expires_at - margin > fields.Datetime.now())

    def _refresh_alone(self, refused):
        """Refresh in a transaction of its own, so that a roll-back of the caller cannot lose the rotated token.

        Whoever comes second waits for the row, then fails to serialise, looks again and finds the fresh token.
        """
        for _attempt in range(ATTEMPTS):
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute("SELECT id FROM xero_token WHERE id = %s FOR UPDATE", [self.id], log_exceptions=False)
                    token = api.Environment(cr, SUPERUSER_ID, {})[self._name].browse(self.id)
                    if not token._is_fresh() or token.access_sealed == refused:
                        token._save(token._refresh())
                    return token.env["xero.vault"]._open(token.access_sealed)
            except psycopg2.errors.SerializationFailure:
                continue
        raise XeroServerError("Other workers keep refreshing the token.")

    def _refresh(self):
        if self.app_id.is_custom:
            return self.app_id._identity().client_credentials(self.app_id._asked_scopes())
        refresh_token = self.env["xero.vault"]._open(self.refresh_sealed)
        if not refresh_token:
            raise XeroReconnectRequired("There is no refresh token.")
        return self.app_id._identity().refresh(refresh_token)

    def _good_until(self):
        """Return when Xero lets the consent die if nobody uses it; None for a custom connection, which has no end."""
        self.ensure_one()
        if self.app_id.is_custom or not self.refreshed_at:
            return None
        return self.refreshed_at + timedelta(days=const.REFRESH_TOKEN_DAYS)

    @api.model
    def _cron_keep_alive(self):
        """Refresh tokens that nobody used for a while: Xero lets them die after 60 idle days.

        One that cannot be refreshed for long is told to the managers while there is still time.
        """
        limit = fields.Datetime.now() - timedelta(days=const.KEEP_ALIVE_DAYS)
        connections = self.env["xero.connection"].search([("state", "=", "connected")])
        old = connections.filtered(lambda row: row.token_id.refreshed_at and row.token_id.refreshed_at < limit)
        self.env["xero.sync"]._each_night("login", old, lambda connection, _cursor: self._keep_alive(connection, limit))

    @api.model
    def _keep_alive(self, connection, limit):
        """Refresh the token of one connection, unless it was refreshed for another one meanwhile."""
        token = connection.token_id
        if token.refreshed_at >= limit:
            return
        connection._guard(lambda: token._access_token(force=True))
        connection.invalidate_recordset()
        connection._warn_before_the_end()
