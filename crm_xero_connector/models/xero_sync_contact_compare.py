from odoo import api, models

from .. import const, exceptions
from ..gateway import chunks


class XeroSyncContact(models.AbstractModel):
    """Looks at all contacts without taking any: the nightly comparison, and the preview of a first run."""

    _inherit = "xero.sync.contact"

    @api.model
    def _cron_compare(self):
        """Find what events and polls missed; a cheap list of all contacts tells what has to be read once more."""
        for connection in self._connections():
            if self.env["xero.cursor"]._of(connection, "contact").first_done:
                connection._guard(lambda connection=connection: self._compare(connection))
                connection._guard(lambda connection=connection: self._refresh_debtors(connection))
            self._commit(1)

    @api.model
    def _compare(self, connection):
        """Read anew every contact whose time of change is not the one that was seen last.

        :return: how many had to be read
        """
        refs = self._refs(connection)
        try:
            missed = self._missed(connection)
            for part in chunks(missed, const.MAX_IDS):
                page = connection._call(lambda gateway, part=part: gateway.contacts(ids=part))
                self._apply(connection, self._parse(connection, page.items), refs)
                self._commit(len(part))
        except exceptions.XeroAuthError:
            raise
        except exceptions.XeroError as error:
            self.env["xero.log"]._note(connection, "compare", self._describe(error), "warning")
            return 0
        if missed:
            text = self.env._("%s contacts had changed without anybody telling.", len(missed))
            self.env["xero.log"]._note(connection, "compare", text, "warning")
        return len(missed)

    @api.model
    def _missed(self, connection):
        """Return the ids of contacts that are not known, or not as they are now."""
        missed = []
        for contacts in self._all_pages(connection, summary_only=True):
            links = self.env["xero.link"]._index(connection, "contact", [contact.xero_id for contact in contacts])
            for contact in contacts:
                link = links.get(contact.xero_id)
                if link:
                    changed = self._remote_values(contact)["remote_updated_at"]
                    is_missed = changed and link.remote_updated_at and changed > link.remote_updated_at
                else:
                    is_missed = not contact.merged_to and connection.contact_filter == "all"
                if is_missed:
                    missed.append(contact.xero_id)
        return missed

    @api.model
    def _all_pages(self, connection, **options):
        """Yield the contacts of each page."""
        number = 0
        while True:
            number += 1
            page = connection._call(lambda gateway, number=number: gateway.contacts(page=number, **options))
            yield self._parse(connection, page.items)
            if page.is_last:
                return

    @api.model
    def _preview(self, connection):
        """Tell what a first run would do, and write nothing.

        :return: dict of verdict -> list of (name in Xero, names of partners), and "calls" -> number
        """
        result = {"create": [], "link": [], "review": [], "left_out": [], "known": [], "calls": 0}
        for contacts in self._all_pages(connection):
            result["calls"] += 1
            links = self.env["xero.link"]._index(connection, "contact", [contact.xero_id for contact in contacts])
            open_ones = [row for row in contacts if row.xero_id not in links and not row.merged_to]
            wanted = [contact for contact in open_ones if connection._wants_contact(contact)]
            for contact, verdict, partners, _problem in self._match_page(connection, wanted):
                result[verdict].append((contact.name, ", ".join(partners.mapped("display_name"))))
            result["left_out"] += [(contact.name, "") for contact in open_ones if contact not in wanted]
            result["known"] += [(contact.name, "") for contact in contacts if contact.xero_id in links]
        return result
