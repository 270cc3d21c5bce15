"""Two organisations, three apps and four users in one stand-in know nothing of each other."""

from itertools import product

import pytest
import requests
from sandbox_client import TIMEOUT, Client, line

from xero_sandbox import Sandbox, SandboxServer
from xero_sandbox.sandbox import User
from xero_sandbox.tokens import challenge_of

BACK = "http://localhost:8069/back"
SCOPES = ["offline_access", "accounting.contacts", "accounting.invoices", "accounting.settings"]
# Who may see which organisation: one both, one each of them alone, one none.
USERS = {"both": (0, 1), "first": (0,), "second": (1,), "none": ()}
APPS = {"app-1": "secret 1", "app-2": "secret 2", "app-3": None}
VERIFIER = "v" * 43


@pytest.fixture
def world():
    sandbox = Sandbox(seeds=("tiny", "nz"))
    sandbox.limits.per_minute = 10_000
    tenants = list(sandbox.organisations)
    for number, (name, may) in enumerate(USERS.items(), 1):
        user_id = f"{number}" * 8 + "-1111-4111-8111-111111111111"
        email = f"{name}@example.com"
        sandbox.users[email] = User(email, "x", user_id, [tenants[index] for index in may])
    for client_id, secret in APPS.items():
        sandbox.register_app(client_id, secret, redirect_uris=[BACK])
    with SandboxServer(sandbox) as server:
        yield World(sandbox, server, tenants)


class World:
    """Every allowed pair of user and app, connected with all that the user may see."""

    def __init__(self, sandbox, server, tenants):
        self.sandbox, self.server, self.tenants = sandbox, server, tenants
        self.tokens = {pair: self.connect(*pair) for pair in product(USERS, APPS) if USERS[pair[0]]}

    def connect(self, user, client_id):
        challenge = None if APPS[client_id] else challenge_of(VERIFIER)
        tenants = [self.tenants[index] for index in USERS[user]]
        code = self.sandbox.consent_code(
            client_id, BACK, SCOPES, tenants, challenge=challenge, email=f"{user}@example.com"
        )
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
        return self.token(client_id, form if APPS[client_id] else {**form, "code_verifier": VERIFIER}).json()

    def token(self, client_id, form):
        secret = APPS[client_id]
        data = form if secret else {**form, "client_id": client_id}
        url = f"{self.server.url}/connect/token"
        return requests.post(url, data=data, auth=(client_id, secret) if secret else None, timeout=TIMEOUT)

    def client(self, user, client_id, tenant):
        return Client(self.server.url, self.tokens[user, client_id]["access_token"], self.tenants[tenant])

    def connections(self, user, client_id):
        headers = {"Authorization": f"Bearer {self.tokens[user, client_id]['access_token']}"}
        rows = requests.get(f"{self.server.url}/connections", headers=headers, timeout=TIMEOUT).json()
        return {row["tenantId"] for row in rows}


def test_everybody_reaches_what_is_theirs_and_nothing_else(world):
    for user, client_id in world.tokens:
        assert world.connections(user, client_id) == {world.tenants[index] for index in USERS[user]}
        for tenant in (0, 1):
            status = world.client(user, client_id, tenant).call("GET", "/Organisation").status_code
            assert status == (200 if tenant in USERS[user] else 403)


def test_what_one_organisation_writes_the_other_does_not_have(world):
    first, second = world.client("both", "app-1", 0), world.client("both", "app-1", 1)
    made = first.put("/Contacts", {"Name": "Only in the first"})
    assert first.get(f"/Contacts/{made['ContactID']}")["Contacts"]
    assert second.call("GET", f"/Contacts/{made['ContactID']}").status_code == 404
    assert second.get("/Contacts", where='Name=="Only in the first"')["Contacts"] == []
    assert second.put("/Contacts", {"Name": "Only in the first"})["ContactID"] != made["ContactID"]
    strange = {"Type": "ACCREC", "Contact": {"ContactID": made["ContactID"]}, "LineItems": [line()]}
    assert "not found" in second.refused("PUT", "/Invoices", strange)


def test_a_token_of_one_app_or_user_is_none_of_another(world):
    refresh = world.tokens["first", "app-1"]["refresh_token"]
    for other in ("app-2", "app-3"):
        answer = world.token(other, {"grant_type": "refresh_token", "refresh_token": refresh})
        assert answer.json() == {"error": "invalid_grant"}
    good = world.token("app-1", {"grant_type": "refresh_token", "refresh_token": refresh}).json()
    assert Client(world.server.url, good["access_token"], world.tenants[1]).call("GET", "/Accounts").status_code == 403


def test_revoking_and_disconnecting_hit_one_user_of_one_app(world):
    refresh = world.tokens["both", "app-1"]["refresh_token"]
    url = f"{world.server.url}/connect/revocation"
    requests.post(url, data={"token": refresh}, auth=("app-1", "secret 1"), timeout=TIMEOUT)
    assert world.client("both", "app-1", 0).call("GET", "/Accounts").status_code in (401, 403)
    for user, client_id in (("both", "app-2"), ("both", "app-3"), ("first", "app-1"), ("second", "app-1")):
        assert world.client(user, client_id, USERS[user][0]).call("GET", "/Accounts").status_code == 200


def test_limits_and_keys_are_counted_apart(world):
    world.sandbox.limits.per_minute = 1
    for client_id, tenant in product(APPS, (0, 1)):
        api = world.client("both", client_id, tenant)
        assert [api.call("GET", "/Accounts").status_code for _call in range(2)] == [200, 429]
    world.sandbox.limits.per_minute = 10_000
    world.sandbox.clock.advance(120)
    ids = set()
    for client_id in APPS:
        body = {"Contacts": [{"Name": f"Key of {client_id}"}]}
        answer = world.client("both", client_id, 0).call("PUT", "/Contacts", body, headers={"Idempotency-Key": "k"})
        ids.add(answer.json()["Contacts"][0]["ContactID"])
    assert len(ids) == 3


def test_notifications_go_to_the_apps_of_that_organisation(world):
    told = []
    for org in world.sandbox.organisations.values():
        org.listeners.append(lambda org, *event: told.append(org.tenant_id))
    world.client("second", "app-2", 1).put("/Contacts", {"Name": "Heard in the second alone"})
    assert set(told) == {world.tenants[1]}


def test_invoices_made_by_one_app_are_not_the_other_apps(world):
    one, two = world.client("first", "app-1", 0), world.client("first", "app-2", 0)
    contact = one.put("/Contacts", {"Name": "Customer"})
    made = one.put(
        "/Invoices", {"Type": "ACCREC", "Contact": {"ContactID": contact["ContactID"]}, "LineItems": [line()]}
    )
    assert made["InvoiceID"] in {row["InvoiceID"] for row in one.get("/Invoices", createdByMyApp="true")["Invoices"]}
    assert made["InvoiceID"] not in {
        row["InvoiceID"] for row in two.get("/Invoices", createdByMyApp="true")["Invoices"]
    }


def test_an_organisation_that_vanished_is_forbidden(world):
    api = world.client("both", "app-1", 0)
    world.sandbox.vanish(world.tenants[0])
    assert api.call("GET", "/Organisation").status_code == 403
    assert world.connections("both", "app-1") == {world.tenants[1]}


def test_a_demo_company_that_was_reset_has_other_ids(world):
    org = world.sandbox.add_seed("demo")
    assert org.facts["IsDemoCompany"] is True
    fresh = world.sandbox.reset_demo(org.tenant_id)
    assert fresh.tenant_id == fresh.facts["OrganisationID"] != org.tenant_id
    assert {row["Name"] for row in fresh.contacts.values()} == {row["Name"] for row in org.contacts.values()}
    assert not set(fresh.contacts) & set(org.contacts)
    assert not set(fresh.accounts) & set(org.accounts)
    assert world.sandbox.organisation("demo") is fresh
    assert org.tenant_id not in world.sandbox.organisations
