import logging
from datetime import timezone

from odoo import api, fields, models

from ..mappers.merge import DETAILS, KEPT, left_apart, remembered
from .xero_connection import CONCURRENCY_ERRORS

_logger = logging.getLogger(__name__)


class XeroSyncContact(models.AbstractModel):
    """Takes a page of contacts in: links, creates and updates partners."""

    _inherit = "xero.sync.contact"

    @api.model
    def _apply(self, connection, contacts, refs):
        """Create, link and update partners; what is unchanged is not written.

        :return: dict of counter -> number
        """
        counts = dict.fromkeys(("created", "linked", "updated", "doubtful", "left_out"), 0)
        Link = self.env["xero.link"]
        merged = [contact for contact in contacts if contact.merged_to]
        links = Link._index(connection, "contact", [contact.xero_id for contact in merged])
        for contact in merged:  # first: a link may lead to another contact of this page afterwards
            self._follow_merge(connection, contact, links)
        others = [contact for contact in contacts if not contact.merged_to]
        links = Link._index(connection, "contact", [contact.xero_id for contact in others])
        new, known = [], []
        for contact in others:
            if contact.xero_id in links:
                known.append((links[contact.xero_id], contact))
            elif contact.status != "GDPRREQUEST" and connection._wants_contact(contact):
                new.append(contact)
            elif contact.status != "GDPRREQUEST":
                counts["left_out"] += 1
        counts["updated"] = self._update_all(connection, known, refs)
        return {**counts, **self._take_in(connection, new, refs)}

    @api.model
    def _take_in(self, connection, contacts, refs):
        """Match contacts that were never seen, create the partners of the others with one call of `create`."""
        matches = self._match_page(connection, contacts)
        groups = {"create": [], "link": [], "review": []}
        for contact in contacts:
            verdict, found = matches[contact.xero_id]
            groups[verdict].append((contact, found))
        rows = self._create_all(connection, [contact for contact, _none in groups["create"]], refs)
        created = sum("res_id" in row for row in rows)
        matched = self._link_all(connection, groups["link"], refs)
        linked = sum("res_id" in row for row in matched)
        rows += matched
        rows += [self._review_values(connection, contact, found, refs) for contact, found in groups["review"]]
        self.env["xero.link"].create(rows)
        self._report_details(connection, rows)
        return {"created": created, "linked": linked, "doubtful": len(rows) - created - linked}

    @api.model
    def _link_all(self, connection, pairs, refs):
        """Link contacts with the partners that they certainly are.

        :param pairs: list of (contact, partner)
        :return: the values of their links
        """

        def link(pair):
            contact, partner = pair[0], self._partners(connection).browse(pair[1].id)
            values = self._remembered(connection, contact, partner, refs)
            self._fill_in(partner, values)
            return self._link_values(connection, contact, partner, values)

        def leave_to_a_person(pair, error):
            text = self.env._("Odoo could not fill in the contact: %s", error)
            return {**self._review_values(connection, *pair, refs), "message": text}

        return self._each(connection, pairs, link, leave_to_a_person)

    @api.model
    def _create_all(self, connection, contacts, refs):
        """Create the partners of contacts; one that Odoo refuses waits for a person and holds up nobody.

        :return: the values of their links
        """
        Partner = self._partners(connection)
        pairs = [(contact, self._remembered(connection, contact, Partner, refs)) for contact in contacts]

        def row(pair, partner):
            return {**self._link_values(connection, pair[0], partner, pair[1], compare=False), "created_here": True}

        def leave_to_a_person(pair, error):
            text = self.env._("Odoo could not create the contact: %s", error)
            return {**self._review_values(connection, pair[0], Partner, refs), "message": text}

        try:
            with self.env.cr.savepoint():
                partners = Partner.create([self._create_values(connection, *pair) for pair in pairs])
        except CONCURRENCY_ERRORS:
            raise
        except Exception:
            _logger.info("Xero: a page of contacts is created one by one", exc_info=True)
            return self._each(
                connection,
                pairs,
                lambda pair: row(pair, Partner.create(self._create_values(connection, *pair))),
                leave_to_a_person,
            )
        return [row(pair, partner) for pair, partner in zip(pairs, partners)]

    @api.model
    def _each(self, connection, items, action, failed):
        """Return `action(item)` for each item, each in a savepoint of its own; what fails stays alone with it.

        :param failed: function of (item, sentence), whose result takes the place of that of a failure
        """
        results = []
        for item in items:
            try:
                with self.env.cr.savepoint():
                    results.append(action(item))
            except CONCURRENCY_ERRORS:
                raise
            except Exception as error:
                _logger.info("Xero: a contact could not be taken in", exc_info=True)
                self.env["xero.log"]._note(connection, "contact", str(error), "error")
                results.append(failed(item, str(error)))
        return results

    @api.model
    def _report_details(self, connection, rows):
        """Note whose country or state Odoo does not know; it is kept as text."""
        unknown = [
            row["record_name"]
            for row in rows
            if any(kind in ("country", "region") for kind, _value in row["snapshot"].get(DETAILS) or ())
        ]
        if unknown:
            names = ", ".join(unknown[:10]) + (", …" if len(unknown) > 10 else "")
            text = self.env._(
                "%(number)s contacts have a country or a state that Odoo does not know; it is kept as text: %(names)s",
                number=len(unknown),
                names=names,
            )
            self.env["xero.log"]._note(connection, "contact", text, "warning")

    @api.model
    def _partners(self, connection):
        """Return partners as the engine writes them: in the connection's company, without mails and echoes."""
        quiet = ("tracking_disable", "mail_create_nosubscribe", "no_vat_validation", "xero_is_source")
        return self.env["res.partner"].with_company(connection.company_id).with_context(**dict.fromkeys(quiet, True))

    @api.model
    def _link_values(self, connection, contact, partner, values, compare=True):
        """Return the row of a partner and a contact that belong together.

        :param values: the partner values of the contact, which are remembered
        :param compare: whether the partner may differ from them
        """
        apart = left_apart(self._ours(partner, values), values, ()) if compare else {}
        return {
            "connection_id": connection.id,
            "company_id": connection.company_id.id,  # said here, it need not be computed for thousands
            "entity": "contact",
            "res_model": "res.partner",
            "res_id": partner.id,
            "record_name": partner.name,
            "xero_id": contact.xero_id,
            "state": "synced",
            **self._remote_values(contact),
            "snapshot": remembered({**values, KEPT: apart}),
        }

    @api.model
    def _review_values(self, connection, contact, found, refs):
        """Return the row of a contact that could be one of several partners: a person decides."""
        names = ", ".join(found.mapped("display_name"))
        return {
            "connection_id": connection.id,
            "entity": "contact",
            "res_model": "res.partner",
            "record_name": contact.name,
            "xero_id": contact.xero_id,
            "state": "review",
            **self._remote_values(contact),
            "message": self.env._("Could be one of several contacts in Odoo: %s. Please choose one.", names),
            "snapshot": self._remembered(connection, contact, self._partners(connection), refs),
            "candidate_ids": [fields.Command.set(found.ids)],
            "choice_id": found.id if len(found) == 1 else False,
        }

    @api.model
    def _remote_values(self, contact):
        """Return the columns of a link that tell of the contact; an answer without lists says nothing of balances."""
        updated = contact.updated_at
        values = {
            "remote_status": contact.status,
            "remote_updated_at": updated.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
            if updated
            else False,
        }
        if not contact.partial:  # Xero leaves the balances out for a contact without open documents
            values["receivable"] = float(contact.receivable or 0)
            values["overdue"] = float(contact.overdue or 0)
        return values

    @api.model
    def _follow_merge(self, connection, contact, links):
        """Lead the link of a contact that was merged away to the one it became.

        Where that one has a partner of its own, both partners stay, and documents of either go to the one contact.
        """
        link = links.get(contact.xero_id)
        if not link or (link.remote_status == contact.status and (link.merged_to or "") == contact.merged_to):
            return
        Link = self.env["xero.link"]
        target = Link._index(connection, "contact", [contact.merged_to])
        values = {**self._remote_values(contact), "merged_to": contact.merged_to}
        if not target:
            values.update(xero_id=contact.merged_to, merged_to=False)
        link.write(values)
