"""A partner of Odoo as a contact that Xero accepts."""

import pytest

from odoo.addons.crm_xero_connector.mappers.contact import contact_from_xero, contact_to_xero
from odoo.addons.crm_xero_connector.mappers.people import ContactPerson


def test_what_is_empty_is_left_out_and_stays_in_xero():
    assert contact_to_xero(name="Ann", contact_number="ODOO-ab12cd34-P7") == {
        "Name": "Ann",
        "ContactNumber": "ODOO-ab12cd34-P7",
    }


def test_all_of_a_partner_is_sent():
    payload = contact_to_xero(
        name=" Acme  <NZ> ",
        xero_id="c-1",
        first_name="Ann",
        last_name="Lee",
        email="ann@acme.co",
        account_number="A1",
        tax_number="12-345",
        company_number="77",
        currency="NZD",
        phone="+64 (9) 123",
        mobile="021 555",
        street="1 Main St",
        city="Auckland",
        postal_code="1010",
        country="New Zealand",
        address_kinds=("POBOX",),
    )
    assert payload == {
        "ContactID": "c-1",
        "Name": "Acme (NZ)",
        "FirstName": "Ann",
        "LastName": "Lee",
        "EmailAddress": "ann@acme.co",
        "AccountNumber": "A1",
        "TaxNumber": "12-345",
        "CompanyNumber": "77",
        "DefaultCurrency": "NZD",
        "Phones": [
            {"PhoneType": "DEFAULT", "PhoneCountryCode": "64", "PhoneAreaCode": "9", "PhoneNumber": "123"},
            {"PhoneType": "MOBILE", "PhoneCountryCode": "", "PhoneAreaCode": "", "PhoneNumber": "021 555"},
        ],
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": "1 Main St",
                "AddressLine2": "",
                "AddressLine3": "",
                "AddressLine4": "",
                "City": "Auckland",
                "Region": "",
                "PostalCode": "1010",
                "Country": "New Zealand",
            }
        ],
    }


@pytest.mark.parametrize("email", ["foo@bar", "a@b.c; d@e.f", "müller@example.com"])
def test_a_bad_address_does_not_cost_the_contact(email):
    assert contact_to_xero(name="Ann", email=email) == {"Name": "Ann"}


def test_a_partner_without_an_address_sends_none():
    assert "Addresses" not in contact_to_xero(name="Ann", phone="123")


def test_a_new_address_is_sent_for_print_and_delivery():
    kinds = [address["AddressType"] for address in contact_to_xero(name="Ann", city="Perth")["Addresses"]]
    assert kinds == ["POBOX", "STREET"]


def test_the_list_of_persons_is_only_touched_when_given():
    assert "ContactPersons" not in contact_to_xero(name="Ann")
    assert contact_to_xero(name="Ann", persons=[])["ContactPersons"] == []


def test_at_most_five_persons_are_sent():
    persons = [ContactPerson(f"P{number}", email="bad@address") for number in range(7)]
    sent = contact_to_xero(name="Ann", persons=persons)["ContactPersons"]
    assert sent == [{"FirstName": f"P{number}", "IncludeInEmails": False} for number in range(5)]


def test_values_are_cut_to_xeros_lengths():
    payload = contact_to_xero(
        name="n" * 300, contact_number="c" * 60, account_number="a" * 60, street="s" * 600, postal_code="p" * 60
    )
    assert (len(payload["Name"]), len(payload["ContactNumber"]), len(payload["AccountNumber"])) == (255, 50, 50)
    assert (len(payload["Addresses"][0]["AddressLine1"]), len(payload["Addresses"][0]["PostalCode"])) == (500, 50)


def test_what_is_sent_comes_back_as_it_was():
    payload = contact_to_xero(
        name="Ann Lee", first_name="Ann", last_name="Lee", email="ann@b.co", phone="+64 9 123", street="1 Main St"
    )
    contact = contact_from_xero({**payload, "ContactID": "c"})
    assert (contact.name, contact.is_company, contact.email) == ("Ann Lee", False, "ann@b.co")
    assert (contact.phone, contact.addresses[0].street) == ("+64 9 123", "1 Main St")
