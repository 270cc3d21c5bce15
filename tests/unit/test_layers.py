"""Dependencies point one way: mappers know neither Odoo nor the network, the gateway does not know Odoo."""

import ast
import sys
from pathlib import Path

import pytest

from odoo.addons.crm_xero_connector import const

ADDON = Path(const.__file__).resolve().parent
CLIENT_LIBRARIES = {"requests", "urllib3", "xero_python"}


def modules(package):
    return sorted((ADDON / package).glob("*.py"))


def imports(path, *, top_level=False):
    """Return the modules that a file imports, relative ones with their dots."""
    tree = ast.parse(path.read_text())
    found = set()
    for node in tree.body if top_level else ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def absolute(names):
    return {name.split(".")[0] for name in names if not name.startswith(".")}


def outside(names):
    return {name for name in names if name.startswith("..")}


@pytest.mark.parametrize("path", modules("mappers"), ids=lambda path: path.stem)
def test_a_mapper_is_pure(path):
    found = imports(path)
    assert absolute(found) <= sys.stdlib_module_names | {"__future__"}
    assert not absolute(found) & {"logging", "os", "random", "socket", "time", "urllib.request"}
    assert outside(found) <= {"..const", "..exceptions"}
    assert ".now(" not in path.read_text()
    assert ".today(" not in path.read_text()


@pytest.mark.parametrize("path", modules("gateway"), ids=lambda path: path.stem)
def test_the_gateway_does_not_know_odoo(path):
    found = imports(path)
    assert absolute(found) <= sys.stdlib_module_names | CLIENT_LIBRARIES
    assert outside(found) <= {"..", "..const", "..exceptions"}


@pytest.mark.parametrize("path", modules("gateway"), ids=lambda path: path.stem)
def test_the_sdk_is_loaded_by_the_first_call_only(path):
    top_level = imports(path, top_level=True)
    if path.stem != "client":
        assert "xero_python" not in absolute(top_level)
        assert ".client" not in top_level


@pytest.mark.parametrize("name", ["const.py", "exceptions.py"])
def test_facts_and_errors_import_nothing(name):
    assert absolute(imports(ADDON / name)) <= {"__future__", "collections"}
    assert not outside(imports(ADDON / name))
