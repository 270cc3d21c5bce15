"""Log-in over real HTTP: what goes right connects, what goes wrong is a sentence and changes nothing."""

import contextlib
import logging
import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import requests
from common import WEBHOOK_KEY, make_company
from freezegun import freeze_time
from oauth import OAuthCase

from odoo.tests import new_test_user

from odoo.addons.crm_xero_connector.controllers.log_filter import HideCodes

from xero_sandbox.webhooks import envelope, sign

EVENT = {"resourceId": "r1", "tenantId": "t1", "eventCategory": "INVOICE", "eventType": "UPDATE"}


class TestOAuth(OAuthCase):
    def test_whole_way_connects_after_the_organisation_is_chosen(self):
        answer = self.come_back(self.log_in(self.start()))
        self.assertTrue(answer.headers["Location"].endswith(f"/odoo/xero/{self.connection.id}"))
        self.assertEqual(self.connection.state, "draft")
        tenant = self.connection.tenant_ids
        self.assertEqual((tenant.name, tenant.currency, tenant.problem), ("Tiny Pty Ltd", "AUD", False))
        tenant.action_use()
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.connection.sales_account_id.code, "200")
        self.assertTrue(self.connection.payment_account_id.is_payment_account)

    def test_app_without_secret_connects_by_pkce(self):
        self.app.action_forget_secret()
        self.register(secret=None)
        url = self.start()
        self.assertEqual(parse_qs(urlsplit(url).query)["code_challenge_method"], ["S256"])
        self.come_back(self.log_in(url))
        self.assertEqual(self.connection.tenant_ids.name, "Tiny Pty Ltd")

    def test_cancel_at_xero_says_so(self):
        self.come_back(self.log_in(self.start(), action="cancel"))
        self.assertIn("Access was not allowed", self.connection.notice)
        self.assertEqual(self.connection.state, "draft")

    def test_wrong_secret_says_what_to_check(self):
        self.register(secret="another secret")
        self.come_back(self.log_in(self.start()))
        self.assertIn("client secret", self.connection.notice)
        self.assertEqual(self.connection.state, "draft")

    def test_wrong_client_id_is_told_by_xero_and_by_the_waiting_page(self):
        self.app.client_id = "F" * 32
        page = requests.get(self.start(), timeout=10)
        self.assertIn("Unknown client", page.text)
        self.env.invalidate_all()
        self.assertIn("compare the client ID", self.connection.notice)

    def test_forged_state_is_refused(self):
        location = re.sub(r"state=[^&]+", "state=forged", self.log_in(self.start()))
        self.come_back(location)
        self.assertFalse(self.connection.tenant_ids)
        self.assertIn("did not start here", self.connection.notice)

    def test_state_is_good_once(self):
        location = self.log_in(self.start())
        self.come_back(location)
        self.connection.tenant_ids.unlink()
        self.come_back(location)
        self.assertFalse(self.connection.tenant_ids)

    def test_state_of_another_session_is_refused(self):
        location = self.log_in(self.start())
        self.authenticate("admin", "admin")
        self.come_back(location)
        self.assertFalse(self.connection.tenant_ids)

    def test_state_of_another_user_is_refused(self):
        location = self.log_in(self.start())
        new_test_user(
            self.env,
            "second_admin",
            "base.group_system",
            password="second_admin",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.authenticate("second_admin", "second_admin")
        self.come_back(location)
        self.assertFalse(self.connection.tenant_ids)

    def test_state_made_for_another_company_does_not_serve_this_one(self):
        other = make_company(self.env, "Other Company")
        self.env.ref("base.user_admin").company_ids |= other
        second = self.env["xero.connection"].with_company(other)._ensure(other)
        second.app_id = self.app
        self.env.flush_all()
        first = self.start()
        self.url_open(f"/xero/oauth/start/{second.id}", allow_redirects=False)  # the session now waits for this one
        self.come_back(self.log_in(first))
        self.assertFalse(self.connection.tenant_ids | second.tenant_ids)

    def test_state_is_good_for_ten_minutes(self):
        location = self.log_in(self.start())
        with freeze_time(datetime.now() + timedelta(minutes=11), tick=True):
            self.come_back(location)
        self.assertFalse(self.connection.tenant_ids)
        self.assertIn("took too long", self.connection.notice)

    def test_the_way_back_leads_nowhere_else(self):
        parts = urlsplit(self.log_in(self.start()))
        answer = self.come_back(f"{parts.path}?{parts.query}&redirect=https://evil.example&redirect_uri=//evil.example")
        self.assertEqual(urlsplit(answer.headers["Location"]).path, f"/odoo/xero/{self.connection.id}")
        self.assertIn(urlsplit(answer.headers["Location"]).hostname, (None, "127.0.0.1", "localhost"))

    def test_log_in_is_for_administrators(self):
        new_test_user(
            self.env,
            "manager",
            "crm_xero_connector.group_manager",
            password="manager_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.authenticate("manager", "manager_manager")
        answer = self.url_open(f"/xero/oauth/start/{self.connection.id}", allow_redirects=False)
        self.assertEqual(answer.status_code, 403)
        self.authenticate(None, None)
        answer = self.url_open(f"/xero/oauth/start/{self.connection.id}", allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_the_code_is_in_no_line_of_the_servers_log(self):
        hide = next(item for item in logging.getLogger("werkzeug").filters if isinstance(item, HideCodes))
        line = "GET /xero/oauth/callback?code=a-code&state=a-state HTTP/1.1"
        record = logging.LogRecord("werkzeug", logging.INFO, "", 0, '"%s" %s %s', (line, 303, "-"), None)
        self.assertTrue(hide.filter(record))
        self.assertEqual(record.getMessage(), '"GET /xero/oauth/callback?(hidden) HTTP/1.1" 303 -')

    def test_other_base_currency_cannot_be_chosen(self):
        self.come_back(self.log_in(self.start(), organisation="Kauri Coast Studio Ltd"))
        self.assertIn("Keeps its books in NZD", self.connection.tenant_ids.problem)
        self.assertEqual(self.connection.state, "draft")

    def test_xero_down_after_the_log_in_says_so(self):
        location = self.log_in(self.start())
        self.sandbox.faults.add("503", path="/connect/token")
        self.come_back(location)
        self.assertIn("not available", self.connection.notice)

    # --- webhook -----------------------------------------------------------------------------------------------

    def hook(self, body, signature, slug=None):
        url = f"{self.base_url()}/xero/webhook/{slug or self.app.webhook_slug}"
        headers = {"x-xero-signature": signature, "Content-Type": "application/json"}
        answer = self.url_open(url, data=body, headers=headers)
        self.assertEqual(answer.text, "")
        self.assertNotIn("Set-Cookie", answer.headers)
        return answer.status_code

    def test_signed_notification_is_stored_and_wakes_the_lane(self):
        body = envelope([EVENT], 1, 1)
        self.assertEqual(self.hook(body, sign(body, WEBHOOK_KEY)), 200)
        self.assertEqual(self.env["xero.event"].search([]).mapped("resource_id"), ["r1"])

    def test_intent_to_receive_is_answered_right(self):
        body = b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "X"}'
        right = sign(body, WEBHOOK_KEY)
        self.assertEqual(self.hook(body, right), 200)
        self.assertEqual(self.hook(body, "A" + right[1:] if right[0] != "A" else "B" + right[1:]), 401)
        self.assertEqual(self.hook(body, ""), 401)
        self.assertEqual(self.hook(body, right, slug="nobody"), 401)

    def test_altered_and_unsigned_notifications_are_refused(self):
        body = envelope(
            [{"resourceId": "r1", "tenantId": "t1", "eventCategory": "INVOICE", "eventType": "UPDATE"}], 1, 1
        )
        right = sign(body, WEBHOOK_KEY)
        self.assertEqual(self.hook(body.replace(b"r1", b"r2"), right), 401)
        self.assertEqual(self.hook(body + b" ", right), 401)
        self.assertEqual(self.hook(body, sign(body, "another key")), 401)
        self.assertEqual(self.hook(body, right.lower()), 401)
        self.assertFalse(self.env["xero.event"].search([]))

    def test_notification_of_ten_megabytes_is_refused(self):
        body = b'{"events":[' + b" " * 10_000_000 + b"]}"
        url = f"{self.base_url()}/xero/webhook/{self.app.webhook_slug}"
        with contextlib.suppress(requests.ConnectionError):  # the server need not read all of it
            answer = self.url_open(url, data=body, headers={"x-xero-signature": sign(body, WEBHOOK_KEY)})
            self.assertEqual(answer.status_code, 413)
            self.assertNotIn("Set-Cookie", answer.headers)
        self.assertFalse(self.env["xero.event"].search([]))

    def test_signed_nonsense_is_stored_nowhere_and_hurts_nothing(self):
        for body in (b" ", b"[]", b"nonsense", b'{"events": 5}', b'{"events": [5, {"tenantId": 7}]}', b"\xff\xfe"):
            self.assertIn(self.hook(body, sign(body, WEBHOOK_KEY)), (200, 400))
        self.assertFalse(self.env["xero.event"].search([]))

    def test_replayed_notification_is_stored_again_and_read_once(self):
        body = envelope([EVENT], 1, 1)
        for _again in range(3):
            self.assertEqual(self.hook(body, sign(body, WEBHOOK_KEY)), 200)
        self.assertEqual(set(self.env["xero.event"].search([]).mapped("resource_id")), {"r1"})

    def test_each_app_has_an_address_and_a_key_of_its_own(self):
        other = self.env["xero.app"].create({"client_id": "F" * 32})
        other.webhook_key = "the other key"
        self.env.flush_all()
        body = envelope(
            [{"resourceId": "r1", "tenantId": "t1", "eventCategory": "INVOICE", "eventType": "UPDATE"}], 1, 1
        )
        self.assertEqual(self.hook(body, sign(body, WEBHOOK_KEY), slug=other.webhook_slug), 401)
        self.assertEqual(self.hook(body, sign(body, "the other key"), slug=other.webhook_slug), 200)
        self.assertEqual(self.env["xero.event"].search([]).app_id, other)

    def test_app_without_key_accepts_nothing(self):
        self.app.sudo().webhook_sealed = False
        self.env.flush_all()
        self.assertEqual(self.hook(b"{}", sign(b"{}", "")), 401)
