"""The example does what it says, through the real connector; `common` is that of the connector's own tests."""

from common import InvoiceCase


class TestExample(InvoiceCase):
    def test_the_customers_order_goes_before_the_reference(self):
        remote = self.push(self.invoice(ref="Spring", xero_order_number="PO-17"))
        self.assertEqual(remote["Reference"], "PO-17 Spring")

    def test_an_invoice_without_an_order_is_sent_as_before(self):
        self.assertEqual(self.push(self.invoice(ref="Spring"))["Reference"], "Spring")

    def test_a_contact_is_the_partner_with_its_account_number(self):
        partner = self.customer("Another name", ref="A-100")
        row = self.sandbox.add_contact(self.org.tenant_id, Name="Somebody Ltd", AccountNumber="A-100")
        self.run_cron("cron_pull")
        link = self.env["xero.link"].search([("xero_id", "=", row["ContactID"])])
        self.assertEqual((link.state, link._record()), ("synced", partner))

    def test_an_outage_is_never_held_against_an_invoice(self):
        self.sandbox.faults.add("503", path="/Invoices")
        move = self.invoice(self.customer())
        self.run_cron("cron_push")
        self.assertEqual((self.link(move).state, self.link(move).attempts), ("to_push", 0))
