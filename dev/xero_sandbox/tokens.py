"""Tokens: exchanged for codes, refreshed with a grace of half an hour, revoked."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .errors import ApiError
from .grants import SCOPES, Grant

if TYPE_CHECKING:
    from .identity import Identity
    from .sandbox import App

ACCESS_SECONDS = 1800
ID_SECONDS = 300
REFRESH_DAYS = 60
GRACE_MINUTES = 30
VERIFIER_LENGTHS = range(43, 129)
MACHINE_SCOPE = "app.connections"


def oauth_error(code: str, status: int = 400) -> ApiError:
    return ApiError(status, {"error": code})


class Tokens:
    """The tokens of one sandbox; every one has a grant behind it."""

    def __init__(self, identity: Identity) -> None:
        self.identity, self.sandbox = identity, identity.sandbox
        self.access: dict[str, Grant] = {}
        self.refresh: dict[str, Grant] = {}
        self._key = secrets.token_bytes(32)

    def grant_of(self, access_token: str) -> Grant | None:
        grant = self.access.get(access_token)
        return grant if grant and grant.expires and grant.expires > self.sandbox.clock.now() else None

    # --- POST /connect/token -----------------------------------------------------------------------------------

    def answer(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        grant_type = form.get("grant_type")
        if not grant_type:
            raise oauth_error("unsupported_grant_type")
        app = self.client(form, authorization)
        if grant_type == "authorization_code" and not app.only_tenant:
            return self._pair(self._redeem(app, form))
        if grant_type == "refresh_token" and not app.only_tenant:
            return self._pair(self._rotate(app, form.get("refresh_token", "")))
        if grant_type == "client_credentials":
            return self._machine(app, form)
        raise oauth_error("unauthorized_client" if app.only_tenant else "unsupported_grant_type")

    def client(self, form: dict[str, str], authorization: str) -> App:
        """Return who asks: an app with a secret by its Basic header or in the form, one without by its id alone."""
        apps, (kind, _space, value) = self.sandbox.apps, authorization.partition(" ")
        if kind.lower() == "basic":
            try:
                client_id, _colon, secret = base64.b64decode(value, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                raise oauth_error("invalid_client") from None
        elif form.get("client_id"):
            client_id, secret = form["client_id"], form.get("client_secret", "")
        else:
            raise oauth_error("invalid_request")
        app = apps.get(client_id)
        good = app and hmac.compare_digest((app.client_secret or "").encode(), secret.encode())
        if not app or not good or (authorization and not app.client_secret):
            raise oauth_error("invalid_client")
        return app

    def _redeem(self, app: App, form: dict[str, str]) -> Grant:
        if app.client_secret and form.get("code_verifier"):
            raise oauth_error("invalid_request")
        grant = self.identity.codes.get(form.get("code", ""))
        now = self.sandbox.clock.now()
        if not grant or grant.client_id != app.client_id or grant.used or grant.expires < now:
            raise oauth_error("invalid_grant")
        grant.used = now
        verifier = form.get("code_verifier", "")
        good = bool(app.client_secret) or (
            len(verifier) in VERIFIER_LENGTHS and challenge_of(verifier) == grant.challenge
        )
        if not good or grant.redirect_uri != form.get("redirect_uri"):
            raise oauth_error("invalid_grant")
        self._forget(grant)  # a newer consent of the same user supersedes the older tokens
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
        """Answer an app without a user: a custom connection, or the list of connections."""
        if not app.client_secret:
            raise oauth_error("unauthorized_client")
        scopes = form.get("scope", "").split()
        allowed = (app.scopes or SCOPES) if app.only_tenant else {MACHINE_SCOPE}
        if not scopes or set(scopes) - set(allowed):
            raise oauth_error("invalid_scope")
        grant = Grant(app.client_id, "", scopes, str(uuid.uuid4()), only_tenant=app.only_tenant)
        answer = self._pair(grant)
        answer.pop("refresh_token", None)
        return answer

    # --- pairs -------------------------------------------------------------------------------------------------

    def _pair(self, grant: Grant) -> dict[str, Any]:
        now = self.sandbox.clock.now()
        self.access = {token: old for token, old in self.access.items() if old.expires > now}
        access = self._jwt(grant, ACCESS_SECONDS, scope=grant.scopes)
        self.access[access] = replace(grant, used=None, expires=now + timedelta(seconds=ACCESS_SECONDS))
        answer = {
            "access_token": access,
            "expires_in": ACCESS_SECONDS,
            "token_type": "Bearer",
            "scope": " ".join(grant.scopes),
        }
        if "openid" in grant.scopes and grant.user_id:
            answer["id_token"] = self._jwt(grant, ID_SECONDS, email=self._email(grant), aud=grant.client_id)
        if "offline_access" in grant.scopes:
            answer["refresh_token"] = secrets.token_urlsafe(32)
            self.refresh[answer["refresh_token"]] = replace(
                grant, used=None, expires=now + timedelta(days=REFRESH_DAYS)
            )
        self.identity.version += 1
        return answer

    def _email(self, grant: Grant) -> str:
        return next((user.email for user in self.sandbox.users.values() if user.user_id == grant.user_id), "")

    def _jwt(self, grant: Grant, seconds: int, **claims: Any) -> str:
        now = int(self.sandbox.clock.now().timestamp())
        claims.update(nbf=now, exp=now + seconds, iss="https://identity.xero.com", client_id=grant.client_id)
        claims.update(jti=secrets.token_hex(16), authentication_event_id=grant.event_id)
        if grant.user_id:
            claims.update(sub=grant.user_id, xero_userid=grant.user_id)
        text = ".".join(map(_part, ({"alg": "HS256", "typ": "JWT"}, claims)))
        return f"{text}.{_base64(hmac.new(self._key, text.encode(), hashlib.sha256).digest())}"

    # --- POST /connect/revocation ------------------------------------------------------------------------------

    def revoke(self, form: dict[str, str], authorization: str) -> None:
        """Take back a refresh token, and with it all of the user's connections to the app; an unknown one is fine."""
        app = self.client(form, authorization)
        grant = self.refresh.get(form.get("token", ""))
        if not grant or grant.client_id != app.client_id:
            return
        self._forget(grant)
        self.identity.consented.pop((grant.client_id, grant.user_id), None)
        for item in list(self.identity.connections.values()):
            if (item.client_id, item.user_id) == (grant.client_id, grant.user_id):
                self.identity.disconnect(item)

    def _forget(self, grant: Grant) -> None:
        """Drop all tokens of a grant's user and app."""
        own = (grant.client_id, grant.user_id)
        for tokens in (self.access, self.refresh):
            for token in [key for key, old in tokens.items() if (old.client_id, old.user_id) == own]:
                del tokens[token]
        self.identity.version += 1


def challenge_of(verifier: str) -> str:
    return _base64(hashlib.sha256(verifier.encode()).digest())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _part(claims: dict[str, Any]) -> str:
    return _base64(json.dumps(claims).encode())
