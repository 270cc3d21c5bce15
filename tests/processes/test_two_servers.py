"""Two servers of Odoo's own with two workers and two cron workers each, on one database and one organisation."""

import threading
import time
from collections import Counter
from contextlib import contextmanager
from urllib.parse import urlsplit

import recording
import transitions
from prefork import CLIENT, SECRET, connected
from servers import running

from odoo.addons.crm_xero_connector import const

from xero_sandbox import Sandbox

KEY = "the webhook key of this test"
INVOICES, PERSONS, CONTACTS, EDITED = 60, 4, 6000, 20
READS = 4  # so many calls are left for reading: a page of contacts takes one, and there are six
PATIENCE_SECONDS = 120
AT_MOST_SECONDS = 90  # until an invoice is in Xero; reading waits for an hour
CRON_SECONDS, ANSWER_SECONDS = 10, 16  # Odoo ends a cron worker before the answer is there, which we wait 30 s for
STATES = "SELECT state, count(*), max(message) FROM xero_link WHERE entity = 'invoice' GROUP BY 1"
QUEUED = (
    "SELECT record_name, extract(epoch FROM create_date AT TIME ZONE 'utc') FROM xero_link WHERE entity = 'invoice'"
)
IMPORT = "SELECT state, resume_at IS NOT NULL, done < total FROM xero_cursor WHERE lane = 'contact'"
ONLY_OURS = "UPDATE ir_cron SET active = cron_name LIKE 'Xero:%'"
CUT_OFF = "SELECT pg_sequence_last_value('xero_seen__sending__unknown'::regclass) IS NOT NULL"


class Pair:
    """The servers, the organisation, and persons at each of them.

    :param used: how many calls there were before
    """

    def __init__(self, prefork, sandbox, servers, used):
        self.prefork, self.sandbox, self.servers, self.used = prefork, sandbox, servers, used
        (self.org,) = sandbox.organisations.values()
        self.arrived = {}
        self.org.listeners.append(self._note)

    def _note(self, *_event):
        for row in list(self.org.invoices.values()):
            self.arrived.setdefault(row["InvoiceNumber"], time.time())

    def draft(self, number):
        """Return the ids of new invoices of new customers."""
        client = self.servers[0].client()
        line = {"name": "Work", "quantity": 1, "price_unit": 100, "tax_ids": [(5,)]}
        names = [{"name": f"Customer {time.time()} {position}", "is_company": True} for position in range(10)]
        partners = client.call("res.partner", "create", names)
        values = [
            {"move_type": "out_invoice", "partner_id": partners[position % 10], "invoice_line_ids": [(0, 0, line)]}
            for position in range(number)
        ]
        return client.call("account.move", "create", values)

    def confirm(self, moves):
        """Confirm invoices one by one, as several persons at both servers do."""
        persons = [
            threading.Thread(
                target=self._confirm_each, args=(self.servers[number % len(self.servers)], moves[number::PERSONS])
            )
            for number in range(PERSONS)
        ]
        for person in persons:
            person.start()
        for person in persons:
            person.join()

    def _confirm_each(self, server, moves):
        client = server.client()
        for move in moves:
            client.call("account.move", "action_post", [move])

    def until(self, condition, otherwise):
        """Wait for something; `otherwise` says what it means that it does not come."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, (otherwise, self.prefork.sql(STATES), self.prefork.sql(IMPORT))
            time.sleep(0.2)

    def settle(self):
        """Wait until every invoice is in Xero."""
        self.until(lambda: all(row.startswith("synced|") for row in self.prefork.sql(STATES)), "not all are in Xero")

    def numbers(self, moves):
        ids = ", ".join(map(str, moves))
        return self.prefork.sql(f"SELECT name FROM account_move WHERE id IN ({ids}) AND state = 'posted'")

    def assert_each_once(self, moves):
        numbers = self.numbers(moves)
        there = Counter(row["InvoiceNumber"] for row in self.org.invoices.values())
        assert len(numbers) == len(moves)
        assert {number: there[number] for number in numbers if there[number] != 1} == {}


@contextmanager
def world(environment, databases, folder, contacts=0, reads=10_000, **servers):
    """Give servers that take notifications.

    :param contacts: that Xero has
    :param reads: how many calls of the day are left for reading
    :param servers: see `running`
    """
    sandbox = Sandbox(seeds=("tiny",))
    sandbox.limits.per_minute = 10_000
    sandbox.seed_contacts(next(iter(sandbox.organisations)), contacts)
    with connected(environment, databases, sandbox) as prefork:
        prefork.sql(transitions.INSTALL)
        prefork.sql(ONLY_OURS)
        url = urlsplit(prefork.run("callers.staff", KEY).splitlines()[-1])
        used = len(sandbox.requests)
        sandbox.limits.per_day = used + reads + const.RESERVE_DAY
        with running(environment, prefork.database, folder, **servers) as started:
            own = {"redirect_uris": sandbox.apps[CLIENT].redirect_uris, "webhook_key": KEY}
            sandbox.register_app(CLIENT, SECRET, webhook_url=f"{started[-1].url}{url.path}", **own)
            yield Pair(prefork, sandbox, started, used)
        transitions.collect(prefork.sql(transitions.READ))


def edit_contacts(pair):
    """Have notifications arrive, and something to be read for each of them."""
    rows = [row for row in pair.org.contacts.values() if row["ContactStatus"] == "ACTIVE"][:EDITED]
    for number, row in enumerate(rows):
        pair.sandbox.edit_contact(pair.org.tenant_id, row["ContactID"], Website=f"https://new{number}.example.com")
        time.sleep(0.1)


def test_invoices_of_both_servers_go_when_reading_has_used_up_its_calls(environment, databases, tmp_path):
    with world(environment, databases, tmp_path, CONTACTS, READS) as pair:
        moves = pair.draft(INVOICES)
        edits = threading.Thread(target=edit_contacts, args=(pair,))
        edits.start()
        pair.confirm(moves)
        edits.join()
        pair.settle()
        pair.assert_each_once(moves)
        pair.until(lambda: pair.prefork.sql(IMPORT) == ["running|t|t"], "the import did not stop for the day's calls")
        queued = dict(row.split("|") for row in pair.prefork.sql(QUEUED))
        waited = sorted(pair.arrived[number] - float(queued[number]) for number in pair.numbers(moves))
        calls = list(pair.sandbox.requests)
        told = f"half of them within {waited[len(waited) // 2]:.1f} s, the last after {waited[-1]:.1f} s"
        recording.remark(f"two servers: {INVOICES} invoices beside an import, {told}; {len(calls)} calls")
        assert waited[-1] <= AT_MOST_SECONDS
        assert not [row for row in calls if row["status"] == 429], "nobody met a limit of Xero's"
        assert pair.sandbox.limits.crowded == 0
        late = [row["path"] for row in calls[pair.used + READS :] if row["method"] == "GET"]
        assert len(late) < const.AT_ONCE, "what was not under way yet is not read"
        assert any(delivery.status == "delivered" for delivery in pair.sandbox.webhooks.deliveries)


def test_a_worker_that_odoo_ends_during_a_push_doubles_and_loses_nothing(environment, databases, tmp_path):
    """Odoo kills who takes longer than its limit; what was on its way arrives in Xero all the same, later."""
    options = [f"--limit-time-real-cron={CRON_SECONDS}"]
    with world(environment, databases, tmp_path, number=1, options=options) as pair:
        moves = pair.draft(INVOICES)
        pair.sandbox.faults.add("slow", method="PUT", path="/Invoices", seconds=ANSWER_SECONDS)
        pair.servers[0].client().call("account.move", "action_post", moves)
        pair.settle()
        windows = pair.sandbox.limits.windows.values()
        pair.until(lambda: not any(window.running for window in windows), "Xero still answers")
        assert f"timeout after {CRON_SECONDS}" in pair.servers[0].words(), "Odoo ended a worker"
        assert pair.prefork.sql(CUT_OFF) == ["t"], "one that was sending"
        pair.assert_each_once(moves)
