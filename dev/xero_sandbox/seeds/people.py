"""Contacts of every kind that Xero's documentation shows; all names are made up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]
COMPANIES = (
    "Abbotsford Timber Co", "Blue Wren Catering", "Café Lumière", "Dunes & Daughters", "Eastgate Physiotherapy", "Fjord Imports",
    "Gumtree Childcare Centre", "Hawkesbury Oysters", "Iron Bark Engineering Pty Ltd", "Jacaranda Florists", "Kookaburra Coffee Roasters",
    "Lighthouse Dental", "Müller & Söhne GmbH", "Northern Rivers Plumbing", "Ópera Vinos S.L.", "Paddington Pet Vets",
    "Quokka Tours", "Red Earth Pottery", "Saltbush Signs", "Tidewater Kayaks", "Ute & Trailer World", "Vintage Spokes",
    "Wattle Street Books", "Xanthe's Yoga Studio", "Yarra Bend Brewing", "Zephyr Sails", "東京オフィス株式会社", "Société Générale de Thé",
    "Łódź Glass Works", "Ærø Møbler ApS", "O'Brien's Hardware (Ballarat)", "24/7 Locksmiths", "A1 Mobile Crash Repairs", "The Very Long "
    "Established Colonial Trading and Provisioning Company of Greater Western Sydney",
)  # fmt: skip
PERSONS = (
    "Amelia Hughes", "Björk Stefánsdóttir", "Charlotte Nguyen", "Dmitri Волков", "Elif Yıldız", "Fatima al-Sayed", "Giulia D'Angelo",
    "Hiroshi Tanaka", "Isla MacDonald", "José Martínez", "Kwame Mensah", "Liam O'Connor", "María-José Peña", "Noah Smith",
    "Olivia van der Berg", "Priya Raghunathan", "Quentin Lefèvre", "Ruby Jones", "Siobhán Byrne", "Thảo Trần", "Umut Kaya",
    "Violet Chen", "William Turner", "Xin Yi Wong", "Yusuf Demir", "Zoe Papadopoulos",
)  # fmt: skip
ARCHIVED = ("Closed Corner Store", "Former Tenant", "Tidewater Kayaks (old)", "Old Mill Antiques")
SUPPLIERS = (
    "City Power & Water",
    "Telco Direct",
    "Stationery Depot",
    "Couriers Please Now",
    "Rates Office",
    "Landlord Holdings",
    "Insurance One",
)
CITIES = (
    ("Sydney", "NSW", "2000"), ("Melbourne", "Victoria", "3000"), ("Brisbane", "QLD", "4000"), ("Perth", "WA", "6000"),
    ("Hobart", "TAS", "7000"), ("Darwin", "NT", "0800"), ("Canberra", "ACT", "2600"), ("Adelaide", "South Australia", "5000"),
)  # fmt: skip


def contacts() -> Iterator[Record]:
    """Yield the payloads, more than seventy."""
    for number, name in enumerate(COMPANIES):
        yield company(number, name)
    for number, name in enumerate(PERSONS):
        yield person(number, name)
    for number, name in enumerate(SUPPLIERS):
        yield {"Name": name, "AccountNumber": f"SUP{number:03d}", "ContactGroups": [group("Suppliers")]}
    for name in ARCHIVED:
        yield {"Name": name, "EmailAddress": f"old@{slug(name)}.example.com", "ContactStatus": "ARCHIVED"}
    yield {"Name": "Only A Name"}
    yield {
        "Name": "Foreign Buyer Inc",
        "DefaultCurrency": "USD",
        "Addresses": [street("500 Market St", "San Francisco", "CA", "94105", "USA")],
    }


def company(number: int, name: str) -> Record:
    city, region, code = CITIES[number % len(CITIES)]
    values: Record = {"Name": name, "EmailAddress": f"accounts@{slug(name)}.example.com"}
    if number % 3 == 0:
        values["TaxNumber"] = f"{11 + number} {100 + number} {200 + number} {300 + number}"
    if number % 4 == 0:
        values["AccountNumber"] = f"CUST-{number:04d}"
    if number % 2 == 0:
        values["Addresses"] = [street(f"{number + 3} George Street", city, region, code)]
    if number % 5 == 0:
        values.setdefault("Addresses", []).append(
            {**street(f"PO Box {900 + number}", city, region, code), "AddressType": "POBOX"}
        )
    if number % 3 == 1:
        values["Phones"] = [phone("DEFAULT", f"9{number:03d} 4{number:03d}"), phone("FAX", f"9{number:03d} 5000")]
    values["ContactPersons"] = [
        {
            "FirstName": PERSONS[(number + extra) % len(PERSONS)].split()[0],
            "LastName": f"Contact{extra + 1}",
            "EmailAddress": f"person{extra + 1}@{slug(name)}.example.com",
            "IncludeInEmails": extra == 0,
        }
        for extra in range(number % 6 if number % 2 else 0)
    ]
    if number % 7 == 0:
        values["ContactGroups"] = [group("VIP")]
    if number % 6 == 1:
        values.update(FirstName="Robin", LastName="Keeper")
    return values


def person(number: int, name: str) -> Record:
    first, _space, last = name.partition(" ")
    values: Record = {"Name": name, "FirstName": first, "LastName": last}
    if number % 4 != 3:
        values["EmailAddress"] = f"{slug(name)}@mail.example.com"
    if number % 3 == 0:
        values["Phones"] = [
            phone("MOBILE", f"400 {number:03d} 222", area="", country="61"),
            phone("DDI", f"8{number:03d} 0001"),
        ]
    if number % 2:
        city, region, code = CITIES[number % len(CITIES)]
        values["Addresses"] = [street(f"Unit {number}, 7 Ocean Parade", city, region, code, "Australia")]
    return values


def street(line: str, city: str, region: str, code: str, country: str = "Australia") -> Record:
    return {
        "AddressType": "STREET",
        "AddressLine1": line,
        "City": city,
        "Region": region,
        "PostalCode": code,
        "Country": country,
    }


def phone(kind: str, number: str, area: str = "02", country: str = "61") -> Record:
    return {"PhoneType": kind, "PhoneNumber": number, "PhoneAreaCode": area, "PhoneCountryCode": country}


def group(name: str) -> Record:
    return {
        "ContactGroupID": "97bbd0e6-ab4d-4117-9304-d90dd4779199"
        if name == "VIP"
        else "58e8ba1f-6d3a-4a5e-9a6a-3c6b2a9b7d10",
        "Name": name,
        "Status": "ACTIVE",
    }


def slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", plain)[:30] or f"contact{len(name)}"
