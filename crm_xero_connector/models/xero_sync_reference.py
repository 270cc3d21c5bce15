from odoo import api, fields, models

from .. import exceptions
from ..mappers.reference import (
    account_from_xero,
    items_from_xero,
    organisation_from_xero,
    tax_rate_from_xero,
    themes_from_xero,
    tracking_from_xero,
)

BEST_SALES_CODE = "200"  # only where the chart has such an account that takes sales
# What a row becomes that Xero no longer has.
GONE = {
    "xero.account": {
        "status": "GONE",
        "is_payment_account": False,
        "is_sales_account": False,
        "is_purchase_account": False,
        "takes_lines": False,
    },
    "xero.tax.rate": {"status": "GONE", "for_sales": False, "for_purchases": False},
    "xero.option": {"active": False},
}


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
        options = self._read_options(connection)
        connection.write(self._facts(facts))
        self._mirror(connection, "xero.account", "xero_id", [self._account_values(account) for account in accounts])
        self._mirror(connection, "xero.tax.rate", "tax_type", [self._rate_values(rate) for rate in rates])
        for kind, rows in options.items():
            self._mirror(connection, "xero.option", "xero_id", [{"kind": kind, **row} for row in rows], kind)
        connection.invalidate_recordset(["tax_mapping_ids"])
        self.env["xero.tax.mapping"].sudo().search([("connection_id", "=", connection.id)]).invalidate_recordset()
        self._suggest_accounts(connection)
        connection._unblock()

    @api.model
    def _cron_check(self):
        """Read all of it each night, and tell the managers of mappings that are good no longer."""
        self._each_night("check", self._connections(), self._check)

    @api.model
    def _check(self, connection, _cursor):
        try:
            self._pull(connection)
        except exceptions.XeroAuthError:
            raise
        except exceptions.XeroError as error:
            self.env["xero.log"]._note(connection, "check", self._describe(error), "warning")
            return
        connection._announce_mapping_problems()

    @api.model
    def _read_options(self, connection):
        """Return the rows of each list that documents point to; items only if they are wanted, there may be many."""
        options = {
            "tracking": tracking_from_xero(connection._call(lambda gateway: gateway.tracking_categories())),
            "theme": themes_from_xero(connection._call(lambda gateway: gateway.branding_themes())),
        }
        if connection.send_item_codes:
            options["item"] = items_from_xero(connection._call(lambda gateway: gateway.items()))
        return options

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
            "currency": account.currency or False,
            "is_payment_account": account.is_payment_account,
            "is_sales_account": account.is_sales_account,
            "is_purchase_account": account.is_purchase_account,
            "takes_lines": account.takes_lines,
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
    def _mirror(self, connection, model, key, rows, kind=None):
        """Make our rows equal to Xero's. A row that vanished there stays, unusable, so that mappings can say why."""
        Row = self.env[model].sudo().with_context(active_test=False)
        domain = [("connection_id", "=", connection.id)] + ([("kind", "=", kind)] if kind else [])
        known = {row[key]: row for row in Row.search(domain)}
        new = [{"connection_id": connection.id, **values} for values in rows if values[key] not in known]
        for values in rows:
            self._change_row(known.pop(values[key], Row), values)
        Row.create(new)
        for row in known.values():
            self._change_row(row, GONE[model])

    @api.model
    def _change_row(self, row, values):
        changes = {name: value for name, value in values.items() if row and row[name] != value}
        if changes:
            row.write(changes)

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
