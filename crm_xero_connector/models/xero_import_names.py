import re

from odoo import api, models
from odoo.fields import Domain

# What `display_name` adds to a name.
RATE = re.compile(r"(?P<name>.*) \((?P<rate>-?[\d.e+-]+) %\)", re.DOTALL)


class XeroImportNames(models.AbstractModel):
    """Finds a record by what Odoo shows and exports of it, so that files of Odoo's own export can be imported again.

    From a connection's page only that organisation's records are found: others have the same names.
    """

    _name = "xero.import.names"
    _description = "Found by What Is Shown"

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator not in ("=", "in"):
            return domain
        texts = [value] if isinstance(value, str) else value
        domain = Domain.OR([Domain(domain), *(self._shown_as(text) for text in texts if isinstance(text, str))])
        connection_id = self.env.context.get("default_connection_id")
        return domain & Domain("connection_id", "=", connection_id) if connection_id else domain

    @api.model
    def _shown_as(self, text):
        """Return the domain of the records that are shown as a text."""
        return Domain.FALSE


class XeroAccount(models.Model):
    _name = "xero.account"
    _inherit = ["xero.account", "xero.import.names"]

    @api.model
    def _shown_as(self, text):
        code, _space, name = text.partition(" ")
        return Domain("code", "=", code) & Domain("name", "=", name)


class XeroTaxRate(models.Model):
    _name = "xero.tax.rate"
    _inherit = ["xero.tax.rate", "xero.import.names"]

    @api.model
    def _shown_as(self, text):
        found = RATE.fullmatch(text)
        return Domain("name", "=", found["name"]) if found else Domain.FALSE


class XeroOption(models.Model):
    _name = "xero.option"
    _inherit = ["xero.option", "xero.import.names"]

    @api.model
    def _shown_as(self, text):
        category, _colon, name = text.partition(": ")
        return Domain("category", "=", category) & Domain("name", "=", name)


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    @api.model
    def _search_display_name(self, operator, value):
        """Find a connection by its organisation or its company: its name is made of them."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain("organisation", operator, value) | Domain("company_id.name", operator, value)
