"""Which transitions of `xero.link.state` a test session saw, and which its diagram shows.

PostgreSQL itself counts them: a trigger moves a sequence for each pair of states. Sequences are not rolled back, so
what happens inside the transaction of a test counts too, and in the processes that tests start and kill.
"""

import re
from pathlib import Path

from odoo.addons.crm_xero_connector.models import xero_link

STATES = ("new", "to_push", "sending", "unknown", "synced", "rejected", "blocked", "review", "skipped")
INSTALL = """
CREATE OR REPLACE FUNCTION xero_seen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before text := 'new';
BEGIN
    IF TG_OP = 'UPDATE' THEN before := OLD.state; END IF;
    IF before IS DISTINCT FROM NEW.state THEN
        PERFORM nextval(('xero_seen__' || before || '__' || NEW.state)::regclass);
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS xero_seen ON xero_link;
CREATE TRIGGER xero_seen AFTER INSERT OR UPDATE OF state ON xero_link FOR EACH ROW EXECUTE FUNCTION xero_seen();
""" + "".join(
    f"CREATE SEQUENCE IF NOT EXISTS xero_seen__{before}__{after};\n"
    for before in STATES
    for after in STATES[1:]
    if before != after
)
READ = """
SELECT relname FROM pg_class WHERE relkind = 'S' AND relname LIKE 'xero\\_seen\\_\\_%'
AND pg_sequence_last_value(oid) IS NOT NULL"""
BEGIN, END = "# The states:", "# End of the states"
EDGE = re.compile(r"#\s+([\w, ]+?) -> ([\w| ]+?)(?:\s{2,}|$)")
SEEN = set()


def edges_of(names):
    """Return pairs of states from names of sequences."""
    return {tuple(name.removeprefix("xero_seen__").split("__")) for name in names}


def collect(names):
    """Remember the transitions of a database for the test that compares them with the diagram."""
    SEEN.update(edges_of(names))


def diagram():
    """Return the pairs of states that the diagram above the field `state` shows."""
    source = Path(xero_link.__file__).read_text(encoding="utf-8")
    drawn = source[source.index(BEGIN) : source.index(END)]
    edges = set()
    for line in drawn.splitlines():
        found = EDGE.search(line)
        if found:
            befores = [name.strip() for name in found[1].split(",")]
            edges |= {(before, after.strip()) for before in befores for after in found[2].split("|")}
    return edges


def named(test):
    """Return the transitions that a test's name tells of: `test_blocked_to_sending...` tells of one.

    `new_to_push` is short for `new_to_to_push`; in a chain as `new_to_push_to_sending` each pair is one.
    """
    forms = {(before, after): f"{before}_to_{after}".replace("_to_to_", "_to_") for before, after in diagram()}
    return {edge for edge, form in forms.items() if f"_{form}_" in f"{test}_"}
