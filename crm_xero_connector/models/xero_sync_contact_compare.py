from odoo import api, models

from .. import const, exceptions
from ..gateway import chunks


class XeroSyncContact(models.AbstractModel):
    """Looks at all contacts without taking any: the nightly comparison, and the preview of a first run."""

    _inherit = "xero.sync.contact"

    @api.model
    def _cron_compare(self):
        """Find what events and polls missed; a cheap list of all contacts tells what has to be read once more."""
        cursors = self.env["xero.cursor"]
        connections = self._connections().filtered(lambda connection: cursors._of(connection, "contact").first_done)
        self._each_night("compare", connections, self._compare)

    @api.model
    def _compare(self, connection, cursor):
        """Compare all contacts, then read those who owe anything; what there is no time for is left to the next run."""
        cursor._start()
        try:
            is_over = self._compare_pages(connection, cursor) and self._refresh_debtors(connection, cursor)
        except exceptions.XeroAuthError:
            raise
        except exceptions.XeroError as error:
            is_over = getattr(error, "problem", None) != "minute"
            if is_over:
                self.env["xero.log"]._note(connection, "compare", self._describe(error), "warning")
            else:  # more pages than calls in a minute: it goes on this night
                self._pause(cursor, error)
        if not is_over:
            cursor.due_at = False
            return
        cursor.state = "idle"
        if cursor.done:
            text = self.env._("%s contacts had changed without anybody telling.", cursor.done)
            self.env["xero.log"]._note(connection, "compare", text, "warning")

    @api.model
    def _compare_pages(self, connection, cursor):
        """Read anew every contact whose time of change is not the one that was seen last.

        :return: whether all pages are compared; False when Odoo's time for this run is over
        :raise XeroError: when Xero cannot be read
        """
        while cursor.page:
            page = connection._call(lambda gateway: gateway.contacts(page=cursor.page, summary_only=True))
            for part in chunks(self._missed(connection, self._parse(connection, page.items)), const.MAX_IDS):
                full = connection._call(lambda gateway, part=part: gateway.contacts(ids=part))
                self._apply(connection, self._parse(connection, full.items), self._refs(connection))
                cursor.done += len(part)
                if not self._commit():
                    return False  # the same page again: what was read now is not missed any more
            cursor.page = 0 if page.is_last else cursor.page + 1
            if not self._commit() and cursor.page:
                return False
        return True

    @api.model
    def _missed(self, connection, contacts):
        """Return the ids of those contacts of a page that are not known, or not as they are now."""
        missed = []
        links = self.env["xero.link"]._index(connection, "contact", [contact.xero_id for contact in contacts])
        for contact in contacts:
            link = links.get(contact.xero_id)
            if link:
                changed = self._remote_values(contact)["remote_updated_at"]
                is_missed = changed and link.remote_updated_at and changed > link.remote_updated_at
            else:
                is_wanted = not contact.merged_to and contact.status != "GDPRREQUEST"  # as where they are taken in
                is_missed = is_wanted and connection.contact_filter == "all"
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
