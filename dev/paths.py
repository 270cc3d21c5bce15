"""Where things are: the checkout, its one ignored state folder, and the caches of this user."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / "dev"
STATE = ROOT / ".state"
VENV = STATE / "venv"
ODOO = STATE / "odoo"
DATA = STATE / "data"
LOGS = STATE / "logs"
RUN = STATE / "run"
ENV_FILE = STATE / "env.json"
ODOO_CONF = STATE / "odoo.conf"
ADDON = ROOT / "crm_xero_connector"
ADDON_NAME = ADDON.name

# Long-lived downloads, shared by all checkouts of one user, each file named by its checksum.
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / ADDON_NAME


def checkout_id() -> str:
    """Return a short name for this checkout, different for each place on the machine."""
    return hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]


def short_dir(name: str) -> Path:
    """Return a folder of this checkout outside of it, for what needs a short path or another account's access."""
    return Path("/var/tmp") / f"{ADDON_NAME}-{os.geteuid()}-{checkout_id()}" / name


def venv_python() -> Path:
    """Return the interpreter of the private environment, whether it exists yet or not."""
    return VENV / "bin" / "python"
