"""What an organisation costs in which nothing happens."""

from collections import Counter

from benchmarks import in_odoo, measures
from benchmarks.invoices import make_invoices, synced
from odoo_client import wait_until


@measures("quiet_day_calls")
def quiet_day_calls(stage):
    """Count the calls of a day without notifications, the dearer way, with an invoice and a credit note in Xero."""
    job = stage.job
    job.control("limits", per_minute=6000)
    job.control("webhooks", lose=1_000_000)
    try:
        moves = make_invoices(job, 2)
        job.odoo.call("account.move", "write", moves[:1], {"move_type": "out_refund"})
        job.odoo.call("account.move", "action_post", moves)
        wait_until(lambda: synced(job, moves), 60, "the documents in Xero")
        before = len(job.control("requests"))
        figures = in_odoo.measure(stage, "quiet_day")
        calls = Counter(request["path"] for request in job.control("requests")[before:])
    finally:
        job.control("webhooks", lose=0)
    shown = ", ".join(f"{count} {path}" for path, count in calls.most_common(4))
    return sum(calls.values()), f"{figures['looks']} looks, no notifications: {shown}"
