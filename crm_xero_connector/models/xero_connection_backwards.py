from odoo import models

from ..exceptions import MappingError


class XeroConnection(models.Model):
    """The mappings read from Xero to Odoo: which account and which taxes of Odoo stand for one of Xero's."""

    _inherit = "xero.connection"

    def _odoo_account_for(self, line, invoice):
        """Return the Odoo account of a line of Xero: that of the invoice's own lines, the mapping's, the journal's.

        :param line: a `mappers.credit.CreditLine`
        :param invoice: the `account.move` that is credited
        :raise MappingError: when none of them stands for it
        """
        domain = [("connection_id", "=", self.id)]
        domain.append(("xero_id", "=", line.account_id) if line.account_id else ("code", "=", line.account_code))
        account = self.env["xero.account"].search(domain, limit=1)
        own = invoice.invoice_line_ids.filtered(lambda item: item.display_type == "product")
        found = own.filtered(lambda item: account and self._account_for(item) == account).account_id
        found |= self.account_mapping_ids.filtered(lambda row: row.xero_account_id == account).account_id
        if account and account in (self.sales_account_id, self.bills_account_id):
            found |= invoice.journal_id.default_account_id
        if not found:
            raise MappingError(
                self.env._("No account in Odoo stands for %s. Add it under Map Accounts.", account.display_name)
            )
        return found[0]

    def _odoo_taxes_for(self, tax_type, direction, invoice):
        """Return the taxes that are mapped to a rate of Xero, those of the invoice first; prices are without tax.

        :param direction: "sale" or "purchase"
        :raise MappingError: when none are, or only such as are part of the price
        """
        rows = self.tax_mapping_ids.filtered(
            lambda row: (
                row.direction == direction
                and row.state == "mapped"
                and row.tax_rate_id.tax_type == tax_type
                and not any(tax.price_include for tax in row.tax_ids.flatten_taxes_hierarchy())
            )
        )
        used = [line.tax_ids for line in invoice.invoice_line_ids]
        own = rows.filtered(lambda row: row.tax_ids in used)
        if not rows:
            raise MappingError(self.env._("No tax in Odoo is mapped to %s without being part of the price.", tax_type))
        return (own or rows)[0].tax_ids
