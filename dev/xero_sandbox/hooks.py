"""One notification on its way: signed, sent to this machine only, its answer judged as Xero judges it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

TIMEOUT = 5
HERE = ("localhost", "127.0.0.1", "::1")
UNCLEAN = 299  # an answer with a body or a cookie, whatever its status
NO_ANSWER = 0


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Xero follows no redirect."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _StayHere())


def envelope(events: list[dict[str, Any]], first: int, last: int) -> bytes:
    """Return the body of a notification."""
    body = {
        "events": events,
        "firstEventSequence": first,
        "lastEventSequence": last,
        "entropy": secrets.token_hex(10).upper(),
    }
    return json.dumps(body).encode()


def sign(body: bytes, key: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def check_address(url: str) -> None:
    """Refuse an address that is not on this machine, or none that can be posted to.

    :raise ValueError: the sandbox sends nothing elsewhere
    """
    parts = urlsplit(url)
    if parts.hostname not in HERE:
        raise ValueError(f"The sandbox sends notifications to this machine only, not to {url}")
    if parts.scheme not in ("http", "https") or parts.port == 0 or not url.isprintable() or " " in url:
        raise ValueError(f"Notifications cannot be posted to {url}")


def post(url: str, body: bytes, signature: str) -> int:
    """Return the status of an answer; NO_ANSWER for none in time, UNCLEAN for one that breaks the rules."""
    headers = {"Content-Type": "application/json", "x-xero-signature": signature}
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            return _judge(answer.status, answer)
    except urllib.error.HTTPError as error:
        with error:
            return _judge(error.code, error)
    except (OSError, http.client.HTTPException):  # nobody there, too late, or no HTTP
        return NO_ANSWER


def _judge(status: int, answer: Any) -> int:
    return UNCLEAN if answer.read(1) or answer.headers.get("Set-Cookie") else status


def intend(url: str, key: str) -> list[int]:
    """Ask an end point as Xero does when it is saved; it has to tell right signatures from wrong ones."""
    body = envelope([], 0, 0)
    right = sign(body, key)
    wrong = ("B" if right[0] == "A" else "A") + right[1:]
    return [post(url, body, header) for header in (right, wrong, sign(body, f"not {key}"), right)]


INTENDED = [200, 401, 401, 200]
