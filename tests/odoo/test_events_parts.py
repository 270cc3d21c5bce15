"""Many notifications: each part is committed with what it told of, and the next run goes on where time ended."""

from test_events import EventCase

from odoo.addons.crm_xero_connector.models.xero_cursor_pace import MINUTES

NOTES = 3


class TestParts(EventCase):
    def setUp(self):
        super().setUp()
        partner = self.customer("Gets credit notes")
        self.notes = [
            self.invoice(partner, lines=((1, 10.0 * number, 10),), move_type="out_refund") for number in (1, 2, 3)
        ]
        self.run_cron("cron_push")
        self.receive(self.deliveries())
        for note in self.notes:
            self.sandbox.void_credit_note(self.org.tenant_id, self.link(note).xero_id)
        self.bodies = self.deliveries()
        self.old = self.env["xero.event"].search([])

    def states(self):
        """Return the states of the events about credit notes that were read last."""
        events = self.env["xero.event"].search([("category", "=", "CREDITNOTE")]) - self.old
        return events.sorted("id").mapped("state")

    def voided(self):
        return [self.link(note).remote_status == "VOIDED" for note in self.notes]

    def test_when_the_time_is_over_the_next_run_goes_on(self):
        """Each note is a call, and Odoo ends a worker that takes too long: all of it would be taken back, for ever."""
        self.slow_calls(20)
        paths = self.receive(self.bodies)
        self.assertEqual(len(paths), 1)
        self.assertEqual(self.states(), ["done", "new", "new"])
        self.assertEqual(self.voided(), [True, False, False])
        runs = self.runs("cron_events")
        self.assertEqual([len(run) for run in runs], [1, 1])
        self.assertEqual(self.states(), ["done"] * NOTES)
        self.assertEqual(self.voided(), [True] * NOTES)

    def test_an_error_of_our_own_takes_back_its_own_part_only(self):
        last = self.link(self.notes[-1])
        self.break_on(f"NEW.id = {last.id} AND NEW.remote_status = 'VOIDED' OR NEW.difference LIKE '%on purpose%'")
        cursors = self.connection.cursor_ids.filtered(lambda cursor: cursor.lane in MINUTES)
        self.receive(self.bodies)
        self.assertEqual(self.states(), ["done", "done", "ignored"])
        self.assertEqual(self.voided(), [True, True, False])
        self.assertEqual(set(cursors.mapped("due_at")), {False}, "the poll finds it")

    def test_what_xero_does_not_answer_is_left_to_the_poll(self):
        """Done is only what was read."""
        self.sandbox.faults.add("503", path="/CreditNotes", skip=1)
        self.receive(self.bodies)
        self.assertEqual(self.states(), ["done", "ignored", "ignored"])
        self.env["xero.cursor"].search([]).resume_at = False
        self.run_cron("cron_pull")
        self.assertEqual(self.voided(), [True] * NOTES)
