"""Each transition of a contact that comes from Xero, by its name."""

from common import XeroCase
from machine import NamedCase

DOUBTFUL, SURE = "Saltbush Signs", "Wattle Street Books"


class TestFromXero(NamedCase, XeroCase):
    seeds = ("au",)

    def setUp(self):
        super().setUp()
        self.signs = self.customer(DOUBTFUL, email="somebody@else.example.com")

    def import_all(self):
        self.connect()
        self.run_cron("cron_pull")

    def link_of(self, name):
        return self.env["xero.link"].search([("record_name", "=", name), ("entity", "=", "contact")])

    def partners(self, name):
        return self.env["res.partner"].search([("name", "=", name)])

    def test_new_to_synced_when_it_is_surely_nobody_else(self):
        self.assertFalse(self.link_of(SURE))
        with self.passes("new", "synced"):
            self.import_all()
        self.assertEqual(self.link_of(SURE).state, "synced")
        self.assertEqual(self.link_of(SURE).res_id, self.partners(SURE).id)

    def test_new_to_review_when_it_could_be_somebody(self):
        self.assertFalse(self.link_of(DOUBTFUL))
        with self.passes("new", "review"):
            self.import_all()
        link = self.link_of(DOUBTFUL)
        self.assertEqual((link.state, link.res_id, link.candidate_ids), ("review", False, self.signs))

    def test_review_to_synced_when_a_person_links_it(self):
        self.import_all()
        link = self.link_of(DOUBTFUL)
        self.assertEqual(link.state, "review")
        with self.passes("review", "synced"):
            link.action_link_choice()
        self.assertEqual((link.state, link.res_id), ("synced", self.signs.id))
        self.assertEqual(self.partners(DOUBTFUL), self.signs)

    def test_review_to_synced_when_a_person_has_it_created(self):
        self.import_all()
        link = self.link_of(DOUBTFUL)
        with self.passes("review", "synced"):
            link.action_create_new()
        self.assertEqual((link.state, len(self.partners(DOUBTFUL))), ("synced", 2))
        self.assertNotEqual(link.res_id, self.signs.id)

    def test_review_to_skipped_when_a_person_leaves_it_alone(self):
        self.import_all()
        link = self.link_of(DOUBTFUL)
        self.assertEqual(link.state, "review")
        with self.passes("review", "skipped"):
            link.action_skip()
        self.run_cron("cron_pull")
        self.assertEqual((link.state, self.partners(DOUBTFUL)), ("skipped", self.signs))
