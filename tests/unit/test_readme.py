"""What is written about the add-on is what the code says: rendered, complete, and without mistakes of form."""

import inspect
import re
import xml.etree.ElementTree as ET

import pytest
from docutils.core import publish_doctree

from odoo.orm.models import MetaModel

from odoo.addons.crm_xero_connector import exceptions
from odoo.addons.crm_xero_connector.models import refusals, xero_sync
from odoo.addons.crm_xero_connector.models.hooks import HOOKS

import paths
import render_readme

MADE = render_readme.render()
EXTEND = (paths.ADDON / "readme" / "EXTEND.rst").read_text(encoding="utf-8")
ENTRY = re.compile(r"^``([\w.]+)\.(\w+)\((.*)\)``$", re.M)


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_what_is_rendered_is_current(path):
    assert path.read_text(encoding="utf-8") == MADE[path], "run dev/readme"


def documented():
    """Return the names of all methods of the add-on whose docstring says that they are a hook."""
    found = set()
    for cls in MetaModel._module_to_models__[paths.ADDON_NAME]:
        for name, member in vars(cls).items():
            if inspect.isfunction(member) and "; hook." in (inspect.getdoc(member) or "").partition("\n\n")[0]:
                found.add((cls._name, name))
    return found


def test_every_hook_in_code_is_in_extend_and_is_guarded():
    listed = {(model, name) for model, name, _arguments in ENTRY.findall(EXTEND)}
    assert listed == documented() == {(hook.model, hook.name) for hook in HOOKS}


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: f"{hook.model}.{hook.name}")
def test_a_hook_says_what_one_has_to_know(hook):
    function = render_readme.function_of(hook)
    text = inspect.getdoc(function)
    named = set(re.findall(r":param (\w+):", text))
    assert named == set(inspect.signature(function).parameters) - {"self"}
    assert ":return:" in text
    assert "Called" in text
    assert "must not" in text or "must keep" in text


def test_the_example_is_ten_lines():
    block = EXTEND.partition(".. code-block:: python\n\n")[2].partition("\n\nA whole one")[0]
    lines = [line for line in block.splitlines() if line.strip()]
    assert len(lines) <= 10
    compile("\n".join(line[4:] for line in block.splitlines()), "EXTEND.rst", "exec")


def test_each_error_and_each_refusal_has_its_row():
    text = MADE[paths.ADDON / "readme" / "TROUBLESHOOTING.rst"]
    for part, _sentence in refusals.REFUSALS:
        assert f"*… {part} …*" in text
    assert all(cell for row in (*render_readme.rows_of_errors(), *render_readme.rows_of_refusals()) for cell in row)
    for cls in set(xero_sync.POLICY) - {exceptions.XeroError, exceptions.XeroAuthError}:
        assert render_readme.reasons()[cls.__name__] in text


@pytest.mark.parametrize("name", ["README.rst", "readme/ROADMAP.rst", "readme/CONFIGURE.rst", "readme/USAGE.rst"])
def test_a_text_is_free_of_mistakes_of_form(name):
    settings = {"report_level": 2, "halt_level": 2, "syntax_highlight": "none"}
    publish_doctree((paths.ADDON / name).read_text(encoding="utf-8"), settings_overrides=settings)


def test_the_page_in_apps_needs_nothing_from_outside():
    text = MADE[paths.ADDON / "static" / "description" / "index.html"]
    pictures = re.findall(r'src="([^"]+)"', text)
    assert pictures == ["data-flow.svg"]
    ET.parse(paths.ADDON / "static" / "description" / pictures[0])
    assert "<script" not in text
