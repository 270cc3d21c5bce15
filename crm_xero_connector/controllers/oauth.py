import secrets
from datetime import timedelta
from functools import partial

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.service.model import retrying
from odoo.tools.misc import hash_sign, verify_hash_signed

from .. import const
from ..exceptions import XeroError, XeroServerError, XeroUnreachable
from ..gateway import pkce_pair

SCOPE = "crm_xero_connector.oauth"
SESSION_KEY = "crm_xero_connector"


class XeroOAuth(http.Controller):
    """To Xero's log-in page and back. The state is bound to user, browser session and connection, and used once."""

    @http.route("/xero/oauth/start/<int:connection_id>", type="http", auth="user", methods=["GET"])
    def start(self, connection_id, **_parameters):
        connection = self._connection(connection_id)
        app = connection.app_id.sudo()
        nonce = secrets.token_urlsafe(16)
        verifier, challenge = (None, None) if app.has_secret else pkce_pair()
        request.session[SESSION_KEY] = {"nonce": nonce, "verifier": verifier, "redirect_uri": app.redirect_uri}
        values = [connection.id, request.env.uid, nonce]
        state = hash_sign(request.env(su=True), SCOPE, values, expiration=timedelta(minutes=const.STATE_MINUTES))
        try:
            url = app._identity().authorize_url(
                redirect_uri=app.redirect_uri, state=state, scopes=app._asked_scopes(), code_challenge=challenge
            )
        except XeroError as error:
            connection._say(request.env["xero.sync"]._describe(error))
            return self._back(connection)
        except ValueError as error:
            connection._say(str(error))
            return self._back(connection)
        connection._say(
            request.env._(
                "Waiting for Xero. If Xero showed an error instead of its log-in: compare the client ID, "
                "and the redirect URI letter by letter, with those in Xero's developer portal; "
                "then press Connect to Xero once more."
            ),
            "info",
        )
        return request.redirect(url, local=False)

    @http.route("/xero/oauth/callback", type="http", auth="user", methods=["GET"])
    def callback(self, code=None, state=None, error=None, **_parameters):
        kept = request.session.pop(SESSION_KEY, None) or {}
        connection_id = self._check_state(state, kept.get("nonce"))
        if not connection_id:
            return self._refuse(kept)
        connection = self._connection(connection_id)
        if error or not code:
            connection._say(self._sentence(error))
            return self._back(connection)
        app = connection.app_id.sudo()
        try:
            consent = request.env["xero.token"]._redeem(
                app, code=code, redirect_uri=kept["redirect_uri"], code_verifier=kept["verifier"]
            )
        except XeroError as failure:
            connection._say(request.env._("Nothing was connected. %s", self._why(failure)))
            return self._back(connection)
        # Xero has ended the earlier tokens: the new ones stay whatever follows, and a code is good once.
        request.env.cr.commit()  # pylint: disable=invalid-commit
        retrying(partial(self._take_up, connection, *consent), request.env)
        request.session.pop(SESSION_KEY, None)  # a second attempt begins with the session as it was stored
        return self._back(connection)

    def _take_up(self, connection, token, event):
        """Offer the organisations of a log-in, or say why there are none; after a conflict Odoo runs this again."""
        try:
            with request.env.cr.savepoint():
                connection._receive_consent(token, event)
        except XeroError as failure:
            connection._say(f"{self._kept(connection)} {self._why(failure)}")
        except UserError as failure:
            connection._say(str(failure))

    def _connection(self, connection_id):
        connection = request.env["xero.connection"].browse(connection_id).exists()
        connection.check_access("write")
        connection._check_may_connect()
        return connection

    def _check_state(self, state, nonce):
        """Return the connection's id in a state that is ours, this user's, this session's and unused; else None."""
        try:
            values = verify_hash_signed(request.env(su=True), SCOPE, state or "")
        except Exception:  # noqa: BLE001  whatever somebody else puts there is not our state
            return None
        fits = values and nonce and values[1] == request.env.uid and secrets.compare_digest(values[2], nonce)
        return values[0] if fits else None

    def _refuse(self, kept):
        """Say on the page of the own company that this answer is not one we asked for; nothing else is touched."""
        connection = request.env["xero.connection"].search([("company_id", "=", request.env.company.id)], limit=1)
        if connection and connection.has_access("write"):
            connection._say(
                request.env._(
                    "This log-in did not start here, was used before or took too long. "
                    "Please press Connect to Xero again."
                )
            )
        return self._back(connection)

    def _sentence(self, error):
        if error == "access_denied":
            return request.env._(
                "Access was not allowed at Xero, so nothing was connected. Press Connect to Xero to try again."
            )
        return request.env._("Xero ended the log-in without connecting (%s). Please try again.", (error or "")[:100])

    def _kept(self, connection):
        """Return in words what a log-in left behind whose organisations were not taken up, and what to press."""
        if connection.state == "connected":
            return request.env._(
                "Your log-in was kept and %s stays connected. To choose again, please press Change Organisation.",
                connection.organisation,
            )
        if connection.state == "reconnect":
            return request.env._("Your log-in was kept, but not all could be read. Please press Reconnect again.")
        return request.env._(
            "Your log-in was kept, but no organisation was connected. Please press Connect to Xero again."
        )

    def _why(self, failure):
        """Return an error in words: at a log-in it is the person who tries again, not a lane."""
        if isinstance(failure, (XeroUnreachable, XeroServerError)):
            return request.env._("Xero is not available at the moment.")
        return request.env["xero.sync"]._describe(failure)

    def _back(self, connection):
        path = f"/odoo/xero/{connection.id}" if connection else "/odoo/settings"
        return request.redirect(path, local=True)
