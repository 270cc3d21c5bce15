"""Authorisation: the consent page, tokens, and the organisations that a consent reaches.

The SDK has no consent page, no code exchange and no PKCE, gives its token calls no time-out and puts the secret into
the body; so the token calls are made here. Asking for a token again after a lost answer does no harm: Xero accepts a
used refresh token for another 30 minutes, and a code that was used up only costs the person another log-in.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import requests

from .. import const, exceptions
from . import errors
from .encoding import decode
from .endpoints import Endpoints
from .transport import Answer, send

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Tokens:
    """What Xero hands out for a consent; the tokens themselves never show in a `repr`.

    The user's id and the id of the consent come from the access token. Its signature is not checked: it came over TLS
    from the one who signed it.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in: int
    scopes: tuple[str, ...]
    xero_user_id: str | None = None
    auth_event_id: str | None = None


def pkce_pair() -> tuple[str, str]:
    """Return a new code verifier and its S256 challenge, for an app without a secret."""
    verifier = secrets.token_urlsafe(64)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class XeroIdentity:
    """The authorisation of one Xero app.

    :param client_secret: None for an app registered for PKCE, which has none
    :param timeout: seconds, a whole number
    """

    def __init__(
        self,
        endpoints: Endpoints,
        client_id: str,
        client_secret: str | None = None,
        timeout: int = const.TIMEOUT,
    ) -> None:
        endpoints.validate()
        self._endpoints = endpoints
        self._client_id = client_id
        self._client_secret = client_secret or None
        self._timeout = timeout

    def __repr__(self) -> str:
        return f"XeroIdentity({self._endpoints.identity_url!r}, {self._client_id!r})"

    def authorize_url(
        self,
        *,
        redirect_uri: str,
        state: str,
        scopes: Iterable[str],
        code_challenge: str | None = None,
    ) -> str:
        """Return the address of Xero's consent page.

        :param state: what binds the way back to the person who left; compare it there
        :param code_challenge: for PKCE, from `pkce_pair`
        """
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(scopes),
            "state": state,
        }
        if code_challenge:
            query.update(code_challenge=code_challenge, code_challenge_method="S256")
        return f"{self._endpoints.authorize_url}?{urlencode(query, quote_via=quote)}"

    def exchange_code(self, *, code: str, redirect_uri: str, code_verifier: str | None = None) -> Tokens:
        """Exchange the code that came back from the consent page, within five minutes.

        :raise XeroReconnectRequired: when the code is used, too old or not ours
        :raise XeroBadClient: when the client id or the secret is wrong
        """
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        if code_verifier:
            form["code_verifier"] = code_verifier
        return self._tokens(form)

    def refresh(self, refresh_token: str) -> Tokens:
        """Return a new pair of tokens. Store both at once: the refresh token changes with every use.

        :raise XeroReconnectRequired: when a person has to connect again
        """
        return self._tokens({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def client_credentials(self, scopes: Iterable[str]) -> Tokens:
        """Return a token of a custom connection, which has no refresh token."""
        return self._tokens({"grant_type": "client_credentials", "scope": " ".join(scopes)})

    def revoke(self, refresh_token: str) -> None:
        """End a consent. This removes all organisations which that person connected to the app."""
        answer = self._post(self._endpoints.revocation_url, {"token": refresh_token})
        if not 200 <= answer.status <= 299:
            raise errors.from_token_answer(answer)

    def connections(self, access_token: str, auth_event_id: str | None = None) -> list[dict[str, Any]]:
        """Return the organisations that a token reaches.

        :param auth_event_id: only those ticked in this consent, see `Tokens`
        """
        options = {"auth_event_id": auth_event_id} if auth_event_id else {}
        answer = self._api(access_token).get_connections(_preload_content=False, **options)
        try:
            found = decode(answer.data)
        except ValueError as exc:
            raise errors.from_garbage(answer, is_write=False) from exc
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise errors.from_garbage(answer, is_write=False)
        return found

    def delete_connection(self, access_token: str, connection_id: str) -> None:
        """Disconnect one organisation, by the connection's own id and not by the organisation's.

        :raise XeroNotFound: when it is not connected (any more)
        """
        self._api(access_token).delete_connection(connection_id, _preload_content=False)

    def _api(self, access_token: str) -> Any:
        from .client import identity_api  # the SDK is loaded by the first call

        return identity_api(self._endpoints, lambda: access_token, self._timeout)

    def _tokens(self, form: dict[str, str]) -> Tokens:
        answer = self._post(self._endpoints.token_url, form)
        if not 200 <= answer.status <= 299:
            raise errors.from_token_answer(answer)
        try:
            data = decode(answer.data)
            return _tokens_from(data)
        except (ValueError, TypeError, KeyError, AttributeError):
            # Not chained: the cause could show a part of the answer, which holds tokens.
            raise exceptions.XeroProtocolError("Xero's answer holds no token", status=answer.status) from None

    def _post(self, url: str, form: dict[str, str]) -> Answer:
        """Send a form; an app with a secret names itself in the header, one without in the form."""
        headers = {"Accept": "application/json", "Content-Type": FORM}
        if self._client_secret:
            headers["Authorization"] = _basic(self._client_id, self._client_secret)
        else:
            form = {**form, "client_id": self._client_id}
        try:
            return send("POST", url, timeout=self._timeout, headers=headers, data=urlencode(form))
        except requests.exceptions.RequestException as exc:
            raise errors.from_network(exc, is_write=False) from exc


def _basic(client_id: str, client_secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()


def _tokens_from(data: dict[str, Any]) -> Tokens:
    access_token = data["access_token"]
    if not isinstance(access_token, str) or not access_token:
        raise ValueError("empty")
    claims = _claims(access_token)
    scopes = data.get("scope") or claims.get("scope") or ()
    return Tokens(
        access_token=access_token,
        refresh_token=data.get("refresh_token") or None,
        expires_in=int(data.get("expires_in") or const.ACCESS_TOKEN_SECONDS),
        scopes=tuple(scopes.split() if isinstance(scopes, str) else map(str, scopes)),
        xero_user_id=claims.get("xero_userid"),
        auth_event_id=claims.get("authentication_event_id"),
    )


def _claims(token: str) -> dict[str, Any]:
    """Return the claims of a JWT, {} when it is none."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error):
        return {}
    return claims if isinstance(claims, dict) else {}
