"""Products and services: a code, words, prices."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .. import arithmetic, trail
from ..errors import Refused, bad_request, not_found
from ..shapes import ITEM, PRICES
from . import chart, usage
from .lists import modified, table
from .writes import Kind, check_lengths

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
KIND = Kind("Items", "ItemID", ITEM, flag="")
LENGTHS = {"Code": 30, "Name": 50, "Description": 4000, "PurchaseDescription": 4000}
MAX_ITEMS = 500
INVENTORY = "INVENTORY"
DETAILS = {"IsSold": ("SalesDetails", "Description"), "IsPurchased": ("PurchaseDetails", "PurchaseDescription")}


# --- reads -------------------------------------------------------------------------------------------------------


def get_list(call: Call) -> tuple[int, Record]:
    rows = table(call, modified(call, call.org.items.values()))
    return 200, {"Items": [present(call, row) for row in rows]}


def get_one(call: Call, key: str) -> tuple[int, Record]:
    return 200, {"Items": [present(call, known(call, key))]}


def find(call: Call, code: str | None) -> Record | None:
    """Return an item by its code, as Xero compares it."""
    wanted = (code or "").strip().casefold()
    return next((row for row in call.org.items.values() if wanted and row["Code"].casefold() == wanted), None)


def known(call: Call, key: str) -> Record:
    item = call.org.items.get(key.lower()) or find(call, key)
    if not item:
        raise not_found()
    return item


def present(call: Call, row: Record) -> Record:
    """Return an item with prices in the decimals that were asked for."""
    shown = dict(row)
    for name in ("SalesDetails", "PurchaseDetails"):
        if row.get(name):
            shown[name] = {**row[name]}
            if "UnitPrice" in row[name]:
                shown[name]["UnitPrice"] = arithmetic.price(row[name]["UnitPrice"], call.price_decimals)
    return shown


# --- writes ------------------------------------------------------------------------------------------------------


def put(call: Call) -> tuple[int, Record]:
    count(call)
    return 200, KIND.write(call, lambda values: create(call, values), lambda row: present(call, row))


def post(call: Call) -> tuple[int, Record]:
    """Create, or change the item of the same id or code."""
    count(call)
    for values in KIND.elements(call):
        if values.get("ItemID") and values["ItemID"] not in call.org.items:
            raise not_found()
    return 200, KIND.write(call, lambda values: create_or_update(call, values), lambda row: present(call, row))


def post_one(call: Call, key: str) -> tuple[int, Record]:
    item = known(call, key)
    return 200, KIND.write(call, lambda values: update(call, item, values), lambda row: present(call, row))


def delete(call: Call, key: str) -> tuple[int, None]:
    """Remove an item that no document has."""
    item = known(call, key)
    usage.check_unused("item", usage.has_item(call, item))
    call.org.remove(call.org.items, item["ItemID"])
    call.org.stamp(call.now)
    return 204, None


def count(call: Call) -> None:
    if len(KIND.elements(call)) > MAX_ITEMS:
        raise bad_request(f"A request may hold {MAX_ITEMS} Items at most")


def create_or_update(call: Call, values: Record) -> Record:
    item = call.org.items.get(values.get("ItemID") or "") or find(call, values.get("Code"))
    return update(call, item, values) if item else create(call, values)


def create(call: Call, values: Record) -> Record:
    item: Record = {
        "ItemID": call.org.new_id(), "Code": "", "Name": "", "Description": "", "PurchaseDescription": "",
        "IsSold": True, "IsPurchased": True, "IsTrackedAsInventory": False, "SalesDetails": {}, "PurchaseDetails": {},
    }  # fmt: skip
    fill(call, item, values)
    call.org.add(call.org.items, item["ItemID"], item)
    trail.entry(call, item["ItemID"], fresh=True)
    return item


def update(call: Call, item: Record, values: Record) -> Record:
    fresh = dict(item)
    fill(call, fresh, values)
    call.org.remember(item)
    item.update(fresh)
    trail.entry(call, item["ItemID"], fresh=False)
    return item


def fill(call: Call, item: Record, values: Record) -> None:
    """Put what was sent into an item, by the rules of an item."""
    given = {name: value for name, value in values.items() if value is not None and name in ITEM and name != "ItemID"}
    check_lengths(given, LENGTHS)
    item.update(given)
    if not given.get("Code", "").strip():
        raise Refused("Price List Item Code must be supplied")
    other = find(call, item["Code"])
    if other and other["ItemID"] != item["ItemID"]:
        raise Refused(f"Price List Item with Code '{item['Code']}' already exists")
    for flag, (details, words) in DETAILS.items():
        if not item[flag]:
            item.update({details: {}, words: ""})
        elif details in given:
            item[details] = checked(call, given[details])
    stock(call, item)
    item["UpdatedDateUTC"] = call.org.stamp(call.now)


def checked(call: Call, given: Record) -> Record:
    """Return the details of sales or purchases that were sent, the price in the decimals of the call."""
    details = {name: value for name, value in given.items() if value is not None and name in PRICES}
    for name in ("AccountCode", "COGSAccountCode"):
        code = details.get(name)
        if code and not account(call, code):
            raise Refused(f"Account code '{code}' is not a valid code for this item.")
    chart.check_tax_type(call, details.get("TaxType"), "item")
    if "UnitPrice" in details:
        details["UnitPrice"] = arithmetic.price(details["UnitPrice"], call.price_decimals)
    return details


def stock(call: Call, item: Record) -> None:
    """Decide whether Xero counts the stock of an item: it does when there is an inventory account."""
    code = item.get("InventoryAssetAccountCode")
    item["IsTrackedAsInventory"] = bool(code)
    if not code:
        return
    if (account(call, code) or {}).get("Type") != INVENTORY or not item["PurchaseDetails"].get("COGSAccountCode"):
        raise Refused("A tracked item needs an InventoryAssetAccountCode of type INVENTORY and a COGSAccountCode")
    item.setdefault("QuantityOnHand", Decimal(0))
    item.setdefault("TotalCostPool", Decimal(0))


def account(call: Call, code: str) -> Record | None:
    rows = call.org.accounts.values()
    return next((row for row in rows if row.get("Code") == code and row["Status"] == "ACTIVE"), None)


SCOPE = "accounting.settings"
KEY = "/Items/(?P<key>[^/]+)"
ROUTES = [
    ("GET", "/Items", get_list, SCOPE),
    ("PUT", "/Items", put, SCOPE),
    ("POST", "/Items", post, SCOPE),
    ("GET", KEY, get_one, SCOPE),
    ("POST", KEY, post_one, SCOPE),
    ("DELETE", KEY, delete, SCOPE),
]
