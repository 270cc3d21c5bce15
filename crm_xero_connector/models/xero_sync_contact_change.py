from odoo import api, models

from .. import const, exceptions
from ..gateway import chunks, element_errors
from ..mappers.contact import contact_from_xero
from ..mappers.merge import ORIGIN, three_way
from ..mappers.partner import SENT_FIELDS
from .xero_sync_contact_push import NAME_TAKEN, without_refused

ARCHIVED = "Archived contacts cannot"


class XeroSyncContact(models.AbstractModel):
    """Tells Xero what changed in Odoo: only the fields that did, after a look at what Xero has now."""

    _inherit = "xero.sync.contact"

    @api.model
    def _push(self, connection, links):
        """Send contacts that were changed or tagged; those that Xero does not have are created.

        :param links: waiting links of contacts, locked
        """
        gone = links.filtered(lambda link: not link._record())
        gone.write({"state": "skipped", "message": False})
        links -= gone
        new = links.filtered(lambda link: not link.xero_id)
        if new:
            partners = self.env["res.partner"].browse(new.mapped("res_id"))
            results = self._ensure_contacts(connection, partners)
            for link in new:
                if isinstance(results[link.res_id], exceptions.XeroError):
                    self._fail(link, results[link.res_id])
        for ids in chunks((links - new).ids, const.MAX_IDS):
            self._push_changes(connection, self.env["xero.link"].browse(ids))

    @api.model
    def _push_changes(self, connection, links):
        """Merge both sides of contacts, then send what only Odoo changed; no row is locked while Xero is asked."""
        links.write({"state": "sending", "changed": False, "message": False})
        self._commit()
        ids = links.mapped("xero_id")
        page = connection._call(lambda gateway: gateway.contacts(ids=ids))
        contacts = {contact.xero_id: contact for contact in self._parse(connection, page.items)}
        refs, payloads = self._refs(connection), {}
        for link in links:
            contact = contacts.get(link.xero_id)
            payload = contact and self._one(link, lambda link=link, contact=contact: self._merge(link, contact, refs))
            if payload:
                payloads[link] = payload
            elif link.state == "sending":
                self._done(link)
        self._commit()
        if payloads:
            self._send_changes(connection, payloads, refs)

    @api.model
    def _merge(self, link, contact, refs):
        """Bring the partner up to date and return the payload of what only Odoo changed, {} for nothing."""
        connection = link.connection_id
        partner = self._partners(connection).browse(link.res_id)
        values = self._remembered(connection, contact, partner, refs)
        self._update(link, partner, values, self._remote_values(contact))
        names = self._waiting_fields(link, partner)
        if contact.status == "ARCHIVED":
            link.message = bool(names) and self.env._(
                "The contact is archived in Xero, which takes no changes of it. Restore it in Xero first."
            )
            return {}
        if connection.archive_in_xero and not partner.active and connection.contact_direction == "both":
            return {"ContactID": link.xero_id, "ContactStatus": "ARCHIVED"}
        return self._change_payload(link, partner, names)

    @api.model
    def _waiting_fields(self, link, partner):
        """Return the fields that Odoo changed and Xero does not know of."""
        connection, snapshot = link.connection_id, link.snapshot or {}
        if connection.contact_direction != "both":
            return []
        merge = three_way(snapshot, self._ours(partner, snapshot), snapshot, connection._field_policies())
        return partner._xero_can_send(merge.send)

    @api.model
    def _change_payload(self, link, partner, names):
        """Return the payload of some fields, in the places of Xero that they came from."""
        payload = partner._xero_prepare_contact_payload(link.connection_id)
        keys = {key for name in names for key in SENT_FIELDS[name]}
        changes = {key: value for key, value in payload.items() if key in keys}
        origin, before = (link.snapshot or {}).get(ORIGIN, {}), link.snapshot or {}
        for phone in changes.get("Phones", ()):
            phone["PhoneType"] = origin.get("phone", phone["PhoneType"])
        for address in changes.get("Addresses", ()):
            address["AddressType"] = origin.get("address", address["AddressType"])
            for key, name in (("Region", "state_id"), ("Country", "country_id")):
                if (partner[name].id or None) == before.get(name):  # as Xero spells it
                    address[key] = origin.get(key.lower()) or address[key]
        return {"ContactID": link.xero_id, **changes} if changes else {}

    @api.model
    def _send_changes(self, connection, payloads, refs):
        """Make the call; an answer for the whole batch is broken down to the single ones."""
        key = self._new_key()
        bodies = list(payloads.values())
        try:
            elements = connection._call(lambda gateway: gateway.update_contacts(bodies, idempotency_key=key))
        except exceptions.XeroOutcomeUnknown as error:
            self._fail(list(payloads), error)  # sent again later: the same change twice is one change
            return
        except (exceptions.XeroRejected, exceptions.XeroNotFound) as error:
            if len(payloads) == 1:
                self._fail(list(payloads), error)
                return
            for link, payload in payloads.items():
                self._send_changes(connection, {link: payload}, refs)
            return
        for (link, payload), element in zip(payloads.items(), elements):
            self._accept_change(connection, link, payload, element, refs)

    @api.model
    def _accept_change(self, connection, link, payload, element, refs):
        """Take in what Xero says of one change; a value that it refuses does not hold back the others."""
        errors = element_errors(element)
        said = " ".join(errors)
        if not errors:
            contact = contact_from_xero(element)
            partner = self._partners(connection).browse(link.res_id)
            values = self._remembered(connection, contact, partner, refs)
            self._remember(link, partner, {**(link.snapshot or {}), **values}, (), self._remote_values(contact))
            self._done(link)
            return
        lighter = without_refused(payload, said)
        if NAME_TAKEN in said and "Name" in payload:
            lighter = {key: value for key, value in payload.items() if key not in SENT_FIELDS["name"]}
        text = self.env._("Xero did not take a change of %(name)s: %(said)s", name=link.record_name, said=said)
        link.message = text
        link._record()._message_log(body=text)
        if lighter and len(lighter) > 1:
            self._send_changes(connection, {link: lighter}, refs)
        elif "ContactStatus" in payload or ARCHIVED in said:
            self._done(link)
        else:
            self._fail(link, exceptions.XeroRejected("Xero refused the change.", messages=errors))

    @api.model
    def _done(self, link):
        """Close a link, unless the partner changed while it was on its way."""
        link.write({"state": "to_push" if link.changed else "synced", "changed": False, "attempts": 0})
