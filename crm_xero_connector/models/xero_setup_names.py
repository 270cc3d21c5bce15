import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import float_compare

# How records are named in a file, as paths of fields: what is looked for is the first of these whose values are all
# there; the others are in the file as well, to tell records apart and for who reads it.
NAMES = {
    "xero.account": (("code",), ("name",)),
    "xero.tax.rate": (("tax_type",), ("name",)),
    "xero.option": (("kind", "code"), ("kind", "category", "name"), ("kind", "name")),
    "account.account": (("code",), ("name",)),
    "account.journal": (("code",), ("name",)),
    "account.tax": (("name", "type_tax_use", "amount"),),
    "account.analytic.account": (("plan_id.complete_name", "code"), ("plan_id.complete_name", "name")),
    "res.users": (("login",),),
    "res.country": (("code",), ("name",)),
    "res.currency": (("name",),),
    "res.partner": (("xml_id",), ("ref",), ("name",), ("vat",), ("email",)),
    "res.partner.category": (("name", "parent_id.name"), ("name",)),
    "product.category": (("complete_name",),),
    "product.product": (("default_code",), ("barcode",), ("name",)),
    "product.template": (("default_code",), ("barcode",), ("name",)),
}
USER_MADE = re.compile(r"TAX\d+")  # Xero numbers the rates that people make: another organisation's is another one
# External ids that mean something in one database only: made by an export, or numbered by the company.
LOCAL_ID = re.compile(r"__|[^.]*\.\d+_")
TEXTS = ("char", "text", "selection")


class SetupProblem(Exception):
    """Tell why something of a file cannot be used here.

    :param kind: the outcome of `xero.setup.line`: "missing", "ambiguous" or "refused"
    """

    def __init__(self, kind, text):
        super().__init__(text)
        self.kind = kind


class XeroSetup(models.AbstractModel):
    """Names records in a way that means the same in another company, organisation and database."""

    _inherit = "xero.setup"

    @api.model
    def _ways(self, model):
        """Return how records of a model are named, see `NAMES`."""
        Model = self.env[model]
        own = "complete_name" if "complete_name" in Model._fields else Model._rec_name
        return NAMES.get(model) or (("xml_id",), (own or "display_name",))

    @api.model
    def _name_of(self, record):
        """Return what a record is called, in no user's language: dict of path -> text or number."""
        record.check_access("read")
        record = record.with_context(lang=None)
        paths = dict.fromkeys(path for way in self._ways(record._name) for path in way)
        values = {path: self._value_at(record, path) for path in paths}
        return {path: value for path, value in values.items() if value is not False and value != ""}

    @api.model
    def _value_at(self, record, path):
        if path == "xml_id":
            name = record.get_external_id().get(record.id, "")
            return "" if LOCAL_ID.match(name) else name
        value = record.sudo()  # the plan of an analytic account, say, is a part of its name
        for part in path.split("."):
            value = value[part]
        return "" if path == "tax_type" and USER_MADE.fullmatch(value or "") else value

    @api.model
    def _record_of(self, model, name, connection):
        """Return the record of a name.

        :param name: what `_name_of` returned somewhere else
        :raise SetupProblem: when there is none, or there are several
        """
        self._check_name(model, name)
        found = self.env[model]
        for way in self._ways(model):
            if not all(path in name for path in way):
                continue
            found = self._search(model, {path: name[path] for path in way}, connection)
            if found or way != ("xml_id",):
                break
        found = self._tell_apart(found, name)
        if not found:
            raise SetupProblem("missing", self.env._("There is no %s here.", self._say_name(model, name)))
        if len(found) > 1:
            text = self.env._(
                "There are %(count)s of %(name)s here.", count=len(found), name=self._say_name(model, name)
            )
            raise SetupProblem("ambiguous", text)
        return found.with_env(self.env)

    @api.model
    def _check_name(self, model, name):
        """Refuse what cannot be a name, before PostgreSQL does."""
        is_name = isinstance(name, dict) and name
        for path, value in (name if is_name else {}).items():
            field = self.env[model]._fields.get(path)
            numeric = field is not None and field.type not in TEXTS
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            is_name = is_name and (is_number if numeric else isinstance(value, str))
        if not is_name:
            raise SetupProblem("refused", self.env._("'%s' is no name of a record.", str(name)[:80]))

    @api.model
    def _search(self, model, values, connection):
        """Return the records that have these values and can be used by a connection; archived ones only if need be."""
        Model = self.env[model].with_context(lang=None)
        domain = Domain.TRUE
        if "connection_id" in Model._fields:
            domain = Domain("connection_id", "=", connection.id)
        elif {"company_id", "company_ids"} & Model._fields.keys():
            domain = Domain(Model._check_company_domain(connection.company_id))
        for path, value in values.items():
            if path == "xml_id":
                kind, record_id = self.env["ir.model.data"]._xmlid_to_res_model_res_id(value)
                domain &= Domain("id", "in", [record_id] if kind == model else [])
            elif "." not in path and Model._fields[path].type in TEXTS:
                domain &= Domain(path, "=", value)
        rest = {path: value for path, value in values.items() if path != "xml_id"}
        # what Xero no longer has is no choice; what Odoo has archived may still be on documents
        for active_test in (True,) if model == "xero.option" else (True, False):
            found = Model.with_context(active_test=active_test).search(domain)
            found = found.filtered(lambda record: all(self._is_value(record, *item) for item in rest.items()))
            if found:
                break
        return found

    @api.model
    def _is_value(self, record, path, value):
        own = self._value_at(record, path) or ""
        if isinstance(value, float) or isinstance(own, float):
            return float_compare(own or 0, value or 0, precision_digits=4) == 0
        return own == value

    @api.model
    def _tell_apart(self, found, name):
        """Return the ones of several records that the rest of the name fits, what it lacks included, or all of them."""
        for path in dict.fromkeys(path for way in self._ways(found._name) for path in way):
            if len(found) > 1:
                value = name.get(path, "")
                found = found.filtered(lambda one, path=path, value=value: self._is_value(one, path, value)) or found
        return found

    @api.model
    def _say_name(self, model, name):
        """Return a name in words, with what kind of a record it is."""
        values = [str(value) for path, value in name.items() if path != "xml_id"] or list(name.values())
        return f"{self._say_kind(model)} '{' '.join(values)}'"

    @api.model
    def _say_kind(self, model):
        if model == "xero.connection":
            return self.env._("Setting")
        return self.env["ir.model"].sudo()._get(model).name
