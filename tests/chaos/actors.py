"""Processes of Odoo that live through the chaos: cron workers, the web server, and a person at the screen."""

import random
import select
import threading
import time
from functools import partial

import psycopg2
import worker
from werkzeug.serving import make_server

import odoo.http
from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import RedirectWarning, UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.sql_db import PoolError, close_all, db_connect

from odoo.addons.base.models.ir_cron import IrCron

LOOK_SECONDS = 0.5
CRONS = ("cron_push", "cron_push_trouble", "cron_events", "cron_pull")
LOST = (psycopg2.OperationalError, psycopg2.InterfaceError, PoolError)
# What the person paid and did not take back, written down beside Odoo's own tables within the same transaction.
PAID = "CREATE TABLE chaos_paid (payment_id integer PRIMARY KEY, move_id integer NOT NULL, amount numeric NOT NULL)"
WORDS = ("North", "South", "East", "West")


# --- machines --------------------------------------------------------------------------------------------------------


def crons(database):
    """Be a cron worker of one of several servers, for all lanes, also after the database was away."""
    while True:
        try:
            _work(database)
        except LOST:
            close_all()
            time.sleep(LOOK_SECONDS)


def _work(database):
    with db_connect("postgres").cursor() as listening, db_connect(database).cursor() as cr:
        listening.execute("LISTEN cron_trigger")
        listening.commit()
        query = "SELECT res_id FROM ir_model_data WHERE module = 'crm_xero_connector' AND name IN %s"
        cr.execute(query, [CRONS])
        ids = [res_id for (res_id,) in cr.fetchall()]
        while True:
            cr.commit()
            IrCron._process_jobs_loop(cr, job_ids=ids)
            cr.commit()
            select.select([listening._cnx], [], [], LOOK_SECONDS)
            listening._cnx.poll()
            listening._cnx.notifies.clear()


def web(database, port):
    """Be the web server that notifications arrive at."""
    Registry(database)
    server = make_server("127.0.0.1", port, odoo.http.root, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    worker.say("ready")
    while True:
        time.sleep(LOOK_SECONDS)


# --- persons ---------------------------------------------------------------------------------------------------------


def prepare(database, webhook_key, customers):
    """Have both directions on, and customers whose contacts Xero does not have yet."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        connection = env["xero.connection"].search([])
        connection.write({"send_payments": True, "contact_direction": "both", "webhook_key": webhook_key})
        cr.execute(PAID)
        env["res.partner"].create(
            [{"name": f"Customer {number:04}", "is_company": True} for number in range(customers)]
        )
        worker.say(connection.webhook_url)


def person(database, seed, invoices, payments, changes):
    """Confirm, change, cancel, credit and pay invoices, and change contacts, in an order that the seed says."""
    dice = random.Random(seed)
    deeds = [confirm] * invoices + [pay] * payments + [change_contact] * changes + [rework] * (invoices // 5)
    deeds += [credit] * (invoices // 20) + [unpay] * (payments // 10)
    dice.shuffle(deeds)
    deeds.sort(key=lambda deed: deed is pay and dice.random() < 0.5)  # some payments late, when there is more to pay
    for number, deed in enumerate(deeds):
        _persist(database, partial(deed, number=number, dice=dice))
    worker.say("done")


def _persist(database, deed):
    """Do something as Odoo's web server does: conflicts are tried again, a lost database by the person."""
    while True:
        state = deed.keywords["dice"].getstate()
        try:
            with Registry(database).cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
                retrying(partial(deed, env), env)
            return
        except (UserError, RedirectWarning):
            return  # it is not possible just now, and Odoo says why
        except LOST:
            close_all()
            time.sleep(LOOK_SECONDS)
            deed.keywords["dice"].setstate(state)


def confirm(env, number, dice):
    """Confirm an invoice. Its name's last digit tells who may touch it afterwards, see `of_kind`."""
    customer = env["res.partner"].search([("name", "=like", "Customer %")], order="id")
    amount = dice.randint(100, 99_999) / 100
    line = {"name": "Work", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]}
    values = {"move_type": "out_invoice", "partner_id": dice.choice(customer.ids), "ref": f"deed {number}"}
    move = env["account.move"].create({**values, "invoice_line_ids": [Command.create(line)]})
    move.action_post()


def of_kind(env, kind, *conditions):
    """Return confirmed invoices: kind 0 is paid in Xero, 1 in Odoo, 2 is changed in Odoo. Nobody has to guess whose
    change is the right one, so that both books have to agree in the end."""
    domain = [("move_type", "=", "out_invoice"), ("state", "=", "posted"), *conditions]
    moves = env["account.move"].search(domain, order="id")
    return moves.browse([move_id for move_id in moves.ids if move_id % 3 == kind])


def one(dice, records):
    """Choose a record, and have the others not read with it: there are hundreds."""
    return records.browse(dice.choice(records.ids))


def pay(env, number, dice):
    moves = of_kind(env, 1, ("amount_residual", "!=", 0))
    if moves:
        move = one(dice, moves)
        Wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        values = {
            "payment_difference_handling": "open",
            "journal_id": env["xero.connection"].search([]).payment_journal_id.id,
        }
        if dice.random() < 0.5:
            values["amount"] = env.company.currency_id.round(move.amount_residual * dice.random() + 0.01)
        payment = Wizard.create(values)._create_payments()
        row = (payment.id, move.id, f"{payment.amount:.2f}")
        env.cr.execute("INSERT INTO chaos_paid (payment_id, move_id, amount) VALUES %s", [row])


def unpay(env, number, dice):
    payments = of_kind(env, 1).matched_payment_ids.filtered(lambda payment: payment.state in ("paid", "in_process"))
    if payments:
        payment = one(dice, payments)
        payment.action_cancel()
        env.cr.execute("DELETE FROM chaos_paid WHERE payment_id = %s", [payment.id])


def rework(env, number, dice):
    """Reset an invoice, and confirm it with another price or cancel it."""
    moves = of_kind(env, 2, ("payment_state", "=", "not_paid"))
    if moves:
        move = one(dice, moves)
        move.button_draft()
        if dice.random() < 0.2:
            move.button_cancel()
        else:
            move.invoice_line_ids[0].price_unit += dice.randint(1, 500) / 100
            move.action_post()


def credit(env, number, dice):
    """Give a part of an invoice back, and set it off."""
    moves = of_kind(env, 2, ("payment_state", "=", "not_paid"))
    if moves:
        move = one(dice, moves)
        line = {"name": "Back", "quantity": 1, "price_unit": 0.5, "tax_ids": [Command.clear()]}
        values = {
            "move_type": "out_refund",
            "partner_id": move.partner_id.id,
            "invoice_line_ids": [Command.create(line)],
        }
        note = env["account.move"].create(values)
        note.action_post()
        lines = (move | note).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        lines.filtered(lambda line: not line.reconciled).reconcile()


def change_contact(env, number, dice):
    """Change what Odoo alone changes of a contact; Xero's people change the e-mail address."""
    partners = env["res.partner"].search([("is_company", "=", True), ("xero_link_ids", "!=", False)], order="id")
    if partners:
        values = {"phone": f"+61 2 {dice.randint(1000, 9999)} {number:04}", "city": f"{dice.choice(WORDS)} {number}"}
        one(dice, partners).write(values)
