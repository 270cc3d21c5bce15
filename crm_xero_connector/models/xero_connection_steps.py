from odoo import api, fields, models
from odoo.exceptions import UserError

from ..exceptions import XeroError
from ..mappers.reference import organisation_from_xero

SHOWN_TENANTS = 10  # reading an organisation is one call each


class XeroConnection(models.Model):
    """The way from Manage to Live: what the page shows and what its buttons do."""

    _inherit = "xero.connection"

    steps = fields.Json(compute="_compute_steps")
    is_ready = fields.Boolean(compute="_compute_ready")
    no_payment_account = fields.Boolean(compute="_compute_ready")
    calls_left = fields.Char("Calls Left Today", compute="_compute_progress")
    contact_progress = fields.Integer("Contacts", compute="_compute_progress")
    contact_summary = fields.Char("Contacts Read", compute="_compute_progress")
    contacts_running = fields.Boolean(compute="_compute_progress")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    problem_count = fields.Integer("Problems", compute="_compute_counts")
    link_count = fields.Integer("Linked", compute="_compute_counts")
    can_administer = fields.Boolean(compute="_compute_can_administer")
    unmapped_count = fields.Integer("Unmapped Taxes", compute="_compute_ready")

    @api.depends_context("uid")
    def _compute_can_administer(self):
        self.can_administer = self.env.user.has_group("base.group_system")

    @api.depends("state", "sales_account_id", "payment_account_id", "payment_journal_id", "tax_mapping_ids.tax_rate_id")
    def _compute_ready(self):
        for connection in self:
            mapped = connection.tax_mapping_ids.filtered("tax_rate_id")
            connection.unmapped_count = len(connection.tax_mapping_ids - mapped)
            accounts = connection.sales_account_id and connection.payment_account_id and connection.payment_journal_id
            connection.is_ready = bool(connection.state == "connected" and accounts and mapped)
            payable = [("connection_id", "=", connection._origin.id), ("is_payment_account", "=", True)]
            connection.no_payment_account = bool(
                connection.reference_read_at and not self.env["xero.account"].sudo().search_count(payable, limit=1)
            )

    @api.depends("state", "tenant_ids", "is_ready", "cursor_ids.state", "cursor_ids.first_done")
    def _compute_steps(self):
        for connection in self:
            connected = connection.state == "connected"
            accounts = bool(connection.sales_account_id and connection.payment_account_id)
            contacts = connection.cursor_ids.filtered(lambda cursor: cursor.lane == "contact")
            rows = [
                ("connect", self.env._("Connect"), bool(connection.tenant_ids or connection.token_id)),
                ("organisation", self.env._("Organisation"), bool(connection.tenant_id) and connected),
                ("accounts", self.env._("Accounts"), connected and accounts),
                ("taxes", self.env._("Taxes"), connected and bool(connection.tax_mapping_ids.filtered("tax_rate_id"))),
                ("contacts", self.env._("Contacts"), connected and bool(contacts.first_done)),
                ("live", self.env._("Live"), connection.is_ready and bool(contacts.first_done)),
            ]
            connection.steps = connection._mark_steps(rows)

    def _mark_steps(self, rows):
        """Return the steps with their state: done, todo (the first one open), later, or problem."""
        steps, open_seen = [], False
        for key, label, done in rows:
            state = "done" if done else "later" if open_seen else "todo"
            open_seen = open_seen or not done
            steps.append({"key": key, "label": label, "state": state})
        if self.state in ("reconnect", "disconnected"):
            steps[0]["state"] = "problem"
        return steps

    @api.depends("cursor_ids.done", "cursor_ids.total", "cursor_ids.state")
    def _compute_progress(self):
        for connection in self:
            cursor = connection.cursor_ids.filtered(lambda cursor: cursor.lane == "contact")
            connection.contacts_running = cursor.state == "running"
            connection.contact_progress = round(100 * cursor.done / cursor.total) if cursor.total else 0
            connection.contact_summary = connection._summary(cursor) if cursor else False
            left = connection._calls_left()
            connection.calls_left = "" if left is None else str(left)

    def _summary(self, cursor):
        text = self.env._(
            "%(done)s of %(total)s read: %(created)s new, %(linked)s matched, "
            "%(updated)s updated, %(doubtful)s to review",
            done=cursor.done,
            total=max(cursor.total, cursor.done),
            created=cursor.created,
            linked=cursor.linked,
            updated=cursor.updated,
            doubtful=cursor.doubtful,
        )
        return f"{text} – {cursor.message}" if cursor.message else text

    def _compute_counts(self):
        groups = self.env["xero.link"]._read_group(
            [("connection_id", "in", self.ids)], ["connection_id", "state"], ["__count"]
        )
        counts = {(connection.id, state): count for connection, state, count in groups}
        for connection in self:

            def count(*states, key=connection.id):
                return sum(counts.get((key, state), 0) for state in states)

            connection.waiting_count = count("to_push", "sending", "unknown")
            connection.problem_count = count("rejected", "blocked", "review")
            connection.link_count = count("synced")

    # --- connect -----------------------------------------------------------------------------------------------------

    def action_connect(self):
        """Go to Xero's log-in page."""
        self.ensure_one()
        self.check_access("write")
        if not self.client_id:
            raise UserError(self.env._("Please paste the client ID of your Xero app first."))
        if self.app_id.sudo().is_custom:
            return self._try(self._connect_custom)
        return {"type": "ir.actions.act_url", "target": "self", "url": f"/xero/oauth/start/{self.id}"}

    def _say(self, text, level="danger"):
        """Show a sentence on the page; everything else stays as it was."""
        self.write({"notice": text, "notice_level": level})

    def action_dismiss(self):
        self.write({"notice": False})

    def _connect_custom(self):
        """Connect with the one organisation of a custom connection: nobody logs in, nobody chooses."""
        app = self.app_id.sudo()
        if not app.has_secret:
            raise UserError(self.env._("A custom connection needs the client secret that Xero shows for it."))
        token = (
            self.env["xero.token"].sudo()._save_consent(app, app._identity().client_credentials(app._asked_scopes()))
        )
        facts = organisation_from_xero(app._only_organisation(token))
        self.tenant_ids.unlink()
        tenant = self.env["xero.tenant"].create(
            {"connection_id": self.id, "token_id": token.id, "tenant_id": facts.xero_id, "name": facts.name}
        )
        self._describe_tenant(tenant)
        if tenant.problem:
            raise UserError(tenant.problem)
        self._say(self.env._("Xero answered. Please confirm the organisation for %s.", self.company_id.name), "info")
        return self._page()

    def _receive_consent(self, tokens):
        """Store a fresh consent and offer the organisations it reaches; the one connected before is taken up again."""
        self.ensure_one()
        app = self.app_id.sudo()
        token = self.env["xero.token"].sudo()._save_consent(app, tokens)
        found = app._identity().connections(tokens.access_token, tokens.auth_event_id)
        found = [item for item in found if item.get("tenantType") == "ORGANISATION"]
        self.tenant_ids.unlink()
        if not found:
            self._say(self.env._("No organisation was ticked at Xero. Please press Connect to Xero once more."))
            return
        tenants = self.env["xero.tenant"].create([self._tenant_values(token, item) for item in found])
        for tenant in tenants[:SHOWN_TENANTS]:
            self._describe_tenant(tenant)
        same = tenants.filtered(lambda tenant: tenant.tenant_id == self.tenant_id)
        if same and not same.problem:
            self._use_tenant(same)
        else:
            self._say(self.env._("Logged in. Please choose the organisation for %s.", self.company_id.name), "info")

    def _tenant_values(self, token, item):
        return {
            "connection_id": self.id,
            "token_id": token.id,
            "tenant_id": item["tenantId"],
            "remote_id": item["id"],
            "name": item.get("tenantName"),
        }

    def _describe_tenant(self, tenant):
        """Read what a person needs to recognise an organisation, and whether it can be used at all."""
        tenant = tenant.sudo()
        app = self.app_id.sudo()
        gateway = app._tenant_gateway(tenant)
        try:
            facts = organisation_from_xero(gateway.organisation())
        except XeroError as error:
            tenant.problem = self.env["xero.sync"]._describe(error)
            return
        tenant.write(
            {
                "name": facts.name or tenant.name,
                "country_code": facts.country,
                "currency": facts.base_currency,
                "is_demo": facts.is_demo,
            }
        )
        if facts.base_currency != self.company_id.currency_id.name:
            tenant.problem = self.env._(
                "Keeps its books in %(theirs)s, %(company)s in %(ours)s. Choose an organisation in %(ours)s.",
                theirs=facts.base_currency,
                company=self.company_id.name,
                ours=self.company_id.currency_id.name,
            )

    def _use_tenant(self, tenant):
        """Connect this company with an organisation. Another one than before gets a row of its own."""
        self.check_access("write")
        if tenant.problem:
            raise UserError(tenant.problem)
        if (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [("tenant_id", "=", tenant.tenant_id), ("company_id", "!=", self.company_id.id), ("active", "=", True)]
            )
        ):
            raise UserError(self.env._("%s is connected with another company already.", tenant.name))
        connection = self._row_for(tenant.tenant_id)
        connection.write(
            {
                "tenant_id": tenant.tenant_id,
                "remote_id": tenant.remote_id,
                "token_id": tenant.sudo().token_id.id,
                "organisation": tenant.name,
                "state": "connected",
                "reason": False,
                "notice": False,
                "connected_by_id": self.env.uid,
                "connected_at": fields.Datetime.now(),
            }
        )
        connection.activity_unlink(["mail.mail_activity_data_warning"])
        if connection != self:
            connection._say_what_stayed(self)
        (self.tenant_ids | connection.tenant_ids).unlink()
        connection._read_reference()
        if connection.missing_scopes:
            connection._say(
                connection.env._(
                    "Connected, but Xero did not give all permissions; what needs them will not work: %s.",
                    connection.missing_scopes,
                ),
                "warning",
            )
        for lane in ("push", "invoice"):
            connection._wake(lane)
        connection._go_live_if_ready()
        return connection._page()

    def _say_what_stayed(self, former):
        """Tell how many documents wait for the former organisation: none is sent to another one by itself."""
        waiting = [("connection_id", "=", former.id), ("entity", "!=", "contact"), ("xero_id", "=", False)]
        number = self.env["xero.link"].search_count(waiting)
        if number:
            self._say(
                self.env._(
                    "%(number)s documents had not been sent to %(former)s yet and stay out of %(present)s. "
                    "To send them here, choose them under Invoices, then Actions, Send to Xero.",
                    number=number,
                    former=former.organisation,
                    present=self.organisation,
                ),
                "warning",
            )

    def _row_for(self, tenant_id):
        """Return the company's row for an organisation, active; a former organisation's row is set aside."""
        if not self.tenant_id or self.tenant_id == tenant_id:
            return self
        self.active = False
        self.flush_recordset()
        domain = [("company_id", "=", self.company_id.id), ("tenant_id", "=", tenant_id), ("active", "=", False)]
        former = self.search(domain)
        if former:
            former.write({"active": True, "app_id": self.app_id.id})
            return former
        return self.copy({"active": True, "payment_journal_id": self.payment_journal_id.id})

    def _page(self):
        """Return the action that shows this connection's page."""
        return {
            **self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_connection_action_form"),
            "res_id": self.id,
        }

    # --- choices -----------------------------------------------------------------------------------------------------

    def _read_reference(self):
        self.env["xero.sync.reference"]._pull(self)

    def action_refresh(self):
        """Read the chart of accounts, the tax rates and the organisation once more."""
        self.ensure_one()
        self.check_access("write")
        self._try(self._read_reference)
        return True

    def action_map_taxes(self):
        self.ensure_one()
        self.env["xero.tax.mapping"]._prepare(self)
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_tax_mapping_action")
        return {**action, "domain": [("connection_id", "=", self.id)], "context": {"default_connection_id": self.id}}

    def action_disconnect(self):
        """Take our connection out of Xero; other companies of the same Xero user stay connected."""
        self.ensure_one()
        self.check_access("write")
        token, remote_id = self.token_id.sudo(), self.remote_id
        if token and remote_id:
            try:
                self.app_id.sudo()._identity().delete_connection(token._access_token(), remote_id)
            except XeroError as error:
                self.env["xero.log"].sudo()._note(self, "disconnect", self.env["xero.sync"]._describe(error), "warning")
        self.write({"state": "disconnected", "token_id": False, "remote_id": False, "notice": False})
        if token and not self.with_context(active_test=False).search_count([("token_id", "=", token.id)]):
            token.unlink()

    def _go_live_if_ready(self):
        """Start the first contact run once everything is chosen; nobody has to press a button."""
        for connection in self.filtered("is_ready"):
            cursor = self.env["xero.cursor"].sudo()._of(connection, "contact")
            if not cursor.first_done:
                cursor._start()
                connection._wake("contact")

    def action_sync_now(self):
        """Read contacts and payment states from Xero now, and send what waits."""
        self.ensure_one()
        if not self.is_ready:
            raise UserError(self.env._("Please finish the steps above first."))
        self.env["xero.cursor"].sudo()._of(self, "contact")._start()
        self.env["xero.cursor"].sudo()._of(self, "invoice").write({"state": "running", "page": 1})
        for lane in ("contact", "push"):
            self._wake(lane)
        return True

    def action_open_links(self):
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_link_action")
        return {**action, "domain": [("connection_id", "=", self.id)]}

    def _unblock(self):
        """Look again at what was held back: what was missing may be there now."""
        blocked = [("connection_id", "in", self.ids), ("state", "=", "blocked"), ("res_id", "!=", False)]
        self.env["xero.link"].sudo().search(blocked)._enqueue()
