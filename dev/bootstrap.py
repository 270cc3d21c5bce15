#!/usr/bin/env python3
"""Set up everything that the commands need, in `.state`; quick when nothing is missing.

    python3 dev/bootstrap.py
"""

import sys
import time

if sys.version_info < (3, 8):
    sys.exit("Python 3.10 to 3.13 is needed; this is " + sys.version.split()[0])

import paths
import setup_chromium
import setup_odoo
import setup_postgres
import setup_venv
from databases import Databases
from environment import Environment
from progress import Report, command
from state import Lock, prepare_state_folder, sweep_leftovers

STEPS = 5


def _postgres_stopper():
    setup_postgres.OwnServer().stop()


def set_up(*, browser=True, addon=False, report=None):
    """Make the environment complete and return it with its databases.

    :param browser: look for (and where possible install) Chromium
    :param addon: also make the template database that has the add-on installed
    """
    prepare_state_folder()
    report = report or Report(STEPS + browser + addon)
    waiting = lambda: report.line("Another command is setting up this checkout: waiting for it.")  # noqa: E731
    with Lock(paths.STATE / "setup.lock", waiting):
        sweep_leftovers()
        report.run("Python packages", setup_venv.ensure_venv, _postgres_stopper)
        odoo = report.run("Odoo 19", setup_odoo.ensure_odoo)
        pg = report.run("PostgreSQL", setup_postgres.ensure_postgres)
        chromium = report.run("Chromium", setup_chromium.ensure_chromium) if browser else setup_chromium.find()
        environment = Environment(
            python=str(paths.venv_python()),
            odoo_path=str(paths.ODOO),
            odoo_version=odoo["version"],
            addons_path=",".join([*odoo["addons"], str(paths.ROOT)]),
            pg=pg,
            chromium=chromium,
        )
        environment.save()
        databases = Databases(environment)
        report.run("Template database", databases.ensure_template)
        if addon:
            report.run("Add-on", databases.ensure_addon_template)
    return environment, databases


@command
def main():
    """Set up and say where the result is described."""
    started = time.monotonic()
    set_up()
    print(f"Environment ready ({time.monotonic() - started:.1f} s); described in {paths.ENV_FILE.relative_to(paths.ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
