"""Odoo's own servers, with workers, each of them with cron workers, on one database."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import paths
from odoo_client import OdooClient

START_SECONDS = 60


def free_ports(number):
    """Return ports that nobody listens on."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _number in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


class OdooServer:
    """One of them, as a hoster starts it.

    :param options: of Odoo's command line
    """

    def __init__(self, environment, database, log, options):
        self.database, self.log = database, Path(log)
        self.port, self.gevent = free_ports(2)
        self.url = f"http://localhost:{self.port}"
        command = [environment.python, str(Path(__file__).with_name("serve.py")), "server", "-c", str(paths.ODOO_CONF)]
        command += ["-d", database, f"--db-filter=^{database}$", "--workers=2", "--max-cron-threads=2"]
        command += [f"--http-port={self.port}", f"--gevent-port={self.gevent}", *options]
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                env=environment.variables(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self):
        """Wait until it answers, and its process for websockets too: that one loads all of Odoo once more."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None and time.monotonic() < deadline, self.words()[-4000:]
            time.sleep(0.1)

    def _answers(self):
        with suppress(OSError):
            for port in (self.port, self.gevent):
                urllib.request.urlopen(f"http://localhost:{port}/web/health", timeout=5).close()
            return True
        return False

    def client(self):
        """Return the administrator's session."""
        return OdooClient(self.url, self.database, "admin", "admin")

    def words(self):
        """Return what the server wrote into its log."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self):
        """End it with all its workers, whatever they do."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def running(environment, database, folder, number=2, options=()):
    """Give servers that answer."""
    servers = []
    try:
        for position in range(number):
            servers.append(OdooServer(environment, database, folder / f"odoo-{position}.log", options))
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.stop()
