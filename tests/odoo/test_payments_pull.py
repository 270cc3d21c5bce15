"""What is paid in Xero is paid in Odoo, by webhook and by poll; what is undone there is undone here."""

import json

from common import CLIENT_ID, XeroCase

from odoo.addons.crm_xero_connector.mappers.values import parse_xero_datetime

from xero_sandbox.webhooks import envelope


class TestPaymentsPull(XeroCase):
    def setUp(self):
        super().setUp()
        self.connect()
        self.move = self.invoice(lines=((1, 100.0, 10),))
        self.run_cron("cron_push")
        self.xero_id = self.link(self.move).xero_id

    def announce(self, xero_id):
        """Store an event as the webhook does."""
        self.env["xero.event"].create(
            {
                "app_id": self.connection.app_id.id,
                "tenant_id": self.org.tenant_id,
                "category": "INVOICE",
                "event_type": "UPDATE",
                "resource_id": xero_id,
            }
        )
        self.run_cron("cron_events")

    def test_full_payment_by_event(self):
        self.sandbox.pay(self.org.tenant_id, self.xero_id)
        self.announce(self.xero_id)
        self.assertEqual(self.move.payment_state, "paid")
        self.assertEqual(self.link(self.move).remote_status, "PAID")
        self.assertFalse(self.link(self.move).difference)

    def test_part_payment_by_poll(self):
        self.sandbox.pay(self.org.tenant_id, self.xero_id, amount="40.00", date="2026-11-21")
        self.run_cron("cron_pull")
        self.assertEqual((self.move.payment_state, self.move.amount_residual), ("partial", 70.0))
        payment = self.move.matched_payment_ids
        self.assertEqual((payment.amount, str(payment.date)), (40.0, "2026-11-21"))

    def events(self):
        """Store the events as the stand-in announces them, with their moments, and read them."""
        for row in list(self.sandbox.webhooks.deliveries):
            for event in json.loads(row.body)["events"]:
                values = {"happened_at": parse_xero_datetime(event["eventDateUtc"]).isoformat()}
                names = {"category": "eventCategory", "event_type": "eventType", "resource_id": "resourceId"}
                values.update({name: event[key] for name, key in names.items()})
                values.update(app_id=self.connection.app_id.id, tenant_id=self.org.tenant_id)
                self.env["xero.event"].create(values)
        self.sandbox.webhooks.deliveries.clear()
        before = len(self.sandbox.requests)
        self.run_cron("cron_events")
        return len(self.sandbox.requests) - before

    def test_the_echo_of_our_own_writes_costs_no_call_and_a_payment_right_after_is_seen(self):
        app = self.sandbox.apps[CLIENT_ID]
        app.webhook_url, app.webhook_key = "http://127.0.0.1:9/", "key"  # nobody listens: read here instead
        moves = [self.invoice(self.customer(name)) for name in ("One Ltd", "Two Ltd")]
        self.run_cron("cron_push")
        self.events()  # of the new contacts too, which are read
        moves[0].button_draft()
        moves[0].invoice_line_ids.price_unit = 7
        moves[0].action_post()
        self.run_cron("cron_push")
        self.assertEqual(self.events(), 0)
        self.sandbox.pay(self.org.tenant_id, self.link(moves[1]).xero_id)
        self.assertEqual(self.events(), 1)
        self.assertEqual(moves[1].payment_state, "paid")

    def test_same_event_three_times_books_one_payment(self):
        self.sandbox.pay(self.org.tenant_id, self.xero_id)
        for _time in range(3):
            self.announce(self.xero_id)
        self.assertEqual(len(self.move.matched_payment_ids), 1)

    def test_deleted_payment_opens_the_invoice_again(self):
        payment = self.sandbox.pay(self.org.tenant_id, self.xero_id)
        self.announce(self.xero_id)
        self.sandbox.delete_payment(self.org.tenant_id, payment["PaymentID"])
        self.announce(self.xero_id)
        self.assertEqual(self.move.payment_state, "not_paid")
        self.assertEqual(self.move.matched_payment_ids.state, "canceled")
        self.assertFalse(self.link(self.move).difference)

    def test_payment_in_a_locked_period_is_told_not_moved(self):
        self.company.fiscalyear_lock_date = "2026-11-21"
        self.sandbox.pay(self.org.tenant_id, self.xero_id, date="2026-11-20")
        self.announce(self.xero_id)
        self.assertEqual(self.move.payment_state, "not_paid")
        self.assertIn("locked period", self.move.xero_message)

    def test_unequal_books_are_flagged(self):
        self.org.invoices[self.xero_id]["Total"] += 1
        self.announce(self.xero_id)
        self.assertIn("total: Odoo 110.00, Xero 111", self.move.xero_message)

    def test_event_of_an_unknown_organisation_is_put_aside(self):
        self.env["xero.event"].create(
            {
                "app_id": self.connection.app_id.id,
                "tenant_id": "00000000-0000-0000-0000-000000000001",
                "category": "INVOICE",
                "resource_id": self.xero_id,
            }
        )
        before = len(self.sandbox.requests)
        self.run_cron("cron_events")
        self.assertEqual(self.env["xero.event"].search([]).mapped("state"), ["ignored"])
        self.assertEqual(len(self.sandbox.requests), before)

    def test_envelope_of_the_sandbox_is_what_the_end_point_reads(self):
        from odoo.addons.crm_xero_connector.mappers.webhook import parse_events

        event = {"resourceId": self.xero_id, "tenantId": self.org.tenant_id, "eventCategory": "INVOICE"}
        self.assertEqual(parse_events(envelope([event], 1, 1))[0].resource_id, self.xero_id)
