import functools
import inspect
from contextlib import nullcontext

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..exceptions import HookError, MappingError, XeroError
from .hooks import HOOKS
from .xero_connection import LOST_CONNECTION, is_end_of_process

_lt = LazyTranslate(__name__)

OWN = "crm_xero_connector"
FAILED = _lt(
    "The add-on %(module)s failed in %(hook)s: %(what)s. Have it corrected, or uninstall it; then press Retry."
)


class XeroHook(models.AbstractModel):
    """Stands between the engines and other add-ons' overrides of our hooks.

    Where another add-on overrides a hook, its answer is checked, and what it raises becomes a `HookError` that names
    the add-on. As that is an error of one record, the others go on. Hooks that nobody overrides are called as they are.
    """

    _name = "xero.hook"
    _description = "Hooks for Other Add-ons"

    def _register_hook(self):
        super()._register_hook()
        self._take_guards_off()
        for hook in HOOKS:
            for model in self.pool.descendants([hook.model], "_inherit"):
                cls = self.pool[model]
                if overriders(cls, hook.name):
                    setattr(cls, hook.name, guarded(cls, hook))

    def _unregister_hook(self):
        self._take_guards_off()
        return super()._unregister_hook()

    def _take_guards_off(self):
        for hook in HOOKS:
            for model in self.pool.descendants([hook.model], "_inherit"):
                cls = self.pool[model]
                if hasattr(vars(cls).get(hook.name), "guards"):
                    delattr(cls, hook.name)

    @api.model
    def _savepoint(self, records, name):
        """Return a savepoint where another add-on overrides a hook, whose queries may fail; else nothing is needed."""
        return self.env.cr.savepoint() if overriders(type(records), name) else nullcontext()

    @api.model
    def _is_overridden(self, records, name):
        return bool(overriders(type(records), name))

    @api.model
    def _with_suspects(self, text, records, name):
        """Return a sentence about values that Odoo does not take, with the add-ons that had a hand in them."""
        modules = ", ".join(base._module for base in overriders(type(records), name))
        if not modules or modules in text:
            return text
        return self.env._(
            "%(text)s (The add-on %(module)s had a hand in %(hook)s.)", text=text, module=modules, hook=name
        )

    @api.model
    def _error(self, base, hook, what):
        parts = {"module": base._module, "hook": f"{hook.model}.{hook.name}", "what": what}
        text = self.env._(FAILED)
        return HookError(text % parts)


def overriders(cls, name):
    """Return the classes of other add-ons that override a method, the one that is called first at the front."""
    return [
        base
        for base in cls.__mro__
        if name in vars(base)
        and getattr(base, "pool", None) is None
        and getattr(base, "_module", OWN) not in (None, OWN)
    ]


def culprit(bases, name, error):
    """Return the innermost class whose override was running when it was raised."""
    codes, step = set(), error.__traceback__
    while step:
        codes.add(step.tb_frame.f_code)
        step = step.tb_next
    ran = [base for base in bases if inspect.unwrap(vars(base)[name]).__code__ in codes]
    return (ran or bases)[-1]


def guarded(cls, hook):
    """Return the method of a model's class that asks the overrides and judges what they do."""
    passes = XeroError if hook.name == "_gateway" else MappingError

    @functools.wraps(getattr(cls, hook.name))
    def ask(self, *args, **kwargs):
        bases, judge = overriders(cls, hook.name), self.env["xero.hook"]
        try:
            answer = getattr(super(cls, self), hook.name)(*args, **kwargs)
        except (passes, *LOST_CONNECTION):
            raise
        except Exception as error:
            if is_end_of_process(error):
                raise
            what = f"{type(error).__name__}: {error}"
            raise judge._error(culprit(bases, hook.name, error), hook, what) from error
        problem = hook.check(self, answer)
        if problem:
            raise judge._error(bases[0], hook, problem)
        return answer

    ask.guards = hook
    return ask
