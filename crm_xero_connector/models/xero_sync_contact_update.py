from odoo import api, models

from ..mappers.merge import KEPT, differs, left_apart, remembered, three_way
from ..mappers.partner import SYNCED_FIELDS


class XeroSyncContact(models.AbstractModel):
    """Carries over what changed in Xero since the last exchange: a three-way merge per field."""

    _inherit = "xero.sync.contact"

    @api.model
    def _update_all(self, connection, known, refs):
        """Update the partners of contacts that changed; those that did not are not even read.

        :param known: list of (link, contact)
        :return: the partners that were written
        """
        Partner = self._partners(connection)

        def prepare(item):
            link, contact = item
            values = self._remembered(connection, contact, Partner.browse(link.res_id), refs)
            return link, values, self._remote_values(contact)

        def is_changed(link, values, remote):
            return differs(link.snapshot or {}, values) or self._differs(link, remote)

        def note(item, error):
            text = self.env._("Odoo could not take over a change in Xero: %s", self._with_suspects(error))
            item[0].message = text
            return None

        def update(item):
            partner = Partner.browse(item[0].res_id)
            return partner if self._update(item[0], partner, *item[1:]) else None

        linked = [item for item in known if item[0].res_id]
        prepared = self._all_or_each(connection, linked, prepare, note)
        changed = [item for item in prepared if item and is_changed(*item)]
        there = set(Partner.browse([link.res_id for link, _values, _remote in changed]).exists().ids)
        changed = [item for item in changed if item[0].res_id in there]
        return Partner.union(*filter(None, self._each(connection, changed, update, note)))

    @api.model
    def _differs(self, link, remote):
        balances = ("receivable", "overdue")
        return any(link[name] != value for name, value in remote.items() if value or name in balances)

    @api.model
    def _update(self, link, partner, values, remote):
        """Bring one partner up to date with its contact, and remember the contact.

        :return: the number of things written
        """
        connection, before = link.connection_id, link.snapshot or {}
        if link.remote_status == "ARCHIVED" and remote["remote_status"] == "ACTIVE":
            connection._unblock()  # invoices that wait for its return
        merge = three_way(before, self._ours(partner, values), values, connection._field_policies())
        self._leave_users_alone(link, partner, merge)
        if merge.write:
            partner.write(merge.write)
        self._note_lost(link, partner, merge)
        extras = self._update_extras(partner, before, values)
        self._remember(link, partner, {**before, **values}, merge.send, remote)
        if connection.contact_direction == "both" and partner._xero_can_send(merge.send) and link.state == "synced":
            link._enqueue()
        return len(merge.write) + extras

    @api.model
    def _remember(self, link, partner, snapshot, pending, remote):
        """Write down what Xero has now, and where Odoo differs from it on purpose."""
        apart = left_apart(self._ours(partner, snapshot), snapshot, pending)
        snapshot = remembered({**snapshot, KEPT: apart})
        link.write({**remote, "snapshot": snapshot, "record_name": partner.name})

    @api.model
    def _ours(self, partner, values):
        """Return what Odoo has in the fields that are kept in step, as plain values.

        :param values: Xero's values; a hook may have added fields to them
        """
        return {name: self._plain(partner[name]) for name in dict.fromkeys((*SYNCED_FIELDS, *self._own_fields(values)))}

    @api.model
    def _plain(self, value):
        return value.id if isinstance(value, models.BaseModel) else value

    @api.model
    def _leave_users_alone(self, link, partner, merge):
        """Keep a partner that somebody logs in with: Odoo archives such a one only together with the user."""
        if merge.write.get("active") is False and partner.sudo().user_ids.filtered("active"):
            del merge.write["active"]
            text = self.env._("Archived in Xero. The contact stays active here because it is a user of Odoo.")
            link.message = text
            partner._message_log(body=text)

    @api.model
    def _note_lost(self, link, partner, merge):
        """Keep the value that gave way in the chatter when both sides had changed a field."""
        for name, stays, gone in merge.lost:
            field = partner._fields[name]
            label = field.get_description(self.env, ["string"])["string"]
            values = {"field": label, "stays": link._shown(field, stays), "gone": link._shown(field, gone)}
            if merge.write.get(name) == stays:
                text = self.env._(
                    "%(field)s was changed on both sides. Now: %(stays)s. In Odoo it was: %(gone)s.", **values
                )
            else:
                text = self.env._(
                    "%(field)s was changed on both sides. Now: %(stays)s. In Xero it was: %(gone)s.", **values
                )
            partner._message_log(body=text)

    @api.model
    def _fill_in(self, partner, values):
        """Give a matched partner what it lacks; what a person wrote in Odoo stays."""
        own = self._own_fields(values)
        missing = {name: value for name, value in own.items() if name != "active" and not partner[name]}
        if missing:
            partner.write(missing)
        self._update_extras(partner, {}, values)
