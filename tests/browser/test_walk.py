"""The user's own way: Settings, Integrations, Xero, Manage, Connect, accounts, Map Taxes, contacts, invoice, paid."""

import re
import time

import requests

SECONDS = 60


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


def test_from_settings_to_paid(page, stage, shot):
    log_in(page, stage.odoo.url)
    connect(page, stage, shot)
    map_taxes(page, shot)
    page.locator(".o_xero_step_done[data-step=live]").wait_for(timeout=SECONDS * 1000)
    assert set(step_states(page).values()) == {"done"}
    shot("live")

    page.goto(f"{stage.odoo.url}/odoo/contacts")
    page.get_by_text("Abbotsford Timber Co").first.wait_for()
    shot("contacts")

    invoice = make_invoice(page, stage, shot)
    address = page.url
    assert invoice["Contact"]["Name"] == "Saltbush Signs"
    assert invoice["Total"] == 275 and invoice["TotalTax"] == 25

    page.goto(f"{stage.sandbox.url}/app/!hVt4x/invoicing/view/{invoice['InvoiceID']}")
    shot("xero-invoice")
    page.get_by_role("button", name="Add payment").click()
    page.get_by_text("Paid", exact=True).first.wait_for()

    page.goto(address)
    paid = page.locator(".o_widget_web_ribbon", has_text=re.compile("paid", re.I))
    deadline = time.monotonic() + SECONDS
    while not paid.count() and time.monotonic() < deadline:
        page.wait_for_timeout(500)
        page.reload()
        page.locator("div[name=partner_id]").wait_for()
    assert paid.count(), "the invoice is not shown as paid"
    shot("paid")


def test_cancel_at_xero_is_told_on_the_page(page, stage):
    log_in(page, stage.odoo.url)
    page.goto(f"{stage.odoo.url}/odoo/xero/1")
    page.get_by_role("button", name="Change Organisation").click()
    page.locator(".modal-footer button").first.click()
    page.fill("input[name=email]", "demo@example.com")
    page.fill("input[name=password]", "demo")
    page.click("button[value=login]")
    page.click("button[value=cancel]")
    page.get_by_text("Access was not allowed at Xero").wait_for()
    assert step_states(page)["connect"] == "done"
