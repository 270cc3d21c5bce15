"""Years of running unattended: how a connection is kept alive, lost, told, repaired and changed."""

from common import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, SCOPES, XeroCase, consent
from cryptography.fernet import Fernet

from odoo.tools import config

DAY = 86_400


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


class TestIdle(LifeCase):
    def test_sixty_idle_days_with_the_scheduler_stay_connected(self):
        before = len(self.token_calls())
        for _day in range(60):
            self.idle(1)
            self.run_cron("cron_keep_alive")
        self.assertEqual(self.connection.state, "connected")
        self.assertLessEqual(len(self.token_calls()) - before, 3)
        move = self.invoice()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        self.assertFalse(self.told()[0])

    def test_fifty_nine_days_without_the_scheduler_stay_connected(self):
        self.idle(59)
        self.run_cron("cron_keep_alive")
        self.assertEqual(self.connection.state, "connected")
        self.idle(59)
        move = self.invoice()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")

    def test_sixty_one_days_say_so_and_reconnecting_loses_nothing(self):
        move = self.invoice()
        self.idle(61)
        self.run_cron("cron_keep_alive")
        self.assertEqual(self.connection.state, "reconnect")
        self.assertIn("no longer accepts this connection", self.connection.reason)
        self.reconnect()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        self.assertEqual(len(self.org.invoices), 1)

    def test_managers_are_warned_before_the_end(self):
        self.sandbox.faults.add("503", path="/connect/token", times=100)
        self.idle(45)
        self.run_cron("cron_keep_alive")
        self.assertFalse(self.told()[0])
        self.idle(6)
        for _twice in range(2):
            self.run_cron("cron_keep_alive")
        activities, mails = self.told()
        self.assertEqual((len(activities), len(mails)), (1, 1))
        self.assertIn("about to end", activities.summary)
        self.assertEqual(self.connection.state, "connected")

    def test_page_says_until_when_the_log_in_is_good(self):
        left = self.connection.good_until - self.connection.token_id.sudo().refreshed_at
        self.assertEqual(left.days, 60)


class TestLosing(LifeCase):
    """Each way to lose it: the state and the words are right, all waits, managers are told once, one click repairs."""

    def check_lost(self, words, move):
        for _twice in range(2):
            self.run_cron("cron_push")
        self.assertEqual(self.connection.state, "reconnect")
        self.assertIn(words, self.connection.reason)
        self.assertIn("Press Reconnect", self.connection.next_step)
        self.assertEqual(self.connection.steps[0]["state"], "problem")
        self.assertEqual(self.link(move).state, "to_push")
        activities, mails = self.told()
        self.assertEqual((len(activities), len(mails)), (1, 1))
        self.assertIn(words, activities.note)
        self.assertIn(words, mails.body_html)

    def check_repaired(self, move, organisation=None):
        org = organisation or self.org
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.connection.activity_ids)
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        self.assertEqual([row["InvoiceNumber"] for row in org.invoices.values()], [move.name])

    def test_invalid_grant(self):
        move = self.invoice()
        self.sandbox.identity.tokens.refresh.clear()
        self.expire()
        self.check_lost("no longer accepts this connection", move)
        self.reconnect()
        self.check_repaired(move)

    def test_missing_scope_is_named(self):
        for grant in self.sandbox.identity.tokens.access.values():
            grant.scopes = [scope for scope in grant.scopes if "invoices" not in scope]
        move = self.invoice()
        self.connection.token_id.sudo().scopes = " ".join(scope for scope in SCOPES if "invoices" not in scope)
        self.check_lost("Missing: accounting.invoices", move)
        self.reconnect()
        self.check_repaired(move)

    def test_consent_without_a_permission_connects_and_says_which(self):
        token = self.connection.token_id.sudo()
        identity = self.connection.app_id._identity()
        identity.revoke(self.env["xero.vault"]._open(token.refresh_sealed))
        given = [scope for scope in SCOPES if "payments" not in scope]
        code = self.sandbox.consent_code(CLIENT_ID, REDIRECT_URI, given, [self.org.tenant_id])
        self.connection._receive_consent(identity.exchange_code(code=code, redirect_uri=REDIRECT_URI))
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.connection.missing_scopes, "accounting.payments")
        self.assertIn("accounting.payments", self.connection.notice)

    def test_disconnected_in_xero(self):
        move = self.invoice()
        self.sandbox.disconnect(self.org.tenant_id)
        self.check_lost("it was disconnected there", move)
        self.reconnect()
        self.check_repaired(move)

    def test_organisation_gone(self):
        move = self.invoice()
        self.sandbox.vanish(self.org.tenant_id)
        self.check_lost("no longer lets us reach this organisation", move)
        self.sandbox.add_organisation(self.org)
        self.reconnect()
        self.check_repaired(move)

    def test_app_removed_in_xero(self):
        move = self.invoice()
        app = self.sandbox.apps.pop(CLIENT_ID)
        self.expire()
        self.check_lost("does not know this app", move)
        self.sandbox.apps[CLIENT_ID] = app
        self.reconnect()
        self.check_repaired(move)

    def test_key_lost(self):
        move = self.invoice()
        config["xero_token_key"] = Fernet.generate_key().decode()
        self.addCleanup(config.options.pop, "xero_token_key", None)
        self.expire()
        self.check_lost("The key that protects the stored log-in is gone", move)
        self.connection.write({"client_secret": CLIENT_SECRET})
        self.reconnect()
        self.check_repaired(move)

    def test_database_copied(self):
        move = self.invoice()
        self.env["ir.config_parameter"].set_param("database.uuid", "11111111-2222-3333-4444-555555555555")
        self.check_lost("This database is a copy", move)
        self.reconnect()
        self.check_repaired(move)

    def test_demo_company_reset(self):
        demo = self.sandbox.add_seed("demo")
        self.connection.write({"is_demo": True})
        move = self.invoice()
        self.sandbox.disconnect(self.org.tenant_id)
        self.check_lost("choose it anew", move)
        fresh = self.sandbox.reset_demo(demo.tenant_id)
        consent(self.connection, self.sandbox, fresh).action_use()
        connection = self.env["xero.connection"].search([("company_id", "=", self.company.id)])
        self.assertEqual(connection.tenant_id, fresh.tenant_id)
        self.assertIn("1 documents had not been sent", connection.notice)
        self.run_cron("cron_push")
        self.assertFalse(fresh.invoices)

    def test_neutralised_copy_has_no_secrets(self):
        from odoo.modules.neutralize import get_neutralization_queries

        self.env.flush_all()
        for query in get_neutralization_queries(["crm_xero_connector"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertEqual(self.connection.state, "reconnect")
        self.assertFalse(self.env["xero.token"].search([]))
        self.assertFalse(self.connection.app_id.has_secret)


class TestChanging(LifeCase):
    def use(self, organisation):
        tenants = consent(self.active(), self.sandbox, organisation)
        tenants.filtered(lambda tenant: tenant.tenant_id == organisation.tenant_id).action_use()
        self.env["xero.tax.mapping"]._prepare(self.active())
        return self.active()

    def active(self):
        return self.env["xero.connection"].search([("company_id", "=", self.company.id)])

    def test_a_then_b_then_a_again_doubles_and_mixes_nothing(self):
        first = self.connection
        self.run_cron("cron_pull")
        partners = self.env["res.partner"].search_count([])
        early, other = self.invoice(), self.sandbox.add_seed("demo")
        self.run_cron("cron_push")
        waiting = self.invoice(self.customer("Second Customer"))
        second = self.use(other)
        self.assertNotEqual(second, first)
        self.assertFalse(first.active)
        self.run_cron("cron_pull")
        self.run_cron("cron_push")
        self.assertFalse(other.invoices, "what waits for one organisation is not sent to another")
        late = self.invoice(self.customer("Third Customer"))
        self.run_cron("cron_push")
        self.assertEqual([row["InvoiceNumber"] for row in other.invoices.values()], [late.name])
        third = self.use(self.org)
        self.assertEqual(third, first)
        self.run_cron("cron_pull")
        self.run_cron("cron_push")
        self.assertEqual(
            sorted(row["InvoiceNumber"] for row in self.org.invoices.values()), sorted([early.name, waiting.name])
        )
        links = self.env["xero.link"].search([("connection_id", "=", first.id), ("entity", "=", "contact")])
        self.assertEqual(len(links.mapped("xero_id")), len(set(links.mapped("xero_id"))))
        created = self.env["res.partner"].search_count([]) - partners
        self.assertEqual(created, 3 + 3, "three customers of the invoices, three contacts of the other organisation")

    def test_documents_left_behind_are_sent_on_request(self):
        waiting = self.invoice()
        other = self.sandbox.add_seed("demo")
        self.use(other)
        waiting.action_xero_send()
        self.run_cron("cron_push")
        self.assertEqual([row["InvoiceNumber"] for row in other.invoices.values()], [waiting.name])

    def test_disconnecting_takes_our_connection_only(self):
        token = self.connection.token_id
        self.connection.action_disconnect()
        self.assertEqual(self.connection.state, "disconnected")
        self.assertFalse(self.sandbox.identity.connections)
        self.assertFalse(token.exists())

    def test_custom_connection_needs_no_log_in(self):
        self.connection.action_disconnect()
        self.sandbox.register_app("custom", "custom secret", only_tenant=self.org.tenant_id)
        self.connection.app_id = self.env["xero.app"].create({"client_id": "custom", "is_custom": True})
        self.connection.client_secret = "custom secret"
        self.connection.action_connect()
        self.assertEqual(self.connection.tenant_ids.name, self.org.name)
        self.connection.tenant_ids.action_use()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.connection.good_until)
        self.expire()
        move = self.invoice()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        self.connection.action_disconnect()
        self.assertFalse(self.env["xero.token"].search([]))
