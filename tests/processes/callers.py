"""Persons who ask Xero for something at the same time, each in a process of Odoo's own."""

import time

import worker

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry

AGAIN_SECONDS = 0.05
GATE = 2**40  # a lock that the test holds until all are there


def press(database, times):
    """Wait for the others, then press a button that makes a call until it has worked a number of times.

    Say how often it was refused.
    """
    refused = worked = 0
    with Registry(database).cursor() as cr:
        cr.execute("SELECT pg_advisory_xact_lock_shared(%s)", [GATE])
    while worked < times:
        try:
            with Registry(database).cursor() as cr:
                api.Environment(cr, SUPERUSER_ID, {})["xero.connection"].search([]).action_preview_contacts()
            worked += 1
        except UserError as error:
            assert "limit of calls" in str(error), error
            refused += 1
            time.sleep(AGAIN_SECONDS)
    worker.say(refused)


def staff(database, key):
    """Let the administrator do the books, and have notifications taken; say where they go."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env.ref("base.user_admin").group_ids |= env.ref("account.group_account_manager")
        connection = env["xero.connection"].search([])
        connection.webhook_key = key
        worker.say(connection.webhook_url)


def run_manually(database):
    """Press Run Manually on the lane of invoices; say what Odoo says when it runs already."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        try:
            env.ref("crm_xero_connector.cron_push").method_direct_trigger()
        except UserError as error:
            worker.say("already executing" if "already executing" in str(error) else error)
