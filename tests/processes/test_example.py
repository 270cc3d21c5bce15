"""The example add-on: installed, tested in a process of its own, and gone without a trace when it is uninstalled."""

import os
import re
import subprocess
import time
from pathlib import Path

import pytest
from prefork import connected

from xero_sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
NAME = "crm_xero_connector_example"
ADDON = ROOT / "examples" / NAME
MOST_LINES = 60
PATIENCE_SECONDS = 30
RAN = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
SCHEMA = """
SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
 WHERE table_schema = 'public'
UNION ALL SELECT 'field ' || model || '.' || name FROM ir_model_fields
UNION ALL SELECT 'model ' || model FROM ir_model
UNION ALL SELECT 'view ' || model || ' ' || name || ' ' || mode FROM ir_ui_view
UNION ALL SELECT 'job ' || cron_name FROM ir_cron
UNION ALL SELECT 'constraint ' || conname FROM pg_constraint
UNION ALL SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
ORDER BY 1"""
LEFT = f"SELECT model || ' ' || name FROM ir_model_data WHERE module = '{NAME}'"
UNINSTALL = f"""
env['ir.module.module'].search([('name', '=', '{NAME}')]).button_immediate_uninstall()
"""


class Life:
    """What happens to the example on one database."""

    def __init__(self, environment, database):
        self.environment, self.database = environment, database

    def odoo(self, command, *options, script=None):
        """Run Odoo with the example, and the connector's helpers for tests, where it finds them."""
        variables = self.environment.variables()
        helpers = (ROOT / "tests" / "odoo", ROOT / "dev", variables["PYTHONPATH"])
        addons = f"--addons-path={self.environment.addons_path},{ADDON.parent}"
        done = subprocess.run(
            self.environment.odoo(command, "-d", self.database, addons, "--no-http", *options),
            env={**variables, "PYTHONPATH": os.pathsep.join(map(str, helpers))},
            input=script,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-6000:]
        return done.stdout

    def sql(self, query):
        return self.environment.sql(query, self.database)

    def live(self):
        """Install the example with its tests, then uninstall it."""
        before = self.sql(SCHEMA)
        log = self.odoo("server", "-i", NAME, f"--test-tags=/{NAME}", "--stop-after-init")
        failed, errors, number = map(int, RAN.search(log).groups())
        assert (failed, errors) == (0, 0) and number == self.number_of_tests(), log[-6000:]
        assert "column account_move.xero_order_number character varying" in self.sql(SCHEMA)
        self.odoo("shell", "--log-level=warn", script=UNINSTALL)
        assert self.sql(LEFT) == []
        assert set(self.sql(SCHEMA)) ^ set(before) == set()

    def number_of_tests(self):
        return sum(path.read_text(encoding="utf-8").count("    def test_") for path in ADDON.glob("tests/test_*.py"))


@pytest.fixture
def lived(environment, databases):
    sandbox = Sandbox(seeds=("tiny",))
    with connected(environment, databases, sandbox, before=lambda name: Life(environment, name).live()) as prefork:
        yield prefork, sandbox


def test_an_example_that_came_and_went_leaves_nothing_and_invoices_go_on(lived):
    prefork, sandbox = lived
    (org,) = sandbox.organisations.values()
    prefork.start("push")
    prefork.run("confirm", "Buyer Ltd")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not org.invoices:
        assert time.monotonic() < deadline, prefork.sql("SELECT state, message FROM xero_link")
        time.sleep(0.05)
    (invoice,) = org.invoices.values()
    assert (invoice["Status"], float(invoice["Total"])) == ("AUTHORISED", 100.0)


def test_an_example_is_short():
    files = [path for path in ADDON.rglob("*.py") if "tests" not in path.parts]
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files) < MOST_LINES
