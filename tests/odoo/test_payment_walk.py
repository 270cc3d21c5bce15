"""People on both sides do what they do, in any order, with lanes that run or do not: in the end the books agree.

What two people did to one document at the same time may not fit together (paid twice, set off there and voided here).
Then the document says so, somebody does what it says, and the books check finds nothing any more. XERO_WALKS says how
many walks there are, XERO_SEEDS which instead ("7" or "7,12"), XERO_STEPS how long each is.
"""

import os
import random
from collections import Counter

import recording
from test_events import EventCase

from odoo.exceptions import RedirectWarning, UserError

from xero_sandbox.errors import Refused

WALKS = range(1, int(os.environ.get("XERO_WALKS", "2")) + 1)
SEEDS = [int(seed) for seed in os.environ.get("XERO_SEEDS", "").split(",") if seed] or WALKS
STEPS = int(os.environ.get("XERO_STEPS", "60"))
AMOUNTS = (11.0, 25.5, 40.0, 110.0)
LANES = ("cron_push", "cron_push_trouble", "cron_pull")
CUSTOMERS, INVOICES = 2, 8
ROUNDS = 20  # a document may have a dozen payments that fit one of the books only, decided one by one
LONG_AGO = "2020-01-01 00:00:00"


class WalkCase(EventCase):
    def setUp(self):
        super().setUp()
        self.env = self.env(context={**self.env.context, "tracking_disable": True})  # nobody reads the chatter here
        self.count = Counter()
        self.sandbox.limits.per_minute, self.sandbox.limits.per_day = 100_000, 1_000_000
        self.tenant = self.org.tenant_id

    def begin(self, number):
        self.dice = random.Random(number)
        self.connection.void_policy = self.dice.choice(("tell", "cancel"))
        self.customers = [self.customer(f"Walker {number}-{index}") for index in range(CUSTOMERS)]
        self.moves = self.env["account.move"]
        self.new_invoice()

    def documents(self, kind="out_invoice", state="posted"):
        """Return Odoo's documents, also those that came from Xero."""
        domain = [("partner_id", "in", [customer.id for customer in self.customers]), ("move_type", "=", kind)]
        return self.env["account.move"].search([*domain, ("state", "=", state)])

    def one(self, items):
        return self.dice.choice(list(items)) if items else None

    def names(self):
        return {customer.name for customer in self.customers}

    def there(self, table="invoices", status="AUTHORISED"):
        """Return Xero's records of our customers."""
        names = self.names()
        rows = getattr(self.org, table).values()
        return [row for row in rows if row["Contact"]["Name"] in names and row["Status"] == status]

    # --- in Odoo -----------------------------------------------------------------------------------------------------

    def new_invoice(self):
        if len(self.moves) < INVOICES:
            self.moves |= self.invoice(self.dice.choice(self.customers), lines=((1, 100.0 + len(self.moves), 10),))

    def pay_in_odoo(self):
        move = self.one(self.documents().filtered("amount_residual"))
        if move:
            amount = min(self.dice.choice(AMOUNTS), move.amount_residual)
            day = self.dice.choice(("2026-11-21", "2026-11-23"))
            self.pay(move, amount, payment_difference_handling="open", date=day)

    def cancel_in_odoo(self):
        payments = self.documents().matched_payment_ids.filtered(lambda item: item.state in ("paid", "in_process"))
        if payments:
            self.dice.choice(payments).action_cancel()

    def credit_in_odoo(self):
        move = self.one(self.documents().filtered(lambda move: move.amount_residual > 20))
        if move:
            note = self.invoice(move.partner_id, lines=((1, 10.0, 10),), move_type="out_refund")
            if self.dice.random() < 0.7:
                self.reconcile(move | note)

    def reconcile(self, moves):
        lines = moves.line_ids.filtered(lambda line: line.account_type == "asset_receivable" and not line.reconciled)
        lines.reconcile()

    def take_apart_in_odoo(self):
        note = self.one(self.documents("out_refund"))
        if note:
            note.line_ids.remove_move_reconcile()

    def pay_back_in_odoo(self):
        note = self.one(self.documents("out_refund").filtered("amount_residual"))
        if note:
            self.pay(note, min(5.5, note.amount_residual), payment_difference_handling="open")

    def edit_in_odoo(self):
        move = self.one(self.documents())
        if move and not (move.matched_payment_ids or move.line_ids.matched_credit_ids):
            move.button_draft()
            move.invoice_line_ids.price_unit += 5
            move.action_post()

    # --- in Xero -----------------------------------------------------------------------------------------------------

    def pay_in_xero(self):  # another signature than the cases', on purpose: a deed of the walk
        remote = self.one(self.there())
        if remote:
            amount = min(self.dice.choice(AMOUNTS), float(remote["AmountDue"]))
            day = self.dice.choice(("2026-11-21", "2026-11-22"))
            self.sandbox.pay(self.tenant, remote["InvoiceID"], amount, date=day)

    def pay_batch_in_xero(self):
        rows = self.there()
        if len(rows) > 1 and self.dice.random() < 0.3:
            self.sandbox.pay_batch(self.tenant, [row["InvoiceID"] for row in self.dice.sample(rows, 2)])

    def delete_in_xero(self):
        payment = self.one([row for row in self.org.payments.values() if row["Status"] == "AUTHORISED"])
        if payment and payment.get("BatchPaymentID"):
            self.sandbox.delete_batch(self.tenant, payment["BatchPaymentID"])
        elif payment:
            self.sandbox.delete_payment(self.tenant, payment["PaymentID"])

    def credit_in_xero(self):
        remote = self.one(self.there())
        if not remote or self.dice.random() < 0.5:
            return
        line = {"Description": "Goodwill", "Quantity": 1, "UnitAmount": "10", "AccountCode": "200", "TaxType": "OUTPUT"}
        note = self.sandbox.add_credit_note(
            self.tenant,
            Type="ACCRECCREDIT",
            Status="AUTHORISED",
            Date="2026-11-22",
            Contact={"ContactID": remote["Contact"]["ContactID"]},
            LineItems=[line],
        )
        self.sandbox.allocate(self.tenant, note["CreditNoteID"], remote["InvoiceID"], min(8, remote["AmountDue"]))

    def set_off_in_xero(self):
        note, remote = self.one(self.there("credit_notes")), self.one(self.there())
        if note and remote and note["Contact"]["ContactID"] == remote["Contact"]["ContactID"]:
            amount = min(5, note["RemainingCredit"], remote["AmountDue"])
            self.sandbox.allocate(self.tenant, note["CreditNoteID"], remote["InvoiceID"], amount)

    def take_apart_in_xero(self):
        tables = {"credit_notes": "CreditNoteID", "overpayments": "OverpaymentID"}
        table = self.dice.choice(list(tables))
        row = self.one(
            [row for status in ("AUTHORISED", "PAID") for row in self.there(table, status) if row["Allocations"]]
        )
        if row:
            item = self.dice.choice(row["Allocations"])
            self.sandbox.delete_allocation(self.tenant, row[tables[table]], item["AllocationID"])

    def pay_back_in_xero(self):
        note = self.one(self.there("credit_notes"))
        if note:
            self.sandbox.refund(self.tenant, "CreditNote", note["CreditNoteID"], min(3, note["RemainingCredit"]))

    def overpay_in_xero(self):
        remote = self.one(self.there())
        if remote:
            made = self.sandbox.overpay(self.tenant, remote["Contact"]["ContactID"], 20)
            self.sandbox.allocate(self.tenant, made["OverpaymentID"], remote["InvoiceID"], min(15, remote["AmountDue"]))

    def void_in_xero(self):
        remote = self.one(self.there())
        if remote and self.dice.random() < 0.1:
            self.sandbox.void_invoice(self.tenant, remote["InvoiceID"])

    # --- between -----------------------------------------------------------------------------------------------------

    def lane(self):
        self.run_cron(self.dice.choice(LANES))

    def events(self):
        """Receive some of the notifications: in any order, some twice, some never."""
        bodies = [body for body in self.deliveries() if self.dice.random() < 0.8]
        bodies += [body for body in bodies if self.dice.random() < 0.2]
        self.dice.shuffle(bodies)
        self.receive(bodies)

    def lose_an_answer(self):
        kind = self.dice.choice(("drop_after", "500_before", "drop_before", "503", "late"))
        self.sandbox.faults.add(kind, method=self.dice.choice(("PUT", "POST")))

    def arrive(self):
        self.sandbox.faults.arrive()

    def steps(self):
        odoo = [self.pay_in_odoo] * 3 + [self.cancel_in_odoo, self.credit_in_odoo, self.take_apart_in_odoo]
        odoo += [self.pay_back_in_odoo, self.edit_in_odoo, self.new_invoice]
        xero = [self.pay_in_xero] * 3 + [self.delete_in_xero, self.credit_in_xero, self.set_off_in_xero]
        xero += [self.take_apart_in_xero, self.pay_back_in_xero, self.overpay_in_xero, self.pay_batch_in_xero]
        return [*odoo, *xero, self.void_in_xero, self.lose_an_answer, self.arrive, *[self.lane] * 3, *[self.events] * 3]

    # --- the walk ----------------------------------------------------------------------------------------------------

    def walk(self, number):
        self.begin(number)
        steps = self.steps()
        for _step in range(STEPS):
            step = self.dice.choice(steps)
            self.count[step.__name__] += 1
            try:
                with self.env.cr.savepoint():
                    step()
            except (UserError, RedirectWarning, Refused):
                self.count["refused by one side"] += 1
        told = []
        for _round in range(ROUNDS):
            self.calm_down()
            problems = self.problems()
            told.append(self.say(problems))
            if not problems:
                break
            self.decide(problems)
        others = problems.check_id.line_ids.filtered(lambda line: line.partner in self.names()) - problems
        said = "\nThen:\n".join(told)
        self.assertFalse(problems, f"walk {number}, what was decided:\n{said}\nThe others:\n{self.say(others)}")
        self.check_nothing_doubled(number)

    def calm_down(self):
        """Let everything arrive: faults are over, pauses too, and notifications that are left are lost."""
        self.sandbox.faults.clear()
        self.arrive()
        self.deliveries()
        for _round in range(3):
            self.connection.cursor_ids.resume_at = False
            links = self.env["xero.link"].search([("connection_id", "=", self.connection.id)])
            links.filtered("next_try").next_try = LONG_AGO
            links.filtered("pay_at").pay_at = LONG_AGO
            links.filtered("sent_at").sent_at = LONG_AGO  # nothing is on its way any more
            for lane in LANES:
                self.run_cron(lane)

    def problems(self):
        """Return what the books check finds, and what waits for a person."""
        values = {"connection_id": self.connection.id, "date_from": "2026-11-01", "date_to": "2026-11-30"}
        check = self.env["xero.books.check"].create(values)
        check.action_run()
        own = check.line_ids.filtered(lambda line: line.partner in self.names())
        return own.filtered(
            lambda line: line.verdict in ("differs", "only_odoo") or self.undecided(line) or self.is_used_twice(line)
        )

    def is_used_twice(self, line):
        """Tell whether a credit note says that both sides used it up, each for another invoice: its due is equal."""
        return line.move_id.move_type == "out_refund" and bool(line.move_id.xero_message)

    def undecided(self, line):
        """Return the payments of a document that fit one of the books only; the amount due may be equal still."""
        rows = line.link_id.payment_ids.filtered(lambda row: row.entity == "payment" and row.message)
        return rows.filtered(lambda row: row.state in ("review", "rejected", "blocked"))

    def say(self, lines):
        return "\n".join(f"{line.number}: {line.difference} ({self.both_sides(line)})" for line in lines)

    def both_sides(self, line):
        """Return what settles a document in both books, for the person who looks for the reason."""
        move, remote = (
            line.move_id,
            self.org.invoices.get(line.xero_id) or self.org.credit_notes.get(line.xero_id) or {},
        )
        ours = [f"{source.amount} {source.record}" for source in move._xero_sources()]
        ours += [f"{partial.amount} {other.name}" for partial, other in move._xero_set_off() if other.is_invoice()]
        theirs = [
            f"{key} {row.get('Amount', row.get('AppliedAmount'))} {row.get('CreditNoteNumber', '')}"
            for key in ("Payments", "CreditNotes", "Overpayments", "Allocations")
            for row in remote.get(key) or ()
        ]
        rows = [
            (row.entity, row.state, row.record_name, row.remote_total, row.snapshot) for row in line.link_id.payment_ids
        ]
        return f"Odoo {ours}, Xero {theirs}, state {line.link_id.state}, {move.xero_message}, rows {rows}"

    def decide(self, lines):
        """Do what the documents say, as a person would."""
        for line in lines:
            move = line.move_id
            self.assertTrue(move and move.xero_message, f"not told: {self.say(line)}")
            self.count["decided by a person"] += 1
            payments = self.undecided(line)
            if "review" in payments.mapped("state"):
                self.dice.choice((move.action_xero_same_payment, move.action_xero_two_payments))()
            elif payments:
                self.give_way(payments[0])
            elif "VOIDED" in (line.difference or ""):
                self.cancel(move)
            elif "amounts are fixed there" in (line.link_id.message or ""):
                self.change_back(move, line)
            elif move.move_type == "out_refund":
                self.take_apart(move)

    def change_back(self, move, line):
        """Give an invoice the amounts again that are fixed in Xero."""
        move.with_context(xero_words_only=True).button_draft()
        move.invoice_line_ids.price_unit = line.xero_total - line.xero_tax
        move.action_post()

    def give_way(self, row):
        """Follow the other book where a payment of one fits no more into the other."""
        record = row._record()
        if row.xero_id and "batch" in (row.message or ""):
            batch_id = self.org.payments[row.xero_id]["BatchPaymentID"]
            if self.org.batch_payments[batch_id]["Status"] != "DELETED":  # else with another document, just now
                self.sandbox.delete_batch(self.tenant, batch_id)
        elif row.remote_kind == "OVERPAYMENT":
            overpayment_id = row.xero_id.split("/")[0]
            for item in list(self.org.overpayments[overpayment_id]["Allocations"]):
                self.sandbox.delete_allocation(self.tenant, overpayment_id, item["AllocationID"])
        elif record.state != "canceled":
            record.action_cancel()

    def cancel(self, move):
        move.line_ids.remove_move_reconcile()
        move.matched_payment_ids.filtered(lambda payment: payment.state != "canceled").action_cancel()
        move.with_context(xero_words_only=True).button_draft()
        move.button_cancel()

    def take_apart(self, note):
        """Undo what a credit note is set off against where it fits only one of the books."""
        remote = self.org.credit_notes.get(self.link(note).xero_id) or {"Allocations": ()}
        for item in list(remote["Allocations"]):
            self.sandbox.delete_allocation(self.tenant, remote["CreditNoteID"], item["AllocationID"])
        note.line_ids.remove_move_reconcile()

    def check_nothing_doubled(self, number):
        remotes = [row["InvoiceNumber"] for row in self.org.invoices.values()]
        self.assertTrue(all(remotes.count(move.name) <= 1 for move in self.moves), f"walk {number}: doubled")
        for move in self.documents():
            if self.link(move).xero_id:
                ours = sorted(float(source.amount) for source in move._xero_sources())
                theirs = sorted([float(row["Amount"]) for row in self.payments(move)] + self.advances(move))
                self.assertEqual(ours, theirs, f"walk {number}: {move.name}")

    def advances(self, move):
        """Return what each overpayment pays of an invoice, in one sum."""
        sums = Counter()
        for row in self.remote(move)["Overpayments"]:
            sums[row["OverpaymentID"]] += float(row["AppliedAmount"])
        return list(sums.values())


class TestPaymentWalk(WalkCase):
    def test_in_the_end_the_books_agree(self):
        for number in SEEDS:
            with self.subTest(number):
                self.walk(number)
        what = ", ".join(f"{count} {name}" for name, count in self.count.items())
        recording.remark(f"{len(SEEDS)} walks of {STEPS} steps on both sides: {what}")
