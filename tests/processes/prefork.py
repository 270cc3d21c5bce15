"""A connected database with processes that can be killed, for the tests beside this file."""

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from odoo.addons.crm_xero_connector import const

import paths
from xero_sandbox import SandboxServer

BACK = "http://localhost:8069/xero/oauth/callback"
CLIENT, SECRET = "0123456789ABCDEF0123456789ABCDEF", "the secret of this test"
SCOPES = list(const.SCOPES)


class Prefork:
    """The processes of `lanes.py`, and what their database holds."""

    def __init__(self, environment, database):
        self.environment, self.database = environment, database
        command = [sys.executable, str(Path(__file__).with_name("lanes.py")), str(paths.ODOO_CONF), database]
        self._parent = subprocess.Popen(
            command, env=environment.variables(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def _ask(self, **request):
        self._parent.stdin.write(f"{json.dumps(request)}\n")
        self._parent.stdin.flush()
        return json.loads(self._parent.stdout.readline())

    def start(self, name, *arguments):
        """Begin one of the functions of `lanes.py`; return the number of its process."""
        return self._ask(start=[name, *arguments])

    def wait(self, number):
        """Return the exit status of a process, negative for a signal, and what it said."""
        return self._ask(wait=number)

    def run(self, name, *arguments):
        """Return what a function said once it has done its work."""
        status, said = self.wait(self.start(name, *arguments))
        assert status == 0, f"{name} ended with {status}: {said}"
        return said

    def leave(self, number, seconds):
        """Leave a process alone for a time, or until it ends."""
        ended = os.pidfd_open(number)
        select.select([ended], [], [], seconds)
        os.close(ended)

    def kill(self, number):
        """Kill a process; return its exit status and what it said, as `wait` does: it may have ended before."""
        os.kill(number, signal.SIGKILL)  # one that has ended keeps its number until it is waited for
        return self.wait(number)

    def sql(self, query):
        return self.environment.sql(query, self.database)

    @contextmanager
    def held(self, query):
        """Hold what a query locks."""
        pg = self.environment.pg
        connection = psycopg2.connect(dbname=self.database, host=pg["host"], port=pg["port"], user=pg["user"])
        try:
            connection.cursor().execute(query)
            yield
        finally:
            connection.close()

    def end(self):
        self._parent.stdin.close()
        self._parent.wait()


@contextmanager
def connected(environment, databases, sandbox, partners=(), before=None):
    """Give processes on a database whose first import is due and has not begun.

    :param before: gets the database's name before any process has it
    """
    own = f"processes_{os.getpid()}"
    sandbox.register_app(CLIENT, SECRET, redirect_uris=[BACK])
    tenant_id = next(iter(sandbox.organisations))
    databases.clone_of_addon(own)
    prefork = None
    try:
        if before:
            before(databases.name(own))
        prefork = Prefork(environment, databases.name(own))
        with SandboxServer(sandbox) as server:
            code = sandbox.consent_code(CLIENT, BACK, SCOPES, [tenant_id])
            prefork.run("prepare", [server.url, code, BACK, CLIENT, SECRET, tenant_id], list(partners))
            yield prefork
    finally:
        if prefork:
            prefork.end()
        databases.drop(own)
