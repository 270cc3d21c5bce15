"""What can go wrong with Xero, as classes.

XeroError
├── XeroUnreachable          never arrived, or a read without an answer: asking again does no harm
├── XeroOutcomeUnknown       a write was sent and no trustworthy answer came: look it up before sending again
├── XeroServerError          Xero is in trouble (5xx on a read, 503 on anything): later
├── XeroRateLimited          too many calls: after `retry_after` seconds
├── XeroAuthError            the authorisation is refused
│   ├── XeroReconnectRequired    the consent is gone (invalid_grant): a person has to connect again
│   │   ├── XeroKeyLost              our key is another one: what was stored cannot be read
│   │   └── XeroDatabaseCopied       the tokens belong to the database that this one is a copy of
│   ├── XeroBadClient            client id or secret wrong (invalid_client, unauthorized_client)
│   ├── XeroTokenExpired         the access token is no longer good (401): refresh once
│   ├── XeroScopeMissing         the consent lacks a scope (401 insufficient_scope)
│   └── XeroForbidden            the organisation is no longer ours to reach (403)
├── XeroRejected             Xero understood and refused (400): its own sentences are in `messages`
├── XeroNotFound             no such record (404)
├── XeroProtocolError        an answer to a read that cannot be understood
└── MappingError             one record that cannot be mapped; the others are not affected
    └── HookError                another add-on's override of a hook failed, or returned what cannot be used
"""

from __future__ import annotations

from collections.abc import Iterable


class XeroError(Exception):
    """Tell that something between us and Xero went wrong.

    :param message: one English sentence without secrets, for the log and for support
    :param status: the HTTP status, when there was an answer
    :param messages: Xero's own sentences, in Xero's order
    :param correlation_id: Xero's id of the exchange, which its support asks for
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        messages: Iterable[str] = (),
        correlation_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.messages = tuple(messages)
        self.correlation_id = correlation_id


class XeroUnreachable(XeroError):
    """Tell that the request never arrived, or that a read got no answer."""


class XeroOutcomeUnknown(XeroError):
    """Tell that a write was sent and that nobody knows whether Xero applied it."""


class XeroServerError(XeroError):
    """Tell that Xero could not serve a request and applied nothing."""


class XeroRateLimited(XeroError):
    """Tell that a limit is reached.

    :param retry_after: seconds to wait, `None` when Xero gave none (concurrent and app-wide limits)
    :param problem: "minute", "day", "concurrent", "appminute" or `None` when Xero did not say
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: int | None = None,
        problem: str | None = None,
        status: int | None = 429,
        messages: Iterable[str] = (),
        correlation_id: str | None = None,
    ) -> None:
        super().__init__(message, status=status, messages=messages, correlation_id=correlation_id)
        self.retry_after = retry_after
        self.problem = problem


class XeroAuthError(XeroError):
    """Tell that Xero does not accept our authorisation."""


class XeroReconnectRequired(XeroAuthError):
    """Tell that the consent is expired, revoked or superseded: a person has to connect again."""


class XeroKeyLost(XeroReconnectRequired):
    """Tell that the key which the secrets were encrypted with is gone."""


class XeroDatabaseCopied(XeroReconnectRequired):
    """Tell that this database is a copy, which must not use the original's consent."""


class XeroBadClient(XeroAuthError):
    """Tell that the client id or the client secret is wrong, or not allowed to do this."""


class XeroTokenExpired(XeroAuthError):
    """Tell that the access token is not accepted (any more)."""


class XeroScopeMissing(XeroAuthError):
    """Tell that the consent does not cover this request."""


class XeroForbidden(XeroAuthError):
    """Tell that the organisation is not (any more) connected to us."""


class XeroRejected(XeroError):
    """Tell that Xero understood the request and refused it.

    :param error_type: Xero's class of the error, such as "ValidationException"
    :param error_number: Xero's number of the error
    """

    def __init__(
        self,
        message: str,
        *,
        error_type: str | None = None,
        error_number: int | None = None,
        status: int | None = None,
        messages: Iterable[str] = (),
        correlation_id: str | None = None,
    ) -> None:
        super().__init__(message, status=status, messages=messages, correlation_id=correlation_id)
        self.error_type = error_type
        self.error_number = error_number


class XeroNotFound(XeroError):
    """Tell that Xero does not know the record."""


class XeroProtocolError(XeroError):
    """Tell that the answer to a read cannot be understood."""


class MappingError(XeroError):
    """Tell that one record cannot be mapped."""


class HookError(MappingError):
    """Tell that another add-on's override of a hook failed, or returned what cannot be used."""
