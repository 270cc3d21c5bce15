"""Files, notes, e-mails, paper, XML."""

from .base import OWN, Rule

FILES, HISTORY, EMAIL, XML = "Attachments", "History", "POST /Invoices/{id}/Email", "XML"
WORDS = {
    'The file name must not contain any of < > : " / \\ | ? *': OWN,
    "The content type {} is not one of a file": OWN,
    "The file has no content": OWN,
    "A document cannot have more than {} attachments": OWN,
    "The Details of a note must be specified": OWN,
    "The document with the supplied id was not found for this endpoint.": "S:OAS l.11586",
    "Only submitted, authorised or paid sales invoices can be emailed": OWN,
    "The contact does not have an email address": OWN,
    "The daily email limit of {} has been reached": OWN,
    "The request body is not valid {}": OWN,
}
RULES = (
    Rule(FILES, "raw bytes under a name, read by name or id; the document says HasAttachments", "O:ATT",
         "test_a_file_is_kept_and_read_by_name_and_id"),
    Rule(FILES, "the same name replaces", "O:ATT", "test_the_same_name_replaces"),
    Rule(FILES, "of invoices, credit notes, contacts, accounts, bank transactions; not of payments or items", "O:ATT",
         "test_contacts_and_accounts_take_files_payments_do_not"),
    Rule(FILES, "ten for a document", "O:ATT", "test_ten_files_and_not_eleven"),
    Rule(FILES, "10 MB", "O:ATT", "test_a_file_over_ten_megabytes_is_refused"),
    Rule(FILES, "IncludeOnline is for sales", "O:ATT", "test_only_sales_show_a_file_online"),
    Rule(HISTORY, "tells changes, takes notes, is never changed", "O:HIS",
         "test_history_tells_what_happened_and_takes_notes"),
    Rule(EMAIL, "204; marks an approved invoice as sent", "O:INV", "test_an_invoice_is_sent_and_marked"),
    Rule(EMAIL, "1,000 a day, 20 in a trial, none from a demo company", "O:INV",
         "test_an_email_that_cannot_be_sent_is_refused"),
    Rule("Paper", "Accept: application/pdf prints one invoice or credit note", "O:REQ", "test_a_document_is_printed"),
    Rule(XML, "without Accept: application/json the answer is XML", "O:INV,REQ", "test_without_accept_json_it_is_xml"),
    Rule(XML, "refusals are an ApiException", "?", "test_a_refusal_is_an_api_exception"),
    Rule(XML, "a body may be XML", "O:REQ", "test_a_body_may_be_xml"),
)  # fmt: skip
DIFFERS = {
    FILES: "no scan of content; IncludeOnline changes nothing else",
    HISTORY: "changes say Created or Edited only, without what was changed",
    XML: "problems of token, organisation, scope and limits are told in JSON or text whatever is asked for",
    "Paper": "one page of plain text",
}
