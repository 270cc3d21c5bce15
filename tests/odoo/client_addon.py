"""A client's add-on that overrides every hook, the way Odoo extends a model; a test says what an override does."""

from odoo import models
from odoo.orm.model_classes import add_to_registry

from odoo.addons.crm_xero_connector.models.hooks import HOOKS

MODULE = "client_addon"
# name of a hook -> function of (super's method, the record, arguments) that a test has put there
OVERRIDES = {}


def _override(model, name):
    def method(self, *args, **kwargs):
        original = getattr(super(CLASSES[model], self), name)
        own = OVERRIDES.get(name)
        return own(original, self, *args) if own else original(*args, **kwargs)

    return method


def _extend(model, names):
    kind = models.AbstractModel if model.startswith("xero.sync") else models.Model
    methods = {name: _override(model, name) for name in names}
    return type(kind)(
        f"Client{model.title().replace('.', '')}", (kind,), {"_inherit": model, "_module": MODULE, **methods}
    )


def _names():
    """Return the names of the hooks by the model that is extended; a mixin's by one that has it."""
    names = {}
    for hook in HOOKS:
        names.setdefault("account.move" if hook.model == "xero.mixin" else hook.model, []).append(hook.name)
    return names


CLASSES = {model: _extend(model, names) for model, names in _names().items()}


def install(case):
    """Have the add-on in the registry for the tests of a class."""
    for cls in CLASSES.values():
        add_to_registry(case.registry, cls)
    case.registry._setup_models__(case.cr, list(CLASSES))
    case.addClassCleanup(_uninstall, case)


def _uninstall(case):
    for model, cls in CLASSES.items():
        bases = case.registry[model]._base_classes__
        case.registry[model]._base_classes__ = tuple(base for base in bases if base is not cls)
    case.registry._setup_models__(case.cr, list(CLASSES))
