"""What runs by night: as many connections as Odoo's time for a run allows, then the others, and each of them once."""

from test_many_connections import ManyCase

PAGE = 40


class TestNightly(ManyCase):
    def setUp(self):
        super().setUp()
        self.other = self.other_connection()
        self.run_cron("cron_pull")
        self.tenants = {self.connection.tenant_id, self.other.tenant_id}

    def check_night(self, name):
        """Let a night pass in which one connection takes longer than a run may."""
        self.slow_calls(20)
        runs = self.runs(name)
        asked = [{row["tenant_id"] for row in run} for run in runs]
        self.assertEqual([len(tenants) for tenants in asked], [1, 1], "one in a run, and no run in vain")
        self.assertEqual(set.union(*asked), self.tenants)
        progress = self.env["ir.cron.progress"].search([], order="id desc", limit=1)
        self.assertEqual((progress.done, progress.remaining), (1, 0))
        self.connection.cursor_ids._read_soon()
        self.assertEqual(self.runs(name), [[]], "nobody is asked twice a night")
        self.env["xero.cursor"].search([]).due_at = False  # the next night
        self.assertEqual(len(self.runs(name)), 2)

    def test_accounts_and_mappings(self):
        self.check_night("cron_check")

    def test_the_books(self):
        self.check_night("cron_books")

    def test_all_contacts(self):
        for link in self.env["xero.link"].search([("entity", "=", "contact")]):
            link.receivable = 0
        self.check_night("cron_compare")

    def test_log_ins(self):
        """Xero's log-in is out of reach: the second connection is tried although the first one fails."""
        self.sandbox.faults.add("503", path="/connect/token", times=100)
        self.connection.token_id.sudo().refreshed_at = "2026-10-20 00:00:00"
        self.slow_calls(20)
        before = len(self.sandbox.identity_requests)
        self.assertEqual(len(self.runs("cron_keep_alive")), 2)
        self.assertEqual(len(self.sandbox.identity_requests) - before, 2)
        self.runs("cron_keep_alive")
        self.assertEqual(len(self.sandbox.identity_requests) - before, 2, "nobody is tried twice a night")

    def test_all_contacts_of_a_big_organisation_page_by_page(self):
        self.sandbox.seed_contacts(self.org.tenant_id, 1500)
        self.run_cron("cron_pull")
        self.slow_calls(20)
        runs = self.runs("cron_compare")
        self.assertGreater(len(runs), 2)
        pages = [row["query"] for run in runs for row in run if "summaryOnly" in row["query"]]
        own = [query for query in pages if "page=" in query]
        self.assertEqual(sorted(query.split("page=")[1].split("&")[0] for query in own), ["1", "1", "2"])

    def test_more_pages_than_calls_in_a_minute_go_on_the_same_night(self):
        self.sandbox.seed_contacts(self.org.tenant_id, 1500)
        self.run_cron("cron_pull")
        self.env["xero.link"].search([("entity", "=", "contact")]).receivable = 0
        self.sandbox.faults.add("429_minute", path="/Contacts", skip=1, retry_after=40)
        self.other.state = "disconnected"
        self.run_cron("cron_compare")
        cursor = self.env["xero.cursor"]._of(self.connection, "compare")
        self.assertEqual((cursor.page, cursor._is_waiting()), (2, True))
        cron = self.env.ref("crm_xero_connector.cron_compare")
        wakes = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(wakes.call_at, cursor.resume_at)
        cursor.resume_at = False
        self.assertEqual([len(run) for run in self.runs("cron_compare")], [1])
        self.assertEqual(cursor.state, "idle")

    def test_those_who_owe_are_read_in_parts(self):
        """What a run does not come to is read by the next one, and nobody is read again."""
        links = self.env["xero.link"].search([("entity", "=", "contact"), ("res_id", "!=", False)])
        links.receivable = 0
        own = links.filtered(lambda link: link.connection_id == self.connection)
        made = [self.sandbox.add_contact(self.org.tenant_id, Name=f"Debtor {number}") for number in range(2 * PAGE + 1)]
        self.run_cron("cron_pull")
        debtors = self.env["xero.link"].search([("xero_id", "in", [contact["ContactID"] for contact in made])])
        self.assertEqual(len(debtors), len(made))
        debtors.receivable = 10
        self.assertTrue(own)
        self.slow_calls(20)
        runs = self.runs("cron_compare")
        self.assertGreater(len(runs), 3)
        reads = [row for run in runs for row in run if "IDs=" in row["query"]]
        self.assertEqual(len(reads), 3)
        self.assertNotIn(False, debtors.mapped("balance_at"))

    def test_one_whose_turn_ends_the_worker_does_not_keep_the_others_waiting(self):
        """Its turn is written down before, so the next run is somebody else's."""
        self.env.flush_all()
        self.env.cr.execute(
            "CREATE FUNCTION ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.id = {self.connection.id} THEN RAISE EXCEPTION 'broken on purpose'; END IF; RETURN NEW; END $$; "
            "CREATE TRIGGER ends BEFORE UPDATE ON xero_connection FOR EACH ROW EXECUTE FUNCTION ends()"
        )
        read_at = self.other.reference_read_at
        self.other.reference_read_at = False
        self.assertTrue(read_at)
        self.runs("cron_check")
        self.assertTrue(self.other.reference_read_at)
        self.assertEqual(self.runs("cron_check"), [[]])
