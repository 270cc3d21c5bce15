"""Start and stop what the demo consists of: PostgreSQL, the sandbox and Odoo."""

import json
import os
import sys
import urllib.request
from pathlib import Path

import demo_database
import paths
import setup_postgres
from databases import Databases
from demo_database import DemoDatabase
from environment import Environment
from processes import Server
from progress import Report, SetupError
from state import Lock, prepare_state_folder, remove, tree_digest

SANDBOX = paths.DEV / "xero_sandbox"
SPEC_FILE = "xero_accounting.yaml"
SEEDS = "au,nz,uk,us,za,sg"

TEXT = """
The demo runs.
  Odoo      {odoo}     log in as admin, password admin
            Settings, Integrations, Xero, Manage: the app's client id and secret are filled in
            (client id {client_id}, secret {client_secret})
  Xero      {sandbox}     the stand-in; log in there as demo@example.com, password demo
  End it with dev/demo --stop; throw its data away with dev/demo --reset.
"""


def find_spec():
    """Return the folder of Xero's official API description, whose examples the sandbox can serve, or None."""
    given = os.environ.get("XERO_SPEC")
    places = [Path(given)] if given else [paths.ROOT.parent / "shared" / "xero-spec", paths.ROOT.parent / "xero-spec"]
    return next((place for place in places if (place / SPEC_FILE).is_file()), None)


class Demo:
    """Odoo, the sandbox and a database, under one name in this checkout."""

    def __init__(self, name="demo"):
        self.name = name
        prefix = "" if name == "demo" else f"{name}-"
        self.odoo = Server(f"{prefix}odoo", 8069, "/web/health")
        self.sandbox = Server(f"{prefix}sandbox", 8070, "/_control/tenants")
        self.sandbox_state = paths.STATE / f"{prefix}sandbox.json"
        self.database = None
        self.environment = None

    def steps(self):
        """Return what to do after the general set-up, as `set_up` wants it."""
        return [("Sandbox", self.start_sandbox), ("Database", self.make_database), ("Odoo", self.start_odoo)]

    def start_sandbox(self, step, databases):
        """Start the stand-in for Xero, which keeps its books over restarts."""
        self.environment = databases.environment
        self.database = DemoDatabase(databases, self.name)
        self.sandbox.settle_port()
        spec = find_spec()
        seeds = ["--seeds", f"{SEEDS},examples", "--spec", spec] if spec else ["--seeds", SEEDS]
        command = [self.environment.python, SANDBOX, "--port", str(self.sandbox.port), "--state", self.sandbox_state]
        self.sandbox.start(step, [*command, *seeds], tree_digest(SANDBOX), self.environment.variables())

    def make_database(self, step, _databases):
        """Make the database, or upgrade it to the add-on's present state."""
        self.database.ensure(step, before_upgrade=self.odoo.stop)

    def start_odoo(self, step, _databases):
        """Start Odoo with its scheduler, pointed to the sandbox, and tell the sandbox where Odoo is."""
        self.odoo.settle_port()
        version = f"{self.database.version()}-{self.odoo.port}-{self.sandbox.port}"
        if self.odoo.version() != version or not self.odoo.pid():
            self.odoo.stop()
            self.database.point_to(self.odoo.url, self.sandbox.url)
        options = [f"--http-port={self.odoo.port}", "--max-cron-threads=3", f"--db-filter=^{self.database.name}$"]
        command = self.environment.odoo("server", "-d", self.database.name, *options)
        self.odoo.start(step, command, version, self.environment.variables())
        self._register_app()

    def _register_app(self):
        app = {
            "name": "Odoo demo",
            "client_id": demo_database.CLIENT_ID,
            "client_secret": demo_database.CLIENT_SECRET,
            "redirect_uris": [f"{self.odoo.url}/xero/oauth/callback"],
            "webhook_url": f"{self.odoo.url}/xero/webhook/{demo_database.WEBHOOK_SLUG}",
            "webhook_key": demo_database.WEBHOOK_KEY,
        }
        self._control("apps", app)

    def _control(self, path, values=None):
        """Call the sandbox's control API and return its answer."""
        request = urllib.request.Request(
            f"{self.sandbox.url}/_control/{path}",
            data=None if values is None else json.dumps(values).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except (OSError, ValueError) as error:
            raise SetupError(
                f"the sandbox did not understand {path}: {error}", f"read {self.sandbox.log}, then run it again."
            ) from error

    def description(self):
        """Return addresses and log-ins for a person."""
        return TEXT.format(
            odoo=self.odoo.url,
            sandbox=self.sandbox.url,
            client_id=demo_database.CLIENT_ID,
            client_secret=demo_database.CLIENT_SECRET,
        )

    def context(self, organisation):
        """Return what the main job needs to know, as JSON.

        :param organisation: the name of its seed, or its own
        """
        tenants = self._control("tenants")
        chosen = [tenant for tenant in tenants if organisation in (tenant["name"], tenant["seed"])]
        if not chosen:
            names = ", ".join(f"{tenant['seed']} ({tenant['name']})" for tenant in tenants)
            raise SetupError(
                f"the sandbox has no organisation {organisation}",
                f"choose one of: {names}; examples needs XERO_SPEC=/folder/with/{SPEC_FILE}.",
            )
        company = demo_database.company_for(chosen[0]["currency"])
        if not company:
            raise SetupError(
                f"Odoo's demo has no company that keeps its books in {chosen[0]['currency']}",
                "add one to COMPANIES in dev/demo_database.py, or choose an organisation in AUD or NZD.",
            )
        return json.dumps(
            {
                "odoo_url": self.odoo.url,
                "sandbox_url": self.sandbox.url,
                "database": self.database.name,
                "organisation": chosen[0]["name"],
                "company": company,
                "client_id": demo_database.CLIENT_ID,
                "client_secret": demo_database.CLIENT_SECRET,
                "webhook_key": demo_database.WEBHOOK_KEY,
            }
        )

    def stop(self):
        """End Odoo and the sandbox; return the names of what ran."""
        ended = [server.name for server in (self.odoo, self.sandbox) if server.pid()]
        self.odoo.stop()
        self.sandbox.stop()
        return ended

    def forget(self):
        """End what runs and throw away the database and the sandbox's books."""
        self.stop()
        remove(self.sandbox_state)
        if paths.ENV_FILE.is_file():
            _drop(self.name)


def _drop(name):
    """Drop a database; where our own PostgreSQL cannot even be started, remove all its files."""
    environment = Environment.load()
    if environment.pg["own"]:
        try:
            setup_postgres.OwnServer().ensure_running(Report(1).step(1, "PostgreSQL"))
        except SetupError:
            setup_postgres.remove_own()
            return
    DemoDatabase(Databases(environment), name).drop()


def _alone():
    prepare_state_folder()
    return Lock(paths.STATE / "setup.lock", lambda: sys.stderr.write("Waiting for another command.\n"))


def stop():
    """End what the demo started: Odoo, the sandbox, and PostgreSQL if nothing else uses it."""
    with _alone():
        ended = Demo().stop() + ["PostgreSQL"] * _stop_postgres_if_idle()
    print(f"Ended: {', '.join(ended) or 'nothing was running'}.")


def reset():
    """End what runs and throw away the demo's database and the sandbox's books."""
    with _alone():
        Demo().forget()
    print("The demo's data is gone; dev/demo makes it anew.")


def _stop_postgres_if_idle():
    """Stop our own PostgreSQL unless another command works with it; tell whether it was stopped."""
    if not paths.ENV_FILE.is_file():
        return False
    environment = Environment.load()
    others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    try:
        busy = not environment.pg["own"] or environment.sql(others) != ["0"]
    except SetupError:
        return False
    if not busy:
        setup_postgres.stop_own()
    return not busy
