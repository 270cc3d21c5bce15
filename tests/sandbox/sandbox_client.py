"""A client that speaks to the sandbox as an app does."""

from __future__ import annotations

import json
from decimal import Decimal

import requests

REDIRECT = "http://localhost:8069/back"
SCOPES = [
    "offline_access", "accounting.contacts", "accounting.invoices", "accounting.payments", "accounting.settings.read",
    "accounting.attachments",
]  # fmt: skip
WEB, SECRET = "web-app", "a secret"
TIMEOUT = 10


class Client:
    """An app that calls the accounting API of one organisation."""

    def __init__(self, url, token, tenant_id):
        self.url, self.token, self.tenant_id = url, token, tenant_id
        self.session = requests.Session()
        self.session.headers.update({"Authorization": f"Bearer {token}", "Accept": "application/json"})
        if tenant_id:
            self.session.headers["xero-tenant-id"] = tenant_id

    def call(self, method, path, body=None, headers=None, **args):
        data = json.dumps(body, default=str) if body is not None else None
        url = f"{self.url}/api.xro/2.0{path}"
        return self.session.request(method, url, params=args, data=data, headers=headers, timeout=TIMEOUT)

    def get(self, path, headers=None, **args):
        """Return the JSON of a read that has to succeed, numbers exact."""
        answer = self.call("GET", path, headers=headers, **args)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text, parse_float=Decimal)

    def write(self, method, path, *elements, **args):
        """Write elements, each telling its own outcome, and return them."""
        key = path.split("/")[1] if "Allocations" not in path else "Allocations"
        answer = self.call(method, path, {key: list(elements)}, summarizeErrors="false", unitdp="4", **args)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text, parse_float=Decimal)[key]

    def put(self, path, *elements, **args):
        """Create elements that have to be taken; return the first one."""
        rows = self.write("PUT", path, *elements, **args)
        assert [messages(row) for row in rows] == [[]] * len(rows)
        return rows[0]

    def post(self, path, element, **args):
        """Change one element, which has to be taken."""
        row = self.write("POST", path, element, **args)[0]
        assert messages(row) == []
        return row

    def refused(self, method, path, element, **args):
        """Write an element that has to be refused; return why."""
        key = path.split("/")[1] if "Allocations" not in path else "Allocations"
        answer = self.call(method, path, {key: [element]}, summarizeErrors="false", unitdp="4", **args).json()
        row = answer["Elements" if "Elements" in answer else key][0]
        assert "Elements" in answer or row["StatusAttributeString"] == "ERROR"
        return " | ".join(messages(row))


def messages(element):
    return [error["Message"] for error in element.get("ValidationErrors", ())]


def token(server, form, auth=(WEB, SECRET)):
    return requests.post(f"{server.url}/connect/token", data=form, auth=auth, timeout=TIMEOUT)


def connect(server, tenant_ids, scopes=SCOPES):
    """Return the tokens of a consent."""
    code = server.sandbox.consent_code(WEB, REDIRECT, scopes, tenant_ids)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    return token(server, form).json()


def line(**values):
    base = {"Description": "Work", "Quantity": 1, "UnitAmount": "100.00", "AccountCode": "200", "TaxType": "OUTPUT"}
    return {**base, **values}
