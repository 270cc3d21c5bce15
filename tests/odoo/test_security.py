"""Secrets stay secret, companies stay apart, rates stay equal."""

from common import CLIENT_SECRET, WEBHOOK_KEY, XeroCase, make_company

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from odoo.addons.crm_xero_connector import const


class TestSecurity(XeroCase):
    def setUp(self):
        super().setUp()
        self.connect()

    def test_secrets_are_encrypted_in_the_database(self):
        token = self.connection.token_id.sudo()
        plain = [CLIENT_SECRET, WEBHOOK_KEY, token._access_token()]
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT secret_sealed, webhook_sealed FROM xero_app UNION ALL "
            "SELECT access_sealed, refresh_sealed FROM xero_token"
        )
        stored = " ".join(str(value) for row in self.env.cr.fetchall() for value in row)
        for secret in plain:
            self.assertNotIn(secret, stored)
        self.env.cr.execute("SELECT coalesce(string_agg(operation || coalesce(message, ''), ' '), '') FROM xero_log")
        self.assertNotIn(plain[2], self.env.cr.fetchone()[0])

    def test_not_even_the_administrator_reads_a_secret(self):
        admin = self.env.ref("base.user_admin")
        app = self.connection.app_id.with_user(admin)
        token = self.connection.token_id.with_user(admin)
        self.assertFalse(app.client_secret)
        for record, name in ((app, "secret_sealed"), (app, "webhook_sealed"), (token, "refresh_sealed")):
            with self.assertRaises(AccessError):
                record.read([name])
            with self.assertRaises(AccessError):
                record.search([(name, "like", "g")])

    def test_invoicing_user_sees_states_and_changes_nothing(self):
        move = self.invoice()
        user = new_test_user(
            self.env,
            "biller",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.assertEqual(move.with_user(user).xero_state, "to_push")
        with self.assertRaises(AccessError):
            self.connection.with_user(user).write({"sales_account_id": False})
        with self.assertRaises(AccessError):
            self.link(move).with_user(user).action_retry()

    def approved(self):
        """Return an invoice that Xero has."""
        move = self.invoice()
        self.run_cron("cron_push")
        self.assertTrue(self.link(move).xero_id)
        return move

    def new_user(self, login, groups, **values):
        companies = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        return new_test_user(self.env, login, groups, **companies, **values)

    def test_who_may_not_read_a_record_learns_nothing_of_it_in_xero(self):
        """Guessed ids lead nowhere, and cost no call."""
        move = self.approved()
        names = ("action_xero_online", "action_xero_history", "action_xero_open", "action_xero_compare")
        calls = len(self.sandbox.requests)
        for login, group in (("guest", "base.group_portal"), ("employee", "base.group_user")):
            user = self.new_user(login, group)
            for name in names:
                with self.subTest(login, name=name), self.assertRaises(AccessError):
                    getattr(move.with_user(user), name)()
        self.assertEqual(len(self.sandbox.requests), calls)

    def test_what_a_dialog_shows_is_shown_to_who_asked_alone(self):
        """Dialogs are rows of tables, which everybody of the group could read over RPC."""
        move = self.approved()
        asked, other = (self.new_user(name, "account.group_account_invoice") for name in ("asked", "other"))
        for user in (asked, other):
            user.group_ids |= self.env.ref("crm_xero_connector.group_user")
        move.with_user(asked).action_xero_explain()
        lines = self.env["xero.explain.line"]
        self.assertIn(move.partner_id.name, lines.with_user(asked).search([]).mapped("value"))
        self.assertFalse(lines.with_user(other).search([]))
        models = self.env["ir.model"].search([("transient", "=", True), ("model", "=like", "xero.%")])
        rules = self.env["ir.rule"].search([("model_id", "in", models.ids), ("domain_force", "like", "create_uid")])
        self.assertEqual(rules.model_id, models)

    def test_a_customer_opens_the_own_invoice_and_does_not_spend_the_reserve(self):
        move = self.approved()
        guest = self.new_user("guest", "base.group_portal", partner_id=move.partner_id.id)
        biller = self.new_user("biller", "account.group_account_invoice")
        for user in (guest, biller):
            self.assertIn("http", move.with_user(user).action_xero_online()["url"])
        values = {"operation": "GET /x", "status": 200, "day_remaining": const.RESERVE_DAY - 1}
        self.env["xero.log"].create({"connection_id": self.connection.id, "minute_remaining": 50, **values})
        with self.assertRaisesRegex(UserError, "limit of calls"):
            move.with_user(guest).action_xero_online()
        self.env["xero.log"].search([("status", ">", 0)], limit=1).day_remaining = const.RESERVE_DAY - 1
        self.assertIn("http", move.with_user(biller).action_xero_online()["url"])

    def test_who_only_looks_sets_nothing_off(self):
        looker = self.new_user("looker", "crm_xero_connector.group_user")
        with self.assertRaises(AccessError):
            self.connection.with_user(looker).action_sync_now()

    def test_plain_employee_sees_nothing_of_it(self):
        user = new_test_user(self.env, "employee", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["xero.connection"].with_user(user).search([])

    def test_companies_stay_apart(self):
        other = make_company(self.env, "Other Company")
        user = new_test_user(
            self.env, "other", "crm_xero_connector.group_manager", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        env = self.env(user=user, context={"allowed_company_ids": other.ids})
        self.assertFalse(env["xero.connection"].search([]))
        self.assertFalse(env["xero.account"].search([]))

    def test_only_equal_rates_can_be_mapped(self):
        mapping = self.env["xero.tax.mapping"].search([("tax_ids", "in", self.tax(10).ids)])
        unequal = self.env["xero.tax.rate"].search([("tax_type", "=", "EXEMPTOUTPUT")])
        with self.assertRaisesRegex(ValidationError, "Only matching tax rates"):
            mapping.tax_rate_id = unequal
        purchase = self.env["xero.tax.rate"].search([("tax_type", "=", "INPUT")])
        with self.assertRaisesRegex(ValidationError, "Only matching tax rates"):
            mapping.tax_rate_id = purchase

    def test_suggested_zero_rates_are_the_right_ones(self):
        mappings = self.env["xero.tax.mapping"].search([("connection_id", "=", self.connection.id)])
        suggested = {mapping.tax_ids.name: mapping.tax_rate_id.tax_type for mapping in mappings if mapping.tax_rate_id}
        self.assertEqual(suggested["0% F"], "EXEMPTOUTPUT")
        self.assertEqual(suggested["0% EX"], "EXEMPTEXPORT")
        self.assertEqual(suggested["0% INP"], "INPUTTAXED")

    def test_payment_account_has_to_take_payments(self):
        account = self.env["xero.account"].search([("code", "=", "400")])
        with self.assertRaisesRegex(ValidationError, "Enable payments to this account"):
            self.connection.payment_account_id = account

    def test_copied_database_is_disconnected(self):
        self.env["ir.config_parameter"].set_param("database.uuid", "11111111-2222-3333-4444-555555555555")
        move = self.invoice()
        self.run_cron("cron_push")
        self.assertEqual(self.connection.state, "reconnect")
        self.assertEqual(self.link(move).state, "to_push")
        self.assertFalse(self.org.invoices)

    def test_expired_token_is_refreshed(self):
        token = self.connection.token_id.sudo()
        old = token._access_token()
        self.sandbox.clock.advance(1900)
        token.expires_at = "2020-01-01 00:00:00"
        move = self.invoice()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        self.assertNotEqual(token._access_token(), old)
