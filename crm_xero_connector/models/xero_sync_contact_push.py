from odoo import api, models

from .. import exceptions
from ..gateway import element_errors
from ..mappers.contact import contact_from_xero
from ..mappers.values import normalise_name

NAME_TAKEN = "already assigned to another contact"
NUMBER_TAKEN = "Another contact has this contact number"
# What Xero says of a single value -> the key that carries it. A contact goes without it rather than not at all.
REFUSED_VALUES = {
    "Account Number already exists": "AccountNumber",
    "Email address must be valid": "EmailAddress",
}


class XeroSyncContact(models.AbstractModel):
    """Has the customers of invoices in Xero before the invoices: found there or created there."""

    _inherit = "xero.sync.contact"

    @api.model
    def _ensure_contacts(self, connection, partners):
        """Return the Xero ids of partners; those that Xero does not have are created in one call.

        No row is locked while Xero is asked: whoever changes a document meanwhile waits for nobody.

        :return: dict of partner id -> Xero id, or a `XeroError` for a partner that needs a person
        """
        links = self.env["xero.link"]._for_records(connection, "contact", partners)
        ready = {
            partner_id: self._usable(connection, link, partners.browse(partner_id))
            for partner_id, link in links.items()
            if link.xero_id
        }
        missing = partners.filtered(lambda partner: partner.id not in ready)
        if not missing:
            return ready
        payloads = {}
        for partner in missing:
            try:
                with self.env["xero.hook"]._savepoint(partner, "_xero_prepare_contact_payload"):
                    payloads[partner] = partner._xero_prepare_contact_payload(connection)
            except exceptions.MappingError as error:
                ready[partner.id] = error
        missing = missing.browse().union(*payloads)
        if not missing:
            return ready
        key = self._new_key()
        self._commit()
        try:
            elements = connection._call(
                lambda gateway: gateway.create_contacts(list(payloads.values()), idempotency_key=key)
            )
        except exceptions.XeroOutcomeUnknown:
            return {**ready, **self._find_marked(connection, missing)}
        except exceptions.XeroRejected as error:  # an answer for all of them, which may be one's fault alone
            if len(missing) == 1:
                return {**ready, missing.id: error}
            for partner in missing:
                ready.update(self._ensure_contacts(connection, partner))
            return ready
        for (partner, payload), element in zip(payloads.items(), elements):
            ready[partner.id] = self._accept(connection, partner, payload, element)
        self._commit()
        return ready

    @api.model
    def _usable(self, connection, link, partner):
        """Return the id of the contact that can take documents: the one that this one was merged into, if it was.

        :return: a Xero id, or a `XeroError` for an archived contact
        """
        if link.remote_status == "ARCHIVED" and not link.merged_to:  # at our last look; it may be restored since
            self._commit()
            item = connection._call(lambda gateway: gateway.contact(link.xero_id))
            self._apply(connection, self._parse(connection, [item]), self._refs(connection))
        while link.merged_to:
            winner = self.env["xero.link"]._index(connection, "contact", [link.merged_to]).get(link.merged_to)
            if not winner:
                return link.merged_to
            link = winner
        return self._archived_error(partner) if link.remote_status == "ARCHIVED" else link.xero_id

    @api.model
    def _archived_error(self, partner):
        return exceptions.MappingError(
            self.env._(
                "%s is archived in Xero, which takes no invoice for such a contact. Restore it there "
                "(Contacts, Archived, Restore), then press Retry.",
                partner.name,
            )
        )

    @api.model
    def _accept(self, connection, partner, payload, element):
        """Return the Xero id behind an answer to a creation; a taken name may be the same customer."""
        errors = element_errors(element)
        if not errors:
            return self._link(connection, partner, element, payload)
        said = " ".join(errors)
        if NUMBER_TAKEN in said:
            return self._find_marked(connection, partner)[partner.id]
        if NAME_TAKEN in said:
            return self._link_named(connection, partner, payload)
        lighter = without_refused(payload, said)
        if lighter:
            return self._create_one(connection, partner, lighter)
        return exceptions.XeroRejected("Xero refused the contact.", messages=errors)

    @api.model
    def _create_one(self, connection, partner, payload):
        key = self._new_key()
        (element,) = connection._call(lambda gateway: gateway.create_contacts([payload], idempotency_key=key))
        return self._accept(connection, partner, payload, element)

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
                found[partner.id] = self._link(connection, partner, element, {})
        return found

    @api.model
    def _link_named(self, connection, partner, payload):
        """Link the contact that has the partner's name already, unless it is somebody else's by its e-mail address."""
        name = payload["Name"].replace('"', "")
        page = connection._call(lambda gateway: gateway.contacts(where=f'Name=="{name}"', include_archived=False))
        own, email = normalise_name(payload["Name"]), (partner.email or "").strip().casefold()
        found = [item for item in page.items if normalise_name(contact_from_xero(item).name) == own]
        contact = contact_from_xero(found[0]) if len(found) == 1 else None
        if contact and contact.xero_id not in self.env["xero.link"]._index(connection, "contact", [contact.xero_id]):
            is_ours = contact.contact_number == partner._xero_marker()
            if is_ours or not email or not contact.email or contact.email.casefold() == email:
                return self._link(connection, partner, found[0], {})
        longer = f"{payload['Name']} ({partner.ref or partner.id})"
        if connection.name_clash == "suffix" and partner.name == payload["Name"]:
            return self._create_one(connection, partner, {**payload, "Name": longer})
        text = self.env._(
            "Xero has another contact named %s. Please rename one of them, or give both the same e-mail address.",
            partner.name,
        )
        return exceptions.MappingError(text)

    @api.model
    def _link(self, connection, partner, element, sent):
        """Remember which contact a partner is; the event lane may have been faster.

        :param sent: the payload it was created from, {} for a contact that was found
        """
        contact = contact_from_xero(element)
        Link = self.env["xero.link"]
        known = Link._index(connection, "contact", [contact.xero_id]).get(contact.xero_id, Link)
        if known.res_id and known.res_id != partner.id:
            text = self.env._("The contact in Xero is linked with %s already.", known.display_name)
            return exceptions.MappingError(text)
        link = known or Link._for_records(connection, "contact", partner).get(partner.id, Link)
        partner = self._partners(connection).browse(partner.id)
        remembered, problem = self._remembered_as_far(connection, contact, partner, self._refs(connection))
        if not sent:  # found, and perhaps changed in Xero since our answer was lost
            self._fill_in(partner, remembered)
        values = self._link_values(connection, contact, partner, remembered)
        values["message"] = problem or self._say_left_out(partner, sent)
        if link.changed:
            values.update(state="to_push", changed=False)
        if link:
            link.write(values)
        else:
            link = self.env["xero.link"].create(values)
        self._tell_push(link, contact)
        return contact.xero_id

    @api.model
    def _say_left_out(self, partner, sent):
        """Return a sentence about what a contact had to go without, False when it went complete."""
        fields_by_key = {"EmailAddress": "email", "AccountNumber": "ref"}
        names = [
            partner._fields[name].get_description(self.env, ["string"])["string"]
            for key, name in fields_by_key.items()
            if sent and partner[name] and not sent.get(key)
        ]
        return bool(names) and self.env._("Xero did not take: %s. The contact went without.", ", ".join(names))


def without_refused(payload, said):
    """Return a payload without the values that Xero refused, None when it refused something else.

    :param said: Xero's words
    """
    keys = {key for words, key in REFUSED_VALUES.items() if words in said and key in payload}
    return {key: value for key, value in payload.items() if key not in keys} if keys else None
