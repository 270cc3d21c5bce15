"""Package the add-on so that an installed Odoo finds it: as `odoo.addons.crm_xero_connector`.

The manifest is the one place for version and description. Odoo itself is no requirement: it is not released as a
package of that version.
"""

import ast
from pathlib import Path

from setuptools import setup

HERE = Path(__file__).resolve().parent
ADDON = HERE / "crm_xero_connector"
PACKAGE = f"odoo.addons.{ADDON.name}"
MANIFEST = ast.literal_eval((ADDON / "__manifest__.py").read_text(encoding="utf-8"))
README = HERE / "README.md"


def packages():
    """Return the names of the add-on's Python packages."""
    folders = sorted(path.parent.relative_to(ADDON) for path in ADDON.rglob("__init__.py"))
    return [".".join([PACKAGE, *folder.parts]) for folder in folders]


def data_files():
    """Return all files that are no Python code: views, data, translations, scripts, pictures."""
    files = (path for path in ADDON.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"})
    return sorted(str(path.relative_to(ADDON)) for path in files)


def scripts():
    """Return Python files in folders that are no packages (Odoo runs migration scripts by path)."""
    files = (path for path in ADDON.rglob("*.py") if not (path.parent / "__init__.py").is_file())
    return sorted(str(path.relative_to(ADDON)) for path in files)


setup(
    name=f"odoo-addon-{ADDON.name}",
    version=MANIFEST["version"],
    description=MANIFEST["summary"],
    long_description=README.read_text(encoding="utf-8") if README.is_file() else MANIFEST["summary"],
    long_description_content_type="text/markdown",
    author=MANIFEST["author"],
    license=MANIFEST["license"],
    license_files=["LICENSE"],
    classifiers=["Framework :: Odoo", "Framework :: Odoo :: 19.0", "Programming Language :: Python :: 3"],
    python_requires=">=3.10",
    install_requires=["urllib3!=2.6.0", "xero-python==15.2.*"],
    packages=packages(),
    package_dir={PACKAGE: ADDON.name},
    package_data={PACKAGE: data_files() + scripts()},
    zip_safe=False,
)
