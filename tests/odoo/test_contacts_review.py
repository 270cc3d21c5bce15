"""Doubtful contacts: both sides side by side, decided one by one or many at once, and remembered."""

from common import XeroCase

from odoo.exceptions import UserError


class TestReview(XeroCase):
    seeds = ("au",)

    def setUp(self):
        super().setUp()
        self.signs = self.customer("Saltbush Signs", email="somebody@else.example.com")
        self.books = self.customer("Wattle Street Books", email="another@else.example.com", street="1 Other Street")
        self.connect()
        self.run_cron("cron_pull")
        self.doubtful = self.env["xero.link"].search([("state", "=", "review")])

    def link_of(self, name):
        return self.doubtful.filtered(lambda link: link.record_name == name)

    def pull(self):
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor.since = False
        cursor._start()
        self.run_cron("cron_pull")

    def count(self, name):
        return self.env["res.partner"].with_context(active_test=False).search_count([("name", "=", name)])

    def test_doubtful_ones_wait_with_their_candidates(self):
        self.assertEqual(set(self.doubtful.mapped("record_name")), {"Saltbush Signs", "Wattle Street Books"})
        link = self.link_of("Saltbush Signs")
        self.assertEqual((link.candidate_ids, link.choice_id), (self.signs, self.signs))
        self.assertEqual(self.count("Saltbush Signs"), 1)

    def test_both_sides_are_shown_and_what_differs_is_bold(self):
        told = self.link_of("Wattle Street Books").comparison
        self.assertIn("<b>another@else.example.com</b>", told)
        self.assertIn("accounts@wattlestreetbooks.example.com", told)
        self.assertNotIn("<b>Wattle Street Books</b>", told)
        self.books.name = "<script>alert(1)</script>"
        self.assertNotIn("<script>", self.link_of("Wattle Street Books").comparison)

    def test_each_one_leads_to_its_page(self):
        link = self.link_of("Saltbush Signs")
        action = link.action_review()
        self.assertEqual((action["res_id"], action["views"][0][1]), (link.id, "form"))

    def test_link_keeps_what_odoo_has_and_fills_in_the_rest(self):
        link = self.link_of("Saltbush Signs")
        link.action_link_choice()
        self.assertEqual((link.state, link.res_id), ("synced", self.signs.id))
        self.assertEqual(self.signs.email, "somebody@else.example.com")
        self.assertEqual(self.count("Saltbush Signs"), 1)
        self.sandbox.edit_contact(self.org.tenant_id, link.xero_id, Website="https://signs.example.com")
        self.pull()
        self.assertEqual(self.signs.website, "https://signs.example.com")

    def test_create_new_makes_a_partner_with_its_persons(self):
        link = self.link_of("Saltbush Signs")
        persons = self.org.contacts[link.xero_id]["ContactPersons"]
        link.action_create_new()
        partner = self.env["res.partner"].browse(link.res_id)
        self.assertNotEqual(partner, self.signs)
        self.assertEqual((partner.name, len(partner.child_ids)), ("Saltbush Signs", len(persons)))

    def test_many_at_once_are_one_call(self):
        before = len(self.sandbox.requests)
        self.doubtful.action_link_choice()
        self.assertEqual(self.doubtful.mapped("state"), ["synced", "synced"])
        self.assertEqual(len(self.sandbox.requests) - before, 1)

    def test_a_decision_is_remembered(self):
        self.link_of("Saltbush Signs").action_skip()
        self.link_of("Wattle Street Books").action_create_new()
        self.pull()
        self.assertFalse(self.env["xero.link"].search([("state", "=", "review")]))
        self.assertEqual((self.count("Saltbush Signs"), self.count("Wattle Street Books")), (1, 2))

    def test_a_partner_is_one_contact_only(self):
        first, second = self.link_of("Saltbush Signs"), self.link_of("Wattle Street Books")
        first.action_link_choice()
        second.choice_id = self.signs
        with self.assertRaisesRegex(UserError, "is linked with Saltbush Signs already"):
            second.action_link_choice()

    def test_one_partner_chosen_for_two_is_refused_in_words(self):
        self.doubtful.choice_id = self.signs
        with self.assertRaisesRegex(UserError, "Saltbush Signs is linked with"):
            self.doubtful.action_link_choice()
        self.assertEqual(self.doubtful.mapped("state"), ["review", "review"])

    def test_who_has_to_choose_is_asked(self):
        link = self.link_of("Saltbush Signs")
        link.write({"choice_id": False, "candidate_ids": [(4, self.books.id)]})
        with self.assertRaisesRegex(UserError, "Please choose which contact Saltbush Signs is"):
            link.action_link_choice()

    def test_xero_out_of_reach_is_a_sentence_and_changes_nothing(self):
        self.sandbox.faults.add("503", path="/Contacts")
        link = self.link_of("Saltbush Signs")
        with self.assertRaisesRegex(UserError, "not available"):
            link.action_link_choice()
        self.assertEqual(link.state, "review")
