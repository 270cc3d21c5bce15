from odoo import models

from .. import const


class AccountMoveLine(models.Model):
    """What lines point to in Xero's lists: tracking options and items."""

    _inherit = "account.move.line"

    def _xero_tracking(self, connection):
        """Return the tracking options of this line: those of its analytic distribution, then of the salesperson; hook.

        Called for each line by `_xero_line_record`. A line has one option of each category in Xero, so the biggest
        share of a distribution decides. It must not return options that are archived in Xero.

        :param connection: the `xero.connection` it is sent to
        :return: tuple of Xero's (category id, option id), both str, at most two
        """
        rows = connection.tracking_mapping_ids.filtered("option_id.active")
        if not rows:
            return ()
        shares = {}
        for key, percent in (self.analytic_distribution or {}).items():
            for account_id in map(int, str(key).split(",")):
                shares[account_id] = shares.get(account_id, 0) + percent
        wanted = rows.filtered(lambda row: row.analytic_account_id.id in shares)
        wanted = wanted.sorted(lambda row: -shares[row.analytic_account_id.id])
        seller = self.move_id.invoice_user_id
        wanted |= rows.filtered(lambda row: seller and row.user_id == seller)
        found = {}
        for row in wanted:
            found.setdefault(row.option_id.category_id, row.option_id.xero_id)
        return tuple(found.items())

    def _xero_item_code(self, connection):
        """Return the code of the item in Xero that is this line's product, None when there is none; hook.

        Called for each line by `_xero_line_record`. It must not return a code that the organisation does not have:
        Xero refuses the document then.

        :param connection: the `xero.connection` it is sent to
        :return: str or None
        """
        code = self.product_id.default_code
        if not (connection.send_item_codes and code):
            return None
        if len(code) > const.LENGTHS["ItemCode"]:
            return code  # no item can have it: the mapper leaves it out, and the log tells
        domain = [("connection_id", "=", connection.id), ("kind", "=", "item"), ("code", "=", code)]
        return code if self.env["xero.option"].sudo().search_count(domain, limit=1) else None
