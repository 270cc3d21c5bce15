"""A company in Odoo, connected over real HTTP to a sandbox of its own."""

import functools
import time
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests import TransactionCase, tagged
from odoo.tests.common import get_db_name

from odoo.addons.crm_xero_connector import const

from xero_sandbox import Sandbox, SandboxServer

REDIRECT_URI = "http://localhost:8069/xero/oauth/callback"
SCOPES = list(const.SCOPES)
CLIENT_ID = "0123456789ABCDEF0123456789ABCDEF"
CLIENT_SECRET = "a-client-secret-that-nobody-may-see"
WEBHOOK_KEY = "a-webhook-key-that-nobody-may-see"
DAY = 86_400
COMPANY = "Sandbox Company"


def point_to(env, server):
    """Have Odoo take a sandbox for Xero."""
    parameters = env["ir.config_parameter"].sudo()
    for name in ("login_url", "identity_url", "api_url"):
        parameters.set_param(f"crm_xero_connector.{name}", server.url)


@functools.cache
def prepare_company():
    """Have the company of most tests in the database for good: loading its chart takes longer than a test."""
    with Registry(get_db_name()).cursor() as cr:
        make_company(api.Environment(cr, SUPERUSER_ID, {}))
        cr.commit()


def make_company(env, name=COMPANY, currency="AUD"):
    """Return a company with a chart, a bank journal and sales taxes of its own."""
    known = env["res.company"].search([("name", "=", name)])
    if known:
        return known
    currency = env["res.currency"].with_context(active_test=False).search([("name", "=", currency)])
    currency.active = True
    country = env.ref("base.au" if currency.name == "AUD" else "base.nz")
    company = env["res.company"].create({"name": name, "currency_id": currency.id, "country_id": country.id})
    env["account.chart.template"].try_loading("au" if currency.name == "AUD" else "nz", company)
    return company


def prepare(env, company, server):
    """Return the company's connection with an app that the sandbox knows too."""
    point_to(env, server)
    connection = env["xero.connection"].with_company(company)._ensure(company)
    connection.app_id = env["xero.app"].create({"client_id": CLIENT_ID})
    connection.write({"client_secret": CLIENT_SECRET, "webhook_key": WEBHOOK_KEY})
    server.sandbox.register_app(CLIENT_ID, CLIENT_SECRET, redirect_uris=[REDIRECT_URI])
    return connection


def consent(connection, sandbox, organisation):
    """Do what the callback does after a person allowed access to an organisation."""
    code = sandbox.consent_code(CLIENT_ID, REDIRECT_URI, SCOPES, [organisation.tenant_id])
    receive(connection, code)
    return connection.tenant_ids


def receive(connection, code):
    """Do what the callback does with a code of the sandbox."""
    tokens = connection.env["xero.token"]
    connection._receive_consent(*tokens._redeem(connection.app_id, code=code, redirect_uri=REDIRECT_URI))


@tagged("standard", "post_install", "-at_install")
class XeroCase(TransactionCase):
    """A connected company whose taxes are mapped; crons run when a test says so."""

    seeds = ("tiny",)

    @classmethod
    def setUpClass(cls):
        prepare_company()
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.new_company()
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})

    @classmethod
    def new_company(cls):
        return make_company(cls.env)

    def setUp(self):
        super().setUp()
        self.sandbox = Sandbox(seeds=self.seeds)
        self.server = SandboxServer(self.sandbox).start()
        self.addCleanup(self.server.stop)
        self.org = next(iter(self.sandbox.organisations.values()))
        self.connection = prepare(self.env, self.company, self.server)

    def connect(self):
        """Connect with the first organisation and map what can be mapped."""
        tenants = consent(self.connection, self.sandbox, self.org)
        tenants.filtered(lambda tenant: tenant.tenant_id == self.org.tenant_id).action_use()
        self.env["xero.tax.mapping"]._prepare(self.connection)
        return self.connection

    def run_cron(self, name):
        """Run one lane as the scheduler would, at a time when it is due."""
        self.env["xero.cursor"].search([]).due_at = False
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"crm_xero_connector.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def slow_calls(self, seconds):
        """Have each call to Xero take some seconds by the clock that Odoo measures a run with."""
        real, sandbox = time.monotonic, self.sandbox

        def now():
            return real() + seconds * (len(sandbox.requests) + len(sandbox.identity_requests))

        clock = patch.object(time, "monotonic", now)
        clock.start()
        self.addCleanup(clock.stop)

    def runs(self, name):
        """Run one lane as often as Odoo's scheduler would now; return the calls that each run made."""
        cron, runs = self.env.ref(f"crm_xero_connector.{name}"), []
        wakes = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        wakes.unlink()
        while not runs or wakes.search_count([("cron_id", "=", cron.id)], limit=1):
            before = len(self.sandbox.requests)
            self.env.flush_all()
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.env.invalidate_all()
            runs.append(self.sandbox.requests[before:])
            self.assertLess(len(runs), 20, "it never ends")
        return runs

    def tax(self, rate):
        """Return the company's first mapped sales tax of a rate."""
        domain = [("connection_id", "=", self.connection.id), ("tax_rate_id", "!=", False), ("is_empty", "=", False)]
        mappings = self.env["xero.tax.mapping"].search(domain)
        return mappings.filtered(lambda mapping: round(mapping.effective_rate) == rate)[:1].tax_ids

    def customer(self, name="Fresh Customer", **values):
        return self.env["res.partner"].create({"name": name, "is_company": True, **values})

    def invoice(self, partner=None, lines=((1, 100.0, 10),), post=True, **values):
        """Return an invoice with lines of (quantity, price, tax rate or None)."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.customer()).id,
                "invoice_date": "2026-11-20",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": f"Line {number}",
                            "quantity": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.set(self.tax(rate).ids if rate is not None else [])],
                        }
                    )
                    for number, (quantity, price, rate) in enumerate(lines, 1)
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def link(self, record):
        return self.env["xero.link"].search([("res_model", "=", record._name), ("res_id", "=", record.id)])

    def remote(self, move):
        """Return the invoice as the sandbox has it."""
        return self.org.invoices[self.link(move).xero_id]

    def break_on(self, condition):
        """Have the database refuse some rows, as a fault of our own would."""
        self.env.flush_all()
        self.env.cr.execute(
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION 'broken on purpose'; END IF; RETURN NEW; END $$; "
            "CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON xero_link FOR EACH ROW EXECUTE FUNCTION broken()"
        )


class InvoiceCase(XeroCase):
    """A connected company of Australia, with the chart and the rates of a real organisation."""

    seeds = ("au",)

    def setUp(self):
        super().setUp()
        self.connect()

    def push(self, move):
        self.run_cron("cron_push")
        return self.remote(move)

    def payload(self, move):
        """Return what is sent for a document."""
        record = move._xero_invoice_record(self.connection, "00000000-0000-0000-0000-000000000001")
        return move._xero_prepare_invoice_payload(self.connection, record)[0]

    def assert_equal_books(self, move):
        link, remote = self.link(move), self.remote(move)
        self.assertEqual((link.state, link.difference), ("synced", False))
        self.assertEqual(float(remote["Total"]), move.amount_total)
        self.assertEqual(float(remote["TotalTax"]), move.amount_tax)


class LifeCase(XeroCase):
    def setUp(self):
        super().setUp()
        self.manager = self.env.ref("base.user_admin")
        self.manager.write({"company_ids": [(4, self.company.id)], "email": "manager@example.com"})
        self.connect()

    def idle(self, days):
        """Let days pass on both sides without any call."""
        token = self.connection.token_id.sudo()
        self.sandbox.clock.advance(days * DAY)
        for name in ("expires_at", "refreshed_at"):
            self.env.cr.execute(
                f"UPDATE xero_token SET {name} = {name} - %s * interval '1 day' WHERE id = %s",
                [days, token.id],
            )
        token.invalidate_recordset()

    def expire(self):
        """Let the access token end, as it does every half hour."""
        self.sandbox.clock.advance(1900)
        self.connection.token_id.sudo().expires_at = "2020-01-01 00:00:00"

    def told(self):
        """Return the managers' open activities and the e-mails that were written to them."""
        activities = self.connection.activity_ids.filtered(lambda item: item.user_id == self.manager)
        return activities, self.env["mail.mail"].search([("email_to", "like", "manager@example.com")])

    def token_calls(self):
        return [row for row in self.sandbox.identity_requests if row["path"] == "/connect/token"]

    def reconnect(self, organisation=None):
        consent(self.connection, self.sandbox, organisation or self.org)
