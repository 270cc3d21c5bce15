"""What tests of the outbox's transitions share: PostgreSQL itself says which ones there were."""

from contextlib import contextmanager

import transitions
from common import InvoiceCase

from odoo.addons.crm_xero_connector import const

LONG_AGO = "2020-01-01 00:00:00"


class NamedCase:
    """A test that is named after transitions has to show them: PostgreSQL has to have seen each one meanwhile."""

    def setUp(self):
        super().setUp()
        edges = sorted(transitions.named(self._testMethodName))
        seen = {edge: self.count(*edge) for edge in edges}
        self.addCleanup(lambda: [self.assertGreater(self.count(*edge), seen[edge], edge) for edge in edges])

    def count(self, before, after):
        """Return how often PostgreSQL saw a transition, this transaction's included."""
        self.env.flush_all()
        self.env.cr.execute("SELECT pg_sequence_last_value(%s::regclass)", [f"xero_seen__{before}__{after}"])
        return self.env.cr.fetchone()[0] or 0

    @contextmanager
    def passes(self, *states):
        """Expect that a record goes through some states, in pairs."""
        pairs = list(zip(states, states[1:]))
        seen = [self.count(*pair) for pair in pairs]
        yield
        for pair, number in zip(pairs, seen):
            self.assertGreater(self.count(*pair), number, pair)


class MachineCase(NamedCase, InvoiceCase):
    def again(self, *moves):
        """Let the time of the next try come, and run the lane."""
        for move in moves:
            self.link(move).next_try = LONG_AGO
        self.run_cron("cron_push")

    def change(self, move, price):
        move.button_draft()
        move.invoice_line_ids.price_unit = price
        move.action_post()

    def lose(self, move=None, kind="drop_after", path="/Invoices"):
        """Return a document whose answer was lost."""
        move = move or self.invoice()
        self.sandbox.faults.add(kind, method="PUT", path=path)
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "unknown")
        return move

    def refuse(self, text="It is not to Xero's liking"):
        """Return an invoice that Xero refused."""
        move = self.invoice()
        self.sandbox.faults.add("refused", method="PUT", path="/Invoices", text=text)
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "rejected")
        return move

    def hold_back(self):
        """Return an invoice whose tax is not mapped, and the mapping."""
        mapping = self.env["xero.tax.mapping"].search([("tax_ids", "in", self.tax(10).ids)])
        move = self.invoice()
        rate, mapping.tax_rate_id = mapping.tax_rate_id, False
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "blocked")
        return move, mapping, rate

    def in_xero(self, move):
        """Return how many documents Xero has of a number, the dead ones left out."""
        rows = [*self.org.invoices.values(), *self.org.credit_notes.values()]
        live = [row for row in rows if row["Status"] not in const.DEAD_STATUSES]
        return [row.get("InvoiceNumber") or row.get("CreditNoteNumber") for row in live].count(move.name)

    def break_answers(self):
        self.break_on("NEW.remote_number IS NOT NULL")

    def mend_answers(self):
        self.env.cr.execute("DROP TRIGGER broken ON xero_link")
