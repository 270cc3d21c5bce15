"""Whose app it is: what one company's page says about its registration at Xero changes no other company's."""

from common import CLIENT_ID, CLIENT_SECRET, LifeCase, make_company

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

OTHER_ID = "F" * 32


class TestApps(LifeCase):
    def setUp(self):
        super().setUp()
        self.app = self.connection.app_id
        self.other = make_company(self.env, "Second Company")
        self.env.user.company_ids |= self.other
        self.second = self.env["xero.connection"].with_company(self.other)._ensure(self.other)
        self.second.app_id = self.app

    def check_untouched(self):
        """Have the first company's log-in renewed with its own app."""
        self.assertEqual(self.connection.app_id, self.app)
        self.assertEqual((self.app.client_id, self.app.is_custom), (CLIENT_ID, False))
        self.expire()
        move = self.invoice()
        self.run_cron("cron_push")
        self.assertEqual((self.connection.state, self.link(move).state), ("connected", "synced"))

    def test_another_client_id_gets_an_app_of_its_own(self):
        self.second.write({"client_id": OTHER_ID, "client_secret": "another secret", "webhook_key": "another key"})
        own = self.second.app_id
        self.assertNotEqual(own, self.app)
        self.assertEqual((own.client_id, own.has_secret, own.has_webhook_key), (OTHER_ID, True, True))
        self.assertEqual(self.second.webhook_url, own.webhook_url)
        self.assertNotEqual(self.second.webhook_url, self.connection.webhook_url)
        self.assertIn("webhook URL", self.second.notice)
        self.check_untouched()

    def test_a_custom_connection_gets_an_app_of_its_own(self):
        self.second.write({"is_custom": True})
        self.assertEqual((self.second.client_id, self.second.has_secret, self.second.is_custom), (False, False, True))
        self.check_untouched()

    def test_a_company_that_was_set_aside_keeps_its_app(self):
        self.connection.active = False
        self.second.client_id = OTHER_ID
        self.assertEqual((self.app.client_id, self.second.client_id), (CLIENT_ID, OTHER_ID))

    def test_who_is_alone_with_an_app_changes_it_in_place(self):
        self.second.unlink()
        address = self.connection.webhook_url
        self.connection.write({"client_id": OTHER_ID, "is_custom": True})
        self.assertEqual((self.connection.app_id, self.app.client_id, self.app.is_custom), (self.app, OTHER_ID, True))
        self.assertEqual((self.connection.webhook_url, self.connection.notice), (address, False))

    def test_a_secret_and_a_key_are_those_of_the_registration(self):
        before = (self.app.sudo().secret_sealed, self.app.sudo().webhook_sealed)
        self.second.write({"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "webhook_key": "another key"})
        self.assertEqual(self.second.app_id, self.app)
        for old, new in zip(before, (self.app.sudo().secret_sealed, self.app.sudo().webhook_sealed), strict=True):
            self.assertNotEqual(old, new)
        self.check_untouched()

    def test_a_client_id_that_is_known_is_the_same_app(self):
        self.second.app_id = self.env["xero.app"].create({"client_id": OTHER_ID})
        self.second.write({"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET})
        self.assertEqual(self.second.app_id, self.app)
        self.check_untouched()

    def test_an_app_is_an_administrators_choice(self):
        manager = new_test_user(
            self.env, "manager_of_two", "crm_xero_connector.group_manager", company_ids=[(6, 0, self.other.ids)],
            company_id=self.other.id,
        )  # fmt: skip
        for values in ({"client_id": OTHER_ID}, {"is_custom": True}, {"client_secret": "s"}, {"webhook_key": "k"}):
            with self.assertRaises(AccessError):
                self.second.with_user(manager).write(values)
        self.assertEqual(self.second.app_id, self.app)
        admin = self.second.with_user(self.env.ref("base.user_admin"))
        self.env.ref("base.user_admin").company_ids |= self.other
        admin.write({"client_id": OTHER_ID, "client_secret": "another secret"})
        self.assertNotEqual(self.second.app_id, self.app)
        self.check_untouched()
