"""Consent and tokens against Xero's stand-in, over real sockets."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from odoo.addons.crm_xero_connector import const, exceptions
from odoo.addons.crm_xero_connector.gateway import XeroGateway, XeroIdentity, pkce_pair

REDIRECT = "http://localhost:8069/crm_xero/callback"


FIELD = re.compile(r'<input[^>]* name="(\w+)"[^>]*? value="([^"]*)"')


def consent(url, choice):
    """Log in and answer the consent page as a browser does; return where Xero sends the person back to."""
    page = requests.post(url, data={"email": "demo@example.com", "password": "demo", "action": "login"}, timeout=5)
    fields = {**dict(FIELD.findall(page.text)), "action": choice}
    return requests.post(url, data=fields, timeout=5, allow_redirects=False).headers["Location"]


def test_a_person_connects_through_the_pages(identity):
    url = identity.authorize_url(redirect_uri=REDIRECT, state="nonce-1", scopes=const.SCOPES)
    back = consent(url, "allow")
    query = parse_qs(urlsplit(back).query)
    assert back.startswith(REDIRECT)
    assert query["state"] == ["nonce-1"]
    tokens = identity.exchange_code(code=query["code"][0], redirect_uri=REDIRECT)
    assert set(const.SCOPES) <= set(tokens.scopes)
    connections = identity.connections(tokens.access_token, tokens.auth_event_id)
    assert len(connections) == 1


def test_a_person_who_cancels_comes_back_without_a_code(identity):
    url = identity.authorize_url(redirect_uri=REDIRECT, state="nonce-1", scopes=const.SCOPES)
    query = parse_qs(urlsplit(consent(url, "cancel")).query)
    assert query == {"error": ["access_denied"], "state": ["nonce-1"]}


def test_an_app_without_a_secret_connects_with_pkce(sandbox, endpoints, tenant_id):
    native = XeroIdentity(endpoints, "native")
    verifier, challenge = pkce_pair()
    code = sandbox.consent_code("native", REDIRECT, list(const.SCOPES), [tenant_id], challenge=challenge)
    tokens = native.exchange_code(code=code, redirect_uri=REDIRECT, code_verifier=verifier)
    assert native.refresh(tokens.refresh_token).refresh_token != tokens.refresh_token


def test_a_wrong_verifier_gets_nothing(sandbox, endpoints, tenant_id):
    native = XeroIdentity(endpoints, "native")
    code = sandbox.consent_code("native", REDIRECT, list(const.SCOPES), [tenant_id], challenge=pkce_pair()[1])
    with pytest.raises(exceptions.XeroReconnectRequired):
        native.exchange_code(code=code, redirect_uri=REDIRECT, code_verifier=pkce_pair()[0])


def test_a_code_is_good_once_and_for_five_minutes(sandbox, identity, tenant_id, tokens):
    code = sandbox.consent_code("web", REDIRECT, list(const.SCOPES), [tenant_id])
    sandbox.clock.advance(301)
    with pytest.raises(exceptions.XeroReconnectRequired):
        identity.exchange_code(code=code, redirect_uri=REDIRECT)


def test_a_wrong_secret_is_a_bad_client(sandbox, endpoints, tokens):
    with pytest.raises(exceptions.XeroBadClient):
        XeroIdentity(endpoints, "web", "wrong").refresh(tokens.refresh_token)


def test_a_refresh_token_rotates_and_the_old_one_has_a_short_grace(sandbox, identity, tokens):
    newer = identity.refresh(tokens.refresh_token)
    assert newer.refresh_token != tokens.refresh_token
    assert identity.refresh(tokens.refresh_token).access_token
    sandbox.clock.advance(31 * 60)
    with pytest.raises(exceptions.XeroReconnectRequired):
        identity.refresh(tokens.refresh_token)
    assert identity.refresh(newer.refresh_token).access_token


def test_an_access_token_expires_and_a_fresh_one_works(sandbox, identity, endpoints, tenant_id, tokens):
    current = [tokens]
    gateway = XeroGateway(endpoints, tenant_id, lambda: current[0].access_token)
    sandbox.clock.advance(1801)
    with pytest.raises(exceptions.XeroTokenExpired):
        gateway.organisation()
    current[0] = identity.refresh(tokens.refresh_token)
    assert gateway.organisation()["OrganisationID"]


def test_a_missing_scope_is_told(sandbox, identity, endpoints, tenant_id):
    code = sandbox.consent_code("web", REDIRECT, ["offline_access", "accounting.contacts"], [tenant_id])
    tokens = identity.exchange_code(code=code, redirect_uri=REDIRECT)
    gateway = XeroGateway(endpoints, tenant_id, lambda: tokens.access_token)
    assert gateway.contacts().items
    with pytest.raises(exceptions.XeroScopeMissing):
        gateway.invoices()


def test_a_disconnected_organisation_is_forbidden(identity, gateway, tokens):
    connection = identity.connections(tokens.access_token)[0]
    identity.delete_connection(tokens.access_token, connection["id"])
    with pytest.raises(exceptions.XeroForbidden):
        gateway.organisation()
    with pytest.raises(exceptions.XeroNotFound):
        identity.delete_connection(tokens.access_token, connection["id"])


def test_a_revoked_consent_reaches_nothing(identity, tokens):
    identity.revoke(tokens.refresh_token)
    with pytest.raises(exceptions.XeroReconnectRequired):
        identity.refresh(tokens.refresh_token)
