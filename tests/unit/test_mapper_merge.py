"""The three-way merge: who wins, what is sent, and that nothing empty erases anything."""

import pytest

from odoo.addons.crm_xero_connector.mappers.merge import KEPT, left_apart, three_way


def merge(before, ours, theirs, **policies):
    found = three_way({"phone": before}, {"phone": ours}, {"phone": theirs} if theirs else {}, policies)
    return found.write.get("phone"), found.send, [row[1:] for row in found.lost]


@pytest.mark.parametrize(
    ("before", "ours", "theirs", "write", "send", "lost"),
    [
        ("1", "1", "1", None, [], []),
        ("1", "1", "2", "2", [], []),
        ("1", "2", "1", None, ["phone"], []),
        ("1", "2", "2", None, [], []),
        ("1", "2", "3", "3", [], [("3", "2")]),
        ("1", False, "1", None, [], []),  # erased in Odoo: stays in Xero
        ("1", "1", None, None, [], []),  # not said by Xero: stays in Odoo
        ("1", False, "2", "2", [], []),
        ("1", "2", None, None, ["phone"], []),
        (None, "2", None, None, ["phone"], []),
        (None, False, "2", "2", [], []),
        (None, "1", "2", "2", [], [("2", "1")]),
    ],
)
def test_each_side_keeps_what_the_other_did_not_change(before, ours, theirs, write, send, lost):
    assert merge(before, ours, theirs) == (write, send, lost)


def test_odoo_can_be_chosen_to_win_a_conflict():
    assert merge("1", "2", "3", phone="odoo") == (None, ["phone"], [("2", "3")])
    assert merge("1", "1", "3", phone="odoo") == ("3", [], [])


def test_a_field_can_be_left_alone():
    assert merge("1", "2", "3", phone="off") == (None, [], [])


def test_a_difference_from_the_beginning_is_no_change():
    before = {"phone": "1", KEPT: {"phone": "9"}}
    assert three_way(before, {"phone": "9"}, {"phone": "1"}, {}).send == []
    assert three_way(before, {"phone": "8"}, {"phone": "1"}, {}).send == ["phone"]
    assert three_way(before, {"phone": "9"}, {"phone": "2"}, {}).write == {"phone": "2"}


def test_archived_and_not_a_company_are_values():
    found = three_way({"active": True}, {"active": False}, {"active": True}, {})
    assert (found.write, found.send) == ({}, ["active"])
    assert three_way({"active": True}, {"active": True}, {"active": False}, {}).write == {"active": False}


def test_what_is_left_apart_is_what_nobody_is_about_to_send():
    ours = {"phone": "2", "email": "a@b", "vat": False, "name": "Ann"}
    theirs = {"phone": "1", "email": "c@d", "vat": "1", "name": "Ann", "_groups": ["VIP"]}
    assert left_apart(ours, theirs, ["email"]) == {"phone": "2"}
