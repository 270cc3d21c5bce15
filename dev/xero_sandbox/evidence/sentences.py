"""Reads the sentences of refusals out of the stand-in's own code, so that none goes without a source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
# Where answers are made; pages and the control API speak to people of this project.
PLACES = ("accounting/*.py", "api.py", "errors.py", "idempotency.py", "identity.py", "shapes.py", "tokens.py")
MIN_SPACES = 2


def in_code() -> dict[str, str]:
    """Return every sentence that an answer may hold, {} where a value stands, with the file that it is in."""
    found: dict[str, str] = {}
    for place in PLACES:
        for path in sorted(PACKAGE.glob(place)):
            for text in _sentences(ast.parse(path.read_text("utf-8"))):
                found.setdefault(text, path.relative_to(PACKAGE).as_posix())
    return found


def _sentences(tree: ast.AST) -> Iterator[str]:
    passed_over = set(_no_answers(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed_over.update(id(part) for part in ast.walk(node) if part is not node)
        text = "" if id(node) in passed_over else _template(node)
        if text.count(" ") >= MIN_SPACES and re.search("[a-z]{2}", text):
            yield text


def _no_answers(tree: ast.AST) -> Iterator[int]:
    """Yield what is a docstring, a pattern or another thing that nobody is told."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("re.compile", "print"):
            yield from (id(part) for part in ast.walk(node))


def _template(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return "".join(str(part) for part in parts)
    return ""


@cache
def pattern(template: str) -> re.Pattern[str]:
    """Return what a template looks like once its values are in."""
    return re.compile(".*".join(map(re.escape, template.split("{}"))), re.S)
