"""One session in several processes: what each of them saw is put together; what looks back on all waits for them."""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
import recording
import transitions

LOOK_SECONDS = 0.5
PATIENCE = 900  # seconds without any test that ends: then a process is gone, and its tests never will


class Worker:
    """A plugin of pytest in one of the processes: tells the others how far it is."""

    def __init__(self, recorder, folder, name):
        self.recorder, self.folder, self.name = recorder, Path(folder), name
        self.done = 0

    def _tell(self):
        recorder = self.recorder
        told = {
            "done": self.done,
            "counts": recorder.counts,
            "words": sorted(recorder.words),
            "remarks": recording.REMARKS,
            "seen": sorted(transitions.SEEN),
        }
        new = self.folder / f"{self.name}.new"
        new.write_text(json.dumps(told), encoding="utf-8")
        new.rename(self.folder / f"{self.name}.json")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        """Wait before a test that looks back; count each of the others when it has ended."""
        is_last = item.get_closest_marker("last")
        if is_last:
            self._tell()
            self._wait_for_all(item.session)
        result = yield
        self.done += not is_last
        self._tell()
        return result

    def _wait_for_all(self, session):
        wanted = sum(item.get_closest_marker("last") is None for item in session.items)
        done, since = -1, time.monotonic()
        while done < wanted and time.monotonic() - since < PATIENCE:
            time.sleep(LOOK_SECONDS)
            told = read(self.folder)
            if (now := sum(one["done"] for one in told)) != done:
                done, since = now, time.monotonic()
        for one in told:
            self.recorder.words |= set(one["words"])
            transitions.SEEN.update(map(tuple, one["seen"]))


class Controller:
    """A plugin of pytest in the process that hands the tests out: tells in the end what all of them saw."""

    def __init__(self, recorder):
        self.recorder = recorder
        self.folder = tempfile.TemporaryDirectory(prefix="xero-tests-")

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node):
        """Tell a process where to leave what it saw."""
        node.workerinput["xero_folder"] = self.folder.name

    @pytest.hookimpl(tryfirst=True)
    def pytest_terminal_summary(self):
        """Take in what the processes left."""
        for one in read(self.folder.name):
            self.recorder.counts += Counter(one["counts"])
            recording.REMARKS.extend(one["remarks"])
        self.folder.cleanup()


def read(folder):
    """Return what each process told last."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).glob("*.json"))]


def install(config, recorder):
    """Have a session put together what its processes see; one without several processes is left as it is."""
    given = getattr(config, "workerinput", None)
    if given:
        config.pluginmanager.register(Worker(recorder, given["xero_folder"], given["workerid"]), "xero-together")
    elif config.getoption("numprocesses", None):
        config.pluginmanager.register(Controller(recorder), "xero-together")
