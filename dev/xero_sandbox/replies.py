"""Answers as Werkzeug sends them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from .errors import ApiError
from .wire import encode

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Raw:
    """An answer that is a file."""

    content: bytes
    kind: str


def as_json(payload: Any, status: int = 200) -> Response:
    return Response(encode(payload), status, content_type=JSON)


def as_html(text: str, status: int = 200) -> Response:
    return Response(text, status, content_type="text/html; charset=utf-8")


def as_error(error: ApiError) -> Response:
    text = encode(error.body) if isinstance(error.body, (dict, list)) else error.body
    return Response(text, error.status, error.headers, content_type=f"{error.content_type}; charset=utf-8")


def redirect(location: str, status: int = 302) -> Response:
    return Response("", status, {"Location": location})
