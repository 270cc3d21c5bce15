"""What several problems have in common, by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"\d(?:[\d.,:-]*\d)?")
OPEN = "…"  # stands for what differs from document to document


def cause_of(message: str, known: Iterable[str], *, is_refusal: bool) -> str:
    """Return the cause of a problem: what its message shares with those of other documents.

    :param message: what stands on the record
    :param known: sentences that say the cause by themselves; what follows them are Xero's words on the single document
    :param is_refusal: whether Xero refused it, with numbers and amounts of the document in its words; where a mapping
        is missing, every number belongs to what is missing
    """
    for sentence in known:
        if message.startswith(sentence):
            return sentence
    return NUMBER.sub(OPEN, message) if is_refusal else DATE.sub(OPEN, message)
