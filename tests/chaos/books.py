"""Both books, record by record: what is lost, doubled, unequal or stuck."""

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

DEAD = ("VOIDED", "DELETED")
MOVES = """
SELECT jsonb_build_object('id', m.id, 'name', m.name, 'state', m.state, 'type', m.move_type, 'total', m.amount_total,
    'due', m.amount_residual, 'xero_id', l.xero_id, 'link', l.state, 'message', l.message, 'difference', l.difference)
FROM account_move m LEFT JOIN xero_link l ON l.res_model = 'account.move' AND l.res_id = m.id
WHERE m.move_type IN ('out_invoice', 'out_refund') AND m.state IN ('posted', 'cancel') ORDER BY m.id"""
PAYMENTS = """
SELECT jsonb_build_object('move', rel.invoice_id, 'amount', p.amount, 'id', p.id)
FROM account_payment p JOIN account_move__account_payment rel ON rel.payment_id = p.id
WHERE p.state IN ('paid', 'in_process') ORDER BY p.id"""
PAID = "SELECT jsonb_build_object('move', move_id, 'amount', amount) FROM chaos_paid ORDER BY payment_id"
PARTNERS = """
SELECT jsonb_build_object('name', p.name, 'phone', p.phone, 'city', p.city, 'email', p.email, 'xero_id', l.xero_id)
FROM xero_link l JOIN res_partner p ON l.res_model = 'res.partner' AND l.res_id = p.id WHERE l.entity = 'contact'"""
WAITING = """
SELECT entity || ' ' || record_name || ' ' || state || ' ' || coalesce(message, '') FROM xero_link
WHERE state NOT IN ('synced', 'skipped') OR pay_at IS NOT NULL OR allocate_at IS NOT NULL"""


MARK = re.compile(r"ODOO-\w+-P\d+")


@dataclass
class Deeds:
    """What really happened in Xero, whatever the two books say: they could agree on something that never did.

    :ivar known: ids of all that was there before
    :ivar paid: what somebody paid there, by the document's id
    """

    known: set = field(default_factory=set)
    paid: dict = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def before(cls, org):
        return cls({*org.invoices, *org.credit_notes, *org.payments, *org.contacts})


class Books:
    """What is wrong between a database of Odoo and an organisation of the stand-in: lists of sentences.

    :param prefork: has the database; its table `chaos_paid` tells what a person paid in Odoo
    :param deeds: the `Deeds` in Xero
    """

    def __init__(self, prefork, org, deeds):
        self.org, self.deeds = org, deeds
        self.moves = [json.loads(row) for row in prefork.sql(MOVES)]
        self.payments = [json.loads(row) for row in prefork.sql(PAYMENTS)]
        self.paid = [json.loads(row) for row in prefork.sql(PAID)]
        self.partners = [json.loads(row) for row in prefork.sql(PARTNERS)]
        self.lost, self.doubled, self.unequal, self.stuck = [], [], [], prefork.sql(WAITING)
        self._compare_moves()
        self._compare_deeds()
        self._compare_contacts()

    @property
    def problems(self):
        return {name: getattr(self, name) for name in ("lost", "doubled", "unequal", "stuck") if getattr(self, name)}

    def counts(self):
        states = Counter(move["state"] for move in self.moves)
        live = list(filter(is_live, self.org.payments.values()))
        return (
            f"{states['posted']} confirmed and {states['cancel']} cancelled documents, {len(live)} payments, "
            f"{len(self.partners)} contacts"
        )

    def _remotes(self, move):
        if move["type"] == "out_invoice":
            rows = [row for row in self.org.invoices.values() if row["InvoiceNumber"] == move["name"]]
        else:
            rows = [row for row in self.org.credit_notes.values() if row["CreditNoteNumber"] == move["name"]]
        return [row for row in rows if row["Status"] not in DEAD]

    def _compare_moves(self):
        seen = set()
        for move in self.moves:
            remotes = self._remotes(move)
            seen |= {row.get("InvoiceID") or row.get("CreditNoteID") for row in remotes}
            wanted = int(move["state"] == "posted")
            if len(remotes) < wanted:
                self.lost.append(f"{move['name']}: {move['link']} {move['message'] or ''}")
            elif len(remotes) > wanted:
                self.doubled.append(f"{move['name']} ({move['state']}): {len(remotes)} in Xero")
            elif remotes:
                self._compare_amounts(move, remotes[0])
        for number, rows in (("InvoiceNumber", self.org.invoices), ("CreditNoteNumber", self.org.credit_notes)):
            for key, row in rows.items():
                if key not in seen | self.deeds.known and row["Status"] not in DEAD:
                    self.doubled.append(f"{row[number]}: of no document in Odoo")

    def _compare_deeds(self):
        """Compare the payments of each document in Xero with what somebody really paid, on either side."""
        wanted = {key: Counter(map(money, amounts)) for key, amounts in self.deeds.paid.items()}
        ids = {move["id"]: move["xero_id"] for move in self.moves}
        for row in self.paid:
            wanted.setdefault(ids.get(row["move"]), Counter())[money(row["amount"])] += 1
        live = [row for key, row in self.org.payments.items() if key not in self.deeds.known and is_live(row)]
        for row in live:
            document = row.get("Invoice") or row.get("CreditNote")
            wanted.setdefault(document.get("InvoiceID") or document.get("CreditNoteID"), Counter())[
                money(row["Amount"])
            ] -= 1
        for key, amounts in wanted.items():
            self.lost += [f"{key}: {amount} was paid, {n} times more than Xero has" for amount, n in (+amounts).items()]
            self.doubled += [f"{key}: {amount} is in Xero {n} times more than paid" for amount, n in (-amounts).items()]
        marks = Counter(mark[0] for row in live if (mark := MARK.search(row.get("Reference") or "")))
        self.doubled += [f"{mark}: {count} payments in Xero" for mark, count in marks.items() if count > 1]

    def _compare_amounts(self, move, remote):
        due = remote["AmountDue" if move["type"] == "out_invoice" else "RemainingCredit"]
        pairs = [("total", move["total"], remote["Total"]), ("due", move["due"], due)]
        ours = Counter(money(row["amount"]) for row in self.payments if row["move"] == move["id"])
        theirs = Counter(money(row["Amount"]) for row in remote["Payments"] if is_live(row))
        pairs.append(("payments", sorted(ours.elements()), sorted(theirs.elements())))
        for what, our, their in pairs:
            if isinstance(our, list) and ours != theirs:
                self.doubled.append(f"{move['name']}: payments {our} / {their}")
            elif not isinstance(our, list) and money(our) != money(their):
                self.unequal.append(f"{move['name']}: {what} {our} / {their}; {move['difference']} {move['message']}")

    def _compare_contacts(self):
        names = Counter(row["Name"] for row in self.org.contacts.values() if row["ContactStatus"] == "ACTIVE")
        self.doubled += [f"contact {name}: {count} in Xero" for name, count in names.items() if count > 1]
        linked = Counter(partner["xero_id"] for partner in self.partners)
        self.doubled += [f"contact {key}: {count} links" for key, count in linked.items() if count > 1]
        for key, row in self.org.contacts.items():
            if key not in linked and row["ContactStatus"] == "ACTIVE":
                wrong = self.lost if key in self.deeds.known else self.doubled
                wrong.append(f"contact {row['Name']}: of nobody in Odoo")
        for partner in self.partners:
            remote = self.org.contacts.get(partner["xero_id"])
            if not remote:
                self.lost.append(f"contact {partner['name']}")
                continue
            phones = [phone(row) for row in remote["Phones"] if row["PhoneNumber"]]
            if partner["phone"] and digits(partner["phone"]) not in phones:
                self.unequal.append(f"contact {partner['name']}: phone {partner['phone']} / {phones}")
            cities = [row.get("City") for row in remote["Addresses"] if row.get("City")]
            if partner["city"] and partner["city"] not in cities:
                self.unequal.append(f"contact {partner['name']}: city {partner['city']} / {cities}")
            if (remote["EmailAddress"] or "") != (partner["email"] or ""):
                self.unequal.append(f"contact {partner['name']}: e-mail {partner['email']} / {remote['EmailAddress']}")


def money(value):
    return f"{float(value):.2f}"


def is_live(payment):
    return payment.get("Status") != "DELETED"


def digits(text):
    return "".join(filter(str.isdigit, text))


def phone(row):
    return digits((row["PhoneCountryCode"] or "") + (row["PhoneAreaCode"] or "") + row["PhoneNumber"])
