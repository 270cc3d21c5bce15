from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError

# What a person compares, in this order; many2one values are shown by their names.
COMPARED = ("name", "email", "phone", "street", "city", "zip", "country_id", "vat", "ref", "website")


class XeroLink(models.Model):
    """Doubtful contacts: both sides next to each other, and a person's decision, which is remembered."""

    _inherit = "xero.link"

    candidate_ids = fields.Many2many("res.partner", "xero_link_candidate_rel", string="Could Be", readonly=True)
    choice_id = fields.Many2one(
        "res.partner",
        "Same As",
        domain="[('id', 'in', candidate_ids)]",
        context={"active_test": False},
        help="The contact in Odoo that this one is. Link keeps what Odoo has and fills in what it lacks.",
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.depends("snapshot", "candidate_ids", "choice_id")
    def _compute_comparison(self):
        for link in self:
            partners = link.choice_id or link.candidate_ids
            link.comparison = link._comparison(partners) if link.state == "review" else False

    def _comparison(self, partners):
        """Return a table of the contact in Xero beside the partners that it could be; differences are bold."""
        heads = [self.env._("In Xero"), *(self.env._("In Odoo: %s", partner.display_name) for partner in partners)]
        rows = []
        for name in COMPARED:
            field = partners._fields[name]
            theirs = self._shown(field, (self.snapshot or {}).get(name))
            ours = [self._shown(field, partner[name]) for partner in partners]
            if theirs or any(ours):
                label = field.get_description(self.env, ["string"])["string"]
                cells = [escape(theirs)]
                cells += [escape(text) if text == theirs else Markup("<b>%s</b>") % text for text in ours]
                rows.append((label, cells))
        head = Markup("").join(Markup("<th>%s</th>") % text for text in ["", *heads])
        body = Markup("").join(
            Markup("<tr><th>%s</th>%s</tr>") % (label, Markup("").join(Markup("<td>%s</td>") % cell for cell in cells))
            for label, cells in rows
        )
        table = '<table class="table table-sm"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>'
        return Markup(table) % (head, body)

    def _shown(self, field, value):
        if field.relational:
            record = value if isinstance(value, models.BaseModel) else self.env[field.comodel_name].browse(value or [])
            return record.display_name or ""
        return str(value or "")

    # --- merging in Odoo ---------------------------------------------------------------------------------------------

    @api.model
    def _follow_partners(self, gone, kept):
        """Lead the links of partners that are merged away to the one that is kept.

        In Xero nothing is merged: a second contact of the same partner stays there, linked with nobody.
        """
        links = self.search([("res_model", "=", "res.partner"), ("res_id", "in", gone.ids)])
        for link in links:
            own = self._for_records(link.connection_id, link.entity, kept)
            if kept.id not in own:
                link.write({"res_id": kept.id, "record_name": kept.name})
                link.flush_recordset()
                continue
            message = self.env._("Merged into %s in Odoo; in Xero it is a contact of its own.", kept.name)
            link.write({"res_id": False, "state": "skipped", "message": message})

    # --- decisions ---------------------------------------------------------------------------------------------------

    def action_review(self):
        """Open the page on which this contact is decided."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_link_action_review")
        view = self.env.ref("crm_xero_connector.xero_link_view_review_form")
        return {**action, "res_id": self.id, "view_mode": "form", "views": [(view.id, "form")]}

    def action_link_choice(self):
        """Link each doubtful contact with the partner that was chosen for it, or that is its only candidate."""
        doubtful = self._doubtful()
        for link in doubtful:
            link.choice_id = link.choice_id or (link.candidate_ids if len(link.candidate_ids) == 1 else False)
            if not link.choice_id:
                raise UserError(self.env._("Please choose which contact %s is.", link.record_name))
        doubtful._check_choices()
        self._decide(doubtful)

    def action_create_new(self):
        """Create a partner of its own for each doubtful contact, and for one whose partner was deleted."""
        doubtful = self._doubtful(also_deleted=True)
        doubtful.choice_id = False
        self._decide(doubtful)

    def _doubtful(self, also_deleted=False):
        self.check_access("write")
        doubtful = self.filtered(
            lambda link: (
                link.entity == "contact"
                and (link.state == "review" or (also_deleted and link.state == "skipped" and not link.res_id))
            )
        )
        if not doubtful:
            raise UserError(self.env._("Choose contacts that are to be reviewed."))
        return doubtful

    def _check_choices(self):
        """Refuse a partner that is another contact already, or that was chosen for two."""
        for connection, links in self.grouped("connection_id").items():
            known = self.sudo()._for_records(connection, "contact", links.choice_id)
            for partner, own in links.grouped("choice_id").items():
                others = known.get(partner.id, self.browse()) | own[1:]
                if others:
                    names = {"partner": partner.name, "other": others[0].record_name}
                    raise UserError(self.env._("%(partner)s is linked with %(other)s already.", **names))

    def _decide(self, doubtful):
        for connection, own in doubtful.grouped("connection_id").items():
            connection.sudo()._try(lambda own=own: self.env["xero.sync.contact"].sudo()._resolve(own.sudo()))
