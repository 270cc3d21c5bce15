"""Writes COVERAGE.md: python -m xero_sandbox.evidence.report (in dev/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from .. import accounting
from ..sandbox import Sandbox
from ..seeds import SEEDS
from . import NO_SENTENCES, OWN, Rule, description, differences, parameters, rules, sentences, words

FILE = Path(__file__).resolve().parent.parent / "COVERAGE.md"
HEAD = """# What the stand-in for Xero imitates

Made of the stand-in's own code and of the record in `evidence/`; do not edit. It refuses what Xero refuses; where it
accepts something that Xero does not, it is wrong, and what is known of that stands below as a difference.

Grades tell where a fact is known from: **O** official page read, **S** official API description, **Q** official page
as somebody quotes it, **L** recorded from a live organisation, **T** somebody's experience, **?** nobody says: chosen here.
`own` means that the refusal is Xero's and the sentence is not.
"""


def text() -> str:
    """Return the whole of COVERAGE.md."""
    parts = [HEAD, *_end_points(), *_rules(), *_refusals(), *_differences(), *_description(), *_seeds()]
    return "\n".join(parts).rstrip() + "\n"


def _table(*titles: str) -> list[str]:
    return ["", f"| {' | '.join(titles)} |", "|" + "---|" * len(titles)]


def _end_points() -> Iterator[str]:
    org = next(iter(Sandbox(seeds=("au",)).organisations.values()))
    yield "## End points of the accounting API"
    yield from _table("Call", "Scope", "Looks at")
    for method, pattern, handler, scope in accounting.ROUTES:
        path = parameters.PART.sub(lambda part: _shown(*part.groups()), pattern).replace("(", "")
        looks = parameters.of_read(org, pattern, handler) if method == "GET" else []
        yield f"| `{method} {path}` | {scope} | {', '.join(looks)} |"
    others = ", ".join(accounting.OTHER_RESOURCES)
    yield f"\nA read is allowed by the scope's `.read` form as well. Not imitated (501 and a sentence): {others}.\n"


def _shown(name: str, choices: str) -> str:
    return choices.replace("|", " or ") if choices.isalpha() or "|" in choices else f"{{{name}}}"


def _rules() -> Iterator[str]:
    yield "## Rules"
    yield from _table("Subject", "Rule", "Grade", "Shown by")
    for subject, group in groupby(sorted(rules(), key=lambda rule: rule.subject.lower()), lambda rule: rule.subject):
        yield from _rows(subject, group)


def _rows(subject: str, group: Iterable[Rule]) -> Iterator[str]:
    for rule in group:
        yield f"| {subject} | {rule.text} | {rule.grade} | `{rule.test}` |"
        subject = ""


def _refusals() -> Iterator[str]:
    grades = words()
    yield "\n## Refusals and warnings\n"
    yield "Every sentence in the code stands here, and each is given in a test."
    yield from _table("Sentence", "Grade", "In")
    for sentence, place in sorted(sentences.in_code().items(), key=lambda item: (grades.get(item[0]) == OWN, item[1])):
        if sentence not in NO_SENTENCES:
            yield f"| {sentence.replace('{}', '…').replace('|', '/')} | {grades.get(sentence, 'unknown')} | {place} |"


def _differences() -> Iterator[str]:
    yield "\n## Known differences\n"
    yield from (f"- **{subject}**: {text}." for subject, text in sorted(differences().items()))


def _description() -> Iterator[str]:
    yield "\n## Where the official API description is wrong or silent\n"
    for schema, names in sorted(description.UNDESCRIBED.items()):
        yield f"- `{schema}` has also {', '.join(f'`{name}`' for name in sorted(names))}."
    for place, values in sorted(description.VALUES.items()):
        yield f"- `{place}` may also be {', '.join(f'`{value}`' for value in sorted(values))}."
    yield f"- `TaxType` lacks {', '.join(f'`{code}`' for code in sorted(description.TAX_TYPES))} and an organisation's own."
    yield from (f"- {sentence}" for sentence in description.SILENT)


def _seeds() -> Iterator[str]:
    yield "\n## Seeds\n"
    for name, load in SEEDS.items():
        yield f"- `{name}`: {(load.__doc__ or '').strip().splitlines()[0]}"


def main() -> None:
    FILE.write_text(text(), "utf-8")


if __name__ == "__main__":
    main()
