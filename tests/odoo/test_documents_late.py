"""Documents whose calls arrive late: cancelled, renumbered or changed meanwhile, they are one document, the latest."""

from common import InvoiceCase
from test_payments_meanwhile import LONG_AGO

from odoo.addons.crm_xero_connector import const


class TestLateDocuments(InvoiceCase):
    """A customer's invoice is sent again at once, unless it is not to be sent any more, or under another number."""

    def send_late(self):
        move = self.invoice()
        self.sandbox.faults.add("late", method="PUT", path="/Invoices")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "unknown")
        return move

    def again(self, move):
        self.link(move).next_try = LONG_AGO
        self.run_cron("cron_push")

    def live(self):
        rows = self.org.invoices.values()
        return [row["InvoiceNumber"] for row in rows if row["Status"] not in const.DEAD_STATUSES]

    def test_one_that_is_cancelled_while_it_is_on_its_way_is_voided_when_it_arrives(self):
        move, before = self.send_late(), self.live()
        move.button_draft()
        move.button_cancel()
        self.again(move)
        self.sandbox.faults.arrive()
        self.link(move).sent_at = LONG_AGO
        self.again(move)
        self.assertEqual((self.live(), self.link(move).remote_status), (before, "VOIDED"))

    def test_one_that_is_looked_up_and_cancelled_before_it_is_sent_again_is_voided_too(self):
        move, before = self.send_late(), self.live()
        self.sandbox.faults.add("429_minute", method="PUT", path="/Invoices")
        self.again(move)
        self.assertEqual(self.link(move).state, "to_push")
        self.connection.cursor_ids.resume_at = False
        move.button_draft()
        move.button_cancel()
        self.again(move)
        self.sandbox.faults.arrive()
        self.link(move).sent_at = LONG_AGO
        self.again(move)
        self.assertEqual((self.live(), self.link(move).remote_status), (before, "VOIDED"))

    def test_one_that_gets_another_number_while_it_is_on_its_way_is_one_document(self):
        move, before = self.send_late(), self.live()
        move.button_draft()
        move.name = "INV/ANEW/0001"
        move.action_post()
        self.again(move)
        self.sandbox.faults.arrive()
        self.link(move).sent_at = LONG_AGO
        self.again(move)
        self.assertEqual(self.live(), [*before, "INV/ANEW/0001"])

    def test_a_change_that_arrives_late_does_not_undo_the_next_one(self):
        move = self.invoice()
        self.push(move)
        self.change(move, 70)
        self.sandbox.faults.add("late", method="POST", path="/Invoices")
        self.run_cron("cron_push")
        self.change(move, 90)
        self.again(move)
        self.sandbox.faults.arrive()
        self.link(move).sent_at = LONG_AGO
        self.again(move)
        self.assertEqual(float(self.remote(move)["Total"]), 99.0)
        self.assert_equal_books(move)

    def change(self, move, price):
        move.button_draft()
        move.invoice_line_ids.price_unit = price
        move.action_post()

    def test_one_that_stays_as_it_is_is_sent_again_at_once(self):
        move, before = self.send_late(), self.live()
        self.again(move)
        self.assertEqual(self.live(), [*before, move.name])
        self.sandbox.faults.arrive()  # refused there: the number is taken
        self.assertEqual(self.live(), [*before, move.name])
