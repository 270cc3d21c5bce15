from odoo import api, fields, models

from .xero_connection_invoices import STATUSES

DOCUMENT_KINDS = {
    "sale": ("out_invoice", "out_refund"),
    "out_invoice": ("out_invoice",),
    "out_refund": ("out_refund",),
    "purchase": ("in_invoice", "in_refund"),
    "in_invoice": ("in_invoice",),
    "in_refund": ("in_refund",),
}
# Conditions over the document, and those over single lines. Empty means any.
MOVE_CONDITIONS = (
    "document_kind", "journal_ids", "partner_ids", "partner_tag_ids", "country_ids", "currency_ids", "user_ids",
    "move_domain",
)  # fmt: skip
LINE_CONDITIONS = (
    "product_ids", "categ_ids", "account_ids", "tax_ids", "is_untaxed", "analytic_account_ids", "line_domain",
)  # fmt: skip
# What a rule decides for lines, and for the document. Empty leaves it to a later rule.
LINE_RESULTS = ("xero_account_id", "tax_rate_id", "tracking_option_ids", "item_id")
MOVE_RESULTS = ("send", "invoice_status", "theme_id", "reference")
RESULTS = (*LINE_RESULTS, *MOVE_RESULTS)
PLACEHOLDERS = ("number", "ref", "partner", "salesperson", "origin", "payment_reference")
ALL = {"active_test": False}  # an archived product must not turn "this product" into "any product"


class XeroRule(models.Model):
    """One line of an ordered list: where all its conditions hold, it decides what it has a result for.

    For each result the first rule that holds and has one decides; after the last rule come the mappings and the
    settings of the Xero page. A record that a condition names cannot be deleted: the condition would hold for all.
    """

    _name = "xero.rule"
    _description = "Xero Mapping Rule"
    _order = "sequence, id"

    connection_id = fields.Many2one(
        "xero.connection",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self.env["xero.connection"]._of_company(self.env.company).id,
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(required=True)
    notes = fields.Text()

    # conditions over the document
    document_kind = fields.Selection(
        [
            ("sale", "Invoices and credit notes"),
            ("out_invoice", "Invoices"),
            ("out_refund", "Credit notes"),
            ("purchase", "Bills and refunds"),
            ("in_invoice", "Bills"),
            ("in_refund", "Refunds of vendors"),
        ],
        "Documents",
        help="Empty: all. An account or a tax rate that serves one side only is used on that side, unless a kind is "
        "chosen here.",
    )
    journal_ids = fields.Many2many(
        "account.journal",
        "xero_rule_journal_rel",
        string="Journals",
        ondelete="restrict",
        context=ALL,
        domain="[('type', 'in', ('sale', 'purchase')), ('company_id', 'child_of', company_id)]",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "xero_rule_partner_rel",
        string="Customers",
        ondelete="restrict",
        context=ALL,
        help="Customers or vendors; a company stands for its contacts too.",
    )
    partner_tag_ids = fields.Many2many(
        "res.partner.category",
        "xero_rule_partner_tag_rel",
        string="Customer Tags",
        ondelete="restrict",
        context=ALL,
        help="One of these tags, on the customer or on the company it belongs to.",
    )
    country_ids = fields.Many2many(
        "res.country",
        "xero_rule_country_rel",
        string="Countries",
        ondelete="restrict",
        help="The country of the delivery address, as fiscal positions take it; without one, the customer's.",
    )
    currency_ids = fields.Many2many(
        "res.currency", "xero_rule_currency_rel", string="Currencies", ondelete="restrict", context=ALL
    )
    user_ids = fields.Many2many(
        "res.users",
        "xero_rule_user_rel",
        string="Salespersons",
        ondelete="restrict",
        context=ALL,
        domain="[('share', '=', False)]",
    )
    move_domain = fields.Char("Document Filter", help="Any other condition over the document.")

    # conditions over lines
    product_ids = fields.Many2many(
        "product.product", "xero_rule_product_rel", string="Products", ondelete="restrict", context=ALL
    )
    categ_ids = fields.Many2many(
        "product.category",
        "xero_rule_categ_rel",
        string="Product Categories",
        ondelete="restrict",
        help="A category stands for those below it too.",
    )
    account_ids = fields.Many2many(
        "account.account",
        "xero_rule_account_rel",
        string="Odoo Accounts",
        ondelete="restrict",
        context=ALL,
        domain="[('company_ids', 'parent_of', company_id)]",
    )
    tax_ids = fields.Many2many(
        "account.tax",
        "xero_rule_tax_rel",
        string="Taxes",
        ondelete="restrict",
        context=ALL,
        domain="[('company_id', 'parent_of', company_id)]",
        help="Lines with exactly these taxes, together.",
    )
    is_untaxed = fields.Boolean("Lines Without Tax", help="Lines with no tax at all, not even one of zero percent.")
    analytic_account_ids = fields.Many2many(
        "account.analytic.account",
        "xero_rule_analytic_rel",
        string="Analytic Accounts",
        ondelete="restrict",
        context=ALL,
        domain="[('company_id', 'in', (company_id, False))]",
        help="Lines of which a part goes to one of these.",
    )
    line_domain = fields.Char("Line Filter", help="Any other condition over the line.")

    # results for lines
    xero_account_id = fields.Many2one(
        "xero.account",
        ondelete="cascade",
        domain="[('connection_id', '=', connection_id), ('takes_lines', '=', True)]",
    )
    tax_rate_id = fields.Many2one(
        "xero.tax.rate",
        "Xero Tax Rate",
        ondelete="cascade",
        domain="[('connection_id', '=', connection_id), '|', ('for_sales', '=', True), ('for_purchases', '=', True)]",
        help="Has to charge the same as the taxes of the line in Odoo: a document with another rate is held back.",
    )
    tracking_option_ids = fields.Many2many(
        "xero.option",
        "xero_rule_tracking_rel",
        string="Tracking",
        context=ALL,
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'tracking'), ('active', '=', True)]",
        help="At most one option of each category. A category that is left out is left to a later rule.",
    )
    item_id = fields.Many2one(
        "xero.option",
        ondelete="cascade",
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'item'), ('active', '=', True)]",
        help="The list is read when Product Codes is ticked on the Xero page.",
    )

    # results for the document
    send = fields.Selection(
        [("yes", "Send"), ("no", "Keep in Odoo")],
        "Send or Not",
        help="Send: also from journals that are not chosen on the Xero page. What is in Xero already stays there.",
    )
    invoice_status = fields.Selection(STATUSES, "Arrives As", help="In which status a new document is made in Xero.")
    theme_id = fields.Many2one(
        "xero.option",
        "Branding Theme",
        ondelete="cascade",
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'theme'), ('active', '=', True)]",
        help="How Xero prints invoices; bills and credit notes have none.",
    )
    reference = fields.Char(
        help="Words and placeholders: {number}, {ref} (customer reference), {partner}, {salesperson}, {origin} (source "
        "document), {payment_reference}. Bills have no reference in Xero.",
    )

    problem = fields.Char("What to Do", compute="_compute_problem")

    @api.depends("name")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = self.env._("Rule '%s'", rule.name)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.connection_id._unblock()
        return rules

    def write(self, vals):
        connections = self.connection_id
        res = super().write(vals)
        (connections | self.connection_id)._unblock()
        return res

    def unlink(self):
        connections = self.connection_id
        res = super().unlink()
        connections._unblock()
        return res
