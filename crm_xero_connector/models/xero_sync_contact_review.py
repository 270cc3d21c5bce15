from odoo import Command, api, models

from .. import const
from ..gateway import chunks
from ..mappers.contact import contact_from_xero


class XeroSyncContact(models.AbstractModel):
    """Carries out what a person decided on doubtful contacts."""

    _inherit = "xero.sync.contact"

    @api.model
    def _resolve(self, links):
        """Read the contacts afresh and link each with the chosen partner, or create one where none was chosen.

        :param links: doubtful links of one connection
        """
        connection = links.connection_id
        refs = self._refs(connection)
        by_id = {link.xero_id: link for link in links}
        for part in chunks(list(by_id), const.MAX_IDS):
            page = connection._call(lambda gateway, part=part: gateway.contacts(ids=part))
            for contact in map(contact_from_xero, page.items):
                self._settle(connection, by_id[contact.xero_id], contact, refs)

    @api.model
    def _settle(self, connection, link, contact, refs):
        Partner = self._partners(connection)
        values = self._remembered(connection, contact, Partner, refs)
        partner = Partner.browse(link.choice_id.id)
        if partner:
            self._fill_in(partner, values)
        else:
            partner = Partner.create(self._create_values(connection, contact, values))
        row = {**self._link_values(connection, contact, partner, values), "created_here": not link.choice_id}
        link.write({**row, "message": False, "candidate_ids": [Command.clear()], "choice_id": False})
