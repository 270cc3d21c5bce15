"""The right one of several zero rates is suggested, or none at all."""

import pytest

from odoo.addons.crm_xero_connector.mappers.suggest import most_alike

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
