from odoo import api, fields, models, tools

STATUSES = [("AUTHORISED", "Approved"), ("SUBMITTED", "Awaiting approval"), ("DRAFT", "Draft")]


class XeroConnection(models.Model):
    """Which documents go to Xero, in which state, and what goes with them."""

    _inherit = "xero.connection"

    invoice_status = fields.Selection(
        STATUSES,
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
        domain="[('type', 'in', ('sale', 'purchase')), ('company_id', '=', company_id)]",
        check_company=True,
        help="Only documents of these journals are sent. Empty: of all sales journals, and of all purchase journals if "
        "bills are sent.",
    )
    send_drafts = fields.Boolean(
        tracking=True,
        help="Invoices appear in Xero as drafts when they are made in Odoo, follow every change and are approved when "
        "they are confirmed.",
    )
    send_bills = fields.Boolean(
        "Send Vendor Bills", tracking=True, help="Confirmed vendor bills and refunds go to Xero too."
    )
    send_payments = fields.Boolean(
        tracking=True,
        help="Payments that are registered or reconciled in Odoo on documents that Xero has go to Xero too, and are "
        "deleted there when Odoo takes them back.",
    )
    attach_pdf = fields.Boolean(
        "Attach the PDF",
        tracking=True,
        help="The PDF that the customer got is attached to the invoice in Xero: one more call for each invoice.",
    )
    send_item_codes = fields.Boolean(
        "Product Codes",
        tracking=True,
        help="Lines carry the product's internal reference where Xero has an item of that code without stock keeping.",
    )
    tracking_mapping_ids = fields.One2many("xero.tracking.mapping", "connection_id")
    theme_id = fields.Many2one(
        "xero.option",
        "Branding Theme",
        domain="[('connection_id', '=', id), ('kind', '=', 'theme'), ('active', '=', True)]",
        copy=False,
        help="How Xero prints the invoices. Empty: Xero's own choice.",
    )
    void_policy = fields.Selection(
        [("tell", "Tell me"), ("cancel", "Cancel it in Odoo")],
        "Voided in Xero",
        default="tell",
        required=True,
        tracking=True,
        help="What happens in Odoo with an invoice that somebody voids or deletes in Xero.",
    )
    credit_policy = fields.Selection(
        [("create", "Make them in Odoo"), ("tell", "Tell me")],
        "Credit Notes Made in Xero",
        default="create",
        required=True,
        tracking=True,
        help="What happens with a credit note that somebody makes in Xero and sets off against an invoice of Odoo.",
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

    def _is_locked(self, day):
        """Tell whether a day is in the period that is locked in Xero; no day never is."""
        last = self._lock_date()
        return bool(last and day and day <= last)

    def _is_wanted_document(self, move):
        """Tell whether the settings want a document in Xero.

        :param move: an `account.move`, which may have no date yet
        """
        self.ensure_one()
        return self._is_wanted(self._choose_send, move)

    @api.model
    @tools.ormcache()
    def _companies_with_drafts(self):
        """Return the ids of the companies whose drafts go to Xero: every change of a document asks this."""
        connections = self.sudo().search([("send_drafts", "=", True), ("state", "!=", "disconnected")])
        companies = self.env["res.company"].sudo().search([("id", "child_of", connections.company_id.ids)])
        return frozenset(companies.filtered(lambda company: self._of_company(company) in connections).ids)

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        self.env.registry.clear_cache()
        return connections

    def write(self, vals):
        res = super().write(vals)
        if {"send_drafts", "state", "active", "company_id"} & vals.keys():
            self.env.registry.clear_cache()
        return res

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
