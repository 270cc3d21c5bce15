"""A contact of Xero, also a strange one, and what becomes of it in Odoo."""

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from odoo.addons.crm_xero_connector.exceptions import MappingError
from odoo.addons.crm_xero_connector.mappers.contact import (
    PartnerRefs,
    child_person_vals,
    contact_from_xero,
    partner_vals,
)
from odoo.addons.crm_xero_connector.mappers.people import Address, Contact, ContactPerson

REFS = PartnerRefs(
    country_ids={"new zealand": 1, "nz": 1, "united kingdom": 2, "gb": 2, "cote divoire": 3},
    state_ids={(1, "auckland"): 11, (1, "auk"): 11},
)
FULL = {
    "ContactID": "c-1",
    "ContactStatus": "ACTIVE",
    "Name": "Bayside Club",
    "FirstName": "Bob",
    "LastName": "Partridge",
    "EmailAddress": "secretarybob@bayside.club",
    "ContactNumber": "ODOO-ab12cd34-P7",
    "AccountNumber": "BAY-1",
    "TaxNumber": "101-2-303",
    "CompanyNumber": "9429",
    "Website": "https://bayside.club",
    "Addresses": [
        {"AddressType": "POBOX", "AddressLine1": "PO Box 3354", "City": "Auckland", "PostalCode": "6001"},
        {
            "AddressType": "STREET",
            "AddressLine1": "148 Bay Harbour Road",
            "AddressLine2": "Ridge Heights",
            "AddressLine3": "Level 2",
            "City": "Auckland",
            "Region": "AUK",
            "PostalCode": "1001",
            "Country": "New Zealand",
            "AttentionTo": "Club Secretary",
        },
    ],
    "Phones": [
        {"PhoneType": "DDI", "PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""},
        {"PhoneType": "DEFAULT", "PhoneNumber": "2024418", "PhoneAreaCode": "9", "PhoneCountryCode": "64"},
        {"PhoneType": "MOBILE", "PhoneNumber": "555", "PhoneAreaCode": "21", "PhoneCountryCode": "64"},
    ],
    "ContactPersons": [
        {"FirstName": "Ann", "LastName": "Lee", "EmailAddress": "ann@bayside.club", "IncludeInEmails": True},
        {"FirstName": "", "LastName": "", "EmailAddress": "office@bayside.club", "IncludeInEmails": False},
        {"FirstName": "", "LastName": "", "EmailAddress": ""},
    ],
    "IsCustomer": True,
    "IsSupplier": False,
    "DefaultCurrency": "NZD",
    "ContactGroups": [{"ContactGroupID": "g", "Name": "Clubs", "Status": "ACTIVE"}],
    "Balances": {"AccountsReceivable": {"Outstanding": Decimal("234.00"), "Overdue": Decimal("34.00")}},
    "UpdatedDateUTC": "/Date(1488391422280+0000)/",
}


def test_all_of_a_contact_is_read():
    contact = contact_from_xero(FULL)
    assert contact == Contact(
        xero_id="c-1",
        name="Bayside Club",
        first_name="Bob",
        last_name="Partridge",
        email="secretarybob@bayside.club",
        emails=("ann@bayside.club", "office@bayside.club"),
        contact_number="ODOO-ab12cd34-P7",
        account_number="BAY-1",
        tax_number="101-2-303",
        company_number="9429",
        website="https://bayside.club",
        phone="+64 9 2024418",
        mobile="+64 21 555",
        phones={"DEFAULT": "+64 9 2024418", "MOBILE": "+64 21 555"},
        addresses=(
            Address("POBOX", "PO Box 3354", city="Auckland", postal_code="6001"),
            Address(
                "STREET",
                "148 Bay Harbour Road",
                "Ridge Heights, Level 2",
                "Auckland",
                "AUK",
                "1001",
                "New Zealand",
                "Club Secretary",
            ),
        ),
        persons=(
            ContactPerson("Ann", "Lee", "ann@bayside.club", include_in_emails=True),
            ContactPerson(email="office@bayside.club"),
        ),
        status="ACTIVE",
        is_customer=True,
        is_supplier=False,
        currency="NZD",
        groups=("Clubs",),
        receivable=Decimal("234.00"),
        overdue=Decimal("34.00"),
        updated_at=datetime(2017, 3, 1, 18, 3, 42, 280000, tzinfo=timezone.utc),
        partial=False,
    )


def test_a_contact_becomes_a_partner():
    assert partner_vals(contact_from_xero(FULL), REFS) == {
        "name": "Bayside Club",
        "is_company": True,
        "active": True,
        "email": "secretarybob@bayside.club",
        "phone": "+64 9 2024418",
        "website": "https://bayside.club",
        "vat": "101-2-303",
        "ref": "BAY-1",
        "company_registry": "9429",
        "street": "148 Bay Harbour Road",
        "street2": "Ridge Heights, Level 2",
        "city": "Auckland",
        "zip": "1001",
        "country_id": 1,
        "state_id": 11,
    }


def test_what_a_short_answer_leaves_out_erases_nothing():
    contact = contact_from_xero({"ContactID": "c", "Name": "Ann", "ContactStatus": "ACTIVE"})
    assert contact.partial
    assert partner_vals(contact, REFS) == {"name": "Ann", "is_company": True, "active": True}


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_nothing_in_a_field_breaks_nothing(nothing):
    contact = contact_from_xero({**dict.fromkeys(FULL, nothing), "ContactID": "c", "Name": "Ann"})
    assert partner_vals(contact, REFS) == {"name": "Ann", "is_company": True}


def test_unknown_values_are_kept_and_guess_nothing():
    data = {
        **FULL,
        "ContactStatus": "SLEEPING",
        "TaxNumberType": "EIN2",
        "Phones": [{"PhoneType": "SATELLITE", "PhoneNumber": "1"}, "garbage"],
        "Addresses": [{"AddressType": "MOON", "City": "Tycho"}],
    }
    contact = contact_from_xero(data)
    assert (contact.status, contact.phones) == ("SLEEPING", {"SATELLITE": "1"})
    vals = partner_vals(contact, REFS)
    assert "active" not in vals
    assert "phone" not in vals
    assert "city" not in vals


@pytest.mark.parametrize(("status", "active"), [("ACTIVE", True), ("ARCHIVED", False), ("GDPRREQUEST", False)])
def test_archived_and_erased_contacts_are_archived(status, active):
    assert partner_vals(contact_from_xero({**FULL, "ContactStatus": status}), REFS)["active"] is active


@pytest.mark.parametrize(
    ("name", "first", "last", "is_company"),
    [
        ("Ann Lee", "Ann", "Lee", False),
        ("ann lee", "Ann", "Lee", False),
        ("Ann", "Ann", "", False),
        ("Lee & Co", "Ann", "Lee", True),
        ("Acme", "", "", True),
    ],
)
def test_only_a_contact_with_the_name_of_its_person_is_a_person(name, first, last, is_company):
    assert Contact("c", name, first_name=first, last_name=last).is_company is is_company


def test_the_person_gives_the_name_where_there_is_none():
    contact = contact_from_xero({"ContactID": "c", "Name": None, "FirstName": "Ann", "LastName": "Lee"})
    assert contact.name == "Ann Lee"


@pytest.mark.parametrize("data", [{"Name": "Ann"}, {"ContactID": "c"}, {"ContactID": "c", "Name": "  "}, {}])
def test_a_contact_without_id_or_name_cannot_be_mapped(data):
    with pytest.raises(MappingError):
        contact_from_xero(data)


@pytest.mark.parametrize(
    ("addresses", "street"),
    [
        ([Address("STREET", street="s"), Address("POBOX", street="p")], "s"),
        ([Address("POBOX", street="p"), Address("STREET", city="c")], None),
        ([Address("POBOX", street="p"), Address("STREET", country="New Zealand")], "p"),
        ([Address("POBOX", street="p")], "p"),
    ],
)
def test_the_street_goes_before_the_postbox_unless_it_is_empty(addresses, street):
    vals = partner_vals(Contact("c", "Ann", addresses=tuple(addresses)), REFS)
    assert vals.get("street") == street


@pytest.mark.parametrize(
    ("country", "country_id"),
    [
        ("New Zealand", 1),
        ("NEW  ZEALAND", 1),
        ("nz", 1),
        ("UK", 2),
        ("U.K.", 2),
        ("England", 2),
        ("Côte d'Ivoire", 3),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_recognised_as_people_write_it(country, country_id):
    contact = Contact("c", "Ann", addresses=(Address("STREET", "s", country=country, region="Auckland"),))
    vals = partner_vals(contact, REFS)
    assert vals.get("country_id") == country_id
    assert vals.get("state_id") == (11 if country_id == 1 else None)


def test_a_mobile_number_stands_in_for_a_missing_phone():
    contact = contact_from_xero(
        {"ContactID": "c", "Name": "A", "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1"}]}
    )
    assert partner_vals(contact, REFS)["phone"] == "1"


def test_a_masked_tax_number_is_no_tax_number():
    assert contact_from_xero({**FULL, "TaxNumber": "*****1234"}).tax_number == ""


def test_a_merged_contact_names_its_survivor():
    assert contact_from_xero({**FULL, "MergedToContactID": "c-2"}).merged_to == "c-2"


@pytest.mark.parametrize(
    ("person", "vals"),
    [
        (
            ContactPerson("Ann", "Lee", "ann@b.co"),
            {"name": "Ann Lee", "type": "contact", "is_company": False, "email": "ann@b.co"},
        ),
        (ContactPerson("Ann"), {"name": "Ann", "type": "contact", "is_company": False}),
    ],
)
def test_a_contact_person_becomes_a_child_contact(person, vals):
    assert child_person_vals(person) == vals
