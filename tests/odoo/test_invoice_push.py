"""Confirmed invoices go to Xero: once, to the cent, and what goes wrong stays visible."""

import socket
from unittest.mock import patch

from common import XeroCase

from odoo.addons.base.tests.test_ir_cron import CronMixinCase


class TestInvoicePush(XeroCase, CronMixinCase):
    def setUp(self):
        super().setUp()
        self.connect()

    def test_confirmed_invoice_is_in_xero_with_name_number_and_taxes(self):
        move = self.invoice(self.customer("Brand New Ltd"), lines=((3, 150.0, 10), (1, 20.0, 0), (1, 5.0, None)))
        self.run_cron("cron_push")
        remote = self.remote(move)
        self.assertEqual(remote["InvoiceNumber"], move.name)
        self.assertEqual(remote["Contact"]["Name"], "Brand New Ltd")
        self.assertEqual(float(remote["Total"]), move.amount_total)
        self.assertEqual(float(remote["TotalTax"]), move.amount_tax)
        self.assertEqual([line["TaxType"] for line in remote["LineItems"]][0], "OUTPUT")
        self.assertEqual(remote["Status"], "AUTHORISED")
        self.assertEqual(self.link(move).state, "synced")
        self.assertFalse(self.link(move).difference)
        self.assertIn(remote["InvoiceID"], move.xero_url)

    def test_post_opens_no_socket(self):
        move = self.invoice(post=False)
        with patch.object(socket, "socket", side_effect=AssertionError("a socket was opened inside _post()")):
            move._post()
            self.env.flush_all()
        self.assertEqual(self.link(move).state, "to_push")

    def test_many_invoices_in_one_transaction_wake_the_lane_once(self):
        moves = [self.invoice(post=False) for _number in range(5)]
        self.env.cr.precommit.run()
        with self.capture_triggers("crm_xero_connector.cron_push") as captured:
            for move in moves:
                move._post()
            self.env.cr.precommit.run()
        self.assertEqual(len(captured.records), 1)

    def test_waiting_invoices_of_known_customers_are_one_call(self):
        partner = self.customer()
        self.invoice(partner)
        self.run_cron("cron_push")
        moves = [self.invoice(partner) for _number in range(12)]
        before = len(self.sandbox.requests)
        self.run_cron("cron_push")
        self.assertEqual(len(self.sandbox.requests) - before, 1)
        self.assertEqual({self.link(move).state for move in moves}, {"synced"})

    def test_lost_answer_does_not_double_the_invoice(self):
        move = self.invoice()
        self.sandbox.faults.add("drop_after", method="PUT", path="/Invoices")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "unknown")
        self.link(move).next_try = "2020-01-01 00:00:00"
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        numbers = [item["InvoiceNumber"] for item in self.org.invoices.values()]
        self.assertEqual(numbers.count(move.name), 1)

    def test_lost_answer_does_not_double_a_credit_note_whose_number_has_slashes(self):
        move = self.invoice(move_type="out_refund")
        self.assertIn("/", move.name)
        self.sandbox.faults.add("drop_after", method="PUT", path="/CreditNotes")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "unknown")
        self.link(move).next_try = "2020-01-01 00:00:00"
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        numbers = [item["CreditNoteNumber"] for item in self.org.credit_notes.values()]
        self.assertEqual(numbers.count(move.name), 1)

    def test_a_credit_note_whose_number_somebody_else_has_is_refused_and_not_sent_for_ever(self):
        move = self.invoice(move_type="out_refund")
        other = self.sandbox.add_contact(self.org.tenant_id, Name="Other Ltd")
        line = {"Description": "x", "Quantity": 1, "UnitAmount": 7, "AccountCode": "200", "TaxType": "OUTPUT"}
        self.sandbox.add_credit_note(
            self.org.tenant_id,
            Type="ACCRECCREDIT",
            Status="AUTHORISED",
            CreditNoteNumber=move.name,
            Contact={"ContactID": other["ContactID"]},
            LineItems=[line],
        )
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "rejected")
        self.assertIn("another number", self.link(move).message)

    def test_request_that_never_arrived_is_sent_again(self):
        move = self.invoice()
        self.sandbox.faults.add("500_before", method="PUT", path="/Invoices")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "unknown")
        self.link(move).next_try = "2020-01-01 00:00:00"
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")

    def test_one_bad_invoice_among_fifty_waits_with_its_own_reason(self):
        buyer = self.customer("Buyer of many")
        moves = [self.invoice(buyer, post=False) for number in range(50)]
        bad, good = moves[24], [move for number, move in enumerate(moves) if number != 24]
        bad.currency_id = self._currency("CHF")
        for move in moves:
            move.action_post()
        self.run_cron("cron_push")
        self.assertEqual([self.link(move).state for move in good], ["synced"] * 49)
        self.assertEqual(self.link(bad).state, "rejected")
        self.assertIn("CHF", self.link(bad).message)

    def test_one_bad_invoice_does_not_stop_the_others(self):
        good = [self.invoice(self.customer(f"Customer {number}")) for number in range(3)]
        bad = self.invoice(self.customer("Bad Currency"), currency_id=self._currency("CHF").id)
        self.run_cron("cron_push")
        self.assertEqual({self.link(move).state for move in good}, {"synced"})
        self.assertEqual(self.link(bad).state, "rejected")
        self.assertIn("not subscribed to currency CHF", bad.xero_message)
        self.org.currencies.add("CHF")
        bad.action_xero_retry()
        self.run_cron("cron_push")
        self.assertEqual(self.link(bad).state, "synced")

    def test_unmapped_tax_holds_only_its_invoice_back_and_mapping_releases_it(self):
        mapping = self.env["xero.tax.mapping"].search([("tax_ids", "in", self.tax(10).ids)])
        rate = mapping.tax_rate_id
        move = self.invoice(lines=((1, 10.0, 10),))
        mapping.tax_rate_id = False
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "blocked")
        self.assertIn("Map Taxes", move.xero_message)
        mapping.tax_rate_id = rate
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")

    def test_number_of_somebody_elses_invoice_is_not_overwritten(self):
        move = self.invoice(post=False)
        move.name = "TAKEN/1"
        other = self._other_invoice("TAKEN/1")
        move.action_post()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "rejected")
        self.assertIn("another document with the number TAKEN/1", move.xero_message)
        self.assertEqual(float(other["Total"]), 1.0)

    def test_changed_invoice_updates_the_same_one(self):
        move = self.invoice(lines=((1, 100.0, 10),))
        self.run_cron("cron_push")
        xero_id = self.link(move).xero_id
        move.button_draft()
        move.invoice_line_ids.price_unit = 70.0
        move.action_post()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).xero_id, xero_id)
        self.assertEqual(float(self.org.invoices[xero_id]["Total"]), 77.0)

    def test_cancelled_invoice_is_voided(self):
        move = self.invoice()
        self.run_cron("cron_push")
        move.button_draft()
        move.button_cancel()
        self.run_cron("cron_push")
        self.assertEqual(self.remote(move)["Status"], "VOIDED")
        self.assertFalse(self.link(move).difference)

    def test_credit_note_goes_out_as_one(self):
        move = self.invoice(move_type="out_refund", lines=((2, 33.33, 10),))
        self.run_cron("cron_push")
        note = self.org.credit_notes[self.link(move).xero_id]
        self.assertEqual(float(note["Total"]), move.amount_total)
        self.assertEqual(note["CreditNoteNumber"], move.name)

    def test_rounding_of_several_lines_agrees(self):
        move = self.invoice(lines=((1, 25.06, 10), (1, 25.61, 10), (1, 25.63, 10), (7, 3.333, 10)))
        self.run_cron("cron_push")
        self.assertEqual(float(self.remote(move)["TotalTax"]), move.amount_tax)
        self.assertEqual(float(self.remote(move)["Total"]), move.amount_total)

    def test_limit_of_calls_pauses_the_lane_without_blame(self):
        move = self.invoice()
        self.sandbox.faults.add("429_minute", path="/Contacts", retry_after=40)
        self.run_cron("cron_push")
        self.assertEqual((self.link(move).state, self.link(move).attempts), ("to_push", 0))
        cursor = self.env["xero.cursor"]._of(self.connection, "push")
        self.assertTrue(cursor.resume_at)
        cursor.resume_at = False
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")

    def test_lost_consent_keeps_the_queue_and_tells_the_managers(self):
        self.env.ref("base.user_admin").company_ids |= self.company
        move = self.invoice()
        self.sandbox.identity.connections.clear()
        self.run_cron("cron_push")
        self.assertEqual(self.connection.state, "reconnect")
        self.assertEqual(self.link(move).state, "to_push")
        self.assertTrue(self.connection.activity_ids)

    def _currency(self, name):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        currency.active = True
        return currency

    def _other_invoice(self, number):
        from xero_sandbox.seeds.build import add_invoice

        contact = next(item for item in self.org.contacts.values() if item["ContactStatus"] == "ACTIVE")
        line = {"Description": "Other", "Quantity": 1, "UnitAmount": 1, "AccountCode": "200", "TaxType": "EXEMPTOUTPUT"}
        values = {"Type": "ACCREC", "Contact": {"ContactID": contact["ContactID"]}, "InvoiceNumber": number}
        values.update(Date="2026-11-01", DueDate="2026-11-30", Status="AUTHORISED", LineItems=[line])
        return add_invoice(self.org, self.sandbox.clock.now(), values)
