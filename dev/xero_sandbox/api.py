"""The accounting API's door: bearer, organisation, scope, limits, faults, idempotency keys, journal."""

from __future__ import annotations

import re
import time
import uuid
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from . import accounting, faults, xml_form
from .context import Call
from .errors import (
    ApiError,
    Refused,
    bad_request,
    forbidden,
    insufficient_scope,
    not_acceptable,
    not_found,
    not_imitated,
    packed,
    unauthorised,
    validation_error,
)
from .idempotency import Answer
from .paper import PDF
from .replies import JSON, Raw, as_error
from .wire import decode, encode

if TYPE_CHECKING:
    from .identity import Grant
    from .organisation import Organisation
    from .sandbox import Sandbox

ROUTES = [
    (method, re.compile(f"^{pattern}$", re.I), handler, scope) for method, pattern, handler, scope in accounting.ROUTES
]
IMITATED = {pattern.split("/")[1].rstrip("?").lower() for _method, pattern, _handler, _scope in accounting.ROUTES}
OTHERS = {name.lower() for name in accounting.OTHER_RESOURCES}
WRITES = ("PUT", "POST", "PATCH")


class Api:
    """Everything under /api.xro/2.0/."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def answer(self, request: Request, path: str) -> Response:
        """Answer a call and write it into the journal, secrets left out."""
        began = time.monotonic()
        entry: dict[str, Any] = {
            "method": request.method,
            "path": path,
            "query": request.query_string.decode(),
            "tenant_id": request.headers.get("xero-tenant-id"),
            "idempotency_key": request.headers.get("Idempotency-Key"),
            "at": self.sandbox.clock.now(),
            "status": -1,
            "correlation_id": str(uuid.uuid4()),
        }
        try:
            response = self._let_in(request, path, entry)
            entry["status"] = response.status_code
        finally:
            entry["ms"] = round((time.monotonic() - began) * 1000)
            self.sandbox.note(entry)
        response.headers["xero-correlation-id"] = entry["correlation_id"]
        return response

    def _let_in(self, request: Request, path: str, entry: dict[str, Any]) -> Response:
        try:
            grant = self.sandbox.identity.bearer(request.headers.get("Authorization", ""))
            if not grant:
                raise unauthorised()
            entry["client_id"] = grant.client_id
            org = self._organisation(grant, request.headers.get("xero-tenant-id", ""))
            with self.sandbox.limits.call(org.tenant_id, grant.client_id, self.sandbox.clock.now()) as headers:
                response = self._within_limits(request, path, grant, org)
        except ApiError as error:
            return as_error(error)
        response.headers.update(headers)
        return response

    def _organisation(self, grant: Grant, tenant_id: str) -> Organisation:
        """Return the organisation that is meant; a custom connection has but one and need not name it."""
        org = self.sandbox.organisations.get(tenant_id.lower() or grant.only_tenant)
        if not org or not self.sandbox.identity.reaches(grant, org.tenant_id):
            raise forbidden()
        return org

    def _within_limits(self, request: Request, path: str, grant: Grant, org: Organisation) -> Response:
        call = read(request, org, grant.client_id, self.sandbox)
        try:
            handler, scope, groups = route(request.method, path)
            if scope not in grant.scopes and not (request.method == "GET" and f"{scope}.read" in grant.scopes):
                raise insufficient_scope()
            fault = self.sandbox.faults.take(request.method, path)
            faults.before(fault)
            if fault:
                request.environ[faults.MARK] = fault.kind
            check_form(call, handler)

            def apply_once(fault: faults.Fault | None = None) -> Answer:
                call.now = self.sandbox.clock.now()
                return self._once(request, call, lambda: handler(with_body(call, request, handler), **groups), fault)

            request.get_data()  # kept, for when the connection is cut
            self.sandbox.faults.hold(fault, apply_once)
            answer = apply_once(fault)
        except ApiError as error:
            status, text, kind = refusal(call, error)
            return Response(text, status, error.headers, content_type=kind)
        status, text, kind = answer
        return Response(text, status, content_type=kind)

    def _once(self, request: Request, call: Call, handle: Any, fault: faults.Fault | None) -> Answer:
        """Apply a call under the lock; a key that was seen gets the answer it got then."""
        key = request.headers.get("Idempotency-Key", "") if request.method in WRITES else ""
        same = (call.org.tenant_id, request.method, request.full_path, request.get_data())
        with self.sandbox.lock:
            kept = self.sandbox.keys.answer(call.client_id, key, same, call.now) if key else None
            answer = kept or apply(call, handle)
            if key and not kept:
                self.sandbox.keys.keep(call.client_id, key, same, answer, call.now)
        spoilt = faults.after(fault, *answer)
        if key and spoilt[0] >= 500:  # Xero stores an internal error as well
            self.sandbox.keys.keep(call.client_id, key, same, spoilt, call.now)
        return spoilt


def route(method: str, path: str) -> tuple[Any, str, dict[str, str]]:
    """Return handler, scope and what the path says; what the sandbox does not imitate, it says so."""
    for known, pattern, handler, scope in ROUTES:
        match = pattern.match(path)
        if match and known == method:
            return handler, scope, match.groupdict()
    resource = path.strip("/").split("/")[0].lower()
    if resource in IMITATED | OTHERS:
        raise not_imitated(method, path)
    raise not_found()


def read(request: Request, org: Organisation, client_id: str, sandbox: Sandbox) -> Call:
    """Return a request as its handler sees it, but for the body."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    app = sandbox.apps.get(client_id)
    return Call(org, sandbox.clock.now(), request.args.to_dict(), None, headers, client_id, app.name if app else "")


def check_form(call: Call, handler: Any) -> None:
    """Refuse to print what has no paper, and to read what is packed."""
    if call.accepts(PDF) and not call.accepts("application/json") and handler not in accounting.GIVE_FILES:
        raise not_acceptable()
    if call.headers.get("content-encoding", "identity").lower() != "identity":
        raise packed()


def with_body(call: Call, request: Request, handler: Any) -> Call:
    """Put the body into a call: bytes of a file, XML where the content type says so, else JSON."""
    body = request.get_data()
    if handler in accounting.TAKE_BYTES:
        call.body = body
    elif request.method in WRITES and (body or handler not in accounting.TAKE_NOTHING):
        decoder = xml_form.parse if "xml" in request.mimetype else decode
        try:
            call.body = decoder(body)
        except ValueError:
            raise bad_request(
                f"The request body is not valid {'XML' if 'xml' in request.mimetype else 'JSON'}"
            ) from None
    return call


def apply(call: Call, handle: Any) -> Answer:
    """Run a handler; its answer, a refusal too, is what a key stands for."""
    try:
        with call.org.all_or_nothing():
            status, payload = handle()
        if isinstance(payload, Raw):
            return status, payload.content, payload.kind
        return status, *written(call, wrap(call, payload) if payload is not None else None)
    except Refused as error:
        messages = [{"Message": message} for message in error.messages]
        return refusal(call, validation_error([{"ValidationErrors": messages}]))
    except ApiError as error:
        return refusal(call, error)


def refusal(call: Call, error: ApiError) -> Answer:
    """Return a refusal in the language that was asked for, but for what stands before the API: that has its own."""
    if isinstance(error.body, dict) and "ErrorNumber" in error.body:
        return error.status, *written(call, error.body, "ApiException", error.element)
    text = encode(error.body) if isinstance(error.body, dict) else error.body
    return error.status, text, f"{error.content_type}; charset=utf-8"


def written(call: Call, payload: Any, root: str = "Response", element: str = "") -> tuple[str, str]:
    """Return an answer in the language that was asked for: JSON on request only."""
    if payload is None:
        return "", JSON
    if call.accepts("application/json"):
        return encode(payload), JSON
    return xml_form.render(payload, root, element), xml_form.XML


def wrap(call: Call, payload: dict[str, Any]) -> dict[str, Any]:
    """Put Xero's head before lists; the answer to a deletion has none."""
    if not any(isinstance(value, list) for value in payload.values()):
        return payload
    head = {"Id": str(uuid.uuid4()), "Status": "OK", "ProviderName": "Xero sandbox", "DateTimeUTC": call.now}
    return {**head, **payload}
