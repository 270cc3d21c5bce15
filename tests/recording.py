"""Watches all traffic of a test session: each answer of the stand-in, and each request of the connector, is judged."""

from __future__ import annotations

import html
import json
import re
import threading
from collections import Counter

import description
import pytest

from odoo.addons.crm_xero_connector import const

from xero_sandbox import SandboxServer, faults

API = "/api.xro/2.0"
MESSAGE = re.compile(r'"Message": ?"((?:[^"\\]|\\.)*)"')
REMARKS = []


class Recorder:
    """A plugin of pytest: fails the test in which something of the wrong form crossed the wire.

    :ivar violations: what was wrong since somebody took it
    :ivar words: every sentence that a refusal held
    """

    def __init__(self):
        self.active = description.SPEC.is_file()
        self.counts = Counter()
        self.violations = []
        self.words = set()
        self._lock = threading.Lock()

    # --- traffic, seen in the threads of the server ----------------------------------------------------------------

    def seen(self, request, response):
        """Judge one exchange before it is answered."""
        self._hear(response)
        if not request.path.lower().startswith(API + "/"):
            return
        path = request.path[len(API) :]
        found = []
        if response.mimetype == "application/json" and faults.MARK not in request.environ:
            found += self._answer(request, path, response)
        if request.headers.get("User-Agent") == const.USER_AGENT:
            found += self._request(request, path)
        with self._lock:
            self.violations += found

    def _hear(self, response):
        """Note the sentences of a refusal or of a warning."""
        text = response.get_data(as_text=True) if response.mimetype.startswith(("application/json", "text/")) else ""
        if response.mimetype == "application/json":
            heard = {json.loads(f'"{found}"') for found in MESSAGE.findall(text)}
        else:
            heard = {html.unescape(text)} if response.status_code >= 400 else set()
        with self._lock:
            self.words |= heard

    def _answer(self, request, path, response):
        if response.status_code not in (200, 400):
            return []
        text = response.get_data(as_text=True)
        with self._lock:
            self.counts["answers"] += 1
        return description.check_answer(request.method, path, response.status_code, text) if self.active else []

    def _request(self, request, path):
        with self._lock:
            self.counts["requests"] += 1
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = request.query_string.decode()
        if not self.active:
            return []
        return description.check_request(request.method, path, query, headers, request.get_data())

    def take(self):
        """Return what was wrong until now, and forget it."""
        with self._lock:
            found, self.violations = self.violations, []
        return found

    # --- hooks of pytest -------------------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        """Fail a test whose traffic was not as described."""
        result = yield
        found = self.take()
        if found:
            pytest.fail("Not as Xero's description says:\n" + "\n".join(sorted(set(found))[:20]), pytrace=False)
        return result

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        """Let what looks back on the others run after them."""
        items.sort(key=lambda item: item.get_closest_marker("last") is not None)

    @pytest.fixture(scope="session")
    def traffic(self):
        """Give what was seen in this session."""
        return self

    def pytest_terminal_summary(self, terminalreporter):
        """Say how much was looked at."""
        if not self.active:
            terminalreporter.write_line(f"Traffic was not checked: {description.MISSING}.")
        elif self.counts:
            told = f"{self.counts['answers']} answers and {self.counts['requests']} requests of the connector"
            terminalreporter.write_line(f"Checked against Xero's official description: {told}.")
        for text in REMARKS:
            terminalreporter.write_line(text)


def remark(text):
    """Have a test's finding printed at the end of the session."""
    REMARKS.append(text)


def install(config):
    """Watch every server of the stand-in that this session starts.

    :return: the `Recorder`
    """
    recorder = Recorder()
    SandboxServer.watcher = staticmethod(recorder.seen)
    config.pluginmanager.register(recorder, "xero-traffic")
    config.add_cleanup(lambda: setattr(SandboxServer, "watcher", None))
    return recorder
