"""Find Odoo 19 on this machine or unpack Debian's package of it, and offer it at `.state/odoo/odoo`."""

import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import paths
import setup_apt
from progress import SetupError
from state import digest, read_json, remove, write_json

PACKAGE = "odoo-19"
JQUERY = "libjs-jquery"
MARKER = "complete.json"
IN_PACKAGE = "./usr/lib/python3/dist-packages/"
# Debian leaves this file out; the web client asks for it on every page and logs an error without it.
SELFIE = Path("odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js")
JQUERY_FILE = Path("odoo/addons/web/static/lib/jquery/jquery.js")
VERSION_19 = re.compile(r"^version_info = \(19, 0,", re.MULTILINE)


def ensure_odoo(step):
    """Make `.state/odoo` offer an Odoo 19 and return what it is: {"source", "version", "addons"}."""
    marker = read_json(paths.ODOO / MARKER)
    given = os.environ.get("ODOO_PATH")
    if marker and _usable(marker) and (not given or marker["source"] == str(_given_root(given))):
        return marker
    root = _given_root(given) if given else next(filter(_is_odoo_19, _usual_places()), None)
    partial = paths.STATE / "odoo.partial"
    remove(partial)
    partial.mkdir()
    if root is None:
        marker = _unpack_package(step, partial)
    elif (root / SELFIE).is_file() or (root / SELFIE.relative_to("odoo")).is_file():
        marker = _link(step, root, partial)
    else:
        marker = _copy_of_debian_tree(step, root, partial)
    write_json(partial / MARKER, marker)
    remove(paths.ODOO)
    partial.rename(paths.ODOO)
    return marker


def _usable(marker):
    return all(Path(folder).is_dir() for folder in marker["addons"]) and (paths.ODOO / "odoo/release.py").is_file()


def _is_odoo_19(root):
    """Tell whether `root` holds the package `odoo` 19 with the accounting add-on and its test helpers."""
    try:
        text = (root / "odoo/release.py").read_text(encoding="utf-8")
    except OSError:
        return False
    return bool(VERSION_19.search(text)) and (_addons(root)[0] / "account/tests").is_dir()


def _addons(root):
    """Return the folders of add-ons: one in a package; two in a source checkout, with `base` apart."""
    inside, beside = root / "odoo/addons", root / "addons"
    return [inside] if (inside / "account").is_dir() else [beside, inside]


def _given_root(given):
    """Return the source root that $ODOO_PATH names (the root itself or the package in it)."""
    path = Path(given).expanduser().resolve()
    for root in (path, path.parent):
        if _is_odoo_19(root):
            return root
    raise SetupError(
        f"ODOO_PATH is {given}, but no Odoo 19 with the add-on account (and its tests) is there",
        "let ODOO_PATH name the folder that has odoo/release.py in it, or leave it unset.",
    )


def _usual_places():
    programs = (shutil.which(name) for name in ("odoo", "odoo-bin"))
    yield from (Path(program).resolve().parent for program in programs if program)
    yield from (Path(entry) for entry in sys.path if entry)
    yield Path("/usr/lib/python3/dist-packages")
    yield from sorted(Path("/opt").glob("odoo*"))
    yield from (Path("/mnt/odoo"), Path.home() / "odoo")


def _fingerprint(root):
    """Return a text that changes when the Odoo at `root` does."""
    head = root / ".git/HEAD"
    names = sorted(path.name for folder in _addons(root) for path in folder.iterdir())
    reference = head.read_text(encoding="utf-8").strip() if head.is_file() else ""
    if reference.startswith("ref: ") and (root / ".git" / reference[5:]).is_file():
        reference = (root / ".git" / reference[5:]).read_text(encoding="utf-8").strip()
    return digest(reference, root / "odoo/release.py", "\n".join(names))


def _link(step, root, partial):
    """Offer a complete tree that is on the machine, through a link (its neighbours stay off Python's path)."""
    step.say(f"using the Odoo 19 found in {root}")
    (partial / "odoo").symlink_to(root / "odoo")
    return {"source": str(root), "version": _fingerprint(root), "addons": [str(folder) for folder in _addons(root)]}


def _copy_of_debian_tree(step, root, partial):
    """Offer an installed Debian package through a copy, where the file that Debian leaves out can be added."""
    step.say(f"copying the Odoo 19 found in {root}")
    shutil.copytree(
        root / "odoo",
        partial / "odoo",
        ignore=shutil.ignore_patterns("*.po", "__pycache__"),
        ignore_dangling_symlinks=True,
    )
    _put(os.devnull, partial / SELFIE)
    return {"source": str(root), "version": _fingerprint(root), "addons": [str(paths.ODOO / "odoo/addons")]}


def _put(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _unpack_package(step, partial):
    """Fetch and unpack Debian's package, without translations, and put its missing files in place."""
    step.say("no Odoo 19 on this machine: fetching Debian's package")
    package, jquery = setup_apt.fetch_from_unstable(step, (PACKAGE, JQUERY))
    _extract(step, package, partial)
    _put(os.devnull, partial / SELFIE)
    script = setup_apt.unpack(jquery, "jquery") / "usr/share/javascript/jquery/jquery.js"
    _put(script, partial / JQUERY_FILE)
    return {"source": "debian", "version": package.stem, "addons": [str(paths.ODOO / "odoo/addons")]}


def _extract(step, package, target):
    """Unpack the Python package `odoo` of a .deb, but for translations and links out of the package."""
    dpkg = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE)
    size = count = 0
    with dpkg.stdout, tarfile.open(fileobj=dpkg.stdout, mode="r|") as archive:
        for member in archive:
            name = member.name[len(IN_PACKAGE) :]
            wanted = member.name.startswith(IN_PACKAGE + "odoo/") and ".." not in Path(name).parts
            if not wanted or not member.isfile() or fnmatch.fnmatch(name, "*/i18n/*.po"):
                continue
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                shutil.copyfileobj(archive.extractfile(member), file, 1 << 20)
            size += member.size
            count += 1
            if not count % 100:
                step.say(f"unpacking Odoo, {count} files, {size >> 20} MB")
    if dpkg.wait():
        raise SetupError(
            f"{package} could not be unpacked", "see that there is room on the disk; then run the command again."
        )
