"""What arrived as a draft takes its payments and set-offs once somebody approves it in Xero."""

from test_payment_cases import PaymentCase


class TestApprovedByAPerson(PaymentCase):
    def approve(self, move):
        self.sandbox.edit_invoice(self.org.tenant_id, self.link(move).xero_id, Status="AUTHORISED")

    def test_what_was_paid_in_odoo_is_paid_in_xero_when_it_is_approved(self):
        for status in ("DRAFT", "SUBMITTED"):
            self.connection.invoice_status = status
            move = self.sent()
            self.pay(move)
            self.settle()
            self.assertEqual(self.payments(move), [])
            self.approve(move)
            self.settle()
            self.assertEqual(len(self.payments(move)), 1, status)
            self.assert_agree(move)

    def test_what_was_set_off_in_odoo_is_set_off_in_xero_when_both_are_approved(self):
        for names in (("invoice", "note"), ("note", "invoice")):
            self.connection.invoice_status = "DRAFT"
            move = self.sent()
            note = self.invoice(move.partner_id, lines=((1, 30.0, 10),), move_type="out_refund")
            self.push(note)
            lines = (move | note).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
            lines.reconcile()
            self.settle()
            for name in names:
                if name == "invoice":
                    self.approve(move)
                else:
                    self.sandbox.approve_credit_note(self.org.tenant_id, self.link(note).xero_id)
                self.settle()
            self.settle()
            self.assertEqual(float(self.remote(move)["AmountDue"]), 77.0, names)
            self.assert_agree(move, note)
