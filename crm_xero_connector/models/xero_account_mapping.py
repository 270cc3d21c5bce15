from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

SOURCES = ("account_id", "journal_id", "categ_id")


class XeroAccountMapping(models.Model):
    """Where something in Odoo is booked in Xero: an account's lines, a product category's, or a journal's payments."""

    _name = "xero.account.mapping"
    _description = "Xero Account Mapping"
    _order = "journal_id, categ_id, account_id"
    _check_company_auto = True

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    account_id = fields.Many2one("account.account", "Odoo Account", check_company=True, ondelete="cascade")
    journal_id = fields.Many2one(
        "account.journal",
        "Payments of Journal",
        ondelete="cascade",
        domain="[('type', 'in', ('bank', 'cash', 'credit')), ('company_id', 'child_of', company_id)]",
    )
    categ_id = fields.Many2one("product.category", "Product Category", ondelete="cascade")
    xero_account_id = fields.Many2one(
        "xero.account",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', allowed_account_ids)]",
    )
    allowed_account_ids = fields.Many2many("xero.account", compute="_compute_allowed_account_ids")
    problem = fields.Char(compute="_compute_problem")

    _account_uniq = models.Constraint("UNIQUE(connection_id, account_id)", "This account is mapped already.")
    _journal_uniq = models.Constraint("UNIQUE(connection_id, journal_id)", "This journal is mapped already.")
    _category_uniq = models.Constraint(
        "UNIQUE(connection_id, categ_id, xero_account_id)", "This category is mapped already."
    )

    @api.depends(*SOURCES)
    def _compute_display_name(self):
        for mapping in self:
            source = mapping.account_id or mapping.journal_id or mapping.categ_id
            mapping.display_name = source.display_name

    @api.depends("connection_id", "journal_id")
    def _compute_allowed_account_ids(self):
        for mapping in self:
            flags = ("is_payment_account",) if mapping.journal_id else ("is_sales_account", "is_purchase_account")
            domain = Domain.OR([(flag, "=", True)] for flag in flags)
            own = [("connection_id", "=", mapping.connection_id._origin.id)]
            mapping.allowed_account_ids = self.env["xero.account"].search(domain & Domain(own))

    @api.depends(
        "xero_account_id.is_sales_account",
        "xero_account_id.is_purchase_account",
        "xero_account_id.is_payment_account",
        *SOURCES,
    )
    def _compute_problem(self):
        for mapping in self:
            account = mapping.xero_account_id
            takes_lines = account.is_sales_account or account.is_purchase_account
            usable = account.is_payment_account if mapping.journal_id else takes_lines
            text = self.env._("Xero no longer takes this on %s. Choose another account.", account.display_name)
            mapping.problem = text if account and not usable else False

    @api.constrains("xero_account_id", "connection_id", *SOURCES)
    def _check_xero_account(self):
        for mapping in self:
            account = mapping.xero_account_id
            if sum(bool(mapping[name]) for name in SOURCES) != 1:
                text = self.env._("Choose an account, a journal or a product category: one of them in each row.")
                raise ValidationError(text)
            if account.connection_id != mapping.connection_id:
                raise ValidationError(self.env._("Please choose an account of the organisation that is connected."))
            if mapping.journal_id and not account.is_payment_account:
                raise ValidationError(self.env._("%s takes no payments in Xero.", account.display_name))
            if not mapping.journal_id and not (account.is_sales_account or account.is_purchase_account):
                raise ValidationError(self.env._("%s takes no lines of invoices in Xero.", account.display_name))

    @api.constrains("journal_id", "connection_id")
    def _check_journal(self):
        """Refuse journals that pay nothing of the connection: it serves its company and the branches below."""
        for mapping in self.filtered("journal_id"):
            if mapping.connection_id.company_id not in mapping.journal_id.company_id.sudo().parent_ids:
                name = mapping.journal_id.display_name
                text = self.env._("%s belongs to a company that is not connected here.", name)
                raise ValidationError(text)

    @api.constrains("xero_account_id", "categ_id")
    def _check_category(self):
        for mapping in self.filtered("categ_id"):
            rows = mapping.connection_id.account_mapping_ids.filtered(
                lambda row, own=mapping: row.categ_id == own.categ_id
            )
            for flag in ("is_sales_account", "is_purchase_account"):
                if len(rows.filtered(lambda row, flag=flag: row.xero_account_id[flag])) > 1:
                    raise ValidationError(self.env._("%s is mapped already.", mapping.categ_id.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        mappings = super().create(vals_list)
        mappings.connection_id._unblock()
        return mappings

    def write(self, vals):
        res = super().write(vals)
        self.connection_id._unblock()
        return res
