"""What the books to begin with rest on, and how big they may get."""

from .base import Rule

VOLUME = "Volume"
WORDS: dict[str, str] = {}
RULES = (
    Rule(VOLUME, "100,000 contacts and 50,000 invoices are there in about 4 s, the process then has about 560 MB", "?",
         "test_a_hundred_thousand_contacts_are_there_in_seconds"),
    Rule(VOLUME, "a page of 1,000 of 100,000 contacts comes in less than 0.3 s (about 0.05 s)", "?",
         "test_a_page_of_a_thousand_comes_at_once"),
    Rule(VOLUME, "and with IDs or If-Modified-Since", "?", "test_what_changed_and_what_is_named_comes_at_once"),
    Rule(VOLUME, "a page of 1,000 of 50,000 invoices comes in less than 0.3 s (about 0.06 s)", "?",
         "test_a_page_of_a_thousand_invoices_comes_at_once"),
    Rule(VOLUME, "lists are kept in order, what is taken back included", "?",
         "test_the_order_is_right_after_changes_and_after_what_was_taken_back"),
)  # fmt: skip
DIFFERS: dict[str, str] = {}
