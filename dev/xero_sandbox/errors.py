"""What Xero answers when it refuses, with its own words (COVERAGE.md says which words are quoted)."""

from __future__ import annotations

from typing import Any

ZERO_GUID = "00000000-0000-0000-0000-000000000000"


class ApiError(Exception):
    """An answer that is not a success.

    :param body: a dict becomes JSON, a text is sent as it is
    :ivar element: what the elements of a refused call are called in XML, "" when nobody knows
    """

    element = ""

    def __init__(
        self, status: int, body: Any = "", headers: dict[str, str] | None = None, content_type: str = "application/json"
    ) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = headers or {}
        self.content_type = content_type


class Refused(Exception):
    """One element that breaks rules; `messages` are Xero's sentences."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = list(messages)


def _problem(number: int, kind: str, message: str, status: int = 400) -> ApiError:
    return ApiError(status, {"ErrorNumber": number, "Type": kind, "Message": message})


def validation_error(elements: list[dict[str, Any]], element: str = "") -> ApiError:
    error = _problem(10, "ValidationException", "A validation exception occurred")
    error.body["Elements"] = elements
    error.element = element
    return error


def bad_query(text: str) -> ApiError:
    return _problem(16, "QueryParseException", text)


def bad_request(text: str) -> ApiError:
    return _problem(14, "PostDataInvalidException", text)


def too_many_documents() -> ApiError:
    return _problem(51, "HighVolumeException", "The request would return more than 100,000 documents. Use paging.")


def internal_error() -> ApiError:
    return _problem(500, "InternalError", "An error occurred in Xero", 500)


def key_misused(text: str) -> ApiError:
    return _problem(17, "IdempotencyException", text)


def not_found() -> ApiError:
    return ApiError(404, "", content_type="text/html")


def not_acceptable() -> ApiError:
    return ApiError(406, "", content_type="text/html")


def precondition_failed(text: str) -> ApiError:
    return ApiError(412, text, content_type="text/plain")


def too_large() -> ApiError:
    """Return what stands before the API itself says to a large request."""
    body = {"Title": "RequestEntityTooLarge", "Status": 413, "Detail": "PayloadTooLarge", "Instance": ZERO_GUID}
    return ApiError(413, {**body, "Extensions": {}})


def packed() -> ApiError:
    return ApiError(415, "", content_type="text/html")


def not_imitated(method: str, path: str) -> ApiError:
    return ApiError(501, f"The sandbox does not imitate {method} {path}", content_type="text/plain")


def unauthorised(detail: str = "TokenExpired") -> ApiError:
    body = {"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": detail, "Instance": ZERO_GUID}
    return ApiError(401, body, {"WWW-Authenticate": 'Bearer error="invalid_token"'})


def insufficient_scope() -> ApiError:
    body = {"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": "AuthorizationUnsuccessful"}
    return ApiError(401, body, {"WWW-Authenticate": 'Bearer error="insufficient_scope"'})


def forbidden() -> ApiError:
    body = {"Type": None, "Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"}
    return ApiError(403, {**body, "Instance": ZERO_GUID})


def offline() -> ApiError:
    return ApiError(503, "The Organisation is offline", content_type="text/plain")


def too_many(problem: str, retry_after: int | None) -> ApiError:
    headers = {"X-Rate-Limit-Problem": problem}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return ApiError(429, "", headers, "text/html")
