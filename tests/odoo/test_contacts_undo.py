"""Undo of an import: what nobody needs goes, what somebody touched or used stays, and it can be done anew."""

from common import XeroCase

from odoo import Command


class TestUndo(XeroCase):
    seeds = ("au",)

    def setUp(self):
        super().setUp()
        self.before = self.all_partners()
        self.connect()

    def all_partners(self):
        return self.env["res.partner"].with_context(active_test=False).search([])

    def run_import(self):
        self.run_cron("cron_pull")
        return self.env["xero.link"].search([("connection_id", "=", self.connection.id), ("entity", "=", "contact")])

    def partner(self, name):
        return self.all_partners().filtered(lambda partner: partner.name == name and not partner.parent_id)

    def test_untouched_import_is_gone_and_xero_is_as_it_was(self):
        self.run_import()
        contacts = dict(self.org.contacts)
        self.connection.action_undo_contacts()
        self.assertEqual(self.all_partners(), self.before)
        self.assertFalse(self.env["xero.link"].search([("entity", "=", "contact")]))
        self.assertEqual(self.org.contacts, contacts)
        self.assertIn("90 contacts were removed. 0 stay", self.connection.notice)
        self.assertIn("Sync Now", self.connection.next_step)

    def test_what_somebody_touched_or_used_stays(self):
        existing = self.customer("Red Earth Pottery")
        self.run_import()
        changed, led, invoiced = map(self.partner, ("Saltbush Signs", "Wattle Street Books", "Yarra Bend Brewing"))
        noted, grown, tasked = map(self.partner, ("Quokka Tours", "Lighthouse Dental", "Vintage Spokes"))
        changed.phone = "1300 000 000"
        self.env["crm.lead"].create({"name": "A chance", "partner_id": led.id})
        self.invoice(invoiced)
        noted.message_post(body="Called them", message_type="comment")
        grown.child_ids = [Command.create({"name": "A new colleague"})]
        tasked.activity_schedule("mail.mail_activity_data_todo", user_id=self.env.uid)
        touched = self.partner("Fjord Imports")
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.company
        touched.with_user(admin).write({"color": 5})
        self.connection.action_undo_contacts()
        kept = changed | led | invoiced | noted | grown | tasked | touched
        self.assertEqual(kept.exists(), kept)
        self.assertTrue(existing.exists())
        self.assertIn("82 contacts were removed. 7 stay", self.connection.notice)
        self.assertIn("1 were only linked", self.connection.notice)

    def test_a_second_import_links_what_stayed_and_doubles_nothing(self):
        self.run_import()
        self.partner("Saltbush Signs").phone = "1300 000 000"
        self.connection.action_undo_contacts()
        self.run_cron("cron_pull")
        self.assertFalse(self.partner("Wattle Street Books"), "nothing comes by itself after an undo")
        self.connection.action_sync_now()
        links = self.run_import()
        self.assertEqual(len(links), 90)
        self.assertEqual(len(self.partner("Saltbush Signs")), 1)

    def test_customers_of_invoices_that_were_sent_keep_their_links(self):
        self.run_import()
        move = self.invoice(self.partner("Saltbush Signs"))
        self.run_cron("cron_push")
        self.connection.action_undo_contacts()
        links = self.env["xero.link"].search([("entity", "=", "contact")])
        self.assertEqual(links.mapped("record_name"), ["Saltbush Signs"])
        again = self.invoice(self.partner("Saltbush Signs"))
        self.run_cron("cron_push")
        self.assertEqual((move | again).mapped("xero_state"), ["synced", "synced"])
