"""A consultant with two clients, each with a database and an organisation of its own: what is done in one of them."""

import base64
import json
from functools import partial

import worker

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying

NAME = "Hill Farm"


def _within(database, action):
    """Do something in a transaction of one's own, and say what it returns."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        worker.say(json.dumps(retrying(partial(action, env), env)))  # tells the other processes of new fields


def furnish(database, others):
    """Have a category, an analytic account and a product of the client's, after so many others."""

    def act(env):
        for number in range(others + 1):
            name = f"Other {number}" if number < others else "Own"
            category = env["product.category"].create({"name": f"{name} Wine"})
            env["product.product"].create({"name": f"{name} Bottle", "categ_id": category.id, "type": "consu"})
            plan = env["account.analytic.plan"].create({"name": f"{name} Regions"})
            env["account.analytic.account"].create({"name": f"{name} North", "plan_id": plan.id, "company_id": False})

    _within(database, act)


def _of_xero(env, model, **values):
    """Return the first record of Xero's lists with some values."""
    return env[model].search([(name, "=", value) for name, value in values.items()], order="id", limit=1)


def set_up(database):
    """Choose by hand, as for the first client."""

    def act(env):
        own = {"connection_id": env["xero.connection"].search([]).id}
        category = env["product.category"].search([("name", "=", "Own Wine")])
        north = env["account.analytic.account"].search([("name", "=", "Own North")])
        option = _of_xero(env, "xero.option", kind="tracking")
        env["xero.account.mapping"].create(
            {**own, "categ_id": category.id, "xero_account_id": _of_xero(env, "xero.account", code="260").id}
        )
        env["xero.tracking.mapping"].create({**own, "analytic_account_id": north.id, "option_id": option.id})
        theme = _of_xero(env, "xero.option", kind="theme")
        rule = {"name": "Wine is looked at", "categ_ids": [Command.set(category.ids)], "theme_id": theme.id}
        env["xero.rule"].create({**own, **rule, "invoice_status": "SUBMITTED", "reference": "Wine for {partner}"})

    _within(database, act)


def export(database):
    """Say the file of the set-up."""
    _within(database, lambda env: env["xero.setup"]._export(env["xero.connection"].search([])))


def apply(database, data):
    """Import a set-up; say what was left out."""

    def act(env):
        content = base64.b64encode(json.dumps(data).encode())
        connection = env["xero.connection"].search([])
        wizard = env["xero.setup.import"].create({"connection_id": connection.id, "content": content})
        wizard.action_preview()
        wizard.action_apply()
        left_out = wizard.line_ids.filtered(lambda line: line.outcome in ("missing", "ambiguous", "refused"))
        return [f"{line.name}: {line.text}" for line in left_out]

    _within(database, act)


def confirm(database):
    """Confirm the invoice that is the same for every client."""

    def act(env):
        product = env["product.product"].search([("name", "=", "Own Bottle")])
        north = env["account.analytic.account"].search([("name", "=", "Own North")])
        tax = env["account.tax"].search([("type_tax_use", "=", "sale"), ("amount", "=", 10)], order="id", limit=1)
        line = {"product_id": product.id, "quantity": 3, "price_unit": 19.95, "tax_ids": [Command.set(tax.ids)]}
        lines = [{**line, "analytic_distribution": {str(north.id): 100}}, {**line, "product_id": False, "name": "Bag"}]
        values = {"move_type": "out_invoice", "partner_id": env["res.partner"].create({"name": NAME}).id}
        values["invoice_line_ids"] = [Command.create(row) for row in lines]
        env["account.move"].create({**values, "invoice_date": "2026-11-20"}).action_post()

    _within(database, act)
