from odoo import models

from ..exceptions import MappingError
from .account_move import ENTITIES


class AccountMove(models.Model):
    """Tells before confirming what would keep a document from Xero."""

    _inherit = "account.move"

    def _xero_warnings(self):
        """Return what would hold a draft back after it was confirmed."""
        self.ensure_one()
        warnings = super()._xero_warnings()
        if self.state != "draft" or self.move_type not in ENTITIES:
            return warnings
        connection = self.env["xero.connection"]._of_company(self.company_id)
        is_wanted = connection.state == "connected" and self._xero_should_push(connection)
        return warnings + (self._xero_obstacles(connection) if is_wanted else [])

    def _xero_obstacles(self, connection):
        """Return in words what the connection's settings and mappings say against this document."""
        warnings = []
        if connection._is_locked(self.invoice_date):
            text = self.env._("The invoice date is in Xero's locked period (until %s).", connection._lock_date())
            as_draft = connection.lock_policy == "draft"
            warnings.append(f"{text} {self.env._('It will arrive there as a draft.')}" if as_draft else text)
        chosen = connection._with_choices_for(self)
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        said = [self._xero_why_not(lambda line=line: chosen._choose_rate(line, line.tax_ids)) for line in lines]
        return warnings + list(dict.fromkeys(filter(None, said)))

    def _xero_why_not(self, choose):
        """Return why a choice cannot be made, False when it can."""
        try:
            choose()
        except MappingError as error:
            return error.message
        return False
