import logging
from collections import namedtuple
from datetime import timezone

from odoo import api, fields, models

from ..mappers.merge import DETAILS, KEPT, left_apart, remembered
from .hooks import VERDICTS
from .xero_connection import CONCURRENCY_ERRORS, is_end_of_process

_logger = logging.getLogger(__name__)

# What is to be done with a contact that was never seen: the partner values that Xero has for it, or what went wrong.
Plan = namedtuple("Plan", ("contact", "verdict", "partners", "values", "problem"), defaults=({}, ""))


class XeroSyncContact(models.AbstractModel):
    """Takes a page of contacts in: links, creates and updates partners."""

    _inherit = "xero.sync.contact"

    @api.model
    def _apply(self, connection, contacts, refs):
        """Create, link and update partners; what is unchanged is not written.

        :return: dict of counter -> number
        """
        Partner = self._partners(connection)
        counts = {}
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
            elif contact.status != "GDPRREQUEST":
                new.append(contact)
        updated = self._update_all(connection, known, refs)
        counts["updated"] = len(updated)
        rows, left_out = self._take_in(connection, new, refs)
        counts["left_out"] = left_out
        for name, is_own in (("created", True), ("linked", False)):
            counts[name] = sum("res_id" in row and row.get("created_here", False) == is_own for row in rows)
        counts["doubtful"] = sum("res_id" not in row for row in rows)
        self._tell_pull(connection, updated | Partner.browse([row["res_id"] for row in rows if "res_id" in row]))
        return counts

    @api.model
    def _take_in(self, connection, contacts, refs):
        """Match contacts that were never seen, create the partners of the others with one call of `create`.

        :return: (the values of their links, how many nobody wants)
        """
        plans = self._plans(connection, contacts, refs)
        groups = {verdict: [plan for plan in plans if plan.verdict == verdict] for verdict in VERDICTS}
        rows = self._create_all(connection, groups["create"])
        rows += self._link_all(connection, groups["link"])
        rows += [self._review_values(connection, plan) for plan in groups["review"]]
        self.env["xero.link"].create(rows)
        self._report_details(connection, rows)
        return rows, len(contacts) - len(plans)

    @api.model
    def _plans(self, connection, contacts, refs):
        """Return what is to be done with contacts that were never seen; those that nobody wants are left out."""
        Partner = self._partners(connection)

        def hold(contact, error):
            return Plan(contact, "review", Partner, {}, error)

        def prepare(plan):
            partner = Partner.browse(plan.partners.id) if plan.verdict == "link" else Partner
            return plan._replace(values=self._remembered(connection, plan.contact, partner, refs))

        wanted = self._all_or_each(connection, contacts, connection._wants_contact, hold)
        plans = [is_wanted for is_wanted in wanted if isinstance(is_wanted, Plan)]
        matches = self._match_page(connection, [row for row, is_wanted in zip(contacts, wanted) if is_wanted is True])
        plans += [hold(contact, problem) for contact, _verdict, _found, problem in matches if problem]
        good = [Plan(*match[:3]) for match in matches if not match[3]]
        return plans + self._all_or_each(connection, good, prepare, lambda plan, error: hold(plan.contact, error))

    @api.model
    def _link_all(self, connection, plans):
        """Link contacts with the partners that they certainly are.

        :return: the values of their links
        """

        def link(plan):
            partner = self._partners(connection).browse(plan.partners.id)
            self._fill_in(partner, plan.values)
            return self._link_values(connection, plan.contact, partner, plan.values)

        def leave_to_a_person(plan, error):
            text = self.env._("Odoo could not fill in the contact: %s", self._with_suspects(error))
            return self._review_values(connection, plan._replace(problem=text))

        return self._each(connection, plans, link, leave_to_a_person)

    @api.model
    def _create_all(self, connection, plans):
        """Create the partners of contacts; one that Odoo refuses waits for a person and holds up nobody.

        :return: the values of their links
        """
        Partner = self._partners(connection)

        def row(plan, partner):
            values = self._link_values(connection, plan.contact, partner, plan.values, compare=False)
            return {**values, "created_here": True}

        def leave_to_a_person(plan, error):
            text = self.env._("Odoo could not create the contact: %s", self._with_suspects(error))
            return self._review_values(connection, plan._replace(problem=text))

        try:
            with self.env.cr.savepoint():
                partners = Partner.create(
                    [self._create_values(connection, plan.contact, plan.values) for plan in plans]
                )
        except CONCURRENCY_ERRORS:
            raise
        except Exception as error:
            if is_end_of_process(error):
                raise
            _logger.info("Xero: a page of contacts is created one by one", exc_info=True)
            return self._each(
                connection,
                plans,
                lambda plan: row(plan, Partner.create(self._create_values(connection, plan.contact, plan.values))),
                leave_to_a_person,
            )
        return [row(plan, partner) for plan, partner in zip(plans, partners)]

    @api.model
    def _with_suspects(self, error):
        """Return a sentence of Odoo's about values, with the add-ons that had a hand in these."""
        return self.env["xero.hook"]._with_suspects(str(error), self.env["res.partner"], "_xero_prepare_vals")

    @api.model
    def _all_or_each(self, connection, items, action, failed):
        """Return `action(item)` for each item; a savepoint for each is only paid for when one of them fails."""
        try:
            with self.env.cr.savepoint():
                return [action(item) for item in items]
        except CONCURRENCY_ERRORS:
            raise
        except Exception as error:
            if is_end_of_process(error):
                raise
            _logger.info("Xero: a page of contacts is looked at one by one", exc_info=True)
            return self._each(connection, items, action, failed)

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
                if is_end_of_process(error):
                    raise
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
    def _review_values(self, connection, plan):
        """Return the row of a contact that could be one of several partners, or that failed: a person decides."""
        contact, found = plan.contact, plan.partners
        names = ", ".join(found.mapped("display_name"))
        text = self.env._("Could be one of several contacts in Odoo: %s. Please choose one.", names)
        return {
            "connection_id": connection.id,
            "entity": "contact",
            "res_model": "res.partner",
            "record_name": contact.name,
            "xero_id": contact.xero_id,
            "state": "review",
            **self._remote_values(contact),
            "message": plan.problem or text,
            "snapshot": plan.values,
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
