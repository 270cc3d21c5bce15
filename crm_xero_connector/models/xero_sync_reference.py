from odoo import api, fields, models

from ..mappers.reference import account_from_xero, organisation_from_xero, tax_rate_from_xero

BEST_SALES_CODE = "200"  # only where the chart has such an account that takes sales


class XeroSyncReference(models.AbstractModel):
    """Reads what the choices are made of: the organisation, its chart of accounts and its tax rates."""

    _name = "xero.sync.reference"
    _description = "Xero Reference Data"
    _inherit = "xero.sync"

    @api.model
    def _pull(self, connection):
        """Read all of it and suggest what is not chosen yet.

        :raise XeroError: when Xero cannot be read; nothing is changed then
        """
        connection = connection.sudo()
        facts = organisation_from_xero(connection._call(lambda gateway: gateway.organisation()))
        accounts = [account_from_xero(item) for item in connection._call(lambda gateway: gateway.accounts())]
        rates = [tax_rate_from_xero(item) for item in connection._call(lambda gateway: gateway.tax_rates())]
        connection.write(self._facts(facts))
        self._mirror(connection, "xero.account", "xero_id", [self._account_values(account) for account in accounts])
        self._mirror(connection, "xero.tax.rate", "tax_type", [self._rate_values(rate) for rate in rates])
        connection.invalidate_recordset(["tax_mapping_ids"])
        self.env["xero.tax.mapping"].sudo().search([("connection_id", "=", connection.id)]).invalidate_recordset()
        self._suggest_accounts(connection)

    @api.model
    def _facts(self, facts):
        return {
            "organisation": facts.name,
            "short_code": facts.short_code,
            "country_code": facts.country,
            "base_currency": facts.base_currency,
            "is_demo": facts.is_demo,
            "period_lock_date": facts.period_lock_date or False,
            "end_of_year_lock_date": facts.end_of_year_lock_date or False,
            "reference_read_at": fields.Datetime.now(),
        }

    @api.model
    def _account_values(self, account):
        return {
            "xero_id": account.xero_id,
            "code": account.code or False,
            "name": account.name,
            "type": account.type,
            "account_class": account.account_class,
            "status": account.status,
            "system_account": account.system_account or False,
            "tax_type": account.tax_type or False,
            "is_payment_account": account.is_payment_account,
            "is_sales_account": account.is_sales_account,
        }

    @api.model
    def _rate_values(self, rate):
        return {
            "tax_type": rate.tax_type,
            "name": rate.name,
            "effective_rate": float(rate.effective_rate),
            "status": rate.status,
            "for_sales": rate.for_sales,
            "for_purchases": rate.for_purchases,
        }

    @api.model
    def _mirror(self, connection, model, key, rows):
        """Make our rows equal to Xero's. A row that vanished there stays, unusable, so that mappings can say why."""
        known = {row[key]: row for row in self.env[model].sudo().search([("connection_id", "=", connection.id)])}
        new = [{"connection_id": connection.id, **values} for values in rows if values[key] not in known]
        for values in rows:
            row = known.pop(values[key], None)
            changes = {name: value for name, value in values.items() if row and row[name] != value}
            if changes:
                row.write(changes)
        self.env[model].sudo().create(new)
        gone = {
            "xero.account": ("is_payment_account", "is_sales_account"),
            "xero.tax.rate": ("for_sales", "for_purchases"),
        }
        for row in known.values():
            row.write({"status": "GONE", **dict.fromkeys(gone[model], False)})

    @api.model
    def _suggest_accounts(self, connection):
        accounts = self.env["xero.account"].sudo().search([("connection_id", "=", connection.id)])
        sales = accounts.filtered("is_sales_account")
        if not connection.sales_account_id:
            usual = sales.filtered(lambda account: account.code == BEST_SALES_CODE)
            connection.sales_account_id = usual or sales[:1]
        payable = accounts.filtered("is_payment_account")
        if not connection.payment_account_id:
            connection.payment_account_id = payable.filtered(lambda account: account.type == "BANK")[:1] or payable[:1]
