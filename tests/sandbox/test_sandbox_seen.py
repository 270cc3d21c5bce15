"""Looks back on all tests. It stands alone: what shares a file runs together, and this waits for all others."""

import pytest

from xero_sandbox.evidence import words
from xero_sandbox.evidence.sentences import pattern


@pytest.mark.last
def test_every_sentence_was_given(traffic, whole_folder):
    """Run after all others: what nobody was told is no proven refusal."""
    unheard = {text for text in words() if not any(pattern(text).search(heard) for heard in traffic.words)}
    assert unheard == set()
