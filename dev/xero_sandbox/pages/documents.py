"""Invoices, bills and credit notes for a person."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from ..accounting.credits import KINDS
from .layout import facts, field, link, quantity, table, tag, text

if TYPE_CHECKING:
    from ..organisation import Organisation
    from ..sandbox import Sandbox

Record = dict[str, Any]
SHOWN = 200
LINES = ("Description", ">Quantity", ">Price", ">Discount", "Account", "Tax rate", ">Tax", ">Amount")


# --- lists -------------------------------------------------------------------------------------------------------


def sales(_sandbox: Sandbox, org: Organisation, base: str, _args: dict[str, str]) -> str:
    return _list(org, base, "ACCREC", "Invoices", "No invoices yet. Confirm one in Odoo: it appears here.")


def bills(_sandbox: Sandbox, org: Organisation, base: str, _args: dict[str, str]) -> str:
    return _list(org, base, "ACCPAY", "Bills", "No bills yet.")


def _list(org: Organisation, base: str, kind: str, title: str, empty: str) -> str:
    found = _newest(row for row in org.invoices.values() if row["Type"] == kind)
    rows = [
        (
            link(f"{base}/invoicing/view/{row['InvoiceID']}", row["InvoiceNumber"] or "(no number)"),
            escape(_contact(org, row)),
            text(row.get("Date")),
            text(row.get("DueDate")),
            text(row["Total"]),
            text(row["AmountDue"]),
            escape(row["CurrencyCode"]),
            tag(row["Status"]),
        )
        for row in found[:SHOWN]
    ]
    heads = ("Number", "Contact", "Date", "Due date", ">Total", ">Due", "", "Status")
    return f'<div class="card"><h1>{title}</h1>{table(heads, rows, empty)}{_more(len(found))}</div>'


def credit_notes(_sandbox: Sandbox, org: Organisation, base: str, _args: dict[str, str]) -> str:
    found = _newest(org.credit_notes.values())
    rows = [
        (
            link(f"{base}/creditnotes/view/{row['CreditNoteID']}", row["CreditNoteNumber"] or "(no number)"),
            escape(_contact(org, row)),
            text(row["Date"]),
            text(row["Total"]),
            text(row["RemainingCredit"]),
            escape(row["CurrencyCode"]),
            tag(row["Status"]),
        )
        for row in found[:SHOWN]
    ]
    heads = ("Number", "Contact", "Date", ">Total", ">Remaining", "", "Status")
    body = table(heads, rows, "No credit notes yet. Confirm one in Odoo: it appears here.")
    return f'<div class="card"><h1>Credit notes</h1>{body}{_more(len(found))}</div>'


def _newest(rows: Iterable[Record]) -> list[Record]:
    return sorted(rows, key=lambda row: row["UpdatedDateUTC"], reverse=True)


def _more(number: int) -> str:
    return f'<p class="muted">The {SHOWN} that changed last, of {number}.</p>' if number > SHOWN else ""


def _contact(org: Organisation, row: Record) -> str:
    return org.contacts.get(row["Contact"]["ContactID"], row["Contact"]).get("Name", "")


# --- one document ------------------------------------------------------------------------------------------------


def invoice_page(org: Organisation, base: str, record_id: str) -> tuple[str, str] | None:
    row = org.invoices.get(record_id.lower())
    if not row:
        return None
    kind = "Invoice" if row["Type"] == "ACCREC" else "Bill"
    title = f"{kind} {row['InvoiceNumber']}"
    sums = [("Subtotal", row["SubTotal"]), ("Tax", row["TotalTax"]), ("Total", row["Total"])]
    sums += [
        ("Less paid", row["AmountPaid"]),
        ("Less credited", row["AmountCredited"]),
        ("Amount due", row["AmountDue"]),
    ]
    head = _head(org, base, row, title)
    return title, f'<div class="card">{head}{_lines(org, row)}{_sums(row, sums)}</div>{_settlement(org, row)}'


def credit_note_page(org: Organisation, base: str, record_id: str) -> tuple[str, str] | None:
    row = org.credit_notes.get(record_id.lower())
    if not row:
        return None
    title = f"Credit note {row['CreditNoteNumber']}"
    sums = [("Subtotal", row["SubTotal"]), ("Tax", row["TotalTax"]), ("Total", row["Total"])]
    sums.append(("Remaining credit", row["RemainingCredit"]))
    rows = [
        (
            text(item["Date"]),
            link(f"{base}/invoicing/view/{item['Invoice']['InvoiceID']}", item["Invoice"]["InvoiceNumber"]),
            text(item["Amount"]),
        )
        for item in row["Allocations"]
    ]
    used = table(("Date", "Invoice", ">Amount"), rows, "Not used for an invoice yet.")
    head = _head(org, base, row, title)
    body = f'<div class="card">{head}{_lines(org, row)}{_sums(row, sums)}</div>'
    return title, f'{body}<div class="card"><h2>Used for</h2>{used}</div>'


def _head(org: Organisation, base: str, row: Record, title: str) -> str:
    contact = link(f"{base}/contacts/contact/{row['Contact']['ContactID']}", _contact(org, row))
    source = row.get("Url") or ""
    return f"<h1>{escape(title)} {tag(row['Status'])}</h1>" + facts(
        [
            ("Contact", contact),
            ("Date", text(row.get("Date"))),
            ("Due date", text(row.get("DueDate"))),
            ("Reference", escape(row.get("Reference") or "")),
            ("Amounts are", f"{escape(row['LineAmountTypes'])}, {escape(row['CurrencyCode'])}"),
            ("Source", link(source, source) if source.startswith(("http://", "https://")) else escape(source)),
        ]
    )


def _lines(org: Organisation, row: Record) -> str:
    names = {item["AccountID"]: item["Name"] for item in org.accounts.values()}
    rows = [
        (
            escape(line.get("Description", "")).replace("\n", "<br>"),
            quantity(line.get("Quantity")),
            quantity(line.get("UnitAmount"), 2),
            f"{quantity(line['DiscountRate'])} %"
            if "DiscountRate" in line
            else quantity(line.get("DiscountAmount"), 2),
            escape(f"{line.get('AccountCode', '')} {names.get(line.get('AccountID'), '')}".strip()),
            escape(_rate(org, line.get("TaxType"))),
            text(line.get("TaxAmount")),
            text(line.get("LineAmount")),
        )
        for line in row["LineItems"]
    ]
    return table(LINES, rows, "No lines.")


def _rate(org: Organisation, tax_type: str | None) -> str:
    rate = org.tax_rates.get(tax_type or "")
    return f"{rate['Name']} ({quantity(rate['EffectiveRate'])} %)" if rate else tax_type or ""


def _sums(row: Record, sums: list[tuple[str, Any]]) -> str:
    cells = [(escape(name), f"{text(value)} {escape(row['CurrencyCode'])}") for name, value in sums]
    return table(("", ">"), cells, "").replace("<table>", '<table class="sums">')


def _settlement(org: Organisation, row: Record) -> str:
    paid = [
        (
            text(item["Date"]),
            text(item["Amount"]),
            escape(item.get("Reference") or ""),
            f'<form class="inline" method="post"><input type="hidden" name="payment" value="{item["PaymentID"]}">'
            '<button class="plain small" name="action" value="delete_payment">Remove</button></form>',
        )
        for item in row["Payments"]
    ]
    credited = [
        (text(item["Date"]), text(item["AppliedAmount"]), escape(item.get("CreditNoteNumber") or kind.label), "")
        for kind in KINDS
        for item in row[f"{kind.name}s"]
    ]
    body = table(("Date", ">Amount", "Reference", ""), paid + credited, "No payments yet.")
    return f'<div class="card"><h2>Payments</h2>{body}{_buttons(org, row)}</div>'


def _buttons(org: Organisation, row: Record) -> str:
    void = '<button class="plain" name="action" value="void">{}</button>'
    if row["Status"] in ("DRAFT", "SUBMITTED"):
        approve = '<button name="action" value="approve">Approve</button>'
        return f'<form method="post">{approve}{void.format("Delete")}</form>'
    if row["Status"] != "AUTHORISED":
        return ""
    options = "".join(
        f'<option value="{item["AccountID"]}">{escape(item["Name"])}</option>'
        for item in org.accounts.values()
        if item["Status"] == "ACTIVE" and (item["Type"] == "BANK" or item.get("EnablePaymentsToAccount"))
    )
    fields = field("Amount paid", "amount", row["AmountDue"]) + field("Date paid (empty: today)", "date", kind="date")
    account = f'<div><label for="account">Paid to</label><select id="account" name="account">{options}</select></div>'
    pay = '<button name="action" value="pay">Add payment</button>'
    return f'<form method="post"><div class="fields">{fields}{account}</div>{pay}{void.format("Void")}</form>{_credits(org, row)}'


def _credits(org: Organisation, row: Record) -> str:
    """Offer the credit notes of the same contact that have something left."""
    notes = [
        note
        for note in org.credit_notes.values()
        if note["Status"] == "AUTHORISED"
        and (note["Contact"]["ContactID"], note["CurrencyCode"]) == (row["Contact"]["ContactID"], row["CurrencyCode"])
        and note["Type"] == f"{row['Type']}CREDIT"
    ]
    return "".join(
        f'<form method="post"><input type="hidden" name="credit_note" value="{note["CreditNoteID"]}">'
        f'<input type="hidden" name="amount" value="{min(note["RemainingCredit"], row["AmountDue"])}">'
        f'<button class="plain" name="action" value="allocate">Use credit note {escape(note["CreditNoteNumber"])}'
        f" ({text(note['RemainingCredit'])})</button></form>"
        for note in notes
    )
