"""Contacts of every kind that an organisation collects over the years; all names are made up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from ..organisation import stable_id
from .strangers import ARCHIVED, SPECIAL
from .tax_numbers import abn

Record = dict[str, Any]
COMPANIES = (
    "Abbotsford Timber Co", "Blue Wren Catering", "Café Lumière", "Dunes & Daughters", "Eastgate Physiotherapy",
    "Fjord Imports", "Gumtree Childcare Centre", "Hawkesbury Oysters", "Iron Bark Engineering Pty Ltd",
    "Jacaranda Florists", "Kookaburra Coffee Roasters", "Lighthouse Dental", "Müller & Söhne GmbH",
    "Northern Rivers Plumbing", "Ópera Vinos S.L.", "Paddington Pet Vets", "Quokka Tours", "Red Earth Pottery",
    "Saltbush Signs", "Tidewater Kayaks", "Ute & Trailer World", "Vintage Spokes", "Wattle Street Books",
    "Xanthe's Yoga Studio", "Yarra Bend Brewing", "Zephyr Sails", "東京オフィス株式会社", "Société Générale de Thé",
    "Łódź Glass Works", "Ærø Møbler ApS", "O'Brien's Hardware (Ballarat)", "24/7 Locksmiths", "A1 Mobile Crash Repairs",
    "The Very Long Established Colonial Trading and Provisioning Company of Greater Western Sydney",
)  # fmt: skip
PERSONS = (
    "Amelia Hughes", "Björk Stefánsdóttir", "Charlotte Nguyen", "Dmitri Волков", "Elif Yıldız", "Fatima al-Sayed",
    "Giulia D'Angelo", "Hiroshi Tanaka", "Isla MacDonald", "José Martínez", "Kwame Mensah", "Liam O'Connor",
    "María-José Peña", "Noah Smith", "Olivia van der Berg", "Priya Raghunathan", "Quentin Lefèvre", "Ruby Jones",
    "Siobhán Byrne", "Thảo Trần", "Umut Kaya", "Violet Chen", "William Turner", "Xin Yi Wong", "Yusuf Demir",
    "Zoe Papadopoulos",
)  # fmt: skip
SUPPLIERS = (
    "City Power & Water", "Telco Direct", "Stationery Depot", "Couriers Please Now", "Rates Office", "Landlord Holdings",
    "Insurance One",
)  # fmt: skip
CITIES = (
    ("Sydney", "NSW", "2000", "02"), ("Melbourne", "Victoria", "3000", "03"), ("Brisbane", "QLD", "4000", "07"),
    ("Perth", "WA", "6000", "08"), ("Hobart", "TAS", "7000", "03"), ("Darwin", "NT", "0800", "08"),
    ("Canberra", "ACT", "2600", "02"), ("Adelaide", "South Australia", "5000", "08"),
)  # fmt: skip
STREETS = ("George Street", "Flinders Lane", "Boundary Road", "St Georges Terrace", "Salamanca Place", "Mitchell St")


def contacts() -> Iterator[Record]:
    """Yield the payloads, more than eighty."""
    for number, name in enumerate(COMPANIES):
        yield company(number, name)
    for number, name in enumerate(PERSONS):
        yield person(number, name)
    for number, name in enumerate(SUPPLIERS):
        yield {"Name": name, "AccountNumber": f"SUP{number:03d}", "ContactGroups": [group("Suppliers")]}
    for values in SPECIAL:
        yield {**values, "ContactGroups": [group(name) for name in values.get("ContactGroups", ())]}
    for values in ARCHIVED:
        yield {**values, "ContactStatus": "ARCHIVED"}


def company(number: int, name: str) -> Record:
    city, region, code, area = CITIES[number % len(CITIES)]
    values: Record = {"Name": name, "EmailAddress": f"accounts@{slug(name)}.example.com"}
    addresses = []
    if number % 3 == 0:
        values["TaxNumber"] = abn(f"{100 + number}{200 + number}{300 + number}")
    if number % 4 == 0:
        values["AccountNumber"] = f"CUST-{number:04d}"
    if number % 5 == 1:
        values["Website"] = f"https://www.{slug(name)}.example.com"
    if number % 2 == 0:
        addresses.append(street(f"{number + 3} {STREETS[number % len(STREETS)]}", city, region, code))
    if number % 5 == 0:
        addresses.append({**street(f"PO Box {900 + number}", city, region, code), "AddressType": "POBOX"})
    if number % 3 == 1:
        values["Phones"] = [
            phone("DEFAULT", f"9{number:03d} 4{number:03d}", area),
            phone("FAX", f"9{number:03d} 5000", area),
        ]
    if number % 7 == 0:
        values["ContactGroups"] = [group("VIP")]
    if number % 6 == 1:
        first, last = PERSONS[(number * 3 + 1) % len(PERSONS)].split(" ", 1)
        values.update(FirstName=first, LastName=last)
    values["ContactPersons"] = [staff(name, number + extra, extra) for extra in range(number % 6 if number % 2 else 0)]
    return {**values, **({"Addresses": addresses} if addresses else {})}


def staff(company_name: str, number: int, position: int) -> Record:
    first, last = PERSONS[number % len(PERSONS)].split(" ", 1)
    email = f"{slug(first) or 'office'}@{slug(company_name)}.example.com"
    return {"FirstName": first, "LastName": last, "EmailAddress": email, "IncludeInEmails": position == 0}


def person(number: int, name: str) -> Record:
    first, _space, last = name.partition(" ")
    values: Record = {"Name": name, "FirstName": first, "LastName": last}
    if number % 4 != 3:
        values["EmailAddress"] = f"{slug(name)}@mail.example.com"
    if number % 3 == 0:
        values["Phones"] = [phone("MOBILE", f"400 {number:03d} 222", ""), phone("DDI", f"8{number:03d} 0001", "02")]
    if number % 2:
        city, region, code, _area = CITIES[number % len(CITIES)]
        values["Addresses"] = [street(f"Unit {number}, 7 Ocean Parade", city, region, code)]
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


def phone(kind: str, number: str, area: str, country: str = "61") -> Record:
    return {"PhoneType": kind, "PhoneNumber": number, "PhoneAreaCode": area, "PhoneCountryCode": country}


def group(name: str) -> Record:
    return {"ContactGroupID": stable_id("group", name), "Name": name, "Status": "ACTIVE"}


def slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", plain)[:30] or f"contact{len(name)}"
