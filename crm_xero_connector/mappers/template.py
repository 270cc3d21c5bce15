"""Templates of references: words with placeholders, filled in without evaluating anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from string import Formatter

from ..exceptions import MappingError

__all__ = ["check_template", "fill_template"]


def check_template(template: str, known: Collection[str]) -> None:
    """Refuse a template that is more than words and known names in braces.

    :param known: the names that may stand in braces
    :raise MappingError: with what is wrong, in words
    """
    names = ", ".join(f"{{{name}}}" for name in known)
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise MappingError(f"A brace is open or closed too often. Placeholders are {names}.") from error
    for _words, name, form, conversion in parts:
        if name is not None and (name not in known or form or conversion):
            raise MappingError(f"{{{name}}} is no placeholder. There are {names}.")


def fill_template(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its placeholders replaced; blanks around an empty one are closed up.

    :param values: name -> text, for every known name
    :raise MappingError: as `check_template`
    """
    check_template(template, values)
    parts = [words + (values[name] if name is not None else "") for words, name, _f, _c in Formatter().parse(template)]
    return " ".join("".join(parts).split())
