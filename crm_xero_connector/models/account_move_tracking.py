from odoo import models


class AccountMoveLine(models.Model):
    """What lines point to in Xero's lists: tracking options and items."""

    _inherit = "account.move.line"

    def _xero_tracking(self, connection):
        """Return the tracking options of this line: those of rules, its analytic accounts, its seller; hook.

        Called for each line by `_xero_line_record`. A line has one option of each category in Xero, so the biggest
        share of a distribution decides. It must not return options that are archived in Xero.

        :param connection: the `xero.connection` it is sent to
        :return: tuple of Xero's (category id, option id), both str, at most two
        """
        chosen = [choice.value for choice in connection._choose_tracking(self)]
        return tuple((option.category_id, option.xero_id) for option in chosen)

    def _xero_tracking_mappings(self, connection):
        """Return the mappings of this line: of its analytic accounts, the biggest share first, then its salesperson's.

        :param connection: the `xero.connection` it is sent to
        """
        rows = connection.tracking_mapping_ids.filtered("option_id.active")
        if not rows:
            return rows
        shares = self._xero_analytic_shares()
        wanted = rows.filtered(lambda row: row.analytic_account_id.id in shares)
        wanted = wanted.sorted(lambda row: -shares[row.analytic_account_id.id])
        seller = self.move_id.invoice_user_id
        return wanted | rows.filtered(lambda row: seller and row.user_id == seller)

    def _xero_analytic_shares(self):
        """Return which share of this line goes to each analytic account: dict of id -> percent."""
        shares = {}
        for key, percent in (self.analytic_distribution or {}).items():
            for account_id in map(int, str(key).split(",")):
                shares[account_id] = shares.get(account_id, 0) + percent
        return shares

    def _xero_item_code(self, connection):
        """Return the code of the item in Xero that this line has, None when there is none; hook.

        Called for each line by `_xero_line_record`. It must not return a code that the organisation does not have:
        Xero refuses the document then.

        :param connection: the `xero.connection` it is sent to
        :return: str or None
        """
        return connection._choose_item(self).value or None
