"""References from templates: words and known names, and nothing that is evaluated."""

import pytest

from odoo.addons.crm_xero_connector.exceptions import MappingError
from odoo.addons.crm_xero_connector.mappers.template import check_template, fill_template

VALUES = {"number": "INV/1", "ref": "PO {number}", "partner": ""}


@pytest.mark.parametrize(
    "template, expected",
    [
        ("Order {ref}", "Order PO {number}"),  # what a person typed on the document is not looked at again
        ("{number} / {partner}", "INV/1 /"),
        ("{partner} {number}", "INV/1"),
        ("no placeholder", "no placeholder"),
        ("{{ref}} {number}", "{ref} INV/1"),
        ("", ""),
    ],
)
def test_placeholders_are_replaced(template, expected):
    assert fill_template(template, VALUES) == expected


@pytest.mark.parametrize(
    "template",
    ["{number.__class__}", "{number[0]}", "{0}", "{}", "{ref!r}", "{ref:{number}}", "{other}", "{ref", "ref}"],
)
def test_everything_else_is_refused_in_words(template):
    with pytest.raises(MappingError, match="laceholder"):
        check_template(template, VALUES)
