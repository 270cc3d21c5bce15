"""Looks back on all tests. It stands alone: what shares a file runs together, and this waits for all others."""

import pytest
import transitions

NEEDED = ("state_machine", "state_machine_contacts", "state_machine_payments", "state_machine_persons")


@pytest.mark.last
def test_the_diagram_shows_what_was_seen(request, seen_states):
    """Where only some of the tests ran, what they saw has to be in the diagram; all of it only after all of them."""
    seen, drawn = seen_states(), transitions.diagram()
    assert seen <= drawn, f"not in the diagram above the field `state`: {sorted(seen - drawn)}"
    ran = {item.nodeid.split("::")[0] for item in request.session.items}
    if {f"tests/odoo/test_{name}.py" for name in NEEDED} <= ran:
        assert drawn <= seen, f"in the diagram, and nothing has shown it: {sorted(drawn - seen)}"
