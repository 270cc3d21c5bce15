"""Consent, tokens and connections."""

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from odoo.addons.crm_xero_connector import const, exceptions
from odoo.addons.crm_xero_connector.gateway import Endpoints, Tokens, XeroIdentity, pkce_pair

TOKEN = "https://identity.xero.com/connect/token"
REVOKE = "https://identity.xero.com/connect/revocation"
CONNECTIONS = "https://api.xero.com/Connections"
BASIC = "Basic " + base64.b64encode(b"client-1:top-secret").decode()


def jwt(**claims):
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"head.{payload}.signature"


def granted(**values):
    access_token = jwt(xero_userid="user-1", authentication_event_id="event-1", scope=["offline_access"])
    return {
        "access_token": access_token,
        "refresh_token": "refresh-2",
        "expires_in": 1800,
        "token_type": "Bearer",
        "scope": "offline_access accounting.contacts",
        **values,
    }


def form(api):
    return {key: value[0] for key, value in parse_qs(api.calls[0].request.body).items()}


@pytest.fixture
def native():
    return XeroIdentity(Endpoints(), "client-1")


# --- the consent page --------------------------------------------------------------------------------------------


def test_the_consent_page_is_asked_for_all_that_is_used(identity):
    url = urlsplit(
        identity.authorize_url(redirect_uri="https://erp.example/xero?a=1", state="s+1", scopes=const.SCOPES)
    )
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://login.xero.com/identity/connect/authorize"
    assert {key: value[0] for key, value in parse_qs(url.query, strict_parsing=True).items()} == {
        "response_type": "code",
        "client_id": "client-1",
        "redirect_uri": "https://erp.example/xero?a=1",
        "scope": "offline_access accounting.contacts accounting.invoices accounting.payments accounting.settings.read",
        "state": "s+1",
    }
    assert "secret" not in url.query
    assert "+" not in url.query


def test_an_app_without_a_secret_sends_a_challenge(native):
    verifier, challenge = pkce_pair()
    url = native.authorize_url(redirect_uri="http://localhost/x", state="s", scopes=["a"], code_challenge=challenge)
    query = parse_qs(urlsplit(url).query)
    assert (query["code_challenge"], query["code_challenge_method"]) == ([challenge], ["S256"])
    assert verifier not in url


def test_a_challenge_is_the_hash_of_its_verifier():
    verifier, challenge = pkce_pair()
    padded = challenge + "=" * (-len(challenge) % 4)
    assert base64.urlsafe_b64decode(padded) == hashlib.sha256(verifier.encode()).digest()
    assert 43 <= len(verifier) <= 128
    assert pkce_pair()[0] != verifier


# --- tokens ------------------------------------------------------------------------------------------------------


def test_a_code_is_exchanged_with_the_secret_in_the_header(api, identity):
    api.post(TOKEN, json=granted())
    tokens = identity.exchange_code(code="code-1", redirect_uri="https://erp.example/xero")
    assert form(api) == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "redirect_uri": "https://erp.example/xero",
    }
    assert api.calls[0].request.headers["Authorization"] == BASIC
    assert api.calls[0].request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert tokens == Tokens(
        granted()["access_token"],
        "refresh-2",
        1800,
        ("offline_access", "accounting.contacts"),
        xero_user_id="user-1",
        auth_event_id="event-1",
    )


def test_a_code_is_exchanged_with_the_verifier_and_without_a_secret(api, native):
    api.post(TOKEN, json=granted())
    native.exchange_code(code="code-1", redirect_uri="http://localhost/x", code_verifier="v" * 43)
    assert form(api)["code_verifier"] == "v" * 43
    assert form(api)["client_id"] == "client-1"
    assert "Authorization" not in api.calls[0].request.headers


def test_a_refresh_brings_a_new_pair(api, identity):
    api.post(TOKEN, json=granted())
    assert identity.refresh("refresh-1").refresh_token == "refresh-2"
    assert form(api) == {"grant_type": "refresh_token", "refresh_token": "refresh-1"}
    assert api.calls[0].request.headers["Authorization"] == BASIC


def test_an_app_without_a_secret_refreshes_with_its_id(api, native):
    api.post(TOKEN, json=granted())
    native.refresh("refresh-1")
    assert form(api) == {"grant_type": "refresh_token", "refresh_token": "refresh-1", "client_id": "client-1"}


def test_a_custom_connection_has_no_refresh_token(api, identity):
    api.post(TOKEN, json={"access_token": "opaque", "expires_in": 1800, "token_type": "Bearer"})
    tokens = identity.client_credentials(["accounting.contacts", "accounting.invoices"])
    assert form(api) == {"grant_type": "client_credentials", "scope": "accounting.contacts accounting.invoices"}
    assert tokens == Tokens("opaque", None, 1800, ())


@pytest.mark.parametrize(
    ("values", "scopes", "expires_in"),
    [
        ({"scope": None, "expires_in": None}, ("offline_access",), const.ACCESS_TOKEN_SECONDS),
        ({"scope": "", "expires_in": "600"}, ("offline_access",), 600),
        ({"access_token": "head.%%%.x", "scope": "a"}, ("a",), 1800),
        ({"access_token": "head.bnVsbA.x", "scope": "a"}, ("a",), 1800),
    ],
)
def test_what_xero_leaves_out_is_taken_from_the_token_or_assumed(api, identity, values, scopes, expires_in):
    api.post(TOKEN, json=granted(**values))
    tokens = identity.refresh("r")
    assert (tokens.scopes, tokens.expires_in) == (scopes, expires_in)


def test_tokens_do_not_show(api, identity):
    api.post(TOKEN, json=granted())
    tokens = identity.refresh("refresh-1")
    assert "refresh" not in repr(tokens)
    assert tokens.access_token not in repr(tokens)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b'{"access_token":""}', b'{"access_token":7}', b'{"x":1}']
)
def test_an_answer_without_a_token_shows_nothing_of_itself(api, identity, body):
    api.post(TOKEN, body=body)
    with pytest.raises(exceptions.XeroProtocolError) as caught:
        identity.refresh("refresh-1")
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"error": "invalid_grant"}, exceptions.XeroReconnectRequired),
        (400, {"error": "invalid_client"}, exceptions.XeroBadClient),
        (401, {"error": "invalid_client"}, exceptions.XeroBadClient),
        (400, {"error": "unauthorized_client"}, exceptions.XeroBadClient),
        (401, "", exceptions.XeroBadClient),
        (400, {"error": "invalid_request"}, exceptions.XeroAuthError),
        (400, {"error": "invalid_scope"}, exceptions.XeroAuthError),
        (400, {"error": ["odd"]}, exceptions.XeroAuthError),
        (403, "<html>", exceptions.XeroAuthError),
        (429, "", exceptions.XeroRateLimited),
        (500, "", exceptions.XeroServerError),
        (503, "", exceptions.XeroServerError),
        (302, "", exceptions.XeroProtocolError),
    ],
)
def test_a_refusal_of_the_token_endpoint_has_its_class(api, identity, status, body, error):
    api.post(TOKEN, status=status, body=json.dumps(body) if body else "")
    with pytest.raises(exceptions.XeroError) as caught:
        identity.refresh("refresh-1")
    assert type(caught.value) is error
    assert len(api.calls) == 1


def test_what_the_token_endpoint_echoes_does_not_show(api, identity):
    api.post(TOKEN, status=400, json={"error": "invalid_grant", "error_description": "token refresh-1 of top-secret"})
    with pytest.raises(exceptions.XeroReconnectRequired) as caught:
        identity.refresh("refresh-1")
    assert "refresh-1" not in f"{caught.value} {vars(caught.value)}"
    assert caught.value.messages == ("invalid_grant",)


@pytest.mark.parametrize("failure", [requests.exceptions.ReadTimeout, requests.exceptions.ConnectionError])
def test_a_lost_answer_to_a_refresh_may_be_asked_for_again(api, identity, failure):
    """Xero accepts a used refresh token for another 30 minutes."""
    api.post(TOKEN, body=failure())
    with pytest.raises(exceptions.XeroUnreachable):
        identity.refresh("refresh-1")


def test_a_consent_is_revoked(api, identity):
    api.post(REVOKE)
    assert identity.revoke("refresh-1") is None
    assert form(api) == {"token": "refresh-1"}
    assert api.calls[0].request.headers["Authorization"] == BASIC


def test_a_refused_revocation_is_told(api, identity):
    api.post(REVOKE, status=400, json={"error": "invalid_client"})
    with pytest.raises(exceptions.XeroBadClient):
        identity.revoke("refresh-1")


# --- connections -------------------------------------------------------------------------------------------------


def test_the_organisations_of_a_consent_are_listed(api, identity):
    api.get(CONNECTIONS, json=[{"id": "con-1", "tenantId": "tenant-1"}])
    assert identity.connections("access-1", auth_event_id="event-1") == [{"id": "con-1", "tenantId": "tenant-1"}]
    request = api.calls[0].request
    assert request.params == {"authEventId": "event-1"}
    assert request.headers["Authorization"] == "Bearer access-1"
    assert "xero-tenant-id" not in request.headers


def test_all_organisations_of_a_token_are_listed(api, identity):
    api.get(CONNECTIONS, json=[])
    assert identity.connections("access-1") == []
    assert api.calls[0].request.params == {}


@pytest.mark.parametrize("body", [b"", b"{}", b'["x"]', b"<html>"])
def test_a_list_of_organisations_that_is_none_is_an_error(api, identity, body):
    api.get(CONNECTIONS, body=body)
    with pytest.raises(exceptions.XeroProtocolError):
        identity.connections("access-1")


def test_one_organisation_is_disconnected(api, identity):
    api.delete(f"{CONNECTIONS}/con-1", status=204)
    assert identity.delete_connection("access-1", "con-1") is None
    assert api.calls[0].request.headers["Authorization"] == "Bearer access-1"


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, exceptions.XeroNotFound), (401, exceptions.XeroTokenExpired), (500, exceptions.XeroServerError)],
)
def test_a_refused_disconnection_is_told(api, identity, status, error):
    api.delete(f"{CONNECTIONS}/con-1", status=status)
    with pytest.raises(error):
        identity.delete_connection("access-1", "con-1")


def test_two_apps_do_not_share_a_token(api):
    """The SDK hands the first configuration to all later ones."""
    api.get(CONNECTIONS, json=[])
    first, second = (XeroIdentity(Endpoints(), name, "s") for name in ("one", "two"))
    first.connections("access-1")
    second.connections("access-2")
    first.connections("access-3")
    assert [call.request.headers["Authorization"] for call in api.calls] == [
        "Bearer access-1",
        "Bearer access-2",
        "Bearer access-3",
    ]
