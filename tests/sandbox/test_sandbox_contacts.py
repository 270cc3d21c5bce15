"""Contacts: what is refused, what a write changes, how they are found again."""

import pytest

ZERO_GUID = "00000000-0000-0000-0000-000000000000"
UNKNOWN = "99999999-9999-4999-8999-999999999999"
NAME_TAKEN = (
    "The contact name {} is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Name": "Adam Baker"}, NAME_TAKEN.format("Adam Baker")),
        ({"Name": "  adam   BAKER "}, NAME_TAKEN.format("adam BAKER")),
        ({"EmailAddress": "a@example.com"}, "at least 1 of the following elements to identify the contact"),
        ({"Name": " "}, "cannot be empty"),
        ({"Name": "<b>Bold</b>"}, "characters < and >"),
        ({"Name": "N" * 256}, "maximum length of 255"),
        ({"Name": "X", "TaxNumber": "9" * 51}, "maximum length of 50"),
        ({"Name": "X", "EmailAddress": "no at"}, "Email address must be valid"),
        ({"Name": "X", "EmailAddress": "jürgen@example.com"}, "Email address must be valid"),
        ({"Name": "X", "Website": "not a website"}, "Website must be valid"),
        ({"Name": "X", "ContactPersons": [{"FirstName": str(n)} for n in range(6)]}, "more than 5 contact persons"),
        ({"Name": "X", "ContactPersons": [{"EmailAddress": "no"}]}, "Email address must be valid"),
        ({"Name": "X", "Addresses": [{"AddressType": "DELIVERY"}]}, "address type"),
        ({"Name": "X", "Addresses": [{"AddressType": "STREET", "Country": "AU1"}]}, "letters only"),
        ({"Name": "X", "Addresses": [{"AddressType": "STREET", "PostalCode": "1" * 51}]}, "maximum length of 50"),
        ({"Name": "X", "Phones": [{"PhoneType": "DEFAULT", "PhoneAreaCode": "1" * 11}]}, "maximum length of 10"),
        ({"Name": "X", "Phones": [{"PhoneType": "HOME"}]}, "phone type"),
        ({"Name": "X", "ContactStatus": "GDPRREQUEST"}, "contact status"),
        ({"Name": "X", "ContactStatus": "ARCHIVED"}, "cannot be archived"),
    ],
)
def test_a_refused_contact_has_no_id_and_is_not_there(api, org, values, text):
    before = len(org.contacts)
    row = api.write("PUT", "/Contacts", values)[0]
    assert (row["ContactID"], row["HasValidationErrors"], row["StatusAttributeString"]) == (ZERO_GUID, True, "ERROR")
    assert text in row["ValidationErrors"][0]["Message"]
    assert len(org.contacts) == before


def test_all_reasons_are_told_at_once(api):
    text = api.refused("PUT", "/Contacts", {"Name": "Adam Baker", "EmailAddress": "no", "Website": "no"})
    assert "already assigned" in text and "Email address" in text and "Website" in text


def test_numbers_are_unique_also_among_archived_contacts(api, sandbox, org):
    made = api.put("/Contacts", {"Name": "First", "ContactNumber": "C-1", "AccountNumber": "A-1"})
    sandbox.edit_contact(org.tenant_id, made["ContactID"], ContactStatus="ARCHIVED")
    text = api.refused("PUT", "/Contacts", {"Name": "Second", "ContactNumber": "C-1", "AccountNumber": "A-1"})
    assert "Another contact has this contact number. Please enter a different contact number." in text
    assert "The Account Number already exists. Please enter a different Account Number." in text


def test_the_name_of_an_archived_contact_is_free(api):
    assert api.put("/Contacts", {"Name": "Closed Down Ltd"})["ContactStatus"] == "ACTIVE"


def test_one_bad_element_does_not_stop_the_others(api):
    rows = api.write("PUT", "/Contacts", {"Name": "One"}, {"Name": "Adam Baker"}, {"Name": "Two"})
    assert [row["StatusAttributeString"] for row in rows] == ["OK", "ERROR", "OK"]
    assert [row["HasValidationErrors"] for row in rows] == [False, True, False]


def test_without_summarize_errors_false_one_bad_element_refuses_all(api, org):
    before = dict(org.contacts)
    answer = api.call("PUT", "/Contacts", {"Contacts": [{"Name": "One"}, {"Name": "Adam Baker"}, {"Name": "Two"}]})
    body = answer.json()
    assert answer.status_code == 400
    assert (body["ErrorNumber"], body["Type"]) == (10, "ValidationException")
    assert [row["Name"] for row in body["Elements"]] == ["Adam Baker"]
    assert org.contacts == before
    assert api.put("/Contacts", {"Name": "One"})


def test_spaces_are_folded(api):
    assert api.put("/Contacts", {"Name": "  Two   Words "})["Name"] == "Two Words"


def test_post_leaves_alone_what_is_not_sent_and_replaces_persons(api):
    person = {"FirstName": "Zoë", "LastName": "O'Hara", "EmailAddress": "zoe@example.com", "IncludeInEmails": True}
    made = api.put(
        "/Contacts",
        {
            "Name": "Firm",
            "EmailAddress": "firm@example.com",
            "ContactPersons": [person, {"FirstName": "Ann"}],
            "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "400 000"}],
            "Addresses": [{"AddressType": "STREET", "City": "Perth"}],
        },
    )
    changed = api.post(
        "/Contacts",
        {
            "ContactID": made["ContactID"],
            "ContactPersons": [{"FirstName": "Bob"}],
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "9999"}],
            "EmailAddress": None,
        },
    )
    assert (changed["Name"], changed["EmailAddress"]) == ("Firm", "firm@example.com")
    assert [item["FirstName"] for item in changed["ContactPersons"]] == ["Bob"]
    phones = {item["PhoneType"]: item["PhoneNumber"] for item in changed["Phones"]}
    assert (phones["DEFAULT"], phones["MOBILE"]) == ("9999", "400 000")
    assert {item["AddressType"]: item["City"] for item in changed["Addresses"]} == {"STREET": "Perth", "POBOX": ""}
    assert changed["UpdatedDateUTC"] > made["UpdatedDateUTC"]


def test_post_with_a_known_id_renames(api, adam):
    assert api.post("/Contacts", {"ContactID": adam["ContactID"], "Name": "Adam B."})["Name"] == "Adam B."
    assert api.put("/Contacts", {"Name": "Adam Baker"})


def test_post_finds_by_number_then_by_name_else_creates(api, adam):
    made = api.put("/Contacts", {"Name": "Firm", "ContactNumber": "C-1"})
    assert api.post("/Contacts", {"ContactNumber": "C-1", "Name": "Firm 2"})["ContactID"] == made["ContactID"]
    assert api.post("/Contacts", {"Name": "ADAM baker"})["ContactID"] == adam["ContactID"]
    assert api.post("/Contacts", {"Name": "Somebody New"})["ContactID"] not in (made["ContactID"], adam["ContactID"])


def test_an_unknown_id_is_404_for_the_whole_request(api, org):
    before = len(org.contacts)
    body = {"Contacts": [{"Name": "New"}, {"ContactID": UNKNOWN, "Name": "Ghost"}]}
    answer = api.call("POST", "/Contacts", body, summarizeErrors="false")
    assert (answer.status_code, answer.text) == (404, "")
    assert len(org.contacts) == before
    assert api.call("POST", f"/Contacts/{UNKNOWN}", {"Contacts": [{"Name": "X"}]}).status_code == 404


def test_a_contact_is_read_by_id_and_by_number(api):
    made = api.put("/Contacts", {"Name": "Firm", "ContactNumber": "ODOO-1"})
    for key in (made["ContactID"], made["ContactID"].upper(), "ODOO-1"):
        assert api.get(f"/Contacts/{key}")["Contacts"][0]["Name"] == "Firm"


def test_an_archived_contact_is_neither_edited_nor_restored(api, adam):
    assert (
        api.post("/Contacts", {"ContactID": adam["ContactID"], "ContactStatus": "ARCHIVED"})["ContactStatus"]
        == "ARCHIVED"
    )
    for values in ({"EmailAddress": "a@example.com"}, {"ContactStatus": "ACTIVE"}):
        text = api.refused("POST", "/Contacts", {"ContactID": adam["ContactID"], **values})
        assert text == (
            "The specified contact details matched an archived contact. "
            "Archived contacts cannot currently be edited via the API."
        )


def test_a_contact_with_repeating_invoices_is_not_archived(api, org, adam):
    org.repeating.add(adam["ContactID"])
    text = api.refused("POST", "/Contacts", {"ContactID": adam["ContactID"], "ContactStatus": "ARCHIVED"})
    assert text == "This contact has repeating invoices and cannot be archived."
    assert api.get(f"/Contacts/{adam['ContactID']}")["Contacts"][0]["ContactStatus"] == "ACTIVE"


def test_a_person_restores_what_the_api_cannot(sandbox, org, adam):
    sandbox.edit_contact(org.tenant_id, adam["ContactID"], ContactStatus="ARCHIVED")
    assert sandbox.edit_contact(org.tenant_id, adam["ContactID"], ContactStatus="ACTIVE")["ContactStatus"] == "ACTIVE"


def test_a_merged_contact_is_archived_and_points_to_the_winner(api, sandbox, org, adam):
    loser = api.put("/Contacts", {"Name": "A. Baker", "ContactNumber": "C-1"})
    sandbox.merge_contacts(org.tenant_id, loser["ContactID"], adam["ContactID"])
    row = api.get(f"/Contacts/{loser['ContactID']}")["Contacts"][0]
    assert (row["ContactStatus"], row["MergedToContactID"]) == ("ARCHIVED", adam["ContactID"])
    assert "Another contact has this contact number" in api.refused(
        "PUT", "/Contacts", {"Name": "Z", "ContactNumber": "C-1"}
    )


def test_an_erased_contact_is_never_written_again(api, sandbox, org, adam):
    sandbox.erase_contact(org.tenant_id, adam["ContactID"])
    row = api.get(f"/Contacts/{adam['ContactID']}")["Contacts"][0]
    assert (row["ContactStatus"], row["EmailAddress"]) == ("GDPRREQUEST", "")
    assert "cannot currently be edited" in api.refused(
        "POST", "/Contacts", {"ContactID": adam["ContactID"], "Name": "X"}
    )
