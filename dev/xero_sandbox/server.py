"""The sandbox on a socket of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wrappers import Request, Response

from .app import Application
from .faults import Dropped

if TYPE_CHECKING:
    from .sandbox import Sandbox

HOST = "127.0.0.1"
IDLE_SECONDS = 30
TOO_LARGE = 413


class Handler(WSGIRequestHandler):
    """Keeps connections open as Xero does, is quiet, and can cut a connection without an answer."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    server: Server

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server.open.add(self.connection)

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        super().finish()

    def log(self, *_args: Any, **_kwargs: Any) -> None:
        return

    def run_wsgi(self) -> None:
        """Answer one request; Werkzeug's own way closes every connection."""
        request = Request(self.make_environ())
        try:
            response = self.server.app.respond(request)
        except Dropped:
            self.close_connection = True
            return
        if SandboxServer.watcher:
            SandboxServer.watcher(request, response)
        body = response.get_data()
        self.send_response(response.status_code)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status_code == TOO_LARGE:  # the rest of the request is still on its way
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (OSError, ValueError):  # the client went away, or the server did
            self.close_connection = True


class Server(ThreadedWSGIServer):
    """Werkzeug's threaded server, which knows its open connections."""

    daemon_threads = True

    def __init__(self, port: int, application: Application) -> None:
        self.open: set[socket.socket] = set()
        super().__init__(HOST, port, application, Handler)  # type: ignore[arg-type]

    def handle_error(self, *_args: Any) -> None:
        return

    def hang_up(self) -> None:
        """Close the connections that clients keep open."""
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class SandboxServer:
    """A threaded server for one sandbox; a context manager.

    :param port: 0 for any free one
    :cvar watcher: sees every request with its answer before that leaves; a test session judges them
    """

    watcher: ClassVar[Callable[[Request, Response], None] | None] = None

    def __init__(self, sandbox: Sandbox, port: int = 0) -> None:
        self.sandbox = sandbox
        self._server = Server(port, Application(sandbox))
        self._thread = threading.Thread(target=self._serve, name="xero-sandbox", daemon=True)

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

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
        self._server.hang_up()
        self.sandbox.webhooks.stop()

    def __enter__(self) -> SandboxServer:
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        self.stop()
