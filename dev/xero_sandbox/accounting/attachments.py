"""Files of documents, contacts and accounts: raw bytes under a name."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .. import trail
from ..errors import ZERO_GUID, Refused, not_found, validation_error
from ..replies import Raw
from .resources import found, one_of, proper, wanted

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
TAKE_FILES = ("Invoices", "CreditNotes", "Contacts", "Accounts", "BankTransactions")
MAX_FILES = 10
FORBIDDEN = set('<>:"/\\|?*\0')
NO_FILE = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
UNSUPPORTED = "The file couldn't be uploaded because it isn't a supported file type."
ON_SALES = ("ACCREC", "ACCRECCREDIT")
CONTENT = "content"


def get_list(call: Call, resource: str, key: str) -> tuple[int, Record]:
    found(call, resource, key)
    return 200, {"Attachments": [shown(row) for row in files_of(call, key)]}


def get_one(call: Call, resource: str, key: str, name: str) -> tuple[int, Raw]:
    """Return the bytes of a file, asked for by its name or its id."""
    found(call, resource, key)
    rows = files_of(call, key)
    row = named(rows, name) or next((row for row in rows if row["AttachmentID"] == name.lower()), None)
    if not row:
        raise not_found()
    return 200, Raw(base64.b64decode(row[CONTENT]), row["MimeType"])


def put(call: Call, resource: str, key: str, name: str) -> tuple[int, Record]:
    """Store a file; one of the same name is replaced."""
    record = wanted(call, resource, key)
    rows = files_of(call, key)
    known = named(rows, name)
    row = described(call, record, f"{proper(resource)}/{key.lower()}", name)
    try:
        check(row, len(rows) - bool(known))
    except Refused as error:
        messages = [{"Message": message} for message in error.messages]
        raise validation_error([{**row, "ValidationErrors": messages}], "Attachments") from None
    row["AttachmentID"] = known["AttachmentID"] if known else call.org.new_id()
    stored = {**row, CONTENT: base64.b64encode(call.body).decode()}
    call.org.remember(record)
    call.org.add(call.org.attachments, key.lower(), [*(item for item in rows if item is not known), stored])
    record["HasAttachments"] = True
    trail.attached(call, key.lower(), name)
    return 200, {"Attachments": [row]}


def described(call: Call, record: Record, place: str, name: str) -> Record:
    """Return what is told of a file that comes."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    online = call.flag("IncludeOnline") and record.get("Type") in ON_SALES
    return {
        "AttachmentID": ZERO_GUID,
        "FileName": name,
        "Url": f"https://api.xero.com/api.xro/2.0/{place}/Attachments/{quote(name, safe='')}",
        "MimeType": kind or "application/octet-stream",
        "ContentLength": len(call.body),
        **({"IncludeOnline": True} if online else {}),
    }


def check(row: Record, others: int) -> None:
    if FORBIDDEN & set(row["FileName"]):
        raise Refused('The file name must not contain any of < > : " / \\ | ? *')
    if row["MimeType"] in NO_FILE or not extension(row["FileName"]):
        raise Refused(UNSUPPORTED)
    if not row["ContentLength"]:
        raise Refused("The file has no content")
    if others >= MAX_FILES:
        raise Refused(f"A document cannot have more than {MAX_FILES} attachments")


def extension(name: str) -> str:
    return name.rpartition(".")[2] if "." in name else ""


def named(rows: list[Record], name: str) -> Record | None:
    return next((row for row in rows if row["FileName"].casefold() == name.casefold()), None)


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
