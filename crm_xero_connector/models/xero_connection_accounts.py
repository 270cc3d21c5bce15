from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..exceptions import MappingError
from ..mappers.values import normalise_name


class XeroConnection(models.Model):
    """Which account of Xero something in Odoo is booked on."""

    _inherit = "xero.connection"

    bills_account_id = fields.Many2one(
        "xero.account",
        domain="[('connection_id', '=', id), ('is_purchase_account', '=', True)]",
        copy=False,
        tracking=True,
        help="Lines of vendor bills go to this Xero account, unless their Odoo account has a mapping of its own.",
    )

    @api.constrains("bills_account_id")
    def _check_bills_account(self):
        for connection in self:
            account = connection.bills_account_id
            if account and not (account.connection_id == connection and account.is_purchase_account):
                text = self.env._("%s is not an active account for costs in Xero.", account.display_name)
                raise ValidationError(text)

    def _account_for(self, line):
        """Return the Xero account of an invoice line: a rule's, its category's, its account's, else the default; hook.

        Called for each line by `_xero_line_record`, and when a document is looked up. It must not write, and it must
        not return an account of another connection.

        :param line: an `account.move.line`
        :return: one `xero.account`
        :raise MappingError: when there is none, or Xero no longer takes lines there
        """
        return self._choose_account(line).value

    def _mapping(self, name, record):
        """Return the row in which an Odoo account or journal is mapped.

        :param name: the field of `xero.account.mapping`
        """
        return self.account_mapping_ids.filtered(lambda row: record and row[name] == record)

    def _category_mapping(self, category, flag):
        """Return the row of a product category, or of the nearest one above it.

        :param flag: the field of `xero.account` that has to be set
        """
        rows = self.account_mapping_ids.filtered(lambda row: row.categ_id and row.xero_account_id[flag])
        while rows and category:
            found = rows.filtered(lambda row, own=category: row.categ_id == own)
            if found:
                return found
            category = category.parent_id
        return self.env["xero.account.mapping"]

    def _tax_directions(self):
        """Return which taxes are to be mapped."""
        return ("sale", "purchase") if self.send_bills else ("sale",)

    def _payment_account_of(self, place):
        """Return the Xero account on which a journal's payments arrive, or what is written off on an account.

        :param place: an `account.journal` or an `account.account`
        :raise MappingError: when it has none
        """
        is_journal = place._name == "account.journal"
        found = self._mapping("journal_id" if is_journal else "account_id", place).xero_account_id
        if not found and place == self.payment_journal_id:
            found = self.payment_account_id
        if found and found.is_payment_account:
            return found
        if is_journal:
            text = self.env._(
                "The journal %s has no account for payments in Xero. Add it under Map Accounts.", place.name
            )
        else:
            text = self.env._(
                "A rest was written off on %s. Map it under Map Accounts to an account in Xero with payments enabled.",
                place.display_name,
            )
        raise MappingError(text)

    def _journal_for(self, account_xero_id, company):
        """Return the journal of payments on a Xero account: its mapping's, else the one for all payments.

        :param company: the document's, which may use its own journals and those of the companies above it
        """
        usable = company.sudo().parent_ids
        rows = self.account_mapping_ids.filtered(
            lambda row: row.journal_id.company_id in usable and row.xero_account_id.xero_id == account_xero_id
        )
        return rows.journal_id[:1] or self.payment_journal_id

    def action_map_tracking(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_tracking_mapping_action")
        return {**action, "domain": [("connection_id", "=", self.id)], "context": {"default_connection_id": self.id}}

    def action_map_accounts(self):
        """Have a row for each account that has an equal in Xero, and show them."""
        self.ensure_one()
        self.check_access("write")
        self._suggest_account_mappings()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_account_mapping_action")
        return {**action, "domain": [("connection_id", "=", self.id)], "context": {"default_connection_id": self.id}}

    def _suggest_account_mappings(self):
        """Map accounts that have the code or, word for word, the name of an account in Xero."""
        rows = self._equal_accounts("is_sales_account", ("income", "income_other"), self.sales_account_id)
        if self.send_bills:
            kinds = ("expense", "expense_direct_cost", "expense_other", "expense_depreciation", "asset_fixed")
            rows += self._equal_accounts("is_purchase_account", kinds, self.bills_account_id)
        return self.env["xero.account.mapping"].create(rows)

    def _equal_accounts(self, flag, kinds, default):
        """Return the rows for Odoo accounts that have an equal in Xero.

        :param flag: the field of `xero.account` that has to be set
        :param kinds: Odoo's account types
        :param default: where lines go anyway
        """
        targets = self.env["xero.account"].search([("connection_id", "=", self.id), (flag, "=", True)])
        by_code = {account.code: account for account in targets if account.code}
        by_name = targets.grouped(lambda account: normalise_name(account.name))
        domain = [("account_type", "in", kinds), ("company_ids", "in", self.company_id.ids)]
        accounts = self.env["account.account"].with_company(self.company_id).search(domain)
        rows = []
        for account in accounts - self.account_mapping_ids.account_id:
            named = by_name.get(normalise_name(account.name), targets.browse())
            found = by_code.get(account.code) or (named if len(named) == 1 else targets.browse())
            if found - default:
                rows.append({"connection_id": self.id, "account_id": account.id, "xero_account_id": found.id})
        return rows
