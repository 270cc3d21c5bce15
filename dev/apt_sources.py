"""Find the Debian mirror that this machine is configured with."""

import re
import shutil
from pathlib import Path

from progress import SetupError

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
NO_MIRROR = (
    "give the path of an Odoo 19 source tree instead: ODOO_PATH=/path/to/odoo dev/demo (a checkout of Odoo's "
    "public repository, branch 19.0, or any unpacked Odoo 19)."
)


class Source:
    """A Debian mirror configured on this machine."""

    def __init__(self, uri, suite, components, keyring):
        self.uri = uri
        self.suite = suite
        self.components = components
        self.keyring = keyring

    def trusted(self):
        """Return the keyring file that the machine trusts this mirror with."""
        return Path(self.keyring) if Path(self.keyring).is_absolute() and Path(self.keyring).is_file() else KEYRING

    def line(self, suite, keyring):
        """Return the line for a sources list that reads `suite` from this mirror."""
        return f"deb [signed-by={keyring}] {self.uri} {suite} main\n"


def stanzas(text):
    """Yield the paragraphs of a Debian control file as dictionaries with lower-case keys."""
    for stanza in re.split(r"\n\s*\n", text):
        lines = [line for line in stanza.splitlines() if not line.startswith("#")]
        folded = re.sub(r"\n[ \t]+", " ", "\n".join(lines))
        yield {key.lower(): value.strip() for key, _, value in (line.partition(":") for line in folded.splitlines())}


def _from_deb822(path):
    for fields in stanzas(path.read_text(encoding="utf-8", errors="replace")):
        if "deb" in fields.get("types", "").split() and fields.get("enabled", "yes").lower() != "no":
            keyring = fields.get("signed-by", "")
            for uri in fields.get("uris", "").split():
                for suite in fields.get("suites", "").split():
                    yield Source(uri, suite, fields.get("components", "").split(), keyring)


def _from_one_line(path):
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        match = re.match(r"\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)", line)
        if match:
            options, uri, suite, components = match.groups()
            keyring = re.search(r"signed-by=(\S+)", options or "")
            yield Source(uri, suite, components.split(), keyring.group(1) if keyring else "")


def _os_release():
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return {}
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {key: value.strip().strip('"') for key, _, value in pairs}


def machine_source():
    """Return the machine's own Debian mirror, taken from its apt sources."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise SetupError("Odoo 19 was not found on this machine, and without apt it cannot be fetched", NO_MIRROR)
    codename = _os_release().get("VERSION_CODENAME")
    suites = {codename, "stable", "testing", "unstable", "sid"} - {None}
    folder = Path("/etc/apt/sources.list.d")
    files = [Path("/etc/apt/sources.list"), *sorted(folder.glob("*.list")), *sorted(folder.glob("*.sources"))]
    for path in files:
        if path.is_file():
            for source in _from_deb822(path) if path.suffix == ".sources" else _from_one_line(path):
                usable = source.suite in suites and "main" in source.components and not source.uri.startswith("cdrom")
                if usable and _os_release().get("ID") == "debian":
                    return source
    raise SetupError("Odoo 19 was not found on this machine, and apt has no Debian mirror to fetch it from", NO_MIRROR)
