"""The installable package: all of the add-on, and enough of it to run away from the checkout."""

import ast
import os
import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "crm_xero_connector"
INSIDE = "odoo/addons/crm_xero_connector/"
MANIFEST = ast.literal_eval((ADDON / "__manifest__.py").read_text(encoding="utf-8"))


def run(*command, cwd, **options):
    """Run a program to its end; its output is the message if it fails."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from a copy, so that nothing of the build stays in the checkout."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("setup.py", "LICENSE", "README.md"):
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, copy)
    for folder in (ADDON, ROOT / "examples"):  # the examples are no part of the package
        shutil.copytree(folder, copy / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    run(sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", copy / "dist", copy, cwd=copy)
    (built,) = (copy / "dist").glob("*.whl")
    return built


def test_wheel_holds_every_file_of_the_add_on_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    files = (path for path in ADDON.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert names == {INSIDE + path.relative_to(ADDON).as_posix() for path in files}


def test_metadata_says_what_the_manifest_says(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode())
    assert metadata["Version"] == MANIFEST["version"]
    assert metadata["Summary"] == MANIFEST["summary"]
    assert set(metadata.get_all("Requires-Dist")) == {"urllib3!=2.6.0", "xero-python==15.2.*"}


@pytest.fixture(scope="module")
def installed_python(wheel, environment, tmp_path_factory):
    """Make an environment of its own, with the wheel in it and Odoo beside it, that does not know the checkout."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", place, cwd=place.parent)
    (site,) = place.glob("lib/python3*/site-packages")
    (shared,) = Path(environment.python).parent.parent.glob("lib/python3*/site-packages")
    (site / "odoo-and-requirements.pth").write_text(f"{shared}\n{environment.odoo_path}\n", encoding="utf-8")
    options = ["--no-deps", "--no-index", "--disable-pip-version-check", "--target", site]
    run(sys.executable, "-m", "pip", "install", *options, wheel, cwd=place.parent)
    return place / "bin" / "python"


def test_installed_package_works_in_a_fresh_database(installed_python, environment, databases, tmp_path):
    short = f"packaging_{os.getpid()}"
    addons = [folder for folder in environment.addons_path.split(",") if Path(folder) != ROOT]
    options = ["-d", databases.name(short), "-i", "crm_xero_connector", "--stop-after-init", "--no-http"]
    variables = {name: value for name, value in environment.variables().items() if name != "PYTHONPATH"}
    place = "import odoo.addons.crm_xero_connector as addon; print(addon.__file__)"
    config = tmp_path / "odoo.conf"
    config.write_text(f"[options]\naddons_path = {','.join(addons)}\ndata_dir = {tmp_path}/data\n", encoding="utf-8")
    databases.clone_without_addon(short)
    try:
        log = run(installed_python, "-m", "odoo", "server", "-c", config, *options, cwd=tmp_path, env=variables)
        state = environment.sql(
            "SELECT state FROM ir_module_module WHERE name = 'crm_xero_connector'", databases.name(short)
        )
        found = run(installed_python, "-c", place, cwd=tmp_path, env=variables)
    finally:
        databases.drop(short)
    assert state == ["installed"], log[-4000:]
    assert str(installed_python.parent.parent) in found
    assert " ERROR " not in log
