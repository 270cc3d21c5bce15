"""From the exchange of the code on Xero has ended the earlier tokens: the new ones are kept, whatever follows."""

from common import make_company
from oauth import OAuthCase


class TestKeptLogIn(OAuthCase):
    def connect(self, connection, organisation):
        self.come_back(self.log_in(self.start(connection), organisation))
        connection.tenant_ids.action_use()
        self.env.flush_all()

    def connect_two(self):
        """Have two companies connected by the same person; return the second one's connection."""
        other, demo = make_company(self.env, "Other Company"), self.sandbox.add_seed("demo")
        self.env.ref("base.user_admin").company_ids |= other
        second = self.env["xero.connection"].with_company(other)._ensure(other)
        second.app_id = self.app
        self.env.flush_all()
        self.connect(self.connection, "Tiny Pty Ltd")
        self.connect(second, demo.name)
        return second

    def check_renewed(self, connection):
        """Have the log-in renewed and used, as a lane does half an hour later."""
        connection.token_id.sudo()._access_token(force=True)
        self.assertTrue(connection._call(lambda gateway: gateway.organisation()))
        self.assertEqual(connection.state, "connected")

    def conflict(self, table):
        """Have PostgreSQL refuse the first new row of a table as a conflict with another transaction."""
        self.env.cr.execute(
            "CREATE SEQUENCE conflicts; CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF nextval('conflicts') = 1 THEN RAISE EXCEPTION USING ERRCODE = 'serialization_failure'; END IF; "
            "RETURN NEW; END $$; "
            f"CREATE TRIGGER conflict BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION conflict()"
        )

    def test_fault_after_the_exchange_leaves_both_companies_connected(self):
        second = self.connect_two()
        for path in ("/connections", "/Accounts"):
            location = self.log_in(self.start())
            self.sandbox.faults.add("503", path=path, times=100)
            self.come_back(location)
            self.sandbox.faults.clear()
            for connection in second | self.connection:
                self.check_renewed(connection)
            for words in ("not available", "log-in was kept", "stays connected", "Change Organisation"):
                self.assertIn(words, self.connection.notice)

    def test_fault_at_a_repair_says_reconnect_and_another_one_is_enough(self):
        second = self.connect_two()
        self.connection.write({"state": "reconnect", "reason": "for a test"})
        location = self.log_in(self.start())
        self.sandbox.faults.add("503", path="/Accounts", times=100)
        self.come_back(location)
        self.sandbox.faults.clear()
        self.assertEqual(self.connection.state, "reconnect")
        self.assertIn("Please press Reconnect again", self.connection.notice)
        self.assertNotIn("stays connected", self.connection.notice)
        self.check_renewed(second)
        self.come_back(self.log_in(self.start()))
        self.check_renewed(self.connection)

    def test_fault_at_the_first_log_in_says_to_press_again(self):
        location = self.log_in(self.start())
        self.sandbox.faults.add("503", path="/connections", times=100)
        self.come_back(location)
        self.sandbox.faults.clear()
        self.assertEqual((self.connection.state, len(self.connection.tenant_ids)), ("draft", 0))
        self.assertIn("no organisation was connected", self.connection.notice)
        self.assertIn("Please press Connect to Xero again", self.connection.notice)
        self.connect(self.connection, "Tiny Pty Ltd")
        self.check_renewed(self.connection)

    def test_conflict_in_the_database_redeems_the_code_once(self):
        self.connect(self.connection, "Tiny Pty Ltd")
        self.connection.write({"state": "reconnect", "reason": "for a test"})
        self.env.flush_all()
        location = self.log_in(self.start())
        self.conflict("xero_tenant")
        self.come_back(location)
        self.assertFalse(self.connection.notice)
        self.check_renewed(self.connection)
        self.come_back(location)
        self.assertIn("did not start here", self.connection.notice, "the state is good once, also after a conflict")
