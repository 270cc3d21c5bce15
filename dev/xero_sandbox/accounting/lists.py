"""What list reads have in common: filters, order, pages, If-Modified-Since."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from ..errors import bad_query, precondition_failed, too_many_documents
from ..shapes import GUID_FORM
from .filters import Optimised, parse, value_at

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
DEFAULT_PAGE, MAX_PAGE = 100, 1000
HIGH_VOLUME = 100_000
CHANGED = "UpdatedDateUTC"
ANY = Optimised(None)  # short tables: every field


def stored(call: Call, name: str, order: tuple[str, ...]) -> list[Record]:
    """Return a table's records that changed after If-Modified-Since, the oldest change first unless asked otherwise.

    :param order: the fields that may be asked for; the first one is the id
    """
    field, backwards = _order(call, order)
    records, since = call.org.in_order(name, order[0], field), _since(call)
    if since and field == CHANGED and not backwards:
        return records.after(since)
    return modified(call, records.rows(backwards)) if since else records.rows(backwards)


def page_of(call: Call, rows: list[Record], key: str, present: Callable[[Record], Record]) -> Record:
    """Return one page of records with the pagination block."""
    number = max(_whole(call, "page", 1), 1)
    size = min(max(_whole(call, "pageSize", DEFAULT_PAGE), 1), MAX_PAGE)
    part = rows[(number - 1) * size : number * size]
    block = {"page": number, "pageSize": size, "pageCount": -(-len(rows) // size), "itemCount": len(rows)}
    return {"pagination": block, key: [present(row) for row in part]}


def whole_list(call: Call, rows: list[Record], key: str, present: Callable[[Record], Record]) -> Record:
    """Return all records at once, as Xero does without `page`."""
    if len(rows) > HIGH_VOLUME:
        raise too_many_documents()
    return {key: [present(row) for row in rows]}


def table(call: Call, records: Iterable[Record]) -> list[Record]:
    """Filter and order the rows of a short table, by any field."""
    rows = where(call, records, ANY)
    field, _space, direction = call.args.get("order", "").strip().partition(" ")
    if not field:
        return rows
    if rows and field not in rows[0]:
        raise bad_query(f"No property or field '{field}' exists")
    return sorted(rows, key=lambda row: str(row.get(field, "")), reverse=direction.strip().upper() == "DESC")


def is_paged(call: Call) -> bool:
    return "page" in call.args or "pageSize" in call.args


def _whole(call: Call, name: str, default: int) -> int:
    try:
        return int(call.args.get(name, default))
    except ValueError:
        raise bad_query(f"{name} must be a whole number") from None


def _order(call: Call, allowed: tuple[str, ...]) -> tuple[str, bool]:
    """Return the field that a list is ordered by, and whether backwards."""
    order = call.args.get("order", "").strip()
    field, _space, direction = (order or CHANGED).partition(" ")
    name = next((name for name in allowed if name.lower() == field.lower()), None)
    if not name or direction.strip().upper() not in ("", "ASC", "DESC"):
        raise bad_query(f"Not an optimised order: {order}")
    return name, direction.strip().upper() == "DESC"


def modified(call: Call, records: Iterable[Record]) -> list[Record]:
    """Keep what changed after If-Modified-Since; the very second is left out, for a reader that needs an overlap."""
    since = _since(call)
    return [record for record in records if not since or record[CHANGED] > since]


def _since(call: Call) -> datetime | None:
    text = call.headers.get("if-modified-since")
    if not text:
        return None
    try:
        since = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise precondition_failed("If-Modified-Since is not a date") from None
    return (since if since.tzinfo else since.replace(tzinfo=timezone.utc)).astimezone(timezone.utc)


def where(call: Call, records: Iterable[Record], optimised: Optimised) -> list[Record]:
    """Filter; what Xero would have to search slowly is refused, so that nobody gets used to it."""
    text = call.args.get("where", "").strip()
    if not text:
        return list(records)
    test = parse(text, optimised)
    return [row for row in records if test(row)]


def search(call: Call, records: Iterable[Record], fields: tuple[str, ...]) -> list[Record]:
    """Keep the records that have the search term somewhere in some fields."""
    term = call.args.get("searchTerm", "").strip().casefold()
    if not term:
        return list(records)
    return [row for row in records if any(term in str(row.get(name) or "").casefold() for name in fields)]


def by_list(call: Call, records: Iterable[Record], argument: str, path: str) -> list[Record]:
    """Keep the records whose value is in a comma-separated argument; its texts may stand in quotes."""
    if not call.args.get(argument):
        return list(records)
    wanted = {item.strip(' "').lower() for item in call.args[argument].split(",")}
    if argument in ("IDs", "ContactIDs") and not all(map(GUID_FORM.fullmatch, wanted)):
        raise bad_query(f"{argument} holds something that is not an identifier")
    if argument == "IDs":
        return [row for row in records if row[path] in wanted]
    return [row for row in records if str(value_at(row, path)).lower() in wanted]
