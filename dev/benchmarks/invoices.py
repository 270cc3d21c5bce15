"""Figures of the way out: from the click to Xero, and the calls that it takes."""

import statistics
import time
from functools import cache

from benchmarks import in_odoo, measures
from odoo_client import wait_until

SINGLE, PAYMENTS = 20, 10
IN_IMPORT, IMPORTED = 10, 20_000


def percentile(values, share):
    """Return the value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def make_invoices(job, number):
    """Return drafts for customers that Xero knows."""
    domain = [("connection_id", "=", job.connection_id), ("entity", "=", "contact"), ("remote_status", "=", "ACTIVE")]
    partners = [link["res_id"] for link in job.odoo.read("xero.link", [*domain, ("state", "=", "synced")], ["res_id"])]
    line = {"name": "Work", "quantity": 2, "price_unit": 49.9, "tax_ids": [(6, 0, job.taxes()[(10,)])]}
    values = [
        {"move_type": "out_invoice", "partner_id": partners[n % len(partners)], "invoice_line_ids": [(0, 0, line)]}
        for n in range(number)
    ]
    return job.odoo.call("account.move", "create", values)


def synced(job, moves):
    domain = [("res_model", "=", "account.move"), ("res_id", "in", moves), ("state", "=", "synced")]
    return job.odoo.call("xero.link", "search_count", domain) == len(moves)


def writes(job):
    """Return the requests that reached Xero's stand-in so far."""
    return [request for request in job.control("requests") if request["method"] in ("PUT", "POST")]


@measures("confirm_to_xero_p95")
def confirm_to_xero(stage):
    """Confirm single invoices on the running server and wait for each to be in Xero."""
    job, seconds = stage.job, []
    job.control("limits", per_minute=6000)  # else the stand-in's limit of 60 a minute is what is measured
    for move in make_invoices(job, SINGLE):
        job.odoo.call("account.move", "action_post", [move])
        started = time.monotonic()
        wait_until(lambda move=move: synced(job, [move]), 60, "an invoice in Xero", step=0.02)
        seconds.append(time.monotonic() - started)
    return percentile(seconds, 0.95), f"{SINGLE} single invoices, p50 {statistics.median(seconds):.3f} s"


@measures("calls_one_invoice")
def calls_one_invoice(stage):
    """Count the calls that one invoice of a known customer takes."""
    job = stage.job
    (move,) = make_invoices(job, 1)
    before = len(writes(job))
    job.odoo.call("account.move", "action_post", [move])
    wait_until(lambda: synced(job, [move]), 60, "an invoice in Xero")
    return len(writes(job)) - before, "writes for a known customer; where webhooks are on, their echo is one read more"


@cache
def backlog(stage):
    """Send 1,000 waiting invoices, once for both rows; return the figures and the calls."""
    job = stage.job
    job.control("limits", per_minute=6000)
    job.control("seed_contacts", tenant=job.tenant_id, number=in_odoo.CUSTOMERS)
    before = len(job.control("requests"))
    figures = in_odoo.measure(stage, "many_invoices")
    assert not figures["left"], f"{figures['left']} invoices are not in Xero"
    calls = [call for call in job.control("requests")[before:] if "/Contacts" not in call["path"]]
    return figures, calls


@measures("calls_1000_invoices")
def calls_1000_invoices(stage):
    """Count the calls that many waiting invoices take."""
    figures, calls = backlog(stage)
    sent = [call for call in calls if call["method"] in ("PUT", "POST")]
    reads = len(calls) - len(sent)
    return len(sent), f"in Xero after {figures['seconds']:.1f} s; {reads} reads of their webhooks' echo meanwhile"


@measures("backlog_seconds")
def backlog_seconds(stage):
    """Take the time that many waiting invoices need."""
    figures, calls = backlog(stage)
    return figures["seconds"], f"{len(calls)} calls"


@measures("confirm_in_import_p95")
def confirm_in_import(stage):
    """Confirm single invoices while contacts come in, and wait for each to be in Xero."""
    job, seconds = stage.job, []
    job.control("limits", per_minute=6000)
    moves = make_invoices(job, IN_IMPORT)
    job.control("seed_contacts", tenant=job.tenant_id, number=IMPORTED)
    job.odoo.call("xero.connection", "action_sync_now", [job.connection_id])
    wait_until(lambda: job.connection("contacts_running")["contacts_running"], 60, "an import under way")
    during = 0
    for move in moves:
        during += job.connection("contacts_running")["contacts_running"]
        job.odoo.call("account.move", "action_post", [move])
        started = time.monotonic()
        wait_until(lambda move=move: synced(job, [move]), 60, "an invoice in Xero", step=0.02)
        seconds.append(time.monotonic() - started)
    wait_until(lambda: not job.connection("contacts_running")["contacts_running"], 600, "the end of the import")
    detail = f"{IN_IMPORT} invoices, {during} of them during the import, p50 {statistics.median(seconds):.3f} s"
    return percentile(seconds, 0.95), detail


def seconds_until_paid(stage, number, react=lambda: None):
    """Pay invoices in Xero one by one; return the seconds until Odoo shows each of them paid.

    :param react: called after each payment
    """
    job, seconds = stage.job, []
    job.control("limits", per_minute=6000)
    moves = make_invoices(job, number)
    job.odoo.call("account.move", "action_post", moves)
    wait_until(lambda: synced(job, moves), 60, "the invoices in Xero")
    links = job.odoo.read(
        "xero.link", [("res_model", "=", "account.move"), ("res_id", "in", moves)], ["res_id", "xero_id"]
    )
    for link in links:
        started = time.monotonic()
        job.control("pay", tenant=job.tenant_id, invoice_id=link["xero_id"])
        react()
        paid = [("id", "=", link["res_id"]), ("payment_state", "in", ["paid", "in_payment"])]
        wait_until(lambda paid=paid: job.odoo.call("account.move", "search_count", paid), 60, "a payment", step=0.02)
        seconds.append(time.monotonic() - started)
    return seconds


def p95_and_p50(seconds, what):
    return percentile(seconds, 0.95), f"{len(seconds)} payments, {what}, p50 {statistics.median(seconds):.3f} s"


@measures("payment_to_paid_p95")
def payment_to_paid(stage):
    """Pay in Xero and wait until Odoo shows it, by webhook."""
    return p95_and_p50(seconds_until_paid(stage, PAYMENTS), "by webhook")


@measures("payment_to_paid_poll_p95")
def payment_to_paid_poll(stage):
    """Pay in Xero while its notifications are lost, and let the poll begin: what it takes besides waiting for it."""
    job = stage.job
    job.control("webhooks", lose=1000)
    try:
        seconds = seconds_until_paid(
            stage, PAYMENTS, react=lambda: job.odoo.call("xero.connection", "action_sync_now", [job.connection_id])
        )
    finally:
        job.control("webhooks", lose=0)
    return p95_and_p50(seconds, "by poll alone, from its begin; it begins every 5 to 20 minutes")


@measures("post_ratio")
def post_ratio(stage):
    """Confirm invoices with the connector and by Odoo's own method in turn."""
    assert stage.job
    figures = in_odoo.measure(stage, "post")
    detail = f"{figures['with']:.2f} s / {figures['without']:.2f} s, median of {in_odoo.ROUNDS}"
    return figures["with"] / figures["without"], detail
