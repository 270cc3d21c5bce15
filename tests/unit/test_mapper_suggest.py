"""The right one of several zero rates is suggested, or none at all."""

import pytest

from odoo.addons.crm_xero_connector.mappers.suggest import most_alike, usual

from xero_sandbox.seeds import chart_au, rates

ZERO_RATES = ["GST Free Income", "GST Free Exports", "Input Taxed", "BAS Excluded"]


@pytest.mark.parametrize(
    "description, expected",
    [
        ("GST Free Sales", "GST Free Income"),
        ("GST Free on Export Sales", "GST Free Exports"),
        ("Input Taxed Sales", "Input Taxed"),
    ],
)
def test_names_of_the_australian_chart(description, expected):
    assert ZERO_RATES[most_alike(description, ZERO_RATES)] == expected


def test_nothing_in_common_is_left_to_a_person():
    assert most_alike("Zulu", ZERO_RATES) is None
    assert most_alike("Zulu", []) is None


def test_the_only_equal_rate_is_the_one():
    assert most_alike("Zulu", ["GST on Income"]) == 0


COUNTRIES = {
    "AU": chart_au.RATES,
    "NZ": rates.NEW_ZEALAND,
    "GB": rates.BRITAIN,
    "US": rates.UNITED_STATES,
    "ZA": rates.SOUTH_AFRICA,
    "SG": rates.SINGAPORE,
}
USUAL = [
    ("AU", "sale", "10.0000", "OUTPUT"),
    ("AU", "purchase", "10.0000", "INPUT"),
    ("NZ", "sale", "15.0000", "OUTPUT2"),
    ("NZ", "purchase", "15.0000", "INPUT2"),
    ("GB", "sale", "20.0000", "OUTPUT2"),
    ("GB", "purchase", "20.0000", "INPUT2"),
    ("GB", "sale", "5.0000", "RROUTPUT"),
    ("US", "sale", "0.0000", "NONE"),
    ("ZA", "sale", "15.0000", "OUTPUT3"),
    ("ZA", "purchase", "15.0000", "INPUT3"),
    ("SG", "sale", "9.0000", "OUTPUTY24"),
    ("SG", "purchase", "9.0000", "INPUTY24"),
]


def equal_rates(country, direction, rate):
    """Return types and names of the rates of a side that charge the same, in the order of their names, as Odoo's."""
    letter = "R" if direction == "sale" else "X"
    rows = [row for row in COUNTRIES[country] if letter in row[4] and (row[5] if len(row) > 5 else row[2]) == rate]
    rows.sort(key=lambda row: row[1])
    return [row[0] for row in rows], [row[1] for row in rows]


@pytest.mark.parametrize("country, direction, rate, expected", USUAL)
def test_the_usual_rate_breaks_the_tie_when_words_tell_nothing(country, direction, rate, expected):
    types, names = equal_rates(country, direction, rate)
    assert types[most_alike("Zulu", names, usual(country, direction, types))] == expected


def test_words_win_over_the_usual_rate():
    types, names = equal_rates("ZA", "sale", "15.0000")
    chosen = most_alike("Standard rate sales of capital goods", names, usual("ZA", "sale", types))
    assert types[chosen] == "SROUTPUT2"


@pytest.mark.parametrize("country", ["AU", "NZ", "GB", "ZA", "SG"])
def test_which_rate_of_zero_applies_is_never_told_by_the_country(country):
    types, names = equal_rates(country, "sale", "0.0000")
    assert len(names) > 1
    assert most_alike("Zulu", names, usual(country, "sale", types)) is None


def test_an_old_rate_is_no_usual_one():
    types, names = equal_rates("NZ", "sale", "12.5000")
    assert usual("NZ", "sale", types) == ()
    types, names = equal_rates("ZA", "sale", "14.0000")
    assert most_alike("Zulu", names, usual("ZA", "sale", types)) is None


def test_a_country_without_a_table_has_no_usual_rate():
    assert usual("FJ", "sale", ["OUTPUT", "NONE"]) == ()
    assert usual(False, "sale", ["OUTPUT", "NONE"]) == ()
