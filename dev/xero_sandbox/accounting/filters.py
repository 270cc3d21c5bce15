"""The `where` of a list read, as far as Xero answers it from an index; everything else is refused.

where  := group (AND group)*          AND may be written &&, OR may be written ||
group  := comparison | ( comparison (OR comparison)* )
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..errors import bad_query

Record = dict[str, Any]
Test = Callable[[Record], bool]
TOKEN = re.compile(
    r"""\s*(?:
    (?P<guid>guid\(\s*"(?P<guid_text>[^"]*)"\s*\)) | (?P<date>DateTime\(\s*(?P<date_parts>[\d,\s]+)\)) |
    "(?P<text>(?:[^"\\]|\\.)*)" | (?P<number>-?\d+(?:\.\d+)?) | (?P<op>==|>=|<=|!=|=|>|<) |
    (?P<and>&&|\bAND\b) | (?P<or>\|\||\bOR\b) | (?P<open>\() | (?P<close>\)) | (?P<word>[A-Za-z_][\w.]*)
    )\s*""",
    re.X | re.I,
)
WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True)
class Optimised:
    """What Xero can filter a resource by.

    :param fields: compared for equality; None means any field (small tables)
    :param ranges: those that also know > and <
    :param either: those that may be joined by OR
    :param accents: whether é and e differ
    """

    fields: tuple[str, ...] | None
    ranges: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    accents: bool = True


def parse(text: str, optimised: Optimised) -> Test:
    """Return the test that a `where` stands for.

    :raise ApiError: when Xero could not parse it, or would search slowly
    """
    parser = _Parser(text, optimised)
    tests = [parser.group()]
    while parser.take("and"):
        tests.append(parser.group())
    parser.end()
    return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)


class _Parser:
    def __init__(self, text: str, optimised: Optimised) -> None:
        self.optimised = optimised
        self.tokens: list[re.Match[str]] = []
        position = 0
        while position < len(text):
            match = TOKEN.match(text, position)
            if not match:
                raise bad_query(f"Cannot read the filter from: {text[position : position + 40]}")
            self.tokens.append(match)
            position = match.end()

    def take(self, kind: str) -> re.Match[str] | None:
        return self.tokens.pop(0) if self.tokens and self.tokens[0][kind] is not None else None

    def end(self) -> None:
        if self.tokens:
            raise bad_query(f"Did not expect: {self.tokens[0][0].strip()}")

    def group(self) -> Test:
        if not self.take("open"):
            return self._alternatives()
        test = self._alternatives()
        if not self.take("close"):
            raise bad_query("A bracket is not closed")
        return test

    def _alternatives(self) -> Test:
        field, test = self._comparison()
        tests, fields = [test], {field.lower()}
        while self.take("or"):
            field, test = self._comparison()
            tests.append(test)
            fields.add(field.lower())
        if len(tests) > 1 and not any(fields == {name.lower()} for name in self.optimised.either):
            raise bad_query(f"OR is not optimised on {', '.join(sorted(fields))}")
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _comparison(self) -> tuple[str, Test]:
        word, op = self.take("word"), self.take("op")
        if not word or not op:
            raise bad_query("Expected: a field, a comparison, a value. Functions are not optimised.")
        field, sign = word["word"], "==" if op["op"] == "=" else op["op"]
        self._check(field, sign)
        wanted = self._literal()
        fold = _folder(self.optimised.accents)
        return field, lambda row: compare(value_at(row, field), sign, wanted, fold)

    def _check(self, field: str, sign: str) -> None:
        known = self.optimised.fields
        if known is not None and field.lower() not in {name.lower() for name in known}:
            raise bad_query(f"Not an optimised field: {field}")
        ranges = {name.lower() for name in self.optimised.ranges}
        if sign != "==" and (known is not None and field.lower() not in ranges):
            raise bad_query(f"Not an optimised comparison: {field} {sign}")

    def _literal(self) -> Any:
        if not self.tokens:
            raise bad_query("A value is missing")
        match = self.tokens.pop(0)
        if match["guid"]:
            return match["guid_text"]
        if match["date"]:
            return _day(match["date_parts"])
        if match["number"]:
            return Decimal(match["number"])
        if match["text"] is not None:
            return re.sub(r"\\(.)", r"\1", match["text"])
        if match["word"] and match["word"].lower() in WORDS:
            return WORDS[match["word"].lower()]
        raise bad_query(f"Not a value: {match[0].strip()}")


def _day(parts: str) -> date:
    try:
        year, month, day = (int(part) for part in parts.split(",")[:3])
        return date(year, month, day)
    except ValueError:
        raise bad_query(f"Not a date: DateTime({parts})") from None


def _folder(accents: bool) -> Callable[[str], str]:
    def fold(text: str) -> str:
        text = text.casefold()
        if accents or text.isascii():
            return text
        return "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))

    return fold


def value_at(row: Record, path: str) -> Any:
    """Return what is at a dotted path; names are compared without regard to case."""
    value: Any = row
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        if name in value:
            value = value[name]
        else:
            value = next((item for key, item in value.items() if key.lower() == name.lower()), None)
    return value


def compare(value: Any, sign: str, wanted: Any, fold: Callable[[str], str]) -> bool:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str) and isinstance(wanted, str):
        value, wanted = fold(value), fold(wanted)
    if sign in ("==", "!="):
        return (value == wanted) is (sign == "==")
    if value is None or wanted is None:
        return False
    try:
        return {">": value > wanted, "<": value < wanted, ">=": value >= wanted, "<=": value <= wanted}[sign]
    except TypeError:
        raise bad_query(f"Operator '{sign}' incompatible with the operand types") from None
