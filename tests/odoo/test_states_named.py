"""Who wants to know what leads from one state to the next finds a test of that name."""

import re
from pathlib import Path

import transitions

TEST = re.compile(r"^    def (test_\w+)", re.M)


def test_each_transition_of_the_diagram_has_a_test_that_is_named_after_it():
    files = Path(__file__).parent.glob("test_state_machine*.py")
    names = [name for file in files for name in TEST.findall(file.read_text(encoding="utf-8"))]
    shown = set().union(*map(transitions.named, names))
    missing = sorted(transitions.diagram() - shown)
    assert not missing, f"no test_<before>_to_<after>... in test_state_machine*.py for {missing}"
