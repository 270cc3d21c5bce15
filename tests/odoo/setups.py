"""Two companies, each connected with an organisation of its own whose chart has the same codes and other ids."""

import base64
import json

from common import InvoiceCase, consent, make_company

from odoo import Command

OTHER = "Second Company"
OWN_TO_A_DOCUMENT = ("Url", "InvoiceNumber", "Contact", "Reference")


class SetupCase(InvoiceCase):
    """The first company is set up by hand; the second one is connected and nothing more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = make_company(cls.env, OTHER)
        cls.env.user.company_ids |= cls.second
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company | cls.second).ids})

    def setUp(self):
        super().setUp()
        self.connection = self.connection.with_env(self.env)
        self.target = self.env["xero.connection"].with_company(self.second)._ensure(self.second)
        tenants = consent(self.target, self.sandbox, self.twin)
        tenants.filtered(lambda tenant: tenant.tenant_id == self.twin.tenant_id).action_use()

    def connect(self):
        self.twin = self.sandbox.reset_demo(self.org.tenant_id)  # the same books with other ids
        self.twin.facts["Name"] = "Twin & Co"
        self.sandbox.add_organisation(self.org)
        return super().connect()

    def option(self, connection, kind, name):
        domain = [("connection_id", "=", connection.id), ("kind", "=", kind), ("name", "=", name)]
        return self.env["xero.option"].search(domain)

    def account(self, connection, code):
        return self.env["xero.account"].search([("connection_id", "=", connection.id), ("code", "=", code)])

    def set_up(self):
        """Choose something of every kind for the first company."""
        self.category = self.env["product.category"].create({"name": "Setup Wine"})
        plan = self.env["account.analytic.plan"].create({"name": "Setup Regions"})
        self.region = self.env["account.analytic.account"].create(
            {"name": "Setup North", "plan_id": plan.id, "company_id": False}
        )
        self.map_accounts()
        self.map_tracking()
        own = {"connection_id": self.connection.id}
        self.env["xero.field.policy"].create({**own, "field_name": "email", "policy": "odoo"})
        domain = [("connection_id", "=", self.connection.id), ("kind", "=", "theme")]
        self.theme = self.env["xero.option"].search(domain, limit=1)
        self.connection.write(
            {
                "invoice_status": "SUBMITTED",
                "start_date": "2026-01-01",
                "lock_policy": "draft",
                "theme_id": self.theme.id,
                "contact_direction": "both",
                "push_tag_id": self.env["res.partner.category"].create({"name": "Setup VIP"}).id,
                "journal_ids": [Command.set(self.sales_journal(self.company).ids)],
            }
        )

    def map_accounts(self):
        income = self.env["account.account"].with_company(self.company).search([("account_type", "=", "income")])
        domain = [("connection_id", "=", self.connection.id), ("is_sales_account", "=", True), ("type", "!=", "BANK")]
        others = self.env["xero.account"].search(domain) - self.connection.sales_account_id
        Accounts, own = self.env["xero.account.mapping"], {"connection_id": self.connection.id}
        Accounts.create({**own, "categ_id": self.category.id, "xero_account_id": others[0].id})
        Accounts.create({**own, "account_id": income[0].id, "xero_account_id": others[1].id})
        journal = self.connection.payment_journal_id
        Accounts.create({**own, "journal_id": journal.id, "xero_account_id": self.connection.payment_account_id.id})

    def map_tracking(self):
        own = {"connection_id": self.connection.id}
        Tracking = self.env["xero.tracking.mapping"]
        north, job = (self.option(self.connection, "tracking", name) for name in ("North", "Tasting"))
        Tracking.create({**own, "analytic_account_id": self.region.id, "option_id": north.id})
        Tracking.create({**own, "user_id": self.env.user.id, "option_id": job.id})

    def sales_journal(self, company):
        return self.env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", company.id)], limit=1)

    def export(self, connection=None):
        return self.env["xero.setup"]._export(connection or self.connection)

    def importer(self, data=None, connection=None, **values):
        """Return the wizard with a file, which is plain values or bytes."""
        content = data if isinstance(data, bytes) else json.dumps(data).encode()
        values = {"content": base64.b64encode(content), "filename": "setup.json", **values}
        return self.env["xero.setup.import"].create({"connection_id": (connection or self.target).id, **values})

    def preview(self, data):
        wizard = self.importer(data)
        wizard.action_preview()
        return wizard

    def apply(self, data):
        wizard = self.importer(data)
        wizard.action_preview()
        wizard.action_apply()
        return wizard

    def outcomes(self, wizard, *kinds):
        """Return what the wizard says: list of (name, text) of some outcomes."""
        lines = wizard.line_ids.filtered(lambda line: line.outcome in kinds)
        return [(line.name, line.text or "") for line in lines]

    def state_of(self, connection):
        """Return everything that an import could have changed."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = {model: [] for model in self.env["xero.setup"]._models()}
        for model in found:
            rows = self.env[model].search([("connection_id", "=", connection.id)])
            found[model] = [sorted(row.copy_data()[0].items(), key=str) for row in rows]
        names = self.env["xero.setup"]._fields_of("xero.connection")
        return found, connection.read(list(names))

    # --- the same invoice on both sides ------------------------------------------------------------------------------

    def invoice_in(self, company):
        """Return the payload of an invoice that meets every mapping, ids of its organisation replaced by names."""
        connection = self.connection if company == self.company else self.target
        lines = self.lines_in(company)
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer(f"Of {company.name}").id,
                    "invoice_date": "2026-11-20",
                    "invoice_user_id": self.env.user.id,
                    "journal_id": self.sales_journal(company).id,
                    "invoice_line_ids": [Command.create(line) for line in lines],
                }
            )
        )
        move.action_post()
        record = move._xero_invoice_record(connection, "00000000-0000-0000-0000-000000000001")
        payload = move._xero_prepare_invoice_payload(connection, record)[0]
        return self.without_ids(connection, {key: payload[key] for key in payload if key not in OWN_TO_A_DOCUMENT})

    def lines_in(self, company):
        """Return lines that meet a mapping of each kind."""
        domain = [("company_id", "=", company.id), ("type_tax_use", "=", "sale"), ("amount", "=", 10)]
        ten = self.env["account.tax"].search(domain, limit=1)
        income = self.env["account.account"].with_company(company).search([("account_type", "=", "income")])
        product = self.env["product.product"].search([("default_code", "=", "SETUP")])
        product = product or product.create(
            {"name": "Shiraz", "default_code": "SETUP", "categ_id": self.category.id, "company_id": False}
        )
        lines = [
            {"product_id": product.id, "price_unit": 12.5, "quantity": 3, "tax_ids": [Command.set(ten.ids)]},
            {"name": "Hours", "price_unit": 80, "account_id": income[0].id, "tax_ids": [Command.set(ten.ids)]},
            {"name": "Free", "price_unit": 7, "account_id": income[1].id, "tax_ids": [Command.clear()]},
        ]
        lines[1]["analytic_distribution"] = {str(self.region.id): 100}
        return lines

    def without_ids(self, connection, payload):
        text = json.dumps(payload, sort_keys=True, default=str)
        for model in ("xero.account", "xero.option"):
            for row in self.env[model].search([("connection_id", "=", connection.id)]):
                text = text.replace(row.xero_id, row.display_name)
                if model == "xero.option" and row.category_id:
                    text = text.replace(row.category_id, row.category)
        return json.loads(text)
