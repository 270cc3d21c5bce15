"""What looks back on all tests waits for those in other processes, and knows what they saw."""

import threading
import time
from types import SimpleNamespace

import pytest
import together
import transitions
from recording import Recorder


class Item:
    def __init__(self, session, is_last=False):
        self.session, self.is_last = session, is_last

    def get_closest_marker(self, name):
        return self if self.is_last else None


@pytest.fixture
def session():
    session = SimpleNamespace()
    session.items = [Item(session), Item(session), Item(session, is_last=True)]
    return session


def run(worker, item, saw=()):
    """Run an item in a worker, in which these words are heard."""
    protocol = worker.pytest_runtest_protocol(item)
    next(protocol)
    worker.recorder.words |= set(saw)
    with pytest.raises(StopIteration):
        protocol.send(True)


def test_the_last_test_waits_for_the_others_and_knows_what_they_heard(session, tmp_path, monkeypatch):
    monkeypatch.setattr(transitions, "SEEN", set())
    here, there = (together.Worker(Recorder(), tmp_path, name) for name in ("gw0", "gw1"))
    run(here, session.items[0], ["of here"])
    looked = threading.Thread(target=run, args=(here, session.items[2]))
    looked.start()
    time.sleep(3 * together.LOOK_SECONDS)
    assert looked.is_alive(), "the other process has a test to run still"
    run(there, session.items[1], ["of there"])
    looked.join(20 * together.LOOK_SECONDS)
    assert not looked.is_alive()
    assert here.recorder.words == {"of here", "of there"}


def test_it_waits_no_longer_for_a_process_that_is_gone(session, tmp_path, monkeypatch):
    monkeypatch.setattr(together, "PATIENCE", 1)
    run(together.Worker(Recorder(), tmp_path, "gw0"), session.items[2])
    assert [one["done"] for one in together.read(tmp_path)] == [0]
