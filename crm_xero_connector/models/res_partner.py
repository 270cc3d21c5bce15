from odoo import api, fields, models

from ..mappers.contact import contact_to_xero
from ..mappers.marker import find_marker, make_marker
from ..mappers.partner import partner_vals
from ..mappers.values import normalise_name

MARKER_KIND = "C"


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "xero.mixin"]

    xero_name_key = fields.Char(compute="_compute_xero_name_key", store=True, index=True)

    @api.depends("name")
    def _compute_xero_name_key(self):
        for partner in self:
            partner.xero_name_key = normalise_name(partner.name or "") or False

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

    def _xero_prepare_vals(self, connection, contact, refs):
        """Return the partner values for a Xero contact; hook.

        :param connection: the `xero.connection` it was read from
        :param contact: a `mappers.records.Contact`
        :param refs: a `mappers.partner.PartnerRefs`
        :return: dict of field values, only JSON types; a key that is left out is not touched
        """
        return partner_vals(contact, refs)

    def _xero_prepare_contact_payload(self, connection):
        """Return the Xero contact for this partner; hook.

        :param connection: the `xero.connection` it is sent to
        :return: dict in Xero's spelling
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
