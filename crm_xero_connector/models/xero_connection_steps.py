from odoo import api, fields, models
from odoo.exceptions import UserError


class XeroConnection(models.Model):
    """The way from Manage to Live: what the page shows and what its buttons do."""

    _inherit = "xero.connection"

    steps = fields.Json(compute="_compute_steps")
    is_ready = fields.Boolean(compute="_compute_ready")
    no_payment_account = fields.Boolean(compute="_compute_ready")
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
        if self.state == "reconnect":
            steps[0]["state"] = "problem"
        return steps

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

    # --- the page ---------------------------------------------------------------------------------------------------

    def _say(self, text, level="danger"):
        """Show a sentence on the page; everything else stays as it was."""
        self.write({"notice": text, "notice_level": level})

    def action_keep(self):
        """Leave everything as it was before another organisation was thought of."""
        self._check_may_connect()
        self.tenant_ids.unlink()
        self.write({"notice": False})

    def action_dismiss(self):
        self.write({"notice": False})

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
        self.check_access("write")
        if not self.is_ready:
            raise UserError(self.env._("Please finish the steps above first."))
        self.env["xero.cursor"].sudo()._of(self, "contact")._start()
        self.sudo().cursor_ids._read_soon()
        self._wake("push")
        self.sudo()._go_on()
        return True

    def action_open_links(self):
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_link_action")
        return {**action, "domain": [("connection_id", "=", self.id)]}

    def _unblock(self):
        """Look again at what was held back: what was missing may be there now."""
        blocked = [("connection_id", "in", self.ids), ("state", "=", "blocked"), ("res_id", "!=", False)]
        self.env["xero.link"].sudo().search(blocked)._enqueue()
