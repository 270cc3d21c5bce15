"""How fast a notification is answered."""

import json
import time

import requests

import demo_database
from benchmarks import measures
from benchmarks.invoices import percentile
from xero_sandbox.webhooks import envelope, sign

REQUESTS, EVENTS = 60, 200


@measures("webhook_p99")
def webhook(stage):
    """Post notifications of many events of an unknown organisation and take the time of each answer."""
    job = stage.job
    page = job.connection("webhook_url")
    events = [
        {"resourceId": f"r{n}", "tenantId": "bench", "eventCategory": "INVOICE", "eventType": "UPDATE"}
        for n in range(EVENTS)
    ]
    body = envelope(events, 1, EVENTS)
    headers = {"x-xero-signature": sign(body, demo_database.WEBHOOK_KEY), "Content-Type": "application/json"}
    session, times = requests.Session(), []
    for _request in range(REQUESTS):
        started = time.monotonic()
        answer = session.post(page["webhook_url"], data=body, headers=headers, timeout=30)
        times.append(1000 * (time.monotonic() - started))
        answer.raise_for_status()
    return percentile(times, 0.99), f"{REQUESTS} requests of {len(json.loads(body)['events'])} events"
