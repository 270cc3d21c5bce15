"""From an HTTP answer, or the lack of one, to the tree of `exceptions`; and from one element to its errors.

"Never arrived" and "nobody knows" are different: after the first a write may be sent again at once, after the second
only when it has been looked up in Xero.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from typing import Any

import requests
import urllib3.exceptions as urllib3_errors

from .. import const, exceptions
from .encoding import decode
from .limits import rate_problem, retry_after
from .transport import Answer

CORRELATION_HEADER = "Xero-Correlation-Id"
ID_KEYS = ("ContactID", "InvoiceID", "CreditNoteID", "PaymentID", "AttachmentID")
NESTED = ("Contact", "Invoice", "CreditNote", "Account", "LineItems", "Addresses", "Phones", "ContactPersons")
NO_REASON = "Xero gave no reason"
# Nothing was sent: no address, no connection, or a server that is not the one it says it is.
NEVER_SENT = (
    requests.exceptions.ConnectTimeout,
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    urllib3_errors.NewConnectionError,
    urllib3_errors.ConnectTimeoutError,
    urllib3_errors.NameResolutionError,
    ssl.SSLCertVerificationError,
)


def from_network(exc: requests.exceptions.RequestException, *, is_write: bool) -> exceptions.XeroError:
    """Return what a request without a complete answer means."""
    name = type(exc).__name__
    if any(isinstance(cause, NEVER_SENT) for cause in _causes(exc)):
        return exceptions.XeroUnreachable(f"Xero cannot be reached ({name})")
    if is_write:
        return exceptions.XeroOutcomeUnknown(f"Xero's answer to a write was lost ({name})")
    return exceptions.XeroUnreachable(f"Xero did not answer ({name})")


def _causes(exc: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and what it wraps: requests puts urllib3's in `args`, urllib3 the system's in `reason`."""
    for _depth in range(5):
        if not isinstance(exc, BaseException):
            return
        yield exc
        inner = exc.args[0] if exc.args else None
        exc = getattr(exc, "reason", None) or inner


def from_garbage(answer: Answer, *, is_write: bool) -> exceptions.XeroError:
    """Return what a successful answer that cannot be understood means."""
    details = {"status": answer.status, "correlation_id": correlation_id(answer)}
    if is_write:
        return exceptions.XeroOutcomeUnknown("Xero's answer to a write cannot be understood", **details)
    return exceptions.XeroProtocolError("Xero's answer cannot be understood", **details)


def from_answer(answer: Answer, *, is_write: bool) -> exceptions.XeroError:
    """Return what an answer with a status other than 2xx means."""
    status = answer.status
    data = _body(answer)
    details = {"status": status, "messages": _messages(data), "correlation_id": correlation_id(answer)}
    if status == 401:
        return _unauthorised(answer, data, details)
    if status == 403:
        return exceptions.XeroForbidden("The organisation is not connected (403)", **details)
    if status == 404:
        return exceptions.XeroNotFound("Xero does not know the record (404)", **details)
    if status == 429:
        wait, problem = retry_after(answer.headers), rate_problem(answer.headers)
        return exceptions.XeroRateLimited("Too many calls (429)", retry_after=wait, problem=problem, **details)
    if status == 503:
        return exceptions.XeroServerError("Xero is not available (503)", **details)
    if 400 <= status < 500 and status != 408:
        return _rejected(data, details)
    return _failed(is_write, details)


def _failed(is_write: bool, details: dict[str, Any]) -> exceptions.XeroError:
    """Return what 5xx, 408 and redirections mean: none of them says whether a write was applied."""
    if is_write:
        return exceptions.XeroOutcomeUnknown(f"Xero failed during a write ({details['status']})", **details)
    if details["status"] < 400:
        return exceptions.XeroProtocolError(f"Xero's answer cannot be understood ({details['status']})", **details)
    return exceptions.XeroServerError(f"Xero failed ({details['status']})", **details)


def _unauthorised(answer: Answer, data: Mapping[str, Any], details: dict[str, Any]) -> exceptions.XeroAuthError:
    """Tell a missing scope from an expired token: a challenge names it, an older body says "Authorization"."""
    challenge = answer.headers.get("WWW-Authenticate") or ""
    if "insufficient_scope" in challenge or _get(data, "Detail") == "AuthorizationUnsuccessful":
        return exceptions.XeroScopeMissing("The consent lacks a scope (401)", **details)
    return exceptions.XeroTokenExpired("The access token is not accepted (401)", **details)


def _rejected(data: Mapping[str, Any], details: dict[str, Any]) -> exceptions.XeroRejected:
    number = _get(data, "ErrorNumber")
    reason = details["messages"][0] if details["messages"] else NO_REASON
    return exceptions.XeroRejected(
        f"Xero refused the request ({details['status']}): {reason}",
        error_type=_get(data, "Type"),
        error_number=int(number) if number is not None else None,
        **details,
    )


def from_token_answer(answer: Answer) -> exceptions.XeroError:
    """Return what a refusal by the token endpoint means. Its body may hold what we sent, so only the code is kept."""
    data = _body(answer)
    code = data.get("error") if isinstance(data.get("error"), str) else ""
    details = {"status": answer.status, "messages": (code,) if code else (), "correlation_id": correlation_id(answer)}
    if code == "invalid_grant":
        return exceptions.XeroReconnectRequired("The consent is expired or revoked (invalid_grant)", **details)
    if code in ("invalid_client", "unauthorized_client") or (answer.status == 401 and not code):
        return exceptions.XeroBadClient(f"The app's id or secret is not accepted ({code or 401})", **details)
    if answer.status in (400, 401, 403):
        return exceptions.XeroAuthError(f"Xero refused the authorisation ({code or answer.status})", **details)
    return from_answer(answer, is_write=False)


def correlation_id(answer: Answer) -> str | None:
    """Return Xero's id of an exchange, which its support asks for."""
    return answer.headers.get(CORRELATION_HEADER)


def element_errors(element: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why Xero refused one element of a batch, () when it accepted it.

    The flags differ from one resource to the next, so each of them counts: the status, either boolean, the list of
    errors, and the zero id which a refused new element has.
    """
    own = _sentences(element.get("ValidationErrors"))
    refused = (
        own
        or element.get("StatusAttributeString") == "ERROR"
        or element.get("HasErrors") is True
        or element.get("HasValidationErrors") is True
        or any(element.get(key) == const.ZERO_GUID for key in ID_KEYS)
    )
    if not refused:
        return ()
    return tuple(dict.fromkeys(_all_sentences(element))) or (NO_REASON,)


def has_id(element: Mapping[str, Any]) -> bool:
    """Tell whether an element of an answer is a record that Xero has."""
    return any(element.get(key) for key in ID_KEYS)


def element_warnings(element: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what Xero remarked about an element which it accepted."""
    return _sentences(element.get("Warnings"))


def _all_sentences(element: Mapping[str, Any]) -> Iterator[str]:
    yield from _sentences(element.get("ValidationErrors"))
    for key in NESTED:
        value = element.get(key)
        for nested in value if isinstance(value, list) else [value]:
            if isinstance(nested, dict):
                yield from _all_sentences(nested)


def _sentences(items: Any) -> tuple[str, ...]:
    found = (item.get("Message") for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
    return tuple(message.strip() for message in found if isinstance(message, str) and message.strip())


def _messages(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return Xero's own sentences: those of the elements, else the one about the whole request."""
    elements = data.get("Elements")
    found = [
        message
        for element in (elements if isinstance(elements, list) else [])
        if isinstance(element, dict)
        for message in _all_sentences(element)
    ]
    if not found:
        found = [_get(data, "Detail") or _get(data, "Message") or _get(data, "Title")]
    return tuple(dict.fromkeys(message for message in found if isinstance(message, str) and message))


def _get(data: Mapping[str, Any], key: str) -> Any:
    """Return a value of an error's body, in which the case of the keys varies."""
    return data.get(key, data.get(key.lower(), data.get(key[0].lower() + key[1:])))


def _body(answer: Answer) -> Mapping[str, Any]:
    """Return the body of an error, {} when it is HTML, plain text or empty."""
    try:
        data = decode(answer.data)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
