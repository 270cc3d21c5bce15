"""Odoo's lanes, each in a process of its own that can be killed: python lanes.py CONFIGURATION DATABASE

Odoo is loaded once and then forked, as its own server does. Requests are lines of JSON:

{"start": [NAME, ARGUMENTS...]}    begin one of the functions below in a process of its own; answers its number. With
                                   a module before its name it is one of tests/chaos.
{"wait": NUMBER}                   answers, once it has ended, its exit status (negative for a signal) and what it said
"""

import importlib
import json
import os
import select
import signal
import sys
import time
import traceback
from functools import partial
from pathlib import Path

import worker

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.sql_db import close_all, db_connect
from odoo.tools import config

from odoo.addons.base.models.ir_cron import IrCron

WAIT_SECONDS = int(os.environ.get("XERO_WAIT_SECONDS", "150"))
CHAOS = Path(__file__).resolve().parent.parent / "chaos"
NEXT_LOOK_SECONDS = 0.02


def prepare(database, address, partners):
    """Connect, map what can be mapped, and have partners that are there before the first import."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["res.partner"].create(partners)
        worker.prepare(env, *address)
        connection = env["xero.connection"].search([])
        env["xero.tax.mapping"]._prepare(connection)
        assert connection.is_ready, "the first import starts when everything is chosen"


def pull(database):
    """Be the cron worker that has the contacts' lane, until no import is under way or the lane is put off."""
    with db_connect(database).cursor() as cr:
        job_id = _job(cr, "cron_pull")
        while _is_importing(cr):
            if job_id not in {job["id"] for job in IrCron._get_all_ready_jobs(cr)}:
                worker.say("put off")
                return
            IrCron._process_jobs_loop(cr, job_ids=[job_id])
            cr.commit()
            time.sleep(NEXT_LOOK_SECONDS)  # a killed one's transaction may still hold the job


def push(database):
    """Be the cron worker that has the invoices' lane, woken by notifications as Odoo's are."""
    with db_connect("postgres").cursor() as listening, db_connect(database).cursor() as cr:
        listening.execute("LISTEN cron_trigger")
        listening.commit()
        job_id = _job(cr, "cron_push")
        while True:
            IrCron._process_jobs_loop(cr, job_ids=[job_id])
            cr.commit()
            select.select([listening._cnx], [], [])
            listening._cnx.poll()
            listening._cnx.notifies.clear()


def confirm(database, name):
    """Be the person who confirms an invoice, by a request that Odoo repeats; say its number and when its commit began.

    :param name: of the customer, who is new when nobody has this name
    """
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        worker.say(json.dumps(retrying(partial(_post_invoice, env, name), env)))


def _post_invoice(env, name):
    Partner = env["res.partner"]
    customer = Partner.search([("name", "=", name)], limit=1) or Partner.create({"name": name, "is_company": True})
    line = {"name": "Work", "quantity": 1, "price_unit": 100.0, "tax_ids": [Command.clear()]}
    values = {"move_type": "out_invoice", "partner_id": customer.id, "invoice_line_ids": [Command.create(line)]}
    move = env["account.move"].create(values)
    move.action_post()
    env.flush_all()
    return move.name, time.monotonic()


def meanwhile(database, number, deed):
    """Be the person who does something to an invoice, whatever the lane does with it at this moment.

    :param deed: "change", "cancel" or "pay"
    """
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        retrying(partial(_touch, env, number, deed), env)


def ask(database):
    """Be the one who finds that notifications are missing."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        retrying(env["xero.connection"].search([]).cursor_ids._read_soon, env)


def _touch(env, number, deed):
    move = env["account.move"].search([("name", "=", number)])
    if deed == "pay":
        Wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        Wizard.create({"journal_id": env["xero.connection"].search([]).payment_journal_id.id})._create_payments()
        return
    move.button_draft()
    if deed == "cancel":
        move.button_cancel()
    else:
        move.invoice_line_ids.price_unit = 70.0
        move.action_post()


def _job(cr, name):
    cr.execute("SELECT res_id FROM ir_model_data WHERE module = 'crm_xero_connector' AND name = %s", [name])
    (job_id,) = cr.fetchone()
    cr.commit()
    return job_id


def _is_importing(cr):
    cr.commit()
    cr.execute("SELECT count(*) FROM xero_cursor WHERE lane = 'contact' AND state = 'running'")
    return cr.fetchone() != (0,)


# --- the processes ---------------------------------------------------------------------------------------------------

LANES = {"prepare": prepare, "pull": pull, "push": push, "confirm": confirm, "meanwhile": meanwhile, "ask": ask}


def start(children, database, name, *arguments):
    """Fork; nothing that is open to the database may be shared."""
    Registry(database).check_signaling()
    close_all()
    reading, writing = os.pipe()
    number = os.fork()
    if not number:
        os.dup2(writing, 1)
        _be(partial(_function(name), database, *arguments))
    os.close(writing)
    children[number] = reading
    return number


def _function(name):
    module, _dot, function = name.rpartition(".")
    if not module:
        return LANES[name]
    sys.path.append(str(CHAOS))
    return getattr(importlib.import_module(module), function)


def _be(action):
    """Do something, then end this process; never return into the parent's loop."""
    signal.alarm(WAIT_SECONDS)
    status = 1
    try:
        action()
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


def wait(children, number):
    _number, status = os.waitpid(number, 0)
    with os.fdopen(children.pop(number)) as pipe:
        return os.waitstatus_to_exitcode(status), pipe.read().strip()


def main():
    configuration, database = sys.argv[1:]
    config.parse_config(["-c", configuration, "-d", database, "--log-level=critical"])
    Registry(database)
    close_all()
    children = {}
    for request in map(json.loads, sys.stdin):
        if "start" in request:
            worker.say(start(children, database, *request["start"]))
        else:
            worker.say(json.dumps(wait(children, request["wait"])))
    for number in children:
        os.kill(number, signal.SIGKILL)


if __name__ == "__main__":
    main()
