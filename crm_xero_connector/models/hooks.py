"""The methods that other add-ons may override, and what each of them must return.

A check takes the record that was asked and its answer; it gives a sentence about what cannot be used, None for a good
answer. What the hooks are for stands in their docstrings, from which `dev/readme` makes the list in readme/EXTEND.rst.
"""

import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from odoo import models

from ..mappers.records import Invoice, InvoiceLine

SHOWN = 80  # characters of a value in a sentence
JSON = (str, bool, int, type(None))
EXACT = (*JSON, date, Decimal)  # what a payload may hold: a float's digits are not exact
STORED = (*JSON, date, float)  # what a field may be given
NEEDED = ("Type", "Contact", "LineItems", "Status")
AFTER_ERRORS = ("to_push", "unknown", "rejected", "blocked")  # states that a policy of errors may lead to
VERDICTS = ("create", "link", "review")


def _show(value):
    return f"{type(value).__name__} {str(value)[:SHOWN]}"


def unfit(value, kinds, place=""):
    """Return what in a value is of another kind, or no finite number; None when all can be used."""
    if isinstance(value, Mapping):
        odd = next((key for key in value if not isinstance(key, str)), None)
        inner = ((item, f"{place}[{key!r}]") for key, item in value.items())
        return f"the key {odd!r} is no text" if odd is not None else _first_unfit(inner, kinds)
    if isinstance(value, (list, tuple)):
        return _first_unfit(((item, f"{place}[{number}]") for number, item in enumerate(value)), kinds)
    is_finite = not isinstance(value, (float, Decimal)) or math.isfinite(value)
    return None if isinstance(value, kinds) and is_finite else f"{place} is {_show(value)}"


def _first_unfit(pairs, kinds):
    return next(filter(None, (unfit(value, kinds, place) for value, place in pairs)), None)


def _is_of(value, hint):
    kinds = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)
    return isinstance(value, tuple(typing.get_origin(kind) or kind for kind in kinds))


def a(kind, allowed_none=False):
    """Return a check for one kind of value."""

    def check(_record, answer):
        fits = isinstance(answer, kind) or (allowed_none and answer is None)
        return None if fits else f"it returned {_show(answer)} instead of {kind.__name__}"

    return check


def a_record_of(cls):
    """Return a check for one of `mappers.records`: every value of the kind that is declared, numbers finite."""
    hints = typing.get_type_hints(cls)

    def check(_record, answer):
        if not isinstance(answer, cls):
            return f"it returned {_show(answer)} instead of {cls.__name__}"
        values = {name: getattr(answer, name) for name in hints}
        for name, value in values.items():
            if not _is_of(value, hints[name]):
                return f"{name} is {_show(value)}"
        lines = values.pop("lines", ())
        return unfit(values, EXACT, cls.__name__) or next(filter(None, (A_LINE(_record, line) for line in lines)), None)

    return check


A_LINE = a_record_of(InvoiceLine)


def rows_of(model, at_most=None):
    """Return a check for records of a model."""

    def check(_record, answer):
        if not isinstance(answer, models.BaseModel) or answer._name != model:
            return f"it returned {_show(answer)} instead of records of {model}"
        return f"it returned {len(answer)} records" if at_most is not None and len(answer) > at_most else None

    return check


def values_of(model, kinds):
    """Return a check for values that a record of a model is made of."""

    def check(record, answer):
        if not isinstance(answer, dict):
            return f"it returned {_show(answer)} instead of dict"
        unknown = [key for key in answer if key not in record.env[model]._fields]
        return f"{model} has no field {unknown[0]}" if unknown else unfit(answer, kinds, "values")

    return check


def _payload(answer, needed):
    if not isinstance(answer, dict):
        return f"it returned {_show(answer)} instead of dict"
    missing = [key for key in needed if not answer.get(key)]
    return f"the payload has no {missing[0]}" if missing else unfit(answer, EXACT, "payload")


def a_contact_payload(_record, answer):
    return _payload(answer, ("Name",))


def a_payload_and_its_form(_record, answer):
    if not (isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[1], str)):
        return f"it returned {_show(answer)} instead of (payload, form)"
    return _payload(answer[0], NEEDED)


def pairs_of_ids(_record, answer):
    is_good = isinstance(answer, tuple) and all(
        isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair) for pair in answer
    )
    return None if is_good else f"it returned {_show(answer)} instead of pairs of ids"


def sentences(_record, answer):
    is_good = isinstance(answer, list) and all(isinstance(text, str) for text in answer)
    return None if is_good else f"it returned {_show(answer)} instead of a list of sentences"


def a_verdict(record, answer):
    if not (isinstance(answer, tuple) and len(answer) == 2 and answer[0] in VERDICTS):
        return f"it returned {_show(answer)} instead of (verdict, partners)"
    problem = rows_of("res.partner")(record, answer[1])
    is_sure = answer[0] != "link" or len(answer[1]) == 1
    return problem or (None if is_sure else f"it links with {len(answer[1])} partners")


def a_policy(_record, answer):
    if not isinstance(answer, dict) or not answer:
        return f"it returned {_show(answer)} instead of dict"
    for cls, row in answer.items():
        is_row = isinstance(cls, type) and isinstance(row, tuple) and len(row) == 3 and row[0] in AFTER_ERRORS
        is_time = is_row and (row[1] is None or (isinstance(row[1], (int, float)) and 0 <= row[1] < math.inf))
        if not (is_time and isinstance(row[2], bool)):
            return f"it has the row {_show(row)} for {getattr(cls, '__name__', cls)}"
    return None


def anything(_record, _answer):
    return None


def something(_record, answer):
    return "it returned nothing" if answer is None else None


@dataclasses.dataclass(frozen=True)
class Hook:
    """A method that other add-ons may override."""

    model: str
    name: str
    check: typing.Callable


HOOKS = (
    Hook("account.move", "_xero_should_push", a(bool)),
    Hook("account.move", "_xero_invoice_record", a_record_of(Invoice)),
    Hook("account.move.line", "_xero_line_record", A_LINE),
    Hook("account.move.line", "_xero_tracking", pairs_of_ids),
    Hook("account.move.line", "_xero_item_code", a(str, allowed_none=True)),
    Hook("account.move", "_xero_prepare_invoice_payload", a_payload_and_its_form),
    Hook("account.move", "_xero_prepare_payment_vals", values_of("account.payment", STORED)),
    Hook("res.partner", "_xero_match", rows_of("res.partner")),
    Hook("xero.sync.contact", "_match", a_verdict),
    Hook("xero.connection", "_wants_contact", a(bool)),
    Hook("res.partner", "_xero_prepare_vals", values_of("res.partner", (*JSON, float))),
    Hook("res.partner", "_xero_prepare_contact_payload", a_contact_payload),
    Hook("xero.connection", "_account_for", rows_of("xero.account", at_most=1)),
    Hook("xero.tax.mapping", "_resolve", rows_of("xero.tax.mapping", at_most=1)),
    Hook("xero.mixin", "_xero_warnings", sentences),
    Hook("xero.sync", "_after_push", anything),
    Hook("xero.sync", "_after_pull", anything),
    Hook("xero.sync", "_error_policy", a_policy),
    Hook("xero.connection", "_gateway", something),
)
