"""All companies in one list, and what failed by its cause with one remedy for all of it."""

import ast
import itertools

from common import make_company
from lxml import etree
from setups import SetupCase

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

MANY = 100
SHOWN = (
    "organisation", "state", "waiting_count", "failed_count", "review_count", "unequal_count", "last_exchange_at",
    "calls_left_count",
)  # fmt: skip


class OverviewCase(SetupCase):
    numbers = itertools.count()

    def post(self, connection, tax=None, **values):
        company = connection.company_id
        tax = tax or self.ten(company)
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer(f"Customer {next(self.numbers)}").id,
                    "invoice_date": "2026-11-20",
                    "invoice_line_ids": [
                        Command.create({"name": "x", "price_unit": 100, "tax_ids": [Command.set(tax.ids)]})
                    ],
                    **values,
                }
            )
        )
        move.action_post()
        return move

    def ten(self, company):
        domain = [("company_id", "=", company.id), ("type_tax_use", "=", "sale"), ("amount", "=", 10)]
        return self.env["account.tax"].search(domain, limit=1)

    def unmap(self):
        """Have no rate for the tax of ten percent in either company."""
        self.connection.tax_mapping_ids.filtered(lambda row: row.tax_ids == self.ten(self.company)).tax_rate_id = False

    def causes(self):
        action = self.env["xero.cause"].action_open_all()
        return self.env["xero.cause"].search(action["domain"])


class TestOverview(OverviewCase):
    def test_each_number_is_right_and_opens_what_it_counts(self):
        self.post(self.target)
        self.run_cron("cron_push")
        waiting = self.post(self.connection)
        unequal = self.env["xero.link"].create(
            {"connection_id": self.connection.id, "entity": "invoice", "res_model": "account.move",
             "state": "synced", "xero_id": "u", "difference": "1 cent"}
        )  # fmt: skip
        first, second = self.connection, self.target
        self.assertEqual((first.waiting_count, first.failed_count, first.unequal_count), (1, 0, 1))
        self.assertEqual((second.waiting_count, second.failed_count, second.unequal_count), (0, 1, 0))
        self.assertEqual(self.opened(first.action_open_waiting()), self.link(waiting))
        self.assertEqual(self.opened(first.action_open_unequal()), unequal)
        self.assertEqual(self.opened(second.action_open_failed()).state, "blocked")
        self.assertFalse(self.opened(second.action_open_review()))

    def opened(self, action):
        """Return the records of a list, as the web client finds them with the filter that is switched on."""
        names = [name.removeprefix("search_default_") for name in action["context"]]
        view = self.env["xero.link"].get_view(view_type="search")
        (node,) = etree.fromstring(view["arch"]).xpath(f"//filter[@name='{names[0]}']")
        return self.env["xero.link"].search([*action["domain"], *ast.literal_eval(node.get("domain"))])

    def test_last_contact_and_calls_left_are_those_of_the_last_call(self):
        log = self.env["xero.log"].search([("connection_id", "=", self.target.id), ("status", ">", 0)], limit=1)
        self.assertEqual(self.target.last_exchange_at, log.create_date)
        self.assertEqual(self.target.calls_left_count, str(log.day_remaining))
        self.assertEqual(self.target.calls_left_count, self.target.calls_left)
        self.env.cr.execute("UPDATE xero_log SET create_date = create_date - interval '2 hours'")
        self.env.invalidate_all()
        self.assertFalse(self.target.calls_left_count, "told too long ago")
        self.assertTrue(self.target.last_exchange_at)
        company = make_company(self.env, "Never Connected")
        fresh = self.env["xero.connection"].with_company(company)._ensure(company)
        self.assertFalse(fresh.last_exchange_at)
        self.assertFalse(fresh.calls_left_count)

    def test_a_hundred_connections_take_as_many_queries_as_one(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'xero_connection'")
        left_out = ("id", "tenant_id", "token_id", "active")
        columns = ", ".join(f'"{name}"' for (name,) in self.env.cr.fetchall() if name not in left_out)
        self.env.cr.execute(
            f"INSERT INTO xero_connection ({columns}, active) SELECT {columns}, false FROM xero_connection, "
            "generate_series(2, %s) WHERE id = %s",
            [MANY, self.connection.id],
        )
        one = self.queries(self.connection)
        everything = self.env["xero.connection"].with_context(active_test=False).search([])
        self.assertGreaterEqual(len(everything), MANY)
        self.assertEqual(self.queries(everything), one)

    def queries(self, connections):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        connections.read(SHOWN)
        return self.env.cr.sql_log_count - before


class TestCauses(OverviewCase):
    def test_a_missing_tax_of_two_companies_is_one_cause_and_one_remedy(self):
        self.unmap()
        moves = [self.post(self.connection), self.post(self.connection), self.post(self.target)]
        self.run_cron("cron_push")
        self.assertEqual({self.link(move).state for move in moves}, {"blocked"})
        (cause,) = self.causes()
        self.assertEqual((cause.record_count, cause.company_count, cause.is_mapping), (3, 2, True))
        self.assertIn("is not mapped to a Xero tax rate", cause.name)
        self.assertEqual(set(self.shown(cause.action_open_records())), {self.link(move) for move in moves})
        fix = self.env["xero.fix"].browse(cause.action_map()["res_id"])
        self.assertEqual(fix.line_ids.connection_id, self.connection | self.target)
        self.assertEqual(fix.line_ids.tax_rate_id.mapped("tax_type"), ["OUTPUT", "OUTPUT"], "suggested")
        fix.action_apply()
        self.run_cron("cron_push")
        self.assertEqual({self.link(move).state for move in moves}, {"synced"})
        self.assertFalse(self.causes())

    def shown(self, action):
        return self.env["xero.link"].search(action["domain"])

    def test_each_missing_thing_has_a_row_of_its_own(self):
        self.env["xero.tax.mapping"].search([("connection_id", "=", self.connection.id)]).tax_rate_id = False
        zero = self.env["account.tax"].search(
            [("company_id", "=", self.company.id), ("type_tax_use", "=", "sale"), ("amount", "=", 0)], limit=1
        )
        for tax in (self.ten(self.company), zero, self.ten(self.company)):
            self.post(self.connection, tax)
        self.run_cron("cron_push")
        self.assertEqual(self.causes().mapped("record_count"), [2, 1])

    def test_an_account_that_xero_no_longer_takes_is_replaced_everywhere(self):
        old = self.connection.sales_account_id
        old.is_sales_account = False
        move = self.post(self.connection)
        self.run_cron("cron_push")
        (cause,) = self.causes()
        self.assertTrue(cause.is_mapping)
        fix = self.env["xero.fix"].browse(cause.action_map()["res_id"])
        self.assertEqual((fix.line_ids.kind, fix.line_ids.old_account_id), ("account", old))
        self.assertNotIn(old, fix.line_ids.allowed_account_ids)
        with self.assertRaisesRegex(UserError, "Please choose"):
            fix.action_apply()
        fix.line_ids.xero_account_id = fix.line_ids.allowed_account_ids[:1]
        fix.action_apply()
        self.assertEqual(self.connection.sales_account_id, fix.line_ids.xero_account_id)
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")

    def test_without_any_account_the_one_for_all_lines_is_asked_for(self):
        self.connection.sales_account_id = False
        move = self.post(self.connection)
        self.run_cron("cron_push")
        fix = self.env["xero.fix"].browse(self.causes().action_map()["res_id"])
        self.assertEqual(fix.line_ids.kind, "default")
        fix.line_ids.xero_account_id = fix.line_ids.allowed_account_ids[:1]
        fix.action_apply()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")

    def test_the_journal_of_a_payment_is_mapped_from_there(self):
        self.connection.send_payments = True
        journal = self.env["account.journal"].create(
            {"name": "Till", "code": "TILL", "type": "cash", "company_id": self.company.id}
        )
        move = self.post(self.connection)
        self.run_cron("cron_push")
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
            {"journal_id": journal.id}
        )._create_payments()
        self.run_cron("cron_push")
        (cause,) = self.causes()
        self.assertIn("The journal Till has no account", cause.name)
        fix = self.env["xero.fix"].browse(cause.action_map()["res_id"])
        self.assertEqual((fix.line_ids.kind, fix.line_ids.journal_id), ("payment", journal))
        fix.line_ids.xero_account_id = self.connection.payment_account_id
        fix.action_apply()
        self.run_cron("cron_push")
        self.assertFalse(self.causes())

    def test_what_mapping_does_not_help_is_grouped_and_sent_again(self):
        self.connection.write({"period_lock_date": "2026-12-31"})
        moves = [self.post(self.connection, invoice_date=day) for day in ("2026-11-20", "2026-11-21")]
        self.run_cron("cron_push")
        (cause,) = self.causes()
        self.assertEqual((cause.record_count, cause.is_mapping), (2, False))
        self.assertIn("locked period", cause.name)
        with self.assertRaisesRegex(UserError, "Nothing is missing"):
            cause.action_map()
        self.connection.write({"period_lock_date": False})
        cause.action_retry()
        self.run_cron("cron_push")
        self.assertEqual({self.link(move).state for move in moves}, {"synced"})

    def test_nothing_failed_is_an_empty_list(self):
        self.assertFalse(self.causes())

    def test_who_only_looks_sees_causes_and_changes_nothing(self):
        self.unmap()
        self.post(self.connection)
        self.post(self.target)
        self.run_cron("cron_push")
        user = new_test_user(
            self.env, "looks", "account.group_account_invoice", company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        env = self.env(user=user, context={"allowed_company_ids": self.company.ids})
        cause = env["xero.cause"].search(env["xero.cause"].action_open_all()["domain"])
        self.assertEqual((cause.record_count, cause.company_count), (1, 1), "of the own company alone")
        with self.assertRaises(AccessError):
            cause.action_map()
        with self.assertRaises(AccessError):
            cause.action_retry()
