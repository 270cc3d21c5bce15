"""The pages' addresses: home, an organisation's lists and records, and what their buttons do."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from ..errors import ApiError, Refused
from . import apps, contacts, documents
from .layout import link, page, problem, table, text

if TYPE_CHECKING:
    from ..organisation import Organisation
    from ..sandbox import Sandbox

Answer = tuple[int, str, str]
APP = re.compile(r"^/app/(?P<org>[^/]+)(?P<rest>/.*)?$")
LISTS = {
    "invoicing": ("Invoices", documents.sales),
    "bills": ("Bills", documents.bills),
    "creditnotes": ("Credit notes", documents.credit_notes),
    "contacts": ("Contacts", contacts.contacts),
    "accounts": ("Accounts and rates", contacts.accounts),
    "webhooks": ("Webhooks", apps.deliveries),
}
RECORDS: dict[str, Callable[[Organisation, str, str], tuple[str, str] | None]] = {
    "invoicing": documents.invoice_page,
    "creditnotes": documents.credit_note_page,
    "contacts": contacts.contact_page,
}


def render(sandbox: Sandbox, method: str, path: str, args: dict[str, str], form: dict[str, str]) -> Answer | None:
    """Return status, page and where to go next; None for an address without a page."""
    if path == "/":
        return 200, home(sandbox), ""
    if path.lower() == "/organisationlogin/default.aspx":
        return old_link(sandbox, args)
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
    return show(sandbox, org, rest, args)


def home(sandbox: Sandbox) -> str:
    rows = [
        (
            link(address(org), org.name),
            escape(org.facts["CountryCode"]),
            escape(org.facts["BaseCurrency"]),
            str(len(org.contacts)),
            str(len(org.invoices)),
        )
        for org in sandbox.organisations.values()
    ]
    heads = ("Organisation", "Country", "Currency", ">Contacts", ">Invoices")
    body = table(heads, rows, "There is no organisation. Start the sandbox with a seed, for example --seeds au.")
    clock = f'<p class="muted">The time is {text(sandbox.clock.now())} (UTC).</p>'
    return page("Organisations", f'<div class="card"><h1>Organisations</h1>{body}{clock}</div>{apps.overview(sandbox)}')


def address(org: Organisation) -> str:
    return f"/app/{org.facts['ShortCode']}"


def show(sandbox: Sandbox, org: Organisation, rest: list[str], args: dict[str, str]) -> Answer | None:
    kind, base, bad = rest[0], address(org), problem(args.get("problem", ""))
    links = [(f"{org.name}:", base), *((label, f"{base}/{key}") for key, (label, _show) in LISTS.items())]
    if len(rest) == 1 and kind in LISTS:
        label, write = LISTS[kind]
        body = bad + write(sandbox, org, base, args)
        return 200, page(f"{label}, {org.name}", body, links, f"{base}/{kind}"), ""
    found = RECORDS[kind](org, base, rest[-1]) if len(rest) == 3 and kind in RECORDS else None
    if not found:
        return None
    title, body = found
    return 200, page(title, bad + body, links, f"{base}/{kind}"), ""


def old_link(sandbox: Sandbox, args: dict[str, str]) -> Answer | None:
    """Lead from Xero's older addresses to the page of the record."""
    target = urlsplit(args.get("redirecturl", ""))
    ids = {name.lower(): values[0] for name, values in parse_qs(target.query).items()}
    try:
        base = address(sandbox.organisation(args.get("shortcode", "")))
    except KeyError:
        return None
    if "creditnoteid" in ids:
        return 303, "", f"{base}/creditnotes/view/{ids['creditnoteid']}"
    if "invoiceid" in ids:
        return 303, "", f"{base}/invoicing/view/{ids['invoiceid']}"
    return 303, "", base


def act(sandbox: Sandbox, org: Organisation, form: dict[str, str], path: str) -> Answer:
    """Do what a button says; a refusal is shown on the page that comes next."""
    deed = DEEDS.get(form.get("action", ""))
    try:
        if deed:
            deed(sandbox, org.tenant_id, path.rpartition("/")[2], form)
    except Refused as error:
        return 303, "", f"{path}?problem={quote(' '.join(error.messages))}"
    except ApiError as error:
        return 303, "", f"{path}?problem={quote(str(error.body['Message']))}"
    return 303, "", path


def pay(sandbox: Sandbox, tenant_id: str, record_id: str, form: dict[str, str]) -> None:
    sandbox.pay(tenant_id, record_id, form.get("amount"), form.get("account"), form.get("date"))


def delete_payment(sandbox: Sandbox, tenant_id: str, _record_id: str, form: dict[str, str]) -> None:
    sandbox.delete_payment(tenant_id, form.get("payment", ""))


def void(sandbox: Sandbox, tenant_id: str, record_id: str, _form: dict[str, str]) -> None:
    sandbox.void_invoice(tenant_id, record_id)


def approve(sandbox: Sandbox, tenant_id: str, record_id: str, _form: dict[str, str]) -> None:
    sandbox.edit_invoice(tenant_id, record_id, Status="AUTHORISED")


def allocate(sandbox: Sandbox, tenant_id: str, record_id: str, form: dict[str, str]) -> None:
    sandbox.allocate(tenant_id, form.get("credit_note", ""), record_id, form.get("amount"))


def save(sandbox: Sandbox, tenant_id: str, record_id: str, form: dict[str, str]) -> None:
    row = sandbox.organisations[tenant_id].contacts.get(record_id)
    sandbox.edit_contact(tenant_id, record_id, **contacts.values_of(form, row))


def archive(sandbox: Sandbox, tenant_id: str, record_id: str, _form: dict[str, str]) -> None:
    sandbox.edit_contact(tenant_id, record_id, ContactStatus="ARCHIVED")


def restore(sandbox: Sandbox, tenant_id: str, record_id: str, _form: dict[str, str]) -> None:
    sandbox.edit_contact(tenant_id, record_id, ContactStatus="ACTIVE")


def merge(sandbox: Sandbox, tenant_id: str, record_id: str, form: dict[str, str]) -> None:
    sandbox.merge_contacts(tenant_id, record_id, form.get("winner", ""))


def add_contact(sandbox: Sandbox, tenant_id: str, _record_id: str, form: dict[str, str]) -> None:
    sandbox.add_contact(tenant_id, **contacts.values_of(form))


DEEDS = {
    deed.__name__: deed
    for deed in (pay, delete_payment, void, approve, allocate, save, archive, restore, merge, add_contact)
}
