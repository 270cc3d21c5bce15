from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare

from .xero_tax_rate import RATE_DIGITS

PROBE = 1_000_000.0  # big enough that rounding to cents leaves four decimals of the rate exact
PERCENTAGES = ("percent", "division")


class XeroTaxMapping(models.Model):
    """A set of Odoo taxes, also the empty one, and the one Xero rate that charges the same."""

    _name = "xero.tax.mapping"
    _description = "Xero Tax Mapping"
    _order = "direction desc, is_empty desc, effective_rate desc, id"
    _check_company_auto = True

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    direction = fields.Selection([("sale", "Sales"), ("purchase", "Purchases")], default="sale", required=True)
    tax_ids = fields.Many2many(
        "account.tax",
        string="Odoo Taxes",
        check_company=True,
        domain="[('type_tax_use', '=', direction), ('company_id', 'parent_of', company_id)]",
        context={"active_test": False},
        help="The taxes on a line, together. Without any: lines without tax.",
    )
    tax_key = fields.Char(compute="_compute_tax_key", store=True)
    is_empty = fields.Boolean(compute="_compute_tax_key", store=True)
    effective_rate = fields.Float("Odoo Rate (%)", compute="_compute_effective_rate", store=True, digits=RATE_DIGITS)
    cannot_map = fields.Char("Cannot be Mapped", compute="_compute_effective_rate", store=True)
    tax_rate_id = fields.Many2one(
        "xero.tax.rate", "Xero Tax Rate", domain="[('id', 'in', allowed_rate_ids)]", ondelete="set null"
    )
    allowed_rate_ids = fields.Many2many("xero.tax.rate", compute="_compute_allowed_rate_ids")
    state = fields.Selection(
        [("mapped", "Mapped"), ("todo", "To map"), ("none", "No equal rate in Xero"), ("wrong", "Rates differ now")],
        compute="_compute_state",
    )
    problem = fields.Char("What to Do", compute="_compute_problem")

    _tax_key_uniq = models.Constraint(
        "UNIQUE(connection_id, direction, tax_key)", "These taxes are mapped in another row already."
    )

    @api.depends("tax_ids")
    def _compute_tax_key(self):
        for mapping in self:
            mapping.tax_key = self._key(mapping.tax_ids)
            mapping.is_empty = not mapping.tax_ids

    @api.model
    def _key(self, taxes):
        return ",".join(str(tax_id) for tax_id in sorted(taxes._origin.ids))

    @api.depends("tax_ids.amount", "tax_ids.amount_type", "tax_ids.children_tax_ids", "tax_ids.include_base_amount")
    def _compute_effective_rate(self):
        for mapping in self:
            flat = mapping.tax_ids.flatten_taxes_hierarchy()
            odd = flat.filtered(lambda tax: tax.amount_type not in PERCENTAGES)
            names = ", ".join(odd.mapped("name"))
            text = self.env._("%s is no percentage, and Xero's rates are percentages only.", names)
            mapping.cannot_map = text if odd else False
            mapping.effective_rate = 0.0 if odd else self._rate_of(mapping.tax_ids)

    @api.model
    def _rate_of(self, taxes):
        """Return what the taxes charge together, in percent of the amount without tax."""
        if not taxes:
            return 0.0
        amounts = taxes._origin.compute_all(PROBE, handle_price_include=False, rounding_method="round_globally")
        untaxed = amounts["total_excluded"]
        return round(100 * (amounts["total_included"] - untaxed) / untaxed, RATE_DIGITS[1])

    @api.depends("effective_rate", "cannot_map", "direction", "connection_id")
    def _compute_allowed_rate_ids(self):
        for mapping in self:
            rates = self.env["xero.tax.rate"]
            if mapping.connection_id and not mapping.cannot_map:
                flag = "for_purchases" if mapping.direction == "purchase" else "for_sales"
                domain = [("connection_id", "=", mapping.connection_id._origin.id), (flag, "=", True)]
                rates = rates.search(domain).filtered(mapping._is_equal)
            mapping.allowed_rate_ids = rates

    def _is_equal(self, rate):
        return float_compare(self.effective_rate, rate.effective_rate, precision_digits=RATE_DIGITS[1]) == 0

    @api.depends("tax_rate_id", "allowed_rate_ids")
    def _compute_state(self):
        for mapping in self:
            if not mapping.tax_rate_id:
                mapping.state = "todo" if mapping.allowed_rate_ids else "none"
            else:
                mapping.state = "mapped" if mapping.tax_rate_id in mapping.allowed_rate_ids else "wrong"

    @api.depends("state", "cannot_map")
    def _compute_problem(self):
        for mapping in self:
            mapping.problem = mapping._say_problem() or False

    def _say_problem(self):
        """Return in words what is wrong with the mapping and what to do."""
        rate, ours = self.tax_rate_id, f"{self.effective_rate:g}"
        if self.cannot_map or self.state == "mapped":
            return self.cannot_map
        if self.state == "todo":
            return self.env._("Choose one of Xero's rates of %s %%.", ours)
        if self.state == "none" and self.effective_rate < 0:
            return self.env._("Xero has no rates below zero: book such lines in Xero itself.")
        if self.state == "none":
            return self.env._("Xero has no active rate of %s %% here. Add one there, then refresh.", ours)
        if self._is_equal(rate):
            return self.env._("Xero no longer takes '%s': it was archived or changed. Choose another rate.", rate.name)
        return self.env._(
            "Odoo charges %(ours)s %%, Xero's %(name)s %(theirs)s %%. Choose another rate or mend the tax.",
            ours=ours,
            name=rate.name,
            theirs=f"{rate.effective_rate:g}",
        )

    @api.depends("tax_ids")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = " + ".join(mapping.tax_ids.mapped("name")) or self.env._("No tax")

    @api.constrains("tax_rate_id", "tax_ids", "connection_id", "direction")
    def _check_equal_rate(self):
        for mapping in self.filtered("tax_rate_id"):
            rate = mapping.tax_rate_id
            if rate not in mapping.allowed_rate_ids:
                raise ValidationError(
                    self.env._(
                        "Only matching tax rates can be mapped to each other: %(taxes)s charges %(ours)s %%, "
                        "%(theirs)s. Choose an active Xero rate for %(side)s of %(ours)s %%.",
                        taxes=mapping.display_name,
                        ours=f"{mapping.effective_rate:g}",
                        theirs=rate.display_name,
                        side=self.env._("purchases") if mapping.direction == "purchase" else self.env._("sales"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        mappings = super().create(vals_list)
        mappings.connection_id._go_live_if_ready()
        return mappings

    def write(self, vals):
        res = super().write(vals)
        if "tax_rate_id" in vals:
            self.connection_id._go_live_if_ready()
            self.connection_id._wake("push")
            self.connection_id._unblock()
        return res
