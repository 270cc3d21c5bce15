"""Several Odoo processes and one consent: exactly one refresh, whoever comes first, and none is lost with a process."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from odoo.addons.crm_xero_connector import const

import paths
from xero_sandbox import Sandbox, SandboxServer

WORKERS = 8
TOKEN_SECONDS = 0.15
BACK = "http://localhost:8069/xero/oauth/callback"
CLIENT, SECRET = "0123456789ABCDEF0123456789ABCDEF", "the secret of this test"
SCOPES = list(const.SCOPES)


class Stage:
    """A database with a connected company, and processes that use it."""

    def __init__(self, environment, database, sandbox, folder):
        self.environment, self.database, self.sandbox = environment, database, sandbox
        self.go = folder / "go"
        self.running = []

    def start(self, *arguments):
        command = [sys.executable, str(Path(__file__).with_name("worker.py")), str(paths.ODOO_CONF), self.database]
        process = subprocess.Popen(
            [*command, *map(str, arguments)],
            env=self.environment.variables(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.running.append(process)
        return process

    def waiting(self, number):
        """Return that many processes, all of which wait for the start."""
        processes = [self.start("token", self.go) for _number in range(number)]
        for process in processes:
            said = process.stdout.readline().strip()
            assert said == "ready", said + process.stdout.read()
        return processes

    def end(self):
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()

    def refreshes(self):
        return [row for row in self.sandbox.identity_requests if row["path"] == "/connect/token"]

    def expire(self):
        """Let the access token be too old, and forget the calls that there were."""
        self.sandbox.clock.advance(1900)
        self.environment.sql("UPDATE xero_token SET expires_at = '2020-01-01'", self.database)
        self.sandbox.identity_requests.clear()


@pytest.fixture
def stage(environment, databases, tmp_path):
    own = f"processes_{os.getpid()}"
    sandbox = Sandbox(seeds=("tiny",))
    sandbox.register_app(CLIENT, SECRET, redirect_uris=[BACK])
    org = next(iter(sandbox.organisations.values()))
    databases.clone_of_addon(own)
    with SandboxServer(sandbox) as server:
        stage = Stage(environment, databases.name(own), sandbox, tmp_path)
        try:
            code = sandbox.consent_code(CLIENT, BACK, SCOPES, [org.tenant_id])
            prepared = stage.start("prepare", server.url, code, BACK, CLIENT, SECRET, org.tenant_id)
            assert prepared.communicate(timeout=120)[0].strip() == "connected"
            stage.expire()
            yield stage
        finally:
            stage.end()
            databases.drop(own)


def test_eight_processes_with_an_expired_token_refresh_once(stage):
    stage.sandbox.latency = TOKEN_SECONDS
    processes = stage.waiting(WORKERS)
    stage.go.touch()
    tokens = [process.communicate(timeout=120)[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0] * WORKERS, tokens
    assert len(set(tokens)) == 1, tokens
    assert [row["status"] for row in stage.refreshes()] == [200]


def test_a_process_killed_between_refresh_and_commit_costs_nothing(stage):
    """Hold the table so that the fresh pair cannot be written, and kill the process that has it."""
    before = stage.environment.sql("SELECT md5(refresh_sealed) FROM xero_token", stage.database)
    (victim,) = stage.waiting(1)
    variables = stage.environment.variables()
    lock = psycopg2.connect(
        dbname=stage.database, host=variables["PGHOST"], port=variables["PGPORT"], user=variables["PGUSER"]
    )
    try:
        lock.cursor().execute("LOCK TABLE xero_token IN SHARE MODE")
        stage.go.touch()
        deadline = time.monotonic() + 60
        while not stage.refreshes() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert [row["status"] for row in stage.refreshes()] == [200]
        time.sleep(0.5)  # the answer is there, the write waits
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    finally:
        lock.close()
    assert stage.environment.sql("SELECT md5(refresh_sealed) FROM xero_token", stage.database) == before
    (survivor,) = stage.waiting(1)
    said = survivor.communicate(timeout=120)[0].strip()
    assert survivor.returncode == 0, said
    assert [row["status"] for row in stage.refreshes()] == [200, 200]
    assert stage.environment.sql("SELECT md5(refresh_sealed) FROM xero_token", stage.database) != before


def test_nobody_renews_a_log_in_while_a_new_one_takes_its_place(stage):
    """The exchange takes a while, and a lane needs a token meanwhile: Xero is about to end what it has."""
    tenants = [organisation.tenant_id for organisation in stage.sandbox.organisations.values()]
    code = stage.sandbox.consent_code(CLIENT, BACK, SCOPES, tenants)
    (lane,) = stage.waiting(1)
    stage.sandbox.faults.add("slow", path="/connect/token", seconds=4)
    callback = stage.start("consent", code, BACK)
    deadline = time.monotonic() + 60
    while stage.sandbox.faults.pending and time.monotonic() < deadline:
        time.sleep(0.02)
    stage.go.touch()
    tokens = [process.communicate(timeout=120)[0].strip() for process in (callback, lane)]
    assert (callback.returncode, lane.returncode) == (0, 0), tokens
    assert len(set(tokens)) == 1, tokens
    assert [row["status"] for row in stage.refreshes()] == [200], "the exchange alone"
