"""Which of several equal tax rates a tax probably is, by the words in their names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from .values import normalise_name

SYNONYMS = {"sale": "income", "output": "income", "supplie": "income", "zero": "free", "nil": "free"}

NOTHING = (0.0, 0)  # the score of a name with no word in common

# The types of today's usual rates, by the organisation's country and the side of the books. They say which of rates
# that charge the same is the usual one, and no more: organisations rename, archive and add rates. No type is made out
# of a country: plain OUTPUT is a historic one in NZ, SG and ZA, and OUTPUT2 is in ZA a change in use. Which of the
# rates of zero applies is a question of what is sold, so that words alone tell; in the US all types of Xero's own are
# of zero, and OUTPUT and INPUT are placeholders.
PRESETS = {
    ("AU", "sale"): ("OUTPUT",),
    ("AU", "purchase"): ("INPUT",),
    ("NZ", "sale"): ("OUTPUT2",),
    ("NZ", "purchase"): ("INPUT2",),
    ("GB", "sale"): ("OUTPUT2", "RROUTPUT"),
    ("GB", "purchase"): ("INPUT2", "RRINPUT"),
    ("US", "sale"): ("NONE",),
    ("US", "purchase"): ("NONE",),
    ("ZA", "sale"): ("OUTPUT3",),
    ("ZA", "purchase"): ("INPUT3",),
    ("SG", "sale"): ("OUTPUTY24",),
    ("SG", "purchase"): ("INPUTY24",),
}


def usual(country: str, direction: str, tax_types: Sequence[str]) -> tuple[int, ...]:
    """Return the positions of the types that are a country's usual ones.

    :param country: the two letters that Xero gives for the organisation; "GB" is the United Kingdom
    :param direction: "sale" or "purchase"
    """
    known = PRESETS.get((country, direction), ())
    return tuple(position for position, tax_type in enumerate(tax_types) if tax_type in known)


def most_alike(description: str, names: Sequence[str], preferred: Collection[int] = ()) -> int | None:
    """Return the position of the name that says most of what a description says.

    :param description: all that Odoo says of the tax
    :param names: the names of the equal rates in Xero
    :param preferred: positions that win among names which say as much
    :return: None when none of several has a word in common or is preferred: then a person has to choose
    """
    if len(names) == 1:
        return 0
    own = _words(description)
    scores = [_score(own, name) for name in names]
    top = max(scores, default=NOTHING)
    best = [position for position, score in enumerate(scores) if score == top]
    first = [position for position in best if position in preferred]
    if first or top == NOTHING:
        return first[0] if first else None
    return max(best, key=lambda position: _likeness(description, names[position]))


def _score(own: set[str], name: str) -> tuple[float, int]:
    """Return which part of a name is said, and how many words that is: of two that are said whole the longer wins."""
    words = _words(name)
    shared = len(own & words)
    return (shared / len(words), shared) if shared else NOTHING


def _likeness(description: str, name: str) -> float:
    return SequenceMatcher(None, normalise_name(description), normalise_name(name)).ratio()


def _words(text: str) -> set[str]:
    stems = (word.rstrip("s") for word in normalise_name(text).split() if any(map(str.isalpha, word)))
    return {SYNONYMS.get(stem, stem) for stem in stems}
