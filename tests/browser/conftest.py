"""A running Odoo and sandbox of their own, and a browser in front of them."""

import os

import pytest

import paths
from bootstrap import set_up
from demo_servers import Demo

SHOTS = paths.STATE / "shots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def stage():
    """Start the demo's servers under another name; throw them away afterwards."""
    demo = Demo("browser")
    demo.forget()
    set_up(browser=True, then=demo.steps())
    yield demo
    demo.forget()


@pytest.fixture
def page(environment):
    """Give a page of headless Chromium; what the console calls an error fails the test."""
    from playwright.sync_api import sync_playwright

    executable = environment.chromium or os.environ.get("CHROMIUM")
    assert executable, "no Chromium: run dev/bootstrap.py, or set CHROMIUM"
    errors = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(executable), args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 950})
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_default_timeout(30_000)
        yield page
        browser.close()
    assert not errors, errors


@pytest.fixture
def clicks(page):
    """Give what a person clicked on so far, on Odoo's pages and on Xero's."""
    told = []
    page.expose_function("tellClick", lambda target: told.append(target))
    tell = "if (event.isTrusted) tellClick(event.target.outerHTML.slice(0, 80))"
    page.add_init_script(f"addEventListener('click', (event) => {{ {tell} }}, true)")
    return told


@pytest.fixture
def shot(page):
    """Return a function that keeps a picture of the page for the README."""
    SHOTS.mkdir(parents=True, exist_ok=True)

    def take(name):
        page.wait_for_timeout(600)
        page.screenshot(path=str(SHOTS / f"{name}.png"))

    return take
