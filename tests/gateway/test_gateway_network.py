"""A network that fails, on real sockets: nothing is sent twice, and "never arrived" is not "nobody knows"."""

import os
import socket
import ssl
import time

import pytest
import requests
import urllib3.exceptions as urllib3_errors

from odoo.addons.crm_xero_connector import const
from odoo.addons.crm_xero_connector.exceptions import (
    XeroOutcomeUnknown,
    XeroProtocolError,
    XeroServerError,
    XeroUnreachable,
)
from odoo.addons.crm_xero_connector.gateway import Endpoints, XeroGateway, transport

KEY = {"idempotency_key": "key-1"}
READ = b'{"Contacts":[]}'
WRITTEN = b'{"Invoices":[{"InvoiceID":"1"}]}'


@pytest.fixture(autouse=True)
def fresh_session(monkeypatch):
    monkeypatch.setattr(transport, "_sessions", transport.Sessions())


def read(gateway):
    return gateway.contacts()


def write(gateway):
    return gateway.create_invoices([{"InvoiceNumber": "INV/1"}], **KEY)


def answer(body, status="200 OK", length=None, extra=""):
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body) if length is None else length}\r\n{extra}\r\n"
    return lambda connection: connection.sendall(head.encode() + body)


def drop(connection):
    connection.close()


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()


def truncate(connection):
    answer(b'{"Invoices":[{"Inv', length=500)(connection)
    connection.close()


def stay_silent(_connection):
    pass


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://localhost:{probe.getsockname()[1]}"


@pytest.mark.parametrize("do", [read, write])
def test_a_refused_connection_never_arrived(do):
    url = closed_port()
    with pytest.raises(XeroUnreachable):
        do(XeroGateway(Endpoints(url, url, url), "tenant-1", lambda: "t"))


def wrapped(reason):
    """Wrap an error as requests does with what urllib3 tells it."""
    return requests.exceptions.ConnectionError(urllib3_errors.MaxRetryError(None, "/", reason))


@pytest.mark.parametrize("do", [read, write])
@pytest.mark.parametrize(
    "failure",
    [
        requests.exceptions.ConnectTimeout(),
        requests.exceptions.ProxyError("refused"),
        wrapped(urllib3_errors.NewConnectionError(None, "no route")),
        wrapped(urllib3_errors.SSLError(ssl.SSLCertVerificationError("self-signed"))),
    ],
    ids=["time-out", "proxy", "no-route", "certificate"],
)
def test_a_connection_that_was_never_made_never_arrived(api, gateway, do, failure):
    api.get("https://api.xero.com/api.xro/2.0/Contacts", body=failure)
    api.put("https://api.xero.com/api.xro/2.0/Invoices", body=failure)
    with pytest.raises(XeroUnreachable):
        do(gateway)


@pytest.mark.parametrize("failure", [drop, reset, truncate, stay_silent])
def test_a_lost_answer_to_a_write_is_unknown_and_the_write_is_not_repeated(raw_server, failure):
    server = raw_server(failure, answer(WRITTEN))
    with pytest.raises(XeroOutcomeUnknown):
        write(server.gateway(timeout=1))
    time.sleep(0.1)
    assert len(server.requests) == 1
    assert b"Idempotency-Key: key-1" in server.requests[0]


@pytest.mark.parametrize("failure", [drop, reset, truncate, stay_silent])
def test_a_lost_answer_to_a_read_does_no_harm_and_the_read_is_not_repeated(raw_server, failure):
    server = raw_server(failure, answer(READ))
    with pytest.raises(XeroUnreachable):
        read(server.gateway(timeout=1))
    time.sleep(0.1)
    assert len(server.requests) == 1


def test_retry_after_does_not_put_the_worker_to_sleep(raw_server):
    server = raw_server(answer(b"", "503 Down", extra="Retry-After: 30\r\n"))
    started = time.monotonic()
    with pytest.raises(XeroServerError):
        write(server.gateway())
    assert time.monotonic() - started < 5
    assert len(server.requests) == 1


def test_what_is_not_http_is_no_answer(raw_server):
    server = raw_server(lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n"))
    with pytest.raises(XeroOutcomeUnknown):
        write(server.gateway(timeout=1))


def test_a_server_with_a_bad_certificate_gets_no_token(raw_server):
    server = raw_server(drop)
    url = server.url.replace("http://", "https://")
    with pytest.raises((XeroUnreachable, XeroOutcomeUnknown)):
        write(XeroGateway(Endpoints(url, url, url), "tenant-1", lambda: "secret-access-token", timeout=1))
    assert b"secret-access-token" not in b"".join(server.requests)


def test_an_answer_of_absurd_size_is_given_up(raw_server, monkeypatch):
    monkeypatch.setattr(const, "MAX_ANSWER_BYTES", 1000)
    with pytest.raises(XeroUnreachable):
        read(raw_server(answer(b" " * 2000)).gateway())


def test_an_answer_that_drips_for_ever_is_given_up(raw_server, monkeypatch):
    monkeypatch.setattr(const, "MAX_ANSWER_SECONDS", 0)
    with pytest.raises(XeroOutcomeUnknown):
        write(raw_server(answer(WRITTEN)).gateway())


def test_html_from_a_hotel_network_is_no_answer_of_xero(raw_server):
    with pytest.raises(XeroProtocolError):
        read(raw_server(answer(b"<html>Please log in</html>")).gateway())


def serve_two(first, second):
    def behaviour(connection):
        first(connection)
        data = connection.recv(65536)
        behaviour.second_request = data
        second(connection)

    return behaviour


def test_a_second_call_uses_the_same_connection_and_returns_no_cookie(raw_server):
    behaviour = serve_two(answer(READ, extra="Set-Cookie: session=abc; Path=/\r\n"), answer(READ))
    server = raw_server(behaviour)
    read(server.gateway())
    read(server.gateway())
    assert behaviour.second_request.startswith(b"GET ")
    assert b"cookie" not in behaviour.second_request.lower()


def test_after_a_pause_a_new_connection_is_made(raw_server, monkeypatch):
    server = raw_server(answer(READ), answer(READ))
    read(server.gateway())
    monkeypatch.setattr(const, "MAX_IDLE_SECONDS", -1)
    read(server.gateway())
    assert len(server.requests) == 2


def test_a_child_process_makes_its_own_connection(monkeypatch):
    sessions = transport.Sessions()
    parent = sessions.get()
    assert sessions.get() is parent
    pid = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: pid + 1)
    assert sessions.get() is not parent


def test_the_environments_proxy_is_not_used_for_this_machine(raw_server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, closed_port())
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = raw_server(answer(READ))
    assert read(server.gateway()).items == []


def test_a_netrc_does_not_replace_the_token(raw_server, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login ann password x\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server = raw_server(answer(READ))
    read(server.gateway())
    assert b"Authorization: Bearer token" in server.requests[0]


@pytest.mark.parametrize(
    "url",
    [
        "http://api.xero.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
        "ftp://localhost",
        "https://",
        "xero",
        "",
        "https://user:pass@api.xero.com",
        "https://api.xero.com/path",
        "https://api.xero.com?x=1",
    ],
)
def test_an_address_over_which_tokens_could_leak_is_refused(url):
    with pytest.raises(ValueError, match=r"base address|this machine"):
        XeroGateway(Endpoints(api_url=url), "tenant-1", lambda: "t")


@pytest.mark.parametrize(
    "url", ["https://proxy.example", "http://localhost:80/", "http://127.0.0.1:8", "http://[::1]:8"]
)
def test_https_and_this_machine_are_accepted(url):
    assert Endpoints(url, url, url).validate() is None
