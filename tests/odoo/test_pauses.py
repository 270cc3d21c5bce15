"""Who waits for whom: the last calls of a minute, pauses that Xero set, and one slot for each transaction."""

from common import InvoiceCase
from test_outages import OutageCase

from odoo import SUPERUSER_ID, api, fields
from odoo.sql_db import db_connect

from odoo.addons.crm_xero_connector import const
from odoo.addons.crm_xero_connector.exceptions import XeroRateLimited

MINUTE = 60


class TestMinute(InvoiceCase):
    def told(self, left, seconds_ago=0):
        """Let Xero have told how many calls are left in this minute."""
        values = {"operation": "GET /x", "status": 200, "day_remaining": 900, "minute_remaining": left}
        row = self.env["xero.log"].create({"connection_id": self.connection.id, **values})
        moment = fields.Datetime.subtract(fields.Datetime.now(), seconds=seconds_ago)
        self.env.cr.execute("UPDATE xero_log SET create_date = %s WHERE id = %s", [moment, row.id])

    def ask(self, **context):
        connection = self.connection.with_context(**context)
        return connection._call(lambda gateway: gateway.organisation())

    def test_what_can_wait_leaves_the_last_calls_of_a_minute_to_what_is_sent(self):
        self.told(const.RESERVE_MINUTE - 1, seconds_ago=20)
        with self.assertRaises(XeroRateLimited) as caught:
            self.ask(xero_spare=True)
        self.assertEqual(caught.exception.problem, "minute")
        self.assertAlmostEqual(caught.exception.retry_after, 40, delta=5)
        self.assertTrue(self.ask())

    def test_there_is_no_reserve_where_enough_are_left_or_the_minute_is_over(self):
        for left, seconds_ago in ((const.RESERVE_MINUTE, 20), (0, MINUTE + 1)):
            self.told(left, seconds_ago)
            self.assertTrue(self.ask(xero_spare=True))

    def test_a_lane_goes_on_when_the_minute_is_over(self):
        self.told(1, seconds_ago=10)
        before = len(self.sandbox.requests)
        self.run_cron("cron_pull")
        self.assertEqual(len(self.sandbox.requests), before)
        cursor = self.env["xero.cursor"]._of(self.connection, "invoice")
        left = (cursor.resume_at - fields.Datetime.now()).total_seconds()
        self.assertTrue(30 < left <= MINUTE + 1, left)
        self.assertFalse(cursor.failures)


class TestPauses(OutageCase):
    def test_retry_does_not_end_a_pause_of_xeros_after_an_outage(self):
        """The outage is over as soon as Xero answers, be it that there are too many calls."""
        for problem in ("429_minute", "429_day"):
            with self.subTest(problem):
                move = self.invoice(self.buyer)
                cursor = self.env["xero.cursor"]._of(self.connection, "push")
                self.sandbox.faults.add("503", times=1)
                self.run_cron("cron_push")
                self.assertTrue(cursor.failures)
                cursor.resume_at = False
                self.sandbox.faults.add(problem, retry_after=50)
                self.run_cron("cron_push_trouble")
                self.assertTrue(cursor._is_waiting())
                self.link(move).action_retry()
                self.assertTrue(cursor._is_waiting())
                cursor.resume_at = False
                self.run_cron("cron_push")
                self.assertEqual(self.link(move).state, "synced")

    def test_a_pause_after_an_error_of_our_own_says_why(self):
        self.invoice(self.buyer)
        self.break_on("TG_OP = 'UPDATE'")
        self.run_cron("cron_push")
        self.assertTrue(self.env["xero.cursor"]._of(self.connection, "push")._is_waiting())
        self.assertIn("The log says", self.connection.pause)


class TestSlots(OutageCase):
    def test_a_transaction_never_holds_two(self):
        """Whichever it got while others were taken: when these are free again, it finds its own."""
        holder, session = (db_connect(self.cr.dbname).cursor() for _number in range(2))
        self.addCleanup(holder.close)
        self.addCleanup(session.close)
        connection = api.Environment(session, SUPERUSER_ID, {})["xero.connection"].new({"tenant_id": "slots"})
        for free in range(const.AT_ONCE):
            for is_first in (False, True):
                for slot in set(range(const.AT_ONCE)) - {free}:
                    holder.execute("SELECT pg_advisory_xact_lock(hashtext('crm_xero_connector.slots'), %s)", [slot])
                connection.with_context(xero_first=True)._take_slot()
                holder.rollback()
                connection.with_context(xero_first=is_first)._take_slot()
                self.assertEqual(self.held(session), 1, (free, is_first))
                session.rollback()
                self.assertEqual(self.held(session), 0)

    def held(self, session):
        session.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        return session.fetchone()[0]
