"""OAuth 2.0 as Xero does it: consent, codes, tokens that rotate, connections."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .errors import ApiError

if TYPE_CHECKING:
    from .sandbox import App, Sandbox, User

CODE_MINUTES = 5
ACCESS_SECONDS = 1800
REFRESH_DAYS = 60
GRACE_MINUTES = 30
SCOPES = {"openid", "profile", "email", "offline_access"} | {
    f"accounting.{name}{suffix}"
    for name in ("contacts", "invoices", "payments", "settings", "attachments", "banktransactions", "manualjournals")
    for suffix in ("", ".read")
}


@dataclass
class Grant:
    """What somebody allowed an app once."""

    client_id: str
    user_id: str
    scopes: list[str]
    tenant_ids: list[str]
    event_id: str
    redirect_uri: str = ""
    challenge: str | None = None
    expires: datetime | None = None
    used: datetime | None = None


@dataclass
class Connection:
    """An organisation that an app may reach."""

    connection_id: str
    client_id: str
    user_id: str
    tenant_id: str
    event_id: str
    created: datetime
    updated: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.updated = self.created


def oauth_error(code: str, status: int = 400) -> ApiError:
    return ApiError(status, {"error": code})


class Identity:
    """The tokens and connections of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.codes: dict[str, Grant] = {}
        self.access: dict[str, Grant] = {}
        self.refresh: dict[str, Grant] = {}
        self.connections: dict[str, Connection] = {}

    # --- consent -----------------------------------------------------------------------------------------------

    def check_request(self, args: dict[str, str]) -> App:
        """Return the app of an authorise request; what is wrong is shown to the person, as Xero does."""
        app = self.sandbox.apps.get(args.get("client_id", ""))
        if not app:
            raise ApiError(500, "unauthorized_client: Unknown client or client not enabled")
        redirect_uri = args.get("redirect_uri", "")
        if redirect_uri not in app.redirect_uris or not is_allowed_redirect(redirect_uri):
            raise ApiError(500, "unauthorized_client: Invalid redirect_uri")
        if args.get("response_type") != "code":
            raise ApiError(500, "unsupported_response_type")
        wanted = set(args.get("scope", "").split())
        if not wanted or wanted - SCOPES:
            raise ApiError(500, f"invalid_scope: Invalid scope for client ({' '.join(sorted(wanted - SCOPES))})")
        has_challenge = bool(args.get("code_challenge")) and args.get("code_challenge_method") == "S256"
        if bool(app.client_secret) == has_challenge:
            raise ApiError(500, "invalid_request: code_challenge required for this client, or not allowed for it")
        return app

    def grant(
        self,
        app: App,
        user: User,
        redirect_uri: str,
        scopes: list[str],
        tenant_ids: list[str],
        challenge: str | None = None,
    ) -> str:
        """Remember a consent; return its code."""
        now, event = self.sandbox.clock.now(), str(uuid.uuid4())
        for tenant_id in tenant_ids:
            self._connect(app.client_id, user.user_id, tenant_id, event, now)
        code = secrets.token_urlsafe(24)
        expires = now + timedelta(minutes=CODE_MINUTES)
        self.codes[code] = Grant(
            app.client_id, user.user_id, scopes, tenant_ids, event, redirect_uri, challenge, expires
        )
        return code

    def _connect(self, client_id: str, user_id: str, tenant_id: str, event: str, now: datetime) -> None:
        for known in self.connections.values():
            if (known.client_id, known.tenant_id) == (client_id, tenant_id):
                known.event_id, known.updated, known.user_id = event, now, user_id
                return
        connection = Connection(str(uuid.uuid4()), client_id, user_id, tenant_id, event, now)
        self.connections[connection.connection_id] = connection

    # --- tokens ------------------------------------------------------------------------------------------------

    def token(self, form: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
        """Answer POST /connect/token."""
        grant_type = form.get("grant_type")
        if not grant_type:
            raise oauth_error("unsupported_grant_type")
        app = self._client(form, headers)
        if grant_type == "authorization_code":
            return self._pair(self._redeem(app, form))
        if grant_type == "refresh_token":
            return self._pair(self._rotate(app, form.get("refresh_token", "")))
        if grant_type == "client_credentials" and app.client_secret:
            return self._machine(app, form)
        raise oauth_error("unauthorized_client" if grant_type == "client_credentials" else "unsupported_grant_type")

    def _client(self, form: dict[str, str], headers: dict[str, str]) -> App:
        kind, _space, value = headers.get("Authorization", "").partition(" ")
        if kind.lower() == "basic":
            try:
                client_id, _colon, secret = base64.b64decode(value).decode().partition(":")
            except ValueError:
                raise oauth_error("invalid_client") from None
            app = self.sandbox.apps.get(client_id)
            if not (app and app.client_secret and hmac.compare_digest(app.client_secret, secret)):
                raise oauth_error("invalid_client")
            return app
        app = self.sandbox.apps.get(form.get("client_id", ""))
        if not app or app.client_secret:
            raise oauth_error("invalid_client" if form.get("client_id") else "invalid_request")
        return app

    def _redeem(self, app: App, form: dict[str, str]) -> Grant:
        grant = self.codes.get(form.get("code", ""))
        now = self.sandbox.clock.now()
        if not grant or grant.client_id != app.client_id or grant.used or grant.expires < now:
            raise oauth_error("invalid_grant")
        grant.used = now
        if grant.redirect_uri != form.get("redirect_uri"):
            raise oauth_error("invalid_grant")
        if not app.client_secret and challenge_of(form.get("code_verifier", "")) != grant.challenge:
            raise oauth_error("invalid_grant")
        for tokens in (self.access, self.refresh):  # a newer consent of the same user supersedes the older tokens
            for token in [
                key for key, old in tokens.items() if (old.client_id, old.user_id) == (grant.client_id, grant.user_id)
            ]:
                del tokens[token]
        return grant

    def _rotate(self, app: App, token: str) -> Grant:
        grant, now = self.refresh.get(token), self.sandbox.clock.now()
        if not grant or grant.client_id != app.client_id or grant.expires < now:
            raise oauth_error("invalid_grant")
        if grant.used and now - grant.used > timedelta(minutes=GRACE_MINUTES):
            raise oauth_error("invalid_grant")
        grant.used = grant.used or now
        return grant

    def _machine(self, app: App, form: dict[str, str]) -> dict[str, Any]:
        own = [item for item in self.connections.values() if item.client_id == app.client_id]
        grant = Grant(
            app.client_id, "", form.get("scope", "").split(), [item.tenant_id for item in own], str(uuid.uuid4())
        )
        answer = self._pair(grant)
        answer.pop("refresh_token", None)
        return answer

    def _pair(self, grant: Grant) -> dict[str, Any]:
        now = self.sandbox.clock.now()

        def copy(**lifetime: int) -> Grant:
            values = (grant.client_id, grant.user_id, grant.scopes, grant.tenant_ids, grant.event_id)
            return Grant(*values, expires=now + timedelta(**lifetime))

        claims = {"xero_userid": grant.user_id, "scope": grant.scopes, "authentication_event_id": grant.event_id}
        token = fake_jwt({**claims, "jti": secrets.token_hex(16), "exp": int(now.timestamp()) + ACCESS_SECONDS})
        self.access[token] = copy(seconds=ACCESS_SECONDS)
        answer = {
            "access_token": token,
            "expires_in": ACCESS_SECONDS,
            "token_type": "Bearer",
            "scope": " ".join(grant.scopes),
        }
        if "offline_access" in grant.scopes:
            answer["refresh_token"] = secrets.token_urlsafe(32)
            self.refresh[answer["refresh_token"]] = copy(days=REFRESH_DAYS)
        return answer

    def revoke(self, form: dict[str, str], headers: dict[str, str]) -> None:
        """Answer POST /connect/revocation: all of the user's connections to the app go."""
        app = self._client(form, headers)
        grant = self.refresh.get(form.get("token", ""))
        if not grant or grant.client_id != app.client_id:
            return
        for tokens in (self.access, self.refresh):
            for token in [
                key for key, old in tokens.items() if (old.client_id, old.user_id) == (app.client_id, grant.user_id)
            ]:
                del tokens[token]
        for key in [
            key
            for key, item in self.connections.items()
            if (item.client_id, item.user_id) == (app.client_id, grant.user_id)
        ]:
            del self.connections[key]

    def bearer(self, headers: dict[str, str]) -> Grant | None:
        """Return the grant behind an access token that is good now."""
        grant = self.access.get(headers.get("Authorization", "").partition(" ")[2])
        return grant if grant and grant.expires > self.sandbox.clock.now() else None

    def reaches(self, grant: Grant, tenant_id: str) -> bool:
        return any(
            (item.client_id, item.tenant_id) == (grant.client_id, tenant_id) and grant.user_id in ("", item.user_id)
            for item in self.connections.values()
        )

    # --- connections -------------------------------------------------------------------------------------------

    def list_connections(self, grant: Grant, event_id: str | None) -> list[dict[str, Any]]:
        return [
            {
                "id": item.connection_id,
                "authEventId": item.event_id,
                "tenantId": item.tenant_id,
                "tenantType": "ORGANISATION",
                "tenantName": self.sandbox.organisations[item.tenant_id].name,
                "createdDateUtc": item.created.strftime("%Y-%m-%dT%H:%M:%S.%f"),
                "updatedDateUtc": item.updated.strftime("%Y-%m-%dT%H:%M:%S.%f"),
            }
            for item in self.connections.values()
            if item.client_id == grant.client_id
            and item.user_id == grant.user_id
            and item.tenant_id in self.sandbox.organisations
            and event_id in (None, item.event_id)
        ]

    def delete_connection(self, grant: Grant, connection_id: str) -> None:
        item = self.connections.get(connection_id)
        if not item or item.client_id != grant.client_id:
            raise ApiError(404)
        del self.connections[connection_id]


def is_allowed_redirect(uri: str) -> bool:
    parts = urlsplit(uri)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def fake_jwt(claims: dict[str, Any]) -> str:
    parts = [{"alg": "none", "typ": "JWT"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "sandbox"])
