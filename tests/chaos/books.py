"""Both books, record by record: what is lost, doubled, unequal or stuck."""

import json
from collections import Counter

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
PARTNERS = """
SELECT jsonb_build_object('name', p.name, 'phone', p.phone, 'city', p.city, 'email', p.email, 'xero_id', l.xero_id)
FROM xero_link l JOIN res_partner p ON l.res_model = 'res.partner' AND l.res_id = p.id WHERE l.entity = 'contact'"""
WAITING = """
SELECT entity || ' ' || record_name || ' ' || state || ' ' || coalesce(message, '') FROM xero_link
WHERE state NOT IN ('synced', 'skipped') OR pay_at IS NOT NULL OR allocate_at IS NOT NULL"""


class Books:
    """What is wrong between a database of Odoo and an organisation of the stand-in: lists of sentences."""

    def __init__(self, prefork, org):
        self.org = org
        self.moves = [json.loads(row) for row in prefork.sql(MOVES)]
        self.payments = [json.loads(row) for row in prefork.sql(PAYMENTS)]
        self.partners = [json.loads(row) for row in prefork.sql(PARTNERS)]
        self.lost, self.doubled, self.unequal, self.stuck = [], [], [], prefork.sql(WAITING)
        self._compare_moves()
        self._compare_contacts()

    @property
    def problems(self):
        return {name: getattr(self, name) for name in ("lost", "doubled", "unequal", "stuck") if getattr(self, name)}

    def counts(self):
        states = Counter(move["state"] for move in self.moves)
        live = [row for row in self.org.payments.values() if row["Status"] != "DELETED"]
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
        for key, row in self.org.invoices.items():
            if key not in seen and row["Status"] not in DEAD and row["Reference"].startswith("deed"):
                self.doubled.append(f"{row['InvoiceNumber']}: of no document in Odoo")

    def _compare_amounts(self, move, remote):
        due = remote["AmountDue" if move["type"] == "out_invoice" else "RemainingCredit"]
        pairs = [("total", move["total"], remote["Total"]), ("due", move["due"], due)]
        ours = Counter(f"{row['amount']:.2f}" for row in self.payments if row["move"] == move["id"])
        theirs = Counter(f"{float(row['Amount']):.2f}" for row in remote["Payments"] if row.get("Status") != "DELETED")
        pairs.append(("payments", sorted(ours.elements()), sorted(theirs.elements())))
        for what, our, their in pairs:
            if isinstance(our, list) and ours != theirs:
                self.doubled.append(f"{move['name']}: payments {our} / {their}")
            elif not isinstance(our, list) and f"{our:.2f}" != f"{float(their):.2f}":
                self.unequal.append(f"{move['name']}: {what} {our} / {their}; {move['difference']} {move['message']}")

    def _compare_contacts(self):
        names = Counter(row["Name"] for row in self.org.contacts.values() if row["ContactStatus"] == "ACTIVE")
        self.doubled += [f"contact {name}: {count} in Xero" for name, count in names.items() if count > 1]
        linked = Counter(partner["xero_id"] for partner in self.partners)
        self.doubled += [f"contact {key}: {count} links" for key, count in linked.items() if count > 1]
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


def digits(text):
    return "".join(filter(str.isdigit, text))


def phone(row):
    return digits((row["PhoneCountryCode"] or "") + (row["PhoneAreaCode"] or "") + row["PhoneNumber"])
