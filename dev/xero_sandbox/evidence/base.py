"""How a claim about Xero is written down beside the source that it rests on."""

from __future__ import annotations

from dataclasses import dataclass

OWN = "own"  # the refusal is Xero's, the sentence is the sandbox's


@dataclass(frozen=True)
class Rule:
    """Something that the stand-in does as Xero does, beside its refusals.

    :param subject: resource or end point, as a heading groups it
    :param text: what it does, in one sentence
    :param grade: where that is known from: O official page, S official description, Q a page that somebody quotes,
        L recorded from a live organisation, T somebody's experience, ? nobody says: chosen
    :param test: the name of the test function that shows it
    """

    subject: str
    text: str
    grade: str
    test: str
