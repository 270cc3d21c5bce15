from odoo import fields, models

from ..mappers.values import normalise_name


class XeroConnection(models.Model):
    """Which documents go to Xero, in which state, and to which accounts."""

    _inherit = "xero.connection"

    invoice_status = fields.Selection(
        [("AUTHORISED", "Approved"), ("SUBMITTED", "Awaiting approval"), ("DRAFT", "Draft")],
        "Invoices Arrive As",
        default="AUTHORISED",
        required=True,
        tracking=True,
        help="Only approved invoices can be paid in Xero.",
    )
    start_date = fields.Date(
        "Invoices From",
        tracking=True,
        help="Invoices with an earlier date stay in Odoo. Empty: every invoice that is confirmed from now on is sent.",
    )
    journal_ids = fields.Many2many(
        "account.journal",
        string="Journals",
        domain="[('type', '=', 'sale'), ('company_id', '=', company_id)]",
        check_company=True,
        help="Only documents of these journals are sent. Empty: of all sales journals.",
    )
    lock_policy = fields.Selection(
        [("stop", "Keep it back and tell me"), ("draft", "Send it as a draft")],
        "Date in a Locked Period",
        default="stop",
        required=True,
        help="What happens with an invoice whose date is in a period that is locked in Xero.",
    )

    def _lock_date(self):
        """Return the last day that is locked in Xero, None when nothing is."""
        locks = [day for day in (self.period_lock_date, self.end_of_year_lock_date) if day]
        return max(locks, default=None)

    def _is_wanted_document(self, move):
        """Tell whether the settings want a document in Xero.

        :param move: an `account.move`, which may have no date yet
        """
        self.ensure_one()
        too_early = self.start_date and move.invoice_date and move.invoice_date < self.start_date
        return not too_early and (not self.journal_ids or move.journal_id in self.journal_ids)

    def action_backfill(self):
        """Offer to send invoices that were confirmed before the connection."""
        self.ensure_one()
        self.check_access("write")
        start = {"date_from": self.start_date} if self.start_date else {}
        wizard = self.env["xero.backfill"].create({"connection_id": self.id, **start})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send earlier invoices"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_map_accounts(self):
        """Have a row for each income account that has an equal in Xero, and show them."""
        self.ensure_one()
        self.check_access("write")
        self._suggest_account_mappings()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_account_mapping_action")
        return {**action, "domain": [("connection_id", "=", self.id)], "context": {"default_connection_id": self.id}}

    def _suggest_account_mappings(self):
        """Map income accounts that have the code or, word for word, the name of an account for sales in Xero."""
        targets = self.env["xero.account"].search([("connection_id", "=", self.id), ("is_sales_account", "=", True)])
        by_code = {account.code: account for account in targets if account.code}
        by_name = targets.grouped(lambda account: normalise_name(account.name))
        domain = [("account_type", "in", ("income", "income_other")), ("company_ids", "in", self.company_id.ids)]
        accounts = self.env["account.account"].with_company(self.company_id).search(domain)
        rows = []
        for account in accounts - self.account_mapping_ids.account_id:
            named = by_name.get(normalise_name(account.name), targets.browse())
            found = by_code.get(account.code) or (named if len(named) == 1 else targets.browse())
            if found - self.sales_account_id:
                rows.append({"connection_id": self.id, "account_id": account.id, "xero_account_id": found.id})
        return self.env["xero.account.mapping"].create(rows)
