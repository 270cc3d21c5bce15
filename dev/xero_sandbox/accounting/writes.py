"""What writes have in common: the elements of a body, and the outcome of each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..errors import ZERO_GUID, Refused, bad_request, validation_error
from ..shapes import shaped
from ..wire import parse_day

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
ERROR = "ERROR"
DATES = ("Date", "DueDate")


class Kind:
    """How the elements of a resource are named in requests and answers.

    :param key: the name of the list
    :param id_field: the element's id
    :param shape: what values it may hold
    :param flag: the name of the answer to whether an element has errors, "" for none
    :param apart: whether elements may tell their outcome each for itself (summarizeErrors=false)
    """

    def __init__(self, key: str, id_field: str, shape: Record, flag: str = "HasErrors", *, apart: bool = True) -> None:
        self.key, self.id_field, self.shape, self.flag, self.apart = key, id_field, shape, flag, apart

    def elements(self, call: Call) -> list[Record]:
        """Return the elements of a body: a list under its name, a bare list, or one bare element."""
        body = call.body
        if isinstance(body, dict) and self.key in body:
            body = body[self.key]
        rows = body if isinstance(body, list) else [body]
        if not rows or not all(isinstance(row, dict) and row for row in rows):
            raise bad_request(f"The request holds no {self.key}")
        return [shaped(row, self.shape, self.key) for row in rows]

    def write(self, call: Call, apply: Callable[[Record], Record], present: Callable[[Record], Record]) -> Record:
        """Apply every element.

        With summarizeErrors=false each element tells its own outcome; else one refusal refuses the whole call, and
        nothing of it is kept.
        """
        rows = self.elements(call)
        if self.apart and not call.flag("summarizeErrors", True):
            return {self.key: [self._outcome(call, row, apply, present) for row in rows]}
        with call.org.all_or_nothing():
            results = [self._outcome(call, row, apply, present) for row in rows]
            refused = [result for result in results if result["StatusAttributeString"] == ERROR]
            if refused:
                raise validation_error(refused, self.key)
        return {self.key: [_plain(result) for result in results]}

    def _outcome(
        self, call: Call, row: Record, apply: Callable[[Record], Record], present: Callable[[Record], Record]
    ) -> Record:
        call.warnings = []
        try:
            with call.org.all_or_nothing():
                stored = apply(row)
            call.org.stamp(call.now)  # not every record has a time, but a snapshot has to notice every change
        except Refused as error:
            return self._refused(row, error)
        warned = {"Warnings": [{"Message": text} for text in call.warnings]} if call.warnings else {}
        status = "WARNING" if warned else "OK"
        return {**present(stored), **warned, "StatusAttributeString": status, **self._flagged(False)}

    def _refused(self, row: Record, error: Refused) -> Record:
        return {
            **{name: _echoed(name, value) for name, value in row.items()},
            **({self.id_field: row.get(self.id_field) or ZERO_GUID} if self.id_field else {}),
            **self._flagged(True),
            "StatusAttributeString": ERROR,
            "ValidationErrors": [{"Message": message} for message in error.messages],
        }

    def _flagged(self, has_errors: bool) -> Record:
        return {self.flag: has_errors} if self.flag else {}


def _echoed(name: str, value: Any) -> Any:
    """Return a refused value as Xero shows it again; a date that it could not read it does not have."""
    if name not in DATES:
        return value
    try:
        return parse_day(value)
    except ValueError:
        return None


def _plain(result: Record) -> Record:
    """Leave the outcome out where Xero tells it by the status of the answer."""
    return {key: value for key, value in result.items() if key != "StatusAttributeString"}


def too_long(values: Record, limits: dict[str, int]) -> Iterator[str]:
    """Yield a sentence for each text that is longer than Xero takes it."""
    for name, limit in limits.items():
        if len(values.get(name) or "") > limit:
            yield f"The field {name} must be a string with a maximum length of {limit}."


def check_status(status: str | None, *allowed: str) -> None:
    if status and status not in allowed:
        raise Refused(f"The status must be {' or '.join(allowed)}")


def check_lengths(values: Record, limits: dict[str, int]) -> None:
    errors = list(too_long(values, limits))
    if errors:
        raise Refused(*errors)
