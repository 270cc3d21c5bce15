"""Lists: pages, filters, order, what changed since."""

from .base import OWN, Rule

PAGES, FILTERS, SINCE = "Pages", "Filters", "If-Modified-Since"
WORDS = {
    "Not an optimised order: {}": OWN,
    "{} holds something that is not an identifier": OWN,
    "{} must be a whole number": OWN,
    "If-Modified-Since is not a date": OWN,
    "No property or field '{}' exists": OWN,
    "Not a value: {}": OWN,
    "Did not expect: {}": OWN,
    "A bracket is not closed": OWN,
    "OR is not optimised on {}": OWN,
    "Expected: a field, a comparison, a value. Functions are not optimised.": OWN,
    "Not an optimised field: {}": OWN,
    "Not an optimised comparison: {} {}": OWN,
    "A value is missing": OWN,
    "Not a date: DateTime({})": OWN,
    "Operator '{}' incompatible with the operand types": OWN,
    "Cannot read the filter from: {}": OWN,
}
RULES = (
    Rule(PAGES, "page from 1, the oldest change first, with the pagination block", "O:REQ",
         "test_pages_hold_everything_once_the_oldest_change_first"),
    Rule(PAGES, "pageSize 1 to 1,000, 100 when not said, out of range clamped", "L:REC",
         "test_sizes_out_of_range_are_clamped"),
    Rule(PAGES, "without a page everything comes at once, without details", "O:CON",
         "test_without_a_page_everything_comes_without_details"),
    Rule(PAGES, "summaryOnly forces pages and leaves details out", "O:INV,CON", "test_summaries_are_paged_and_short"),
    Rule(PAGES, "lines come with pages, Statuses and single reads only", "O:INV",
         "test_lines_come_with_pages_states_and_single_reads_only"),
    Rule(PAGES, "more than 100,000 at once are refused (HighVolumeException, 51)", "Q:R2",
         "test_more_than_a_hundred_thousand_at_once_are_refused"),
    Rule(PAGES, "archived contacts come with includeArchived only", "O:CON", "test_archived_contacts_come_on_request_only"),
    Rule(FILTERS, "an optimised where finds without regard to case and, for contacts, accents", "O:CON",
         "test_a_filter_finds"),
    Rule(FILTERS, "optimised where of invoices: states, contact, numbers, ranges of dates and AmountDue", "O:INV",
         "test_an_invoice_filter_finds"),
    Rule(FILTERS, "IDs, InvoiceNumbers, ContactIDs and Statuses are comma lists", "O:INV",
         "test_invoices_are_found_by_lists"),
    Rule(FILTERS, "searchTerm looks into names, numbers and e-mail addresses", "O:INV,CON",
         "test_a_search_term_looks_into_names_numbers_and_addresses"),
    Rule(FILTERS, "a where or an order that is slow at Xero is refused here", "O:INV,CON",
         "test_a_filter_that_is_slow_or_wrong_is_refused"),
    Rule(SINCE, "only what changed later comes; the very second is left out", "?", "test_only_what_changed_later_comes"),
    Rule(SINCE, "a contact's balances do not change its time", "O:REQ,CON",
         "test_a_balance_does_not_change_the_time_of_change"),
    Rule(SINCE, "nor does the due date of a part-paid invoice", "O:REQ,CON",
         "test_a_later_due_date_of_a_part_paid_invoice_is_no_new_time_of_change"),
    Rule(SINCE, "deleted payments are still listed, with their state", "L:LAB", "test_deleted_payments_are_still_listed"),
)  # fmt: skip
DIFFERS = {FILTERS: "a where or order that Xero answers slowly is refused here, so that nobody gets used to it"}
