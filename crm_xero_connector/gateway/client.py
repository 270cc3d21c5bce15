"""The SDK's client, with its transport and its handling of tokens replaced through its own seams.

Imported inside functions only: the SDK costs 50 ms and 5 MB, which a process that never talks to Xero need not pay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.identity import IdentityApi
from xero_python.rest import RESTClientObject

from .. import const
from . import errors
from .endpoints import Endpoints
from .transport import Answer, send

NOT_MODIFIED = 304
WRITES = ("PUT", "POST")


class Transport(RESTClientObject):
    """The SDK's REST client over `requests`. GET, PUT and the others are inherited and end in `request`.

    Keeps the last request's method and path, and its answer, for the log.
    """

    def __init__(self, timeout: int) -> None:
        self.timeout = timeout
        self.forget()

    def forget(self) -> None:
        self.method = ""
        self.path = ""
        self.answer: Answer | None = None

    def request(
        self,
        method: str,
        url: str,
        query_params: Any = None,
        headers: dict[str, str] | None = None,
        body: Any = None,
        post_params: Any = None,
        _preload_content: bool = True,
        _request_timeout: int | None = None,
    ) -> Answer:
        """Send one request; "not modified" is an answer, every other failure raises `exceptions.XeroError`."""
        self.method, self.path, self.answer = method, urlsplit(url).path, None
        is_write = method in WRITES
        try:
            answer = send(method, url, timeout=self.timeout, params=query_params, headers=headers, data=body)
        except requests.exceptions.RequestException as exc:
            raise errors.from_network(exc, is_write=is_write) from exc
        self.answer = answer
        if 200 <= answer.status <= 299 or (answer.status == NOT_MODIFIED and not is_write):
            return answer
        raise errors.from_answer(answer, is_write=is_write)


class BearerToken:
    """The SDK's seam for tokens: ask for the access token before every request, keep none."""

    def __init__(self, access_token: Callable[[], str]) -> None:
        self._access_token = access_token

    def get_auth_settings(self) -> dict[str, str]:
        return {"in": "header", "key": "Authorization", "value": f"Bearer {self._access_token()}"}


def accounting_api(endpoints: Endpoints, access_token: Callable[[], str], timeout: int) -> AccountingApi:
    """Return the SDK's accounting API; its transport is `.api_client.rest_client`."""
    return AccountingApi(_client(access_token, timeout), base_url=endpoints.accounting_url)


def identity_api(endpoints: Endpoints, access_token: Callable[[], str], timeout: int) -> IdentityApi:
    """Return the SDK's API of the connections."""
    return IdentityApi(_client(access_token, timeout), base_url=endpoints.api_url)


def _client(access_token: Callable[[], str], timeout: int) -> ApiClient:
    configuration = Configuration()
    # Assigned and not passed: the SDK hands the first configuration's token to all later ones.
    configuration.oauth2_token = BearerToken(access_token)
    client = ApiClient(configuration)
    client.rest_client = Transport(timeout)
    client.user_agent = const.USER_AGENT
    return client
