"""Find Chromium for the browser tests; as root on Debian, install it."""

import os
import shutil

from commands import run_logged
from progress import SetupError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REMEDY = "install Chromium, name one with CHROMIUM=/path/to/chromium, or leave browsers out: dev/test --fast"


def find():
    """Return the path of a browser, or None."""
    given = os.environ.get("CHROMIUM")
    if given:
        if not os.access(given, os.X_OK):
            raise SetupError(f"CHROMIUM is {given}, which is no program", REMEDY)
        return given
    return next(filter(None, map(shutil.which, NAMES)), None)


def ensure_chromium(step):
    """Return the path of a browser; None where there is none and it cannot be installed."""
    found = find()
    if found or os.geteuid() or not shutil.which("apt-get"):
        return found
    for action, words in (("update", "reading the package list"), ("install", "installing Debian's chromium")):
        step.say(words)
        what = ["--no-install-recommends", "chromium"] if action == "install" else []
        run_logged(
            ["apt-get", "-q", "-y", action, *what],
            f"chromium-{action}",
            cause="Chromium could not be installed",
            remedy=REMEDY,
            on_poll=lambda _log, words=words: step.say(words),
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    return find()
