from odoo import Command, api, fields, models
from odoo.tools import SQL, html2plaintext

from ..mappers.suggest import most_alike, usual

NO_TAX_TYPES = ("NONE", "BASEXCLUDED")
USED_DAYS = 400
DOCUMENTS = {"sale": ("out_invoice", "out_refund"), "purchase": ("in_invoice", "in_refund")}


class XeroTaxMapping(models.Model):
    """Prepares the screen, and finds the mapping of a line."""

    _inherit = "xero.tax.mapping"

    @api.model
    def _prepare(self, connection):
        """Have a row for lines without tax, each active tax and each set in use, suggested where it can be."""
        known = {(row.direction, row.tax_key) for row in connection.tax_mapping_ids}
        rows = [
            {"connection_id": connection.id, "direction": direction, "tax_ids": [Command.set(taxes.ids)]}
            for direction in connection._tax_directions()
            for taxes in self._wanted(connection, direction)
            if (direction, self._key(taxes)) not in known
        ]
        created = self.create(rows)
        for mapping in created:
            mapping.tax_rate_id = mapping._suggest()
        return created

    @api.model
    def _wanted(self, connection, direction):
        """Return the sets of taxes that lines of the company have or may have."""
        Tax, company = self.env["account.tax"], connection.company_id
        single = Tax.search([("type_tax_use", "=", direction), ("company_id", "parent_of", company.id)])
        used = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT array_agg(rel.account_tax_id ORDER BY rel.account_tax_id)
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN account_move_line_account_tax_rel rel ON rel.account_move_line_id = line.id
                 WHERE line.company_id IN %s AND line.display_type = 'product' AND line.date >= %s
                   AND move.move_type IN %s
                 GROUP BY line.id
                HAVING count(*) > 1
                """,
                tuple(self.env["res.company"].sudo().search([("id", "child_of", company.id)]).ids),
                fields.Date.subtract(fields.Date.today(), days=USED_DAYS),
                DOCUMENTS[direction],
            )
        )
        return [Tax, *single, *(Tax.browse(ids) for (ids,) in used)]

    def _suggest(self):
        """Return the equal rate whose name says the same, or the only one, or the country's usual one; else none."""
        rates = self.allowed_rate_ids
        if self.is_empty:
            none = rates.filtered(lambda rate: rate.tax_type in NO_TAX_TYPES)
            return (none or rates)[:1]
        preferred = usual(self.connection_id.country_code, self.direction, rates.mapped("tax_type"))
        position = most_alike(" ".join(map(self._words_of, self.tax_ids)), rates.mapped("name"), preferred)
        return rates[position] if position is not None else rates.browse()

    @api.model
    def _words_of(self, tax):
        return html2plaintext(tax.description or "") or tax.invoice_label or tax.name

    # --- finding one -------------------------------------------------------------------------------------------------

    @api.model
    def _find(self, connection, taxes, direction):
        key = self._key(taxes)
        return connection.tax_mapping_ids.filtered(lambda row: row.direction == direction and row.tax_key == key)

    @api.model
    def _of_taxes(self, connection, taxes, direction):
        """Return the mapping of the taxes on a line, one that is not stored where there is none."""
        return self._find(connection, taxes, direction) or self.new(
            {"connection_id": connection.id, "direction": direction, "tax_ids": [Command.set(taxes.ids)]}
        )

    @api.model
    def _resolve(self, connection, taxes, direction):
        """Return the valid mapping of the taxes on a line, an empty recordset when there is none; hook.

        Called for each line by `_xero_line_record`, and for each set of taxes when the form of a draft is opened. It
        must not return a rate that charges another percentage: Xero's total would not be Odoo's.

        :param connection: the `xero.connection` it is sent to
        :param taxes: the `account.tax` chosen on the line, perhaps none
        :param direction: "sale" or "purchase"
        :return: at most one `xero.tax.mapping`
        """
        return self._find(connection, taxes, direction).filtered(lambda row: row.state == "mapped")

    @api.model
    def _why_not(self, connection, taxes, direction):
        """Return in words why a line with these taxes cannot be sent."""
        names = " + ".join(taxes.mapped("name")) or self.env._("No tax")
        mapping = self._of_taxes(connection, taxes, direction)
        if mapping.cannot_map or mapping.state == "wrong":
            return f"{names}: {mapping.problem}"
        return self.env._("'%s' is not mapped to a Xero tax rate. Map it under Map Taxes.", names)
