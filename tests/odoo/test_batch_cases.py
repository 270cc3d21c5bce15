"""Batches and limits as users of other integrations suffered them, by the case's number."""

from collections import Counter

from common import InvoiceCase
from test_outages import MINUTE, OutageCase

from odoo import Command, fields
from odoo.exceptions import UserError

PAGE = 1000
RUNS = 5


class BatchCase(InvoiceCase):
    def setUp(self):
        super().setUp()
        self.sandbox.limits.per_minute = 10_000

    def numbers(self, moves):
        """Return how often Xero has the number of each document."""
        there = [row["InvoiceNumber"] for row in self.org.invoices.values()]
        return [there.count(move.name) for move in moves]

    def links(self, moves):
        return self.env["xero.link"].union(*map(self.link, moves))


class TestRetryAll(BatchCase):
    def many(self, buyer, number):
        """Return confirmed invoices of a customer."""
        line = Command.create({"name": "Work", "quantity": 1, "price_unit": 100.0, "tax_ids": [Command.clear()]})
        values = {"move_type": "out_invoice", "partner_id": buyer.id}
        moves = self.env["account.move"].create([{**values, "invoice_line_ids": [line]} for _move in range(number)])
        moves.action_post()
        return moves

    def test_c03_retry_all_three_times_over_two_hundred_of_which_half_are_there(self):
        """Xero has a hundred, and of fifty of these Odoo does not know it: an older backup came back."""
        buyer = self.customer("Buyer of many")
        moves = self.many(buyer, 100)
        self.run_cron("cron_push")
        self.links(moves[:50]).unlink()
        moves[:50]._xero_enqueue()
        moves |= self.many(buyer, 100)
        self.sandbox.faults.add("refused", method="PUT", path="/Invoices", times=10_000, text="Not today")
        links = self.links(moves)
        for _run in range(RUNS):  # on a slow machine one has not the time for all
            self.run_cron("cron_push")
        self.sandbox.faults.clear()
        self.assertEqual(Counter(links.mapped("state")), {"synced": 50, "rejected": 150})
        self.assertIn("150 are sent now", self.connection.action_retry_all()["params"]["message"])
        self.run_cron("cron_push")
        for _time in range(2):
            with self.assertRaisesRegex(UserError, "nothing to send again"):
                self.connection.action_retry_all()
            self.assertIn("200 are in Xero already", links.action_retry()["params"]["message"])
            self.run_cron("cron_push")
        self.assertEqual(Counter(links.mapped("state")), {"synced": 200})
        self.assertEqual(self.numbers(moves), [1] * 200)


class TestLockedDates(BatchCase):
    LOCK = "2026-06-30"

    def batch(self):
        """Return invoices, every third of them of a day that is locked."""
        buyer = self.customer("Buyer")
        days = ["2026-06-15" if number % 3 == 0 else "2026-07-15" for number in range(9)]
        return [self.invoice(buyer, invoice_date=day) for day in days]

    def assert_only_the_locked_wait(self, moves, state, text):
        for number, move in enumerate(moves):
            is_locked = number % 3 == 0
            self.assertEqual(self.link(move).state, state if is_locked else "synced", number)
            if is_locked:
                self.assertIn(text, self.link(move).message)
        self.assertEqual(self.numbers(moves), [int(number % 3 != 0) for number in range(9)])

    def test_c09_of_a_batch_only_the_locked_dates_are_held_back_with_the_lock_date(self):
        self.sandbox.set_lock_dates(self.org.tenant_id, period=self.LOCK)
        self.connection.action_refresh()
        moves = self.batch()
        self.run_cron("cron_push")
        self.assert_only_the_locked_wait(moves, "blocked", f"until {self.LOCK}")

    def test_c09_a_lock_that_was_set_meanwhile_is_refused_by_xero_for_these_alone(self):
        self.sandbox.set_lock_dates(self.org.tenant_id, period=self.LOCK)  # Odoo has not read it yet
        moves = self.batch()
        self.run_cron("cron_push")
        self.assert_only_the_locked_wait(moves, "rejected", "lock")


class TestLimits(OutageCase):
    def import_contacts(self, number):
        self.sandbox.seed_contacts(self.org.tenant_id, number)
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor._start()
        self.connection._wake("contact")
        return cursor

    def test_c22_fifty_invoices_in_five_minutes_beside_five_thousand_contacts(self):
        self.go_to(0)
        cursor = self.import_contacts(5000)
        self.let_pass(2 * MINUTE)
        self.assertEqual((cursor.state, cursor.done >= 5000), ("idle", True))
        self.sandbox.limits.per_minute = 60
        links = self.env["xero.link"].search([("entity", "=", "contact"), ("res_id", "!=", False)], limit=50)
        before, moves = self.calls(), []
        for link in links:
            moves.append(self.invoice(self.env["res.partner"].browse(link.res_id)))
            self.let_pass(6)
        self.assertEqual(self.arrived(moves), [True] * 50)
        calls = self.sandbox.requests[before:]
        self.assertLessEqual(len(calls), 2 * 50)
        self.assertFalse([row for row in calls if row["path"].startswith("/Contacts")], "the customers are known")
        self.assertEqual({row["status"] for row in calls}, {200})

    def test_c24_xero_itself_says_that_the_day_is_over_in_the_middle_of_an_import(self):
        """What was read stays, it goes on at Xero's second where it was, and invoices do not wait for it."""
        self.go_to(0)
        self.sandbox.faults.add("429_day", method="GET", path="/Contacts", skip=1, retry_after=5000)
        cursor = self.import_contacts(2500)
        for _run in range(RUNS):  # on a slow machine the first page takes the time of one
            self.let_pass(1)
        self.assertEqual((cursor.state, cursor.done), ("running", PAGE))
        wait = (cursor.resume_at - fields.Datetime.now()).total_seconds()
        self.assertAlmostEqual(wait, 5001, delta=10)
        self.assertIn(cursor._say_resume(), self.connection.pause)
        move = self.invoice(self.buyer)
        self.let_pass(MINUTE)
        self.assertEqual((self.arrived([move]), cursor.done), ([True], PAGE))
        before = self.calls()
        self.let_pass(4800)
        self.assertFalse(self.pages(before), "nothing is asked before")
        self.let_pass(300)
        self.assertEqual((cursor.state, cursor.done >= 2500), ("idle", True))
        pages = [f"page={number}" for number in (1, 2, 3)]  # of what changed since the end of the one before
        self.assertEqual(self.pages(before)[:3], pages)  # on a slow machine the next poll has its turn too

    def pages(self, since):
        calls = [row for row in self.sandbox.requests[since:] if row["path"] == "/Contacts" and row["method"] == "GET"]
        return [row["query"].split("&")[0] for row in calls]
