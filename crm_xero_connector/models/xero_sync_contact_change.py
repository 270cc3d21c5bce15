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
            new.write({"state": "sending", "changed": False, "message": False})
            self._commit()
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
        refs, changes = self._refs(connection), {}
        for link in links:
            contact = contacts.get(link.xero_id)
            merged = contact and self._one(link, lambda link=link, contact=contact: self._merge(link, contact, refs))
            if merged and merged[0]:
                changes[link] = merged
            elif link.state == "sending":
                self._done(link)
        self._commit()
        if changes:
            self._send_changes(connection, changes, refs)

    @api.model
    def _merge(self, link, contact, refs):
        """Bring the partner up to date.

        :return: (payload of what only Odoo changed, {} for nothing; the partner's values that it is made of)
        """
        connection = link.connection_id
        partner = self._partners(connection).browse(link.res_id)
        values = self._remembered(connection, contact, partner, refs)
        self._update(link, partner, values, self._remote_values(contact))
        waiting = self._waiting(link, partner)
        names = partner._xero_can_send(waiting)
        if contact.status == "ARCHIVED":
            link.message = bool(names) and self.env._(
                "The contact is archived in Xero, which takes no changes of it. Restore it in Xero first."
            )
            return {}, waiting
        if connection.archive_in_xero and waiting.get("active") is False:
            return {"ContactID": link.xero_id, "ContactStatus": "ARCHIVED"}, waiting
        return self._change_payload(link, partner, names), waiting

    @api.model
    def _waiting(self, link, partner):
        """Return the values that Odoo changed and Xero does not know of: dict of field -> value."""
        connection, snapshot = link.connection_id, link.snapshot or {}
        if connection.contact_direction != "both":
            return {}
        ours = self._ours(partner, snapshot)
        return {name: ours[name] for name in three_way(snapshot, ours, snapshot, connection._field_policies()).send}

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
    def _send_changes(self, connection, changes, refs):
        """Make the call; an answer for the whole batch is broken down to the single ones.

        :param changes: dict of link -> what `_merge` returned
        """
        key = self._new_key()
        bodies = [payload for payload, _values in changes.values()]
        try:
            elements = connection._call(lambda gateway: gateway.update_contacts(bodies, idempotency_key=key))
        except exceptions.XeroOutcomeUnknown as error:
            self._fail(list(changes), error)  # sent again later: the same change twice is one change
            return
        except (exceptions.XeroRejected, exceptions.XeroNotFound) as error:
            if len(changes) == 1:
                self._fail(list(changes), error)
                return
            for link, change in changes.items():
                self._send_changes(connection, {link: change}, refs)
            return
        for (link, change), element in zip(changes.items(), elements):
            self._accept_change(connection, link, change, element, refs)

    @api.model
    def _accept_change(self, connection, link, change, element, refs):
        """Take in what Xero says of one change; a value that it refuses does not hold back the others."""
        payload, sent = change
        errors = element_errors(element)
        said = " ".join(errors)
        if not errors:
            self._settle_change(link, sent, contact_from_xero(element), refs)
            return
        lighter = without_refused(payload, said)
        if NAME_TAKEN in said and "Name" in payload:
            lighter = {key: value for key, value in payload.items() if key not in SENT_FIELDS["name"]}
        text = self.env._("Xero did not take a change of %(name)s: %(said)s", name=link.record_name, said=said)
        link.message = text
        link._record()._message_log(body=text)
        if lighter and len(lighter) > 1:
            self._send_changes(connection, {link: (lighter, sent)}, refs)
        elif "ContactStatus" in payload or ARCHIVED in said:
            self._settle_change(link, sent, None, refs)
        else:
            self._fail(link, exceptions.XeroRejected("Xero refused the change.", messages=errors))

    @api.model
    def _settle_change(self, link, sent, contact, refs):
        """Remember what both sides have now; what a person changed during the call still waits.

        :param sent: the partner's values of which Xero was told, whether it took them or not
        :param contact: the contact as Xero has it now, None when it is as it was
        """
        connection, snapshot = link.connection_id, link.snapshot or {}
        partner = self._partners(connection).browse(link.res_id)
        values, problem = self._remembered_as_far(connection, contact, partner, refs) if contact else ({}, "")
        remote = self._remote_values(contact) if contact else {}
        self._take_over_meanwhile(link, partner, sent, values)
        later = [name for name, value in self._waiting(link, partner).items() if sent.get(name) != value]
        self._remember(link, partner, {**snapshot, **values}, later, remote)
        self._done(link)
        if problem:
            link.message = problem
        if contact:
            self._tell_push(link, contact)

    @api.model
    def _take_over_meanwhile(self, link, partner, sent, values):
        """Write what somebody changed in Xero between our look at the contact and our change of it: the answer has it.

        :param values: the contact's values as it answered, {} without an answer
        """
        before = {**(link.snapshot or {}), **{name: values[name] for name in sent if name in values}}
        merge = three_way(before, self._ours(partner, values), values, link.connection_id._field_policies())
        self._leave_users_alone(link, partner, merge)
        if merge.write:
            partner.write(merge.write)
        self._note_lost(link, partner, merge)
        if values:
            self._update_extras(partner, before, values)

    @api.model
    def _done(self, link):
        """Close a link, unless the partner changed while it was on its way."""
        link.write({"state": "to_push" if link.changed else "synced", "changed": False, "attempts": 0})
