"""Both books side by side: every linked contact, invoice, tax and payment of one organisation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from odoo_client import OdooClient


@dataclass
class Row:
    """One kind of record: how many on each side, how many disagree and how."""

    what: str
    xero: int = 0
    odoo: int = 0
    unequal: int = 0
    notes: list[str] = field(default_factory=list)

    def differ(self, note: str) -> None:
        self.unequal += 1
        self.notes.append(note)


def money(value: Any) -> Decimal:
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


def rows(odoo: OdooClient, connection_id: int, books: dict[str, Any]) -> list[Row]:
    """Return the comparison, one row per kind of record."""
    links = odoo.read("xero.link", [("connection_id", "=", connection_id)], ["entity", "res_id", "xero_id", "state"])
    by_entity = {
        entity: {link["xero_id"]: link for link in links if link["entity"] == entity}
        for entity in ("contact", "invoice", "credit_note", "payment")
    }
    documents = [item for item in books["invoices"] if item["InvoiceID"] in by_entity["invoice"]]
    moves = _moves(odoo, [link["res_id"] for link in by_entity["invoice"].values()])
    return [
        _contacts(odoo, by_entity["contact"], books["contacts"]),
        _invoices(moves, by_entity["invoice"], documents),
        _taxes(moves, by_entity["invoice"], documents),
        _payments(odoo, moves, by_entity, documents),
    ]


def _moves(odoo: OdooClient, ids: list[int]) -> dict[int, dict[str, Any]]:
    names = ["name", "amount_total", "amount_tax", "amount_residual", "payment_state", "xero_message"]
    return {move["id"]: move for move in odoo.call("account.move", "read", ids, names)}


def _contacts(odoo: OdooClient, links: dict[str, Any], contacts: list[dict[str, Any]]) -> Row:
    """Compare every contact that stands for itself; one merged into another is that other one."""
    own = [item for item in contacts if not item.get("MergedToContactID") and item["ContactStatus"] != "GDPRREQUEST"]
    row = Row("Contacts", xero=len(own))
    ids = [link["res_id"] for link in links.values() if link["res_id"]]
    partners = odoo.call("res.partner", "read", ids, ["name", "email", "active"])
    by_id = {partner["id"]: partner for partner in partners}
    row.odoo = len(by_id)
    for item in own:
        link = links.get(item["ContactID"])
        partner = link and by_id.get(link["res_id"])
        if not partner:
            row.differ(f"{item['Name']}: not in Odoo")
        elif " ".join(item["Name"].split()) != partner["name"]:
            row.differ(f"{item['Name']}: is {partner['name']} in Odoo")
        elif item.get("EmailAddress") and item["EmailAddress"] != partner["email"]:
            row.differ(f"{item['Name']}: e-mail {item['EmailAddress']} / {partner['email']}")
        elif (item["ContactStatus"] == "ACTIVE") != partner["active"]:
            row.differ(f"{item['Name']}: {item['ContactStatus']} / active={partner['active']}")
    return row


def _invoices(moves: dict[int, Any], links: dict[str, Any], documents: list[dict[str, Any]]) -> Row:
    row = Row("Invoices (number and total)", xero=len(documents), odoo=len(moves))
    for item in documents:
        move = moves[links[item["InvoiceID"]]["res_id"]]
        if (item["InvoiceNumber"], money(item["Total"])) != (move["name"], money(move["amount_total"])):
            row.differ(f"{move['name']}: {item['InvoiceNumber']} {item['Total']} / {move['amount_total']}")
    known = Counter(item["InvoiceNumber"] for item in documents)
    for number, times in known.items():
        if times > 1:
            row.differ(f"{number}: {times} times in Xero")
    if len(documents) != len(moves):
        row.differ(f"{len(moves)} linked, {len(documents)} found in Xero")
    return row


def _taxes(moves: dict[int, Any], links: dict[str, Any], documents: list[dict[str, Any]]) -> Row:
    row = Row("Taxes of these invoices", xero=len(documents), odoo=len(moves))
    for item in documents:
        move = moves[links[item["InvoiceID"]]["res_id"]]
        if money(item["TotalTax"]) != money(move["amount_tax"]):
            row.differ(f"{move['name']}: tax {item['TotalTax']} / {move['amount_tax']}")
    return row


def _payments(odoo: OdooClient, moves: dict[int, Any], links: dict[str, Any], documents: list[dict[str, Any]]) -> Row:
    row = Row("Payments and amounts due")
    row.odoo = odoo.call(
        "account.payment", "search_count", [("id", "in", [link["res_id"] for link in links["payment"].values()])]
    )
    for item in documents:
        row.xero += len(item.get("Payments") or [])
        move = moves[links["invoice"][item["InvoiceID"]]["res_id"]]
        if money(item["AmountDue"]) != money(move["amount_residual"]):
            row.differ(f"{move['name']}: due {item['AmountDue']} / {move['amount_residual']}")
        if move["xero_message"]:
            row.differ(f"{move['name']}: {move['xero_message']}")
    if row.xero != row.odoo:
        row.differ(f"{row.xero} payments in Xero, {row.odoo} in Odoo")
    return row


def print_table(title: str, table: list[Row], timings: dict[str, float]) -> None:
    """Print the comparison, then how long each step took."""
    print(f"\n{title}\n{'':30}{'Xero':>8}{'Odoo':>8}{'differ':>8}")
    for row in table:
        print(f"{row.what:30}{row.xero:>8}{row.odoo:>8}{row.unequal:>8}  {'ok' if not row.unequal else 'NOT EQUAL'}")
        for note in row.notes[:10]:
            print(f"    {note}")
    print()
    for name, seconds in timings.items():
        print(f"{name:40}{seconds:8.2f} s")
