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
# An idle lane, and the queries it may take for each connection: only the one that reads has clocks to look at.
IDLE = {"cron_push": 0, "cron_push_trouble": 0, "cron_events": 0, "cron_pull": 15}
FEW = 5
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
            self.an_idle_lane_costs_little_more_for_a_hundred_connections,
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

    def an_idle_lane_costs_little_more_for_a_hundred_connections(self):
        """Nothing is due: the outbox and the events are asked for once, each connection's clocks are looked at."""
        for lane in IDLE:  # everything is sent and read, and each lane knows when it wants to read again
            self.run_cron(lane)
        one = {lane: self.idle_queries(lane) for lane in IDLE}
        self.connect_more()
        calls = len(self.sandbox.requests)
        many = {lane: self.idle_queries(lane) for lane in IDLE}
        recording.remark(f"queries of an idle lane, for 1 and {CONNECTIONS} connections: {one}, {many}")
        self.assertEqual(len(self.sandbox.requests), calls)
        for lane, each in IDLE.items():
            self.assertLessEqual(many[lane], one[lane] + each * (CONNECTIONS - 1) + FEW, lane)

    def idle_queries(self, lane):
        """Return how many queries a run takes in which nothing is due."""
        number, execute = 0, Cursor.execute

        def count(cr, query, params=None, **options):
            nonlocal number
            number += 1
            return execute(cr, query, params, **options)

        cron = self.env.ref(f"crm_xero_connector.{lane}")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.enter_registry_test_mode(), patch.object(Cursor, "execute", count):
            cron.method_direct_trigger()
        return number

    def connect_more(self):
        """Have connections that work, each of a company and an organisation of its own; nothing is due in them."""
        self.env.flush_all()
        columns = self.columns("res_company", "name")
        self.env.cr.execute(
            f"INSERT INTO res_company ({columns}, name) SELECT {columns}, 'Client ' || n FROM res_company, "
            "generate_series(2, %s) n WHERE id = %s RETURNING id",
            [CONNECTIONS, self.company.id],
        )
        companies = [row_id for (row_id,) in self.env.cr.fetchall()]
        columns = self.columns("xero_connection", "company_id", "tenant_id")
        self.env.cr.execute(
            f"INSERT INTO xero_connection ({columns}, company_id, tenant_id) "
            f"SELECT {columns}, company, 'of ' || company "
            "FROM xero_connection, unnest(%s) company WHERE id = %s RETURNING id",
            [companies, self.connection.id],
        )
        others = [row_id for (row_id,) in self.env.cr.fetchall()]
        columns = self.columns("xero_cursor", "connection_id")
        self.env.cr.execute(
            f"INSERT INTO xero_cursor ({columns}, connection_id) SELECT {columns}, other "
            "FROM xero_cursor, unnest(%s) other WHERE connection_id = %s",
            [others, self.connection.id],
        )
        self.env.cr.execute("ANALYZE xero_connection; ANALYZE xero_cursor")
        self.env.invalidate_all()
        self.assertEqual(self.env["xero.connection"].search_count([("state", "=", "connected")]), CONNECTIONS)

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
