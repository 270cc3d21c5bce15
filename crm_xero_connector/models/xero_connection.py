import psycopg2
from psycopg2 import errors as pg_errors

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

CONCURRENCY_ERRORS = (pg_errors.SerializationFailure, pg_errors.DeadlockDetected, pg_errors.UniqueViolation)
# To be looked at after these: a conflict of two transactions is one of the same family.
LOST_CONNECTION = (psycopg2.OperationalError, psycopg2.InterfaceError)
CPU_LIMIT = "CPU time limit exceeded."  # what Odoo raises in a worker that used up its time, a plain Exception
# What decides on which organisation is written to.
ADMIN_FIELDS = {"company_id", "app_id", "token_id", "tenant_id", "remote_id", "state", "active"}
REGISTRATION = ("client_id", "is_custom")  # what tells one app at Xero from another


def is_end_of_process(error):
    """Tell whether an exception is the end of this process, and no fault of the record at which it came.

    It has to be raised on: what is not committed is done by the next process. Others may have wrapped it.
    """
    while error:
        if isinstance(error, MemoryError) or (type(error) is Exception and str(error) == CPU_LIMIT):
            return True
        error = error.__cause__
    return False


class XeroConnection(models.Model):
    """One company and one organisation.

    A company has one active connection. When it changes to another organisation, the row of the former one is kept
    aside with all its links, so that coming back doubles nothing.
    """

    _name = "xero.connection"
    _description = "Xero Connection"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, readonly=True)
    app_id = fields.Many2one("xero.app", required=True, ondelete="restrict")
    token_id = fields.Many2one("xero.token", ondelete="set null", copy=False, index="btree_not_null")
    state = fields.Selection(
        [
            ("draft", "Not connected"),
            ("connected", "Connected"),
            ("reconnect", "Please reconnect"),
            ("disconnected", "Disconnected"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    reason = fields.Char("Why", readonly=True, copy=False, help="Why Xero has to be connected again.")
    notice = fields.Char(readonly=True, copy=False)
    notice_level = fields.Selection([("info", "Info"), ("warning", "Warning"), ("danger", "Problem")], readonly=True)
    tenant_ids = fields.One2many("xero.tenant", "connection_id", "Organisations to Choose From")

    # the organisation, as Xero describes it
    tenant_id = fields.Char("Tenant ID", readonly=True, copy=False)
    remote_id = fields.Char("Connection ID", readonly=True, copy=False)
    organisation = fields.Char(readonly=True, copy=False, tracking=True)
    short_code = fields.Char(readonly=True, copy=False)
    country_code = fields.Char("Country", readonly=True, copy=False)
    base_currency = fields.Char(readonly=True, copy=False)
    is_demo = fields.Boolean("Demo Company", readonly=True, copy=False)
    period_lock_date = fields.Date(readonly=True, copy=False)
    end_of_year_lock_date = fields.Date(readonly=True, copy=False)
    reference_read_at = fields.Datetime("Accounts and Rates Read", readonly=True, copy=False)
    connected_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    connected_at = fields.Datetime(readonly=True, copy=False)

    # the app, so that one page is enough
    client_id = fields.Char(related="app_id.client_id", readonly=False)
    client_secret = fields.Char(related="app_id.client_secret", readonly=False)
    has_secret = fields.Boolean(related="app_id.has_secret")
    webhook_key = fields.Char(related="app_id.webhook_key", readonly=False)
    has_webhook_key = fields.Boolean(related="app_id.has_webhook_key")
    is_custom = fields.Boolean(related="app_id.is_custom", readonly=False)
    redirect_uri = fields.Char(related="app_id.redirect_uri")
    webhook_url = fields.Char(related="app_id.webhook_url")

    # choices
    sales_account_id = fields.Many2one(
        "xero.account",
        domain="[('connection_id', '=', id), ('is_sales_account', '=', True)]",
        copy=False,
        tracking=True,
        help="Invoice lines go to this Xero account, unless their Odoo account has a mapping of its own.",
    )
    payment_account_id = fields.Many2one(
        "xero.account",
        "Payments Account",
        domain="[('connection_id', '=', id), ('is_payment_account', '=', True)]",
        copy=False,
        tracking=True,
        help="The account in Xero on which customers' payments arrive.",
    )
    payment_journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        check_company=True,
        copy=False,
        default=lambda self: self._default_payment_journal(),
        help="Payments that Xero reports are registered in this Odoo journal.",
    )
    tax_mapping_ids = fields.One2many("xero.tax.mapping", "connection_id")
    account_mapping_ids = fields.One2many("xero.account.mapping", "connection_id")
    cursor_ids = fields.One2many("xero.cursor", "connection_id")

    _company_uniq = models.UniqueIndex("(company_id) WHERE active", "A company has one Xero connection.")
    _company_tenant_uniq = models.UniqueIndex(
        "(company_id, tenant_id) WHERE tenant_id IS NOT NULL", "This organisation has a connection already."
    )

    @api.depends("company_id", "organisation")
    def _compute_name(self):
        for connection in self:
            connection.name = connection.organisation or self.env._("Xero – %s", connection.company_id.name)

    @api.model
    def _default_payment_journal(self):
        domain = [("type", "=", "bank"), ("company_id", "=", self.env.company.id)]
        return self.env["account.journal"].search(domain, limit=1)

    @api.constrains("sales_account_id", "payment_account_id")
    def _check_accounts(self):
        for connection in self:
            sales, payments = connection.sales_account_id, connection.payment_account_id
            if (sales | payments).filtered(lambda account, own=connection: account.connection_id != own):
                raise ValidationError(self.env._("Please choose accounts of the organisation that is connected."))
            if sales and not sales.is_sales_account:
                raise ValidationError(self.env._("%s is not an active revenue account in Xero.", sales.display_name))
            if payments and not payments.is_payment_account:
                raise ValidationError(
                    self.env._(
                        "%s takes no payments. In Xero, edit the account and tick 'Enable payments to this account'.",
                        payments.display_name,
                    )
                )

    def write(self, vals):
        if ADMIN_FIELDS & vals.keys():
            self._check_may_connect()
        self._choose_app({name: vals[name] or False for name in REGISTRATION if name in vals})
        res = super().write(vals)
        if {"sales_account_id", "payment_account_id", "payment_journal_id"} & vals.keys():
            self._go_live_if_ready()
        return res

    def _choose_app(self, wanted):
        """Take the app that is described; one that other connections have too is left to them as it is.

        Only the choice is made here: what is written afterwards goes to the app that was chosen.

        :param wanted: new values of `REGISTRATION`
        """
        for connection in self.filtered(lambda row: any(row[name] != wanted[name] for name in wanted)):
            connection._check_may_connect()
            app = connection.app_id
            described = [("id", "!=", app.id), *((name, "=", value) for name, value in wanted.items())]
            known = app.search(described, limit=1) if wanted.get("client_id") else app.browse()
            users = connection.sudo().with_context(active_test=False)
            if known:
                connection.app_id = known
            elif users.search_count([("app_id", "=", app.id), ("id", "!=", connection.id)], limit=1):
                connection.app_id = app.create(wanted)
                text = connection.env._(
                    "This company has an app of its own now, with another webhook URL. "
                    "Where the former one is in Xero's developer portal, please replace it there."
                )
                connection._say(text, "warning")

    def _check_may_connect(self):
        """Refuse who is no administrator: which organisation a company belongs to is not a manager's choice.

        :raise AccessError: for everybody else
        """
        if not (self.env.su or self.env.user.has_group("base.group_system")):
            raise AccessError(self.env._("Only an administrator may connect, change or disconnect an organisation."))

    # --- finding the right one ---------------------------------------------------------------------------------------

    @api.model
    def _of_company(self, company):
        """Return the connection that serves a company: its own, else that of the nearest company above its branch.

        One that never had an organisation serves nobody while there is another: a branch's page may just be looked at.
        """
        lineage = company.sudo().parent_ids
        connections = self.sudo().search([("company_id", "in", lineage.ids)])
        nearest = connections.sorted(lambda connection: -lineage.ids.index(connection.company_id.id))
        return nearest.filtered("tenant_id")[:1] or nearest[:1]

    @api.model
    def _ensure(self, company):
        """Return the company's connection, prepared with an app when there is none yet."""
        connection = self.search([("company_id", "=", company.id)])
        if not connection:
            app = self.env["xero.app"].search([], limit=1, order="id desc") or self.env["xero.app"].create({})
            above = self._of_company(company)
            connection = self.create({"company_id": company.id, "app_id": app.id})
            if above.tenant_id:
                connection._say(
                    self.env._(
                        "%(branch)s sends to %(organisation)s, with %(company)s, until it is connected by itself here.",
                        branch=company.name,
                        organisation=above.organisation,
                        company=above.company_id.name,
                    ),
                    "info",
                )
        return connection
