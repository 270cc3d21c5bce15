"""People on both sides do what they do, in any order, with lanes that run or do not: in the end the books agree.

What two people did to one document at the same time may not fit together (paid twice, set off there and voided here);
then it says so. XERO_SEEDS
says how many walks there are, XERO_STEPS how long each is.
"""

import os
import random
from collections import Counter

import recording
from test_payments_push import PaymentsCase

from odoo.exceptions import RedirectWarning, UserError

from xero_sandbox.errors import Refused

SEEDS = int(os.environ.get("XERO_SEEDS", "2"))
STEPS = int(os.environ.get("XERO_STEPS", "60"))
AMOUNTS = (11.0, 25.5, 40.0, 110.0)
LANES = ("cron_push", "cron_pull")


class TestPaymentWalk(PaymentsCase):
    def setUp(self):
        super().setUp()
        self.count = Counter()
        self.sandbox.limits.per_minute, self.sandbox.limits.per_day = 10_000, 100_000

    def begin(self):
        self.moves = self.env["account.move"]
        self.new_invoice()

    # --- what people do ----------------------------------------------------------------------------------------------

    def new_invoice(self):
        number = len(self.moves)
        self.moves |= self.invoice(self.customer(f"Walker {self.number}-{number}"), lines=((1, 100.0 + number, 10),))

    def pay_in_odoo(self):
        move = self.dice.choice(self.moves)
        if move.state == "posted" and move.amount_residual:
            amount = min(self.dice.choice(AMOUNTS), move.amount_residual)
            self.pay(move, amount, payment_difference_handling="open", date="2026-11-21")

    def pay_in_xero(self):
        link = self.link(self.dice.choice(self.moves))
        remote = self.org.invoices.get(link.xero_id) or {}
        if remote.get("Status") == "AUTHORISED":
            amount = min(self.dice.choice(AMOUNTS), float(remote["AmountDue"]))
            self.sandbox.pay(self.org.tenant_id, link.xero_id, amount, date="2026-11-22")

    def cancel_in_odoo(self):
        payments = self.moves.matched_payment_ids.filtered(lambda payment: payment.state in ("paid", "in_process"))
        if payments:
            self.dice.choice(payments).action_cancel()

    def delete_in_xero(self):
        live = [payment for move in self.moves if self.link(move).xero_id for payment in self.payments(move)]
        if live:
            self.sandbox.delete_payment(self.org.tenant_id, self.dice.choice(live)["PaymentID"])

    def credit_in_odoo(self):
        move = self.dice.choice(self.moves)
        if move.state == "posted" and move.amount_residual > 20:
            note = self.invoice(move.partner_id, lines=((1, 10.0, 10),), move_type="out_refund")
            lines = (move | note).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
            lines.filtered(lambda line: not line.reconciled).reconcile()

    def edit_in_odoo(self):
        move = self.dice.choice(self.moves)
        if move.state == "posted" and not (move.matched_payment_ids or move.line_ids.matched_credit_ids):
            move.button_draft()
            move.invoice_line_ids.price_unit += 5
            move.action_post()

    def void_in_xero(self):
        link = self.link(self.dice.choice(self.moves))
        remote = self.org.invoices.get(link.xero_id) or {}
        if remote.get("Status") == "AUTHORISED" and self.dice.random() < 0.2:
            self.sandbox.void_invoice(self.org.tenant_id, link.xero_id)

    def lane(self):
        self.run_cron(self.dice.choice(LANES))

    def lose_an_answer(self):
        kind = self.dice.choice(("drop_after", "500_before", "drop_before", "503"))
        self.sandbox.faults.add(kind, method=self.dice.choice(("PUT", "POST")))

    # --- the walk ----------------------------------------------------------------------------------------------------

    def walk(self, number):
        self.number, self.dice = number, random.Random(number)
        self.begin()
        steps = [self.pay_in_odoo, self.pay_in_xero, self.cancel_in_odoo, self.delete_in_xero, self.credit_in_odoo]
        steps += [self.edit_in_odoo, self.void_in_xero, self.new_invoice, self.lose_an_answer, *[self.lane] * 4]
        for _step in range(STEPS):
            step = self.dice.choice(steps)
            self.count[step.__name__] += 1
            try:
                with self.env.cr.savepoint():
                    step()
            except (UserError, RedirectWarning, Refused):
                continue  # one of the two refused it, with its reason
        self.calm_down()
        self.compare(number)

    def calm_down(self):
        """Let everything arrive: faults are over, pauses too."""
        self.sandbox.faults.clear()
        for _round in range(4):
            self.connection.cursor_ids.resume_at = False
            links = self.env["xero.link"].search([("connection_id", "=", self.connection.id)])
            links.filtered("next_try").next_try = "2020-01-01 00:00:00"
            links.filtered("pay_at").pay_at = "2020-01-01 00:00:00"
            for lane in LANES:
                self.run_cron(lane)

    def compare(self, number):
        values = {"connection_id": self.connection.id, "date_from": "2026-11-01", "date_to": "2026-11-30"}
        check = self.env["xero.books.check"].create(values)
        check.action_run()
        told = self.env["xero.link"].search([("entity", "=", "payment"), ("state", "=", "rejected")]).document_link_id
        self.count["documents"] += len(check.line_ids.filtered("move_id"))
        self.count["payments in Xero"] += sum(
            len(self.payments(move)) for move in self.moves if self.link(move).xero_id
        )
        for line in check.line_ids.filtered(lambda line: line.verdict in ("differs", "only_odoo")):
            is_void = line.xero_state == "VOIDED"
            is_told = line.link_id in told or (line.link_id.message and line.link_id.state != "blocked")
            self.count["unequal and told"] += 1
            self.assertTrue(
                is_void or is_told,
                f"walk {number}: {line.number}: {line.difference} ({line.link_id.state}, {line.link_id.message})",
            )
        remotes = [row["InvoiceNumber"] for row in self.org.invoices.values()]
        self.assertTrue(all(remotes.count(move.name) <= 1 for move in self.moves), f"walk {number}: doubled")

    def test_in_the_end_the_books_agree(self):
        for number in range(1, SEEDS + 1):
            with self.subTest(number):
                self.walk(number)
        what = ", ".join(f"{count} {name}" for name, count in self.count.items())
        recording.remark(f"{SEEDS} walks of {STEPS} steps with payments on both sides: {what}")
