from markupsafe import Markup

from odoo import api, fields, models

SHOWN = 200


class XeroContactPreview(models.TransientModel):
    """What the next run would do with Xero's contacts: looked up now, nothing written."""

    _name = "xero.contact.preview"
    _description = "Preview of Xero's Contacts"

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade")
    to_create = fields.Integer("Would Be Created", readonly=True)
    to_link = fields.Integer("Would Be Linked", readonly=True)
    to_review = fields.Integer("Would Wait for You", readonly=True)
    left_out = fields.Integer("Would Be Left Out", readonly=True)
    known = fields.Integer("Linked Already", readonly=True)
    calls = fields.Integer("Calls of a Run", readonly=True)
    names = fields.Html(readonly=True, sanitize=False)

    @api.model
    def _make(self, connection):
        """Return a preview of a connection's contacts.

        :raise XeroError: when Xero cannot be asked
        """
        found = self.env["xero.sync.contact"].sudo()._preview(connection.sudo())
        titles = {
            "review": self.env._("Would wait for you: could be"),
            "link": self.env._("Would be linked with"),
            "create": self.env._("Would be created"),
            "left_out": self.env._("Would be left out"),
        }
        return self.create(
            {
                "connection_id": connection.id,
                "to_create": len(found["create"]),
                "to_link": len(found["link"]),
                "to_review": len(found["review"]),
                "left_out": len(found["left_out"]),
                "known": len(found["known"]),
                "calls": found["calls"],
                "names": Markup("").join(self._list(title, found[key]) for key, title in titles.items()),
            }
        )

    def _list(self, title, rows):
        if not rows:
            return Markup("")
        items = Markup("").join(
            Markup("<li>%s%s</li>") % (name, f" – {partners}" if partners else "") for name, partners in rows[:SHOWN]
        )
        more = self.env._("… and %s more", len(rows) - SHOWN) if len(rows) > SHOWN else ""
        return Markup("<h4>%s (%s)</h4><ul>%s</ul><p>%s</p>") % (title, len(rows), items, more)
