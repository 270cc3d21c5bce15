"""Single values, as Xero and as people write them."""

import unicodedata
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_xero_connector.mappers import values


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("/Date(1573755038314+0000)/", date(2019, 11, 14)),
        ("/Date(1772323200000+0000)/", date(2026, 3, 1)),
        ("/Date(1772323200000+1300)/", date(2026, 3, 1)),
        ("/Date(1772323200000-0800)/", date(2026, 3, 1)),
        ("/Date(1772323200000)/", date(2026, 3, 1)),
        ("/Date(-86400000+0000)/", date(1969, 12, 31)),
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-03-01T00:00:00", date(2026, 3, 1)),
        ("2026-03-01T00:00:00+13:00", date(2026, 3, 1)),
    ],
)
def test_a_day_is_the_same_whatever_offset_is_written(raw, day):
    assert values.parse_xero_date(raw) == day


@pytest.mark.parametrize(
    "raw", [None, "", "soon", "/Date()/", "/Date(99999999999999999999)/", "2026-13-45", "2026-03-01T99:00:00", [], {}]
)
def test_what_is_no_date_is_none(raw):
    assert values.parse_xero_date(raw) is None
    assert values.parse_xero_datetime(raw) is None


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("/Date(1573755038314+0000)/", datetime(2019, 11, 14, 18, 10, 38, 314000, tzinfo=timezone.utc)),
        ("2026-11-23T01:02:03.456", datetime(2026, 11, 23, 1, 2, 3, 456000, tzinfo=timezone.utc)),
        ("2026-11-23T01:02:03.1234567Z", datetime(2026, 11, 23, 1, 2, 3, 123456, tzinfo=timezone.utc)),
        ("2026-11-23T01:02:03+13:00", datetime(2026, 11, 22, 12, 2, 3, tzinfo=timezone.utc)),
        ("2026-11-23T01:02:03-0330", datetime(2026, 11, 23, 4, 32, 3, tzinfo=timezone.utc)),
    ],
)
def test_a_moment_is_exact_and_in_utc(raw, moment):
    assert values.parse_xero_datetime(raw) == moment
    assert values.parse_xero_datetime(raw).utcoffset() == timedelta(0)


@given(st.integers(min_value=-2_000_000_000_000, max_value=8_000_000_000_000))
def test_every_millisecond_is_read_exactly(milliseconds):
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=milliseconds)
    assert values.parse_xero_datetime(f"/Date({milliseconds}+0000)/") == moment


def test_a_day_is_sent_without_time_and_zone():
    midnight_in_auckland = datetime(2026, 3, 1, tzinfo=timezone(timedelta(hours=13)))
    assert values.xero_date(date(2026, 3, 1)) == "2026-03-01"
    assert values.xero_date(midnight_in_auckland) == "2026-03-01"
    assert values.xero_date(None) is None


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (Decimal("12.10"), Decimal("12.10")),
        (0.1, Decimal("0.1")),
        (7, Decimal(7)),
        (" 1.5 ", Decimal("1.5")),
        (None, None),
        ("", None),
        (True, None),
        ("NaN", None),
        (float("inf"), None),
        ("1,5", None),
    ],
)
def test_a_number_becomes_exactly_what_is_written(raw, number):
    assert values.to_decimal(raw) == number


def test_a_missing_number_becomes_the_default():
    assert values.to_decimal(None, Decimal(3)) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Adam B", "adam  b "),
        ("Café Zoë", "CAFE ZOE"),
        ("O'Brien & Sons", "O\u2019Brien and Sons"),
        ("A.B.C. Ltd.", "ABC Ltd"),
        ("Straße", "STRASSE"),
        ("Ａｃｍｅ", "Acme"),
        ("Acme \U0001f680\ufe0f (NZ)", "acme nz"),
        ("Müller-Lüdenscheidt", "muller ludenscheidt"),
        ("Zero\u200bwidth", "zerowidth"),
        ("\ufb01nance", "finance"),
    ],
)
def test_two_spellings_of_one_name_are_equal(one, other):
    assert values.normalise_name(one) == values.normalise_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme (NZ)", "Acme"),
        ("Acme 1", "Acme 2"),
        ("株式会社山田", "株式会社田中"),
        ("か", "が"),
        ("กา", "กี"),
        ("कि", "की"),
        ("ООО Вектор", "ООО Сектор"),
    ],
)
def test_two_names_are_not_equal(one, other):
    assert values.normalise_name(one) != values.normalise_name(other)


@pytest.mark.parametrize("name", [None, "", "  ", "***", "\U0001f680"])
def test_a_name_without_letters_leaves_nothing_to_compare(name):
    assert values.normalise_name(name) == ""


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(name):
    once = values.normalise_name(name)
    assert values.normalise_name(once) == once


@given(st.text(max_size=300), st.integers(min_value=20, max_value=255))
def test_a_cleaned_name_is_what_xero_accepts(name, limit):
    cleaned = values.clean_name_for_xero(name, limit)
    assert len(cleaned) <= limit
    assert not set(cleaned) & set("<>")
    assert "  " not in cleaned
    assert cleaned == cleaned.strip()
    assert all(unicodedata.category(char) != "Cc" for char in cleaned)


@given(st.text(max_size=200), st.integers(min_value=8, max_value=100))
def test_a_cut_text_fits_and_keeps_both_ends(whole, limit):
    whole = whole.strip()
    short = values.cut(whole, limit)
    assert len(short) <= limit
    if len(whole) <= limit:
        assert short == whole
    else:
        assert short[0] == whole[0]
        assert short[-1] == whole[-1]
        assert values.ELLIPSIS in short


def test_a_long_description_keeps_its_tail():
    short = values.cut("a" * 5000 + " 3 x 12.50", 4000)
    assert len(short) == 4000
    assert short.endswith("3 x 12.50")


@pytest.mark.parametrize("address", ["a@b.co", "first.last+tag@sub.example.com", "O'Neil@example.org", "a@b-c.museum"])
def test_an_address_that_xero_takes_is_kept(address):
    assert values.valid_email(f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "foo@bar",
        "a@b.c; d@e.f",
        "a@b.com, c@d.com",
        "müller@example.com",
        "a@müller.de",
        "no",
        "",
        None,
        "a@@b.co",
        ".a@b.co",
        "a..b@c.co",
        "a@-",
        "Ann <a@b.co>",
        "a" * 251 + "@b.co",
        "a@b.co\nx",
        "a@b.\u212ao",
    ],
)
def test_an_address_that_xero_refuses_is_dropped(address):
    assert values.valid_email(address) == ""


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("+64 (9) 123 4567", ("64", "9", "123 4567")),
        ("+64 9 123 4567", ("64", "", "9 123 4567")),
        ("(09) 123 4567", ("", "09", "123 4567")),
        ("+6491234567", ("", "", "+6491234567")),
        ("0800 XERO", ("", "", "0800 XERO")),
        ("+64", ("", "", "+64")),
        ("/+64/9", ("64", "", "9")),
        ("", ("", "", "")),
        (None, ("", "", "")),
    ],
)
def test_a_phone_number_is_split_where_its_writing_shows_it(written, parts):
    assert values.split_phone(written) == parts


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        (("64", "9", "123 4567"), "+64 9 123 4567"),
        (("0064", "", "91234567"), "+64 91234567"),
        (("+61", "2", "9999 0000"), "+61 2 9999 0000"),
        ((None, None, "123"), "123"),
        (("64", "9", None), ""),
        (("00", "9", "1"), "9 1"),
    ],
)
def test_the_parts_of_a_phone_number_are_joined(parts, joined):
    assert values.join_phone(*parts) == joined


@given(st.text(alphabet="+0123456789 ()-/.", max_size=30))
def test_a_phone_number_settles_after_one_round_trip(written):
    once = values.join_phone(*values.split_phone(written))
    assert values.join_phone(*values.split_phone(once)) == once


def test_only_printable_ascii_is_left_of_a_number():
    assert values.ascii_text("FÄ/2026\u2013001\t", 255) == "FA/2026001"


@pytest.mark.parametrize("raw", [None, {}, [], True])
def test_what_is_no_text_is_an_empty_text(raw):
    assert values.text(raw) == ""
