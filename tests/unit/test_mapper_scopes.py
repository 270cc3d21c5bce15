"""Which permissions a consent lacks."""

import pytest

from odoo.addons.crm_xero_connector.mappers.scopes import missing_scopes


@pytest.mark.parametrize(
    ("wanted", "granted", "missing"),
    [
        (["a", "b"], ["b", "a", "c"], ()),
        (["a", "b.read"], ["a", "b"], ()),
        (["a", "b"], ["a", "b.read"], ("b",)),
        (["offline_access", "x"], ["y"], ("offline_access", "x")),
        (["a"], [], ()),
    ],
)
def test_missing_scopes(wanted, granted, missing):
    assert missing_scopes(wanted, granted) == missing
