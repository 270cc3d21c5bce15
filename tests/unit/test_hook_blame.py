"""Of several add-ons that override a hook, the one is named that failed."""

import pytest

from odoo.addons.crm_xero_connector.models.xero_hook import OWN, culprit, overriders


class Own:
    _module = OWN

    def hook(self, value):
        return 1 / value


class First(Own):
    _module = "first"

    def hook(self, value):
        if value == 1:
            raise ValueError("first")
        return super().hook(value)


class Between(First):
    _module = "between"


class Second(Between):
    _module = "second"

    def hook(self, value):
        if value == 2:
            raise ValueError("second")
        return super().hook(value)


def test_who_overrides_a_hook_is_known_in_the_order_of_the_calls():
    assert [base._module for base in overriders(Second, "hook")] == ["second", "first"]
    assert overriders(Own, "hook") == []
    assert overriders(Second, "other") == []


@pytest.mark.parametrize(
    ("value", "module"),
    [(1, "first"), (2, "second"), pytest.param(0, "first", id="passed on by both, to ours: the nearest to it")],
)
def test_the_innermost_override_that_ran_is_named(value, module):
    with pytest.raises((ValueError, ZeroDivisionError)) as caught:
        Second().hook(value)
    assert culprit(overriders(Second, "hook"), "hook", caught.value)._module == module
