"""Every hook, overridden by a client's add-on: what it says is done, and where it fails only its own record waits."""

from dataclasses import replace
from decimal import Decimal

import client_addon
from common import InvoiceCase

from odoo.exceptions import UserError

from odoo.addons.crm_xero_connector import exceptions
from odoo.addons.crm_xero_connector.models.hooks import HOOKS

BAD = "BAD"


def refuses(*_args):
    raise UserError("the client's own sentence")


def breaks_the_transaction(_original, record, *_args):
    record.env.cr.execute("SELECT nothing FROM nowhere")


def gives(value):
    return lambda *_args: value


class HookCase(InvoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        client_addon.install(cls)

    def setUp(self):
        super().setUp()
        self.buyer = self.customer("Buyer Ltd")
        self.addCleanup(client_addon.OVERRIDES.clear)

    def override(self, name, own, is_bad=lambda *args: True):
        """Have a hook overridden for some of its calls.

        :param own: function of (super's method, record, arguments)
        :param is_bad: function of (record, arguments), which calls are meant
        """

        def choose(original, record, *args):
            return own(original, record, *args) if is_bad(record, *args) else original(*args)

        client_addon.OVERRIDES[name] = choose

    def assert_blamed(self, text, name):
        self.assertIn("The add-on client_addon failed in", text or "")
        self.assertIn(name, text)
        self.assertIn("Have it corrected, or uninstall it", text)


class TestDocumentHooks(HookCase):
    """What leads from an invoice to its payload."""

    def setUp(self):
        super().setUp()
        self.push(self.invoice(self.buyer))

    def is_bad(self, record, *args):
        records = [
            item for item in (record, *args) if getattr(item, "_name", "") in ("account.move", "account.move.line")
        ]
        moves = [item if item._name == "account.move" else item.move_id for item in records]
        taxes = [item for item in args if getattr(item, "_name", "") == "account.tax"]
        return any(move.ref == BAD for move in moves) or (not moves and bool(taxes) and not taxes[0])

    def check(self, name, own):
        self.override(name, own, self.is_bad)
        bad = self.invoice(self.buyer, [(1, 50.0, None)], ref=BAD)
        good = self.invoice(self.buyer, [(1, 60.0, 10)])
        self.run_cron("cron_push")
        self.assert_equal_books(good)
        self.assertEqual(self.link(bad).state, "blocked")
        self.assert_blamed(self.link(bad).message, name)
        client_addon.OVERRIDES.clear()
        return bad

    def check_all(self, name, *nonsense):
        for own in (breaks_the_transaction, *map(gives, nonsense)):
            with self.subTest(name, own=own):
                self.check(name, own)
        bad = self.check(name, refuses)
        self.assertIn("UserError: the client's own sentence", self.link(bad).message)
        self.link(bad).action_retry()  # the add-on is mended
        self.run_cron("cron_push")
        self.assert_equal_books(bad)

    def test_what_fails_before_the_payload_holds_back_its_document_alone(self):
        record = self.invoice(self.buyer)._xero_invoice_record(self.connection, "c")
        self.check_all(
            "_xero_invoice_record",
            None,
            {"kind": "ACCREC"},
            replace(record, total=float("nan")),
            replace(record, total=Decimal("NaN")),
            replace(record, number=None),
            replace(record, lines=(None,)),
        )
        line = record.lines[0]
        self.check_all("_xero_line_record", None, replace(line, net=100.0), replace(line, tax_type=10))

    def test_what_fails_in_a_line_holds_back_its_document_alone(self):
        self.check_all("_xero_tracking", None, [("a", "b")], ((1, 2),))
        self.check_all("_xero_item_code", False, 7)
        self.check_all("_account_for", None, self.buyer, self.env["xero.account"].search([], limit=2))
        self.check_all("_resolve", None, self.env["account.tax"])

    def test_a_payload_that_cannot_be_sent_holds_back_its_document_alone(self):
        full = {"Type": "ACCREC", "Contact": {"ContactID": "c"}, "Status": "AUTHORISED"}
        lines = ([{"Quantity": 1.5}], [{"Quantity": float("nan")}], [{"Contact": self.buyer}], [{1: "one"}], [])
        payloads = [({**full, "LineItems": rows}, "natural") for rows in lines]
        self.check_all("_xero_prepare_invoice_payload", None, full, (full, None), *payloads)

    def test_what_an_override_gives_is_sent(self):
        def payload(original, _move, *args):
            values, form = original(*args)
            return {**values, "Reference": "From the client"}, form

        self.override("_xero_prepare_invoice_payload", payload)
        self.override("_xero_invoice_record", lambda original, _move, *args: replace(original(*args), number="OWN-1"))
        self.override("_xero_item_code", gives(None))
        self.override("_xero_tracking", gives(()))
        remote = self.push(self.invoice(self.buyer))
        self.assertEqual((remote["Reference"], remote["InvoiceNumber"]), ("From the client", "OWN-1"))

    def test_a_sentence_of_the_add_ons_own_stands_as_it_is(self):
        def own(*_args):
            raise exceptions.MappingError("Ask Petra for the project number.")

        self.override("_xero_line_record", own)
        move = self.invoice(self.buyer)
        self.run_cron("cron_push")
        self.assertEqual(
            (self.link(move).state, self.link(move).message), ("blocked", "Ask Petra for the project number.")
        )

    def test_who_only_passes_on_what_is_ours_is_not_blamed_by_a_good_answer(self):
        for hook in HOOKS:
            client_addon.OVERRIDES[hook.name] = lambda original, _record, *args: original(*args)
        self.push(self.invoice(self.buyer))
        self.run_cron("cron_pull")
        self.assertFalse(self.env["xero.log"].search([("message", "like", "client_addon")]))


class TestWhetherItBelongsIntoXero(HookCase):
    """The one hook that is called while a person confirms."""

    def test_who_confirms_is_not_stopped_and_the_document_waits(self):
        for own in (refuses, breaks_the_transaction, gives(None), gives(self.env["res.partner"])):
            with self.subTest(own=own):
                self.override("_xero_should_push", own, lambda move, *_args: move.ref == BAD)
                bad, good = (self.invoice(self.buyer, post=False, ref=ref) for ref in (BAD, False))
                self.assert_blamed(bad.xero_message, "_xero_should_push")
                (bad | good).action_post()
                self.assertEqual((bad.state, good.state), ("posted", "posted"))
                self.run_cron("cron_push")
                self.assert_equal_books(good)
                self.assertEqual(self.link(bad).state, "blocked")
                self.assert_blamed(self.link(bad).message, "_xero_should_push")

    def held(self):
        self.override("_xero_should_push", refuses)
        move = self.invoice(self.buyer)
        self.assertEqual(self.link(move).state, "blocked")
        return move

    def test_what_was_held_is_judged_when_it_is_tried_again(self):
        wanted, unwanted = self.held(), self.held()
        self.override("_xero_should_push", lambda _original, move, *_args: move == wanted)
        (self.link(wanted) | self.link(unwanted)).action_retry()
        self.run_cron("cron_push")
        self.assert_equal_books(wanted)
        self.assertEqual((self.link(unwanted).state, self.link(unwanted).xero_id), ("skipped", False))

    def test_what_was_held_waits_on_while_the_add_on_still_fails(self):
        move = self.held()
        self.link(move).action_retry()
        self.run_cron("cron_push")
        self.assertEqual((self.link(move).state, self.link(move).xero_id), ("blocked", False))
        self.assert_blamed(self.link(move).message, "_xero_should_push")

    def test_a_document_that_does_not_belong_there_stays(self):
        self.override("_xero_should_push", gives(False))
        self.assertFalse(self.link(self.invoice(self.buyer)))


class TestWarnings(HookCase):
    def test_a_form_opens_although_its_warnings_fail(self):
        move = self.invoice(self.buyer, post=False)
        for own in (refuses, breaks_the_transaction, gives(None), gives("text"), gives([1])):
            with self.subTest(own=own):
                self.override("_xero_warnings", own)
                move.invalidate_recordset(["xero_message"])
                self.assert_blamed(move.xero_message, "_xero_warnings")

    def test_an_own_warning_is_shown(self):
        self.override("_xero_warnings", lambda original, *_args: [*original(), "The cost centre is missing."])
        self.assertIn("The cost centre is missing.", self.invoice(self.buyer, post=False).xero_message)
