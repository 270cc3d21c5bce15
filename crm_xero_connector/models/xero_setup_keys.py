from odoo import models


class XeroAccountMapping(models.Model):
    """Which row of a set-up is which: one for each source, and for a category one for each side of the books."""

    _inherit = "xero.account.mapping"

    def _setup_key(self):
        """Return what tells this row from the others of its connection, whatever it is mapped to.

        The key of a row in a file is asked of a new record with its values.

        :return: a tuple that can be compared with another row's
        """
        side = self.categ_id and self.xero_account_id.is_sales_account
        return (self.account_id.id, self.journal_id.id, self.categ_id.id, bool(side))


class XeroTaxMapping(models.Model):
    """Which row of a set-up is which: one for each set of taxes."""

    _inherit = "xero.tax.mapping"

    def _setup_key(self):
        return (self.direction, self._key(self.tax_ids))


class XeroTrackingMapping(models.Model):
    """Which row of a set-up is which: one for each source and category of Xero."""

    _inherit = "xero.tracking.mapping"

    def _setup_key(self):
        return (self.analytic_account_id.id, self.user_id.id, self.option_id.category)


class XeroFieldPolicy(models.Model):
    """Which row of a set-up is which: one for each field."""

    _inherit = "xero.field.policy"

    def _setup_key(self):
        return (self.field_name,)
