"""Groups of contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import trail
from ..errors import Refused, not_found
from ..shapes import texts
from .lists import table
from .writes import Kind, check_status

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("ContactGroups", "ContactGroupID", texts("ContactGroupID", "Name", "Status"), flag="", apart=False)
MEMBERS = Kind("Contacts", "ContactID", texts("ContactID"), flag="", apart=False)
MAX_GROUPS = 100
ACTIVE, DELETED = "ACTIVE", "DELETED"


def get_list(call: Call) -> tuple[int, Record]:
    """Return the groups in use, without their members."""
    rows = table(call, active(call))
    return 200, {"ContactGroups": [{**row, "Contacts": []} for row in rows]}


def get_one(call: Call, key: str) -> tuple[int, Record]:
    group = known(call, key)
    names = ("ContactID", "Name")
    contacts = [{name: contact[name] for name in names} for contact in members(call, group)]
    return 200, {"ContactGroups": [{**group, "Contacts": contacts}]}


def active(call: Call) -> list[Record]:
    return [row for row in call.org.contact_groups.values() if row["Status"] == ACTIVE]


def known(call: Call, key: str) -> Record:
    group = call.org.contact_groups.get(key.lower())
    if not group or group["Status"] != ACTIVE:
        raise not_found()
    return group


def members(call: Call, group: Record) -> list[Record]:
    group_id = group["ContactGroupID"]
    contacts = call.org.contacts.values()
    return [row for row in contacts if any(item["ContactGroupID"] == group_id for item in row["ContactGroups"])]


# --- writes ------------------------------------------------------------------------------------------------------


def put(call: Call) -> tuple[int, Record]:
    return 200, KIND.write(call, lambda values: create(call, values), dict)


def post_one(call: Call, key: str) -> tuple[int, Record]:
    group = known(call, key)
    return 200, KIND.write(call, lambda values: update(call, group, values), dict)


def create(call: Call, values: Record) -> Record:
    check_name(call, values.get("Name"), None)
    if len(active(call)) >= MAX_GROUPS:
        raise Refused(f"You've reached the limit of {MAX_GROUPS} contact groups.")
    group = {"ContactGroupID": call.org.new_id(), "Name": values["Name"], "Status": ACTIVE}
    call.org.add(call.org.contact_groups, group["ContactGroupID"], group)
    return group


def update(call: Call, group: Record, values: Record) -> Record:
    status, name = values.get("Status") or ACTIVE, values.get("Name") or group["Name"]
    check_name(call, name, group)
    check_status(status, ACTIVE, DELETED)
    if status == DELETED:
        for contact in members(call, group):
            leave(call, group, contact)
    call.org.remember(group)
    group.update(Name=name, Status=status)
    for contact in members(call, group):
        call.org.remember(contact)
        contact["ContactGroups"] = [known_as(group, row) for row in contact["ContactGroups"]]
    return group


def known_as(group: Record, row: Record) -> Record:
    """Return a group as a contact shows it: with the name that it has now."""
    return dict(group) if row["ContactGroupID"] == group["ContactGroupID"] else row


def check_name(call: Call, name: str | None, own: Record | None) -> None:
    if not name:
        raise Refused("The Name must be specified")
    others = (row["Name"].casefold() for row in active(call) if row is not own)
    if name.casefold() in others:
        raise Refused(f"The name {name} is already used")


# --- members -----------------------------------------------------------------------------------------------------


def put_members(call: Call, key: str) -> tuple[int, Record]:
    group = known(call, key)
    return 200, MEMBERS.write(call, lambda values: join(call, group, values), shown)


def delete_members(call: Call, key: str) -> tuple[int, None]:
    group = known(call, key)
    for contact in members(call, group):
        leave(call, group, contact)
    return 204, None


def delete_member(call: Call, key: str, contact_id: str) -> tuple[int, None]:
    group = known(call, key)
    contact = next((row for row in members(call, group) if row["ContactID"] == contact_id.lower()), None)
    if not contact:
        raise not_found()
    leave(call, group, contact)
    return 204, None


def join(call: Call, group: Record, values: Record) -> Record:
    contact = call.org.contacts.get((values.get("ContactID") or "").lower())
    if not contact or contact["ContactStatus"] != ACTIVE:
        raise Refused("The contact was not found.")
    call.org.remember(contact)
    others = [row for row in contact["ContactGroups"] if row["ContactGroupID"] != group["ContactGroupID"]]
    contact["ContactGroups"] = [*others, dict(group)]
    return touched(call, contact)


def leave(call: Call, group: Record, contact: Record) -> None:
    call.org.remember(contact)
    contact["ContactGroups"] = [
        row for row in contact["ContactGroups"] if row["ContactGroupID"] != group["ContactGroupID"]
    ]
    touched(call, contact)


def touched(call: Call, contact: Record) -> Record:
    contact["UpdatedDateUTC"] = call.org.stamp(call.now)
    trail.entry(call, contact["ContactID"], fresh=False)
    call.org.changed("CONTACT", "UPDATE", contact["ContactID"])
    return contact


def shown(contact: Record) -> Record:
    return {"ContactID": contact["ContactID"], "Name": contact["Name"]}


SCOPE = "accounting.contacts"
KEY = "/ContactGroups/(?P<key>[^/]+)"
ROUTES = [
    ("GET", "/ContactGroups", get_list, SCOPE),
    ("PUT", "/ContactGroups", put, SCOPE),
    ("GET", KEY, get_one, SCOPE),
    ("POST", KEY, post_one, SCOPE),
    ("PUT", f"{KEY}/Contacts", put_members, SCOPE),
    ("DELETE", f"{KEY}/Contacts", delete_members, SCOPE),
    ("DELETE", f"{KEY}/Contacts/(?P<contact_id>[^/]+)", delete_member, SCOPE),
]
