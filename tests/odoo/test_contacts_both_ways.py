"""Contacts both ways: only what changed goes over, nothing empty erases, echoes change nothing, conflicts are kept."""

from common import XeroCase

from odoo import Command


class BothWays(XeroCase):
    seeds = ("au",)
    name = "Saltbush Signs"

    def setUp(self):
        super().setUp()
        self.connect()
        self.connection.contact_direction = "both"
        self.run_cron("cron_pull")
        self.contact = self.named(self.name)
        self.partner = self.env["res.partner"].browse(self.link_of(self.contact).res_id)

    def named(self, name):
        return next(row for row in self.org.contacts.values() if row["Name"] == name)

    def link_of(self, contact):
        return self.env["xero.link"].search([("xero_id", "=", contact["ContactID"]), ("entity", "=", "contact")])

    def edit(self, **values):
        """Change the contact as a person in Xero does; Odoo has not heard of it yet."""
        self.sandbox.edit_contact(self.org.tenant_id, self.contact["ContactID"], **values)

    def sent(self):
        """Return the contacts of the last writing request, as they were sent."""
        return [row for row in self.sandbox.requests if row["method"] == "POST" and "/Contacts" in row["path"]]

    def push(self):
        self.run_cron("cron_push")
        return self.org.contacts[self.contact["ContactID"]]

    def phone(self):
        phones = {row["PhoneType"]: row["PhoneNumber"] for row in self.contact["Phones"]}
        return phones.get("DEFAULT", "")

    def notes(self):
        return " ".join(str(body) for body in self.partner.message_ids.mapped("body"))


class TestBothWays(BothWays):
    def test_only_the_changed_field_is_sent_and_the_rest_stays(self):
        before = dict(self.contact)
        self.partner.email = "new@signs.example.com"
        after = self.push()
        self.assertEqual(after["EmailAddress"], "new@signs.example.com")
        changed = {key for key in after if after[key] != before.get(key)}
        self.assertEqual(changed, {"EmailAddress", "UpdatedDateUTC"})
        self.assertEqual(self.link_of(self.contact).state, "synced")

    def test_no_call_is_made_while_a_person_saves(self):
        calls = len(self.sandbox.requests)
        self.partner.email = "new@signs.example.com"
        self.env.flush_all()
        self.assertEqual(len(self.sandbox.requests), calls)

    def test_our_own_echo_writes_nothing(self):
        self.partner.write({"email": "new@signs.example.com", "phone": "02 1234", "website": "signs.example.com"})
        self.push()
        self.env.cr.execute("SELECT xmin, ctid FROM res_partner WHERE id = %s", [self.partner.id])
        before = self.env.cr.fetchone()
        posts = len(self.sent())
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor.since = False
        for _turn in range(2):
            self.run_cron("cron_pull")
            self.run_cron("cron_push")
        self.env.cr.execute("SELECT xmin, ctid FROM res_partner WHERE id = %s", [self.partner.id])
        self.assertEqual(self.env.cr.fetchone(), before)
        self.assertEqual(len(self.sent()), posts)

    def test_an_empty_value_erases_nothing_on_either_side(self):
        email = self.contact["EmailAddress"]
        self.assertTrue(email)
        self.partner.email = False
        self.push()
        self.assertEqual(self.contact["EmailAddress"], email)
        self.edit(EmailAddress="", Website="https://other.example.com")
        self.partner.email = "kept@signs.example.com"
        self.run_cron("cron_pull")
        self.assertEqual(self.partner.email, "kept@signs.example.com")

    def test_different_fields_changed_on_both_sides_both_arrive(self):
        self.edit(TaxNumber="53004085616")
        self.partner.email = "both@signs.example.com"
        self.push()
        self.assertEqual(self.contact["TaxNumber"], "53004085616")
        self.assertEqual(self.contact["EmailAddress"], "both@signs.example.com")
        self.assertEqual(self.partner.vat, "53004085616")

    def test_xero_wins_a_conflict_and_the_other_value_is_in_the_chatter(self):
        self.edit(EmailAddress="xero@signs.example.com")
        self.partner.email = "odoo@signs.example.com"
        self.push()
        self.assertEqual(self.partner.email, "xero@signs.example.com")
        self.assertEqual(self.contact["EmailAddress"], "xero@signs.example.com")
        self.assertIn("odoo@signs.example.com", self.notes())

    def test_odoo_can_be_chosen_to_win_for_a_field(self):
        self.connection.field_policy_ids = [Command.create({"field_name": "email", "policy": "odoo"})]
        self.edit(EmailAddress="xero@signs.example.com")
        self.partner.email = "odoo@signs.example.com"
        self.run_cron("cron_pull")
        self.push()
        self.assertEqual(self.partner.email, "odoo@signs.example.com")
        self.assertEqual(self.contact["EmailAddress"], "odoo@signs.example.com")
        self.assertIn("xero@signs.example.com", self.notes())

    def test_a_field_that_is_left_alone_goes_neither_way(self):
        self.connection.field_policy_ids = [Command.create({"field_name": "email", "policy": "off"})]
        self.partner.email = "mine@signs.example.com"
        self.push()
        self.assertNotEqual(self.contact["EmailAddress"], "mine@signs.example.com")
        self.edit(EmailAddress="theirs@signs.example.com")
        self.run_cron("cron_pull")
        self.assertEqual(self.partner.email, "mine@signs.example.com")

    def test_an_address_goes_back_to_where_it_came_from(self):
        street = {
            "AddressType": "STREET",
            "AddressLine1": "1 Old Road",
            "City": "Cairns",
            "Region": "QLD",
            "Country": "",
        }
        self.edit(Addresses=[street])
        self.run_cron("cron_pull")
        self.assertEqual((self.partner.street, self.partner.state_id.code), ("1 Old Road", "QLD"))
        postal = [row for row in self.contact["Addresses"] if row["AddressType"] == "POBOX"]
        self.partner.street = "2 New Road"
        self.push()
        (after,) = [row for row in self.contact["Addresses"] if row["AddressType"] == "STREET"]
        self.assertEqual((after["AddressLine1"], after["City"], after["Region"]), ("2 New Road", "Cairns", "QLD"))
        self.assertEqual([row for row in self.contact["Addresses"] if row["AddressType"] == "POBOX"], postal)

    def test_what_is_changed_during_the_call_is_sent_afterwards(self):
        self.partner.phone = "07 1111"
        link = self.link_of(self.contact)
        engine = self.env["xero.sync.contact"]
        refs = engine._refs(self.connection)
        item = self.connection._call(lambda gateway: gateway.contact(link.xero_id))
        (contact,) = engine._parse(self.connection, [item])
        change = engine._merge(link, contact, refs)
        link.state = "sending"
        self.partner.write({"phone": "07 2222", "email": "meanwhile@signs.example.com"})
        engine._send_changes(self.connection, {link: change}, refs)
        self.assertEqual((self.phone(), link.state), ("07 1111", "to_push"))
        self.push()
        self.assertEqual((self.phone(), link.state), ("07 2222", "synced"))
        self.assertEqual(self.contact["EmailAddress"], "meanwhile@signs.example.com")

    def test_what_xero_changes_between_our_look_and_our_change_arrives(self):
        """Xero's answer to our change has it, and no later reading would find it new."""
        self.partner.phone = "07 1111"
        link = self.link_of(self.contact)
        engine = self.env["xero.sync.contact"]
        refs = engine._refs(self.connection)
        item = self.connection._call(lambda gateway: gateway.contact(link.xero_id))
        (contact,) = engine._parse(self.connection, [item])
        change = engine._merge(link, contact, refs)
        link.state = "sending"
        self.edit(EmailAddress="theirs@signs.example.com")
        engine._send_changes(self.connection, {link: change}, refs)
        self.assertEqual((self.phone(), link.state), ("07 1111", "synced"))
        self.assertEqual(self.partner.email, "theirs@signs.example.com")

    def test_a_value_that_both_sides_added_is_not_lost(self):
        self.edit(TaxNumber="53004085616")
        self.partner.vat = "83914571673"
        self.run_cron("cron_pull")
        self.assertEqual(self.partner.vat, "53004085616")
        self.assertIn("83914571673", self.notes())

    def test_when_xero_leads_nothing_is_sent(self):
        self.connection.contact_direction = "xero"
        self.partner.email = "new@signs.example.com"
        self.push()
        self.assertFalse(self.sent())

    def test_a_value_that_differed_from_the_beginning_is_not_sent_with_another(self):
        known = self.named("Saltbush Signs")
        own = self.customer("Our Own Words", vat="83914571673", phone="07 9999")
        self.sandbox.add_contact(
            self.org.tenant_id, Name="Their Words", TaxNumber="83914571673", EmailAddress="t@x.example.com"
        )
        self.run_cron("cron_pull")
        self.assertTrue(known)
        own.ref = "R-77"
        self.run_cron("cron_push")
        theirs = self.named("Their Words")
        self.assertEqual(theirs["AccountNumber"], "R-77")
        self.assertEqual([row for row in theirs["Phones"] if row["PhoneNumber"]], [])


class TestRefused(BothWays):
    def test_a_taken_name_is_said_and_the_rest_arrives(self):
        other = next(row["Name"] for row in self.org.contacts.values() if row["Name"] != self.name)
        self.partner.write({"name": other, "email": "still@signs.example.com"})
        self.push()
        self.assertEqual(self.contact["Name"], self.name)
        self.assertEqual(self.contact["EmailAddress"], "still@signs.example.com")
        self.assertIn("already assigned", self.link_of(self.contact).message)
        self.assertIn("already assigned", self.notes())
        posts = len(self.sent())
        self.run_cron("cron_push")
        self.assertEqual(len(self.sent()), posts, "and it is not tried for ever")

    def test_a_taken_account_number_is_said_and_the_rest_arrives(self):
        other = self.sandbox.add_contact(self.org.tenant_id, Name="Number Holder", AccountNumber="TAKEN-1")
        self.assertTrue(other)
        self.partner.write({"ref": "TAKEN-1", "email": "still@signs.example.com"})
        self.push()
        self.assertEqual(self.contact["EmailAddress"], "still@signs.example.com")
        self.assertNotEqual(self.contact.get("AccountNumber"), "TAKEN-1")
        self.assertIn("Account Number already exists", self.link_of(self.contact).message)

    def test_an_archived_contact_takes_no_change_and_says_so(self):
        self.edit(ContactStatus="ARCHIVED")
        self.partner.email = "new@signs.example.com"
        self.push()
        link = self.link_of(self.contact)
        self.assertEqual(link.state, "synced")
        self.assertIn("Restore it in Xero", link.message)
        self.assertFalse(self.sent())
        self.edit(ContactStatus="ACTIVE")
        self.run_cron("cron_pull")
        self.push()
        self.assertEqual(self.contact["EmailAddress"], "new@signs.example.com")

    def test_a_lost_answer_is_repaired_by_sending_again(self):
        self.partner.email = "new@signs.example.com"
        self.sandbox.faults.add("drop_after", path="/Contacts", method="POST", times=1)
        self.push()
        link = self.link_of(self.contact)
        self.assertEqual(link.state, "unknown")
        link.next_try = "2020-01-01 00:00:00"
        self.push()
        self.assertEqual(link.state, "synced")
        self.assertEqual(self.contact["EmailAddress"], "new@signs.example.com")


class TestTagged(BothWays):
    def setUp(self):
        super().setUp()
        self.tag = self.env["res.partner.category"].create({"name": "To Xero"})
        self.connection.push_tag_id = self.tag

    def test_a_tagged_customer_is_created_once(self):
        partner = self.customer("Tagged Ltd", category_id=[Command.link(self.tag.id)])
        late = self.customer("Tagged Later Ltd")
        late.category_id = [Command.link(self.tag.id)]
        self.customer("Not Tagged Ltd")
        self.run_cron("cron_push")
        names = [row["Name"] for row in self.org.contacts.values()]
        self.assertEqual((names.count("Tagged Ltd"), names.count("Tagged Later Ltd")), (1, 1))
        self.assertNotIn("Not Tagged Ltd", names)
        contact = self.named("Tagged Ltd")
        self.assertEqual(contact["ContactNumber"], partner._xero_marker())
        late.category_id = [Command.clear()]
        late.category_id = [Command.link(self.tag.id)]
        self.run_cron("cron_push")
        self.assertEqual([row["Name"] for row in self.org.contacts.values()].count("Tagged Later Ltd"), 1)

    def test_a_lost_answer_to_a_creation_doubles_nobody(self):
        partner = self.customer("Tagged Ltd", category_id=[Command.link(self.tag.id)])
        self.sandbox.faults.add("drop_after", path="/Contacts", method="PUT", times=1)
        self.run_cron("cron_push")
        self.env["xero.link"].search([("res_id", "=", partner.id)]).next_try = "2020-01-01 00:00:00"
        self.run_cron("cron_push")
        self.assertEqual([row["Name"] for row in self.org.contacts.values()].count("Tagged Ltd"), 1)
        self.assertEqual(self.link(partner).state, "synced")

    def test_what_xero_changed_before_a_lost_creation_was_found_arrives(self):
        partner = self.customer("Tagged Ltd", category_id=[Command.link(self.tag.id)])
        self.sandbox.faults.add("drop_after", path="/Contacts", method="PUT")
        self.sandbox.faults.add("500_before", path="/Contacts", method="GET")
        self.run_cron("cron_push")
        contact = self.named("Tagged Ltd")
        self.sandbox.edit_contact(self.org.tenant_id, contact["ContactID"], EmailAddress="theirs@tagged.example.com")
        self.env["xero.link"].search([("res_id", "=", partner.id)]).next_try = "2020-01-01 00:00:00"
        self.env["xero.cursor"]._of(self.connection, "push").resume_at = False
        for lane in ("cron_push", "cron_push_trouble"):
            self.run_cron(lane)
        self.assertEqual((self.link(partner).state, partner.email), ("synced", "theirs@tagged.example.com"))
