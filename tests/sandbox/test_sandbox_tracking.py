"""Tracking categories, and lines that are tracked."""

import pytest
from sandbox_client import line

CATEGORY = {"Name": "Region", "Options": [{"Name": "North"}, {"Name": "South"}]}


@pytest.fixture
def region(admin):
    return admin.put("/TrackingCategories", CATEGORY)


def option_of(category, name):
    return next(row for row in category["Options"] if row["Name"] == name)


def test_categories_are_made_read_renamed_archived(admin, region):
    path = f"/TrackingCategories/{region['TrackingCategoryID']}"
    assert [row["Name"] for row in admin.get(path)["TrackingCategories"][0]["Options"]] == ["North", "South"]
    assert admin.post(path, {"Name": "Area"})["Name"] == "Area"
    admin.post(path, {"Status": "ARCHIVED"})
    assert admin.get("/TrackingCategories")["TrackingCategories"] == []
    assert len(admin.get("/TrackingCategories", includeArchived="true")["TrackingCategories"]) == 1


def test_two_in_use_and_four_in_all(admin, region):
    admin.put("/TrackingCategories", {"Name": "Job"})
    assert "more than 2 active" in admin.refused("PUT", "/TrackingCategories", {"Name": "Third"})
    for name in ("Third", "Fourth"):
        old = admin.get("/TrackingCategories")["TrackingCategories"][0]
        admin.post(f"/TrackingCategories/{old['TrackingCategoryID']}", {"Status": "ARCHIVED"})
        admin.put("/TrackingCategories", {"Name": name})
    old = admin.get("/TrackingCategories")["TrackingCategories"][0]
    admin.post(f"/TrackingCategories/{old['TrackingCategoryID']}", {"Status": "ARCHIVED"})
    assert "more than 4 tracking categories" in admin.refused("PUT", "/TrackingCategories", {"Name": "Fifth"})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"Name": ""}, "The Name must be specified"),
        ({"Name": "N" * 101}, "Name must be a string with a maximum length of 100"),
        ({"Name": "region"}, "The name region is already used"),
    ],
)
def test_a_name_is_refused(admin, region, values, said):
    assert said in admin.refused("PUT", "/TrackingCategories", values)


def test_options_are_added_renamed_deleted(admin, region):
    path = f"/TrackingCategories/{region['TrackingCategoryID']}"
    west = admin.call("PUT", f"{path}/Options", {"Name": "West"}).json()["Options"][0]
    option = f"{path}/Options/{west['TrackingOptionID']}"
    assert admin.call("POST", option, {"Name": "Far West"}).json()["Options"][0]["Name"] == "Far West"
    assert "must be ACTIVE or ARCHIVED" in admin.call("POST", option, {"Status": "NEW"}).text
    assert admin.call("DELETE", option).json()["Options"][0]["Status"] == "DELETED"
    assert admin.call("DELETE", option).status_code == 404


def test_a_line_is_tracked_by_name_or_by_id(admin, region, invoice):
    north = option_of(region, "North")
    by_name = {"Name": "Region", "Option": "North"}
    by_id = {"TrackingCategoryID": region["TrackingCategoryID"], "TrackingOptionID": north["TrackingOptionID"]}
    for given in (by_name, by_id):
        sale = admin.put("/Invoices", invoice(line(Tracking=[given])))
        assert sale["LineItems"][0]["Tracking"] == [{**by_name, **by_id}]


@pytest.mark.parametrize(
    ("tracking", "said"),
    [
        ([{"Name": "Nowhere", "Option": "North"}], "The tracking category could not be found."),
        ([{"Name": "Region", "Option": "Up"}], "The tracking option could not be found."),
        (
            [{"Name": "Region", "Option": "North"}, {"Name": "Region", "Option": "South"}],
            "A line cannot be tracked by two options of one category",
        ),
        ([{"Name": "Region", "Option": "North"}] * 3, "A line cannot have more than 2 tracking categories"),
    ],
)
def test_a_line_is_not_tracked_by_what_is_not_there(admin, region, invoice, tracking, said):
    assert said in admin.refused("PUT", "/Invoices", invoice(line(Tracking=tracking)))


def test_what_is_in_use_is_not_deleted(admin, region, invoice):
    admin.put("/Invoices", invoice(line(Tracking=[{"Name": "Region", "Option": "North"}])))
    path = f"/TrackingCategories/{region['TrackingCategoryID']}"
    option = f"{path}/Options/{option_of(region, 'North')['TrackingOptionID']}"
    assert "The tracking option cannot be deleted as it has been used" in admin.call("DELETE", option).text
    assert "The tracking category cannot be deleted as it has been used" in admin.call("DELETE", path).text
    other = f"{path}/Options/{option_of(region, 'South')['TrackingOptionID']}"
    assert admin.call("DELETE", other).json()["Options"][0]["Status"] == "DELETED"
    admin.post(path, {"Status": "ARCHIVED"})
    assert "category could not be found" in admin.refused(
        "PUT", "/Invoices", invoice(line(Tracking=[{"Name": "Region", "Option": "North"}]))
    )


def test_an_unused_category_is_deleted(admin, region):
    path = f"/TrackingCategories/{region['TrackingCategoryID']}"
    assert admin.call("DELETE", path).json()["TrackingCategories"][0]["Status"] == "DELETED"
    assert admin.get("/TrackingCategories", includeArchived="true")["TrackingCategories"] == []


def test_archived_options_are_listed_on_request(admin, region):
    path = f"/TrackingCategories/{region['TrackingCategoryID']}"
    admin.call("POST", f"{path}/Options/{option_of(region, 'North')['TrackingOptionID']}", {"Status": "ARCHIVED"})
    for wanted, names in (("false", ["South"]), ("true", ["North", "South"])):
        row = admin.get("/TrackingCategories", includeArchived=wanted)["TrackingCategories"][0]
        assert [option["Name"] for option in row["Options"]] == names


@pytest.mark.parametrize("name", ["north", "North"])
def test_options_of_a_category_have_names_of_their_own(admin, region, name):
    said = "For each specified tracking option the name must be unique."
    path = f"/TrackingCategories/{region['TrackingCategoryID']}/Options"
    south = option_of(region, "South")["TrackingOptionID"]
    assert said in admin.call("PUT", path, {"Name": name}).text
    assert said in admin.call("POST", f"{path}/{south}", {"Name": name}).text
    twice = {"Name": "Job", "Options": [{"Name": "North"}, {"Name": name}]}
    assert said in admin.refused("PUT", "/TrackingCategories", twice)
    assert len(admin.get("/TrackingCategories")["TrackingCategories"]) == 1
