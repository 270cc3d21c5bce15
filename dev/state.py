"""Files in the state folder that survive a kill at any moment: atomic writes, markers, one lock."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import time
from pathlib import Path
from typing import ClassVar

import paths
from progress import SetupError


def write_atomically(path, text):
    """Write `text` so that a reader sees the old file or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def write_json(path, value):
    """Write `value` as JSON, atomically."""
    write_atomically(path, json.dumps(value, indent=2, sort_keys=True) + "\n")


def read_json(path, default=None):
    """Return what `path` holds, or `default` if it is missing or no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return default


def digest(*parts):
    """Return a short hash of texts and of the content of files (given as Path)."""
    total = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()[:16]


def tree_digest(folder):
    """Return a short hash of all files below `folder`, names and contents, without Python's caches."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(f"{path.relative_to(folder)}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def remove(path):
    """Remove a file or a tree that may be half made, moving it out of the way first."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        doomed = path.with_name(f".{path.name}.old-{os.getpid()}-{time.monotonic_ns()}")
        path.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def sweep_leftovers():
    """Remove what killed runs left behind. Call it under the lock only."""
    for path in paths.STATE.glob(".*.old-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in paths.STATE.glob("*.partial"):
        remove(path)


def prepare_state_folder():
    """Make the state folder, or say why this user cannot use the one that is there."""
    try:
        paths.STATE.mkdir(exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"the folder {paths.STATE} cannot be made: {error.strerror}",
            "use a checkout that belongs to you (for example a copy of this one in your home folder).",
        ) from error
    owner = paths.STATE.stat().st_uid
    if owner != os.geteuid():
        raise SetupError(
            f"{paths.STATE} belongs to another user (uid {owner})",
            "run the command as that user, use a checkout of your own, or remove that folder to start afresh.",
        )
    for folder in (paths.LOGS, paths.RUN, paths.DATA):
        folder.mkdir(exist_ok=True)


class Lock:
    """Exclusive lock on a file, inherited by child processes that are given its descriptor.

    A child that outlives its killed parent keeps the lock, so that a second run waits for it
    instead of working on the same files.
    """

    held: ClassVar[set] = set()

    def __init__(self, path, on_wait):
        self.path = path
        self.on_wait = on_wait
        self.fd = None

    @classmethod
    def inherited(cls):
        """Return the descriptors that a child process working under the locks has to inherit."""
        return tuple(lock.fd for lock in cls.held)

    def __enter__(self):
        self.fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        told = False
        while not self._try():
            if not told:
                self.on_wait()
                told = True
            time.sleep(0.2)
        self.held.add(self)
        return self

    def _try(self):
        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __exit__(self, *_exc):
        self.held.discard(self)
        with contextlib.suppress(OSError):
            os.close(self.fd)
        self.fd = None
