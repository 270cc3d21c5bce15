"""A small organisation and the rules applied to it, without a network."""

import pytest


@pytest.fixture
def call():
    """Give a call to a small Australian organisation."""
    from xero_sandbox import Sandbox
    from xero_sandbox.context import Call

    sandbox = Sandbox(seeds=("tiny",))
    org = next(iter(sandbox.organisations.values()))
    return Call(sandbox, org, "PUT", "", sandbox.clock.now(), {"unitdp": "4"})


@pytest.fixture
def contact(call):
    return next(item for item in call.org.contacts.values() if item["ContactStatus"] == "ACTIVE")
