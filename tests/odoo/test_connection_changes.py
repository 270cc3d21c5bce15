"""Another organisation, several companies, no connection: nothing is mixed up, doubled or lost."""

from common import CLIENT_ID, REDIRECT_URI, SCOPES, LifeCase, consent, make_company, receive

from odoo.exceptions import UserError
from odoo.tests import new_test_user


class TestChanging(LifeCase):
    def use(self, organisation):
        tenants = consent(self.active(), self.sandbox, organisation)
        tenants.filtered(lambda tenant: tenant.tenant_id == organisation.tenant_id).action_use()
        self.env["xero.tax.mapping"]._prepare(self.active())
        return self.active()

    def active(self):
        return self.env["xero.connection"].search([("company_id", "=", self.company.id)])

    def test_a_then_b_then_a_again_doubles_and_mixes_nothing(self):
        first = self.connection
        self.run_cron("cron_pull")
        partners = self.env["res.partner"].search_count([])
        early, other = self.invoice(), self.sandbox.add_seed("demo")
        self.run_cron("cron_push")
        waiting = self.invoice(self.customer("Second Customer"))
        second = self.use(other)
        self.assertNotEqual(second, first)
        self.assertFalse(first.active)
        self.run_cron("cron_pull")
        self.run_cron("cron_push")
        self.assertFalse(other.invoices, "what waits for one organisation is not sent to another")
        late = self.invoice(self.customer("Third Customer"))
        self.run_cron("cron_push")
        self.assertEqual([row["InvoiceNumber"] for row in other.invoices.values()], [late.name])
        third = self.use(self.org)
        self.assertEqual(third, first)
        self.run_cron("cron_pull")
        self.run_cron("cron_push")
        self.assertEqual(
            sorted(row["InvoiceNumber"] for row in self.org.invoices.values()), sorted([early.name, waiting.name])
        )
        links = self.env["xero.link"].search([("connection_id", "=", first.id), ("entity", "=", "contact")])
        self.assertEqual(len(links.mapped("xero_id")), len(set(links.mapped("xero_id"))))
        created = self.env["res.partner"].search_count([]) - partners
        self.assertEqual(created, 3 + 3, "three customers of the invoices, three contacts of the other organisation")

    def test_documents_left_behind_are_sent_on_request(self):
        waiting = self.invoice()
        other = self.sandbox.add_seed("demo")
        self.use(other)
        waiting.action_xero_send()
        self.run_cron("cron_push")
        self.assertEqual([row["InvoiceNumber"] for row in other.invoices.values()], [waiting.name])

    def test_disconnecting_takes_our_connection_only(self):
        token = self.connection.token_id
        self.connection.action_disconnect()
        self.assertEqual(self.connection.state, "disconnected")
        self.assertFalse(self.sandbox.identity.connections)
        self.assertFalse(token.exists())

    def test_custom_connection_needs_no_log_in(self):
        self.connection.action_disconnect()
        self.sandbox.register_app("custom", "custom secret", only_tenant=self.org.tenant_id)
        self.connection.app_id = self.env["xero.app"].create({"client_id": "custom", "is_custom": True})
        self.connection.client_secret = "custom secret"
        self.connection.action_connect()
        self.assertEqual(self.connection.tenant_ids.name, self.org.name)
        self.connection.tenant_ids.action_use()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.connection.good_until)
        self.expire()
        move = self.invoice()
        self.run_cron("cron_push")
        self.assertEqual(self.link(move).state, "synced")
        self.connection.action_disconnect()
        self.assertFalse(self.env["xero.token"].search([]))


class TestCompanies(LifeCase):
    """Several companies, several organisations, one person."""

    def setUp(self):
        super().setUp()
        self.demo = self.sandbox.add_seed("demo")
        self.other = make_company(self.env, "Second Company")
        self.env.user.company_ids |= self.other
        self.second = self.env["xero.connection"].with_company(self.other)._ensure(self.other)
        self.second.app_id = self.connection.app_id
        consent(self.second, self.sandbox, self.demo).action_use()
        self.env["xero.tax.mapping"]._prepare(self.second)

    def move_of(self, company):
        journal = self.env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", company.id)], limit=1)
        tax = self.env["account.tax"].search(
            [("company_id", "=", company.id), ("amount", "=", 10), ("type_tax_use", "=", "sale")], limit=1
        )
        line = {"name": "Work", "quantity": 1, "price_unit": 100, "tax_ids": [(6, 0, tax.ids)]}
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "journal_id": journal.id,
                    "partner_id": self.customer(f"Customer of {company.name}").id,
                    "invoice_date": "2026-11-20",
                    "invoice_line_ids": [(0, 0, line)],
                }
            )
        )
        move.action_post()
        return move

    def test_two_companies_of_one_person_share_one_log_in(self):
        self.assertEqual(self.connection.token_id, self.second.token_id)
        self.connection.token_id.sudo().expires_at = "2020-01-01 00:00:00"
        before = len(self.token_calls())
        moves = self.move_of(self.company) | self.move_of(self.other)
        self.run_cron("cron_push")
        self.assertEqual(set(moves.mapped("xero_state")), {"synced"})
        self.assertEqual(len(self.token_calls()) - before, 1)
        self.second.action_disconnect()
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self.connection.token_id.exists())

    def test_each_companys_invoice_is_in_its_own_organisation(self):
        first, second = self.move_of(self.company), self.move_of(self.other)
        self.run_cron("cron_push")
        names = [[row["Contact"]["Name"] for row in org.invoices.values()] for org in (self.org, self.demo)]
        self.assertEqual(names, [["Customer of Sandbox Company"], ["Customer of Second Company"]])
        self.assertEqual((first.xero_state, second.xero_state), ("synced", "synced"))

    def test_losing_one_organisation_leaves_the_other_alone(self):
        self.sandbox.disconnect(self.demo.tenant_id)
        first, second = self.move_of(self.company), self.move_of(self.other)
        self.run_cron("cron_push")
        self.assertEqual((self.connection.state, self.second.state), ("connected", "reconnect"))
        self.assertEqual((first.xero_state, second.xero_state), ("synced", "to_push"))

    def test_an_organisation_belongs_to_one_company(self):
        tenants = consent(self.second, self.sandbox, self.org)
        with self.assertRaisesRegex(UserError, "connected with another company"):
            tenants.action_use()
        self.assertEqual(self.second.tenant_id, self.demo.tenant_id)

    def test_a_person_who_authorised_both_has_to_choose(self):
        ids = [self.org.tenant_id, self.demo.tenant_id]
        code = self.sandbox.consent_code(CLIENT_ID, REDIRECT_URI, SCOPES, ids)
        third = make_company(self.env, "Third Company")
        connection = self.env["xero.connection"].with_company(third)._ensure(third)
        connection.app_id = self.connection.app_id
        receive(connection, code)
        self.assertEqual(len(connection.tenant_ids), 2)
        self.assertEqual(connection.state, "draft")
        self.assertEqual(set(connection.tenant_ids.mapped("currency")), {"AUD"})

    def test_a_consultant_sees_one_list_and_others_their_own(self):
        user = new_test_user(
            self.env,
            "consultant",
            "crm_xero_connector.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, (self.company | self.other).ids)],
        )
        both = self.env(user=user, context={"allowed_company_ids": (self.company | self.other).ids})
        self.assertEqual(both["xero.connection"].search([]), self.connection | self.second)
        one = self.env(user=user, context={"allowed_company_ids": self.other.ids})
        self.assertEqual(one["xero.connection"].search([]), self.second)
