"""Log-in, consent, codes, tokens, connections."""

import base64
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from sandbox_client import REDIRECT, SCOPES, SECRET, TIMEOUT, WEB, Client, connect, token

from xero_sandbox.tokens import challenge_of

VERIFIER = "v" * 43


def ask(server, **values):
    """Open the authorise page."""
    args = {
        "response_type": "code",
        "client_id": WEB,
        "redirect_uri": REDIRECT,
        "scope": " ".join(SCOPES),
        "state": "s1",
    }
    return f"{server.url}/identity/connect/authorize?{urlencode({**args, **values})}"


def log_in(url, email="demo@example.com", password="demo"):
    return requests.post(url, data={"email": email, "password": password, "action": "login"}, timeout=TIMEOUT).text


def answer(url, page, action, **values):
    """Press a button of the consent page; return where the browser goes."""
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    form = {"ticket": ticket, "action": action, **values}
    return requests.post(url, data=form, allow_redirects=False, timeout=TIMEOUT)


def exchange(server, code, **values):
    return token(server, {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, **values})


def refresh(server, refresh_token):
    return token(server, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def claims(jwt):
    return json.loads(base64.urlsafe_b64decode(jwt.split(".")[1] + "=="))


def whole_consent(server, org):
    url = ask(server)
    back = answer(url, log_in(url), "allow", tenant=org.tenant_id).headers["Location"]
    return parse_qs(urlsplit(back).query)


# --- pages -------------------------------------------------------------------------------------------------------


def test_log_in_consent_and_back_with_code_and_state(server, org):
    query = whole_consent(server, org)
    assert query["state"] == ["s1"]
    assert exchange(server, query["code"][0]).status_code == 200


def test_cancel_goes_back_with_access_denied(server):
    url = ask(server)
    back = answer(url, log_in(url), "cancel").headers["Location"]
    assert parse_qs(urlsplit(back).query) == {"error": ["access_denied"], "state": ["s1"]}


def test_wrong_password_stays_on_the_log_in_page(server):
    assert "Your email or password is incorrect" in log_in(ask(server), password="wrong")


def test_password_is_not_on_the_consent_page(server):
    page = log_in(ask(server))
    assert "Tiny Pty Ltd" in page
    assert "demo" not in page.split("<main>")[1]


def test_allow_without_an_organisation_asks_for_one(server):
    url = ask(server)
    assert "Choose an organisation." in answer(url, log_in(url), "allow").text


def test_a_user_without_organisations_is_offered_none(server, org):
    url = ask(server)
    page = log_in(url, email="nobody@example.com")
    assert org.tenant_id not in page
    assert answer(url, page, "allow", tenant=org.tenant_id).status_code == 200


def test_the_second_user_is_offered_one_organisation_of_two(server, sandbox, org):
    other = sandbox.add_seed("nz")
    page = log_in(ask(server), email="second@example.com")
    assert org.tenant_id in page
    assert other.tenant_id not in page
    assert other.tenant_id in log_in(ask(server))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"client_id": "unknown"}, "Unknown client"),
        ({"redirect_uri": f"{REDIRECT}/"}, "Invalid redirect_uri"),
        ({"redirect_uri": REDIRECT.upper()}, "Invalid redirect_uri"),
        ({"scope": "accounting.transactions"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}, "without a secret"),
        ({"client_id": "native-app"}, "code challenge required"),
        ({"client_id": "native-app", "code_challenge": VERIFIER, "code_challenge_method": "plain"}, "S256"),
    ],
)
def test_a_wrong_request_is_told_on_the_page(server, values, text):
    page = requests.get(ask(server, **values), timeout=TIMEOUT)
    assert page.status_code == 500
    assert text in page.text


def test_plain_http_is_for_localhost_only(server, sandbox):
    for uri in ("http://127.0.0.1:8069/back", "http://odoo.example.com/back"):
        sandbox.register_app("far", "s", redirect_uris=[uri])
        page = requests.get(ask(server, client_id="far", redirect_uri=uri), timeout=TIMEOUT)
        assert "Invalid redirect_uri" in page.text


def test_an_app_gets_no_scope_that_it_does_not_own(server, sandbox):
    sandbox.register_app("small", "s", redirect_uris=[REDIRECT], scopes=["accounting.contacts.read"])
    assert "Invalid scope" in requests.get(ask(server, client_id="small"), timeout=TIMEOUT).text


# --- codes -------------------------------------------------------------------------------------------------------


def test_a_code_is_good_once(server, sandbox, org):
    code = sandbox.consent_code(WEB, REDIRECT, SCOPES, [org.tenant_id])
    assert exchange(server, code).status_code == 200
    again = exchange(server, code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_a_code_is_good_for_five_minutes(server, sandbox, org):
    code = sandbox.consent_code(WEB, REDIRECT, SCOPES, [org.tenant_id])
    sandbox.clock.advance(301)
    assert exchange(server, code).json() == {"error": "invalid_grant"}


def test_a_code_belongs_to_its_redirect_uri(server, sandbox, org):
    code = sandbox.consent_code(WEB, REDIRECT, SCOPES, [org.tenant_id])
    assert exchange(server, code, redirect_uri=f"{REDIRECT}2").json() == {"error": "invalid_grant"}


def test_an_access_token_tells_user_scopes_and_consent(server, org):
    answer = connect(server, [org.tenant_id])
    told = claims(answer["access_token"])
    assert answer["expires_in"] == 1800
    assert set(told["scope"]) == set(SCOPES)
    assert told["xero_userid"] == "11111111-1111-4111-8111-111111111111"
    assert told["authentication_event_id"]
    assert "id_token" not in answer


def test_only_openid_brings_an_id_token_and_only_offline_access_a_refresh_token(server, org):
    answer = connect(server, [org.tenant_id], ["openid", "email", "accounting.contacts"])
    assert claims(answer["id_token"])["email"] == "demo@example.com"
    assert "refresh_token" not in answer


def test_scopes_add_up_until_revoked(server, org):
    connect(server, [org.tenant_id], ["accounting.contacts"])
    both = connect(server, [org.tenant_id], ["offline_access", "accounting.invoices"])
    assert both["scope"].split() == ["accounting.contacts", "accounting.invoices", "offline_access"]
    requests.post(
        f"{server.url}/connect/revocation", data={"token": both["refresh_token"]}, auth=(WEB, SECRET), timeout=TIMEOUT
    )
    assert connect(server, [org.tenant_id], ["accounting.invoices"])["scope"] == "accounting.invoices"


# --- who asks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "auth", "error"),
    [
        ({"grant_type": "refresh_token", "refresh_token": "x"}, (WEB, "wrong"), "invalid_client"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, ("unknown", "x"), "invalid_client"),
        ({"grant_type": "refresh_token", "client_id": WEB, "client_secret": "wrong"}, None, "invalid_client"),
        ({"grant_type": "refresh_token", "client_id": WEB}, None, "invalid_client"),
        ({"grant_type": "refresh_token", "client_id": WEB, "client_secret": SECRET}, None, "invalid_grant"),
        ({"grant_type": "refresh_token", "client_id": "native-app", "client_secret": "x"}, None, "invalid_client"),
        ({"grant_type": "refresh_token"}, ("native-app", ""), "invalid_client"),
        ({"grant_type": "refresh_token"}, None, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, (WEB, SECRET), "invalid_grant"),
        ({"refresh_token": "x"}, (WEB, SECRET), "unsupported_grant_type"),
        ({"grant_type": "password"}, (WEB, SECRET), "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "scope": "accounting.contacts"}, (WEB, SECRET), "invalid_scope"),
        ({"grant_type": "client_credentials", "client_id": "native-app"}, None, "unauthorized_client"),
    ],
)
def test_a_wrong_token_request_is_refused(server, form, auth, error):
    answer = token(server, form, auth)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_a_json_body_is_no_token_request(server):
    answer = requests.post(
        f"{server.url}/connect/token", json={"grant_type": "refresh_token"}, auth=(WEB, SECRET), timeout=TIMEOUT
    )
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


def test_pkce_needs_the_verifier_of_the_challenge(server, sandbox, org):
    def redeem(verifier):
        challenge = challenge_of(VERIFIER)
        code = sandbox.consent_code("native-app", REDIRECT, SCOPES, [org.tenant_id], code_challenge=challenge)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "client_id": "native-app"}
        return token(server, {**form, "code_verifier": verifier}, None)

    assert redeem("w" * 43).json() == {"error": "invalid_grant"}
    assert redeem("short").json() == {"error": "invalid_grant"}
    tokens = redeem(VERIFIER).json()
    form = {"grant_type": "refresh_token", "client_id": "native-app", "refresh_token": tokens["refresh_token"]}
    assert token(server, form, None).status_code == 200


def test_an_app_with_a_secret_sends_no_verifier(server, sandbox, org):
    code = sandbox.consent_code(WEB, REDIRECT, SCOPES, [org.tenant_id])
    assert exchange(server, code, code_verifier=VERIFIER).json() == {"error": "invalid_request"}


# --- refresh -----------------------------------------------------------------------------------------------------


def test_refresh_rotates_and_the_old_token_has_half_an_hour(server, sandbox, org):
    first = connect(server, [org.tenant_id])
    second = refresh(server, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    sandbox.clock.advance(29 * 60)
    assert refresh(server, first["refresh_token"]).status_code == 200
    sandbox.clock.advance(2 * 60)
    assert refresh(server, first["refresh_token"]).json() == {"error": "invalid_grant"}
    assert refresh(server, second["refresh_token"]).status_code == 200


def test_a_refresh_token_ends_after_sixty_days(server, sandbox, org):
    tokens = connect(server, [org.tenant_id])
    sandbox.clock.advance(59 * 86400)
    tokens = refresh(server, tokens["refresh_token"]).json()
    sandbox.clock.advance(61 * 86400)
    assert refresh(server, tokens["refresh_token"]).json() == {"error": "invalid_grant"}


def test_a_new_consent_supersedes_the_older_tokens(server, org):
    old = connect(server, [org.tenant_id])
    connect(server, [org.tenant_id])
    assert refresh(server, old["refresh_token"]).json() == {"error": "invalid_grant"}


def test_another_app_cannot_refresh(server, sandbox, org):
    tokens = connect(server, [org.tenant_id])
    sandbox.register_app("other", "s2", redirect_uris=[REDIRECT])
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert token(server, form, ("other", "s2")).json() == {"error": "invalid_grant"}


def test_a_lost_answer_to_a_refresh_costs_nothing_within_the_grace(server, sandbox, org):
    tokens = connect(server, [org.tenant_id])
    sandbox.faults.add("drop_after", path="/connect/token")
    with pytest.raises(requests.ConnectionError):
        refresh(server, tokens["refresh_token"])
    assert refresh(server, tokens["refresh_token"]).status_code == 200


# --- connections -------------------------------------------------------------------------------------------------


def connections(server, tokens, **args):
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    return requests.get(f"{server.url}/Connections", headers=headers, params=args, timeout=TIMEOUT)


def test_connections_tell_what_was_ticked_in_this_consent(server, sandbox, org):
    other = sandbox.add_seed("nz")
    connect(server, [other.tenant_id])
    tokens = connect(server, [org.tenant_id])
    assert {row["tenantId"] for row in connections(server, tokens).json()} == {org.tenant_id, other.tenant_id}
    event = claims(tokens["access_token"])["authentication_event_id"]
    rows = connections(server, tokens, authEventId=event).json()
    assert [(row["tenantId"], row["tenantName"], row["tenantType"]) for row in rows] == [
        (org.tenant_id, "Tiny Pty Ltd", "ORGANISATION")
    ]


def test_connecting_again_shows_by_the_times(server, sandbox, org):
    tokens = connect(server, [org.tenant_id])
    row = connections(server, tokens).json()[0]
    assert row["createdDateUtc"] == row["updatedDateUtc"]
    sandbox.clock.advance(60)
    row = connections(server, connect(server, [org.tenant_id])).json()[0]
    assert row["createdDateUtc"] < row["updatedDateUtc"]


def test_a_connection_is_deleted_by_its_own_id(server, org):
    tokens = connect(server, [org.tenant_id])
    row = connections(server, tokens).json()[0]
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}

    def delete(key):
        return requests.delete(f"{server.url}/connections/{key}", headers=headers, timeout=TIMEOUT).status_code

    assert [delete(row["tenantId"]), delete(row["id"]), delete(row["id"])] == [404, 204, 404]
    api = Client(server.url, tokens["access_token"], org.tenant_id)
    assert api.call("GET", "/Organisation").status_code == 403


def test_revocation_takes_all_connections_of_the_user_and_is_quiet(server, org):
    tokens = connect(server, [org.tenant_id])
    answer = requests.post(
        f"{server.url}/connect/revocation", data={"token": tokens["refresh_token"]}, auth=(WEB, SECRET), timeout=TIMEOUT
    )
    assert (answer.status_code, answer.text) == (200, "")
    assert connections(server, tokens).status_code == 401
    assert connections(server, connect(server, [])).json() == []


def test_two_users_have_connections_of_their_own(server, sandbox, org):
    first = connect(server, [org.tenant_id])
    code = sandbox.consent_code(WEB, REDIRECT, SCOPES, [org.tenant_id], email="second@example.com")
    second = exchange(server, code).json()
    sandbox.identity.delete_connection(
        sandbox.identity.tokens.grant_of(second["access_token"]), connections(server, second).json()[0]["id"]
    )
    assert len(connections(server, first).json()) == 1


def test_disconnecting_in_xero_forbids(server, sandbox, api, org):
    assert api.call("GET", "/Organisation").status_code == 200
    sandbox.disconnect(org.tenant_id)
    assert api.call("GET", "/Organisation").status_code == 403


def test_an_app_can_list_its_connections_without_a_user(server, org):
    connect(server, [org.tenant_id])
    tokens = token(server, {"grant_type": "client_credentials", "scope": "app.connections"}).json()
    assert len(connections(server, tokens).json()) == 1
    assert Client(server.url, tokens["access_token"], org.tenant_id).call("GET", "/Organisation").status_code == 403


def test_a_custom_connection_reaches_its_one_organisation_unnamed(server, sandbox, org):
    other = sandbox.add_seed("nz")
    sandbox.register_app("custom", "s", only_tenant=org.tenant_id)
    form = {"grant_type": "client_credentials", "scope": "accounting.settings.read"}
    tokens = token(server, form, ("custom", "s")).json()
    assert "refresh_token" not in tokens
    api = Client(server.url, tokens["access_token"], None)
    assert api.get("/Organisation")["Organisations"][0]["Name"] == "Tiny Pty Ltd"
    assert Client(server.url, tokens["access_token"], other.tenant_id).call("GET", "/Organisation").status_code == 403
    assert requests.get(ask(server, client_id="custom"), timeout=TIMEOUT).status_code == 500
