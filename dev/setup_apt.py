"""Fetch single packages with apt and the machine's own Debian mirror, without touching the system's apt.

Lists, cache and configuration are private, in `.state/apt`. Signatures are checked by apt as always; where the
machine's keyring is older than the suite, a newer `debian-archive-keyring` is fetched from the machine's own suite
(so it is checked by the keys that the machine trusts already) and used here only.
"""

import hashlib
import os
import shutil

import paths
from apt_sources import NO_MIRROR, machine_source, stanzas
from commands import output_of, run_logged
from progress import SetupError
from state import digest, read_json, remove, write_atomically, write_json

APT = paths.STATE / "apt"
INDEX = paths.CACHE / "index.json"  # what each package's newest known file is, for a machine without network
RETRY = "check the network and the machine's apt sources (apt-get update); then run the command again."


class SignatureError(SetupError):
    """The keyring at hand cannot check the signature of the list."""


class PrivateApt:
    """apt with one source and all its state in its own folder."""

    def __init__(self, name, source_line):
        self.folder = APT / f"{name}-{digest(source_line)}"
        self.config = self.folder / "apt.conf"
        self.source_line = source_line

    def prepare(self):
        """Write the configuration. The machine's own settings (proxy, certificates) stay in force."""
        for part in ("lists/partial", "cache/archives/partial", "state", "log", "preferences"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        write_atomically(self.folder / "sources.list", self.source_line)
        settings = {
            "Dir::Etc::sourcelist": "sources.list",
            "Dir::Etc::sourceparts": "none",
            "Dir::Etc::preferences": "none",
            "Dir::Etc::preferencesparts": "preferences",
            "Dir::State": "state",
            "Dir::State::lists": "lists",
            "Dir::Cache": "cache",
            "Dir::Log": "log",
        }
        lines = [f'{key} "{self.folder / value}";' for key, value in settings.items()]
        lines += ['Dir::State::status "/dev/null";', 'APT::Install-Recommends "0";', 'Acquire::Languages "none";']
        # The machine's hooks after an update refresh system-wide caches: not ours to touch.
        lines += ["#clear APT::Update::Post-Invoke;", "#clear APT::Update::Post-Invoke-Success;"]
        if os.geteuid() == 0 and not _others_can_enter(self.folder):
            lines.append('APT::Sandbox::User "root";')  # the account _apt cannot reach a private home folder
        write_atomically(self.config, "\n".join(lines) + "\n")

    def command(self, tool, *arguments):
        """Return the command line of an apt tool that works on this folder only."""
        return [tool, "-c", self.config, "-q", *arguments]

    def update(self, step):
        """Fetch the package list, or raise SetupError."""
        self.prepare()
        step.say("reading the package list")
        log = paths.LOGS / f"{self.folder.name}.log"
        try:
            run_logged(
                self.command("apt-get", "update", "-o", "APT::Update::Error-Mode=any"),
                log.stem,
                cause="apt could not read the package list",
                remedy=RETRY,
            )
        finally:
            _refuse_bad_signature(log)

    def describe(self, package):
        """Return the fields of the newest version of `package`, or None."""
        text = output_of(self.command("apt-cache", "show", "--no-all-versions", package))
        return next(stanzas(text), None) if text else None

    def download(self, step, package, folder):
        """Download `package` into `folder` (checked by apt) and return the file's path."""
        fields = self.describe(package)
        if not fields:
            raise SetupError(f"the mirror has no package {package}", NO_MIRROR)
        cached = paths.CACHE / f"{fields['sha256']}.deb"
        if cached.is_file() and digest_of_file(cached) == fields["sha256"]:
            return _remember(package, cached)
        remove(folder)
        folder.mkdir(parents=True)
        size = int(fields["size"])

        def show(_log):
            done = sum(path.stat().st_size for path in self._partial_files(folder))
            step.say(
                f"downloading {package}, {done / 1e6:.1f} of {size / 1e6:.1f} MB ({min(100, 100 * done // size)} %)"
            )

        run_logged(
            self.command("apt-get", "download", package),
            f"apt-download-{package}",
            cause=f"the package {package} could not be downloaded",
            remedy=RETRY,
            on_poll=show,
            cwd=folder,
        )
        return _remember(package, _keep(next(folder.glob("*.deb")), fields["sha256"]))

    def _partial_files(self, folder):
        partial = self.folder / "cache/archives/partial"
        return [path for place in (folder, partial) for path in place.glob("*.deb*") if path.is_file()]


def digest_of_file(path):
    """Return the SHA-256 of a file in hexadecimal."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            total.update(chunk)
    return total.hexdigest()


def _keep(path, checksum):
    """Move a checked download to the user's cache (or leave it where that is impossible)."""
    if digest_of_file(path) != checksum:
        raise SetupError(f"{path.name} was damaged on the way", RETRY)
    target = paths.CACHE / f"{checksum}.deb"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{checksum}.{os.getpid()}")
        shutil.copyfile(path, partial)
        partial.replace(target)
    except OSError:
        return path
    path.unlink()
    return target


def _others_can_enter(folder):
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


def _refuse_bad_signature(log):
    text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    if any(word in text for word in ("NO_PUBKEY", "EXPKEYSIG", "is not signed", "BADSIG")):
        raise SignatureError("apt could not check the signature of the package list", RETRY)


def _remember(package, path):
    if path.parent == paths.CACHE:
        write_json(INDEX, {**read_json(INDEX, {}), package: path.name})
    return path


def _remembered(packages):
    """Return the cached files of all `packages`, or None if one is missing or damaged."""
    index = read_json(INDEX, {})
    files = [paths.CACHE / index.get(package, "missing") for package in packages]
    return files if all(path.is_file() and digest_of_file(path) == path.stem for path in files) else None


def fetch_from_unstable(step, packages):
    """Return the files of `packages` from Debian's unstable suite, from the cache where there is no network."""
    source = machine_source()
    try:
        apt = _updated_unstable(step, source)
    except SignatureError:
        raise
    except SetupError:
        cached = _remembered(packages)
        if not cached:
            raise
        step.say("no package list to be had: using what was downloaded before")
        return cached
    return [apt.download(step, package, paths.STATE / f"{package}.partial") for package in packages]


def _updated_unstable(step, source):
    apt = PrivateApt("unstable", source.line("sid", source.trusted()))
    try:
        apt.update(step)
    except SignatureError:
        step.say("the machine's keyring is older than the suite: fetching Debian's newer one")
        package = fetch_from_own_suite(step, "debian-archive-keyring")
        keyring = unpack(package, "keyring") / "usr/share/keyrings/debian-archive-keyring.gpg"
        apt = PrivateApt("unstable", source.line("sid", keyring))
        apt.update(step)
    return apt


def fetch_from_own_suite(step, package):
    """Return the file of `package` from the suite that this machine runs."""
    source = machine_source()
    apt = PrivateApt("own", source.line(source.suite, source.trusted()))
    apt.update(step)
    return apt.download(step, package, paths.STATE / f"{package}.partial")


def unpack(package, name):
    """Unpack a whole .deb into `.state/apt/<name>` and return that folder."""
    folder = APT / name
    remove(folder)
    run_logged(
        ["dpkg-deb", "-x", package, folder],
        f"unpack-{name}",
        cause=f"{package.name} could not be unpacked",
        remedy="see that there is room on the disk; then run the command again.",
    )
    return folder


def fetch_pip(step):
    """Return pip's own wheel, from Debian's package of it: for a Python that came without pip."""
    folder = unpack(fetch_from_own_suite(step, "python3-pip-whl"), "pip")
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"))
