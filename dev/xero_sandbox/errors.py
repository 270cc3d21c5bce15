"""What Xero answers when it refuses, with its own words (as collected in COVERAGE.md)."""

from __future__ import annotations

from typing import Any

ZERO_GUID = "00000000-0000-0000-0000-000000000000"


class ApiError(Exception):
    """An answer that is not a success.

    :param body: a dict becomes JSON, a text is sent as it is
    """

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


def validation_error(elements: list[dict[str, Any]]) -> ApiError:
    return ApiError(
        400,
        {
            "ErrorNumber": 10,
            "Type": "ValidationException",
            "Message": "A validation exception occurred",
            "Elements": elements,
        },
    )


def bad_query(text: str) -> ApiError:
    return ApiError(400, {"ErrorNumber": 16, "Type": "QueryParseException", "Message": text})


def bad_request(text: str) -> ApiError:
    return ApiError(400, {"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": text})


def not_found() -> ApiError:
    return ApiError(404, "", content_type="text/html")


def unauthorised(detail: str = "TokenExpired") -> ApiError:
    body = {"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": detail, "Instance": ZERO_GUID}
    return ApiError(401, body, {"WWW-Authenticate": 'Bearer error="invalid_token"'})


def insufficient_scope() -> ApiError:
    body = {"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": "AuthorizationUnsuccessful"}
    return ApiError(401, body, {"WWW-Authenticate": 'Bearer error="insufficient_scope"'})


def forbidden() -> ApiError:
    body = {"Type": None, "Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"}
    return ApiError(403, {**body, "Instance": ZERO_GUID})


def too_many(problem: str, retry_after: int | None) -> ApiError:
    headers = {"X-Rate-Limit-Problem": problem}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return ApiError(429, "", headers, "text/html")
