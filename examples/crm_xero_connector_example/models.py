from odoo import api, fields, models

from odoo.addons.crm_xero_connector.exceptions import XeroServerError


class AccountMove(models.Model):
    _inherit = "account.move"

    xero_order_number = fields.Char("Customer's Order", help="Goes before the reference in Xero.")

    def _xero_prepare_invoice_payload(self, connection, record):
        payload, form = super()._xero_prepare_invoice_payload(connection, record)
        if self.xero_order_number and self.is_sale_document():
            reference = f"{self.xero_order_number} {payload.get('Reference', '')}".strip()
            payload = {**payload, "Reference": reference[:255]}
        return payload, form


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _xero_match(self, connection, contact):
        """Take the partner whose reference is the contact's account number in Xero."""
        found = super()._xero_match(connection, contact)
        if found or not contact.account_number:
            return found
        companies = [False, *connection.company_id.parent_ids.ids]
        own = [("ref", "=", contact.account_number), ("parent_id", "=", False), ("company_id", "in", companies)]
        return self.search(own)


class XeroSync(models.AbstractModel):
    _inherit = "xero.sync"

    @api.model
    def _error_policy(self):
        """Try every minute, and never give up, while Xero is in trouble."""
        return {**super()._error_policy(), XeroServerError: ("to_push", 60, False)}
