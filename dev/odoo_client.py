"""A browser's part without a browser: log in to Odoo, call methods as its web client does, fill in Xero's forms."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urljoin

import requests

TIMEOUT = 120
MAX_HOPS = 10
FORM = re.compile(r"<form[^>]*>", re.I)
INPUT = re.compile(r"<input[^>]*>", re.I)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


class OdooError(Exception):
    """Odoo's own words about what it refused."""


class OdooClient:
    """One person's session with Odoo.

    :param url: Odoo's base address
    """

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.context: dict[str, Any] = {}
        self.uid = self._rpc("/web/session/authenticate", {"db": database, "login": login, "password": password})["uid"]

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Return what a public method of a model returns."""
        context = {**self.context, **kwargs.pop("context", {})}
        params = {"model": model, "method": method, "args": list(args), "kwargs": {**kwargs, "context": context}}
        return self._rpc(f"/web/dataset/call_kw/{model}/{method}", params)

    def read(self, model: str, domain: list[Any], names: list[str], **kwargs: Any) -> list[dict[str, Any]]:
        return self.call(model, "search_read", domain, names, **kwargs)

    def _rpc(self, path: str, params: dict[str, Any]) -> Any:
        answer = self.session.post(
            self.url + path, json={"jsonrpc": "2.0", "method": "call", "params": params}, timeout=TIMEOUT
        )
        answer.raise_for_status()
        data = answer.json()
        if "error" in data:
            details = data["error"].get("data", {})
            raise OdooError(details.get("message") or data["error"]["message"])
        return data["result"]

    def connect(self, connection_id: int, tenant_name: str, *, email: str, password: str, action: str = "allow") -> str:
        """Press Connect to Xero, log in there, tick an organisation and come back; return the last address."""
        answer = self._get(f"{self.url}/xero/oauth/start/{connection_id}")
        answer = self._submit(answer, {"email": email, "password": password, "action": "login"})
        tenant = find_tenant(answer.text, tenant_name)
        return self._submit(answer, {"tenant": tenant, "action": action}).url

    def _get(self, url: str) -> requests.Response:
        answer = self.session.get(url, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer

    def _submit(self, page: requests.Response, values: dict[str, str]) -> requests.Response:
        """Send a page's first form, its hidden fields included."""
        form = FORM.search(page.text)
        if not form:
            raise OdooError(f"There is no form on {page.url.split('?')[0]}: {text_of(page.text)[:300]}")
        action = unescape(dict(ATTRIBUTE.findall(form[0])).get("action", ""))
        fields = [dict(ATTRIBUTE.findall(tag)) for tag in INPUT.findall(page.text)]
        hidden = {item["name"]: unescape(item.get("value", "")) for item in fields if item.get("type") == "hidden"}
        answer = self.session.post(urljoin(page.url, action), data={**hidden, **values}, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer


def find_tenant(page: str, name: str) -> str:
    """Return the id of the organisation that a consent page offers under a name."""
    for tag in INPUT.finditer(page):
        attributes = dict(ATTRIBUTE.findall(tag[0]))
        label = text_of(page[tag.end() : tag.end() + 300])
        if attributes.get("name") == "tenant" and unescape(label).strip().startswith(name):
            return attributes["value"]
    raise OdooError(f"Xero's page does not offer {name}: {text_of(page)[:300]}")


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)).strip()


def wait_until(condition: Callable[[], Any], seconds: float, what: str, step: float = 0.1) -> Any:
    """Return the first true result of a condition.

    :raise OdooError: when there is none in time
    """
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise OdooError(f"Waited {seconds:g} s for {what}")
        time.sleep(step)
    return result
