"""What is asked for after a page of a list that may change while it is read."""

from datetime import datetime, timedelta

from odoo.addons.crm_xero_connector.gateway.calls import Page

NOON = datetime(2026, 5, 4, 12)


def moments(*seconds):
    return [NOON + timedelta(seconds=number) for number in seconds]


def following(since, *seconds):
    return Page([{}], page=2, page_count=9, item_count=9).following(since, moments(*seconds))


def test_the_next_page_begins_a_second_before_the_last_change():
    assert following(None, 0, 60) == (NOON + timedelta(seconds=59), 1)
    assert following(NOON, 0.5, 3, 60.5) == (NOON + timedelta(seconds=59.5), 1)


def test_a_page_of_a_few_seconds_is_followed_by_the_next_number():
    assert following(None, 0, 0, 0) == (None, 3)
    assert following(NOON, 100, 104.9) == (NOON, 3)


def test_a_page_that_tells_no_times_is_followed_by_the_next_number():
    assert following(NOON) == (NOON, 3)


def test_nothing_older_than_before_is_asked_for():
    assert following(NOON, -60, 0) == (NOON, 3)
