"""OAuth 2.0 as Xero does it: requests for consent, codes, connections. Tokens are in `tokens`."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .errors import ApiError
from .grants import SCOPES, Grant
from .tokens import Tokens

if TYPE_CHECKING:
    from .sandbox import App, Sandbox, User

CODE_MINUTES = 5
TICKET_MINUTES = 15


@dataclass
class Connection:
    """An organisation that an app may reach on behalf of a user."""

    connection_id: str
    client_id: str
    user_id: str
    tenant_id: str
    event_id: str
    created: datetime
    updated: datetime


@dataclass
class Identity:
    """The consents, tokens and connections of one sandbox."""

    sandbox: Sandbox
    codes: dict[str, Grant] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    consented: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # scopes add up over consents
    tickets: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # who is logged in on the consent page
    version: int = 0  # goes up with every change

    def __post_init__(self) -> None:
        self.tokens = Tokens(self)

    # --- consent -----------------------------------------------------------------------------------------------

    def check_request(self, args: dict[str, str]) -> App:
        """Return the app of an authorise request; what is wrong is shown to the person, as Xero does."""
        app = self.sandbox.apps.get(args.get("client_id", ""))
        if not app or app.only_tenant:
            raise ApiError(500, "unauthorized_client: Unknown client or client not enabled")
        redirect_uri = args.get("redirect_uri", "")
        if redirect_uri not in app.redirect_uris or not is_allowed_redirect(redirect_uri):
            raise ApiError(500, "unauthorized_client: Invalid redirect_uri")
        if args.get("response_type") != "code":
            raise ApiError(500, "unsupported_response_type: response_type must be code")
        wanted = set(args.get("scope", "").split())
        strange = wanted - SCOPES if app.scopes is None else wanted - set(app.scopes)
        if not wanted or strange:
            raise ApiError(
                500, f"invalid_scope: Invalid scope for client ({' '.join(sorted(strange)) or 'none asked for'})"
            )
        self._check_challenge(app, args)
        return app

    def _check_challenge(self, app: App, args: dict[str, str]) -> None:
        given = args.get("code_challenge", "")
        if app.client_secret and given:
            raise ApiError(500, "invalid_request: code_challenge is for apps without a secret")
        if not app.client_secret and (len(given) != 43 or args.get("code_challenge_method") != "S256"):
            raise ApiError(500, "invalid_request: code challenge required (S256)")

    def ticket(self, user: User) -> str:
        """Return what stands for a logged-in user on the consent page."""
        ticket = secrets.token_urlsafe(16)
        self.tickets[ticket] = user.email, self.sandbox.clock.now() + timedelta(minutes=TICKET_MINUTES)
        return ticket

    def logged_in(self, form: dict[str, str]) -> User | None:
        """Return who sends a form: by the ticket of the page before, or by e-mail address and password."""
        email, expires = self.tickets.get(form.get("ticket", ""), ("", None))
        if expires and expires > self.sandbox.clock.now():
            return self.sandbox.users.get(email)
        user = self.sandbox.users.get(form.get("email", "").strip().lower())
        return user if user and user.password == form.get("password") else None

    def grant(
        self, app: App, user: User, redirect_uri: str, scopes: list[str], tenant_ids: list[str], challenge: str | None
    ) -> str:
        """Remember a consent; return its code."""
        now, event = self.sandbox.clock.now(), str(uuid.uuid4())
        for tenant_id in tenant_ids:
            self._connect(app.client_id, user.user_id, tenant_id, event, now)
        together = self.consented.setdefault((app.client_id, user.user_id), set())
        together.update(scopes)
        code = secrets.token_urlsafe(24)
        expires = now + timedelta(minutes=CODE_MINUTES)
        self.codes[code] = Grant(app.client_id, user.user_id, sorted(together), event, redirect_uri, challenge, expires)
        self.version += 1
        return code

    def _connect(self, client_id: str, user_id: str, tenant_id: str, event: str, now: datetime) -> None:
        for known in self.connections.values():
            if (known.client_id, known.user_id, known.tenant_id) == (client_id, user_id, tenant_id):
                known.event_id, known.updated = event, now
                return
        connection = Connection(str(uuid.uuid4()), client_id, user_id, tenant_id, event, now, now)
        self.connections[connection.connection_id] = connection

    # --- what a token reaches ----------------------------------------------------------------------------------

    def bearer(self, header: str) -> Grant | None:
        """Return the grant behind an Authorization header that is good now."""
        kind, _space, token = header.partition(" ")
        return self.tokens.grant_of(token) if kind.lower() == "bearer" else None

    def reaches(self, grant: Grant, tenant_id: str) -> bool:
        if grant.only_tenant:
            return grant.only_tenant == tenant_id
        return any(item.tenant_id == tenant_id for item in self._own(grant) if grant.user_id)

    def _own(self, grant: Grant) -> list[Connection]:
        """Return the connections of a grant's user, all of the app's for a grant without a user."""
        return [
            item
            for item in list(self.connections.values())
            if item.client_id == grant.client_id and grant.user_id in ("", item.user_id)
        ]

    def list_connections(self, grant: Grant, event_id: str | None) -> list[dict[str, Any]]:
        """Answer GET /connections."""
        organisations = self.sandbox.organisations
        return [
            {
                "id": item.connection_id,
                "authEventId": item.event_id,
                "tenantId": item.tenant_id,
                "tenantType": "ORGANISATION",
                "tenantName": organisations[item.tenant_id].name,
                "createdDateUtc": f"{item.created:%Y-%m-%dT%H:%M:%S.%f}0",
                "updatedDateUtc": f"{item.updated:%Y-%m-%dT%H:%M:%S.%f}0",
            }
            for item in self._own(grant)
            if item.tenant_id in organisations and event_id in (None, "", item.event_id)
        ]

    def delete_connection(self, grant: Grant, connection_id: str) -> None:
        """Answer DELETE /connections/{id}; the id of an organisation is not one of a connection."""
        item = self.connections.get(connection_id.lower())
        if not item or item not in self._own(grant):
            raise ApiError(404)
        self.disconnect(item)

    def disconnect(self, connection: Connection) -> None:
        self.connections.pop(connection.connection_id, None)
        self.version += 1


def is_allowed_redirect(uri: str) -> bool:
    parts = urlsplit(uri)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")
