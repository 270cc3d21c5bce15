import ast

from odoo import api, models

from .xero_rule_check import FILTERS

OPERATORS = ("&", "|", "!")
SUBDOMAINS = ("any", "not any")


class XeroSetup(models.AbstractModel):
    """Filters that a person made: the ids in them become names in a file, and ids of the records here again."""

    _inherit = "xero.setup"

    @api.model
    def _filters(self, model):
        """Return which fields of a model hold a domain, and over which records.

        :return: dict of field name -> model
        """
        return FILTERS if model == "xero.rule" else {}

    @api.model
    def _encode_value(self, field, value):
        over = self._filters(field.model_name).get(field.name)
        domain = self._parse(value) if over and value else None
        if domain is None:
            return super()._encode_value(field, value)
        return self._walk(over, domain, self._name_ids)

    @api.model
    def _decode(self, field, raw, connection):
        over = self._filters(field.model_name).get(field.name)
        if not (over and isinstance(raw, list)):
            return super()._decode(field, raw, connection)

        def find(model, value):
            if isinstance(value, dict):
                return self._record_of(model, value, connection).id
            return value

        try:
            return repr(self._walk(over, raw, find, leaf=tuple))
        except (AttributeError, TypeError, ValueError, RecursionError):
            return self._refuse(field, raw)

    @api.model
    def _is_same(self, field, one, other):
        if field.name in self._filters(field.model_name) and one and other:
            first, second = self._parse(one), self._parse(other)
            return one == other if first is None or second is None else self._plain(first) == self._plain(second)
        return super()._is_same(field, one, other)

    @api.model
    def _parse(self, text):
        """Return a domain as a list, None when it is computed and means the same everywhere."""
        try:
            domain = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
        return domain if isinstance(domain, list) else None

    @api.model
    def _plain(self, value):
        return [self._plain(part) for part in value] if isinstance(value, (list, tuple)) else value

    @api.model
    def _walk(self, model, domain, change, leaf=list):
        """Return a domain with the records in it changed.

        :param model: what the domain is over
        :param change: function of (model, id or name), which returns the other one
        :param leaf: the type of a condition
        :raise SetupProblem: when a record is not here
        """
        found = []
        for part in domain:
            if isinstance(part, str) and part in OPERATORS:
                found.append(part)
                continue
            path, operator, value = part
            comodel = self._comodel(model, path)
            if comodel and operator in SUBDOMAINS:
                value = self._walk(comodel, value, change, leaf)
            elif comodel:
                value = (
                    [change(comodel, one) for one in value]
                    if isinstance(value, (list, tuple))
                    else change(comodel, value)
                )
            found.append(leaf((path, operator, value)))
        return found

    @api.model
    def _comodel(self, model, path):
        """Return the model that a path leads to, None when it ends at a plain value."""
        for name in path.split("."):
            field = self.env[model]._fields.get(name) if model else None
            if name == "id":
                continue
            model = field.comodel_name if field is not None else None
        return model if path else None

    @api.model
    def _name_ids(self, model, value):
        if not isinstance(value, int) or isinstance(value, bool):
            return value
        record = self.env[model].browse(value).exists()
        return self._name_of(record) if record else {}  # it was deleted: by no name it is found anywhere
