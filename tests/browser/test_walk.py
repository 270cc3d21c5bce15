"""The user's own way: Settings, Integrations, Xero, Manage, Connect, accounts, Map Taxes, contacts, invoice, paid."""

import json
import os
import re
import subprocess
import time

import requests

import paths
from demo_database import CLIENT_SECRET, WEBHOOK_KEY

SECONDS = 60
MAX_CLICKS = 12  # from Settings to Live, looking at one tax included


def wait_for(page, condition, what):
    """Wait for something outside of the browser."""
    deadline = time.monotonic() + SECONDS
    while not (result := condition()):
        assert time.monotonic() < deadline, f"waited {SECONDS} s for {what}"
        page.wait_for_timeout(200)
    return result


def log_in(page, url):
    page.goto(f"{url}/web/login")
    page.fill("input[name=login]", "admin")
    page.fill("input[name=password]", "admin")
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar")


def step_states(page):
    return {
        item.get_attribute("data-step"): re.search(r"o_xero_step_(\w+)$", item.get_attribute("class").strip())[1]
        for item in page.query_selector_all(".o_xero_step")
    }


def books(stage):
    tenants = requests.get(f"{stage.sandbox.url}/_control/tenants", timeout=10).json()
    australian = next(tenant for tenant in tenants if tenant["currency"] == "AUD")
    url = f"{stage.sandbox.url}/_control/books"
    return requests.get(url, params={"tenant": australian["tenant_id"]}, timeout=30).json()


def connect(page, stage, shot):
    """Settings > Integrations > Xero > Manage > Connect to Xero > log in > allow."""
    page.goto(f"{stage.odoo.url}/odoo/settings")
    entry = page.locator("#crm_xero_connector")
    entry.scroll_into_view_if_needed()
    shot("settings")
    entry.get_by_role("button", name="Manage").click()
    page.wait_for_selector(".o_xero_steps")
    assert step_states(page)["connect"] == "todo"
    shot("manage")
    page.get_by_role("button", name="Connect to Xero").click()
    page.fill("input[name=email]", "demo@example.com")
    page.fill("input[name=password]", "demo")
    shot("xero-login")
    page.click("button[value=login]")
    page.get_by_label(re.compile("Harbour & Vine")).check()
    shot("xero-consent")
    page.click("button[value=allow]")
    page.get_by_role("button", name="Use this organisation").wait_for()
    shot("organisation")
    page.get_by_role("button", name="Use this organisation").click()
    page.get_by_role("button", name="Map Taxes").wait_for()
    assert step_states(page)["accounts"] == "done"
    shot("accounts")


def map_taxes(page, shot):
    """Map Taxes: suggestions are there, only equal rates are offered."""
    page.get_by_role("button", name="Map Taxes").click()
    row = page.locator("tr.o_data_row", has_text="10% GST").first
    row.wait_for()
    assert "GST on Income (10 %)" in row.inner_text()
    cell = row.locator("td[name=tax_rate_id]")
    cell.click()
    page.locator("td[name=tax_rate_id] input").fill("GST")
    page.locator(".o-autocomplete--dropdown-item", has_text="GST on Income").first.wait_for()
    offered = page.locator(".o-autocomplete--dropdown-item").all_inner_texts()
    rates = [text for text in offered if text.strip() and not text.startswith("Search more")]
    assert rates and all("(10 %)" in text for text in rates), offered
    shot("map-taxes")
    page.keyboard.press("Escape")
    page.go_back()
    page.wait_for_selector(".o_xero_steps")


def make_invoice(page, stage, shot):
    """Confirm an invoice for a contact that came from Xero."""
    page.goto(f"{stage.odoo.url}/odoo/action-account.action_move_out_invoice_type/new")
    page.locator("div[name=partner_id] input").fill("Saltbush Signs")
    page.locator(".o-autocomplete--dropdown-item", has_text="Saltbush Signs").first.click()
    page.locator("div[name=invoice_line_ids]").get_by_text("Add a line").click()
    line = page.locator("div[name=invoice_line_ids] tr.o_selected_row")
    line.locator("td[name=name] textarea").fill("Sign writing")
    line.locator("td[name=price_unit] input").fill("250")
    if "10%" not in line.locator("td[name=tax_ids]").inner_text():
        line.locator("td[name=tax_ids] input").fill("10%")
        page.locator(".o-autocomplete--dropdown-item", has_text="10% GST").first.click()
    page.locator("button[name=action_post]:visible").first.click()
    page.locator("button[name=action_post]:visible").first.wait_for(state="detached")
    number = (
        page.locator("h1 span, h1 div[name=name] span").filter(has_text=re.compile("INV")).first.inner_text().strip()
    )
    invoice = wait_for(
        page, lambda: next((item for item in books(stage)["invoices"] if item["InvoiceNumber"] == number), None), number
    )
    page.reload()
    page.get_by_text("Open in Xero").first.wait_for()
    shot("invoice")
    return invoice


def test_from_settings_to_paid(page, stage, shot, clicks):
    log_in(page, stage.odoo.url)
    clicks.clear()
    connect(page, stage, shot)
    map_taxes(page, shot)
    page.locator(".o_xero_step_done[data-step=live]").wait_for(timeout=SECONDS * 1000)
    assert set(step_states(page).values()) == {"done"}
    assert 5 <= len(clicks) < MAX_CLICKS, clicks
    shot("live")

    page.goto(f"{stage.odoo.url}/odoo/contacts")
    page.get_by_text("Abbotsford Timber Co").first.wait_for()
    shot("contacts")

    invoice = make_invoice(page, stage, shot)
    address = page.url
    assert invoice["Contact"]["Name"] == "Saltbush Signs"
    assert invoice["Total"] == 275 and invoice["TotalTax"] == 25

    window = page.context.browser.new_context(storage_state=page.context.storage_state()).new_page()
    window.goto(f"{stage.sandbox.url}/app/!hVt4x/invoicing/view/{invoice['InvoiceID']}")
    window.get_by_role("button", name="Add payment").click()
    window.get_by_text("Paid", exact=True).first.wait_for()
    window.context.close()
    # the invoice stays open beside it and is never loaded again by hand
    paid = page.locator(".o_widget_web_ribbon", has_text=re.compile("paid", re.I))
    paid.wait_for(state="attached", timeout=SECONDS * 1000)
    assert page.url == address
    shot("paid")


CHANGE_WHILE_OPENING = """(id) => {
    const bus = odoo.__WOWL_DEBUG__.root.env.services.bus_service;
    const subscribe = bus.subscribe.bind(bus);
    bus.subscribe = (name, callback) => {
        subscribe(name, callback);
        if (name === "crm_xero/changed") {
            callback({ model: "account.move", ids: [id] });
        }
    };
}"""


def test_a_change_that_is_told_while_an_invoice_opens_is_shown(page, stage):
    """Tell of a change before the page has read anything: it reads twice, and the console has no error."""
    log_in(page, stage.odoo.url)
    page.goto(f"{stage.odoo.url}/odoo/action-account.action_move_out_invoice_type")
    row = page.locator("tr.o_data_row", has_text="Saltbush Signs").first
    row.wait_for()
    invoice = page.evaluate(
        "() => odoo.__WOWL_DEBUG__.root.env.services.orm.search('account.move', [['move_type', '=', 'out_invoice']])"
    )[0]
    page.evaluate(CHANGE_WHILE_OPENING, invoice)
    reads = []
    page.on("request", lambda request: reads.append(1) if "account.move/web_read" in request.url else None)
    row.locator("td[name=name]").click()
    page.locator(".o_form_view").get_by_text("Open in Xero").first.wait_for()
    wait_for(page, lambda: len(reads) >= 2, "the second read")


def open_connection(page, stage):
    log_in(page, stage.odoo.url)
    page.goto(f"{stage.odoo.url}/odoo/xero/1")
    page.wait_for_selector(".o_xero_steps")


def log_in_at_xero(page):
    page.fill("input[name=email]", "demo@example.com")
    page.fill("input[name=password]", "demo")
    page.click("button[value=login]")


def control(stage, command, **values):
    answer = requests.post(f"{stage.sandbox.url}/_control/{command}", json=values, timeout=30)
    assert answer.ok, answer.text


def test_cancel_at_xero_is_told_on_the_page(page, stage, shot):
    open_connection(page, stage)
    page.get_by_role("button", name="Change Organisation").click()
    page.locator(".modal-footer button").first.click()
    log_in_at_xero(page)
    page.click("button[value=cancel]")
    page.get_by_text("Access was not allowed at Xero").wait_for()
    assert step_states(page)["connect"] == "done"
    shot("state-cancelled")


def test_an_organisation_with_another_currency_cannot_be_used(page, stage, shot):
    open_connection(page, stage)
    page.get_by_role("button", name="Change Organisation").click()
    page.locator(".modal-footer button").first.click()
    log_in_at_xero(page)
    other = next(label for label in page.locator("label").all() if "Harbour" not in label.inner_text())
    other.click()
    page.click("button[value=allow]")
    page.get_by_text("Keeps its books in").wait_for()
    assert not page.get_by_role("button", name="Use this organisation").count()
    shot("state-other-currency")


def test_a_connection_that_is_lost_says_so_and_one_click_repairs_it(page, stage, shot):
    control(stage, "disconnect", tenant="Harbour & Vine Trading Pty Ltd")
    open_connection(page, stage)
    page.get_by_role("button", name="Sync Now").click()
    reconnect = page.get_by_role("button", name="Reconnect")
    deadline = time.monotonic() + SECONDS
    while not reconnect.count() and time.monotonic() < deadline:
        page.wait_for_timeout(500)
        page.reload()
        page.wait_for_selector(".o_xero_steps")
    page.get_by_text("it was disconnected there").first.wait_for()
    assert step_states(page)["connect"] == "problem"
    shot("state-lost")
    reconnect.click()
    log_in_at_xero(page)
    page.get_by_label(re.compile("Harbour & Vine")).check()
    page.click("button[value=allow]")
    page.locator(".o_xero_step_done[data-step=live]").wait_for(timeout=SECONDS * 1000)
    assert not page.get_by_text("it was disconnected there").count()
    shot("state-repaired")


def test_disconnecting_is_no_problem_and_the_lists_tell_what_was(page, stage, shot):
    open_connection(page, stage)
    page.get_by_role("button", name="Disconnect").click()
    page.locator(".modal-footer button").first.click()
    page.get_by_role("button", name="Connect to Xero").wait_for()
    assert step_states(page)["connect"] != "problem"
    shot("state-disconnected")
    for name, path in (("list-connections", "xero_connection_action"), ("list-log", "xero_log_action")):
        page.goto(f"{stage.odoo.url}/odoo/action-crm_xero_connector.{path}")
        page.locator(".o_list_view tr.o_data_row").first.wait_for()
        assert "/api.xro" not in page.locator(".o_list_view").inner_text()
        shot(name)


def test_no_token_is_in_a_log_or_in_a_dump(stage, environment):
    """Look for every token and code that the stand-in ever gave out, and for the app's secrets."""
    kept = json.loads(stage.sandbox_state.read_text(encoding="utf-8"))
    secrets = {secret for name in ("codes", "access", "refresh") for secret in kept[name]}
    assert len(secrets) >= 5
    secrets |= {CLIENT_SECRET, WEBHOOK_KEY}
    dump = subprocess.run(
        [os.path.join(environment.pg["bin"], "pg_dump"), "--inserts", stage.database.name],
        env=environment.variables(),
        capture_output=True,
        check=True,
    ).stdout.decode("utf-8", "replace")
    logs = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in paths.LOGS.glob("browser-*.log")}
    assert len(dump) > 1_000_000
    assert any("/xero/oauth/callback?(hidden)" in text for text in logs.values())
    for name, text in {**logs, "dump": dump}.items():
        found = [secret for secret in secrets if secret in text]
        assert not found, f"{len(found)} secrets in {name}"
