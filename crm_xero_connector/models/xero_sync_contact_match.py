import re
from collections import defaultdict

from odoo import api, models

from ..mappers.values import normalise_name

NOT_IN_TAX_NUMBER = re.compile(r"[^0-9A-Z]")


class XeroSyncContact(models.AbstractModel):
    """Decides which partner a Xero contact is: by our marker, tax number, e-mail and name, name; else a new one."""

    _inherit = "xero.sync.contact"

    @api.model
    def _match_page(self, connection, contacts):
        """Return what to do with contacts that have no link, in a constant number of queries.

        :return: list of (contact, "create" | "link" | "review", partners, what went wrong or "")
        """
        keys = self._keys_of_partners(self._candidates(connection, contacts))
        Partner = self.env["res.partner"].with_context(active_test=False)

        def judge(contact):
            own = Partner._xero_match(connection, contact)
            return (contact, "own", own, "") if own else (contact, *self._match(contact, keys), "")

        matches = self._all_or_each(
            connection, contacts, judge, lambda contact, error: (contact, "review", Partner, error)
        )
        own = Partner.union(*(found for _contact, verdict, found, _problem in matches if verdict == "own"))
        claimed, result = set(self.env["xero.link"]._for_records(connection, "contact", own)) if own else set(), []
        for contact, verdict, found, problem in matches:
            found = found.filtered(lambda partner: partner.id not in claimed)
            if verdict == "own":
                verdict = "link" if len(found) == 1 else "review"
            if not (found or problem):
                verdict = "create"
            if verdict == "link":
                claimed.add(found.id)
            result.append((contact, verdict, found, problem))
        return result

    @api.model
    def _candidates(self, connection, contacts):
        """Return the partners, archived ones too, that any of the contacts could be and that are not linked yet."""
        Partner = self.env["res.partner"].with_context(active_test=False)
        names = {normalise_name(contact.name) for contact in contacts} - {""}
        taxes = {contact.tax_number for contact in contacts} - {""}
        marked = [
            partner_id for contact in contacts if (partner_id := Partner._xero_id_in_marker(contact.contact_number))
        ]
        domain = ["|", "|", ("xero_name_key", "in", list(names)), ("vat", "in", list(taxes)), ("id", "in", marked)]
        company = ("company_id", "in", [False, *connection.company_id.parent_ids.ids])
        partners = Partner.search([("parent_id", "=", False), company, *domain])
        linked = self.env["xero.link"]._for_records(connection, "contact", partners)
        return partners.filtered(lambda partner: partner.id not in linked)

    @api.model
    def _keys_of_partners(self, partners):
        """Return the partners by each thing that can identify them."""
        keys = defaultdict(lambda: self.env["res.partner"])
        for partner in partners:
            keys["marker", partner._xero_marker()] |= partner
            if partner.vat:
                keys["tax", self._tax_key(partner.vat)] |= partner
            if partner.xero_name_key:
                keys["name", partner.xero_name_key] |= partner
        return keys

    @api.model
    def _tax_key(self, text):
        return NOT_IN_TAX_NUMBER.sub("", (text or "").upper())

    @api.model
    def _match(self, contact, keys):
        """Return the verdict on one contact and the partners it is about; hook.

        Called while a page of contacts is matched, for each one that is not linked yet and of which `_xero_match` says
        nothing; not for what is linked. Override it to change the order of our own rules; a rule of your own is better
        placed in `res.partner._xero_match`. It must not search: all that is needed was searched for the whole page.

        :param contact: a `mappers.people.Contact`
        :param keys: dict of (kind, key) -> partners that are not linked yet; the kinds are "marker", "tax" and "name"
        :return: tuple of "link" and the one partner that it is, of "review" and those that it could be, or of "create"
            and no partner
        """
        none = self.env["res.partner"]
        certain = keys.get(("marker", contact.contact_number), none)
        if not certain and contact.tax_number:
            certain = keys.get(("tax", self._tax_key(contact.tax_number)), none)
        if certain:
            return ("link" if len(certain) == 1 else "review"), certain
        named = keys.get(("name", normalise_name(contact.name)), none)
        email = contact.email.casefold()
        same = named.filtered(lambda partner: email and (partner.email or "").strip().casefold() == email)
        if len(same) == 1:
            return "link", same
        if len(named) == 1 and not (email and named.email):
            return "link", named
        return ("review", named) if named else ("create", none)
