"""Items, and lines of documents that name one."""

from decimal import Decimal

import pytest

WIDGET = {
    "Code": "W-1", "Name": "Widget", "Description": "A fine widget",
    "SalesDetails": {"UnitPrice": "12.3456", "AccountCode": "200", "TaxType": "OUTPUT"},
    "PurchaseDetails": {"UnitPrice": 7, "COGSAccountCode": "400", "TaxType": "INPUT"},
}  # fmt: skip


@pytest.fixture
def widget(admin):
    return admin.put("/Items", WIDGET)


def test_an_item_is_read_by_id_and_code(admin, widget):
    for key in (widget["ItemID"], "w-1"):
        assert admin.get(f"/Items/{key}")["Items"][0]["Name"] == "Widget"
    assert admin.get("/Items", where='Code=="W-1"', order="Code ASC")["Items"][0]["SalesDetails"][
        "UnitPrice"
    ] == Decimal("12.35")
    assert admin.get("/Items", unitdp=4)["Items"][0]["SalesDetails"]["UnitPrice"] == Decimal("12.3456")
    assert admin.get("/Items", headers={"If-Modified-Since": "2999-01-01T00:00:00"})["Items"] == []


def test_post_changes_the_item_of_that_code(admin, widget):
    row = admin.post("/Items", {"Code": "W-1", "Name": "Better widget"})
    assert (row["ItemID"], row["Name"], row["Description"]) == (widget["ItemID"], "Better widget", "A fine widget")
    assert admin.post("/Items", {"Code": "W-2"})["ItemID"] != widget["ItemID"]


def test_a_change_names_the_code(admin, widget):
    path = f"/Items/{widget['ItemID']}"
    assert "Price List Item Code must be supplied" in admin.refused("POST", path, {"Name": "Better widget"})
    assert admin.post(path, {"Code": "W-3"})["Code"] == "W-3"


@pytest.mark.parametrize("values", [{"Name": "Better widget"}, {"InventoryAssetAccountCode": "200"}])
def test_a_price_that_is_not_sent_stays(admin, widget, values):
    """Be the change taken or refused, in a call that speaks of two decimals."""
    admin.call("POST", "/Items", {"Code": "W-1", **values})
    details = admin.get("/Items/W-1", unitdp=4)["Items"][0]["SalesDetails"]
    assert details["UnitPrice"] == Decimal("12.3456")


def test_what_is_not_sold_has_no_details_of_sales(admin, widget):
    row = admin.post(f"/Items/{widget['ItemID']}", {"Code": "W-1", "IsSold": False})
    assert (row["SalesDetails"], row["Description"]) == ({}, "")
    assert row["PurchaseDetails"]["UnitPrice"] == 7


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"Code": "W-1"}, "Price List Item with Code 'W-1' already exists"),
        ({"Code": ""}, "Price List Item Code must be supplied"),
        ({"Code": "C" * 31}, "Code must be a string with a maximum length of 30"),
        ({"Code": "X", "Name": "N" * 51}, "Name must be a string with a maximum length of 50"),
        (
            {"Code": "X", "SalesDetails": {"AccountCode": "999"}},
            "Account code '999' is not a valid code for this item.",
        ),
        ({"Code": "X", "SalesDetails": {"TaxType": "NO"}}, "The TaxType code 'NO' is not a valid code for this"),
        ({"Code": "X", "InventoryAssetAccountCode": "200"}, "A tracked item needs"),
    ],
)
def test_an_item_that_breaks_rules_is_refused(admin, org, widget, values, said):
    assert said in admin.refused("PUT", "/Items", values)
    assert list(org.items) == [widget["ItemID"]]


def test_five_hundred_at_once_and_not_more(admin):
    body = {"Items": [{"Code": f"C{number}"} for number in range(501)]}
    answer = admin.call("PUT", "/Items", body)
    assert answer.status_code == 400
    assert "A request may hold 500 Items at most" in answer.text


def test_a_tracked_item_has_stock_that_xero_counts(admin):
    purchase = {"COGSAccountCode": "400"}
    row = admin.put("/Items", {"Code": "T", "InventoryAssetAccountCode": "630", "PurchaseDetails": purchase})
    assert (row["IsTrackedAsInventory"], row["QuantityOnHand"]) == (True, 0)


def test_items_are_written_with_the_settings_scope_only(api):
    answer = api.call("PUT", "/Items", {"Items": [WIDGET]})
    assert answer.status_code == 401
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


def test_a_line_takes_what_it_does_not_say_from_its_item(admin, widget, invoice):
    line = admin.put("/Invoices", invoice({"ItemCode": "W-1", "Quantity": 2}))["LineItems"][0]
    assert (line["Description"], line["AccountCode"], line["TaxType"]) == ("A fine widget", "200", "OUTPUT")
    assert line["LineAmount"] == Decimal("24.69")
    assert line["Item"] == {"ItemID": widget["ItemID"], "Name": "Widget", "Code": "W-1"}
    own = admin.put("/Invoices", invoice({"ItemCode": "W-1", "Quantity": 1, "UnitAmount": 5, "Description": "Mine"}))
    assert (own["LineItems"][0]["Description"], own["SubTotal"]) == ("Mine", 5)


def test_an_item_in_use_stays(admin, widget, invoice):
    other = admin.put("/Items", {"Code": "Free"})
    assert admin.call("DELETE", f"/Items/{other['ItemID']}").status_code == 204
    admin.put("/Invoices", invoice({"ItemCode": "W-1", "Quantity": 1}))
    answer = admin.call("DELETE", f"/Items/{widget['ItemID']}")
    assert answer.status_code == 400
    assert "cannot be deleted as it has been used in a transaction" in answer.text
    assert admin.call("DELETE", "/Items/nothing").status_code == 404


def test_an_item_is_in_use_under_any_code(admin, widget, invoice):
    admin.put("/Invoices", invoice({"ItemCode": "W-1", "Quantity": 1}))
    admin.post(f"/Items/{widget['ItemID']}", {"Code": "W-9"})
    assert "has been used in a transaction" in admin.call("DELETE", "/Items/W-9").text
    fresh = admin.put("/Items", {"Code": "W-1"})
    assert admin.call("DELETE", f"/Items/{fresh['ItemID']}").status_code == 204


def test_a_line_amount_makes_the_price(admin, widget, invoice):
    line = admin.put("/Invoices", invoice({"ItemCode": "W-1", "Quantity": 2, "LineAmount": 5}))["LineItems"][0]
    assert (line["UnitAmount"], line["LineAmount"]) == (Decimal("2.5"), 5)
