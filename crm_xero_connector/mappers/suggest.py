"""Which of several equal tax rates a tax probably is, by the words in their names."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from .values import normalise_name

SYNONYMS = {"sale": "income", "output": "income", "supplie": "income", "zero": "free", "nil": "free"}


def most_alike(description: str, names: Sequence[str]) -> int | None:
    """Return the position of the name that says most of what a description says.

    :param description: all that Odoo says of the tax
    :param names: the names of the equal rates in Xero
    :return: None when none of several has a word in common: then a person has to choose
    """
    if len(names) == 1:
        return 0
    own = _words(description)
    scores = [_score(description, own, name) for name in names]
    best = max(scores, default=(0.0, 0.0))
    return scores.index(best) if best[0] else None


def _score(description: str, own: set[str], name: str) -> tuple[float, float]:
    words = _words(name)
    shared = len(own & words) / len(words) if words else 0.0
    return shared, SequenceMatcher(None, normalise_name(description), normalise_name(name)).ratio()


def _words(text: str) -> set[str]:
    stems = (word.rstrip("s") for word in normalise_name(text).split() if not word.isdigit())
    return {SYNONYMS.get(stem, stem) for stem in stems}
