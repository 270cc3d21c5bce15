"""HTTP: one pooled `requests.Session` per process, put behind the SDK's own REST client.

What it does differently from the SDK's transport, and why:

- nothing is ever sent twice: the SDK's hidden retry repeats a PUT whose answer was lost, and sleeps in the worker;
- every request has a time-out, the token calls too, and no answer may drip for ever or fill the memory;
- a session belongs to one process: a socket shared over a fork hands out other requests' answers;
- proxies and certificates of the environment are honoured, a `.netrc` is not (it would replace our authorisation), and
  neither redirects nor cookies are followed: they would carry a token to where nobody meant it to go.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests

from .. import const
from .endpoints import is_loopback

CHUNK_BYTES = 65536
NO_PROXIES = {"http": None, "https": None, "all": None}


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class AnswerTooLong(requests.exceptions.RequestException):
    """Tell that an answer is larger, or takes longer, than any of Xero's."""


class Sessions:
    """The sessions of this process, replaced after a fork and after a pause in which a socket may have died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._session: requests.Session | None = None
        self._pid = 0
        self._last_used = 0.0

    def get(self) -> requests.Session:
        with self._lock:
            now = time.monotonic()
            stale = now - self._last_used > const.MAX_IDLE_SECONDS
            if self._session is None or self._pid != os.getpid() or stale:
                self._session, self._pid = _new_session(), os.getpid()
            self._last_used = now
            return self._session


def _new_session() -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = const.USER_AGENT
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = _keep_authorisation
    return session


def _keep_authorisation(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave the request as it is: having any `auth` at all keeps requests from looking into a `.netrc`."""
    return request


_sessions = Sessions()


def send(
    method: str,
    url: str,
    *,
    timeout: int,
    params: Any = None,
    headers: Mapping[str, str] | None = None,
    data: Any = None,
) -> Answer:
    """Send one request once and read its answer, whatever its status.

    :param timeout: seconds, a whole number, for connecting and for each wait for bytes
    :raise requests.exceptions.RequestException: when there is no complete answer
    """
    deadline = time.monotonic() + const.MAX_ANSWER_SECONDS
    with _sessions.get().request(
        method,
        url,
        params=params,
        headers=headers,
        data=data,
        timeout=timeout,
        allow_redirects=False,
        stream=True,
        proxies=NO_PROXIES if is_loopback(urlsplit(url).hostname) else None,
    ) as response:
        return Answer(response.status_code, response.headers, _read(response, deadline))


def _read(response: requests.Response, deadline: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(CHUNK_BYTES):
        body += chunk
        if len(body) > const.MAX_ANSWER_BYTES:
            raise AnswerTooLong("The answer is larger than any of Xero's")
        if time.monotonic() > deadline:
            raise AnswerTooLong("The answer takes too long")
    return bytes(body)
