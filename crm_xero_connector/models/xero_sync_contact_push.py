from odoo import api, models

from .. import exceptions
from ..gateway import element_errors
from ..mappers.contact import contact_from_xero
from ..mappers.values import normalise_name

NAME_TAKEN = "already assigned to another contact"


class XeroSyncContact(models.AbstractModel):
    """Has the customers of invoices in Xero before the invoices: found there or created there."""

    _inherit = "xero.sync.contact"

    @api.model
    def _ensure_contacts(self, connection, partners):
        """Return the Xero ids of partners; those that Xero does not have are created in one call.

        :return: dict of partner id -> Xero id, or a `XeroError` for a partner that needs a person
        """
        links = self.env["xero.link"]._for_records(connection, "contact", partners)
        ready = {partner_id: link.xero_id for partner_id, link in links.items() if link.xero_id}
        missing = partners.filtered(lambda partner: partner.id not in ready)
        if not missing:
            return ready
        payloads = [partner._xero_prepare_contact_payload(connection) for partner in missing]
        key = self._new_key()
        try:
            elements = connection._call(lambda gateway: gateway.create_contacts(payloads, idempotency_key=key))
        except exceptions.XeroOutcomeUnknown:
            return {**ready, **self._find_marked(connection, missing)}
        for partner, element in zip(missing, elements):
            ready[partner.id] = self._accept(connection, partner, element)
        self._commit()
        return ready

    @api.model
    def _accept(self, connection, partner, element):
        """Return the Xero id behind an answer to a creation; a taken name may be the same customer."""
        errors = element_errors(element)
        if not errors:
            return self._link(connection, partner, element)
        if any(NAME_TAKEN in error for error in errors):
            return self._link_named(connection, partner)
        return exceptions.XeroRejected("Xero refused the contact.", messages=errors)

    @api.model
    def _find_marked(self, connection, partners):
        """Look up by our marker what may or may not have been created; the rest is created next time."""
        found = {}
        for partner in partners:
            try:
                element = connection._call(lambda gateway, partner=partner: gateway.contact(partner._xero_marker()))
            except exceptions.XeroNotFound:
                found[partner.id] = exceptions.XeroUnreachable("The contact is not in Xero yet.")
            else:
                found[partner.id] = self._link(connection, partner, element)
        return found

    @api.model
    def _link_named(self, connection, partner):
        """Link the contact that has the partner's name already, unless it is somebody else's by its e-mail address."""
        name = contact_name(partner).replace('"', "")
        page = connection._call(lambda gateway: gateway.contacts(where=f'Name=="{name}"', include_archived=False))
        own = normalise_name(partner.name)
        found = [item for item in map(contact_from_xero, page.items) if normalise_name(item.name) == own]
        email = (partner.email or "").strip().casefold()
        if len(found) == 1 and (not email or not found[0].email or found[0].email.casefold() == email):
            taken = self.env["xero.link"]._index(connection, "contact", [found[0].xero_id])
            if not taken:
                return self._link(connection, partner, page.items[0])
        text = self.env._(
            "Xero has another contact named %s. Please rename one of them, or give both the same e-mail address.",
            partner.name,
        )
        return exceptions.MappingError(text)

    @api.model
    def _link(self, connection, partner, element):
        """Remember which contact a partner is; the event lane may have been faster."""
        contact = contact_from_xero(element)
        Link = self.env["xero.link"]
        known = Link._index(connection, "contact", [contact.xero_id]).get(contact.xero_id, Link)
        if known.res_id and known.res_id != partner.id:
            text = self.env._("The contact in Xero is linked with %s already.", known.display_name)
            return exceptions.MappingError(text)
        link = known or Link._for_records(connection, "contact", partner).get(partner.id)
        remembered = self._remembered(connection, contact, partner, self._refs())
        values = self._link_values(connection, contact, partner, remembered)
        if link:
            link.write(values)
        else:
            self.env["xero.link"].create(values)
        return contact.xero_id


def contact_name(partner):
    """Return a partner's name as a creation sends it."""
    return partner._xero_prepare_contact_payload(partner.env["xero.connection"])["Name"]
