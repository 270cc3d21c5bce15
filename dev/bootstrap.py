#!/usr/bin/env python3
"""Set up everything that the commands need, in `.state`; quick when nothing is missing.

python3 dev/bootstrap.py
"""

import sys
import time

import paths
import setup_chromium
import setup_odoo
import setup_postgres
import setup_venv
from databases import Databases
from environment import Environment
from progress import Report, command
from state import Lock, prepare_state_folder, sweep_leftovers

STEPS = 4


def set_up(*, browser=True, then=()):
    """Make the environment complete and return it with its databases.

    :param browser: look for (and where possible install) Chromium
    :param then: further steps as pairs of a title and a function that gets the step and the databases
    """
    prepare_state_folder()
    report = Report(STEPS + browser + len(then))
    with Lock(
        paths.STATE / "setup.lock", lambda: report.line("Waiting for another command that sets this checkout up.")
    ):
        sweep_leftovers()
        report.run("Python packages", setup_venv.ensure_venv, setup_postgres.stop_own)
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
        for title, function in then:
            report.run(title, function, databases)
    return environment, databases


@command
def main():
    """Set up and say where the result is described."""
    started = time.monotonic()
    set_up()
    place = paths.ENV_FILE.relative_to(paths.ROOT)
    print(f"Environment ready ({time.monotonic() - started:.1f} s); described in {place}")


if __name__ == "__main__":
    sys.exit(main())
