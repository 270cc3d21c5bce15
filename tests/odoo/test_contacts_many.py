"""Ten thousand contacts of every kind: the counts are right, nobody is doubled, later passes write nothing at all."""

from common import XeroCase

NUMBER, ARCHIVED, MERGED = 10_000, 300, 40
EQUAL, SIMILAR, STRANGERS = 430, 40, 30
TURNS = 20


class TestMany(XeroCase):
    def setUp(self):
        super().setUp()
        self.sandbox.seed_contacts(self.org.tenant_id, NUMBER)
        self.sandbox.limits.per_minute = 1000
        contacts = [row for row in self.org.contacts.values() if row["ContactStatus"] == "ACTIVE"]
        self.winner, *contacts = contacts
        for row in contacts[:ARCHIVED]:
            row["ContactStatus"] = "ARCHIVED"
        for row in contacts[ARCHIVED : ARCHIVED + MERGED]:
            row.update(ContactStatus="ARCHIVED", MergedToContactID=self.winner["ContactID"])
        rest = contacts[ARCHIVED + MERGED :]
        for row in rest[:100]:
            row["ContactPersons"] = [self.person(row["Name"][:50], number) for number in range(3)]
        known = rest[200 : 200 + EQUAL + SIMILAR]
        values = [{"name": row["Name"].upper(), "email": row["EmailAddress"]} for row in known[:EQUAL]]
        values += [{"name": row["Name"], "email": f"other.{row['EmailAddress']}"} for row in known[EQUAL:]]
        values += [{"name": f"Nobody's customer {number}"} for number in range(STRANGERS)]
        self.known = self.env["res.partner"].create(values)
        self.before = self.count()
        self.connect()

    def person(self, name, number):
        return {"FirstName": f"Person {number}", "LastName": name, "EmailAddress": "", "IncludeInEmails": False}

    def count(self):
        return self.env["res.partner"].with_context(active_test=False).search_count([("parent_id", "=", False)])

    def versions(self):
        """Return where each row of partners and links lies: any write moves it, whoever counts."""
        self.env.flush_all()
        found = []
        for table in ("res_partner", "xero_link"):
            self.env.cr.execute(f"SELECT count(*), md5(string_agg(ctid::text, ',' ORDER BY id)) FROM {table}")
            found.append(self.env.cr.fetchone())
        return found

    def full_pass(self):
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        cursor.since = False
        cursor._start()
        return self.run_to_the_end()

    def run_to_the_end(self):
        """Run the lane as often as it wakes itself; a run of the scheduler has a limit of time."""
        cursor = self.env["xero.cursor"]._of(self.connection, "contact")
        for _turn in range(TURNS):
            self.run_cron("cron_pull")
            if cursor.state == "idle":
                break
        return cursor

    def test_ten_thousand_mixed_contacts(self):
        cursor = self.run_to_the_end()
        total = len(self.org.contacts)
        self.assertTrue(cursor.first_done)
        self.assertEqual(cursor.done, total)
        self.assertEqual((cursor.linked, cursor.doubtful), (EQUAL, SIMILAR))
        self.assertEqual(cursor.created, total - MERGED - EQUAL - SIMILAR)
        self.assertEqual(self.count() - self.before, cursor.created)
        twice = "SELECT xero_id FROM xero_link WHERE entity = 'contact' GROUP BY xero_id HAVING count(*) > 1"
        self.env.cr.execute(twice)
        self.assertFalse(self.env.cr.fetchall())
        self.env.cr.execute("SELECT count(*) FROM res_partner WHERE parent_id IS NOT NULL AND name LIKE 'Person %'")
        self.assertEqual(self.env.cr.fetchone(), (300,))
        links = self.env["xero.link"].search([("entity", "=", "contact"), ("remote_status", "=", "ARCHIVED")])
        partners = self.env["res.partner"].browse(links.mapped("res_id"))
        self.assertEqual(len(partners), ARCHIVED + 1, "and the one that was archived before")
        self.assertFalse(partners.filtered("active"))
        versions = self.versions()
        for _pass in ("second", "third"):
            again = self.full_pass()
            self.assertEqual((again.created, again.linked, again.updated, again.doubtful), (0, 0, 0, 0))
            self.assertEqual(self.versions(), versions)
