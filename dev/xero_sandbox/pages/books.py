"""The books of the organisations: look, pay, void, edit."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..accounting.contacts import post_contacts
from ..context import Call
from ..errors import Refused
from .layout import page, table, tag, text

if TYPE_CHECKING:
    from ..organisation import Organisation
    from ..sandbox import Sandbox

Answer = tuple[int, str, str]
APP = re.compile(r"^/app/(?P<org>[^/]+)(?P<rest>/.*)?$")
FORM_FIELDS = ("Name", "EmailAddress", "FirstName", "LastName", "TaxNumber")


def render(sandbox: Sandbox, method: str, path: str, args: dict[str, str], form: dict[str, str]) -> Answer | None:
    """Return status, page and where to go next; None for an address without a page."""
    if path == "/":
        return 200, home(sandbox), ""
    match = APP.match(path)
    if not match:
        return None
    try:
        org = sandbox.organisation(match["org"])
    except KeyError:
        return None
    rest = (match["rest"] or "/invoicing").strip("/").split("/")
    if method == "POST":
        return act(sandbox, org, form, path)
    return show(sandbox, org, rest, args.get("problem", ""))


def show(sandbox: Sandbox, org: Organisation, rest: list[str], problem: str) -> Answer | None:
    base = f"/app/{org.facts['ShortCode']}"
    links = [
        (org.name, base),
        ("Invoices", f"{base}/invoicing"),
        ("Contacts", f"{base}/contacts"),
        ("Webhooks", f"{base}/webhooks"),
    ]
    bad = f'<p class="bad" role="alert">{escape(problem)}</p>' if problem else ""
    if rest == ["webhooks"]:
        return 200, page("Webhooks", deliveries(sandbox), links), ""
    if rest[0] == "invoicing" and len(rest) == 1:
        return 200, page("Invoices", invoices(org, base), links), ""
    if rest[0] == "contacts" and len(rest) == 1:
        return 200, page("Contacts", contacts(org, base), links), ""
    record = (org.invoices if rest[0] == "invoicing" else org.contacts).get(rest[-1])
    if not record or len(rest) != 3:
        return None
    body = invoice(org, record) if rest[0] == "invoicing" else contact(record)
    return 200, page(record.get("InvoiceNumber") or record.get("Name", ""), bad + body, links), ""


def act(sandbox: Sandbox, org: Organisation, form: dict[str, str], path: str) -> Answer:
    """Do what a button says; a refusal is shown on the page that comes next."""
    record_id = path.rpartition("/")[2]
    try:
        if form.get("action") == "pay":
            sandbox.pay(org.tenant_id, record_id, form["amount"], form["account"], form["date"] or None)
        elif form.get("action") == "delete_payment":
            sandbox.delete_payment(org.tenant_id, form["payment"])
        elif form.get("action") == "void":
            sandbox.void_invoice(org.tenant_id, record_id)
        elif form.get("action") == "save":
            values = {name: form.get(name, "") for name in FORM_FIELDS}
            post_contacts(Call(sandbox, org, "POST", "", sandbox.clock.now()), [{"ContactID": record_id, **values}])
        elif form.get("action") == "archive":
            sandbox.edit_contact(org.tenant_id, record_id, ContactStatus="ARCHIVED")
    except Refused as error:
        return 303, "", f"{path}?problem={quote(' '.join(error.messages))}"
    return 303, "", path


def home(sandbox: Sandbox) -> str:
    rows = [
        (
            f'<a href="/app/{escape(org.facts["ShortCode"])}">{escape(org.name)}</a>',
            org.facts["CountryCode"],
            org.facts["BaseCurrency"],
            str(len(org.contacts)),
            str(len(org.invoices)),
        )
        for org in sandbox.organisations.values()
    ]
    body = table(("Organisation", "Country", "Currency", ">Contacts", ">Invoices"), rows, "No organisation yet.")
    return page("Organisations", f'<div class="card"><h1>Organisations</h1>{body}</div>')


def invoices(org: Organisation, base: str) -> str:
    rows = [
        (
            f'<a href="{base}/invoicing/view/{row["InvoiceID"]}">{escape(row["InvoiceNumber"] or "(no number)")}</a>',
            escape(row["Contact"].get("Name", "")),
            text(row.get("Date")),
            text(row.get("DueDate")),
            text(row["Total"]),
            text(row["AmountDue"]),
            escape(row["CurrencyCode"]),
            tag(row["Status"]),
        )
        for row in sorted(org.invoices.values(), key=lambda row: row["UpdatedDateUTC"], reverse=True)
        if row["Type"] == "ACCREC"
    ]
    heads = ("Number", "To", "Date", "Due date", ">Total", ">Due", "", "Status")
    return f'<div class="card"><h1>Invoices</h1>{table(heads, rows, "No invoices yet. Confirm one in Odoo: it appears here.")}</div>'


def invoice(org: Organisation, row: dict[str, Any]) -> str:
    lines = [
        (escape(line.get("Description", "")), text(line.get("Quantity")), text(line.get("UnitAmount")), escape(line.get("AccountCode", "")),
         escape(line.get("TaxType", "")), text(line.get("TaxAmount")), text(line.get("LineAmount")))
        for line in row["LineItems"]
    ]  # fmt: skip
    head = (
        f"<h1>{escape(row['InvoiceNumber'])} {tag(row['Status'])}</h1><p>{escape(row['Contact'].get('Name', ''))}, "
        f"{text(row.get('Date'))}, due {text(row.get('DueDate'))} <span class='muted'>{escape(row.get('Reference') or '')}</span></p>"
    )
    body = table(("Description", ">Quantity", ">Price", "Account", "Tax rate", ">Tax", ">Amount"), lines, "No lines.")
    sums = f"<p><b>Subtotal {text(row['SubTotal'])}, tax {text(row['TotalTax'])}, total {text(row['Total'])} {row['CurrencyCode']}</b></p>"
    return f'<div class="card">{head}{body}{sums}</div><div class="card">{payments(org, row)}</div>'


def payments(org: Organisation, row: dict[str, Any]) -> str:
    rows = [
        (text(item["Date"]), text(item["Amount"]), escape(item.get("Reference") or ""),
         f'<form class="inline" method="post"><input type="hidden" name="payment" value="{item["PaymentID"]}">'
         '<button class="plain" name="action" value="delete_payment">Remove</button></form>')
        for item in row["Payments"]
    ]  # fmt: skip
    due = f"<p>Amount due <b>{text(row['AmountDue'])} {row['CurrencyCode']}</b></p>"
    body = f"<h2>Payments</h2>{table(('Date', '>Amount', 'Reference', ''), rows, 'No payments yet.')}{due}"
    if row["Status"] != "AUTHORISED":
        return body
    options = "".join(
        f'<option value="{item["AccountID"]}">{escape(item["Name"])}</option>'
        for item in org.accounts.values()
        if item["Status"] == "ACTIVE" and (item["Type"] == "BANK" or item.get("EnablePaymentsToAccount"))
    )
    return body + (
        '<form method="post"><label for="amount">Amount paid</label>'
        f'<input id="amount" name="amount" value="{row["AmountDue"]}" inputmode="decimal">'
        '<label for="date">Date paid (empty: today)</label><input id="date" name="date" type="date">'
        f'<label for="account">Paid to</label><select id="account" name="account">{options}</select>'
        '<button name="action" value="pay">Add payment</button><button class="plain" name="action" value="void">Void</button></form>'
    )


def contacts(org: Organisation, base: str) -> str:
    rows = [
        (
            f'<a href="{base}/contacts/contact/{row["ContactID"]}">{escape(row["Name"])}</a>',
            escape(row.get("EmailAddress") or ""),
            tag(row["ContactStatus"]),
        )
        for row in sorted(org.contacts.values(), key=lambda row: row["Name"].casefold())
    ]
    return f'<div class="card"><h1>Contacts</h1>{table(("Name", "Email", "Status"), rows, "No contacts yet.")}</div>'


def contact(row: dict[str, Any]) -> str:
    fields = "".join(
        f'<label for="{name}">{name}</label><input id="{name}" name="{name}" value="{escape(row.get(name) or "")}">'
        for name in FORM_FIELDS
    )
    buttons = '<button name="action" value="save">Save</button><button class="plain" name="action" value="archive">Archive</button>'
    return f'<div class="card"><h1>{escape(row["Name"])} {tag(row["ContactStatus"])}</h1><form method="post">{fields}{buttons}</form></div>'


def deliveries(sandbox: Sandbox) -> str:
    rows = [
        (text(item.created), escape(item.body.decode()[:120]), escape(item.status), ", ".join(map(str, item.answers)))
        for item in reversed(sandbox.webhooks.deliveries[-100:])
    ]
    states = "".join(
        f"<li>{escape(app.name)}: {'on' if sandbox.webhooks.enabled.get(app.client_id) else 'off'} {escape(app.webhook_url or 'no address')}</li>"
        for app in sandbox.apps.values()
    )
    body = table(("When", "Body", "State", "Answers"), rows, "Nothing delivered yet.")
    return f'<div class="card"><h1>Webhooks</h1><ul>{states}</ul>{body}</div>'
