"""Messages of one cause are one, and those of two missing things are two."""

from odoo.addons.crm_xero_connector.mappers.cause import cause_of

KNOWN = ("Xero has this number already.",)


def test_what_we_say_of_a_refusal_is_the_cause_and_xeros_words_are_not():
    messages = {f"Xero has this number already. Xero says: Invoice {number} is there." for number in (1, 2)}
    assert {cause_of(message, KNOWN, is_refusal=True) for message in messages} == set(KNOWN)


def test_numbers_in_an_unknown_refusal_belong_to_the_document():
    texts = (
        "Xero says: 12.50 of INV/2026/0001 on 2026-11-20 is odd.",
        "Xero says: 7 of INV/2026/0002 on 2026-11-21 is odd.",
    )
    assert len({cause_of(text, KNOWN, is_refusal=True) for text in texts}) == 1


def test_numbers_in_a_missing_mapping_belong_to_what_is_missing():
    texts = ("'GST 10%' is not mapped.", "'GST 15%' is not mapped.")
    assert [cause_of(text, KNOWN, is_refusal=False) for text in texts] == list(texts)


def test_dates_of_documents_are_no_causes():
    texts = ("The date 2026-11-20 is locked.", "The date 2026-11-21 is locked.")
    assert {cause_of(text, KNOWN, is_refusal=False) for text in texts} == {"The date … is locked."}
