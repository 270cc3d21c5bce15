"""Years of running unattended: how a connection is kept alive, lost, told and repaired."""

from common import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, SCOPES, LifeCase, consent, receive
from cryptography.fernet import Fernet

from odoo.tools import config, html2plaintext


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


class TestTelling(LifeCase):
    """Nothing that a manager has to know of is left out because something else is open."""

    def test_the_same_trouble_is_one_activity_with_a_line_for_each(self):
        for text in ("INV/1: <refused>", "INV/2: refused", "INV/1: <refused>"):
            self.connection._tell_managers("A record was given up", text)
        activities, mails = self.told()
        self.assertEqual((len(activities), len(mails)), (1, 1))
        lines = html2plaintext(activities.note).split()
        self.assertEqual(lines, ["INV/1:", "<refused>", "INV/2:", "refused"])

    def test_another_trouble_is_told_too(self):
        self.connection._tell_managers("A record was given up", "INV/1: refused")
        self.sandbox.disconnect(self.org.tenant_id)
        self.invoice()
        self.run_cron("cron_push")
        activities, mails = self.told()
        self.assertEqual((len(activities), len(mails)), (2, 2))
        self.assertIn("it was disconnected there", " ".join(activities.mapped("note")))

    def test_a_note_has_an_end(self):
        for number in range(30):
            self.connection._tell_managers("A record was given up", f"INV/{number}: refused")
        activities, mails = self.told()
        self.assertEqual((len(activities), len(mails)), (1, 1))
        self.assertIn("INV/9: refused", activities.note)
        self.assertNotIn("INV/10: refused", activities.note)
        self.assertEqual(activities.note.count("and more"), 1)


class TestLosing(LifeCase):
    """Each way to lose it: the state and the words are right, all waits, managers are told once, one click repairs."""

    def check_lost(self, words, move):
        for _twice in range(2):
            self.run_cron("cron_push")
        self.assertEqual(self.connection.state, "reconnect")
        self.assertIn(words, self.connection.reason)
        self.assertNotIn("Xero says", self.connection.reason, "a code word that helps nobody")
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
        receive(self.connection, code)
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
