from odoo import api, fields, models

from .xero_connection import ADMIN_FIELDS

FORMAT = "crm_xero_connector.setup"
VERSION = 1
PLAIN = ("boolean", "integer", "float", "char", "text", "selection", "date")
RELATIONS = ("many2one", "many2many")
OWN = {"connection_id", "company_id"}  # where a set-up is: what an import says anew


class XeroSetup(models.AbstractModel):
    """What was chosen for a connection, as one file that another connection can be set up with.

    The file holds no id of a database and nothing of the app, the log-in or the organisation: records are named as
    people name them. Which fields belong to it is told by the fields themselves, so that one that an add-on adds comes
    along: what is stored, can be edited, and is a plain value or points to records.
    """

    _name = "xero.setup"
    _description = "Set-up of a Xero Connection"

    @api.model
    def _models(self):
        """Return the models whose rows belong to a set-up, in the order of their import.

        Each has a field `connection_id`. An add-on with rows of its own adds its model, and gives it a method
        `_setup_key`, see there.

        :return: list of names
        """
        known = ("xero.account.mapping", "xero.tax.mapping", "xero.tracking.mapping", "xero.field.policy", "xero.rule")
        return [name for name in known if name in self.env]

    @api.model
    def _fields_of(self, model):
        """Return the fields of a model that a person fills in: dict of name -> field."""
        Model = self.env[model]
        left_out = OWN | (ADMIN_FIELDS if model == "xero.connection" else set())
        return {
            name: field
            for name, field in Model._fields.items()
            if field.store
            and not field.readonly
            and field.type in PLAIN + RELATIONS
            and name not in left_out
            and Model._has_field_access(field, "read")
        }

    @api.model
    def _within(self, connection):
        """Return this engine in the company of a connection: codes of accounts are those of the company."""
        return self.with_company(connection.company_id)

    @api.model
    def _rows_of(self, model, connection):
        return self.env[model].with_context(active_test=False).search([("connection_id", "=", connection.id)])

    # --- export ------------------------------------------------------------------------------------------------------

    @api.model
    def _export(self, connection):
        """Return a connection's set-up as plain values, ready for JSON. Only what was chosen is in it.

        :raise AccessError: when the user may not read all of it
        """
        connection.check_access("read")
        self = self._within(connection)
        connection = connection.with_env(self.env)
        company = connection.company_id
        return {
            "format": FORMAT,
            "version": VERSION,
            "about": {
                "company": company.name,
                "organisation": connection.organisation or "",
                "country": connection.country_code or "",
                "currency": company.currency_id.name,
                "made": fields.Date.to_string(fields.Date.today()),
            },
            "settings": self._encode(connection),
            "rows": {model: self._encode_rows(model, connection) for model in self._models()},
        }

    @api.model
    def _encode_rows(self, model, connection):
        """Return the rows of a model; a tax for which nothing is chosen is left to the suggestions over there."""
        rows = self._rows_of(model, connection)
        if model == "xero.tax.mapping":
            rows = rows.filtered("tax_rate_id")
        return [self._encode(row) for row in rows]

    @api.model
    def _encode(self, record):
        """Return the values of a record that are not empty."""
        values = {
            name: self._encode_value(field, record[name]) for name, field in self._fields_of(record._name).items()
        }
        return {name: value for name, value in values.items() if not self._is_empty(value)}

    @api.model
    def _encode_value(self, field, value):
        if field.type == "many2one":
            return self._name_of(value) if value else None
        if field.type == "many2many":
            return [self._name_of(record) for record in value]
        if field.type == "date":
            return fields.Date.to_string(value) if value else None
        return value if value or field.type in ("boolean", "integer", "float") else None

    @api.model
    def _say_about(self, data):
        """Return where a set-up comes from, in words."""
        about = data.get("about")
        known = about if isinstance(about, dict) else {}
        values = [str(known[name])[:80] for name in ("company", "organisation", "country", "made") if known.get(name)]
        return ", ".join(values)

    @api.model
    def _is_empty(self, value):
        return value is None or value == []
