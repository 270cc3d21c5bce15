"""The sandbox on a socket of this machine."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server

from .app import Application
from .faults import Dropped

if TYPE_CHECKING:
    from .sandbox import Sandbox

HOST = "127.0.0.1"


class Handler(WSGIRequestHandler):
    """Keeps connections open as Xero does, is quiet, and can cut a connection without an answer."""

    protocol_version = "HTTP/1.1"

    def log(self, *_args: Any, **_kwargs: Any) -> None:
        return

    def run_wsgi(self) -> None:
        try:
            super().run_wsgi()
        except Dropped:
            self.close_connection = True

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True


class SandboxServer:
    """A threaded server for one sandbox; a context manager.

    :param port: 0 for any free one
    """

    def __init__(self, sandbox: Sandbox, port: int = 0) -> None:
        self.sandbox = sandbox
        self._server = make_server(
            HOST, port, self._application, threaded=True, request_handler=Handler, passthrough_errors=[Dropped]
        )
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="xero-sandbox", daemon=True)

    def _application(self, environ: dict[str, Any], start_response: Any) -> Any:
        return Application(self.sandbox)(environ, start_response)

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> SandboxServer:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.sandbox.webhooks.stop()

    def __enter__(self) -> SandboxServer:
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        self.stop()
