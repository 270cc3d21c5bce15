from collections import Counter

from odoo import api, fields, models

from .. import const, exceptions
from ..gateway import chunks
from ..mappers.invoice import credit_note_from_xero, invoice_from_xero
from .account_move import ENTITIES

LIVE = ("SUBMITTED", "AUTHORISED", "PAID")
KINDS = {"sale": ("ACCREC", "ACCRECCREDIT"), "purchase": ("ACCPAY", "ACCPAYCREDIT")}


class XeroSyncBooks(models.AbstractModel):
    """Compares every document of a period in both books."""

    _name = "xero.sync.books"
    _description = "Xero Books Comparison"
    _inherit = "xero.sync"

    @api.model
    def _cron_books(self):
        """Compare the last months each night, and tell the managers what differs and did not before."""
        self._each_night("books", self._connections().filtered("is_ready"), self._nightly)

    @api.model
    def _nightly(self, connection, _cursor):
        check = self.env["xero.books.check"].create({"connection_id": connection.id})
        try:
            self._run(check)
        except exceptions.XeroAuthError:
            raise
        except exceptions.XeroError as error:
            check.unlink()
            self.env["xero.log"]._note(connection, "books", self._describe(error), "warning")
            return
        told = sorted(f"{line.number}: {line.difference}" for line in check.line_ids.filtered(self._is_problem))
        if told and told != (connection.told_books or []):
            text = self.env._("%(count)s documents differ between Odoo and Xero. Open Books Check.", count=len(told))
            connection._say(text, "warning")
            connection._tell_managers(self.env._("The books differ"), text)
        connection.told_books = told or False

    @api.model
    def _is_problem(self, line):
        return line.verdict in ("differs", "only_odoo")

    @api.model
    def _run(self, check):
        """Read the period from Xero and write one line for each document of either book.

        :raise XeroError: when Xero cannot be read; what was found before stays then
        """
        calls = []
        remotes = self._read(check, calls)
        moves = self._moves(check)
        links = {**self._links(check, "invoice", moves), **self._links(check, "credit_note", moves)}
        missing = {link.xero_id for link in links.values() if link.xero_id} - remotes.keys()
        remotes.update(self._read_single(check, links.values(), missing, calls))
        chosen = check.connection_id._with_choices_for(moves)
        found = (self._row(check, move, links.get(move.id), remotes, chosen) for move in moves)
        rows = list(filter(None, found))
        linked = self._linked_elsewhere(check, remotes)
        known = {row["xero_id"] for row in rows} | linked
        rows += [self._row_of_xero(check, remote) for xero_id, remote in remotes.items() if xero_id not in known]
        check.line_ids.unlink()
        self.env["xero.books.line"].create([row for row in rows if row])
        count = Counter(check.line_ids.mapped("verdict"))
        check.write(
            {
                "ran_at": fields.Datetime.now(),
                "equal_count": count["equal"],
                "problem_count": count["differs"] + count["only_odoo"],
                "only_xero_count": count["only_xero"],
                "call_count": len(calls),
            }
        )

    # --- both sides --------------------------------------------------------------------------------------------------

    @api.model
    def _read(self, check, calls):
        """Return Xero's documents of the period by id; without lines, which are not compared."""
        first, last = check.date_from, check.date_to
        period = (
            f"Date>=DateTime({first.year},{first.month},{first.day}) "
            f"AND Date<=DateTime({last.year},{last.month},{last.day})"
        )
        connection, remotes = check.connection_id, {}
        for direction in connection._tax_directions():
            for kind in KINDS[direction]:
                where, number, page = f'Type=="{kind}" AND {period}', 1, None
                while page is None or not page.is_last:
                    page = self._page(connection, kind, where, number)
                    calls.append(kind)
                    number += 1
                    remotes.update({remote.xero_id: remote for remote in self._remotes(kind, page.items)})
        return remotes

    @api.model
    def _page(self, connection, kind, where, number):
        if kind in const.CREDIT_KINDS:
            return connection._call(lambda gateway: gateway.credit_notes(where=where, page=number))
        return connection._call(lambda gateway: gateway.invoices(where=where, page=number, summary_only=True))

    @api.model
    def _remotes(self, kind, items):
        mapper = credit_note_from_xero if kind in const.CREDIT_KINDS else invoice_from_xero
        return [mapper(item) for item in items]

    @api.model
    def _read_single(self, check, links, missing, calls):
        """Return documents whose date in Xero is outside of the period, by id."""
        found, connection = {}, check.connection_id
        invoices = sorted(link.xero_id for link in links if link.entity == "invoice" and link.xero_id in missing)
        for ids in chunks(invoices, const.MAX_IDS):
            page = connection._call(lambda gateway, ids=ids: gateway.invoices(ids=ids))
            calls.append("ids")
            found.update({remote.xero_id: remote for remote in map(invoice_from_xero, page.items)})
        for xero_id in {link.xero_id for link in links if link.entity == "credit_note"} & missing:
            calls.append("id")
            try:
                item = connection._call(lambda gateway, xero_id=xero_id: gateway.credit_note(xero_id))
                found[xero_id] = credit_note_from_xero(item)
            except exceptions.XeroNotFound:
                continue
        return found

    @api.model
    def _moves(self, check):
        """Return Odoo's documents of the period that belong into Xero, or are there."""
        connection, connections = check.connection_id, self.env["xero.connection"]
        companies = self.env["res.company"].search([("id", "child_of", connection.company_id.id)])
        own = companies.filtered(lambda company: connections._of_company(company) == connection)
        domain = [
            ("company_id", "in", own.ids),
            ("move_type", "in", list(ENTITIES)),
            ("state", "in", ("posted", "cancel")),
            ("invoice_date", ">=", check.date_from),
            ("invoice_date", "<=", check.date_to),
        ]
        return self.env["account.move"].search(domain, order="invoice_date, id")

    @api.model
    def _links(self, check, entity, moves):
        return self.env["xero.link"]._for_records(check.connection_id, entity, moves)

    @api.model
    def _linked_elsewhere(self, check, remotes):
        """Return the ids of documents whose Odoo record has another date: the period they belong to shows them."""
        connection = check.connection_id
        links = [self.env["xero.link"]._index(connection, entity, remotes) for entity in ("invoice", "credit_note")]
        return {xero_id for found in links for xero_id, link in found.items() if link._record()}

    # --- one line ----------------------------------------------------------------------------------------------------

    @api.model
    def _row(self, check, move, link, remotes, connection):
        """Return the line of a document of Odoo, None for one that does not belong into Xero."""
        remote = remotes.get(link.xero_id) if link and link.xero_id else None
        if not remote and (move.state == "cancel" or not connection._is_wanted_document(move)):
            return None
        row = {
            "check_id": check.id,
            "move_id": move.id,
            "link_id": link.id if link else False,
            "xero_id": remote.xero_id if remote else False,
            "kind": const.MOVE_KINDS[move.move_type],
            "number": move.name,
            "partner": move.commercial_partner_id.display_name,
            "currency_id": move.currency_id.id,
            "odoo_state": dict(move._fields["state"]._description_selection(self.env))[move.state],
            "odoo_date": move.invoice_date,
            "odoo_total": move.amount_total,
            "odoo_tax": move.amount_tax,
            "odoo_due": move._xero_due() if move.state == "posted" else 0.0,
        }
        if not remote:
            text = (link.message if link else "") or self.env._("It was not sent.")
            return {**row, "verdict": "only_odoo", "difference": text}
        difference = self.env["xero.sync.invoice"]._difference(move, remote)
        return {
            **row,
            **self._theirs(remote),
            "verdict": "differs" if difference else "equal",
            "difference": difference,
        }

    @api.model
    def _row_of_xero(self, check, remote):
        """Return the line of a document that only Xero has, None for what is not in its ledger."""
        if remote.status not in LIVE:
            return None
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", remote.currency)])
        own = {"check_id": check.id, "xero_id": remote.xero_id, "kind": remote.kind, "number": remote.number}
        text = self.env._("Odoo does not have it: it was made in Xero, or before the connection.")
        values = {
            "currency_id": currency.id,
            "verdict": "only_xero",
            "difference": text,
            "partner": remote.contact_name,
        }
        return {**own, **values, **self._theirs(remote)}

    @api.model
    def _theirs(self, remote):
        return {
            "xero_state": remote.status,
            "xero_date": remote.date,
            "xero_total": float(remote.total),
            "xero_tax": float(remote.total_tax),
            "xero_due": float(remote.amount_due),
        }
