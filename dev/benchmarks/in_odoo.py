"""What is measured inside of Odoo, in a shell with `env`; the results go into a JSON file."""

import cProfile
import gc
import json
import pstats
import resource
import statistics
import time
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import paths
from benchmarks.in_odoo_rules import rules

INVOICES, CUSTOMERS, TOO_LONG = 1000, 200, 300
ROUNDS = 30  # of confirming; one alone is off by a sixth
RESULT = paths.STATE / "bench-inside.json"
SCRIPT = """
import sys
sys.path.append(%r)
from benchmarks import in_odoo
in_odoo.run(env, %r)
"""


# Part of an import -> where its time is spent: (file, function)
PARTS = {
    "asking Xero": ("calls.py", "_read_page"),
    "understanding": ("xero_sync_contact.py", "_parse"),
    "matching": ("xero_sync_contact_match.py", "_match_page"),
    "mapping": ("xero_sync_contact_extras.py", "_remembered"),
    "creating partners": ("res_partner.py", "create"),
    "committing": ("xero_sync.py", "_commit"),
}


def measure(stage, name):
    """Run one of the functions below in the stage's database and return its result."""
    database = stage.demo.database.name
    script = SCRIPT % (str(paths.DEV), name)
    stage.environment.shell(database, script, log_name="bench", cause=f"{name} could not be measured")
    return json.loads(RESULT.read_text(encoding="utf-8"))


def run(env, name):
    """Call a function of this module by name and keep what it returns."""
    Path(RESULT).write_text(json.dumps(FUNCTIONS[name](env)), encoding="utf-8")


def import_contacts(env):
    """Read all contacts twice, then create partners of the same values without the connector.

    :return: dict of seconds for each, and the rows that the second pass wrote
    """
    connection = env["xero.connection"].search([("state", "=", "connected")], limit=1)
    engine, first = env["xero.sync.contact"], _read_all(env, connection)
    env.cr.execute("SELECT txid_current()")
    (mark,) = env.cr.fetchone()
    env.cr.commit()
    second = _read_all(env, connection)
    env.cr.execute("SELECT count(*) FROM res_partner WHERE xmin::text::bigint > %s", [mark])
    (written,) = env.cr.fetchone()
    refs, pages, bare = engine._refs(connection), _pages(engine, connection), 0.0
    for contacts in pages:
        Partner = engine._partners(connection)
        remembered = [engine._remembered(connection, contact, Partner, refs) for contact in contacts]
        values = [engine._create_values(connection, *pair) for pair in zip(contacts, remembered)]
        started = time.perf_counter()
        Partner.create(values)
        env.cr.commit()
        bare += time.perf_counter() - started
    return {"first": first, "second": second, "bare": bare, "written": written, "number": sum(map(len, pages))}


def import_new(env):
    """Read the contacts that are new since the last run.

    :return: dict of how many, the seconds it took, and the most memory that this process ever had (KiB)
    """
    connection = env["xero.connection"].search([("state", "=", "connected")], limit=1)
    cursor = env["xero.cursor"]._of(connection, "contact")
    cursor._start()
    env.cr.commit()
    started = time.perf_counter()
    env["xero.sync.contact"]._run(connection, cursor)
    env.cr.commit()
    seconds = time.perf_counter() - started
    assert cursor.state == "idle", cursor.message
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"number": cursor.created, "seconds": seconds, "memory": memory}


def profile_new(env):
    """Read new contacts under a profiler, which slows everything down: only the shares count.

    :return: dict of part -> its share of the whole
    """
    profile = cProfile.Profile()
    profile.runcall(import_new, env)
    spent = {}
    for (file, _line, function), figures in pstats.Stats(profile).stats.items():
        spent[Path(file).name, function] = max(figures[3], spent.get((Path(file).name, function), 0))
    whole = spent["xero_sync_contact.py", "_run"]
    return {part: spent.get(place, 0) / whole for part, place in PARTS.items()}


def _read_all(env, connection):
    """Read every contact from the beginning; return the seconds it took."""
    cursor = env["xero.cursor"]._of(connection, "contact")
    cursor.write({"since": False, "state": "idle"})
    cursor._start()
    env.cr.commit()
    started = time.perf_counter()
    env["xero.sync.contact"]._run(connection, cursor)
    env.cr.commit()
    assert cursor.state == "idle", cursor.message
    return time.perf_counter() - started


def _pages(engine, connection):
    pages, number = [], 1
    while True:
        page = connection._call(lambda gateway, number=number: gateway.contacts(page=number))
        contacts = [contact for contact in engine._parse(connection, page.items) if not contact.merged_to]
        pages.append(contacts)
        if page.is_last:
            return pages
        number += 1


def post(env):
    """Confirm 100 invoices with the connector and 100 by Odoo's own method, several times in turn.

    :return: dict of the median seconds for each
    """
    from odoo.addons.account.models.account_move import AccountMove

    company = env["xero.connection"].search([("state", "=", "connected")], limit=1).company_id
    env = env(context={"allowed_company_ids": company.ids})
    times = {"with": [], "without": []}
    turns = [("with", lambda moves: moves._post()), ("without", AccountMove._post)]
    moves = _drafts(env, company, 100)
    env.cr.execute("ANALYZE")  # a ledger has statistics; without them Odoo's own queries take seconds, now and then
    for _round in range(ROUNDS):
        turns.reverse()
        for kind, function in turns:
            savepoint = env.cr.savepoint()
            times[kind].append(_seconds(env, lambda function=function: function(moves)))
            savepoint.close(rollback=True)
    env.cr.rollback()
    return {kind: statistics.median(seconds) for kind, seconds in times.items()}


def _seconds(env, deed):
    """Return how long something takes until it could be committed; collecting garbage would come to it by chance."""
    gc.collect()
    gc.disable()
    started = time.perf_counter()
    deed()
    env.flush_all()
    env.cr.precommit.run()
    gc.enable()
    return time.perf_counter() - started


def many_invoices(env):
    """Confirm 1,000 invoices of 200 known customers in one transaction and send them.

    :return: dict of the seconds that sending took, and of the numbers of documents and of those in Xero
    """
    import_new(env)
    connection = env["xero.connection"].search([("state", "=", "connected")], limit=1)
    env = env(context={"allowed_company_ids": connection.company_id.ids})
    domain = [("connection_id", "=", connection.id), ("entity", "=", "contact"), ("remote_status", "=", "ACTIVE")]
    links = env["xero.link"].search([*domain, ("state", "=", "synced"), ("res_id", "!=", False)], limit=CUSTOMERS)
    tax = connection.tax_mapping_ids.filtered(lambda row: row.effective_rate == 10.0)[:1].tax_ids
    line = {"name": "Work", "quantity": 2, "price_unit": 49.9, "tax_ids": [(6, 0, tax.ids)]}
    values = {"move_type": "out_invoice", "invoice_date": "2026-11-20", "invoice_line_ids": [(0, 0, line)]}
    partners = links.mapped("res_id")
    moves = env["account.move"].create([{**values, "partner_id": partners[n % CUSTOMERS]} for n in range(INVOICES)])
    moves._post()
    waiting = [("res_model", "=", "account.move"), ("res_id", "in", moves.ids), ("state", "!=", "synced")]
    env.cr.commit()
    started = time.perf_counter()
    while env["xero.link"].search_count(waiting) and time.perf_counter() - started < TOO_LONG:
        time.sleep(0.1)
        env.cr.rollback()  # the server's own lane sends them: look again
    return {"seconds": time.perf_counter() - started, "left": env["xero.link"].search_count(waiting)}


def quiet_day(env):
    """Let a day pass in which nothing happens: the scheduler looks every five minutes, the clock is turned.

    :return: dict of the number of looks
    """
    from odoo import fields

    start, looks = fields.Datetime.now(), 0
    for minute in range(0, 24 * 60, 5):
        now = start + timedelta(minutes=minute)
        with patch.object(fields.Datetime, "now", staticmethod(lambda *_args, now=now: now)):
            env["xero.sync.contact"]._cron_pull()
            env["xero.sync.event"]._cron_events()
            env["xero.sync.invoice"]._cron_push()
        looks += 1
    env["xero.cursor"].search([]).due_at = False  # it is night
    env["xero.sync.contact"]._cron_compare()
    env["xero.sync.reference"]._cron_check()
    env["xero.sync.books"]._cron_books()
    env.cr.commit()
    return {"looks": looks}


def _drafts(env, company, number):
    partner = env["res.partner"].search([("customer_rank", ">=", 0), ("active", "=", True)], limit=1)
    tax = env["account.tax"].search([("company_id", "=", company.id), ("type_tax_use", "=", "sale")], limit=1)
    line = {"name": "Work", "quantity": 2, "price_unit": 49.9, "tax_ids": [(6, 0, tax.ids)]}
    values = {"move_type": "out_invoice", "partner_id": partner.id, "invoice_date": "2026-11-20"}
    moves = env["account.move"].create([{**values, "invoice_line_ids": [(0, 0, line)]} for _number in range(number)])
    env.flush_all()
    return moves


FUNCTIONS = {
    "import_contacts": import_contacts,
    "import_new": import_new,
    "profile_new": profile_new,
    "post": post,
    "many_invoices": many_invoices,
    "quiet_day": quiet_day,
    "rules": rules,
}
