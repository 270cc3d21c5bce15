"""What list reads have in common: filters, order, pages, If-Modified-Since."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ..errors import bad_query, precondition_failed, too_many_documents
from ..shapes import GUID_FORM
from .filters import Optimised, parse, value_at

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
DEFAULT_PAGE, MAX_PAGE = 100, 1000
HIGH_VOLUME = 100_000
ANY = Optimised(None)  # short tables: every field


def page_of(
    call: Call, records: Iterable[Record], key: str, present: Callable[[Record], Record], order: tuple[str, ...]
) -> Record:
    """Return one page of records with the pagination block.

    :param order: the fields that may be asked for; the first one is the id
    """
    rows = ordered(call, modified(call, records), order)
    number = max(_whole(call, "page", 1), 1)
    size = min(max(_whole(call, "pageSize", DEFAULT_PAGE), 1), MAX_PAGE)
    part = rows[(number - 1) * size : number * size]
    block = {"page": number, "pageSize": size, "pageCount": -(-len(rows) // size), "itemCount": len(rows)}
    return {"pagination": block, key: [present(row) for row in part]}


def whole_list(
    call: Call, records: Iterable[Record], key: str, present: Callable[[Record], Record], order: tuple[str, ...]
) -> Record:
    """Return all records at once, as Xero does without `page`."""
    rows = ordered(call, modified(call, records), order)
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


def ordered(call: Call, rows: list[Record], allowed: tuple[str, ...]) -> list[Record]:
    """Sort as asked for, else the oldest change first."""
    id_field = allowed[0]
    rows.sort(key=itemgetter("UpdatedDateUTC", id_field))
    order = call.args.get("order")
    if not order:
        return rows
    field, _space, direction = order.strip().partition(" ")
    name = next((name for name in allowed if name.lower() == field.lower()), None)
    if not name or direction.strip().upper() not in ("", "ASC", "DESC"):
        raise bad_query(f"Not an optimised order: {order}")
    present = [row for row in rows if row.get(name) is not None]
    absent = [row for row in rows if row.get(name) is None]
    return absent + sorted(present, key=itemgetter(name), reverse=direction.strip().upper() == "DESC")


def modified(call: Call, records: Iterable[Record]) -> list[Record]:
    """Keep what changed after If-Modified-Since; the very second is left out, for a reader that needs an overlap."""
    text = call.headers.get("if-modified-since")
    if not text:
        return list(records)
    try:
        since = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise precondition_failed("If-Modified-Since is not a date") from None
    since = (since if since.tzinfo else since.replace(tzinfo=timezone.utc)).astimezone(timezone.utc)
    return [record for record in records if record["UpdatedDateUTC"] > since]


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
    return [row for row in records if str(value_at(row, path)).lower() in wanted]
