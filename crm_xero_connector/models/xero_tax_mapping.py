from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare, html2plaintext

from ..mappers.suggest import most_alike
from .xero_tax_rate import RATE_DIGITS

PROBE = 1_000_000.0  # big enough that rounding to cents leaves four decimals of the rate exact
PERCENTAGES = ("percent", "division")
NO_TAX_TYPES = ("NONE", "BASEXCLUDED")


class XeroTaxMapping(models.Model):
    """A set of Odoo taxes, also the empty one, and the one Xero rate that charges the same."""

    _name = "xero.tax.mapping"
    _description = "Xero Tax Mapping"
    _order = "is_empty desc, effective_rate desc, id"
    _check_company_auto = True

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    direction = fields.Selection([("sale", "Sales")], default="sale", required=True)
    tax_ids = fields.Many2many(
        "account.tax",
        string="Odoo Taxes",
        check_company=True,
        domain="[('type_tax_use', '=', direction), ('company_id', 'parent_of', company_id)]",
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
                domain = [("connection_id", "=", mapping.connection_id._origin.id), ("for_sales", "=", True)]
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
                        "%(theirs)s. Choose an active Xero rate for sales of %(ours)s %%.",
                        taxes=mapping.display_name,
                        ours=f"{mapping.effective_rate:g}",
                        theirs=rate.display_name,
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

    # --- preparing the screen ----------------------------------------------------------------------------------------

    @api.model
    def _prepare(self, connection):
        """Have a row for lines without tax and one for each active sales tax, with a suggestion where there is one."""
        domain = [("type_tax_use", "=", "sale"), ("company_id", "parent_of", connection.company_id.id)]
        wanted = [self.env["account.tax"], *self.env["account.tax"].search(domain)]
        known = set(connection.tax_mapping_ids.mapped("tax_key"))
        rows = self.create(
            [
                {"connection_id": connection.id, "tax_ids": [Command.set(taxes.ids)]}
                for taxes in wanted
                if self._key(taxes) not in known
            ]
        )
        for mapping in rows:
            mapping.tax_rate_id = mapping._suggest()
        return rows

    def _suggest(self):
        """Return the equal rate whose name says the same, or the only one; when in doubt none."""
        rates = self.allowed_rate_ids
        if self.is_empty:
            none = rates.filtered(lambda rate: rate.tax_type in NO_TAX_TYPES)
            return (none or rates)[:1]
        position = most_alike(" ".join(map(self._words_of, self.tax_ids)), rates.mapped("name"))
        return rates[position] if position is not None else rates.browse()

    @api.model
    def _words_of(self, tax):
        return html2plaintext(tax.description or "") or tax.invoice_label or tax.name

    @api.model
    def _resolve(self, connection, taxes):
        """Return the valid mapping of the taxes on a line, an empty recordset when there is none."""
        key = self._key(taxes)
        mapping = connection.tax_mapping_ids.filtered(lambda row: row.direction == "sale" and row.tax_key == key)
        return mapping.filtered(lambda row: row.state == "mapped")
