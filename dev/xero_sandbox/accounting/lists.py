"""What list reads have in common: filters, order, pages, If-Modified-Since, and per-element results of writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..errors import ZERO_GUID, ApiError, Refused, bad_query, bad_request, validation_error

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
DEFAULT_PAGE, MAX_PAGE = 100, 1000
HIGH_VOLUME = 100_000
CLAUSE = re.compile(
    r"""\s*(?P<field>[\w.]+)\s*(?P<op>==|=|>=|<=|>|<|!=)\s*
    (?:"(?P<text>(?:[^"\\]|\\.)*)"|guid\("(?P<guid>[^"]*)"\)|DateTime\((?P<date>[\d,\s]+)\)|(?P<number>-?[\d.]+))\s*""",
    re.X | re.I,
)


def page_of(
    call: Call, records: Iterable[Record], key: str, present: Callable[[Record], Record], id_field: str
) -> Record:
    """Return one page of records, the oldest change first, with the pagination block."""
    rows = sorted(modified(call, records), key=lambda row: (row["UpdatedDateUTC"], row[id_field]))
    rows = ordered(call, rows)
    if len(rows) > HIGH_VOLUME:
        raise ApiError(400, {"ErrorNumber": 51, "Type": "HighVolumeException", "Message": "Too many documents"})
    number = max(whole(call, "page", 1), 1)
    size = min(max(whole(call, "pageSize", DEFAULT_PAGE), 1), MAX_PAGE)
    part = rows[(number - 1) * size : number * size]
    pages = -(-len(rows) // size)
    block = {"page": number, "pageSize": size, "pageCount": pages, "itemCount": len(rows)}
    return {"pagination": block, key: [present(row) for row in part]}


def is_paged(call: Call) -> bool:
    return "page" in call.args or "pageSize" in call.args


def whole(call: Call, name: str, default: int) -> int:
    try:
        return int(call.args.get(name, default))
    except ValueError:
        raise bad_query(f"{name} must be a whole number") from None


def ordered(call: Call, rows: list[Record]) -> list[Record]:
    order = call.args.get("order")
    if not order:
        return rows
    field, _space, direction = order.partition(" ")
    if rows and field not in rows[0]:
        raise bad_query(f"No property or field '{field}' exists")
    return sorted(rows, key=lambda row: str(row.get(field, "")), reverse=direction.upper() == "DESC")


def modified(call: Call, records: Iterable[Record]) -> list[Record]:
    text = {name.lower(): value for name, value in call.headers.items()}.get("if-modified-since")
    if not text:
        return list(records)
    try:
        since = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise bad_request("If-Modified-Since is not a date") from None
    since = since if since.tzinfo else since.replace(tzinfo=timezone.utc)
    return [record for record in records if record["UpdatedDateUTC"] >= since]


def where(
    call: Call, records: Iterable[Record], optimised: tuple[str, ...], ranges: tuple[str, ...] = ()
) -> list[Record]:
    """Filter; a clause that Xero would have to search slowly is refused, so that nobody gets used to it."""
    text = call.args.get("where")
    rows = list(records)
    if not text:
        return rows
    for part in re.split(r"\s+AND\s+|\s*&&\s*", text):
        match = CLAUSE.fullmatch(part)
        if not match:
            raise bad_query(f"The sandbox cannot parse, or Xero would not optimise: {part}")
        field, op = match["field"], match["op"]
        if field.lower() not in {name.lower() for name in optimised}:
            raise bad_query(f"Not an optimised field: {field}")
        if op not in ("=", "==") and field.lower() not in {name.lower() for name in ranges}:
            raise bad_query(f"Not an optimised comparison: {field} {op}")
        wanted = literal(match)
        rows = [row for row in rows if compare(value_at(row, field), op, wanted)]
    return rows


def literal(match: re.Match[str]) -> Any:
    if match["date"]:
        year, month, day = (int(part) for part in match["date"].split(",")[:3])
        return datetime(year, month, day).date()  # noqa: DTZ001  a business date has no zone
    if match["number"]:
        return Decimal(match["number"])
    return re.sub(r"\\(.)", r"\1", match["guid"] or match["text"] or "")


def value_at(row: Record, path: str) -> Any:
    value: Any = row
    for name in path.split("."):
        names = {key.lower(): key for key in value} if isinstance(value, dict) else {}
        value = value.get(names[name.lower()]) if name.lower() in names else None
    return value


def compare(value: Any, op: str, wanted: Any) -> bool:
    if op in ("=", "=="):
        return str(value).lower() == str(wanted).lower() if isinstance(wanted, str) else value == wanted
    if value is None:
        return False
    return {">": value > wanted, "<": value < wanted, ">=": value >= wanted, "<=": value <= wanted}.get(
        op, value != wanted
    )


def by_list(call: Call, records: Iterable[Record], argument: str, path: str) -> list[Record]:
    """Keep the records whose value is in a comma-separated argument."""
    if argument not in call.args:
        return list(records)
    wanted = {item.strip().lower() for item in call.args[argument].split(",")}
    return [row for row in records if str(value_at(row, path)).lower() in wanted]


def elements(call: Call, key: str) -> list[Record]:
    """Return the elements of a body: a list under its name, one under it, or one bare."""
    body = call.body
    if isinstance(body, dict) and isinstance(body.get(key), list):
        body = body[key]
    rows = body if isinstance(body, list) else [body]
    if not rows or not all(isinstance(row, dict) and row for row in rows):
        raise bad_request("The request has no elements")
    return rows


def write_all(
    call: Call, key: str, id_field: str, apply: Callable[[Record], Record], present: Callable[[Record], Record]
) -> tuple[int, Record]:
    """Apply every element; with summarizeErrors=false each tells its own outcome, else one refusal refuses all."""
    results, refused = [], []
    summarise = call.flag("summarizeErrors", True)
    rows = elements(call, key)
    for row in rows:
        try:
            stored = apply(row) if not (summarise and refused) else row
        except Refused as error:
            failed = {**row, id_field: row.get(id_field) or ZERO_GUID, "HasErrors": True, "HasValidationErrors": True}
            failed["ValidationErrors"] = [{"Message": message} for message in error.messages]
            failed["StatusAttributeString"] = "ERROR"
            results.append(failed)
            refused.append(failed)
        else:
            results.append({**present(stored), "StatusAttributeString": "OK", "HasErrors": False})
    if refused and (summarise or len(rows) == 1 and not is_batch(call)):
        raise validation_error(refused)
    return 200, {key: results}


def is_batch(call: Call) -> bool:
    return not call.flag("summarizeErrors", True)
