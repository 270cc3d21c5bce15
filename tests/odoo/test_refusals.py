"""Each refusal that can hit an invoice: what the person reads, as it stands in docs/refusals.md."""

from pathlib import Path

from common import InvoiceCase

from odoo.addons.crm_xero_connector.models.refusals import REFUSALS

TABLE = Path(__file__).parents[2] / "docs" / "refusals.md"


def rows_of_table():
    """Yield (Xero's words, our sentence) from the table in the docs."""
    for row in TABLE.read_text(encoding="utf-8").splitlines():
        if row.startswith("| ") and not row.startswith("| Xero says"):
            theirs, ours = (cell.strip() for cell in row.strip("|").split("|"))
            yield theirs, ours


class TestRefusals(InvoiceCase):
    def test_the_person_reads_what_the_docs_say_and_then_xeros_own_words(self):
        buyer = self.customer("Buyer Ltd")
        self.push(self.invoice(buyer))
        move = self.invoice(buyer)
        for theirs, ours in rows_of_table():
            with self.subTest(theirs):
                self.sandbox.faults.add("refused", method="PUT", path="/Invoices", text=theirs)
                self.link(move).write({"state": "to_push", "attempts": 1})
                self.run_cron("cron_push")
                if "# must be unique" in theirs:  # looked up, and then sent again: nobody has it
                    self.assertEqual(self.link(move).state, "rejected")
                self.assertEqual(self.link(move).message, f"{ours} Xero says: {theirs}")
                self.assertEqual(self.link(move).state, "rejected")

    def test_every_sentence_is_in_the_docs(self):
        known = {str(sentence) for _part, sentence in REFUSALS}
        self.assertEqual(known - {ours for _theirs, ours in rows_of_table()}, set())

    def test_every_part_of_a_text_is_met_by_a_row(self):
        said = " ".join(theirs.lower() for theirs, _ours in rows_of_table())
        self.assertFalse([part for part, _sentence in REFUSALS if part not in said])

    def test_a_text_that_nobody_has_seen_yet_is_shown_as_it_is(self):
        move = self.invoice()
        self.sandbox.faults.add("refused", method="PUT", path="/Invoices", text="The moon is full.")
        self.run_cron("cron_push")
        self.assertIn("Please correct it and press Retry. Xero says: The moon is full.", self.link(move).message)
