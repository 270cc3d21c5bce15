"""Fifty thousand links and a hundred connections in one database: indexes are used, lanes and lists stay short."""

import re
import time
from contextlib import contextmanager
from unittest.mock import patch

import recording
from common import InvoiceCase

from odoo import fields
from odoo.sql_db import Cursor

from odoo.addons.crm_xero_connector.models import xero_log

LINKS, CONNECTIONS, LOGS = 50_000, 100, 30_000
TABLES = re.compile(r'^\s*SELECT\b.*"(xero_link|xero_log)"', re.S)
SCAN = re.compile(r"Seq Scan on (xero_link|xero_log)\b")


class TestVolume(InvoiceCase):
    def setUp(self):
        super().setUp()
        self.move = self.invoice()
        self.run_cron("cron_push")
        self.fill()

    def test_all_of_it_in_one_large_database(self):
        """One test, because filling the database takes longer than all that is looked at."""
        for part in (
            self.lanes_ask_by_index,
            self.forms_lists_and_buttons_ask_by_index,
            self.lists_are_there_at_once,
            self.an_idle_lane_costs_the_same_for_one_connection_and_for_a_hundred,
            self.the_log_is_bounded_and_keeps_what_tells_something,
        ):
            with self.subTest(part.__name__):
                part()

    def fill(self):
        """Have the rows of a large database, by SQL: how they came to be is not measured here."""
        self.env.flush_all()
        columns = self.columns("xero_connection", "tenant_id", "token_id", "active", "state")
        self.env.cr.execute(
            f"INSERT INTO xero_connection ({columns}, active, state) "
            f"SELECT {columns}, false, 'disconnected' FROM xero_connection, generate_series(2, %s) WHERE id = %s "
            "RETURNING id",
            [CONNECTIONS, self.connection.id],
        )
        others = [row_id for (row_id,) in self.env.cr.fetchall()]
        for ids, number in (([self.connection.id], LINKS // 2), (others, LINKS // 2)):
            self.env.cr.execute(
                "INSERT INTO xero_link (connection_id, company_id, entity, res_model, res_id, record_name, xero_id, "
                "state, next_try, write_date) SELECT (%s)[1 + n %% %s], %s, "
                "(ARRAY['contact', 'invoice'])[1 + n %% 2], (ARRAY['res.partner', 'account.move'])[1 + n %% 2], "
                "10000000 + n, 'Record ' || n, 'id-' || n, 'synced', "
                "now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc' FROM generate_series(1, %s) n",
                [ids, len(ids), self.company.id, number],
            )
        self.env.cr.execute(
            "INSERT INTO xero_log (connection_id, company_id, operation, outcome, status, day_remaining, create_date) "
            "SELECT %s, %s, 'GET /Invoices', 'ok', 200, 900, now() AT TIME ZONE 'utc' - n * interval '300 seconds' "
            "FROM generate_series(1, %s) n ORDER BY n DESC",
            [self.connection.id, self.company.id, LOGS],
        )
        self.env.cr.execute("ANALYZE xero_link; ANALYZE xero_log; ANALYZE xero_connection")
        self.env.invalidate_all()

    def columns(self, table, *without):
        self.env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
        return ", ".join(f'"{name}"' for (name,) in self.env.cr.fetchall() if name not in ("id", *without))

    @contextmanager
    def queries(self):
        """Collect what is asked of the large tables."""
        found, execute = [], Cursor.execute

        def record(cr, query, params=None, **options):
            text = cr._format(query, params)
            if TABLES.search(text):
                found.append(text)
            return execute(cr, query, params, **options)

        with patch.object(Cursor, "execute", record):
            yield found

    def assert_indexed(self, found):
        self.assertTrue(found)
        for query in dict.fromkeys(found):
            self.env.cr.execute("EXPLAIN " + query.replace("%", "%%"))
            plan = "\n".join(line for (line,) in self.env.cr.fetchall())
            self.assertFalse(SCAN.search(plan), f"{query}\n{plan}")

    def lanes_ask_by_index(self):
        self.invoice()
        with self.queries() as found:
            for lane in ("cron_push", "cron_push_trouble", "cron_pull", "cron_events"):
                self.run_cron(lane)
        self.assert_indexed(found)

    def forms_lists_and_buttons_ask_by_index(self):
        moves = self.move | self.invoice()
        with self.queries() as found:
            moves.read(["xero_state", "xero_message", "xero_due", "xero_url"])
            self.env["account.move"].search_count([("xero_state", "in", ["rejected", "blocked"])])
            self.connection.read(["last_sent_at", "pause", "calls_left"])
            self.connection._unblock()
            self.env["xero.link"].search([("state", "in", ("rejected", "blocked", "review"))], limit=80)
            self.env["xero.log"].search([("connection_id", "=", self.connection.id), ("link_id", "=", 1)], limit=80)
        self.assert_indexed(found)

    def lists_are_there_at_once(self):
        began = time.monotonic()
        links = self.env["xero.link"].search([], limit=80)
        links.read(["record_name", "entity", "state", "message", "xero_url"])
        self.env["xero.link"].search_count([])
        self.env["xero.log"].search([], limit=80).read(["operation", "message"])
        seconds = time.monotonic() - began
        recording.remark(f"lists of {LINKS:,} links and {LOGS:,} log rows: {seconds:.2f} s")
        self.assertLess(seconds, 2)

    def an_idle_lane_costs_the_same_for_one_connection_and_for_a_hundred(self):
        self.run_cron("cron_push")
        before = self.env.cr.sql_log_count
        self.run_cron("cron_push")
        self.assertLess(self.env.cr.sql_log_count - before, 30)

    def the_log_is_bounded_and_keeps_what_tells_something(self):
        Log = self.env["xero.log"]
        told = Log.create({"operation": "sent", "connection_id": self.connection.id})
        problem = Log.create(
            {"operation": "PUT", "status": 400, "outcome": "error", "connection_id": self.connection.id}
        )
        self.env.cr.execute(
            "UPDATE xero_log SET create_date = create_date - interval '100 days' WHERE id IN %s",
            [(told.id, problem.id)],
        )
        self.env.invalidate_all()
        rounds, more = 0, True
        while more:
            _deleted, more = Log._gc_log()
            rounds += 1
        self.assertGreater(rounds, 1, "in parts")
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=xero_log.KEEP_ROUTINE_DAYS)
        self.assertFalse(Log.search_count([("create_date", "<", limit), ("status", "=", 200)]))
        self.assertEqual((told | problem).exists(), told | problem)
