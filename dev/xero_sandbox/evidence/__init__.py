"""What each imitated rule rests on; COVERAGE.md is made of it."""

from . import catalogue, contacts, documents, door, identity, money, papers, reads, seeds, webhooks
from .base import OWN, Rule

AREAS = (identity, door, reads, contacts, catalogue, documents, money, papers, seeds, webhooks)
# Phrases in the code that are a part of a sentence, or no refusal.
NO_SENTENCES = {"period lock date", "end of year lock date", "New Zealand Dollar"}


def words() -> dict[str, str]:
    """Return the grade of every sentence."""
    return {text: grade for area in AREAS for text, grade in area.WORDS.items()}


def rules() -> list[Rule]:
    """Return every rule beside refusals."""
    return [rule for area in AREAS for rule in area.RULES]


def differences() -> dict[str, str]:
    """Return what is known to differ from Xero, by subject."""
    return {subject: text for area in AREAS for subject, text in area.DIFFERS.items()}


__all__ = ["AREAS", "NO_SENTENCES", "OWN", "Rule", "differences", "rules", "words"]
