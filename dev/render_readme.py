"""Render what is written about the add-on: python render_readme.py, in the environment that has Odoo.

One source each: readme/*.rst by hand; the hooks from their docstrings; the troubleshooting table from the policy of
errors, the classes' tree and the table of refusals. Made of them: the list in readme/EXTEND.rst,
readme/TROUBLESHOOTING.rst, README.rst and the page in Apps.
"""

import inspect
import re
from types import SimpleNamespace

from docutils.core import publish_parts

import odoo.addons

import paths

if str(paths.ROOT) not in odoo.addons.__path__:
    odoo.addons.__path__.append(str(paths.ROOT))

from odoo.orm.models import MetaModel

from odoo.addons.crm_xero_connector import const, exceptions
from odoo.addons.crm_xero_connector.models import hooks, refusals, xero_hook, xero_link, xero_sync

README = paths.ADDON / "readme"
TITLE = "Xero Connector"
PICTURE = "static/description/data-flow.svg"
SECTIONS = (
    ("Configuration", "CONFIGURE"),
    ("Usage", "USAGE"),
    ("Troubleshooting", "TROUBLESHOOTING"),
    ("For developers: hooks", "EXTEND"),
    ("Known limits", "ROADMAP"),
)
BEGIN, END = ".. The hooks, made from their docstrings by dev/readme\n", ".. End of the hooks\n"
MADE = ".. Made by dev/readme: change its sources instead.\n\n"
ONE = "A sentence about this one record. Do what it says."
HEADS = ("**What you see**", "**Why**", "**What to do**")


# --- the hooks -------------------------------------------------------------------------------------------------------


def function_of(hook):
    """Return the method of the add-on's own that stands behind a hook."""
    classes = MetaModel._module_to_models__[paths.ADDON_NAME]
    return next(vars(cls)[hook.name] for cls in classes if cls._name == hook.model and hook.name in vars(cls))


def hook_text(hook):
    """Return a hook as a section: its docstring with its fields as a list."""
    function = function_of(hook)
    arguments = ", ".join(
        str(value) for name, value in inspect.signature(function).parameters.items() if name != "self"
    )
    text = inspect.getdoc(function).replace("; hook.", ".", 1)
    text = re.sub(r"(?<!`)`([^`]+)`(?!`)", r"``\1``", text)
    text = re.sub(r"^:param (\w+):", r"* ``\1``:", text, flags=re.M)
    text = re.sub(r"^:return:", "* returns", text, flags=re.M)
    text = re.sub(r"^:raise (\w+):", r"* raises ``\1``", text, flags=re.M)
    text = re.sub(r"^    ", "  ", text, flags=re.M)
    title = f"``{hook.model}.{hook.name}({arguments})``"
    return f"{title}\n{'-' * len(title)}\n\n{text}\n"


def extend():
    """Return readme/EXTEND.rst with its list of hooks."""
    text = (README / "EXTEND.rst").read_text(encoding="utf-8")
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    return before + BEGIN + "\n" + "\n".join(map(hook_text, hooks.HOOKS)) + "\n" + after


# --- troubleshooting -------------------------------------------------------------------------------------------------


def halves(sentences):
    """Return the first sentence and the rest: what happened, and what to do."""
    first, _dot, rest = sentences.partition(". ")
    return first.rstrip(".") + ".", rest


def spoken():
    """Return what a person reads for each class of error."""
    engine = next(cls for cls in MetaModel._module_to_models__[paths.ADDON_NAME] if "_sentences_of_access" in vars(cls))
    words = SimpleNamespace(env=SimpleNamespace(_=lambda text: text))
    own = ((exceptions.HookError, re.sub(r"%\(\w+\)s", "…", xero_hook.FAILED._source)), (exceptions.MappingError, ONE))
    return dict((*engine._sentences_of_access(words), *engine._sentences_of_exchange(words), *own))


def reasons():
    """Return why each class of error is raised, as its tree says."""
    found = re.findall(r"── (\w+)\s+([^:\n]+)", exceptions.__doc__)
    return {name: f"{reason[0].upper()}{reason[1:]}." for name, reason in found}


def by_itself(cls):
    """Return what becomes of a record after an error, as the policy says."""
    _state, delay, counts = next(xero_sync.POLICY[base] for base in cls.__mro__ if base in xero_sync.POLICY)
    if issubclass(cls, exceptions.XeroAuthError):
        return "Everything waits until then, and nothing is lost."
    if delay is None:
        return "It waits for a change or for *Retry*; the others go on."
    if not counts:
        return "Nothing is held against the record."
    tries = const.GIVE_UP_ATTEMPTS
    return f"By itself after {delay} seconds, then later each time; a person is asked after {tries} tries."


def rows_of_errors():
    """Yield what each class of error looks like."""
    said, why = spoken(), reasons()
    labels = dict(xero_link.XeroLink.state._args__["selection"])
    for name, reason in why.items():
        cls = getattr(exceptions, name)
        if cls in (exceptions.XeroTokenExpired, exceptions.XeroAuthError):
            continue  # mended by itself, or said by the classes below it
        state = next(xero_sync.POLICY[base][0] for base in cls.__mro__ if base in xero_sync.POLICY)
        seen, advice = halves(next(said[base] for base in cls.__mro__ if base in said))
        label = "Please reconnect" if issubclass(cls, exceptions.XeroAuthError) else labels[state]
        yield f"**{label}**: {seen}", reason, f"{advice} {by_itself(cls)}".strip()


def rows_of_refusals():
    """Yield what each refusal that was seen looks like."""
    for part, sentence in refusals.REFUSALS:
        why, advice = halves(sentence._source)
        yield f"Xero says: *… {part} …*", why, advice


def table(rows):
    """Return a table."""
    lines = [".. list-table::", "    :header-rows: 1", "    :widths: 35 30 35", ""]
    for row in (HEADS, *rows):
        lines += [f"    {'* -' if number == 0 else '  -'} {cell}" for number, cell in enumerate(row)]
    return "\n".join(lines) + "\n"


def troubleshooting():
    """Return readme/TROUBLESHOOTING.rst."""
    return (
        f"{MADE}What stands on the invoice, the contact or the Xero page:\n\n{table(rows_of_errors())}\n"
        "What Xero refuses; its own words stand behind ours. What nobody has seen yet is shown as Xero said it.\n\n"
        f"{table(rows_of_refusals())}"
    )


# --- the whole -------------------------------------------------------------------------------------------------------


def readme(made):
    """Return README.rst.

    :param made: dict of path -> text of the fragments that are made
    """
    parts = [MADE + f"{'=' * len(TITLE)}\n{TITLE}\n{'=' * len(TITLE)}\n", fragment("DESCRIPTION", made)]
    parts.append(f".. image:: {PICTURE}\n    :alt: How data flows between Odoo and Xero\n")
    for title, name in SECTIONS:
        parts.append(f"{title}\n{'=' * len(title)}\n\n{fragment(name, made)}")
    return "\n".join(parts)


def fragment(name, made):
    path = README / f"{name}.rst"
    text = made[path] if path in made else path.read_text(encoding="utf-8")
    return text.removeprefix(MADE)


def page(text):
    """Return the page in Apps."""
    settings = {"syntax_highlight": "none", "report_level": 2, "halt_level": 2, "file_insertion_enabled": False}
    parts = publish_parts(text.replace("static/description/", ""), writer="html5", settings_overrides=settings)
    body = parts["body"].replace("<table>", '<table class="table table-sm">')  # its title stands above it already
    body = re.sub(r'<span class="pre">(.*?)</span>', r"\1", body)
    body = re.sub(r'<span class="docutils literal">(.*?)</span>', r"<code>\1</code>", body)
    return f'<section class="oe_container">\n{body.strip()}\n</section>\n'


def render():
    """Return all that is made: dict of path -> text."""
    made = {README / "EXTEND.rst": extend(), README / "TROUBLESHOOTING.rst": troubleshooting()}
    text = readme(made)
    return {**made, paths.ADDON / "README.rst": text, paths.ADDON / "static" / "description" / "index.html": page(text)}


if __name__ == "__main__":
    for path, text in render().items():
        path.write_text(text, encoding="utf-8")
