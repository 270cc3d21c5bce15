"""PostgreSQL counts the transitions of the outbox in the database of this session."""

import pytest
import transitions

from odoo.sql_db import db_connect
from odoo.tools import config


def _run(query):
    names = config["db_name"]
    with db_connect(names if isinstance(names, str) else names[0]).cursor() as cr:
        cr.execute(query)
        return cr.fetchall() if cr.description else []


@pytest.fixture(scope="session", autouse=True)
def seen_states():
    """Give what has been seen so far."""
    _run(transitions.INSTALL)

    def look():
        transitions.collect([name for (name,) in _run(transitions.READ)])
        return transitions.SEEN

    return look


@pytest.fixture(scope="module", autouse=True)
def _states_of_a_module(seen_states):
    """Have what a module saw known before the next one begins: another process may look back on it."""
    yield
    seen_states()
