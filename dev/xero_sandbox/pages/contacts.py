"""Contacts for a person, and what an organisation's documents refer to."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from .layout import facts, field, link, quantity, table, tag, text

if TYPE_CHECKING:
    from ..organisation import Organisation
    from ..sandbox import Sandbox

Record = dict[str, Any]
MERGEABLE = 500  # as many as a list can show
SHOWN = 500
FIELDS = {
    "Name": "Name",
    "FirstName": "First name",
    "LastName": "Last name",
    "EmailAddress": "E-mail",
    "TaxNumber": "Tax number",
    "AccountNumber": "Account number",
    "Website": "Website",
}
STREET = {"AddressLine1": "Street", "City": "City", "Region": "State or region", "PostalCode": "Postal code", "Country": "Country"}  # fmt: skip
PHONES = {"DEFAULT": "Phone", "MOBILE": "Mobile", "DDI": "Direct", "FAX": "Fax"}


def values_of(form: dict[str, str], row: Record | None = None) -> Record:
    """Return a contact's fields out of a form; of an address or a phone, what the form does not show stays.

    :param row: the contact as it is
    """
    values: Record = {name: form[name].strip() for name in FIELDS if name in form}
    streets = [item for item in (row or {}).get("Addresses", ()) if item["AddressType"] == "STREET"]
    if any(name in form for name in STREET):
        shown = {name: form.get(name, "").strip() for name in STREET}
        values["Addresses"] = [{"AddressType": "STREET", **(streets[0] if streets else {}), **shown}]
    old = {item["PhoneType"]: item for item in (row or {}).get("Phones", ())}
    values["Phones"] = [
        {"PhoneType": kind, **old.get(kind, {}), "PhoneNumber": form[f"phone_{kind}"].strip()}
        for kind in PHONES
        if f"phone_{kind}" in form
    ]
    return values


def contacts(_sandbox: Sandbox, org: Organisation, base: str, args: dict[str, str]) -> str:
    wanted = args.get("search", "").casefold()
    found = [
        row for row in org.contacts.values() if wanted in f"{row['Name']} {row.get('EmailAddress', '')}".casefold()
    ]
    found.sort(key=lambda row: row["Name"].casefold())
    rows = [
        (
            link(f"{base}/contacts/contact/{row['ContactID']}", row["Name"]),
            escape(row.get("EmailAddress") or ""),
            ", ".join(escape(group["Name"]) for group in row.get("ContactGroups", ())),
            tag(row["ContactStatus"]),
        )
        for row in found[:SHOWN]
    ]
    empty = "No contact has this in its name or e-mail." if wanted else "No contacts yet."
    body = table(("Name", "E-mail", "Groups", "Status"), rows, empty)
    more = f'<p class="muted">The first {SHOWN} of {len(found)}.</p>' if len(found) > SHOWN else ""
    search = f'<form method="get"><div class="fields">{field("Search", "search", args.get("search"))}</div></form>'
    return f'<div class="card"><h1>Contacts</h1>{search}{body}{more}</div>{_new()}'


def _new() -> str:
    fields = field("Name", "Name") + field("E-mail", "EmailAddress")
    button = '<button name="action" value="add_contact">Add contact</button>'
    return f'<div class="card"><h2>New contact</h2><form method="post"><div class="fields">{fields}</div>{button}</form></div>'


def contact_page(org: Organisation, base: str, record_id: str) -> tuple[str, str] | None:
    row = org.contacts.get(record_id.lower())
    if not row:
        return None
    head = f"<h1>{escape(row['Name'])} {tag(row['ContactStatus'])}</h1>"
    merged = row.get("MergedToContactID")
    about = facts(
        [
            ("Merged into", link(f"{base}/contacts/contact/{merged}", org.contacts[merged]["Name"]) if merged else ""),
            ("Contact code", escape(row.get("ContactNumber") or "")),
            ("Currency", escape(row.get("DefaultCurrency") or "")),
            ("Groups", ", ".join(escape(group["Name"]) for group in row.get("ContactGroups", ()))),
            ("Postal address", _address(row, "POBOX")),
        ]
    )
    active = row["ContactStatus"] == "ACTIVE"
    form = _form(row) if active else _restore(row)
    below = f"{_people(row)}{_documents(org, base, row)}{_merge(org, row) if active else ''}"
    return row["Name"], f'<div class="card">{head}{about}{form}</div>{below}'


def _form(row: Record) -> str:
    street = next((item for item in row["Addresses"] if item["AddressType"] == "STREET"), {})
    numbers = {item["PhoneType"]: item.get("PhoneNumber") for item in row["Phones"]}
    fields = [field(label, name, row.get(name)) for name, label in FIELDS.items()]
    fields += [field(label, name, street.get(name)) for name, label in STREET.items()]
    fields += [field(label, f"phone_{kind}", numbers.get(kind)) for kind, label in PHONES.items()]
    buttons = '<button name="action" value="save">Save</button><button class="plain" name="action" value="archive">Archive</button>'
    return f'<form method="post"><div class="fields">{"".join(fields)}</div>{buttons}</form>'


def _restore(row: Record) -> str:
    if row["ContactStatus"] != "ARCHIVED":
        return ""
    return '<form method="post"><button class="plain" name="action" value="restore">Restore</button></form>'


def _merge(org: Organisation, row: Record) -> str:
    """Offer to merge a contact into another one, which keeps the documents of both."""
    others = [item for item in org.contacts.values() if item["ContactStatus"] == "ACTIVE" and item is not row]
    options = "".join(
        f'<option value="{item["ContactID"]}">{escape(item["Name"])}</option>'
        for item in sorted(others, key=lambda item: item["Name"].casefold())[:MERGEABLE]
    )
    choice = f'<label>Merge into <select name="winner">{options}</select></label>'
    button = '<button class="plain" name="action" value="merge">Merge</button>'
    return f'<div class="card"><h2>Twice here?</h2><form method="post"><div class="fields">{choice}</div>{button}</form></div>'


def _address(row: Record, kind: str) -> str:
    address = next((item for item in row["Addresses"] if item["AddressType"] == kind), {})
    lines = [address.get(name) for name in ("AttentionTo", *(f"AddressLine{number}" for number in range(1, 5)))]
    lines += [" ".join(filter(None, (address.get(name) for name in ("City", "Region", "PostalCode"))))]
    return ", ".join(escape(line) for line in [*lines, address.get("Country")] if line)


def _people(row: Record) -> str:
    rows = [
        (
            escape(f"{person.get('FirstName') or ''} {person.get('LastName') or ''}".strip()),
            escape(person.get("EmailAddress") or ""),
            "yes" if person.get("IncludeInEmails") else "",
        )
        for person in row.get("ContactPersons", ())
    ]
    if not rows:
        return ""
    return f'<div class="card"><h2>People</h2>{table(("Name", "E-mail", "Gets e-mails"), rows, "")}</div>'


def _documents(org: Organisation, base: str, row: Record) -> str:
    rows = [
        (
            link(f"{base}/invoicing/view/{item['InvoiceID']}", item["InvoiceNumber"] or "(no number)"),
            text(item.get("Date")),
            text(item["Total"]),
            text(item["AmountDue"]),
            tag(item["Status"]),
        )
        for item in org.invoices.values()
        if item["Contact"]["ContactID"] == row["ContactID"]
    ]
    body = table(("Number", "Date", ">Total", ">Due", "Status"), rows, "No invoices or bills.")
    return f'<div class="card"><h2>Invoices and bills</h2>{body}</div>'


def accounts(_sandbox: Sandbox, org: Organisation, _base: str, _args: dict[str, str]) -> str:
    rows = [
        (
            escape(row.get("Code") or ""),
            escape(row["Name"]),
            escape(row["Type"]),
            escape(row.get("TaxType") or ""),
            "yes" if row["Type"] == "BANK" or row.get("EnablePaymentsToAccount") else "",
            escape(row.get("SystemAccount") or ""),
            tag(row["Status"]),
        )
        for row in sorted(org.accounts.values(), key=lambda row: row.get("Code") or "")
    ]
    heads = ("Code", "Name", "Type", "Tax", "Takes payments", "System account", "Status")
    rates = [
        (escape(row["Name"]), escape(row["TaxType"]), f"{quantity(row['EffectiveRate'])} %", tag(row["Status"]))
        for row in org.tax_rates.values()
    ]
    chart = f'<div class="card"><h1>Chart of accounts</h1>{table(heads, rows, "No accounts.")}</div>'
    taxes = table(("Name", "Tax type", ">Rate", "Status"), rates, "No tax rates.")
    return f'{chart}<div class="card"><h1>Tax rates</h1>{taxes}</div>'
