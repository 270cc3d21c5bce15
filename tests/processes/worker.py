"""One Odoo process of its own: python worker.py CONFIGURATION DATABASE COMMAND [ARGUMENTS]

prepare URL CODE REDIRECT_URI CLIENT_ID SECRET TENANT_ID    connect the main company with a sandbox
token GO                                                    say "ready", wait for the file GO, then ask for a token
consent CODE REDIRECT_URI                                   log in once more, with a code that Xero gave
"""

import hashlib
import sys
import time
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

WAIT_SECONDS = 120


def prepare(env, url, code, redirect_uri, client_id, secret, tenant_id):
    """Do what an admin and the callback do, up to the choice of the organisation."""
    parameters = env["ir.config_parameter"]
    for name in ("login_url", "identity_url", "api_url"):
        parameters.set_param(f"crm_xero_connector.{name}", url)
    company = env.company
    company.currency_id = env["res.currency"].with_context(active_test=False).search([("name", "=", "AUD")])
    connection = env["xero.connection"]._ensure(company)
    connection.app_id.write({"client_id": client_id, "client_secret": secret})
    consent = env["xero.token"]._redeem(connection.app_id, code=code, redirect_uri=redirect_uri)
    connection._receive_consent(*consent)
    connection.tenant_ids.filtered(lambda tenant: tenant.tenant_id == tenant_id).action_use()
    say(connection.state)


def token(env, go):
    """Wait for the start, then tell which token this process got, without telling it."""
    record = env["xero.token"].search([])
    say("ready")
    deadline = time.monotonic() + WAIT_SECONDS
    while not Path(go).exists():
        if time.monotonic() > deadline:
            raise SystemExit("nobody gave the start")
        time.sleep(0.01)
    tell(record._access_token())


def consent(env, code, redirect_uri):
    """Do what the callback does with a code, then tell which token this process got."""
    app = env["xero.connection"].search([]).app_id
    token, _event = env["xero.token"]._redeem(app, code=code, redirect_uri=redirect_uri)
    env.cr.commit()
    tell(token._access_token())


def tell(access_token):
    say(hashlib.sha256(access_token.encode()).hexdigest())


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main():
    configuration, database, command, *arguments = sys.argv[1:]
    config.parse_config(["-c", configuration, "-d", database, "--log-level=critical"])
    with Registry(database).cursor() as cr:
        {"prepare": prepare, "token": token, "consent": consent}[command](
            api.Environment(cr, SUPERUSER_ID, {}), *arguments
        )


if __name__ == "__main__":
    main()
