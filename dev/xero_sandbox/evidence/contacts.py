"""Contacts."""

from .base import OWN, Rule

CONTACTS = "Contacts"
WORDS = {
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API.": "L:REC",
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber": "S:OAS l.1602",
    "The contact name {} is already assigned to another contact. "
    "The contact name must be unique across all active contacts.": "S:OAS l.3963",
    "Another contact has this contact number. Please enter a different contact number.": "T:GH",
    "The Account Number already exists. Please enter a different Account Number.": "T",
    "Email address must be valid": "O:ERR",
    "Website must be valid": "T:GH",
    "The contact name cannot be empty.": OWN,
    "The contact name cannot contain the characters < and >.": OWN,
    "The contact status is not valid.": OWN,
    "A contact cannot have more than {} contact persons.": OWN,
    "The field {} must be a string with a maximum length of {}.": OWN,
    "The address type is not valid for a contact.": OWN,
    "The country may hold letters only.": OWN,
    "The phone type is not valid.": OWN,
    "A new contact cannot be archived.": OWN,
    "This contact has repeating invoices and cannot be archived.": OWN,
}
RULES = (
    Rule(CONTACTS, "the name is unique among active contacts, whatever its case", "O:CON",
         "test_the_name_of_an_archived_contact_is_free"),
    Rule(CONTACTS, "ContactNumber and AccountNumber are unique among archived ones too", "T:GH",
         "test_numbers_are_unique_also_among_archived_contacts"),
    Rule(CONTACTS, "spaces are folded", "Q:R1,R5", "test_spaces_are_folded"),
    Rule(CONTACTS, "POST leaves alone what is not sent, but replaces the list of persons", "O:CON",
         "test_post_leaves_alone_what_is_not_sent_and_replaces_persons"),
    Rule(CONTACTS, "POST with a known id renames", "T", "test_post_with_a_known_id_renames"),
    Rule(CONTACTS, "POST finds by ContactNumber, then by name, else creates", "?",
         "test_post_finds_by_number_then_by_name_else_creates"),
    Rule(CONTACTS, "is read by id and by ContactNumber", "O:CON", "test_a_contact_is_read_by_id_and_by_number"),
    Rule(CONTACTS, "one with repeating invoices is not archived", "T",
         "test_a_contact_with_repeating_invoices_is_not_archived"),
    Rule(CONTACTS, "archived ones are neither edited nor restored by the API", "L:REC",
         "test_an_archived_contact_is_neither_edited_nor_restored"),
    Rule(CONTACTS, "a merged one is archived and has MergedToContactID", "S:OAS",
         "test_a_merged_contact_is_archived_and_points_to_the_winner"),
    Rule(CONTACTS, "an erased one is never written again", "O:TYP", "test_an_erased_contact_is_never_written_again"),
    Rule(CONTACTS, "in a document, more than the id changes the contact and drops its persons", "Q:R1",
         "test_more_than_the_id_changes_the_contact_and_drops_its_persons"),
)  # fmt: skip
DIFFERS = {
    CONTACTS: "bank details are a text without the role that Xero asks for; no default tracking, no CIS; of a country "
    "letters, spaces and -'.,() are taken; US tax numbers are not masked",
}
