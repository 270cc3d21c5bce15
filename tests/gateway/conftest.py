"""The gateway against canned answers, and against a server that misbehaves on a real socket."""

import socket
import threading

import pytest
import responses

from odoo.addons.crm_xero_connector.gateway import Endpoints, XeroGateway, XeroIdentity

API = "https://api.xero.com/api.xro/2.0"


@pytest.fixture
def api():
    """Answer requests to Xero with what a test registers; anything else is a connection error."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def exchanges():
    return []


@pytest.fixture
def gateway(exchanges):
    return XeroGateway(Endpoints(), "tenant-1", lambda: "secret-access-token", on_exchange=exchanges.append)


@pytest.fixture
def identity():
    return XeroIdentity(Endpoints(), "client-1", "top-secret")


@pytest.fixture
def raw_server():
    """Serve each connection with the next of the given behaviours; a behaviour gets the socket and the request."""
    servers = []

    def serve(*behaviours):
        server = RawServer(behaviours)
        servers.append(server)
        return server

    yield serve
    for server in servers:
        server.stop()


class RawServer:
    """A socket on this machine which does what no proper server does."""

    def __init__(self, behaviours):
        self.requests = []
        self._behaviours = list(behaviours)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._socket.getsockname()[1]}"
        self._open = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        for behaviour in self._behaviours:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            self.requests.append(read_request(connection))
            behaviour(connection)

    def stop(self):
        self._socket.close()
        for connection in self._open:
            connection.close()

    def gateway(self, timeout=5):
        return XeroGateway(Endpoints(self.url, self.url, self.url), "tenant-1", lambda: "token", timeout=timeout)


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        received = connection.recv(65536)
        if not received:
            return data
        data += received
    head, _blank, body = data.partition(b"\r\n\r\n")
    for header in head.lower().split(b"\r\n"):
        if header.startswith(b"content-length:"):
            while len(body) < int(header.split(b":")[1]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
