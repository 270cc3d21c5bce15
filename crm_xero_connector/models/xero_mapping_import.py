from odoo import api, models
from odoo.fields import Domain

TAX_USE = "xero_type_tax_use"  # in the context of an import: the side that the names of taxes belong to


class XeroMappingImport(models.AbstractModel):
    """Odoo's import for rows of several organisations: a name means the one that the row's own organisation has.

    Accounts, rates, journals and taxes are called the same in each company, and taxes on both sides of the books.
    """

    _name = "xero.mapping.import"
    _description = "Import of Mappings"

    @api.model
    def load(self, fields, data):
        """Import rows, those of each organisation and side by themselves; see Odoo's `load`."""
        parts = {}
        for position, row in enumerate(data):
            parts.setdefault(self._scope_of(dict(zip(fields, row))), []).append(position)
        if len(parts) == 1:
            return super(XeroMappingImport, self._scoped(*parts)).load(fields, data)
        results = [
            (positions, super(XeroMappingImport, self._scoped(scope)).load(fields, [data[at] for at in positions]))
            for scope, positions in parts.items()
        ]
        return self._join(results, len(data))

    @api.model
    def _join(self, results, total):
        """Return the results of several imports as the one of all rows together.

        :param results: list of (the positions of the rows, what `load` returned for them)
        """
        messages, ids = [], {}
        for positions, result in results:
            for message in result["messages"]:
                rows = {key: positions[at] for key, at in message.get("rows", {}).items() if at < len(positions)}
                messages.append({**message, "rows": rows, "record": positions[message.get("record", 0)]})
            ids.update(zip(positions, result["ids"] or ()))
        is_good = all(result["ids"] for _positions, result in results)
        return {"ids": [ids[at] for at in sorted(ids)] if is_good else False, "messages": messages, "nextrow": 0}

    @api.model
    def _scope_of(self, row):
        """Return which organisation and side a row belongs to, as far as it says.

        :param row: dict of column -> text
        """
        Connection, connection = self.env["xero.connection"], None
        if row.get("connection_id"):
            found = Connection.name_search(row["connection_id"], operator="=")
            connection = found[0][0] if len(found) == 1 else None
        elif row.get("connection_id/id"):
            connection = self.env["ir.model.data"]._xmlid_to_res_model_res_id(row["connection_id/id"])[1]
        return connection or self.env.context.get("default_connection_id"), self._side_of(row)

    @api.model
    def _side_of(self, row):
        """Return "sale" or "purchase" where a row says it by a column `direction`."""
        field = self._fields.get("direction")
        names = dict(field._description_selection(self.env)) if field else {}
        return next((key for key, label in names.items() if row.get("direction") in (key, label)), None)

    @api.model
    def _scoped(self, scope):
        """Return this model with a context in which names mean those of a scope; rights only become fewer."""
        connection_id, side = scope
        connection = self.env["xero.connection"].browse(connection_id or ()).exists()
        if connection and connection.has_access("read"):
            companies = connection.company_id
            self = self.with_context(default_connection_id=connection.id, allowed_company_ids=companies.ids)
        return self.with_context(**{TAX_USE: side})


class XeroAccountMapping(models.Model):
    _name = "xero.account.mapping"
    _inherit = ["xero.account.mapping", "xero.mapping.import"]


class XeroTaxMapping(models.Model):
    _name = "xero.tax.mapping"
    _inherit = ["xero.tax.mapping", "xero.mapping.import"]


class XeroTrackingMapping(models.Model):
    _name = "xero.tracking.mapping"
    _inherit = ["xero.tracking.mapping", "xero.mapping.import"]


class XeroFieldPolicy(models.Model):
    _name = "xero.field.policy"
    _inherit = ["xero.field.policy", "xero.mapping.import"]


class XeroRule(models.Model):
    _name = "xero.rule"
    _inherit = ["xero.rule", "xero.mapping.import"]


class AccountTax(models.Model):
    _inherit = "account.tax"

    @api.model
    def _search_display_name(self, operator, value):
        """Find the taxes of one side only while mappings of that side are imported."""
        domain, side = super()._search_display_name(operator, value), self.env.context.get(TAX_USE)
        return Domain(domain) & Domain("type_tax_use", "=", side) if side else domain
