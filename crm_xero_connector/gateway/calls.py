"""One call to Xero and the understanding of its answer; which calls there are is in `accounting`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from .. import const, exceptions
from . import errors
from .encoding import decode, encode
from .endpoints import Endpoints
from .limits import RateBudget, budget_from
from .transport import Answer

NOT_MODIFIED = 304
SEEK_FROM = timedelta(seconds=5)
FILTERS = ("i_ds", "invoice_numbers", "statuses")


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    items: list[dict[str, Any]]
    page: int
    page_count: int
    item_count: int

    @property
    def is_last(self) -> bool:
        return self.page >= self.page_count or not self.items

    def following(self, since: datetime | None, moments: Sequence[datetime]) -> tuple[datetime | None, int]:
        """Return what to ask for after this page: what changed since when, and which page of that.

        The next number alone could miss something: a record that changes meanwhile moves to the end, and all behind it
        move up one, out of the next page. Not all of the newest second need be on this page, so that a page of a few
        seconds, as a bulk import makes them, would be read twice: there the number has to do.

        :param since: what this page was asked with
        :param moments: when the records of this page changed, without a zone
        """
        newest = max(moments, default=None)
        reached = newest and newest - timedelta(seconds=1)
        if reached and (not since or reached > since) and newest - min(moments) >= SEEK_FROM:
            return reached, 1
        return since, self.page + 1


@dataclass(frozen=True)
class Exchange:
    """What is worth remembering of one call; no address parameters, no bodies, no secrets."""

    method: str
    path: str
    status: int | None
    duration_ms: int
    correlation_id: str | None
    error: str | None
    sent: int
    budget: RateBudget


class Calls:
    """Make calls with the SDK for one organisation.

    :param tenant_id: "" for a custom connection that is asked which organisation it is for, with `only_one`
    :param only_one: tells that the token reaches a single organisation, so that none need be named
    :param access_token: called before every request; what it raises comes through
    :param timeout: seconds, a whole number
    :param on_exchange: called after every call, also a failed one
    """

    def __init__(
        self,
        endpoints: Endpoints,
        tenant_id: str,
        access_token: Callable[[], str],
        timeout: int = const.TIMEOUT,
        on_exchange: Callable[[Exchange], None] | None = None,
        *,
        only_one: bool = False,
    ) -> None:
        endpoints.validate()
        if not tenant_id and not only_one:
            raise ValueError("Without an organisation's id Xero would choose one")
        self.budget = RateBudget()
        self._endpoints = endpoints
        self._tenant_id = tenant_id
        self._access_token = access_token
        self._timeout = timeout
        self._on_exchange = on_exchange
        self._sdk: Any = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._endpoints.api_url!r}, {self._tenant_id!r})"

    # --- reading -----------------------------------------------------------------------------------------------

    def _read_list(self, name: str, key: str, *args: Any, **options: Any) -> list[dict[str, Any]]:
        data = _decode(self._call(name, *args, **options), is_write=False)
        return _elements(data, key)

    def _read_one(self, name: str, key: str, *args: Any, **options: Any) -> dict[str, Any]:
        found = self._read_list(name, key, *args, **options)
        if len(found) != 1:
            raise exceptions.XeroProtocolError(f"Xero answered {len(found)} {key} where one was asked for")
        return found[0]

    def _read_page(self, name: str, key: str, page: int, page_size: int, **options: Any) -> Page:
        filters = [options[filter_] for filter_ in FILTERS if options.get(filter_) is not None]
        if not all(filters):
            return Page([], page, page, 0)  # an empty filter would be no filter
        if any(len(values) > const.MAX_IDS for values in filters):
            raise ValueError(f"At most {const.MAX_IDS} ids in one call")
        answer = self._call(name, page=page, page_size=page_size, **options)
        if answer.status == NOT_MODIFIED:
            return Page([], page, page, 0)
        data = _decode(answer, is_write=False)
        return _page(data, _elements(data, key), page, page_size)

    # --- writing -----------------------------------------------------------------------------------------------

    def _write_batch(
        self,
        name: str,
        key: str,
        payloads: Sequence[dict[str, Any]],
        idempotency_key: str,
        **options: Any,
    ) -> list[dict[str, Any]]:
        """Write a list; elements come back in its order, each accepted or refused by itself.

        :raise XeroOutcomeUnknown: when the elements that came back cannot be matched with those that were sent
        """
        if not payloads:
            return []
        body = {key: payloads}
        options.update(idempotency_key=idempotency_key, summarize_errors="false")
        answer = self._call(name, body=body, sent=len(payloads), **options)
        return _written(answer, key, len(payloads))

    def _write_one(
        self,
        name: str,
        key: str,
        xero_id: str,
        body: dict[str, Any],
        idempotency_key: str,
        **options: Any,
    ) -> dict[str, Any]:
        """Change one record.

        :raise XeroRejected: when Xero refused, be it by the status or in the element
        """
        return self._write_nested(name, key, xero_id, body, 1, idempotency_key, **options)[0]

    def _write_nested(
        self, name: str, key: str, xero_id: str, body: dict[str, Any], count: int, idempotency_key: str, **options: Any
    ) -> list[dict[str, Any]]:
        """Change a record, or what belongs to it.

        :param count: how many elements come back
        :raise XeroRejected: when Xero refused, be it by the status or in an element
        """
        answer = self._call(name, xero_id, body=body, sent=count, idempotency_key=idempotency_key, **options)
        elements = _written(answer, key, count)
        messages = [message for element in elements for message in errors.element_errors(element)]
        if messages:
            details = {"status": answer.status, "correlation_id": errors.correlation_id(answer)}
            raise exceptions.XeroRejected(f"Xero refused the change: {messages[0]}", messages=messages, **details)
        return elements

    def _upload(self, name: str, xero_id: str, file_name: str, content: bytes, idempotency_key: str) -> None:
        """Send a file as it is.

        :raise XeroRejected: when Xero refused it
        """
        _check_key(idempotency_key)
        answer = self._call(name, xero_id, file_name, content, sent=1, idempotency_key=idempotency_key)
        _written(answer, "Attachments", 1)

    # --- the call ----------------------------------------------------------------------------------------------

    def _call(self, name: str, *args: Any, body: Any = None, sent: int = 0, **options: Any) -> Answer:
        """Make one call.

        :param name: the SDK's method
        :param args: the SDK's ids after the tenant's
        :param body: given for a write, and only then
        :param sent: how many records the body holds
        """
        if body is not None:
            _check_key(options.get("idempotency_key"))
            args = (*args, encode(body))
        options = {key: value for key, value in options.items() if value is not None}
        api = self._api()
        transport = api.api_client.rest_client
        transport.forget()
        started = time.monotonic()
        error = None
        try:
            return getattr(api, name)(self._tenant_id, *args, _preload_content=False, **options)
        except exceptions.XeroError as exc:
            error = exc
            raise
        finally:
            self._remember(transport, started, error, sent)

    def _api(self) -> Any:
        if self._sdk is None:
            from .client import accounting_api  # the SDK is loaded by the first call

            self._sdk = accounting_api(self._endpoints, self._access_token, self._timeout)
        return self._sdk

    def _remember(self, transport: Any, started: float, error: exceptions.XeroError | None, sent: int) -> None:
        """Keep the budget and tell of the exchange, if there was one: without a token nothing is sent."""
        answer = transport.answer
        if answer:
            self.budget = budget_from(answer.headers)
        if self._on_exchange and transport.method:
            exchange = Exchange(
                method=transport.method,
                path=transport.path,
                status=answer.status if answer else None,
                duration_ms=round((time.monotonic() - started) * 1000),
                correlation_id=errors.correlation_id(answer) if answer else None,
                error=f"{type(error).__name__}: {error}" if error else None,
                sent=sent,
                budget=self.budget,
            )
            self._on_exchange(exchange)


def _check_key(key: str | None) -> None:
    if not key or len(key) > const.IDEMPOTENCY_KEY_LENGTH:
        raise ValueError(f"A write needs an idempotency key of at most {const.IDEMPOTENCY_KEY_LENGTH} characters")


def _decode(answer: Answer, *, is_write: bool) -> dict[str, Any]:
    try:
        data = decode(answer.data)
    except ValueError as exc:
        raise errors.from_garbage(answer, is_write=is_write) from exc
    if not isinstance(data, dict):
        raise errors.from_garbage(answer, is_write=is_write)
    return data


def _elements(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    items = data.get(key)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise exceptions.XeroProtocolError(f"Xero's answer has no list of {key}")
    return items


def _written(answer: Answer, key: str, count: int) -> list[dict[str, Any]]:
    """Return the elements of a write's answer, which must be as many as were sent, each refused or with an id."""
    data = _decode(answer, is_write=True)
    try:
        items = _elements(data, key)
    except exceptions.XeroProtocolError as exc:
        raise errors.from_garbage(answer, is_write=True) from exc
    if len(items) != count or not all(errors.element_errors(item) or _is_there(item, key) for item in items):
        raise errors.from_garbage(answer, is_write=True)
    return items


def _is_there(item: dict[str, Any], key: str) -> bool:
    """Tell whether an element is a record that Xero has; an allocation is told by its invoice, it may lack an id."""
    invoice = item.get("Invoice") if key == "Allocations" else None
    return errors.has_id(invoice if isinstance(invoice, dict) else item)


def _page(data: dict[str, Any], items: list[dict[str, Any]], page: int, page_size: int) -> Page:
    """Return a page; without Xero's own count a full page is taken to have a next one."""
    pagination = data.get("pagination")
    pagination = pagination if isinstance(pagination, dict) else {}
    guess = page + 1 if len(items) >= page_size else page
    page_count = _whole(pagination.get("pageCount"), guess)
    return Page(items, page, page_count, _whole(pagination.get("itemCount"), len(items)))


def _whole(value: Any, default: int) -> int:
    return int(value) if isinstance(value, Decimal) else default
