"""The front: which part of Xero answers an address."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from . import consent, control, faults, pages
from .api import Api
from .errors import ApiError, internal_error, not_found, too_large, unauthorised
from .faults import Dropped
from .replies import JSON, as_error, as_html, redirect
from .wire import encode

if TYPE_CHECKING:
    from .sandbox import Sandbox

API = "/api.xro/2.0"
MAX_BYTES = 10 * 1024 * 1024
FORM = "application/x-www-form-urlencoded"


class Application:
    """Everything that has an address."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.api = Api(sandbox)

    def respond(self, request: Request) -> Response:
        """Answer one request.

        :raise Dropped: when the connection is to be cut instead
        """
        request.max_content_length = MAX_BYTES
        try:
            request.get_data(cache=True, parse_form_data=False)  # read to its end, whatever becomes of it
            if self.sandbox.latency and not request.path.startswith("/_control/"):
                time.sleep(self.sandbox.latency)
            return self._answer(request)
        except ApiError as error:
            return as_error(error)
        except RequestEntityTooLarge:
            return as_error(too_large())
        except HTTPException as error:
            return Response("", error.code)
        except Dropped:
            raise
        except Exception:  # noqa: BLE001  a bug of the sandbox: told here, answered as Xero answers its own
            traceback.print_exc(file=sys.stderr)
            return as_error(internal_error())

    def _answer(self, request: Request) -> Response:
        path = request.path.rstrip("/") or "/"
        lower = path.lower()
        if lower == API or lower.startswith(API + "/"):
            return self.api.answer(request, path[len(API) :])
        if lower == "/connect/token":
            return self._identity(request, lambda: self._token(request))
        if lower == "/connect/revocation":
            return self._identity(request, lambda: self._revoke(request))
        if lower == "/connections" or lower.startswith("/connections/"):
            return self._identity(request, lambda: self._connections(request, path))
        if lower == "/identity/connect/authorize":
            return consent.answer(self.sandbox, request)
        if lower.startswith("/_control/"):
            return Response(control.answer(self.sandbox, request, path[len("/_control/") :]), content_type=JSON)
        return self._page(request, path)

    # --- identity.xero.com and /connections --------------------------------------------------------------------

    def _identity(self, request: Request, handle: Callable[[], tuple[int, Any]]) -> Response:
        """Answer with the trouble that somebody asked for, and with a place in the journal."""
        entry = {"method": request.method, "path": request.path, "at": self.sandbox.clock.now(), "status": -1}
        try:
            response = self._troubled(request, handle)
            entry["status"] = response.status_code
        finally:
            self.sandbox.identity_requests.append(entry)
        return response

    def _troubled(self, request: Request, handle: Callable[[], tuple[int, Any]]) -> Response:
        fault = self.sandbox.faults.take(request.method, request.path)
        try:
            faults.before(fault)
            with self.sandbox.lock:
                status, payload = handle()
        except ApiError as error:
            return as_error(error)
        text = "" if payload is None else encode(payload)
        status, text, kind = faults.after(fault, status, text, JSON)
        return Response(text, status, content_type=kind)

    def _form(self, request: Request) -> dict[str, str]:
        if request.method != "POST" or request.mimetype != FORM:
            raise ApiError(400, {"error": "invalid_request"})
        return request.form.to_dict()

    def _token(self, request: Request) -> tuple[int, Any]:
        authorization = request.headers.get("Authorization", "")
        return 200, self.sandbox.identity.tokens.answer(self._form(request), authorization)

    def _revoke(self, request: Request) -> tuple[int, Any]:
        self.sandbox.identity.tokens.revoke(self._form(request), request.headers.get("Authorization", ""))
        return 200, None

    def _connections(self, request: Request, path: str) -> tuple[int, Any]:
        identity = self.sandbox.identity
        grant = identity.bearer(request.headers.get("Authorization", ""))
        if not grant:
            raise unauthorised()
        connection_id = path.lower().removeprefix("/connections").strip("/")
        if request.method == "DELETE" and connection_id:
            identity.delete_connection(grant, connection_id)
            return 204, None
        if request.method != "GET" or connection_id:
            raise not_found()
        return 200, identity.list_connections(grant, request.args.get("authEventId"))

    # --- pages -------------------------------------------------------------------------------------------------

    def _page(self, request: Request, path: str) -> Response:
        with self.sandbox.lock:
            found = pages.render(self.sandbox, request.method, path, request.args.to_dict(), request.form.to_dict())
        if not found:
            raise not_found()
        status, text, location = found
        return redirect(location, 303) if location else as_html(text, status)
