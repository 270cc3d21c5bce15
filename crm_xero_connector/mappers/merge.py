"""The three-way merge of one record: what both sides had, what each has now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# What a link's snapshot holds beside the values of Odoo's fields.
PERSONS, GROUPS, ADDRESS, BANK = "_persons", "_groups", "_invoice_address", "_bank"
DETAILS, ORIGIN = "_details", "_origin"  # see `partner.details`, `partner.origin`
KEPT = "_kept"  # Odoo's values that were known to differ from Xero's, and were left so


@dataclass(frozen=True)
class Merge:
    """What follows from a comparison.

    `write` goes to Odoo, the fields in `send` to Xero; `lost` has (field, value that stays, value that gave way).
    """

    write: dict[str, Any] = field(default_factory=dict)
    send: list[str] = field(default_factory=list)
    lost: list[tuple[str, Any, Any]] = field(default_factory=list)


def three_way(
    before: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any], policies: Mapping[str, str]
) -> Merge:
    """Return what has to change where. An empty or absent value never erases one that is there.

    :param before: the values of the last exchange, as Xero had them; Odoo's own where they differed under `KEPT`
    :param ours: Odoo's values by field
    :param theirs: Xero's values by field; absent where Xero has none
    :param policies: field -> who wins when both sides changed it, "xero" (default) or "odoo"; "off" leaves it alone
    """
    merge = Merge()
    kept = before.get(KEPT) or {}
    for name, our in ours.items():
        their, policy = theirs.get(name), policies.get(name, "xero")
        if our == their or policy == "off":
            continue
        they_changed = name in theirs and their != before.get(name)
        we_changed = our != kept.get(name, before.get(name)) and not is_empty(name, our)
        if they_changed and we_changed:
            merge.lost.append((name, our, their) if policy == "odoo" else (name, their, our))
        if they_changed and not (we_changed and policy == "odoo"):
            merge.write[name] = their
        elif we_changed:
            merge.send.append(name)
    return merge


def differs(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Tell whether anything is new, compared with a snapshot; what is empty need not be in it."""
    return any((before.get(name) or None) != (value or None) for name, value in now.items())


def remembered(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a snapshot has to hold of some values."""
    return {name: value for name, value in values.items() if value or not name.startswith("_")}


def is_empty(name: str, value: Any) -> bool:
    """Tell whether a field has no value; "archived" and "not a company" are values."""
    return not value and name not in ("active", "is_company")


def left_apart(ours: Mapping[str, Any], theirs: Mapping[str, Any], pending: Iterable[str]) -> dict[str, Any]:
    """Return Odoo's values that differ from Xero's and that nobody is about to send."""
    waiting = set(pending)
    return {
        name: value
        for name, value in ours.items()
        if name not in waiting and not is_empty(name, value) and value != theirs.get(name)
    }
