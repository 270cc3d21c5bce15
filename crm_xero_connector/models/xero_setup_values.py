from odoo import api, fields, models
from odoo.tools import float_compare

from .xero_setup_names import SetupProblem

MAX_INTEGER = 2**31


class XeroSetup(models.AbstractModel):
    """Turns the values of a file into those of a connection, compares them, and says them in words."""

    _inherit = "xero.setup"

    @api.model
    def _decode_row(self, model, raw, connection):
        """Return the values of a row: dict of field name -> value.

        What the row does not mention is empty, or what Odoo fills in where it must not be.

        :raise SetupProblem: at the first value that cannot be used here
        """
        if not isinstance(raw, dict):
            raise SetupProblem("refused", self.env._("This is no row."))
        known = self._fields_of(model)
        for name in raw.keys() - known.keys():
            raise SetupProblem("refused", self.env._("The field '%s' is not known here.", str(name)[:80]))
        wanted = {name: field for name, field in known.items() if name in raw or not field.required}
        return {name: self._decode(field, raw.get(name), connection) for name, field in wanted.items()}

    @api.model
    def _decode(self, field, raw, connection):
        """Return a value as a field has it.

        :raise SetupProblem: when the field takes no such value, or the record is not here
        """
        if field.type == "many2one":
            return self._record_of(field.comodel_name, raw, connection) if raw else self.env[field.comodel_name]
        if field.type == "many2many":
            if not isinstance(raw or [], list):
                self._refuse(field, raw)
            records = [self._record_of(field.comodel_name, name, connection) for name in raw or ()]
            return self.env[field.comodel_name].union(*records)
        if raw is None:
            return False
        if not self._fits(field, raw):
            self._refuse(field, raw)
        return fields.Date.to_date(raw) if field.type == "date" else raw

    @api.model
    def _refuse(self, field, raw):
        label, value = self._label_of(field), str(raw)[:80]
        raise SetupProblem("refused", self.env._("%(field)s cannot be '%(value)s'.", field=label, value=value))

    @api.model
    def _fits(self, field, raw):
        """Tell whether a plain value is of a field's type."""
        is_number = isinstance(raw, (int, float)) and not isinstance(raw, bool)
        if field.type == "boolean":
            return isinstance(raw, bool)
        if field.type == "integer":
            return is_number and isinstance(raw, int) and abs(raw) < MAX_INTEGER
        if field.type == "float":
            return is_number and abs(raw) < MAX_INTEGER
        if field.type == "selection":
            return isinstance(raw, str) and raw in field.get_values(self.env)
        if field.type == "date":
            return isinstance(raw, str) and self._is_date(raw)
        return isinstance(raw, str)

    @api.model
    def _is_date(self, text):
        try:
            return fields.Date.to_string(fields.Date.to_date(text)) == text
        except ValueError:
            return False

    # --- comparing and writing ---------------------------------------------------------------------------------------

    @api.model
    def _changes(self, record, values):
        """Return the values that a record has differently."""
        known = self._fields_of(record._name)
        return {name: value for name, value in values.items() if not self._is_same(known[name], record[name], value)}

    @api.model
    def _is_same(self, field, one, other):
        if field.type == "float":
            return float_compare(one, other, precision_digits=4) == 0
        if field.type == "many2many":
            return set(one.ids) == set(other.ids)
        return (one or False) == (other or False)

    # --- words -------------------------------------------------------------------------------------------------------

    @api.model
    def _label_of(self, field):
        return field.get_description(self.env, ["string"])["string"]

    @api.model
    def _say(self, field, value):
        """Return a value in words."""
        if isinstance(value, models.BaseModel):
            return ", ".join(value.mapped("display_name")) or self.env._("nothing")
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value) or self.env._("nothing")
        return str(value) if value or value == 0 and field.type in ("integer", "float") else self.env._("nothing")

    @api.model
    def _say_values(self, model, values):
        """Return the values of a new row in words, the empty ones left out."""
        known = self._fields_of(model)
        parts = [
            f"{self._label_of(known[name])}: {self._say(known[name], value)}" for name, value in values.items() if value
        ]
        return "; ".join(parts)

    @api.model
    def _say_changes(self, record, changes):
        """Return what changes in a record in words."""
        known = self._fields_of(record._name)
        return "; ".join(
            f"{self._label_of(known[name])}: {self._say(known[name], record[name])} → {self._say(known[name], value)}"
            for name, value in changes.items()
        )
