"""Contacts that do not follow the pattern: from abroad, half filled in, oddly filled in, archived, merged."""

from __future__ import annotations

from typing import Any

from .tax_numbers import abn

Record = dict[str, Any]


def _address(kind: str, *lines: str, **values: str) -> Record:
    return {"AddressType": kind, **{f"AddressLine{number}": line for number, line in enumerate(lines, 1)}, **values}


def _phone(kind: str, number: str, area: str = "", country: str = "") -> Record:
    return {"PhoneType": kind, "PhoneNumber": number, "PhoneAreaCode": area, "PhoneCountryCode": country}


def _person(first: str, last: str, email: str = "", included: bool = False) -> Record:
    return {"FirstName": first, "LastName": last, "EmailAddress": email, "IncludeInEmails": included}


SPECIAL: tuple[Record, ...] = (
    {"Name": "Only A Name"},
    {"Name": "Cher", "FirstName": "Cher"},
    {"Name": "Nguyen, Van Anh", "FirstName": "Van Anh", "LastName": "Nguyen", "EmailAddress": "van.anh@mail.example.com"},
    {"Name": "noah smith 2", "EmailAddress": "noahsmith@mail.example.com"},  # shares an address with Noah Smith
    {"Name": "Fun Times 🎈 Party Hire", "EmailAddress": "hello+bookings@funtimes.example.com"},
    {"Name": "\"Quotes\" & Sons / Partners #1", "EmailAddress": "accounts@quotes.example.com"},
    {
        "Name": "Foreign Buyer Inc",
        "DefaultCurrency": "USD",
        "TaxNumber": "94-1234567",
        "Addresses": [
            _address("STREET", "500 Market St", "Floor 12", City="San Francisco", Region="CA", PostalCode="94105", Country="USA"),
            _address("POBOX", "PO Box 77", City="San Francisco", Region="CA", PostalCode="94105", Country="United States"),
        ],
        "Phones": [_phone("DEFAULT", "555-0100", "(415)", "1"), _phone("FAX", "555-0101", "(415)", "1")],
        "ContactGroups": ("VIP", "Overseas"),
    },
    {
        "Name": "Thames Valley Wines Ltd",
        "DefaultCurrency": "EUR",
        "TaxNumber": "GB123456789",
        "CompanyNumber": "01234567",
        "Addresses": [_address("STREET", "Unit 4", "The Maltings", City="Reading", Region="Berkshire", PostalCode="RG1 1AA", Country="United Kingdom")],
        "Phones": [_phone("DEFAULT", "118 496 0000", "", "+44"), _phone("MOBILE", "7700 900123", "", "44")],
        "ContactGroups": ("Overseas",),
    },
    {
        "Name": "Kiwi Orchard Supplies Limited",
        "DefaultCurrency": "NZD",
        "TaxNumber": "49-091-850",
        "Website": "http://orchard.example.com/nz",
        "Addresses": [_address("STREET", "17 Cameron Road", City="Tauranga", Region="Bay of Plenty", PostalCode="3110", Country="New Zealand")],
        "Phones": [_phone("DEFAULT", "578 0000", "07", "64")],
        "ContactGroups": ("Overseas",),
    },
    {
        "Name": "Boutique Hélène",
        "Addresses": [_address("STREET", "8 rue de la Paix", City="Nouméa", PostalCode="98800", Country="New Caledonia")],
        "EmailAddress": "helene@boutique.example.com",
    },
    {
        "Name": "Wagga Wagga Regional Council",
        "TaxNumber": abn("123456789"),
        "AccountNumber": "WWRC/AP/00017",
        "EmailAddress": "accounts.payable@council.example.com",
        "Addresses": [
            _address("POBOX", "Accounts Payable", "PO Box 20", City="Wagga Wagga", Region="New South Wales", PostalCode="2650", Country="Australia", AttentionTo="Accounts Payable"),
            _address("STREET", "Civic Centre", "Cnr Baylis and Morrow Streets", "Level 2", "North Wing", City="Wagga Wagga", Region="NSW", PostalCode="2650", Country="AUSTRALIA"),
        ],
        "Phones": [
            _phone("DEFAULT", "1300 292 442"), _phone("DDI", "6926 9100", "02", "61"), _phone("MOBILE", "0400 111 222"),
            _phone("FAX", "6926 9199", "02", "61"),
        ],
        "ContactPersons": [
            _person("Margaret", "Doyle", "m.doyle@council.example.com", True), _person("Ravi", "Pillai", "r.pillai@council.example.com"),
            _person("", "Purchasing", "purchasing@council.example.com", True), _person("Joan", ""), _person("Tom", "Ng"),
        ],
        "ContactGroups": ("VIP",),
    },
    {
        "Name": "Bilby & Bandicoot",
        "FirstName": "Bronwyn",
        "LastName": "Bilby",
        "EmailAddress": "bronwyn@bilby.example.com",
        "ContactPersons": [_person("Bronwyn", "Bilby", "bronwyn@bilby.example.com"), _person("Barry", "Bandicoot", "BARRY@BILBY.EXAMPLE.COM")],
        "Phones": [_phone("MOBILE", "+61 400 555 666")],
    },
    {"Name": "Carlton Community Garden Inc.", "TaxNumber": "n/a (not for profit)", "EmailAddress": "garden@carlton.example.com"},
    {"Name": "Synced From The Shop 1042", "ContactNumber": "SHOP-1042", "EmailAddress": "buyer1042@shop.example.com"},
    {"Name": "Synced From The Shop 1043", "ContactNumber": "SHOP-1043"},
    {
        "Name": "Greenfield Farms (Trading As)",
        "AccountNumber": "000123",
        "Addresses": [_address("POBOX", "RMB 4", City="Dubbo", Region="NSW", PostalCode="2830")],
        "PaymentTerms": {"Sales": {"Day": 14, "Type": "DAYSAFTERBILLDATE"}},
    },
    {"Name": "Ministerium für Wirtschaft", "Addresses": [_address("STREET", "Invalidenstraße 48", City="Berlin", PostalCode="10115", Country="Germany")]},
    {"Name": "مكتبة النور", "EmailAddress": "info@alnoor.example.com"},
    {"Name": "Ελληνικό Φαγητό", "Phones": [_phone("DEFAULT", "9417 0000", "03", "61")]},
)  # fmt: skip
ARCHIVED: tuple[Record, ...] = (
    {"Name": "Closed Corner Store", "EmailAddress": "old@cornerstore.example.com"},
    {"Name": "Former Tenant", "ContactPersons": [_person("Ex", "Tenant", "ex@tenant.example.com")]},
    {"Name": "Tidewater Kayaks (old)", "EmailAddress": "old@tidewater.example.com", "ContactNumber": "SHOP-0007"},
    {"Name": "Old Mill Antiques", "AccountNumber": "CUST-OLD", "TaxNumber": abn("987654321")},
    {"Name": "Vintage Spokes Pty Limited"},
)
