"""Files of documents, contacts and accounts: raw bytes under a name."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from ..errors import Refused, not_found
from ..replies import Raw
from .resources import found, one_of, wanted

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
TAKE_FILES = ("Invoices", "CreditNotes", "Contacts", "Accounts", "BankTransactions")
MAX_FILES = 10
FORBIDDEN = set('<>:"/\\|?*\0')
NO_FILE = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
CONTENT = "content"


def get_list(call: Call, resource: str, key: str) -> tuple[int, Record]:
    found(call, resource, key)
    return 200, {"Attachments": [shown(row) for row in files_of(call, key)]}


def get_one(call: Call, resource: str, key: str, name: str) -> tuple[int, Raw]:
    """Return the bytes of a file, asked for by its name or its id."""
    found(call, resource, key)
    rows = files_of(call, key)
    row = next((row for row in rows if name.lower() in (row["AttachmentID"], row["FileName"].lower())), None)
    if not row:
        raise not_found()
    return 200, Raw(base64.b64decode(row[CONTENT]), row["MimeType"])


def put(call: Call, resource: str, key: str, name: str) -> tuple[int, Record]:
    """Store a file; one of the same name is replaced."""
    record = wanted(call, resource, key)
    kind = call.headers.get("content-type", "").partition(";")[0].strip() or "application/octet-stream"
    rows = files_of(call, key)
    known = next((row for row in rows if row["FileName"] == name), None)
    check(name, kind, call.body, len(rows) - bool(known))
    row = {
        "AttachmentID": known["AttachmentID"] if known else call.org.new_id(),
        "FileName": name,
        "Url": f"https://api.xero.com/api.xro/2.0/{resource}/{key}/Attachments/{name}",
        "MimeType": kind,
        "ContentLength": len(call.body),
        "IncludeOnline": call.flag("IncludeOnline") and record.get("Type") in ("ACCREC", "ACCRECCREDIT"),
        CONTENT: base64.b64encode(call.body).decode(),
    }
    call.org.remember(record)
    call.org.add(call.org.attachments, key.lower(), [*(item for item in rows if item is not known), row])
    record["HasAttachments"] = True
    return 200, {"Attachments": [shown(row)]}


def check(name: str, kind: str, content: bytes, others: int) -> None:
    if FORBIDDEN & set(name):
        raise Refused('The file name must not contain any of < > : " / \\ | ? *')
    if kind in NO_FILE:
        raise Refused(f"The content type {kind} is not one of a file")
    if not content:
        raise Refused("The file has no content")
    if others >= MAX_FILES:
        raise Refused(f"A document cannot have more than {MAX_FILES} attachments")


def files_of(call: Call, key: str) -> list[Record]:
    return call.org.attachments.get(key.lower(), [])


def shown(row: Record) -> Record:
    return {name: value for name, value in row.items() if name != CONTENT}


SCOPE = "accounting.attachments"
PATH = f"{one_of(TAKE_FILES)}/Attachments"
ROUTES = [
    ("GET", PATH, get_list, SCOPE),
    ("GET", f"{PATH}/(?P<name>[^/]+)", get_one, SCOPE),
    ("PUT", f"{PATH}/(?P<name>.+)", put, SCOPE),
    ("POST", f"{PATH}/(?P<name>.+)", put, SCOPE),
]
