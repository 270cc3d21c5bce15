"""Nothing is imitated without a source and a test, and COVERAGE.md says what the code does."""

import re
from pathlib import Path

from xero_sandbox.evidence import AREAS, NO_SENTENCES, OWN, report, rules, sentences, words

HERE = Path(__file__).resolve().parent
GRADE = re.compile(r"\?|[OSQLT](:[A-Z0-9]+(,[A-Z0-9]+)*)?( l\.\d+)?")


def test_every_sentence_in_the_code_has_a_source():
    assert set(sentences.in_code()) - set(words()) - NO_SENTENCES == set()


def test_every_sentence_that_has_a_source_is_in_the_code():
    assert set(words()) - set(sentences.in_code()) == set()


def test_grades_have_their_form():
    assert [grade for grade in words().values() if grade != OWN and not GRADE.fullmatch(grade)] == []
    assert [rule for rule in rules() if not GRADE.fullmatch(rule.grade)] == []


def test_every_rule_names_a_test_that_is_there():
    source = "\n".join(path.read_text("utf-8") for path in HERE.glob("test_*.py"))
    names = set(re.findall(r"^def (test_\w+)\(", source, re.M))
    assert {rule.test for rule in rules()} - names == set()


def test_no_area_says_what_another_says():
    told = [text for area in AREAS for text in area.WORDS]
    assert sorted(told) == sorted(set(told))


def test_coverage_is_up_to_date():
    assert report.FILE.read_text("utf-8") == report.text(), "make it anew: python -m xero_sandbox.evidence.report"
