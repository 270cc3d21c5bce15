"""Several organisations in one database: none of them waits for another one."""

from common import consent, make_company, prepare
from test_outages import OutageCase

from odoo import Command


class ManyCase(OutageCase):
    """Two companies, each with an organisation of its own."""

    seeds = ("au", "tiny")

    def other_connection(self):
        company = make_company(self.env, "Other Company")
        self.env.user.company_ids |= company
        connection = prepare(self.env, company, self.server)
        connection.app_id = self.connection.app_id  # a later consent of the same person is for both
        org = list(self.sandbox.organisations.values())[1]
        tenants = consent(connection, self.sandbox, org)
        tenants.filtered(lambda tenant: tenant.tenant_id == org.tenant_id).action_use()
        self.env["xero.tax.mapping"]._prepare(connection)
        self.assertTrue(connection.is_ready)
        return connection

    def invoice_of(self, connection):
        env = self.env(context={**self.env.context, "allowed_company_ids": connection.company_id.ids})
        line = Command.create({"name": "Work", "quantity": 1, "price_unit": 10.0, "tax_ids": [Command.clear()]})
        values = {"move_type": "out_invoice", "partner_id": self.customer("Theirs").id, "invoice_line_ids": [line]}
        move = env["account.move"].create(values)
        move.action_post()
        return move


class TestManyConnections(ManyCase):
    def test_what_is_in_trouble_is_served_by_a_lane_of_its_own(self):
        """Waiting for the answers of one organisation delays nobody else."""
        other, mine = self.other_connection(), self.connection
        cursors = {connection: self.env["xero.cursor"]._of(connection, "push") for connection in (mine, other)}
        move = self.invoice(self.buyer)
        theirs = self.invoice_of(other)
        self.sandbox.faults.add("503", times=1)  # whoever comes first: that is the one in trouble
        self.run_cron("cron_push")
        (troubled,) = [connection for connection in cursors if cursors[connection].failures]
        states = {mine: self.link(move).state, other: self.link(theirs).state}
        self.assertEqual(states.pop(troubled), "to_push")
        self.assertEqual(list(states.values()), ["synced"])
        cursors[troubled].resume_at = False
        self.run_cron("cron_push")
        self.assertTrue(cursors[troubled].failures)
        self.run_cron("cron_push_trouble")
        self.assertEqual({self.link(move).state, self.link(theirs).state}, {"synced"})
        self.assertFalse(any(cursor.failures for cursor in cursors.values()))

    def test_who_was_served_longest_ago_is_first(self):
        other, mine = self.other_connection(), self.connection
        cursors = {connection: self.env["xero.cursor"]._of(connection, "push") for connection in (mine, other)}
        cursors[mine].served_at, cursors[other].served_at = "2026-11-02 00:00:00", "2026-11-01 00:00:00"
        self.invoice(self.buyer), self.invoice_of(other)
        self.run_cron("cron_push")
        tenants = [row["tenant_id"] for row in self.sandbox.requests if row["method"] == "PUT"]
        self.assertEqual(list(dict.fromkeys(tenants)), [other.tenant_id, mine.tenant_id])
