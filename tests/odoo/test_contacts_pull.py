"""Xero's contacts are in the CRM: all of them, once, and a second pass writes nothing."""

from common import XeroCase


class TestContactsPull(XeroCase):
    seeds = ("au",)

    def pull(self):
        self.env["xero.cursor"]._of(self.connection, "contact")._start()
        self.run_cron("cron_pull")

    def partners(self):
        links = self.env["xero.link"].search([("connection_id", "=", self.connection.id), ("entity", "=", "contact")])
        return {link.xero_id: self.env["res.partner"].browse(link.res_id) for link in links}

    def test_first_run_starts_by_itself_and_brings_every_contact(self):
        self.connect()
        self.run_cron("cron_pull")
        partners = self.partners()
        own = [item for item in self.org.contacts.values() if not item.get("MergedToContactID")]
        self.assertEqual(len(partners), len(own))
        for item in own:
            partner = partners[item["ContactID"]]
            self.assertEqual(partner.name, item["Name"])
            self.assertEqual(partner.email or "", item.get("EmailAddress") or "")
            self.assertEqual(partner.active, item["ContactStatus"] == "ACTIVE")
            persons = {(row["FirstName"], row["LastName"]) for row in item["ContactPersons"]}
            if partner.is_company and (item.get("FirstName") or item.get("LastName")):
                persons.add((item.get("FirstName", ""), item.get("LastName", "")))
            children = partner.child_ids.filtered(lambda child: child.type == "contact")
            self.assertEqual(set(children.mapped("name")), {" ".join(filter(None, names)) for names in persons})
        self.assertTrue(self.env["xero.cursor"]._of(self.connection, "contact").first_done)

    def test_second_full_pass_writes_nothing(self):
        self.connect()
        self.run_cron("cron_pull")
        self.env.cr.execute("SELECT max(write_date), count(*) FROM res_partner")
        before = self.env.cr.fetchone()
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor.since = False
        self.pull()
        self.env.cr.execute("SELECT max(write_date), count(*) FROM res_partner")
        self.assertEqual(self.env.cr.fetchone(), before)
        self.assertEqual((cursor.created, cursor.updated, cursor.linked), (0, 0, 0))

    def test_existing_partner_is_linked_not_doubled(self):
        known = next(item for item in self.org.contacts.values() if item.get("TaxNumber"))
        partner = self.customer("Another Spelling", vat=known["TaxNumber"])
        named = self.customer("  saltbush   SIGNS ")
        self.connect()
        self.run_cron("cron_pull")
        self.assertEqual(self.partners()[known["ContactID"]], partner)
        signs = next(item for item in self.org.contacts.values() if item["Name"] == "Saltbush Signs")
        self.assertEqual(self.partners()[signs["ContactID"]], named)

    def test_same_name_with_another_address_is_left_to_a_person(self):
        self.customer("Saltbush Signs", email="somebody@else.example.com")
        self.connect()
        self.run_cron("cron_pull")
        link = self.env["xero.link"].search([("state", "=", "review")])
        self.assertIn("Could be one of several contacts", link.message)
        self.assertFalse(link.res_id)

    def test_change_in_xero_arrives_and_absent_values_erase_nothing(self):
        self.connect()
        self.run_cron("cron_pull")
        contact_id, partner = next(
            (key, partner) for key, partner in self.partners().items() if partner.active and not partner.website
        )
        partner.website = "https://kept.example.com"
        self.sandbox.edit_contact(self.org.tenant_id, contact_id, EmailAddress="changed@mail.example.com")
        self.pull()
        self.assertEqual(partner.email, "changed@mail.example.com")
        self.assertEqual(partner.website, "https://kept.example.com")

    def test_interrupted_run_goes_on(self):
        self.connect()
        self.sandbox.faults.add("503", path="/Contacts")
        self.run_cron("cron_pull")
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        self.assertEqual(cursor.state, "running")
        self.assertIn("not available", cursor.message)
        cursor.resume_at = False
        self.run_cron("cron_pull")
        self.assertTrue(cursor.first_done)
