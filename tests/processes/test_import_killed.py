"""The first import, killed at any moment and started again, ends as one that nobody disturbed."""

import os
import random
import signal
import time
from collections import Counter

import pytest
from prefork import connected
from worker import say

from xero_sandbox import Sandbox

KILLS, KILLS_PER_IMPORT = 20, 5
NUMBER = 1300  # two pages
SHOWN = 2
PUT_OFF = "put off"
PATIENCE_SECONDS = 60
ARCHIVED, MERGED, WITH_PERSONS, IN_GROUPS, EQUAL, SIMILAR = 100, 30, 60, 60, 60, 15

# Ids differ by what was rolled back, and times by when it was: partners are told by what they are instead.
WHO = "{0}.name || ' <' || coalesce({0}.email, '') || '>'"
PARTNERS = f"""
SELECT to_jsonb(p) - '{{id,create_date,write_date,calendar_last_notif_ack}}'::text[] || jsonb_build_object(
    'parent_id', {WHO.format("parent")}, 'commercial_partner_id', {WHO.format("commercial")},
    'category_id', (SELECT jsonb_agg(tag.name ORDER BY tag.name) FROM res_partner_category tag
        JOIN res_partner_res_partner_category_rel rel ON rel.category_id = tag.id WHERE rel.partner_id = p.id))
FROM res_partner p
LEFT JOIN res_partner parent ON parent.id = p.parent_id
LEFT JOIN res_partner commercial ON commercial.id = p.commercial_partner_id
ORDER BY 1"""
LINKS = f"""
SELECT to_jsonb(l) - '{{id,create_date,write_date,next_try}}'::text[] || jsonb_build_object(
    'res_id', {WHO.format("partner")}, 'choice_id', {WHO.format("choice")},
    'candidate_ids', (SELECT jsonb_agg({WHO.format("one")} ORDER BY one.name, one.email) FROM res_partner one
        JOIN xero_link_candidate_rel rel ON rel.res_partner_id = one.id WHERE rel.xero_link_id = l.id))
FROM xero_link l
LEFT JOIN res_partner partner ON partner.id = l.res_id
LEFT JOIN res_partner choice ON choice.id = l.choice_id
ORDER BY 1"""
STATE = {
    "partners": PARTNERS,
    "links": LINKS,
    "cursors": "SELECT to_jsonb(c) - '{id,create_date,write_date,finished_at,served_at,due_at,quiet_runs}'::text[] "
    "FROM xero_cursor c ORDER BY 1",
    "tags": "SELECT name FROM res_partner_category ORDER BY 1",
    "messages": "SELECT model, count(*) FROM mail_message GROUP BY model ORDER BY 1",
    "followers": "SELECT res_model, count(*) FROM mail_followers GROUP BY res_model ORDER BY 1",
    "problems": "SELECT operation, message FROM xero_log WHERE outcome != 'ok'",
}
CURSOR = "SELECT state, first_done, done FROM xero_cursor WHERE lane = 'contact'"
WRITING = "SELECT count(*) FROM pg_locks WHERE relation = 'res_partner'::regclass AND mode = 'RowExclusiveLock'"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
EARLIER = "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'utc' - interval '1 second' WHERE nextcall > now()"


def mixed_contacts():
    """Return a Xero with contacts of every kind, and the partners that some of them are or could be."""
    sandbox = Sandbox(seeds=("au",))
    sandbox.limits.per_minute = 10_000
    (org,) = sandbox.organisations.values()
    groups = [dict(row) for row in org.contact_groups.values()]
    sandbox.seed_contacts(org.tenant_id, NUMBER)
    rows = [row for row in org.contacts.values() if row["EmailAddress"].endswith("@volume.example.com")]
    random.Random(7).shuffle(rows)  # every kind on every page

    def some(number):
        return [rows.pop() for _number in range(number)]

    for row in some(ARCHIVED):
        row["ContactStatus"] = "ARCHIVED"
    for row, winner in zip(some(MERGED), some(MERGED)):
        row.update(ContactStatus="ARCHIVED", MergedToContactID=winner["ContactID"])
    for row in some(WITH_PERSONS):
        row["ContactPersons"] = [person(row, number) for number in range(3)]
    for number, row in enumerate(some(IN_GROUPS)):
        row["ContactGroups"] = [groups[number % len(groups)]]
    partners = [{"name": row["Name"].upper(), "email": row["EmailAddress"]} for row in some(EQUAL)]
    partners += [{"name": row["Name"], "email": f"other.{row['EmailAddress']}"} for row in some(SIMILAR)]
    return sandbox, partners


def person(row, number):
    email = f"person{number}.{row['EmailAddress']}"
    return {"FirstName": f"Person {number}", "LastName": row["Name"], "EmailAddress": email, "IncludeInEmails": False}


class Imports:
    """First imports, each in a fresh copy of the same connected database."""

    def __init__(self, prefork, databases, origin):
        self.prefork, self.databases, self.origin = prefork, databases, origin
        self.put_off = 0

    def begin(self):
        """Have the database as it was before the first import."""
        self.databases.copy(f"processes_{os.getpid()}", self.origin)

    def cursor(self):
        (row,) = self.prefork.sql(CURSOR)
        state, first_done, done = row.split("|")
        return state == "running" and first_done != "t", int(done)

    def finish(self):
        """Let the lane run until the import is over; return the seconds it took."""
        started = time.monotonic()
        while self.cursor()[0]:
            if self.prefork.run("pull") == PUT_OFF:
                self.later()
        return time.monotonic() - started

    def kill_after(self, seconds):
        """Start the lane and kill it; return whether that hit an import under way, with rows not yet committed."""
        process = self.prefork.start("pull")
        self.prefork.leave(process, seconds)
        writing = self.prefork.sql(WRITING) != ["0"]
        status, said = self.prefork.kill(process)
        if said == PUT_OFF:
            self.later()
            return self.kill_after(seconds)
        return status == -signal.SIGKILL and self.cursor()[0], writing

    def wait_until(self, query, otherwise):
        """Wait until a query counts something; `otherwise` says what it means that it does not."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.prefork.sql(query) == ["0"]:
            assert time.monotonic() < deadline, otherwise

    def later(self):
        """Let the lane's interval pass: after three kills without progress Odoo waits for it."""
        self.put_off += 1
        self.prefork.sql(EARLIER)

    def undisturbed(self, number):
        """Remember how an import ends that nobody disturbs, and how long it takes."""
        self.begin()
        self.seconds = self.finish()
        self.total = self.cursor()[1]
        self.expected = self.state()
        assert self.total == number

    def differences(self):
        """Return what only this state has and what only the undisturbed one has, by what the rows are about."""
        counted = {name: (Counter(rows), Counter(self.expected[name])) for name, rows in self.state().items()}
        return {
            name: ([*(ours - theirs)][:SHOWN], [*(theirs - ours)][:SHOWN])
            for name, (ours, theirs) in counted.items()
            if ours != theirs
        }

    def state(self):
        return {name: self.prefork.sql(query) for name, query in STATE.items()}


@pytest.fixture(scope="module")
def imports(environment, databases):
    sandbox, partners = mixed_contacts()
    origin = f"origin_{os.getpid()}"
    with connected(environment, databases, sandbox, partners) as prefork:
        databases.copy(origin, f"processes_{os.getpid()}")
        try:
            imports = Imports(prefork, databases, origin)
            imports.undisturbed(len(next(iter(sandbox.organisations.values())).contacts))
            yield imports
        finally:
            databases.drop(origin)


def test_twenty_kills_at_random_moments_leave_no_trace(imports):
    seed = int(os.environ.get("XERO_KILL_SEED") or random.randrange(10**6))
    chance = random.Random(seed)
    say(f"seed {seed}: {imports.total} contacts in {imports.seconds:.1f} s")
    hits = []
    while len(hits) < KILLS:
        imports.begin()
        for _kill in range(min(KILLS_PER_IMPORT, KILLS - len(hits))):
            before = imports.cursor()[1]
            seconds = chance.uniform(0, imports.seconds * (1 - before / imports.total))
            hit, writing = imports.kill_after(seconds)
            say(f"from {before}: killed after {seconds:.2f} s at {imports.cursor()[1]}, {hit=}, {writing=}")
            if not hit:
                break
            hits.append(writing)
        imports.finish()
        assert imports.differences() == {}
    say(f"{len(hits)} kills, {sum(hits)} of them with partners not yet committed; put off {imports.put_off} times")
    assert any(hits)


def test_a_page_whose_progress_was_not_written_is_not_there_at_all(imports):
    """Hold the row that says how far the import is, and kill the process that wants to write to it."""
    imports.begin()
    count = "SELECT count(*) FROM res_partner"
    before = imports.prefork.sql(count)
    process = imports.prefork.start("pull")
    imports.wait_until(WRITING, "nobody wrote partners")  # the import writes to its row before, to begin
    with imports.prefork.held("SELECT FROM xero_cursor WHERE lane = 'contact' FOR UPDATE"):
        imports.wait_until(WAITING, "nobody wanted to write to it")
        assert imports.prefork.sql(WRITING) != ["0"]
        imports.prefork.kill(process)
    assert imports.prefork.sql(count) == before
    imports.finish()
    assert imports.differences() == {}
