"""Nobody reads a secret: every kind of user tries every way that the web client and its RPC have."""

import json

from common import CLIENT_SECRET, WEBHOOK_KEY, XeroCase

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

GROUPS = {
    "public": "base.group_public",
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "sales": "sales_team.group_sale_manager",
    "biller": "account.group_account_invoice",
    "xero_user": "crm_xero_connector.group_user",
    "accountant": "account.group_account_manager",
    "xero_manager": "crm_xero_connector.group_manager",
    "admin": "base.group_system",
}
SECRETS = {
    "xero.app": ("secret_sealed", "webhook_sealed", "client_secret", "webhook_key"),
    "xero.token": ("access_sealed", "refresh_sealed"),
    "xero.connection": ("client_secret", "webhook_key"),
}
# From other models one can reach the secrets by a path.
PATHS = {
    "xero.connection": ("app_id.secret_sealed", "app_id.webhook_sealed", "token_id.refresh_sealed"),
    "xero.tenant": ("token_id.access_sealed", "connection_id.app_id.secret_sealed"),
    "xero.link": ("connection_id.token_id.refresh_sealed", "connection_id.app_id.secret_sealed"),
    "xero.log": ("connection_id.app_id.secret_sealed",),
    "xero.event": ("app_id.webhook_sealed",),
    "xero.account": ("connection_id.app_id.secret_sealed",),
}
ROUTES = {
    "read": lambda records, name: records.read([name]),
    "web_read": lambda records, name: records.web_read({name: {}}),
    "search_read": lambda records, name: records.search_read([], [name]),
    "web_search_read": lambda records, name: records.web_search_read([], {name: {}}),
    "export": lambda records, name: records.export_data([name]),
    "attribute": lambda records, name: records.mapped(name),
    "read_group": lambda records, name: records._read_group([], [name]),
    "formatted_read_group": lambda records, name: records.formatted_read_group([], [name], ["__count"]),
    "name_search": lambda records, name: records.name_search("", [(name, "!=", False)]),
    "order": lambda records, name: records.search([], order=name).ids and "ordered",
    "copy_data": lambda records, name: records.copy_data(),
    "fields_get": lambda records, name: records.fields_get(),
    "views": lambda records, name: records.get_views([(False, "form"), (False, "list")]),
    "onchange": lambda records, name: records.onchange({}, [], {name: {}}),
}
EXPECTED = (AccessError, UserError, ValueError, KeyError, NotImplementedError)


class TestSecrets(XeroCase):
    def setUp(self):
        super().setUp()
        self.connect()
        self.invoice()
        self.run_cron("cron_push")
        self.env["xero.tenant"].create(
            {
                "connection_id": self.connection.id,
                "token_id": self.connection.token_id.id,
                "tenant_id": "t",
                "name": "T",
            }
        )
        app, token = self.connection.app_id.sudo(), self.connection.token_id.sudo()
        vault = self.env["xero.vault"]
        sealed = [app.secret_sealed, app.webhook_sealed, token.access_sealed, token.refresh_sealed]
        self.secrets = [CLIENT_SECRET, WEBHOOK_KEY, *sealed, *map(vault._open, sealed)]
        self.users = {
            name: new_test_user(
                self.env, f"secret_{name}", group, company_id=self.company.id, company_ids=[(6, 0, self.company.ids)]
            )
            for name, group in GROUPS.items()
        }

    def attempt(self, user, model, route, name):
        """Return everything that one attempt tells, its error included."""
        records = self.env[model].sudo().search([])
        self.assertTrue(records or model == "xero.event", model)
        records = records.with_user(user).with_context(allowed_company_ids=self.company.ids)
        try:
            with self.env.cr.savepoint():
                return repr(ROUTES[route](records, name))
        except EXPECTED as error:
            return repr(error)

    def test_no_user_reads_a_secret_by_any_route(self):
        attempts = 0
        for kind, user in self.users.items():
            for model, names in SECRETS.items():
                for name in names:
                    for route in ROUTES:
                        told = self.attempt(user, model, route, name)
                        attempts += 1
                        for secret in self.secrets:
                            self.assertNotIn(secret, told, f"{kind} {route} {model}.{name}")
        self.assertEqual(attempts, len(GROUPS) * len(ROUTES) * sum(map(len, SECRETS.values())))

    def test_no_domain_is_an_oracle(self):
        first = self.connection.app_id.sudo().secret_sealed[:3]
        for kind, user in self.users.items():
            for model, names in (*SECRETS.items(), *PATHS.items()):
                for name in names:
                    answers = {self.count(user, model, name, guess) for guess in (f"{first}%", "nothing like it%")}
                    self.assertEqual(len(answers), 1, f"{kind} learns from {model}.{name}")

    def count(self, user, model, name, guess):
        try:
            with self.env.cr.savepoint():
                env = self.env(user=user, context={"allowed_company_ids": self.company.ids})
                return env[model].search_count([(name, "=like", guess)])
        except EXPECTED:
            return None

    def test_paths_to_secrets_are_closed_for_exports_too(self):
        for kind, user in self.users.items():
            for model, names in PATHS.items():
                for name in names:
                    told = self.attempt(user, model, "export", name.replace(".", "/"))
                    for secret in self.secrets:
                        self.assertNotIn(secret, told, f"{kind} exports {model}.{name}")

    def test_chatter_log_and_defaults_hold_no_secret(self):
        self.connection.write({"client_secret": CLIENT_SECRET, "webhook_key": WEBHOOK_KEY})
        self.env.flush_all()
        for table, columns in (
            ("mail_message", "body"),
            ("mail_tracking_value", "old_value_char, new_value_char"),
            ("xero_log", "operation, message"),
            ("xero_link", "message, snapshot::text"),
            ("ir_default", "json_value"),
            ("ir_config_parameter", "value"),
        ):
            self.env.cr.execute(f"SELECT {columns} FROM {table}")
            told = repr(self.env.cr.fetchall())
            for secret in self.secrets:
                self.assertNotIn(secret, told, table)

    def test_portal_and_public_see_no_model_of_it(self):
        models = [name for name in self.env.registry if name.startswith("xero.") and not self.env[name]._abstract]
        self.assertGreater(len(models), 8)
        for kind in ("public", "portal", "employee"):
            for model in models:
                with self.assertRaises(AccessError, msg=f"{kind} {model}"):
                    self.env[model].with_user(self.users[kind]).search([])

    def test_who_may_do_what(self):
        def may(kind, operation, model="xero.connection"):
            return self.env[model].with_user(self.users[kind]).has_access(operation)

        for kind in ("xero_user", "biller"):
            self.assertTrue(may(kind, "read"))
            self.assertFalse(may(kind, "write"))
            self.assertFalse(may(kind, "write", "xero.tax.mapping"))
        for kind in ("xero_manager", "accountant"):
            self.assertTrue(may(kind, "write", "xero.tax.mapping"))
            self.assertFalse(may(kind, "create"))
            self.assertFalse(may(kind, "read", "xero.app"))
        self.assertTrue(may("admin", "create"))
        with self.assertRaises(AccessError):
            self.connection.with_user(self.users["xero_manager"]).client_id = "x" * 32
        manager = self.connection.with_user(self.users["xero_manager"])
        for deed in (
            manager.action_connect,
            manager.action_disconnect,
            lambda: manager.write({"tenant_id": "another"}),
            lambda: manager.write({"state": "connected"}),
            self.connection.tenant_ids.with_user(self.users["xero_manager"]).action_use,
        ):
            with self.assertRaises(AccessError):
                deed()
        manager.payment_journal_id = self.connection.payment_journal_id


@tagged("standard", "post_install", "-at_install")
class TestSecretsOverHttp(HttpCase):
    def test_session_and_rpc_of_the_admin_tell_none(self):
        app = self.env["xero.app"].create({"client_id": "c" * 32})
        app.write({"client_secret": CLIENT_SECRET, "webhook_key": WEBHOOK_KEY})
        self.env.flush_all()
        self.authenticate("admin", "admin")
        told = [self.url_open("/web/session/get_session_info", data="{}", headers=self.json).text]
        for method, arguments in (
            ("read", [app.ids]),
            ("web_read", [app.ids, {"client_secret": {}, "secret_sealed": {}}]),
            ("export_data", [app.ids, ["client_secret", "secret_sealed"]]),
            ("search_read", [[["secret_sealed", "like", "g"]]]),
        ):
            body = {"params": {"model": "xero.app", "method": method, "args": arguments, "kwargs": {}}}
            url = f"/web/dataset/call_kw/xero.app/{method}"
            told.append(self.url_open(url, data=json.dumps(body), headers=self.json).text)
        for text in told:
            self.assertNotIn(CLIENT_SECRET, text)
            self.assertNotIn(WEBHOOK_KEY, text)
            self.assertNotIn(app.sudo().secret_sealed, text)

    json = {"Content-Type": "application/json"}
