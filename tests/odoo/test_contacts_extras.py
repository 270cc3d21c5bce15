"""Contact persons and groups: child contacts and tags, kept in step, and what Odoo added stays."""

import uuid

from common import XeroCase

from odoo import Command


class TestExtras(XeroCase):
    seeds = ("au",)

    def setUp(self):
        super().setUp()
        self.connect()
        self.run_cron("cron_pull")
        self.link = self.env["xero.link"].search([("entity", "=", "contact"), ("record_name", "=", "Saltbush Signs")])
        self.partner = self.env["res.partner"].browse(self.link.res_id)

    def edit(self, **values):
        self.sandbox.edit_contact(self.org.tenant_id, self.link.xero_id, **values)
        self.run_cron("cron_pull")

    def person(self, first, last, email=""):
        return {"FirstName": first, "LastName": last, "EmailAddress": email, "IncludeInEmails": False}

    def group(self, contact_id, *names):
        """Put a contact into groups as a person does in Xero."""
        contact = self.org.contacts[contact_id]
        contact["ContactGroups"] = [
            {"ContactGroupID": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)), "Name": name, "Status": "ACTIVE"}
            for name in names
        ]
        self.sandbox.edit_contact(self.org.tenant_id, contact_id, Website=f"https://{len(names)}.example.com")
        self.run_cron("cron_pull")

    def test_groups_are_tags_from_the_first_run_on(self):
        tagged = self.env["res.partner"].search([("category_id.name", "=", "VIP"), ("parent_id", "=", False)])
        wanted = {
            row["Name"]
            for row in self.org.contacts.values()
            if row["ContactStatus"] == "ACTIVE" and "VIP" in [group["Name"] for group in row["ContactGroups"]]
        }
        self.assertTrue(wanted)
        self.assertEqual(set(tagged.mapped("name")), wanted)
        self.assertEqual(self.env["res.partner.category"].search_count([("name", "=", "VIP")]), 1)

    def test_tags_follow_groups_and_a_persons_own_tag_stays(self):
        own = self.env["res.partner.category"].create({"name": "Our own"})
        self.partner.category_id = [Command.link(own.id)]
        before = set(self.partner.category_id.mapped("name"))
        self.group(self.link.xero_id, "Regulars", "Signs")
        self.assertEqual(set(self.partner.category_id.mapped("name")) - before, {"Regulars", "Signs"})
        self.group(self.link.xero_id, "Signs")
        self.assertEqual(
            set(self.partner.category_id.mapped("name")) & {"Regulars", "Signs", "Our own"}, {"Signs", "Our own"}
        )

    def test_new_and_changed_persons_arrive_and_those_gone_stay(self):
        self.edit(ContactPersons=[self.person("Ann", "Archer", "ann@signs.example.com"), self.person("Bob", "Baker")])
        names = set(self.partner.child_ids.mapped("name"))
        self.assertLessEqual({"Ann Archer", "Bob Baker"}, names)
        number = len(self.partner.child_ids)
        self.edit(ContactPersons=[self.person("Ann", "Archer", "ann@new.example.com")])
        self.assertEqual(len(self.partner.child_ids), number)
        ann = self.partner.child_ids.filtered(lambda child: child.name == "Ann Archer")
        self.assertEqual(ann.email, "ann@new.example.com")
        self.edit(ContactPersons=[self.person("Anne", "Archer-Bell", "ann@new.example.com")])
        self.assertEqual(ann.name, "Anne Archer-Bell")

    def test_a_person_that_odoo_has_already_is_not_doubled(self):
        self.partner.child_ids = [Command.create({"name": "carla  CARTER", "email": "carla@signs.example.com"})]
        self.edit(ContactPersons=[self.person("Carla", "Carter", "carla@signs.example.com")])
        self.assertEqual(
            len(self.partner.child_ids.filtered(lambda child: child.email == "carla@signs.example.com")), 1
        )

    def test_a_second_pass_writes_nothing(self):
        self.edit(ContactPersons=[self.person("Ann", "Archer", "ann@signs.example.com")])
        self.env.cr.execute("SELECT max(write_date), count(*), sum(id) FROM res_partner")
        before = self.env.cr.fetchone()
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor.since = False
        cursor._start()
        self.run_cron("cron_pull")
        self.assertEqual(cursor.updated, 0)
        self.env.cr.execute("SELECT max(write_date), count(*), sum(id) FROM res_partner")
        self.assertEqual(self.env.cr.fetchone(), before)
