"""Start and stop what the demo consists of: PostgreSQL, the sandbox and Odoo."""

import json
import sys
import urllib.error
import urllib.request

import demo_database
import paths
import setup_postgres
from databases import Databases
from demo_database import DemoDatabase
from environment import Environment
from processes import Server
from progress import SetupError
from state import Lock, prepare_state_folder, remove, tree_digest

SANDBOX_STATE = paths.STATE / "sandbox.json"
SANDBOX = paths.DEV / "xero_sandbox"
SEEDS = "au,examples"

TEXT = """
The demo runs.
  Odoo      {odoo}     log in as admin, password admin
            Settings, Integrations, Xero, Manage: the app's client id and secret are filled in
            (client id {client_id}, secret {client_secret})
  Xero      {sandbox}     the stand-in; log in there as demo@example.com, password demo
  End it with dev/demo --stop; throw its data away with dev/demo --reset.
"""


class Demo:
    """The demo of this checkout."""

    def __init__(self):
        self.odoo = Server("odoo", 8069, "/web/health")
        self.sandbox = Server("sandbox", 8070, "/_control/tenants")
        self.database = None
        self.environment = None

    def start_sandbox(self, step, databases):
        """Start the stand-in for Xero, which keeps its books over restarts."""
        self.environment = databases.environment
        self.database = DemoDatabase(databases)
        self.sandbox.settle_port()
        options = ["--port", str(self.sandbox.port), "--seeds", SEEDS, "--state", SANDBOX_STATE]
        command = [self.environment.python, SANDBOX, *options]
        self.sandbox.start(step, command, tree_digest(SANDBOX), self.environment.variables())

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
        request = urllib.request.Request(
            f"{self.sandbox.url}/_control/apps",
            data=json.dumps(app).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30):
                return
        except (OSError, urllib.error.URLError) as error:
            raise SetupError(
                f"the sandbox did not take the app: {error}", f"read {self.sandbox.log}, then run it again."
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

        :param organisation: `au`, `examples`, or an organisation's own name
        """
        tenants = self._tenants()
        country = {"au": "AU", "examples": "NZ"}.get(organisation)
        chosen = next(
            (tenant for tenant in tenants if organisation == tenant["name"] or country == tenant["country"]), None
        )
        if not chosen:
            names = ", ".join(tenant["name"] for tenant in tenants)
            raise SetupError(
                f"the sandbox has no organisation {organisation}", f"choose au, examples or one of: {names}"
            )
        return json.dumps(
            {
                "odoo_url": self.odoo.url,
                "sandbox_url": self.sandbox.url,
                "database": self.database.name,
                "organisation": chosen["name"],
                "company": demo_database.company_for(chosen["country"]),
                "client_id": demo_database.CLIENT_ID,
                "client_secret": demo_database.CLIENT_SECRET,
                "webhook_key": demo_database.WEBHOOK_KEY,
            }
        )

    @classmethod
    def stop(cls):
        """End what runs: Odoo, the sandbox, and PostgreSQL if nothing else uses it."""
        prepare_state_folder()
        with Lock(paths.STATE / "setup.lock", lambda: sys.stderr.write("Waiting for another command.\n")):
            demo = cls()
            ended = [server.name for server in (demo.odoo, demo.sandbox) if server.pid()]
            demo.odoo.stop()
            demo.sandbox.stop()
            ended += ["PostgreSQL"] * _stop_postgres_if_idle()
        print(f"Ended: {', '.join(ended) or 'nothing was running'}.")

    @classmethod
    def reset(cls):
        """End what runs and throw away the demo's database and the sandbox's books."""
        prepare_state_folder()
        with Lock(paths.STATE / "setup.lock", lambda: sys.stderr.write("Waiting for another command.\n")):
            demo = cls()
            demo.odoo.stop()
            demo.sandbox.stop()
            remove(SANDBOX_STATE)
            _drop_demo_database()
        print("The demo's data is gone; dev/demo makes it anew.")


def _drop_demo_database():
    """Drop the demo's database; where our own PostgreSQL does not even answer, remove all its files."""
    if not paths.ENV_FILE.is_file():
        return
    try:
        DemoDatabase(Databases(Environment.load())).drop()
    except SetupError:
        setup_postgres.remove_own()


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
