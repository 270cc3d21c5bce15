"""Tracking categories and their options: at most two in use, put on the lines of documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..errors import Refused, not_found
from ..shapes import TRACKING_CATEGORY, texts
from . import usage
from .lists import table
from .writes import Kind, check_lengths, check_status

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("TrackingCategories", "TrackingCategoryID", TRACKING_CATEGORY, flag="", apart=False)
OPTIONS = Kind("Options", "TrackingOptionID", texts("Name", "Status"), flag="", apart=False)
MAX_NAME = 100
MAX_ACTIVE, MAX_ALL, MAX_ON_LINE = 2, 4, 2
ACTIVE, ARCHIVED = "ACTIVE", "ARCHIVED"


# --- reads -------------------------------------------------------------------------------------------------------


def get_list(call: Call) -> tuple[int, Record]:
    """Return what is in use; archived categories and options are told on request."""
    rows = list(call.org.tracking_categories.values())
    if not call.flag("includeArchived"):
        rows = [{**row, "Options": active(row["Options"])} for row in active(rows)]
    return 200, {"TrackingCategories": table(call, rows)}


def get_one(call: Call, key: str) -> tuple[int, Record]:
    return 200, {"TrackingCategories": [known(call, key)]}


def active(rows: Iterable[Record]) -> list[Record]:
    return [row for row in rows if row["Status"] == ACTIVE]


def known(call: Call, key: str) -> Record:
    category = call.org.tracking_categories.get(key.lower())
    if not category:
        raise not_found()
    return category


# --- categories --------------------------------------------------------------------------------------------------


def put(call: Call) -> tuple[int, Record]:
    return 200, KIND.write(call, lambda values: create(call, values), dict)


def post_one(call: Call, key: str) -> tuple[int, Record]:
    category = known(call, key)
    return 200, KIND.write(call, lambda values: update(call, category, values), dict)


def create(call: Call, values: Record) -> Record:
    check_name(values.get("Name"), call.org.tracking_categories.values())
    check_room(call, None)
    category: Record = {
        "TrackingCategoryID": call.org.new_id(), "Name": values["Name"], "Status": ACTIVE, "Options": [],
    }  # fmt: skip
    for row in values.get("Options") or []:
        category["Options"].append(option(call, category, row))
    call.org.add(call.org.tracking_categories, category["TrackingCategoryID"], category)
    return category


def update(call: Call, category: Record, values: Record) -> Record:
    name, status = values.get("Name") or category["Name"], values.get("Status") or category["Status"]
    check_name(name, (row for row in call.org.tracking_categories.values() if row is not category))
    check_status(status, ACTIVE, ARCHIVED)
    if status == ACTIVE:
        check_room(call, category)
    call.org.remember(category)
    category.update(Name=name, Status=status)
    return category


def delete(call: Call, key: str) -> tuple[int, Record]:
    """Delete a category that is on no line; one in use can be archived only."""
    category = known(call, key)
    category_id = category["TrackingCategoryID"]
    usage.check_unused("tracking category", usage.has_tracking(call, "TrackingCategoryID", category_id))
    call.org.remove(call.org.tracking_categories, category_id)
    call.org.stamp(call.now)
    return 200, {"TrackingCategories": [{**category, "Status": "DELETED"}]}


# --- options -----------------------------------------------------------------------------------------------------


def put_options(call: Call, key: str) -> tuple[int, Record]:
    category = known(call, key)

    def add(values: Record) -> Record:
        fresh = option(call, category, values)
        call.org.remember(category)
        category["Options"] = [*category["Options"], fresh]
        return fresh

    return 200, OPTIONS.write(call, add, dict)


def post_option(call: Call, key: str, option_id: str) -> tuple[int, Record]:
    category, row = known(call, key), known_option(call, key, option_id)

    def change(values: Record) -> Record:
        name, status = values.get("Name") or row["Name"], values.get("Status") or row["Status"]
        check_option(name, (item for item in category["Options"] if item is not row))
        check_status(status, ACTIVE, ARCHIVED)
        call.org.remember(row)
        row.update(Name=name, Status=status)
        return row

    return 200, OPTIONS.write(call, change, dict)


def delete_option(call: Call, key: str, option_id: str) -> tuple[int, Record]:
    category, row = known(call, key), known_option(call, key, option_id)
    used = usage.has_tracking(call, "TrackingOptionID", row["TrackingOptionID"])
    usage.check_unused("tracking option", used)
    call.org.remember(category)
    call.org.stamp(call.now)
    category["Options"] = [item for item in category["Options"] if item is not row]
    return 200, {"Options": [{**row, "Status": "DELETED"}]}


def known_option(call: Call, key: str, option_id: str) -> Record:
    rows = known(call, key)["Options"]
    row = next((row for row in rows if row["TrackingOptionID"] == option_id.lower()), None)
    if not row:
        raise not_found()
    return row


def option(call: Call, category: Record, values: Record) -> Record:
    check_option(values.get("Name"), category["Options"])
    return {"TrackingOptionID": call.org.new_id(), "Name": values["Name"], "Status": ACTIVE}


# --- rules -------------------------------------------------------------------------------------------------------


def check_name(name: str | None, others: Iterable[Record]) -> None:
    if is_taken(name, others):
        raise Refused(f"The name {name} is already used")


def check_option(name: str | None, others: Iterable[Record]) -> None:
    if is_taken(name, others):
        raise Refused("For each specified tracking option the name must be unique.")


def is_taken(name: str | None, others: Iterable[Record]) -> bool:
    """Tell whether another one has a name, which has to be there and not too long."""
    if not name:
        raise Refused("The Name must be specified")
    check_lengths({"Name": name}, {"Name": MAX_NAME})
    return any(row["Name"].casefold() == name.casefold() for row in others)


def check_room(call: Call, own: Record | None) -> None:
    others = [row for row in call.org.tracking_categories.values() if row is not own]
    if sum(row["Status"] == ACTIVE for row in others) >= MAX_ACTIVE:
        raise Refused(f"An organisation cannot have more than {MAX_ACTIVE} active tracking categories")
    if len(others) >= MAX_ALL:
        raise Refused(f"An organisation cannot have more than {MAX_ALL} tracking categories, archived ones included")


# --- lines of documents ------------------------------------------------------------------------------------------


def on_line(call: Call, given: list[Record]) -> list[Record]:
    """Return what a line is tracked by, in full; the request names a category and an option by name or id."""
    if len(given) > MAX_ON_LINE:
        raise Refused(f"A line cannot have more than {MAX_ON_LINE} tracking categories")
    entries = [_entry(call, row) for row in given]
    if len({entry["TrackingCategoryID"] for entry in entries}) < len(entries):
        raise Refused("A line cannot be tracked by two options of one category")
    return entries


def _entry(call: Call, given: Record) -> Record:
    category = _named(call.org.tracking_categories.values(), "TrackingCategoryID", given, "Name")
    if not category:
        raise Refused("The tracking category could not be found.")
    row = _named(category["Options"], "TrackingOptionID", given, "Option")
    if not row:
        raise Refused("The tracking option could not be found.")
    return {
        "Name": category["Name"], "Option": row["Name"], "TrackingCategoryID": category["TrackingCategoryID"],
        "TrackingOptionID": row["TrackingOptionID"],
    }  # fmt: skip


def _named(rows: Any, id_field: str, given: Record, name_field: str) -> Record | None:
    wanted, name = given.get(id_field), (given.get(name_field) or "").casefold()
    return next(
        (row for row in active(rows) if row[id_field] == wanted or (not wanted and row["Name"].casefold() == name)),
        None,
    )


SCOPE = "accounting.settings"
KEY = "/TrackingCategories/(?P<key>[^/]+)"
OPTION = f"{KEY}/Options/(?P<option_id>[^/]+)"
ROUTES = [
    ("GET", "/TrackingCategories", get_list, SCOPE),
    ("PUT", "/TrackingCategories", put, SCOPE),
    ("GET", KEY, get_one, SCOPE),
    ("POST", KEY, post_one, SCOPE),
    ("DELETE", KEY, delete, SCOPE),
    ("PUT", f"{KEY}/Options", put_options, SCOPE),
    ("POST", OPTION, post_option, SCOPE),
    ("DELETE", OPTION, delete_option, SCOPE),
]
