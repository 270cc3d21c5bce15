"""Groups of contacts."""

import pytest


@pytest.fixture
def vip(api):
    return api.put("/ContactGroups", {"Name": "VIP"})


def names(api, group):
    return [row["Name"] for row in api.get(f"/ContactGroups/{group['ContactGroupID']}")["ContactGroups"][0]["Contacts"]]


def test_members_join_and_leave(api, adam, vip):
    path = f"/ContactGroups/{vip['ContactGroupID']}/Contacts"
    before = api.get(f"/Contacts/{adam['ContactID']}")["Contacts"][0]["UpdatedDateUTC"]
    api.call("PUT", path, {"Contacts": [{"ContactID": adam["ContactID"]}]})
    assert names(api, vip) == ["Adam Baker"]
    contact = api.get(f"/Contacts/{adam['ContactID']}")["Contacts"][0]
    assert [group["Name"] for group in contact["ContactGroups"]] == ["VIP"]
    assert contact["UpdatedDateUTC"] > before
    assert api.call("DELETE", f"{path}/{adam['ContactID']}").status_code == 204
    assert names(api, vip) == []
    assert api.call("DELETE", f"{path}/{adam['ContactID']}").status_code == 404


def test_a_list_of_groups_has_no_members_and_no_deleted_ones(api, adam, vip):
    path = f"/ContactGroups/{vip['ContactGroupID']}"
    api.call("PUT", f"{path}/Contacts", {"Contacts": [{"ContactID": adam["ContactID"]}]})
    assert [(row["Name"], row["Contacts"]) for row in api.get("/ContactGroups")["ContactGroups"]] == [("VIP", [])]
    api.post(path, {"Name": "VIP", "Status": "DELETED"})
    assert api.get("/ContactGroups")["ContactGroups"] == []
    assert api.call("GET", path).status_code == 404
    assert api.get(f"/Contacts/{adam['ContactID']}")["Contacts"][0]["ContactGroups"] == []


def test_all_members_leave_at_once(api, adam, vip):
    path = f"/ContactGroups/{vip['ContactGroupID']}/Contacts"
    api.call("PUT", path, {"Contacts": [{"ContactID": adam["ContactID"]}]})
    assert api.call("DELETE", path).status_code == 204
    assert names(api, vip) == []


def test_a_group_that_breaks_rules_is_refused(api, org, vip):
    assert "The Name must be specified" in api.refused("PUT", "/ContactGroups", {"Name": ""})
    assert "The name vip is already used" in api.refused("PUT", "/ContactGroups", {"Name": "vip"})
    path = f"/ContactGroups/{vip['ContactGroupID']}"
    assert "must be ACTIVE or DELETED" in api.refused("POST", path, {"Status": "SLEEPING"})
    answer = api.call("PUT", f"{path}/Contacts", {"Contacts": [{"ContactID": vip["ContactGroupID"]}]})
    assert "The contact was not found." in answer.text


def test_a_hundred_groups_and_not_more(api):
    for number in range(100):
        api.put("/ContactGroups", {"Name": f"Group {number}"})
    assert "You've reached the limit of 100 contact groups." in api.refused(
        "PUT", "/ContactGroups", {"Name": "One more"}
    )


def test_a_new_name_is_seen_at_the_members(api, adam, vip):
    path = f"/ContactGroups/{vip['ContactGroupID']}"
    api.call("PUT", f"{path}/Contacts", {"Contacts": [{"ContactID": adam["ContactID"]}]})
    api.post(path, {"Name": "Regulars"})
    groups = api.get(f"/Contacts/{adam['ContactID']}")["Contacts"][0]["ContactGroups"]
    assert [group["Name"] for group in groups] == ["Regulars"]
