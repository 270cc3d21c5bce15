"""The finished environment: how to run Odoo, pytest and PostgreSQL's tools in it."""

import os
import subprocess
from dataclasses import dataclass

import paths
from commands import run_logged
from progress import SetupError
from state import read_json, write_atomically, write_json


@dataclass(frozen=True)
class Environment:
    """What `.state/env.json` holds."""

    python: str
    odoo_path: str
    odoo_version: str
    addons_path: str
    pg: dict
    chromium: "str | None"

    @classmethod
    def load(cls):
        """Return the environment that the last set-up wrote, or raise SetupError."""
        values = read_json(paths.ENV_FILE)
        if values is None:
            raise SetupError("this checkout has not been set up", "run python3 dev/bootstrap.py first.")
        return cls(**values)

    def save(self):
        """Write the contract file and Odoo's configuration."""
        write_json(paths.ENV_FILE, self.__dict__)
        options = {
            "addons_path": self.addons_path,
            "data_dir": paths.DATA,
            "http_interface": "127.0.0.1",
            "db_host": self.pg["host"],
            "db_port": self.pg["port"],
            "db_user": self.pg["user"],
            "list_db": False,
        }
        lines = ["[options]", *(f"{name} = {value}" for name, value in options.items())]
        write_atomically(paths.ODOO_CONF, "\n".join(lines) + "\n")

    def variables(self):
        """Return environment variables for child processes."""
        return {
            **{name: value for name, value in os.environ.items() if name != "ODOO_RC"},
            "PGHOST": self.pg["host"],
            "PGPORT": self.pg["port"],
            "PGUSER": self.pg["user"],
            "PYTHONPATH": self.odoo_path,
            "PATH": os.pathsep.join([str(paths.VENV / "bin"), self.pg["bin"], os.environ.get("PATH", os.defpath)]),
        }

    def odoo(self, *arguments):
        """Return the command line of `odoo` with this checkout's configuration."""
        return [self.python, "-m", "odoo", *arguments[:1], "-c", str(paths.ODOO_CONF), *arguments[1:]]

    def shell(self, database, script, *, log_name, cause):
        """Run a Python script with `env` in `database`."""
        command = self.odoo("shell", "-d", database, "--no-http", "--log-level=warn")
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as source:
            with os.fdopen(writing, "wb") as sink:
                sink.write(script.encode())
            return run_logged(command, log_name, cause=cause, remedy=REMEDY, env=self.variables(), stdin=source)

    def sql(self, query, database="postgres"):
        """Run SQL and return the rows as text, one a line."""
        command = ["psql", "-XAtwq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", query]
        binary = os.path.join(self.pg["bin"], command[0])
        done = subprocess.run([binary, *command[1:]], env=self.variables(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise SetupError(f"PostgreSQL refused: {done.stderr.strip()}", REMEDY)
        return done.stdout.splitlines()


REMEDY = "run the command again; if it stays, dev/demo --reset makes all databases anew."
