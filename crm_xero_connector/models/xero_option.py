from odoo import api, fields, models


class XeroOption(models.Model):
    """An entry of one of the organisation's lists that documents point to, as last read."""

    _name = "xero.option"
    _description = "Xero Option"
    _order = "kind, category, name"
    _rec_names_search = ["name", "category", "code"]

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("tracking", "Tracking Option"), ("theme", "Branding Theme"), ("item", "Item")], required=True
    )
    xero_id = fields.Char("ID in Xero", required=True)
    name = fields.Char(required=True)
    code = fields.Char(help="Of an item.")
    category = fields.Char(help="Of a tracking option.")
    category_id = fields.Char("Category ID in Xero")
    active = fields.Boolean(default=True, help="Xero still takes it.")

    _xero_id_uniq = models.Constraint("UNIQUE(connection_id, kind, xero_id)", "An option is listed once.")
    _code_idx = models.Index("(connection_id, code) WHERE kind = 'item'")

    @api.depends("name", "category")
    def _compute_display_name(self):
        for option in self:
            option.display_name = f"{option.category}: {option.name}" if option.category else option.name


class XeroTrackingMapping(models.Model):
    """Which tracking option in Xero stands for an analytic account or a salesperson."""

    _name = "xero.tracking.mapping"
    _description = "Xero Tracking Mapping"
    _rec_name = "option_id"
    _order = "analytic_account_id, user_id"
    _check_company_auto = True

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    analytic_account_id = fields.Many2one("account.analytic.account", check_company=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Salesperson", ondelete="cascade", domain="[('share', '=', False)]")
    option_id = fields.Many2one(
        "xero.option",
        "Tracking Option",
        required=True,
        ondelete="cascade",
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'tracking'), ('active', '=', True)]",
    )
    problem = fields.Char(compute="_compute_problem")

    _analytic_uniq = models.Constraint(
        "UNIQUE(connection_id, analytic_account_id, option_id)", "This analytic account is mapped already."
    )
    _user_uniq = models.Constraint("UNIQUE(connection_id, user_id, option_id)", "This salesperson is mapped already.")
    _one_source = models.Constraint(
        "CHECK((analytic_account_id IS NULL) != (user_id IS NULL))",
        "Choose an analytic account or a salesperson: one of them in each row.",
    )

    @api.depends("option_id.active")
    def _compute_problem(self):
        text = self.env._("Xero no longer has this option: lines go without it. Choose another one.")
        for mapping in self:
            mapping.problem = text if mapping.option_id and not mapping.option_id.active else False
