"""The front: which part answers, and what every call to the accounting API has to get past."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from . import accounting, control, faults, pages
from .context import Call
from .errors import ApiError, bad_request, forbidden, insufficient_scope, not_found, unauthorised
from .limits import running
from .wire import decode, encode

if TYPE_CHECKING:
    from .sandbox import Sandbox

API = "/api.xro/2.0"
MAX_BYTES = 10 * 1024 * 1024
ROUTES = [
    (method, re.compile(f"^{pattern}$", re.I), handler, scope) for method, pattern, handler, scope in accounting.ROUTES
]


class Application:
    """The sandbox as a WSGI application."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        request.max_content_length = MAX_BYTES
        try:
            response = self._answer(request)
        except ApiError as error:
            response = self._error(error)
        except RequestEntityTooLarge:
            response = Response("", 413)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        path = request.path.rstrip("/") or "/"
        lower = path.lower()
        if lower.startswith(API):
            return self._api(request, path[len(API) :])
        if lower == "/connect/token":
            return self._json(self._locked(self.sandbox.identity.token, self._form(request), dict(request.headers)))
        if lower == "/connect/revocation":
            self._locked(self.sandbox.identity.revoke, self._form(request), dict(request.headers))
            return Response("", 200)
        if lower.startswith("/connections"):
            return self._connections(request, path)
        if lower == "/identity/connect/authorize":
            return self._authorize(request)
        if lower.startswith("/_control/"):
            return self._json(
                control.handle(self.sandbox, request.method, path[len("/_control/") :], self._values(request))
            )
        return self._page(request, path)

    def _locked(self, function: Any, *args: Any) -> Any:
        with self.sandbox.lock:
            return function(*args)

    def _form(self, request: Request) -> dict[str, str]:
        if request.mimetype != "application/x-www-form-urlencoded":
            raise ApiError(400, {"error": "invalid_request"})
        fault = self.sandbox.faults.take(request.method, request.path)
        if fault:
            faults.before(fault)
        return request.form.to_dict()

    def _values(self, request: Request) -> dict[str, Any]:
        return decode(request.get_data()) if request.method == "POST" and request.get_data() else request.args.to_dict()

    def _json(self, payload: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
        return Response(encode(payload), status, headers, content_type="application/json; charset=utf-8")

    def _error(self, error: ApiError) -> Response:
        text = encode(error.body) if isinstance(error.body, (dict, list)) else error.body
        return Response(text, error.status, error.headers, content_type=f"{error.content_type}; charset=utf-8")

    # --- identity ----------------------------------------------------------------------------------------------

    def _authorize(self, request: Request) -> Response:
        """Show log-in, then consent; send the person back with a code or with what went wrong."""
        args = request.args.to_dict()
        identity = self.sandbox.identity
        try:
            app = identity.check_request(args)
        except ApiError as error:
            return Response(pages.error_page(str(error.body)), 500, content_type="text/html; charset=utf-8")
        form = request.form
        user = self.sandbox.users.get(form.get("email", ""))
        if not user or user.password != form.get("password"):
            message = "Your email or password is incorrect" if form else ""
            return Response(pages.login_page(app.name, message), content_type="text/html; charset=utf-8")
        if form.get("action") == "cancel":
            return self._back(args, error="access_denied")
        tenants = [tenant for tenant in form.getlist("tenant") if tenant in self.sandbox.organisations]
        if form.get("action") != "allow" or not tenants:
            page = pages.consent_page(app.name, user, self.sandbox.organisations_of(user), args["scope"].split())
            return Response(page, content_type="text/html; charset=utf-8")
        allowed = [org.tenant_id for org in self.sandbox.organisations_of(user) if org.tenant_id in tenants]
        challenge = args.get("code_challenge")
        code = self._locked(identity.grant, app, user, args["redirect_uri"], args["scope"].split(), allowed, challenge)
        return self._back(args, code=code)

    def _back(self, args: dict[str, str], **values: str) -> Response:
        if "state" in args:
            values["state"] = args["state"]
        separator = "&" if "?" in args["redirect_uri"] else "?"
        return Response("", 302, {"Location": args["redirect_uri"] + separator + urlencode(values)})

    def _connections(self, request: Request, path: str) -> Response:
        identity = self.sandbox.identity
        grant = identity.bearer(dict(request.headers))
        if not grant:
            raise unauthorised()
        if request.method == "DELETE":
            self._locked(identity.delete_connection, grant, path.rpartition("/")[2])
            return Response("", 204)
        return self._json(identity.list_connections(grant, request.args.get("authEventId")))

    # --- the accounting API ------------------------------------------------------------------------------------

    def _api(self, request: Request, path: str) -> Response:
        entry = {
            "method": request.method,
            "path": path,
            "query": request.query_string.decode(),
            "tenant_id": request.headers.get("xero-tenant-id"),
            "idempotency_key": request.headers.get("Idempotency-Key"),
            "at": self.sandbox.clock.now(),
            "status": 0,
        }
        try:
            response = self._guarded(request, path)
        except ApiError as error:
            response = self._error(error)
        except faults.Dropped:
            self.sandbox.note({**entry, "status": -1})
            raise
        self.sandbox.note({**entry, "status": response.status_code})
        response.headers["xero-correlation-id"] = str(uuid.uuid4())
        return response

    def _guarded(self, request: Request, path: str) -> Response:
        sandbox, headers = self.sandbox, dict(request.headers)
        grant = sandbox.identity.bearer(headers)
        if not grant:
            raise unauthorised()
        org = sandbox.organisations.get(request.headers.get("xero-tenant-id", ""))
        if not org or not sandbox.identity.reaches(grant, org.tenant_id):
            raise forbidden()
        handler, scope, groups = route(request.method, path)
        if scope not in grant.scopes and not (request.method == "GET" and f"{scope}.read" in grant.scopes):
            raise insufficient_scope()
        fault = sandbox.faults.take(request.method, path)
        with sandbox.lock:
            window = sandbox.limits.count(org.tenant_id, grant.client_id, sandbox.clock.now())
        with running(window):
            if fault and fault.kind in faults.BEFORE:
                faults.before(fault)
            call = Call(sandbox, org, request.method, path, sandbox.clock.now(), request.args.to_dict(), None, headers)
            if "application/json" not in request.headers.get("Accept", ""):
                raise ApiError(
                    406, "The sandbox speaks JSON only: send Accept: application/json", content_type="text/plain"
                )
            status, text = self._apply(request, call, grant.client_id, handler, groups)
        response = Response(text, status, content_type="application/json; charset=utf-8")
        if fault and fault.kind in faults.AFTER:
            spoilt, body, kind = faults.after(fault, text)
            response = Response(body, spoilt, content_type=kind)
        response.headers.update(sandbox.limits.headers(window))
        return response

    def _apply(
        self, request: Request, call: Call, client_id: str, handler: Any, groups: dict[str, str]
    ) -> tuple[int, str]:
        """Run a handler under the lock; a key that was seen gets the answer it got then."""
        key = request.headers.get("Idempotency-Key", "")
        body = request.get_data()
        same = (request.method, request.full_path, body)
        if body:
            try:
                call.body = decode(body)
            except ValueError:
                raise bad_request("The request body is not valid JSON") from None
        with self.sandbox.lock:
            if key:
                kept = self.sandbox.keys.answer(client_id, key, same, call.now)
                if kept:
                    return kept
            status, payload = handler(call, **groups)
            answer = status, encode(wrap(call, payload)) if payload is not None else ""
            if key:
                self.sandbox.keys.keep(client_id, key, same, answer, call.now)
        return answer

    # --- pages -------------------------------------------------------------------------------------------------

    def _page(self, request: Request, path: str) -> Response:
        with self.sandbox.lock:
            found = pages.render(self.sandbox, request.method, path, request.args.to_dict(), request.form.to_dict())
        if not found:
            raise not_found()
        status, text, location = found
        if location:
            return Response("", 303, {"Location": location})
        return Response(text, status, content_type="text/html; charset=utf-8")


def route(method: str, path: str) -> tuple[Any, str, dict[str, str]]:
    for known, pattern, handler, scope in ROUTES:
        match = pattern.match(path)
        if match and known == method:
            return handler, scope, match.groupdict()
    raise not_found()


def wrap(call: Call, payload: dict[str, Any]) -> dict[str, Any]:
    head = {"Id": str(uuid.uuid4()), "Status": "OK", "ProviderName": "Sandbox", "DateTimeUTC": call.now}
    return {**head, **payload}
