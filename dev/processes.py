"""Servers that outlive the command which started them, and are found again by the next one."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import paths
from commands import tail
from progress import SetupError
from state import read_json, write_json

PORTS = paths.STATE / "ports.json"
START_TIME_FIELD = 19  # of /proc/<pid>/stat, counted after the name
STOP_SECONDS = 20


def started_at(pid):
    """Return when a process started, in ticks since boot; None if it is gone or only waits to be reaped."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[START_TIME_FIELD])


def choose_port(name, preferred):
    """Return the port remembered for `name`, or a free one that is remembered from now on."""
    remembered = read_json(PORTS, {})
    if name in remembered:
        return remembered[name]
    port = next(filter(_is_free, range(preferred, preferred + 1000, 10)))
    write_json(PORTS, {**remembered, name: port})
    return port


def forget_port(name):
    """Let the next start of `name` choose another port."""
    write_json(PORTS, {key: port for key, port in read_json(PORTS, {}).items() if key != name})


def _is_free(port):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Server:
    """One background process with an HTTP port on this machine.

    Its mark, `.state/run/<name>.json`, is written by the process itself before it becomes the server, so that there is
    no moment at which it runs unknown. A process counts as ours only if number and start time are those of the mark.
    """

    def __init__(self, name, preferred_port, health):
        self.name = name
        self.preferred_port = preferred_port
        self.health = health
        self.mark = paths.RUN / f"{name}.json"
        self.log = paths.LOGS / f"{name}.log"

    @property
    def port(self):
        """Return the port, chosen at the first use."""
        return choose_port(self.name, self.preferred_port)

    @property
    def url(self):
        """Return the base address."""
        return f"http://localhost:{self.port}"

    def pid(self):
        """Return the number of the running process, or None."""
        mark = read_json(self.mark, {})
        return mark["pid"] if mark and started_at(mark["pid"]) == mark["started"] else None

    def version(self):
        """Return what the running process was started as."""
        return read_json(self.mark, {}).get("version")

    def settle_port(self):
        """Before a start: give up a remembered port that something else has taken."""
        if not self.pid() and not _is_free(self.port):
            forget_port(self.name)

    def start(self, step, command, version, env):
        """Start the server and wait until it answers.

        :param version: the server is left alone if it runs as this version already
        """
        if not (self.pid() and self.version() == version):
            self.stop()
            step.say(f"starting {self.name} on port {self.port}")
            launcher = [command[0], paths.DEV / "launch.py", self.mark, version, *command]
            with self.log.open("ab") as output:
                process = subprocess.Popen(
                    [os.fspath(part) for part in launcher],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=paths.ROOT,
                    env=env,
                    start_new_session=True,
                )
            self._wait(step, process)
        else:
            self._wait(step, None)

    def _wait(self, step, process, seconds=120):
        deadline = time.monotonic() + seconds
        while not self.answers():
            gone = process.poll() is not None if process else self.pid() is None
            if gone or time.monotonic() > deadline:
                what = "ended at once" if gone else f"did not answer within {seconds} s"
                raise SetupError(
                    f"{self.name} {what}. Its last words:\n{tail(self.log)}\n", f"read {self.log}, then run it again."
                )
            step.say(f"waiting for {self.name} on port {self.port}")
            time.sleep(0.1)

    def answers(self):
        """Tell whether the server answers on its port."""
        try:
            with urllib.request.urlopen(self.url + self.health, timeout=5) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def stop(self):
        """End the process, if it is ours and runs."""
        pid = self.pid()
        if pid:
            _end(pid)
        self.mark.unlink(missing_ok=True)


def _end(pid):
    """Ask a process to end, and end it by force when it does not listen."""
    started = started_at(pid)
    for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 5)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if started is None or started_at(pid) != started:
                return
            time.sleep(0.1)
