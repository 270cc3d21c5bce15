"""What users of other integrations suffered with contacts, each by the number of its case."""

from common import XeroCase, consent, make_company

from odoo import Command

from odoo.addons.crm_xero_connector import const


class CasesCase(XeroCase):
    seeds = ("au",)

    def setUp(self):
        super().setUp()
        self.connect()

    def pull(self):
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor.since = False
        cursor._start()
        self.run_cron("cron_pull")
        return cursor

    def add(self, name, **values):
        return self.sandbox.add_contact(self.org.tenant_id, Name=name, **values)

    def edit(self, row, **values):
        return self.sandbox.edit_contact(self.org.tenant_id, row["ContactID"], **values)

    def contact_link(self, row, connection=None):
        domain = [("xero_id", "=", row["ContactID"]), ("entity", "=", "contact")]
        return self.env["xero.link"].search([*domain, ("connection_id", "=", (connection or self.connection).id)])

    def partner_of(self, row):
        return self.env["res.partner"].with_context(active_test=False).browse(self.contact_link(row).res_id)

    def named(self, name):
        return [row for row in self.org.contacts.values() if row["Name"] == name]

    def fingerprint(self):
        """Return the Xero side as a whole, to tell whether anything was written there."""
        rows = self.org.contacts.values()
        return sorted((row["ContactID"], row["ContactStatus"], str(row["UpdatedDateUTC"])) for row in rows)


class TestReading(CasesCase):
    def test_c25_every_page_arrives(self):
        self.sandbox.seed_contacts(self.org.tenant_id, 1234 - len(self.org.contacts))
        self.assertEqual(len(self.org.contacts), 1234)
        cursor = self.pull()
        self.assertEqual((cursor.done, cursor.total, cursor.state), (1234, 1234, "idle"))
        merged = sum(bool(row.get("MergedToContactID")) for row in self.org.contacts.values())
        links = [("connection_id", "=", self.connection.id), ("entity", "=", "contact"), ("res_id", "!=", False)]
        self.assertEqual(self.env["xero.link"].search_count(links), 1234 - merged)

    def test_c26_a_page_that_grows_while_it_is_read_loses_nobody(self):
        """Contacts that are changed during a run move to the end of the order: nobody may slip between two pages."""
        for number in (1100, 400):
            self.sandbox.seed_contacts(self.org.tenant_id, number)
            self.sandbox.clock.advance(const.OVERLAP_SECONDS + 60)
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor._start()
        engine = self.env["xero.sync.contact"]
        refs = engine._refs(self.connection)
        engine._pull_page(self.connection, cursor, refs)
        for row in list(self.org.contacts.values())[:5]:
            if row["ContactStatus"] == "ACTIVE":
                self.edit(row, Website="https://moved.example.com")
        late = self.add("Late Comer")
        self.run_cron("cron_pull")
        self.run_cron("cron_pull")
        self.assertTrue(self.partner_of(late))
        missing = [
            row["Name"]
            for row in self.org.contacts.values()
            if not row.get("MergedToContactID") and not self.contact_link(row)
        ]
        self.assertFalse(missing)

    def test_c27_an_answer_without_lists_erases_nothing(self):
        people = [
            {"FirstName": f"P{number}", "LastName": "X", "EmailAddress": "", "IncludeInEmails": False}
            for number in range(3)
        ]
        row = self.add("Three People Ltd", ContactPersons=people, EmailAddress="three@people.example.com")
        self.pull()
        partner = self.partner_of(row)
        self.assertEqual(len(partner.child_ids), 3)
        partner.category_id = [Command.create({"name": "Own"})]
        bare = {
            key: self.contact_link(row).xero_id if key == "ContactID" else row[key] for key in ("ContactID", "Name")
        }
        engine = self.env["xero.sync.contact"]
        contacts = engine._parse(self.connection, [{**bare, "ContactStatus": "ACTIVE"}])
        engine._apply(self.connection, contacts, engine._refs(self.connection))
        self.assertEqual(len(partner.child_ids), 3)
        self.assertEqual(partner.email, "three@people.example.com")
        self.assertEqual(partner.category_id.mapped("name"), ["Own"])

    def test_c28_null_for_everything_is_no_error_and_erases_nothing(self):
        row = self.add("Null Ltd", EmailAddress="null@example.com")
        self.pull()
        self.edit(row, Website="https://null.example.com")
        self.sandbox.faults.add("null_fields", path="/Contacts")
        self.pull()
        self.assertEqual(self.partner_of(row).email, "null@example.com")

    def test_c41_only_those_who_are_wanted_come(self):
        self.connection.contact_filter = "customers"
        suppliers = [self.add(f"Supplier {number}") for number in range(30)]
        for row in suppliers:
            self.org.contacts[row["ContactID"]]["IsSupplier"] = True
        cursor = self.pull()
        self.assertGreaterEqual(cursor.left_out, 30)
        self.assertFalse(self.env["res.partner"].search([("name", "like", "Supplier %")]))

    def test_c43_an_archived_contact_comes_archived(self):
        row = self.add("Gone Ltd", ContactStatus="ARCHIVED")
        self.pull()
        partner = self.partner_of(row)
        self.assertEqual((partner.name, partner.active), ("Gone Ltd", False))

    def test_c43_an_invoice_whose_contact_was_never_seen_brings_it(self):
        """Xero tells of a contact by its id alone; whoever it is, it is read by that id, archived or not."""
        self.pull()
        row = self.add("Unseen Ltd", ContactStatus="ARCHIVED")
        self.env["xero.sync.event"]._read_contacts(self.connection, [row["ContactID"]])
        self.assertEqual(self.partner_of(row).active, False)


class TestNames(CasesCase):
    def test_c29_the_same_name_in_another_spelling_is_doubtful_and_nobody_is_doubled(self):
        partner = self.customer("adam  b ", email="b@y.example.com")
        row = self.add("Adam B", EmailAddress="a@x.example.com")
        self.pull()
        link = self.contact_link(row)
        self.assertEqual((link.state, link.candidate_ids), ("review", partner))
        move = self.invoice(partner)
        self.run_cron("cron_push")
        self.assertIn("another contact named", self.link(move).message)
        self.assertEqual(len(self.named("Adam B")), 1)

    def test_c30_two_customers_of_one_name_and_the_first_one_stays_as_it_is(self):
        first = self.customer("John Smith", email="first@js.example.com", phone="111")
        second = self.customer("John Smith", email="second@js.example.com", phone="222")
        moves = self.invoice(first) | self.invoice(second)
        self.run_cron("cron_push")
        (row,) = self.named("John Smith")
        self.assertEqual(row["EmailAddress"], "first@js.example.com")
        self.assertEqual([self.link(move).state for move in moves], ["synced", "blocked"])
        self.assertIn("another contact named John Smith", self.link(moves[1]).message)

    def test_c30_the_second_one_gets_a_name_of_its_own_when_that_is_chosen(self):
        self.connection.name_clash = "suffix"
        first = self.customer("John Smith", email="first@js.example.com")
        second = self.customer("John Smith", email="second@js.example.com", ref="JS-2")
        moves = self.invoice(first) | self.invoice(second)
        self.run_cron("cron_push")
        self.assertEqual([self.link(move).state for move in moves], ["synced", "synced"])
        self.assertEqual(self.named("John Smith (JS-2)")[0]["EmailAddress"], "second@js.example.com")
        self.pull()
        self.assertEqual(second.name, "John Smith")

    def test_c31_brackets_emoji_and_case_do_not_make_another_customer(self):
        partner = self.customer("Café <Zoë> & Söhne 🎉")
        self.run_cron("cron_pull")
        self.invoice(partner)
        self.run_cron("cron_push")
        row = next(row for row in self.org.contacts.values() if row.get("ContactNumber") == partner._xero_marker())
        self.pull()
        self.assertEqual(self.partner_of(row), partner)
        again = self.customer("CAFE (ZOE) and SOHNE")
        self.invoice(again)
        self.run_cron("cron_push")
        self.assertEqual(len([row for row in self.org.contacts.values() if "Zoë" in row["Name"]]), 1)

    def test_c35_both_sides_full_and_nobody_is_doubled(self):
        rows = [self.add(f"Firm {number}", EmailAddress=f"f{number}@firm.example.com") for number in range(50)]
        same = [{"name": f"FIRM  {number}", "email": f"f{number}@firm.example.com"} for number in range(43)]
        similar = [{"name": f"Firm {number}", "email": f"x{number}@else.example.com"} for number in range(43, 47)]
        own = self.env["res.partner"].create(same + similar)
        cursor = self.pull()
        states = [self.contact_link(row).state for row in rows]
        self.assertEqual((states.count("synced"), states.count("review")), (46, 4))
        self.assertEqual(self.env["res.partner"].search_count([("name", "ilike", "firm %")]), 50)
        self.assertEqual(len(own), 47)
        cursor = self.pull()
        self.assertEqual((cursor.created, cursor.linked, cursor.updated, cursor.doubtful), (0, 0, 0, 0))


class TestArchived(CasesCase):
    def test_c32_an_archived_customer_is_said_with_what_to_do_and_the_others_go(self):
        row = self.add("Shelved Ltd")
        self.pull()
        self.edit(row, ContactStatus="ARCHIVED")
        for known in (False, True):  # the first time Xero itself says so
            if known:
                self.pull()
            move, other = self.invoice(self.partner_of(row)), self.invoice(self.customer(f"Another {known}"))
            self.run_cron("cron_push")
            link = self.link(move)
            self.assertEqual((link.state, self.link(other).state), ("blocked", "synced"))
            self.assertIn("Restore it there", link.message)
        self.edit(row, ContactStatus="ACTIVE")
        link.action_retry()
        self.run_cron("cron_push")
        self.assertEqual(link.state, "synced")

    def test_c32_waiting_invoices_go_by_themselves_once_the_contact_is_back(self):
        row = self.add("Shelved Ltd")
        self.pull()
        self.edit(row, ContactStatus="ARCHIVED")
        self.pull()
        move = self.invoice(self.partner_of(row))
        self.run_cron("cron_push")
        self.edit(row, ContactStatus="ACTIVE")
        self.run_cron("cron_pull")
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        self.assertTrue(self.partner_of(row).active)

    def test_c33_a_merged_customers_invoices_go_to_the_one_it_became(self):
        loser, winner = self.add("Loser Ltd"), self.add("Winner Ltd")
        self.pull()
        partner = self.partner_of(loser)
        self.sandbox.merge_contacts(self.org.tenant_id, loser["ContactID"], winner["ContactID"])
        self.run_cron("cron_pull")
        move = self.invoice(partner)
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        self.assertEqual(self.remote(move)["Contact"]["ContactID"], winner["ContactID"])

    def test_c33_a_merge_into_a_contact_that_was_never_taken_in(self):
        loser, winner = self.add("Loser Ltd"), self.add("Winner Ltd")
        self.org.contacts[winner["ContactID"]]["IsSupplier"] = True
        self.connection.contact_filter = "customers"
        self.pull()
        partner = self.partner_of(loser)
        self.assertFalse(self.contact_link(winner))
        self.sandbox.merge_contacts(self.org.tenant_id, loser["ContactID"], winner["ContactID"])
        cursor = self.pull()
        self.assertEqual((cursor.state, cursor.created), ("idle", 0))
        self.assertEqual(self.partner_of(winner), partner)
        self.assertEqual(partner.name, "Winner Ltd")
        move = self.invoice(partner)
        self.run_cron("cron_push")
        self.assertEqual(self.remote(move)["Contact"]["ContactID"], winner["ContactID"])

    def test_c34_whatever_is_removed_in_odoo_stays_in_xero(self):
        rows = [self.add(f"Kept {number}") for number in range(4)]
        self.pull()
        before = self.fingerprint()
        deleted, archived, merged, into = [self.partner_of(row) for row in rows]
        deleted.unlink()
        archived.active = False
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [Command.set((merged | into).ids)], "dst_partner_id": into.id}
        )
        wizard.action_merge()
        self.run_cron("cron_push")
        self.pull()
        self.assertEqual(self.fingerprint(), before)
        self.assertFalse(self.env["res.partner"].search([("name", "in", ["Kept 0", "Kept 2"])]))
        self.assertFalse(archived.active)
        self.assertEqual(self.partner_of(rows[3]), into)
        self.assertIn("Deleted in Odoo", self.contact_link(rows[0]).message)

    def test_c34_who_was_deleted_in_odoo_comes_back_on_demand(self):
        row = self.add("Kept Ltd")
        self.pull()
        self.partner_of(row).unlink()
        link = self.contact_link(row)
        link.action_create_new()
        self.assertEqual((self.partner_of(row).name, link.state), ("Kept Ltd", "synced"))

    def test_c42_an_archived_partner_that_xero_cannot_archive(self):
        row = self.add("Repeating Ltd")
        self.pull()
        self.connection.write({"contact_direction": "both", "archive_in_xero": True})
        self.org.repeating.add(row["ContactID"])
        partner = self.partner_of(row)
        partner.active = False
        self.run_cron("cron_push")
        self.assertFalse(partner.active)
        self.assertEqual(self.org.contacts[row["ContactID"]]["ContactStatus"], "ACTIVE")
        self.assertEqual(self.contact_link(row).state, "synced")
        self.assertIn("repeating invoices", self.contact_link(row).message)
        self.pull()
        self.assertFalse(partner.active)

    def test_c42_archiving_goes_to_xero_only_where_it_is_chosen(self):
        rows = [self.add("Stays Ltd"), self.add("Goes Ltd")]
        self.pull()
        self.connection.contact_direction = "both"
        self.partner_of(rows[0]).active = False
        self.run_cron("cron_push")
        self.connection.archive_in_xero = True
        self.partner_of(rows[1]).active = False
        self.run_cron("cron_push")
        states = [self.org.contacts[row["ContactID"]]["ContactStatus"] for row in rows]
        self.assertEqual(states, ["ACTIVE", "ARCHIVED"])

    def test_a_user_of_odoo_is_not_archived_with_its_contact(self):
        row = self.add("Staff Member")
        self.pull()
        partner = self.partner_of(row)
        self.env["res.users"].create({"name": "Staff", "login": "staff-member", "partner_id": partner.id})
        self.edit(row, ContactStatus="ARCHIVED")
        other = self.add("After Staff")
        self.pull()
        self.assertTrue(partner.active)
        self.assertIn("stays active", self.contact_link(row).message)
        self.assertTrue(self.partner_of(other))
        self.assertEqual(self.pull().updated, 0)


class TestSending(CasesCase):
    def test_c37_an_empty_address_is_not_sent(self):
        partner = self.customer("No Street Ltd")
        self.invoice(partner)
        self.run_cron("cron_push")
        (row,) = self.named("No Street Ltd")
        self.edit(row, Addresses=[{"AddressType": "STREET", "AddressLine1": "1 Kept Street"}])
        self.connection.contact_direction = "both"
        partner.email = "now@nostreet.example.com"
        self.run_cron("cron_push")
        (after,) = self.named("No Street Ltd")
        lines = [address["AddressLine1"] for address in after["Addresses"] if address["AddressType"] == "STREET"]
        self.assertEqual((lines, after["EmailAddress"]), (["1 Kept Street"], "now@nostreet.example.com"))

    def test_c38_a_taken_account_number_does_not_cost_the_customer(self):
        self.add("Holder Ltd", AccountNumber="A-1")
        partner = self.customer("Second Holder Ltd", ref="A-1")
        move = self.invoice(partner)
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        self.assertIn("went without", self.link(partner).message)

    def test_c39_an_invalid_address_does_not_cost_the_customer(self):
        for number, email in enumerate(("foo@bar", "a@b.com; d@e.com", "ü@umlaut.example.com")):
            partner = self.customer(f"Mail {number} Ltd", email=email)
            move = self.invoice(partner)
            self.run_cron("cron_push")
            (row,) = self.named(f"Mail {number} Ltd")
            self.assertEqual((row["EmailAddress"], self.link(move).state), ("", "synced"))
            self.assertIn("Email", self.link(partner).message)
            self.assertEqual(partner.email, email)

    def test_c40_a_contact_that_odoo_refuses_holds_up_nobody(self):
        """Another module may have rules of its own; one contact that breaks them is left to a person."""
        self.env.cr.execute("ALTER TABLE res_partner ADD CONSTRAINT no_thirteen CHECK (name NOT LIKE 'Thirteen%')")
        bad, good = self.add("Thirteen Ltd"), self.add("Fourteen Ltd")
        cursor = self.pull()
        self.assertEqual(cursor.state, "idle")
        self.assertTrue(self.partner_of(good))
        link = self.contact_link(bad)
        self.assertEqual((link.state, link.res_id), ("review", 0))
        self.assertIn("no_thirteen", link.message)
        self.edit(good, Name="Thirteen and one")
        other = self.add("Fifteen Ltd")
        self.assertEqual(self.pull().state, "idle")
        self.assertIn("no_thirteen", self.contact_link(good).message)
        self.assertEqual(self.partner_of(good).name, "Fourteen Ltd")
        self.assertTrue(self.partner_of(other))


class TestCompanies(CasesCase):
    def second(self):
        """Return a second company, connected with an organisation of its own."""
        company = make_company(self.env, "Second Company", "NZD")
        self.env.user.company_ids |= company
        org = self.sandbox.add_seed("nz")
        connection = self.env["xero.connection"].with_company(company)._ensure(company)
        connection.app_id = self.connection.app_id
        consent(connection, self.sandbox, org)
        connection.tenant_ids.filtered(lambda tenant: tenant.tenant_id == org.tenant_id).action_use()
        return connection.with_company(company), org

    def test_c44_the_same_firm_in_two_organisations_has_two_links_and_one_partner(self):
        connection, org = self.second()
        first = self.add("Everywhere Ltd", EmailAddress="e@where.example.com")
        other = self.sandbox.add_contact(org.tenant_id, Name="EVERYWHERE ltd", EmailAddress="e@where.example.com")
        self.pull()
        self.env["xero.cursor"]._of(connection, "contact")._start()
        self.run_cron("cron_pull")
        links = self.contact_link(first) | self.contact_link(other, connection)
        self.assertEqual(len(links), 2)
        self.assertEqual(len(set(links.mapped("res_id"))), 1)

    def test_c44_contacts_can_be_a_companys_own(self):
        connection, org = self.second()
        self.connection.contact_scope = "own"
        connection.contact_scope = "own"
        people = [{"FirstName": "P", "LastName": "X", "EmailAddress": "", "IncludeInEmails": False}]
        first = self.add("Everywhere Ltd", ContactPersons=people)
        other = self.sandbox.add_contact(org.tenant_id, Name="Everywhere Ltd")
        self.pull()
        self.env["xero.cursor"]._of(connection, "contact")._start()
        self.run_cron("cron_pull")
        partners = self.env["res.partner"].browse(
            (self.contact_link(first) | self.contact_link(other, connection)).mapped("res_id")
        )
        self.assertEqual(partners.company_id, self.company | connection.company_id)
        self.assertEqual(partners.child_ids.company_id, self.company)


class TestProgress(CasesCase):
    def test_progress_tells_counts_pace_and_calls(self):
        self.sandbox.seed_contacts(self.org.tenant_id, 1500)
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor._start()
        engine = self.env["xero.sync.contact"]
        engine._pull_page(self.connection, cursor, engine._refs(self.connection))
        self.connection.invalidate_recordset()
        self.assertTrue(self.connection.contacts_running)
        self.assertEqual(self.connection.contact_progress, round(100_000 / len(self.org.contacts)))
        self.assertRegex(self.connection.contact_pace, r"^[\d.]+ contacts a second, about \d+ s left, 1 calls so far$")
