"""Make the private Python environment with exactly the packages of dev/requirements*.txt."""

import os
import re
import shutil
import sys
from pathlib import Path

import paths
import setup_apt
from commands import output_of, run_logged
from progress import SetupError
from state import digest, remove

REQUIREMENTS = (paths.DEV / "requirements.txt", paths.DEV / "requirements-dev.txt")
SUPPORTED = ((3, 10), (3, 13))  # first and last minor version that Odoo 19 runs on
MARKER = paths.VENV / "complete"


def ensure_venv(step, before_rebuild):
    """Make the environment if it is missing, broken, unfinished or made from other requirements.

    :param before_rebuild: called before an old environment goes, to stop what still runs from it
    """
    wanted = fingerprint()
    if MARKER.is_file() and MARKER.read_text(encoding="utf-8") == wanted and _works():
        return
    before_rebuild()
    interpreter = find_interpreter()
    step.say(f"making a private environment with {interpreter}")
    remove(paths.VENV)
    pip = _make_venv(step, interpreter)
    _install(step, pip, wanted)


def fingerprint():
    """Return a text that changes when the requirements or the place of the environment do."""
    return digest(str(paths.ROOT), *REQUIREMENTS)


def _works():
    return output_of([paths.venv_python(), "-c", "import psycopg2, werkzeug"]) is not None


def find_interpreter():
    """Return a Python that Odoo 19 runs on: this one if it fits, else the newest one on PATH."""
    if SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        return sys.executable
    for minor in range(SUPPORTED[1][1], SUPPORTED[0][1] - 1, -1):
        path = shutil.which(f"python3.{minor}")
        if path and output_of([path, "-c", "import ssl, venv"]) is not None:
            return path
    raise SetupError(
        f"Odoo 19 runs on Python 3.10 to 3.13; this is {sys.version.split()[0]} and no other was found on PATH",
        "install one of these versions, or start the command with it: python3.12 dev/demo",
    )


def _make_venv(step, interpreter):
    """Make an empty environment and return the command that runs pip for it."""
    if output_of([interpreter, "-c", "import ensurepip, venv"]) is not None:
        _run_venv(interpreter)
        return [paths.venv_python(), "-m", "pip"]
    _run_venv(interpreter, "--without-pip")
    if output_of([interpreter, "-m", "pip", "--python", paths.venv_python(), "--version"]) is not None:
        return [interpreter, "-m", "pip", "--python", paths.venv_python()]
    return [paths.venv_python(), setup_apt.fetch_pip(step) / "pip"]


def _run_venv(interpreter, *options):
    run_logged(
        [interpreter, "-m", "venv", *options, paths.VENV],
        "venv",
        cause="the private Python environment could not be made",
        remedy="install Python's venv module (Debian: apt-get install python3-venv) and run the command again.",
    )


def _install(step, pip, text):
    """Install the pinned packages, showing how many have been fetched."""
    wanted = sum(
        bool(re.match(r"[A-Za-z]", line)) for file in REQUIREMENTS for line in file.read_text("utf-8").splitlines()
    )

    def show(log):
        text = log.read_text(encoding="utf-8", errors="replace")
        fetched = len(re.findall(r"^Collecting ", text, re.MULTILINE))
        step.say("installing" if "Installing collected" in text else f"fetching Python packages, {fetched} of {wanted}")

    options = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--no-warn-script-location"]
    run_logged(
        [*pip, "install", *options, *(part for file in REQUIREMENTS for part in ("-r", file))],
        "pip",
        cause="pip could not install the Python packages",
        remedy="check the network and pip's configuration (pip config list); then run the command again.",
        on_poll=show,
        mark=(MARKER, text),
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )


def site_packages():
    """Return the environment's folder of installed packages."""
    return next((paths.VENV / "lib").glob("python3*/site-packages"), Path("missing"))
