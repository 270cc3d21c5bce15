from odoo import api, fields, models

from ..mappers.contact import contact_to_xero
from ..mappers.marker import find_marker, make_marker
from ..mappers.partner import SENT_FIELDS, partner_vals
from ..mappers.values import normalise_name

MARKER_KIND = "C"


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "xero.mixin"]

    xero_name_key = fields.Char(compute="_compute_xero_name_key", store=True, index=True)
    xero_currency_id = fields.Many2one("res.currency", compute="_compute_xero_balances")
    xero_receivable = fields.Monetary("Owed in Xero", "xero_currency_id", compute="_compute_xero_balances")
    xero_overdue = fields.Monetary("Overdue in Xero", "xero_currency_id", compute="_compute_xero_balances")
    xero_details = fields.Text("More in Xero", compute="_compute_xero_balances")

    @api.depends("name")
    def _compute_xero_name_key(self):
        for partner in self:
            partner.xero_name_key = normalise_name(partner.name or "") or False

    @api.depends_context("company", "lang")
    def _compute_xero_balances(self):
        links = self.commercial_partner_id.sudo()._xero_links()
        for partner in self:
            link = links.get(partner.commercial_partner_id.id, self.env["xero.link"].sudo())
            partner.xero_currency_id = link.company_id.currency_id
            partner.xero_receivable = link.receivable
            partner.xero_overdue = link.overdue
            partner.xero_details = link.details

    # --- the outbox: rows only, never the network -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if not self.env.context.get("xero_is_source"):
            tagged = [partner.id for partner, vals in zip(partners, vals_list) if vals.get("category_id")]
            self.browse(tagged)._xero_enqueue_tagged()
        return partners

    def write(self, vals):
        res = super().write(vals)
        if not self.env.context.get("xero_is_source"):
            if vals.keys() & {*SENT_FIELDS, "active"}:
                self._xero_enqueue_changed()
            if "category_id" in vals:
                self._xero_enqueue_tagged()
        return res

    def unlink(self):
        links = self.env["xero.link"].sudo().search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        res = super().unlink()
        links.filtered(lambda link: not link.xero_id).unlink()
        links.exists().write(
            {
                "state": "skipped",
                "res_id": False,
                "message": self.env._("Deleted in Odoo; Xero still has it. Bring Back creates it anew."),
            }
        )
        return res

    def _xero_enqueue_changed(self):
        """Have Xero told what changed, where a connection works both ways."""
        both = self.env["xero.connection"].sudo().search([("contact_direction", "=", "both")])
        if both:
            domain = [("connection_id", "in", both.ids), ("res_model", "=", self._name), ("res_id", "in", self.ids)]
            links = self.env["xero.link"].sudo().search([*domain, ("xero_id", "!=", False)])
            links.filtered(lambda link: link.state not in ("review", "skipped"))._enqueue()

    def _xero_enqueue_tagged(self):
        """Have those created in Xero that got the tag for it and that Xero does not have."""
        connections = self.env["xero.connection"].sudo().search([("push_tag_id", "!=", False)]) if self else ()
        for connection in connections:
            tagged = self.sudo().filtered(
                lambda partner, own=connection: (
                    own.push_tag_id in partner.category_id
                    and not partner.parent_id
                    and partner.company_id in (self.env["res.company"], own.company_id)
                )
            )
            known = self.env["xero.link"].sudo()._for_records(connection, "contact", tagged)
            rows = [
                {"connection_id": connection.id, "entity": "contact", **partner._xero_row()}
                for partner in tagged
                if partner.id not in known
            ]
            if rows:
                self.env["xero.link"].sudo().create(rows)
                connection._wake("push")

    def _xero_row(self):
        return {"res_model": self._name, "res_id": self.id, "record_name": self.name}

    # --- our key in Xero ------------------------------------------------------------------------------------------

    @api.model
    def _xero_database(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid") or ""

    def _xero_marker(self):
        """Return our key for this partner in Xero (ContactNumber, which only the API can write)."""
        return make_marker(self._xero_database(), MARKER_KIND, self.id)

    @api.model
    def _xero_id_in_marker(self, contact_number):
        """Return the partner's id in one of our own keys, None in any other text."""
        marker = find_marker(contact_number)
        ours = marker and str(marker) == make_marker(self._xero_database(), MARKER_KIND, marker.record_id)
        return marker.record_id if ours else None

    # --- values ---------------------------------------------------------------------------------------------------

    @api.model
    def _xero_match(self, connection, contact):
        """Return the partner that a Xero contact is by a rule of your own; hook.

        Called for each contact that is not linked yet, before our own rules (marker, tax number, e-mail and name,
        name), on an empty recordset that finds archived partners too. One partner is linked, several wait for a
        person, none leaves it to the rules. A partner that is linked with another contact is passed over. It must not
        write; a search in it is made for each contact of the first import.

        :param connection: the `xero.connection` it was read from
        :param contact: a `mappers.people.Contact`
        :return: a recordset of `res.partner`
        """
        return self.browse()

    def _xero_prepare_vals(self, connection, contact, refs):
        """Return the partner values for a Xero contact; hook.

        Called whenever a contact is read, on the partner that it is linked with, on an empty recordset for a new one.
        What it returns is remembered and merged field by field, so the same contact must always give the same values:
        it must not depend on what the partner has, nor on the time. It must not write, and it must not search: that
        would be a query for each contact of a page of 1,000.

        :param connection: the `xero.connection` it was read from
        :param contact: a `mappers.people.Contact`
        :param refs: a `mappers.partner.PartnerRefs`
        :return: dict of field values, only JSON types; a key that is left out is not touched
        """
        values = partner_vals(contact, refs)
        if values.get("website"):
            values["website"] = self._clean_website(values["website"])  # as Odoo stores it
        return values

    def _xero_prepare_contact_payload(self, connection):
        """Return the Xero contact for this partner; hook.

        Called before a contact is created in Xero, and when one of the fields that go there changed in Odoo: then only
        the keys of these fields are sent. It must keep `Name` and `ContactNumber`, by which a lost answer is found.

        :param connection: the `xero.connection` it is sent to
        :return: dict in Xero's spelling, without floats
        """
        self.ensure_one()
        is_person = not self.is_company and " " in (self.name or "")
        first_name, _space, last_name = self.name.partition(" ") if is_person else ("", "", "")
        return contact_to_xero(
            name=self.name or "",
            contact_number=self._xero_marker(),
            first_name=first_name,
            last_name=last_name,
            email=self.email or "",
            tax_number=self.vat or "",
            company_number=self.company_registry or "",
            account_number=self.ref or "",
            phone=self.phone or "",
            street=self.street or "",
            street2=self.street2 or "",
            city=self.city or "",
            region=self.state_id.name or "",
            postal_code=self.zip or "",
            country=self.country_id.name or "",
            address_kinds=("POBOX",),
        )

    @api.model
    def _xero_can_send(self, names):
        """Return those of some fields that Xero takes over the API."""
        return [name for name in names if name in SENT_FIELDS]
