"""The nightly comparison finds what was missed; the preview tells what a run would do, and writes nothing."""

from common import XeroCase


class TestCompare(XeroCase):
    seeds = ("au",)

    def setUp(self):
        super().setUp()
        self.connect()

    def miss(self):
        """Let the poll think that it has seen everything that will ever be."""
        self.env["xero.cursor"]._of(self.connection, "contact").since = "2999-01-01 00:00:00"

    def calls(self, path="/Contacts"):
        return [row for row in self.sandbox.requests if row["path"] == path]

    def test_nothing_missed_costs_one_call_and_one_for_those_who_owe_and_writes_nothing(self):
        self.run_cron("cron_pull")
        before = len(self.sandbox.requests)
        self.env.cr.execute("SELECT max(write_date), count(*) FROM res_partner")
        partners = self.env.cr.fetchone()
        self.run_cron("cron_compare")
        listed, debtors = self.sandbox.requests[before:]
        self.assertIn("summaryOnly=true", listed["query"])
        self.assertIn("IDs=", debtors["query"])
        self.env.cr.execute("SELECT max(write_date), count(*) FROM res_partner")
        self.assertEqual(self.env.cr.fetchone(), partners)

    def test_what_events_and_polls_missed_is_found(self):
        self.run_cron("cron_pull")
        self.miss()
        link = self.env["xero.link"].search([("entity", "=", "contact"), ("record_name", "=", "Saltbush Signs")])
        self.sandbox.edit_contact(self.org.tenant_id, link.xero_id, EmailAddress="missed@signs.example.com")
        made = self.sandbox.add_contact(self.org.tenant_id, Name="Missed Altogether")
        self.run_cron("cron_pull")
        partner = self.env["res.partner"].browse(link.res_id)
        self.assertNotEqual(partner.email, "missed@signs.example.com")
        self.run_cron("cron_compare")
        self.assertEqual(partner.email, "missed@signs.example.com")
        self.assertTrue(self.env["xero.link"].search([("xero_id", "=", made["ContactID"])]).res_id)
        self.env["xero.link"].search([]).balance_at = "2026-01-01 00:00:00"  # another night
        before = len(self.sandbox.requests)
        self.run_cron("cron_compare")
        self.assertEqual(len(self.sandbox.requests) - before, 2, "the list, and those who owe")

    def test_xero_out_of_reach_is_noted_and_tried_the_next_night(self):
        self.run_cron("cron_pull")
        self.sandbox.faults.add("503", path="/Contacts")
        self.run_cron("cron_compare")
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self.env["xero.log"].search([("operation", "=", "compare")]))

    def test_preview_tells_and_writes_nothing(self):
        self.customer("Saltbush Signs", email="somebody@else.example.com")
        self.customer("Wattle  street BOOKS")
        before = self.env["res.partner"].search_count([]), self.env["xero.link"].search_count([])
        action = self.connection.action_preview_contacts()
        preview = self.env["xero.contact.preview"].browse(action["res_id"])
        own = [row for row in self.org.contacts.values() if not row.get("MergedToContactID")]
        self.assertEqual((preview.to_review, preview.to_link, preview.calls), (1, 1, 1))
        self.assertEqual(preview.to_create + preview.to_review + preview.to_link, len(own))
        self.assertIn("Saltbush Signs", preview.names)
        after = self.env["res.partner"].search_count([]), self.env["xero.link"].search_count([])
        self.assertEqual(after, before)
        self.run_cron("cron_pull")
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        counted = (cursor.created, cursor.linked, cursor.doubtful)
        self.assertEqual(counted, (preview.to_create, preview.to_link, preview.to_review))

    def test_preview_shows_no_markup_of_others(self):
        self.org.contacts[next(iter(self.org.contacts))]["Name"] = "<img src=x onerror=alert(1)>"
        action = self.connection.action_preview_contacts()
        self.assertNotIn("<img", self.env["xero.contact.preview"].browse(action["res_id"]).names)
