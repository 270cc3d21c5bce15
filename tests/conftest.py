"""What all tests share: where code is found, no network but this machine, and Xero's stand-in."""

import ipaddress
import os
import socket
import sys
from pathlib import Path

import pytest

import odoo.tools

import odoo.addons

ROOT = Path(__file__).resolve().parent.parent

# The helpers of the commands, and the sandbox. Last, so that they hide nothing.
sys.path.append(str(ROOT / "dev"))

# Everything that a run leaves behind lies in one ignored folder.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOT / ".state" / "hypothesis"))

# Without a database nobody reads Odoo's configuration: the pure tests find the add-on through this.
if str(ROOT) not in odoo.addons.__path__:
    odoo.addons.__path__.append(str(ROOT))


def pytest_configure(config):
    import recording  # the paths above have to be there first
    import together

    # For a worker of Odoo's. Stand-ins of Xero with all their contacts live in this process too, and Chromium inherits
    # the limit, which reserves much more than it uses.
    odoo.tools.config["limit_memory_hard"] = 0
    together.install(config, recording.install(config))


class NetworkForbidden(AssertionError):
    """A test wanted to leave this machine. No OSError: nothing may take it for an unreachable Xero."""


def _is_here(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _guard_connect(name):
    original = getattr(socket.socket, name)

    def connect(self, address):
        if self.family != socket.AF_UNIX and not _is_here(address[0]):
            raise NetworkForbidden(f"connection to {address}: tests reach this machine only")
        return original(self, address)

    setattr(socket.socket, name, connect)


def _guard_names():
    original = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host
        known = not name or name in ("localhost", socket.gethostname()) or name[-1].isdigit() or ":" in name
        if not known:
            raise NetworkForbidden(f"look-up of {name}: tests reach this machine only")
        return original(host, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo


_guard_connect("connect")
_guard_connect("connect_ex")
_guard_names()


@pytest.fixture
def sandbox():
    """Give a Xero of one's own, with an Australian organisation."""
    from xero_sandbox import Sandbox

    return Sandbox(seeds=("au",))


@pytest.fixture
def sandbox_server(sandbox):
    """Serve `sandbox` on a free port of this machine."""
    from xero_sandbox import SandboxServer

    with SandboxServer(sandbox, port=0) as server:
        yield server


@pytest.fixture(scope="session")
def environment():
    """Give the environment that the tests run in, as the set-up described it."""
    from environment import Environment

    return Environment.load()


@pytest.fixture(scope="session")
def databases(environment):
    """Give the template databases and their clones."""
    from databases import Databases

    return Databases(environment)
