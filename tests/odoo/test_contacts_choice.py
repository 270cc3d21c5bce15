"""Which contacts come, and what becomes of links when contacts are merged."""

from common import XeroCase

from odoo import Command


class TestWanted(XeroCase):
    seeds = ("au",)

    def setUp(self):
        super().setUp()
        self.connect()

    def names(self):
        links = self.env["xero.link"].search([("connection_id", "=", self.connection.id), ("entity", "=", "contact")])
        return set(links.mapped("record_name"))

    def test_customers_only_leaves_pure_suppliers_out(self):
        self.connection.contact_filter = "customers"
        self.run_cron("cron_pull")
        own = [row for row in self.org.contacts.values() if not row.get("MergedToContactID")]
        suppliers = {row["Name"] for row in own if row["IsSupplier"] and not row["IsCustomer"]}
        self.assertTrue(suppliers)
        self.assertEqual(self.names(), {row["Name"] for row in own} - suppliers)
        self.assertIn(f"{len(suppliers)} left out", self.connection.contact_summary)

    def test_suppliers_only_leaves_pure_customers_out(self):
        self.connection.contact_filter = "suppliers"
        self.run_cron("cron_pull")
        customers = {row["Name"] for row in self.org.contacts.values() if row["IsCustomer"] and not row["IsSupplier"]}
        self.assertFalse(self.names() & customers)

    def test_who_was_left_out_comes_when_wanted(self):
        self.connection.contact_filter = "customers"
        self.run_cron("cron_pull")
        before = self.env["res.partner"].search_count([])
        self.connection.contact_filter = "all"
        self.run_cron("cron_pull")
        own = {row["Name"] for row in self.org.contacts.values() if not row.get("MergedToContactID")}
        self.assertEqual(self.names(), own)
        self.assertGreater(self.env["res.partner"].search_count([]), before)

    def test_a_supplier_who_becomes_a_customer_comes(self):
        self.connection.contact_filter = "customers"
        self.run_cron("cron_pull")
        supplier = next(row for row in self.org.contacts.values() if row["IsSupplier"] and not row["IsCustomer"])
        line = {"Description": "x", "Quantity": 1, "UnitAmount": 1, "AccountCode": "200", "TaxType": "OUTPUT"}
        self.sandbox.add_invoice(
            self.org.tenant_id, Type="ACCREC", Contact={"ContactID": supplier["ContactID"]}, LineItems=[line]
        )
        self.sandbox.edit_contact(self.org.tenant_id, supplier["ContactID"], Website="https://now.example.com")
        self.run_cron("cron_pull")
        self.assertIn(supplier["Name"], self.names())


class TestMerging(XeroCase):
    seeds = ("au",)

    def setUp(self):
        super().setUp()
        self.connect()
        self.run_cron("cron_pull")

    def partner(self, name):
        link = self.env["xero.link"].search([("entity", "=", "contact"), ("record_name", "=", name)])
        return self.env["res.partner"].browse(link.res_id), link

    def merge(self, gone, kept):
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [Command.set((gone | kept).ids)], "dst_partner_id": kept.id}
        )
        wizard.action_merge()

    def pull(self):
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor.since = False
        cursor._start()
        self.run_cron("cron_pull")

    def test_merging_in_odoo_takes_the_link_along(self):
        gone, link = self.partner("Saltbush Signs")
        kept = self.customer("Saltbush Signs, the right one")
        self.merge(gone, kept)
        self.assertEqual(link.res_id, kept.id)
        self.sandbox.edit_contact(self.org.tenant_id, link.xero_id, Website="https://merged.example.com")
        self.pull()
        self.assertEqual(kept.website, "https://merged.example.com")
        self.assertEqual(self.env["res.partner"].search_count([("name", "=", "Saltbush Signs")]), 0)

    def test_merging_two_linked_ones_keeps_both_contacts_in_xero_and_doubles_nobody(self):
        gone, second = self.partner("Saltbush Signs")
        kept, first = self.partner("Wattle Street Books")
        before = len(self.org.contacts)
        self.merge(gone, kept)
        self.assertEqual((first.res_id, second.res_id, second.state), (kept.id, 0, "skipped"))
        self.assertIn("Merged into Wattle Street Books", second.message)
        self.pull()
        self.assertEqual(len(self.org.contacts), before)
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Saltbush Signs")]))

    def test_merging_in_xero_takes_the_link_along(self):
        loser, link = self.partner("Saltbush Signs")
        _winner, other = self.partner("Wattle Street Books")
        self.sandbox.merge_contacts(self.org.tenant_id, link.xero_id, other.xero_id)
        self.pull()
        self.assertEqual(link.remote_status, "ARCHIVED")
        self.assertTrue(loser.exists())
