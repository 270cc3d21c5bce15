"""A stand-in for Xero: log-in, identity and accounting API, stateful, on this machine only. No part of the add-on."""

from .sandbox import Sandbox
from .server import SandboxServer

__all__ = ["Sandbox", "SandboxServer"]
