"""What the books to begin with rest on, and how big they may get."""

from .base import Rule

COUNTRIES, VOLUME = "Seeds", "Volume"
WORDS: dict[str, str] = {}
RULES = (
    Rule(COUNTRIES, "an organisation has its country's version, code, currency, tax basis and period", "O:TYP",
         "test_an_organisation_tells_its_country"),
    Rule(COUNTRIES, "rates and their codes are those that each country's organisations begin with", "O:TYP",
         "test_rates_are_the_official_ones"),
    Rule(COUNTRIES, "plain OUTPUT is 12.5 % in NZ, 14 % in ZA, 7 % in SG, 0 % in the US, and not there in the UK", "O:TYP",
         "test_the_plain_code_is_not_what_is_charged_today"),
    Rule(COUNTRIES, "rates of sales are for income, those of purchases for expenses, NONE for everything", "S:OAS",
         "test_rates_of_sales_are_for_income_and_those_of_purchases_for_expenses"),
    Rule(COUNTRIES, "tax on imports is for liabilities alone", "S:OAS", "test_tax_on_imports_is_for_liabilities_alone"),
    Rule(COUNTRIES, "British reverse charges show 20 % and charge nothing", "?",
         "test_what_is_charged_to_oneself_shows_a_rate_and_changes_no_total"),
    Rule(COUNTRIES, "charts have the codes and names that new organisations of the country are known to have", "T",
         "test_a_chart_is_whole"),
    Rule(COUNTRIES, "tax numbers of businesses have right check digits", "?", "test_tax_numbers_have_right_check_digits"),
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
DIFFERS = {
    COUNTRIES: "charts are shortened to some 60 accounts, and their clearing account is the sandbox's; which report tax "
    "type belongs to a South African or Singaporean code is told by their names alone; the older pair of New Zealand has "
    "12.5 %; Singapore lacks a few codes of 2022 and 2023; Canada is not there",
}
