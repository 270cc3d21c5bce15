"""The hooks of contacts, of payments and of the engines: where one fails, only its own record waits."""

import client_addon
from test_hooks import HookCase, breaks_the_transaction, gives, refuses

from odoo.addons.crm_xero_connector import exceptions
from odoo.addons.crm_xero_connector.models.xero_sync import POLICY


class TestContactHooks(HookCase):
    def setUp(self):
        super().setUp()
        self.run_cron("cron_pull")
        self.number = 0

    def is_bad(self, record, *args):
        return any(
            "Bad" in (getattr(item, "name", "") or "") for item in (record, *args) if item is not self.connection
        )

    def contact_link(self, row):
        return self.env["xero.link"].search([("xero_id", "=", row["ContactID"]), ("entity", "=", "contact")])

    def bring(self, name):
        self.number += 1
        return self.sandbox.add_contact(self.org.tenant_id, Name=f"{name} {self.number}")

    def check_in(self, name, own):
        """Have two new contacts read, of which one is in trouble."""
        client_addon.OVERRIDES.clear()
        self.override(name, own, self.is_bad)
        bad, good = self.bring("Bad Ltd"), self.bring("Good Ltd")
        self.run_cron("cron_pull")
        self.assertEqual(self.contact_link(good).state, "synced")
        self.assertTrue(self.contact_link(good).res_id)
        self.assertEqual((self.contact_link(bad).state, self.contact_link(bad).res_id), ("review", 0))
        self.assertIn("client_addon", self.contact_link(bad).message)
        self.assertIn(name, self.contact_link(bad).message)

    def check_all_in(self, name, *nonsense):
        for own in (refuses, breaks_the_transaction, *map(gives, nonsense)):
            with self.subTest(name, own=own):
                self.check_in(name, own)

    def test_a_contact_that_nobody_can_judge_waits_alone(self):
        self.check_all_in("_wants_contact", None, "yes")
        self.check_all_in("_xero_match", None, self.company, 7)
        none = self.env["res.partner"]
        self.check_all_in("_match", None, ("maybe", none), ("link", none), ("link", self.company), none)

    def test_values_that_odoo_cannot_take_hold_back_their_contact_alone(self):
        self.check_all_in(
            "_xero_prepare_vals",
            None,
            {"name": "Bad", "no_such_field": 1},
            {"name": "Bad", "user_id": self.env.user},
            {"name": "Bad", "color": float("nan")},
            {"name": "Bad", "type": "no such type"},
        )

    def test_a_change_of_a_contact_that_fails_is_said_on_it_and_the_others_follow(self):
        bad, good = self.bring("Bad Ltd"), self.bring("Good Ltd")
        self.run_cron("cron_pull")
        for number, own in enumerate((refuses, breaks_the_transaction, gives(None), gives({"nothing": 1}))):
            with self.subTest(own=own):
                self.override("_xero_prepare_vals", own, self.is_bad)
                for row in (bad, good):
                    email = f"new{number}@example.com"
                    self.sandbox.edit_contact(self.org.tenant_id, row["ContactID"], EmailAddress=email)
                self.run_cron("cron_pull")
                self.assertEqual(self.contact_link(good)._record().email, email)
                self.assert_blamed(self.contact_link(bad).message, "_xero_prepare_vals")

    def test_a_rule_of_ones_own_finds_the_partner(self):
        partners = {name: self.customer(name, ref=name) for name in ("A-1", "B-1")}

        def own(_original, partner, _connection, contact):
            return partner.search([("ref", "=", contact.account_number)]) if contact.account_number else partner

        self.override("_xero_match", own)
        add = self.sandbox.add_contact
        first = add(self.org.tenant_id, Name="Somebody", AccountNumber="A-1")
        second = add(self.org.tenant_id, Name="Else", AccountNumber="B-1")
        self.run_cron("cron_pull")
        found = [self.contact_link(row)._record() for row in (first, second)]
        self.assertEqual(found, list(partners.values()))
        third = add(self.org.tenant_id, Name="A third one", AccountNumber="C-1")
        self.run_cron("cron_pull")
        self.assertTrue(self.contact_link(third).created_here)

    def test_a_partner_that_is_linked_already_is_passed_over(self):
        taken = self.contact_link(next(iter(self.org.contacts.values())))._record()
        self.override("_xero_match", gives(taken))
        row = self.bring("Fresh Ltd")
        self.run_cron("cron_pull")
        self.assertNotEqual(self.contact_link(row)._record(), taken)
        self.assertTrue(self.contact_link(row).created_here)

    def test_a_customer_that_cannot_be_sent_holds_back_its_own_invoices_only(self):
        for own in (refuses, breaks_the_transaction, gives(None), gives({}), gives({"Name": "x", "Rate": 1.5})):
            with self.subTest(own=own):
                self.number += 1
                self.override("_xero_prepare_contact_payload", own, self.is_bad)
                bad = self.invoice(self.customer(f"Bad {self.number}"))
                good = self.invoice(self.customer(f"Good {self.number}"))
                self.run_cron("cron_push")
                self.assert_equal_books(good)
                self.assertEqual(self.link(bad).state, "blocked")
                self.assert_blamed(self.link(bad).message, "_xero_prepare_contact_payload")

    def test_a_change_that_cannot_be_sent_holds_back_its_own_contact_only(self):
        self.connection.contact_direction = "both"
        rows = [self.bring("Bad Ltd"), self.bring("Good Ltd")]
        self.run_cron("cron_pull")
        self.override("_xero_prepare_contact_payload", gives({"Name": "x", "Rate": 1.5}), self.is_bad)
        for row in rows:
            self.contact_link(row)._record().email = "changed@example.com"
        self.run_cron("cron_push")
        sent = [self.org.contacts[row["ContactID"]].get("EmailAddress") or "" for row in rows]
        self.assertEqual(sent, ["", "changed@example.com"])
        self.assertEqual([self.contact_link(row).state for row in rows], ["blocked", "synced"])
        self.assert_blamed(self.contact_link(rows[0]).message, "_xero_prepare_contact_payload")

    def test_a_customer_that_xero_has_taken_is_linked_although_the_add_on_fails_at_the_answer(self):
        self.override("_xero_prepare_vals", refuses, self.is_bad)
        move = self.invoice(self.customer("Bad Buyer"))
        self.run_cron("cron_push")
        self.assert_equal_books(move)
        self.assert_blamed(self.link(move.partner_id).message, "_xero_prepare_vals")


class TestPaymentHook(HookCase):
    def pay(self, move):
        return self.sandbox.pay(self.org.tenant_id, self.link(move).xero_id, move.amount_total)

    def test_a_payment_that_cannot_be_made_is_said_on_its_invoice(self):
        for own in (refuses, breaks_the_transaction, gives(None), gives({"amount": float("nan")}), gives({"x": 1})):
            with self.subTest(own=own):
                self.override("_xero_prepare_payment_vals", own, lambda move, *_args: move.ref == "BAD")
                bad, good = self.invoice(self.buyer, ref="BAD"), self.invoice(self.buyer)
                self.run_cron("cron_push")
                self.pay(bad), self.pay(good)
                self.run_cron("cron_pull")
                self.assertIn(good.payment_state, ("paid", "in_payment"))
                self.assertEqual(bad.payment_state, "not_paid")
                self.assert_blamed(self.link(bad).difference, "_xero_prepare_payment_vals")

    def test_own_values_are_taken(self):
        def own(original, _move, *args):
            return {**original(*args), "memo": "From the client"}

        self.override("_xero_prepare_payment_vals", own)
        move = self.invoice(self.buyer)
        self.run_cron("cron_push")
        self.pay(move)
        self.run_cron("cron_pull")
        self.assertEqual(move.matched_payment_ids.memo, "From the client")


class TestEngineHooks(HookCase):
    def test_what_follows_a_push_is_told_of_every_kind_of_record(self):
        seen = []
        self.override("_after_push", lambda _original, engine, link, answer: seen.append((link.entity, answer.xero_id)))
        move = self.invoice(self.buyer)
        self.run_cron("cron_push")
        self.assertEqual(
            sorted(seen), [("contact", self.link(move.partner_id).xero_id), ("invoice", self.link(move).xero_id)]
        )

    def test_what_was_found_after_a_lost_answer_is_told_too(self):
        seen = []
        self.push(self.invoice(self.buyer))
        self.override("_after_push", lambda _original, engine, link, answer: seen.append(link))
        self.sandbox.faults.add("drop_after", method="PUT", path="/Invoices")
        move = self.invoice(self.buyer)
        self.run_cron("cron_push")
        self.link(move).next_try = "2020-01-01"
        self.run_cron("cron_push")
        self.assertEqual((self.link(move).state, seen), ("synced", [self.link(move)]))

    def test_what_fails_after_a_push_leaves_the_record_in_xero_once(self):
        for own in (refuses, breaks_the_transaction):
            with self.subTest(own=own):
                self.override("_after_push", own, lambda _engine, link, _answer: link._record()._name == "account.move")
                moves = self.invoice(self.buyer) | self.invoice(self.buyer)
                self.run_cron("cron_push")
                for move in moves:
                    self.assert_equal_books(move)
                    self.assert_blamed(self.link(move).message, "_after_push")
                numbers = [row["InvoiceNumber"] for row in self.org.invoices.values()]
                self.assertEqual(len(numbers), len(set(numbers)))

    def test_what_follows_a_pull_is_told_once_a_page(self):
        seen = []
        self.override("_after_pull", lambda _original, engine, _connection, records: seen.append(records))
        self.run_cron("cron_pull")
        linked = self.env["xero.link"].search([("entity", "=", "contact"), ("res_id", "!=", False)])
        self.assertEqual([set(records.ids) for records in seen], [set(linked.mapped("res_id"))])

    def test_what_fails_after_a_pull_is_said_on_its_own_record(self):
        for own in (refuses, breaks_the_transaction):
            with self.subTest(own=own):
                names = {"bad": f"Bad {own.__name__}", "good": f"Good {own.__name__}"}
                rows = {kind: self.sandbox.add_contact(self.org.tenant_id, Name=name) for kind, name in names.items()}
                self.override(
                    "_after_pull", own, lambda _engine, _connection, records: names["bad"] in records.mapped("name")
                )
                self.run_cron("cron_pull")
                links = {
                    kind: self.env["xero.link"].search([("xero_id", "=", row["ContactID"])])
                    for kind, row in rows.items()
                }
                self.assertEqual([link.state for link in links.values()], ["synced", "synced"])
                self.assert_blamed(links["bad"].message, "_after_pull")
                self.assertFalse(links["good"].message)

    def test_an_own_policy_decides(self):
        self.override(
            "_error_policy", lambda original, *_args: {**original(), exceptions.XeroRejected: ("blocked", None, False)}
        )
        self.sandbox.faults.add("refused", method="PUT", path="/Invoices", text="The moon is full.")
        move = self.invoice(self.buyer)
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "blocked")

    def test_where_a_policy_cannot_be_used_ours_is_and_the_record_says_so(self):
        rows = (("skipped", None, False), ("to_push", -1, False), ("to_push", float("nan"), True), None)
        broken = [gives({**POLICY, exceptions.XeroRejected: row}) for row in rows]
        for own in (refuses, breaks_the_transaction, gives(None), gives({}), *broken):
            with self.subTest(own=own):
                self.override("_error_policy", own)
                self.sandbox.faults.add("refused", method="PUT", path="/Invoices", text="The moon is full.")
                move = self.invoice(self.buyer)
                self.run_cron("cron_push")
                self.assertEqual(self.link(move).state, "rejected")
                self.assertIn("The moon is full.", self.link(move).message)
                self.assert_blamed(self.link(move).message, "_error_policy")

    def test_a_gateway_of_ones_own_is_used(self):
        calls = []

        def own(original, connection, *args):
            calls.append(connection)
            return original(*args)

        self.override("_gateway", own)
        self.push(self.invoice(self.buyer))
        self.assertEqual(set(calls), {self.connection})
