from odoo import api, fields, models
from odoo.exceptions import UserError

from ..mappers.partner import SENT_FIELDS

GROUP = "crm_xero_connector.group_user"


class ResPartner(models.Model):
    """Tells what Xero gets of a contact, from which field, and when. Nothing is sent, and Xero is not asked."""

    _inherit = "res.partner"

    xero_can_explain = fields.Boolean(compute="_compute_xero_can_explain")

    @api.depends_context("company", "uid")
    def _compute_xero_can_explain(self):
        connection = self.env["xero.connection"]._of_company(self.env.company)
        self.xero_can_explain = bool(connection.tenant_id) and self.env.user.has_group(GROUP)

    def action_xero_explain(self):
        return self.env["xero.explain"]._open(self)

    def _xero_explain(self):
        """Return what would be sent: list of (place, rows), see `xero.connection._explain_row`.

        :raise UserError: when the company has no connection
        """
        self.ensure_one()
        connection = self.env["xero.connection"]._of_company(self.env.company)
        if not connection.tenant_id:
            raise UserError(self.env._("This company has no connection with Xero."))
        partner = self.env["xero.sync.contact"].sudo()._partners(connection).browse(self.commercial_partner_id.id)
        link = self.env["xero.link"].sudo()._for_records(connection, "contact", partner).get(partner.id)
        link = link or self.env["xero.link"].sudo()
        head = [connection._explain_row(self.env._("Sent"), *partner._xero_say_when(connection, link))]
        if link.message:
            head.append(connection._explain_row("", why=link.message, is_problem=True))
        return [(partner.display_name, head), (self.env._("Fields"), partner._xero_explain_fields(connection, link))]

    def _xero_say_when(self, connection, link):
        """Return whether this contact is sent, and why."""
        if link.xero_id and connection.contact_direction == "both":
            return self.env._("What changes"), self.env._("Xero page: Changes of Contacts, both ways")
        if link.xero_id:
            return self.env._("No"), self.env._("It is in Xero, and Xero leads (Xero page: Changes of Contacts)")
        tag = connection.push_tag_id
        if tag and tag in self.category_id:
            return self.env._("At once"), self.env._("Tag: %s", tag.name)
        return self.env._("With the first invoice"), self.env._("It is not in Xero yet")

    def _xero_explain_fields(self, connection, link):
        """Return a row of each key of the payload, and of each field that Xero would refuse."""
        payload = self._xero_prepare_contact_payload(connection)
        waiting = self.env["xero.sync.contact"].sudo()._waiting(link, self) if link.xero_id else {}
        rows = [
            connection._explain_row(
                connection._words_of_key(key),
                self._xero_flat(value),
                self._xero_say_key(connection, link, key, waiting),
            )
            for key, value in payload.items()
        ]
        left_out = [name for name, keys in SENT_FIELDS.items() if self[name] and not payload.keys() & set(keys)]
        why = self.env._("Left out: Xero would refuse it")
        return rows + [
            connection._explain_row(self._xero_label(name), self[name], why, is_problem=True) for name in left_out
        ]

    def _xero_label(self, name):
        return self._fields[name].get_description(self.env, ["string"])["string"]

    def _xero_flat(self, value):
        """Return a value of the payload in one line."""
        rows = value if isinstance(value, list) else [{"": value}]
        return "; ".join(", ".join(str(part) for part in row.values() if part) for row in rows)

    def _xero_say_key(self, connection, link, key, waiting):
        """Return where a key's value comes from, whether it is sent, and who wins when both sides changed it."""
        names = [name for name, keys in SENT_FIELDS.items() if key in keys]
        if not names:
            return self.env._("The mark by which this contact is found again")
        parts = [self.env._("Contact: %s", ", ".join(map(self._xero_label, names)))]
        if link.xero_id and connection.contact_direction == "both":
            is_changed = any(name in waiting for name in names)
            parts.append(self.env._("changed: sent next") if is_changed else self.env._("as in Xero: not sent"))
            policies = connection._field_policies()
            options = dict(self.env["xero.field.policy"]._fields["policy"]._description_selection(self.env))
            parts += sorted({options[policies.get(name, "xero")] for name in names})
        return "; ".join(parts)
