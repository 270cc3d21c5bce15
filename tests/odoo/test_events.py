"""Notifications: which reads they cost, what is done when some are missing, and how often Xero is read without them."""

import json
from datetime import timedelta
from unittest.mock import patch

from common import CLIENT_ID
from test_payment_cases import PaymentCase

from odoo import fields

from odoo.addons.crm_xero_connector.models.xero_cursor_pace import MINUTES, MINUTES_WITH_EVENTS

MINUTE, DAY_MINUTES = 60, 24 * 60


class EventCase(PaymentCase):
    def setUp(self):
        super().setUp()
        self.app = self.sandbox.apps[CLIENT_ID]
        self.app.webhook_url, self.app.webhook_key = "http://127.0.0.1:9/", "key"  # nobody listens: read here instead
        self.app.payment_events = True
        self.number = 0

    def deliveries(self):
        """Return the notifications since the last time, as Xero made them."""
        bodies = [json.loads(row.body) for row in self.sandbox.webhooks.deliveries]
        self.sandbox.webhooks.deliveries.clear()
        return bodies

    def receive(self, bodies):
        """Store the events as the end point does, and read them; return the calls that it took."""
        for body in bodies:
            for event in body["events"]:
                self.env["xero.event"].create(
                    {
                        "app_id": self.connection.app_id.id,
                        "tenant_id": event["tenantId"],
                        "category": event["eventCategory"],
                        "event_type": event["eventType"],
                        "resource_id": event["resourceId"],
                        "happened_at": event["eventDateUtc"] + "+00:00",
                        "first_number": body["firstEventSequence"],
                        "last_number": body["lastEventSequence"],
                    }
                )
        before = len(self.sandbox.requests)
        self.run_cron("cron_events")
        return [row["path"] for row in self.sandbox.requests[before:]]


class TestEvents(EventCase):
    def test_c108_a_payment_in_xero_is_one_read_whether_xero_tells_of_payments_or_not(self):
        move = self.sent()
        self.receive(self.deliveries())
        payment = self.pay_in_xero(move)
        bodies = self.deliveries()
        self.assertIn("PAYMENT", {event["eventCategory"] for body in bodies for event in body["events"]})
        self.assertEqual(self.receive(bodies), ["/Invoices"])
        self.assertEqual(move.payment_state, "paid")
        self.sandbox.delete_payment(self.org.tenant_id, payment["PaymentID"])
        self.assertEqual(self.receive(self.deliveries()), ["/Invoices"])
        self.assertEqual(move.payment_state, "not_paid")
        self.assert_agree(move)

    def test_where_only_the_payment_is_told_its_document_is_found(self):
        move = self.sent()
        self.receive(self.deliveries())
        self.pay_in_xero(move)
        bodies = [body for body in self.deliveries() if body["events"][0]["eventCategory"] == "PAYMENT"]
        self.assertEqual(self.receive(bodies), ["/Payments", "/Invoices"])
        self.assertEqual(move.payment_state, "paid")

    def test_c107_doubled_and_turned_around_they_book_one_payment(self):
        move = self.sent()
        self.receive(self.deliveries())
        self.pay_in_xero(move, 40)
        self.pay_in_xero(move, 30)
        bodies = self.deliveries()
        self.receive([*bodies[::-1], *bodies])
        self.assertEqual(sorted(move.matched_payment_ids.mapped("amount")), [30.0, 40.0])
        self.assertEqual(self.receive(bodies), [], "what is known already costs no call")
        self.assert_agree(move)

    def test_a_gap_in_the_numbers_has_everything_read(self):
        moves = [self.sent(), self.sent()]
        self.receive(self.deliveries())
        self.run_cron("cron_pull")
        for move in moves:
            self.pay_in_xero(move)
        bodies = [body for body in self.deliveries() if body["events"][0]["eventCategory"] == "INVOICE"]
        self.env["xero.cursor"].search([]).due_at = fields.Datetime.now() + timedelta(hours=1)
        self.receive(bodies[-1:])  # the first one is lost
        cursors = self.connection.cursor_ids.filtered(lambda cursor: cursor.lane in MINUTES)
        self.assertEqual(set(cursors.mapped("due_at")), {False})
        self.run_cron("cron_pull")
        self.assertEqual([move.payment_state for move in moves], ["paid", "paid"])
        self.assert_agree(*moves)

    def test_what_is_asked_for_during_a_run_is_left_to_the_next(self):
        cursor = self.env["xero.cursor"]._of(self.connection, "invoice")
        cursor._read_soon()
        cursor._begin()
        cursor._read_soon()
        cursor._finish(False)
        self.assertFalse(cursor.due_at, "the run may have read before")
        cursor._begin()
        cursor._finish(False)
        self.assertGreater(cursor.due_at, fields.Datetime.now())

    def test_numbers_without_a_gap_have_nothing_read(self):
        move = self.sent()
        self.receive(self.deliveries())
        self.run_cron("cron_pull")
        later = fields.Datetime.now() + timedelta(hours=1)
        self.pay_in_xero(move)
        bodies = self.deliveries()
        self.env["xero.cursor"].search([]).due_at = later
        self.receive([*bodies[::-1], *bodies])
        self.assertNotIn(False, self.connection.cursor_ids.mapped("due_at"))

    def run_cron(self, name):
        due = self.env["xero.cursor"].search([]).mapped("due_at") if name == "cron_events" else ()
        if not due:
            return super().run_cron(name)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"crm_xero_connector.{name}").method_direct_trigger()
        return self.env.invalidate_all()


class TestHeartbeat(EventCase):
    def setUp(self):
        super().setUp()
        self.connection.connected_at = "2026-01-01 00:00:00"

    def age(self, moves, minutes):
        moment = fields.Datetime.now() - timedelta(minutes=minutes)
        for move in moves:
            self.link(move).sent_at = moment

    def test_silence_after_a_write_is_told_once_and_taken_back_when_events_come(self):
        move = self.sent()
        self.run_cron("cron_pull")
        self.assertFalse(self.connection.deaf_notice, "the notification is not overdue yet")
        self.age([move], 30)
        self.run_cron("cron_pull")
        self.assertIn("No notification from Xero has arrived", self.connection.notice)
        told = (self.connection.message_ids, self.connection.activity_ids)
        self.run_cron("cron_pull")
        self.assertEqual((self.connection.message_ids, self.connection.activity_ids), told)
        self.receive(self.deliveries())
        self.run_cron("cron_pull")
        self.assertEqual((self.connection.notice, self.connection.deaf_notice), (False, False))

    def test_a_void_that_came_from_xero_is_not_sent_so_nothing_is_awaited(self):
        self.connection.void_policy = "cancel"
        move = self.sent()
        self.age([move], 180)
        self.sandbox.void_invoice(self.org.tenant_id, self.link(move).xero_id)
        self.receive(self.deliveries())
        self.env.cr.execute("UPDATE xero_event SET create_date = create_date - interval '2 hours'")
        self.env.invalidate_all()
        calls = len(self.sandbox.requests)
        self.run_cron("cron_push")
        self.env.cr.execute("UPDATE xero_link SET sent_at = sent_at - interval '1 hour'")
        self.env.invalidate_all()
        self.assertEqual((move.state, self.link(move).state), ("cancel", "synced"))
        self.assertEqual(len(self.sandbox.requests), calls)
        self.run_cron("cron_pull")
        self.assertFalse(self.connection.deaf_notice)

    def test_of_credit_notes_nothing_is_awaited_where_xero_never_told_of_any(self):
        note = self.invoice(self.customer(), lines=((1, 30.0, 10),), move_type="out_refund")
        self.run_cron("cron_push")
        self.age([note], 30)
        bodies = self.deliveries()
        self.run_cron("cron_pull")
        self.assertFalse(self.connection.deaf_notice)
        self.receive([body for body in bodies if body["events"][0]["eventCategory"] == "CREDITNOTE"])
        self.env.cr.execute("UPDATE xero_event SET create_date = create_date - interval '2 hours'")
        self.env.invalidate_all()
        self.run_cron("cron_pull")
        self.assertTrue(self.connection.deaf_notice, "it does tell of them")

    def test_without_a_key_silence_is_no_fault(self):
        self.connection.app_id.sudo().webhook_sealed = False
        self.age([self.sent()], 30)
        self.run_cron("cron_pull")
        self.assertFalse(self.connection.deaf_notice)

    def test_events_that_come_have_xero_read_seldom(self):
        self.assertFalse(self.connection._hears_events())
        move = self.sent()
        self.receive(self.deliveries())
        self.assertTrue(self.connection._hears_events())
        later = self.sent()
        self.age([move, later], 30)
        self.env["xero.event"].search([]).unlink()
        self.assertFalse(self.connection._hears_events())


class TestPace(EventCase):
    """How often Xero is read: the clock is turned, the lanes decide."""

    def day(self):
        """Let a day pass with the scheduler looking every five minutes; return the reads of each kind."""
        cursors = self.connection.cursor_ids
        before = len(self.sandbox.requests)
        start = fields.Datetime.now()
        for minute in range(0, DAY_MINUTES, 5):
            now = start + timedelta(minutes=minute)
            with self.freeze(now):
                self.env.flush_all()
                with self.enter_registry_test_mode():
                    self.env.ref("crm_xero_connector.cron_pull").method_direct_trigger()
                self.env.invalidate_all()
        self.assertTrue(cursors)
        return [row["path"] for row in self.sandbox.requests[before:]]

    def freeze(self, moment):
        return patch.object(fields.Datetime, "now", staticmethod(lambda *_args: moment.replace(microsecond=0)))

    def test_a_quiet_day_stays_within_its_budget_with_and_without_notifications(self):
        move = self.sent()
        note = self.invoice(move.partner_id, lines=((1, 30.0, 10),), move_type="out_refund")
        self.run_cron("cron_push")
        self.run_cron("cron_pull")
        self.run_cron("cron_pull")
        self.assertTrue(self.link(note).xero_id)
        self.connection.token_id.sudo().expires_at = fields.Datetime.now() + timedelta(days=3)
        paths = self.day()
        self.assertLessEqual(len(paths), 150 - 25)  # 25 for the night: the chart, all contacts, the books
        self.assertGreaterEqual(paths.count("/Invoices"), DAY_MINUTES // MINUTES["invoice"] - 2)

    def test_what_moves_is_read_again_soon_and_what_rests_seldom(self):
        move = self.sent()
        self.run_cron("cron_pull")
        cursor = self.connection.cursor_ids.filtered(lambda cursor: cursor.lane == "invoice")
        self.sandbox.clock.advance(600)
        self.pay_in_xero(move, 10)
        self.run_cron("cron_pull")
        waits = [cursor._minutes_to_wait()]
        for _run in range(3):
            self.run_cron("cron_pull")
            waits.append(cursor._minutes_to_wait())
        self.assertEqual(waits, [5, 10, 20, 20])

    def test_few_calls_left_stretch_the_pauses(self):
        cursor = self.env["xero.cursor"]._of(self.connection, "invoice")
        cursor.quiet_runs = 9
        for left, minutes in ((1000, 20), (400, 40), (200, 80), (100, 240)):
            self.env["xero.log"].create(
                {"connection_id": self.connection.id, "operation": "GET /x", "status": 200, "day_remaining": left}
            )
            self.assertEqual(cursor._minutes_to_wait(), minutes)

    def test_with_notifications_invoices_are_read_every_half_hour(self):
        self.sent()
        self.receive(self.deliveries())
        cursor = self.env["xero.cursor"]._of(self.connection, "invoice")
        self.assertEqual(cursor._minutes_to_wait(), MINUTES_WITH_EVENTS["invoice"])
