"""A set-up of one database makes an empty one, connected with another organisation, send the same."""

import json
import time

from elsewhere import NAME
from prefork import connected

from xero_sandbox import Sandbox

PATIENCE_SECONDS = 60
OTHERS = 5  # records that only the second client has: no id is the same in both databases
FACTS = ("Status", "Reference", "LineAmountTypes", "CurrencyCode", "Total", "TotalTax")
LINE_FACTS = ("Description", "Quantity", "UnitAmount", "AccountCode", "TaxType", "TaxAmount")


def said(prefork, name, *arguments):
    return json.loads(prefork.run(f"elsewhere.{name}", *arguments).splitlines()[-1])


def sent(prefork, org):
    """Confirm the invoice; return what Xero has of it, its lists' names instead of their ids, and these ids."""
    prefork.run("elsewhere.confirm")
    prefork.start("push")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := [row for row in list(org.invoices.values()) if row["Contact"]["Name"] == NAME]):
        assert time.monotonic() < deadline, prefork.sql("SELECT state, message FROM xero_link")
        time.sleep(0.1)
    (invoice,) = found
    themes = {theme["BrandingThemeID"]: theme["Name"] for theme in org.branding_themes}
    lines = [
        ({name: line.get(name) for name in LINE_FACTS}, [(row["Name"], row["Option"]) for row in line["Tracking"]])
        for line in invoice["LineItems"]
    ]
    ids = {row["TrackingOptionID"] for line in invoice["LineItems"] for row in line["Tracking"]}
    facts = {name: invoice[name] for name in FACTS}
    return (facts, themes[invoice["BrandingThemeID"]], lines), {*ids, invoice["BrandingThemeID"]}


def test_the_same_invoice_is_the_same_in_an_empty_database_with_another_organisation(environment, databases):
    first, second = Sandbox(seeds=("au",)), Sandbox(seeds=("au",))
    second.reset_demo(next(iter(second.organisations)))  # the same lists with other ids
    with connected(environment, databases, first) as prefork:
        prefork.run("elsewhere.furnish", 0)
        prefork.run("elsewhere.set_up")
        data = said(prefork, "export")
        (org,) = first.organisations.values()
        wanted, its_ids = sent(prefork, org)
    assert wanted[0]["Status"] == "SUBMITTED"
    assert wanted[0]["Reference"] == f"Wine for {NAME}"
    assert [line["AccountCode"] for line, _tracking in wanted[2]] == ["260", "200"]
    assert [len(tracking) for _line, tracking in wanted[2]] == [1, 0]
    with connected(environment, databases, second) as prefork:
        prefork.run("elsewhere.furnish", OTHERS)
        assert said(prefork, "apply", data) == []
        (org,) = second.organisations.values()
        found, ids = sent(prefork, org)
    assert found == wanted
    assert ids.isdisjoint(its_ids)
