"""Outages and limits: nothing is lost, nobody has to click, and no worker sleeps."""

import time
from datetime import timedelta

import recording
from common import InvoiceCase

from odoo import SUPERUSER_ID, api, fields
from odoo.sql_db import db_connect
from odoo.tests import freeze_time

from odoo.addons.crm_xero_connector import const
from odoo.addons.crm_xero_connector.exceptions import XeroRateLimited, XeroUnreachable

MINUTE, HOUR = 60, 3600
LANES = ("cron_push", "cron_push_trouble", "cron_pull")


class OutageCase(InvoiceCase):
    """Time passes in both systems at once, as fast as the lanes want to be woken."""

    def setUp(self):
        super().setUp()
        self.sandbox.limits.per_minute = 1000
        self.started = fields.Datetime.now()
        self.passed = 0
        self.clock = None
        self.buyer = self.customer("Buyer")

    def let_pass(self, seconds):
        """Let time pass and run what Odoo's scheduler would have run by then, each lane when it wanted to."""
        end = self.passed + seconds
        while (due := self.next_wake()) is not None and due <= end:
            self.go_to(max(due, self.passed))
            self.run_lanes()
        self.go_to(end)

    def go_to(self, passed):
        """Set the clock of this process: the sandbox's is the same."""
        self.passed = passed
        moment = self.started + timedelta(seconds=passed)
        if self.clock:
            self.clock.move_to(moment)  # to freeze anew takes a look at each module there is
            return
        frozen = freeze_time(moment, tick=True)
        self.clock = frozen.start()
        self.addCleanup(frozen.stop)

    def next_wake(self):
        """Return the second at which a lane asked to be woken next, as stored in the database."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "in", self.crons().ids)], order="call_at", limit=1)
        return (triggers.call_at - self.started).total_seconds() if triggers else None

    def crons(self):
        return self.env["ir.cron"].union(*(self.env.ref(f"crm_xero_connector.{lane}") for lane in LANES))

    def run_lanes(self):
        now = fields.Datetime.now()
        for lane in LANES:
            cron = self.env.ref(f"crm_xero_connector.{lane}")
            due = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id), ("call_at", "<=", now)])
            if due:
                due.unlink()
                self.run_cron(lane)

    def calls(self, since=0):
        return len(self.sandbox.requests) - since

    def arrived(self, moves):
        self.env.invalidate_all()
        return [move.name in {row["InvoiceNumber"] for row in self.org.invoices.values()} for move in moves]


class TestOutages(OutageCase):
    def outage(self, minutes, number=20):
        """Have Xero answer nothing but 503 for a time in which invoices are confirmed.

        :return: the invoices, and how often Xero was asked
        """
        self.go_to(0)
        self.invoice(self.buyer)
        self.let_pass(MINUTE)
        self.sandbox.faults.add("503", times=10**9)
        moves, before = [], self.asked()
        for _number in range(number):
            moves.append(self.invoice(self.buyer))
            self.let_pass(minutes * MINUTE / number)
        self.sandbox.faults.clear()
        return moves, self.asked() - before

    def asked(self):
        """Return how often Xero was asked, for another token too: half an hour after the last one all begins there."""
        return self.calls() + len(self.sandbox.identity_requests)

    def back(self, moves):
        """Let Xero be back; return the calls and the seconds until everything is there."""
        before, end = self.asked(), self.passed
        while not all(self.arrived(moves)):
            self.assertLess(self.passed - end, HOUR)
            self.let_pass(MINUTE)
        return self.asked() - before, self.passed - end

    def test_c04_thirty_minutes(self):
        moves, during = self.outage(30)
        self.assertEqual(self.arrived(moves), [False] * 20)
        calls, seconds = self.back(moves)
        self.assertLessEqual(seconds, 13 * MINUTE)
        recording.remark(f"outage of 30 minutes: {during} calls meanwhile; afterwards {calls} calls in {seconds:.0f} s")
        self.assertEqual({self.link(move).state for move in moves}, {"synced"})
        names = {move.name for move in moves}
        there = [row["InvoiceNumber"] for row in self.org.invoices.values() if row["InvoiceNumber"] in names]
        self.assertEqual(there, [move.name for move in moves], "in order")

    def test_twenty_six_hours(self):
        moves, during = self.outage(26 * 60, number=6)
        calls, seconds = self.back(moves)
        self.assertLessEqual(seconds, 13 * MINUTE)
        self.assertLess(during, 600)
        recording.remark(f"outage of 26 hours: {during} calls meanwhile; afterwards {calls} calls in {seconds:.0f} s")
        self.assertEqual({self.link(move).attempts for move in moves}, {0})

    def test_the_newest_invoices_are_first(self):
        self.go_to(0)
        moves = [self.invoice(self.buyer) for _number in range(const.BATCH_SIZE + 10)]
        note = self.invoice(self.customer("Gets a credit note"), move_type="out_refund")
        self.run_cron("cron_push")
        sent = [
            row["InvoiceNumber"]
            for row in self.org.invoices.values()
            if row["InvoiceNumber"] in {m.name for m in moves}
        ]
        newest = [move.name for move in moves[-const.BATCH_SIZE :]]
        self.assertEqual(set(sent[: const.BATCH_SIZE]), set(newest))
        paths = [row["path"] for row in self.sandbox.requests if row["method"] == "PUT"]
        self.assertEqual(paths[0], "/Contacts", "customers go before their documents")
        self.assertEqual(self.link(note).state, "synced")

    def test_no_worker_waits_for_xero(self):
        """The time to go on is stored: the lane itself is over at once."""
        self.invoice(self.buyer)
        self.sandbox.faults.add("429_day", retry_after=66_975, times=5)
        began = time.monotonic()
        self.run_cron("cron_push")
        self.assertLess(time.monotonic() - began, 5)
        cursor = self.env["xero.cursor"]._of(self.connection, "push")
        wait = (cursor.resume_at - fields.Datetime.now()).total_seconds()
        self.assertAlmostEqual(wait, 66_976, delta=10)
        self.assertIn(cursor._say_resume(), self.connection.pause)
        calls = self.calls()
        self.run_cron("cron_push")
        self.assertEqual(self.calls(), calls, "nothing is asked before")

    def test_c23_retry_after_is_kept_and_no_attempt_counted(self):
        self.go_to(0)
        move = self.invoice(self.buyer)
        self.sandbox.faults.add("429_minute", method="PUT", retry_after=12)
        self.let_pass(1)
        self.assertEqual((self.link(move).state, self.link(move).attempts), ("to_push", 0))
        self.let_pass(10)
        self.assertEqual(self.link(move).state, "to_push")
        self.let_pass(4)
        self.assertEqual(self.link(move).state, "synced")

    def test_retry_ends_a_pause_of_our_own_and_not_one_of_xeros(self):
        move = self.invoice(self.buyer)
        self.sandbox.faults.add("503", times=1)
        self.run_cron("cron_push")
        cursor = self.env["xero.cursor"]._of(self.connection, "push")
        self.assertTrue(cursor._is_waiting())
        self.link(move).action_retry()
        self.assertFalse(cursor.resume_at)
        self.run_cron("cron_push_trouble")
        self.assertEqual(self.link(move).state, "synced")
        move = self.invoice(self.buyer)
        self.sandbox.faults.add("429_minute", retry_after=40)
        self.run_cron("cron_push")
        self.link(move).action_retry()
        self.assertTrue(cursor.resume_at)

    def test_jitter_spreads_the_tries_and_they_have_a_cap(self):
        engine, error = self.env["xero.sync"], XeroUnreachable("out of reach")
        first = {engine._delay(error, 30, 1) for _number in range(20)}
        self.assertGreater(len(first), 15)
        self.assertTrue(all(30 <= seconds <= 36 for seconds in first), first)
        self.assertLessEqual(engine._delay(error, 30, 60), 6 * HOUR * 1.2)


class TestBudgets(OutageCase):
    def test_c24_the_day_limit_in_the_middle_of_an_import(self):
        """The import pauses with its time; new invoices go out of the reserve; the rest comes on the next day."""
        self.sandbox.limits.per_day = 1000
        self.sandbox.seed_contacts(self.org.tenant_id, 3500)
        self.go_to(0)
        self.connection._call(lambda gateway: gateway.organisation())
        windows = [w for (tenant, _app), w in self.sandbox.limits.windows.items() if tenant]
        windows[0].day_calls = 1000 - const.RESERVE_DAY - 2
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor._start()
        self.connection._wake("contact")
        self.let_pass(MINUTE)
        self.assertEqual((cursor.state, cursor._is_waiting()), ("running", True))
        self.assertLess(cursor.done, 3500)
        self.assertIn(cursor._say_resume(), self.connection.pause)
        read = cursor.done
        moves = [self.invoice(self.buyer) for _number in range(3)]
        self.let_pass(MINUTE)
        self.assertEqual(self.arrived(moves), [True] * 3)
        self.assertEqual(cursor.done, read)
        calls = self.calls()
        self.let_pass(24 * HOUR)
        self.assertEqual((cursor.state, cursor.done >= 3500), ("idle", True))
        recording.remark(
            f"day limit in an import: paused at {read} of 3,500; {self.calls(calls)} calls until all is there"
        )

    def test_five_at_once_and_the_first_is_kept_for_new_invoices(self):
        """A transaction of another session holds what is its own until it ends, however it ends."""
        sessions = [db_connect(self.cr.dbname).cursor() for _number in range(const.AT_ONCE + 1)]
        for session in sessions:
            self.addCleanup(session.close)
        values = {"tenant_id": "an organisation"}
        connections = [api.Environment(cr, SUPERUSER_ID, {})["xero.connection"].new(values) for cr in sessions]
        urgent = [connection.with_context(xero_first=True) for connection in connections]
        for connection in connections[: const.AT_ONCE - 1]:
            connection._take_slot()
            connection._take_slot()  # the second call of the same transaction
        with self.assertRaises(XeroRateLimited) as caught:
            connections[-1]._take_slot()
        self.assertEqual(caught.exception.problem, "concurrent")
        urgent[-2]._take_slot()
        with self.assertRaises(XeroRateLimited):
            urgent[-1]._take_slot()
        sessions[0].rollback()
        connections[-1]._take_slot()

    def test_another_organisation_has_calls_of_its_own(self):
        sessions = [db_connect(self.cr.dbname).cursor() for _number in range(2)]
        for session, tenant_id in zip(sessions, ("one", "two")):
            self.addCleanup(session.close)
            Connection = api.Environment(session, SUPERUSER_ID, {})["xero.connection"]
            for _slot in range(const.AT_ONCE):
                Connection.new({"tenant_id": tenant_id}).with_context(xero_first=True)._take_slot()
