"""Time that passes in Odoo at once: whatever is put off there comes nearer."""

from datetime import timedelta

import psycopg2

SHIFT = """
UPDATE xero_link SET next_try = next_try - %(by)s WHERE next_try > now() AT TIME ZONE 'utc';
UPDATE xero_link SET sent_at = sent_at - %(by)s WHERE state IN ('sending', 'unknown') OR allocate_at IS NOT NULL;
UPDATE xero_link SET pay_at = pay_at - %(by)s WHERE pay_at > now() AT TIME ZONE 'utc';
UPDATE xero_link SET allocate_at = allocate_at - %(by)s WHERE allocate_at > now() AT TIME ZONE 'utc';
UPDATE xero_cursor SET resume_at = resume_at - %(by)s WHERE resume_at IS NOT NULL;
UPDATE xero_token SET expires_at = expires_at - %(by)s;
UPDATE ir_cron_trigger SET call_at = call_at - %(by)s WHERE call_at > now() AT TIME ZONE 'utc';
UPDATE ir_cron SET nextcall = nextcall - %(by)s WHERE cron_name LIKE 'Xero:%%' AND nextcall > now() AT TIME ZONE 'utc'
"""


def shift(prefork, seconds):
    """Let time pass for what waits in the database, as a clock that is put forward does.

    :return: how often PostgreSQL chose this for the victim of a deadlock; it was done again then
    """
    pg, deadlocks = prefork.environment.pg, 0
    connection = psycopg2.connect(dbname=prefork.database, host=pg["host"], port=pg["port"], user=pg["user"])
    connection.autocommit = True
    for statement in SHIFT.split(";"):
        while True:
            try:
                connection.cursor().execute(statement, {"by": timedelta(seconds=seconds)})
                break
            except psycopg2.errors.DeadlockDetected:
                deadlocks += 1
    connection.close()
    return deadlocks
