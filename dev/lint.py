"""The checks of form: ruff for all of the project, pylint-odoo for the add-on."""

import subprocess

import paths
from progress import SetupError
from state import digest, tree_digest, write_atomically

PYLINT_CONFIG = paths.ROOT / ".pylintrc-mandatory"
RUFF_CONFIG = paths.ROOT / "ruff.toml"
GREEN = paths.STATE / "lint.green"  # what pylint found no fault with the last time: it takes half a minute


def lint(environment):
    """Run all checks; print what they find and raise SetupError if it is anything."""
    failed = [name for name, passes in _checks(environment) if not passes]
    if failed:
        raise SetupError(
            f"{', '.join(failed)} found something (see above)",
            "mend it; ruff check --fix and ruff format (in .state/venv/bin) mend much by themselves.",
        )


def _checks(environment):
    python = environment.python
    yield "ruff check", _run([python, "-m", "ruff", "check", "--quiet", paths.ROOT])
    yield "ruff format", _run([python, "-m", "ruff", "format", "--check", "--quiet", paths.ROOT])
    if not paths.ADDON.is_dir():
        return
    state = digest(PYLINT_CONFIG, tree_digest(paths.ADDON), (paths.DEV / "requirements-dev.txt").read_text("utf-8"))
    if GREEN.is_file() and GREEN.read_text(encoding="utf-8") == state:
        return
    passes = _run([python, "-m", "pylint", f"--rcfile={PYLINT_CONFIG}", paths.ADDON])
    if passes:
        write_atomically(GREEN, state)
    yield "pylint", passes


def _run(command):
    return subprocess.run(command, cwd=paths.ROOT, stdin=subprocess.DEVNULL, check=False).returncode == 0
