from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class XeroFix(models.TransientModel):
    """Maps what is missing, in every company at once; what waited for it goes."""

    _name = "xero.fix"
    _description = "Map What Is Missing"

    name = fields.Char("Cause", readonly=True)
    record_count = fields.Integer(readonly=True)
    line_ids = fields.One2many("xero.fix.line", "fix_id")
    is_account = fields.Boolean(compute="_compute_columns")
    has_hint = fields.Boolean(compute="_compute_columns")

    @api.depends("line_ids.kind", "line_ids.hint")
    def _compute_columns(self):
        for fix in self:
            fix.is_account = any(line.kind != "tax" for line in fix.line_ids)
            fix.has_hint = any(fix.line_ids.mapped("hint"))

    @api.model
    def _open(self, cause):
        """Return the action that asks for what a cause lacks.

        :param cause: an `xero.cause`
        """
        links = cause._links()
        lines = [self._line(link) for link in self._examples(links)]
        fix = self.create(
            {
                "name": cause.name,
                "record_count": len(links),
                "line_ids": [Command.create(values) for values in lines if values],
            }
        )
        if not fix.line_ids:
            raise UserError(self.env._("Nothing is missing any more: press Retry."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Map what is missing"),
            "res_model": self._name,
            "res_id": fix.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _examples(self, links):
        """Return one record of each company and side: taxes of both sides may have the same names."""
        moves = self.env["account.move"].browse(links.filtered(lambda link: link.entity != "payment").mapped("res_id"))
        sides = {move.id: move._xero_direction() for move in moves.exists()}
        found = {}
        for link in links:
            found.setdefault((link.connection_id, link.entity == "payment" or sides.get(link.res_id)), link)
        return found.values()

    @api.model
    def _line(self, link):
        missing = self.env["xero.missing"]._of_link(link)
        if not missing:
            return {}
        values = {name: value for name, value in missing.items() if name not in ("tax_ids", "default")}
        values = {name: value.id if isinstance(value, models.BaseModel) else value for name, value in values.items()}
        return {
            **values,
            "connection_id": link.connection_id.id,
            "default_field": missing.get("default", False),
            "tax_ids": [Command.set(missing["tax_ids"].ids)] if "tax_ids" in missing else [],
        }

    def action_apply(self):
        """Write what was chosen; rows that were left empty stay open."""
        chosen = self.line_ids.filtered(lambda line: line.tax_rate_id or line.xero_account_id)
        if not chosen:
            raise UserError(self.env._("Please choose what it is in Xero."))
        for line in chosen:
            line._apply()
        return self.env["xero.cause"].action_open_all()


class XeroFixLine(models.TransientModel):
    """What is missing in one company."""

    _name = "xero.fix.line"
    _description = "Missing Mapping"

    fix_id = fields.Many2one("xero.fix", required=True, ondelete="cascade")
    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id")
    kind = fields.Selection(
        [("tax", "Tax"), ("account", "Account"), ("default", "All Lines"), ("payment", "Payments")], readonly=True
    )
    direction = fields.Selection([("sale", "Sales"), ("purchase", "Purchases")], readonly=True)
    tax_ids = fields.Many2many("account.tax", readonly=True, context={"active_test": False})
    journal_id = fields.Many2one("account.journal", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    old_account_id = fields.Many2one("xero.account", readonly=True)
    default_field = fields.Char(readonly=True)
    flag = fields.Char(readonly=True)
    what = fields.Char("In Odoo", compute="_compute_what")
    hint = fields.Char(compute="_compute_allowed")
    allowed_rate_ids = fields.Many2many("xero.tax.rate", compute="_compute_allowed")
    allowed_account_ids = fields.Many2many("xero.account", compute="_compute_allowed")
    tax_rate_id = fields.Many2one(
        "xero.tax.rate",
        domain="[('id', 'in', allowed_rate_ids)]",
        compute="_compute_tax_rate_id",
        store=True,
        readonly=False,
    )
    xero_account_id = fields.Many2one("xero.account", domain="[('id', 'in', allowed_account_ids)]")

    @api.depends("kind")
    def _compute_what(self):
        for line in self:
            record = line.journal_id or line.account_id or line.old_account_id
            texts = {
                "tax": " + ".join(line.tax_ids.mapped("name")) or self.env._("No tax"),
                "default": self.env._("All lines without an account of their own"),
            }
            line.what = texts.get(line.kind) or record.display_name

    def _mapping(self):
        """Return the row of these taxes, one that is not stored where there is none."""
        return self.env["xero.tax.mapping"]._of_taxes(self.connection_id, self.tax_ids, self.direction)

    @api.depends("kind", "connection_id")
    def _compute_allowed(self):
        for line in self:
            mapping = line._mapping() if line.kind == "tax" else self.env["xero.tax.mapping"]
            line.allowed_rate_ids = mapping.allowed_rate_ids._origin
            line.hint = False if line.allowed_rate_ids else mapping.problem
            own = [("connection_id", "=", line.connection_id.id), (line.flag or "id", "!=", False)]
            line.allowed_account_ids = self.env["xero.account"].search(own) if line.flag else False

    @api.depends("kind", "connection_id")
    def _compute_tax_rate_id(self):
        for line in self:
            line.tax_rate_id = line._mapping()._suggest()._origin if line.kind == "tax" else False

    def _apply(self):
        """Write the mapping with the user's own rights: what waits for it goes by that."""
        getattr(self, f"_apply_{self.kind}")(self.connection_id)
        self.connection_id._unblock()

    def _apply_tax(self, connection):
        mapping = self.env["xero.tax.mapping"]._find(connection, self.tax_ids, self.direction)
        if not mapping:
            taxes = [Command.set(self.tax_ids.ids)]
            values = {"connection_id": connection.id, "direction": self.direction, "tax_ids": taxes}
            mapping = mapping.create(values)
        mapping.tax_rate_id = self.tax_rate_id

    def _apply_default(self, connection):
        connection[self.default_field] = self.xero_account_id

    def _apply_account(self, connection):
        """Put another account in the place of one that Xero no longer takes, wherever it was chosen."""
        old = self.old_account_id
        rows = connection.account_mapping_ids.filtered(lambda row: row.xero_account_id == old)
        rows.xero_account_id = self.xero_account_id
        for name in ("sales_account_id", "bills_account_id"):
            if connection[name] == old:
                connection[name] = self.xero_account_id

    def _apply_payment(self, connection):
        source = {"journal_id": self.journal_id.id, "account_id": self.account_id.id}
        target = {"connection_id": connection.id, "xero_account_id": self.xero_account_id.id}
        self.env["xero.account.mapping"].create({**source, **target})
