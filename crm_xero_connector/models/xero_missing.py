from odoo import api, models

from ..exceptions import MappingError


class XeroMissing(models.AbstractModel):
    """Finds out what a record that is held back lacks: asked again, the same words name the thing."""

    _name = "xero.missing"
    _description = "What Is Not Mapped"

    @api.model
    def _of_link(self, link):
        """Return what has to be mapped so that a record goes.

        :param link: an `xero.link`
        :return: dict with "kind" ("tax", "account", "default" or "payment") and what it is about; empty when mapping
            does not help
        """
        if link.state != "blocked" or not link.message:
            return {}
        for code, _name in self.env["res.lang"].get_installed():
            record = link.with_context(lang=code)._record()
            connection = link.connection_id.with_context(lang=code).sudo()
            if link.entity == "payment":
                found = self._of_payment(connection, record, link.message)
            elif record and record._name == "account.move":
                found = self._of_document(connection, record, link.message)
            else:
                found = {}
            if found:
                return found
        return {}

    @api.model
    def _of_document(self, connection, move, message):
        Mapping, direction = self.env["xero.tax.mapping"].sudo().with_env(connection.env), move._xero_direction()
        for line in move.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
            if Mapping._why_not(connection, line.tax_ids, direction) == message:
                return {"kind": "tax", "direction": direction, "tax_ids": line.tax_ids}
            if self._refuses(lambda line=line: connection._account_for(line)) == message:
                return self._of_account(connection, line, direction, message)
        return {}

    @api.model
    def _of_account(self, connection, line, direction, message):
        """Return which account is missing: one that Xero no longer takes is named in the message."""
        flag, default = {
            "sale": ("is_sales_account", "sales_account_id"),
            "purchase": ("is_purchase_account", "bills_account_id"),
        }[direction]
        used = connection.account_mapping_ids.xero_account_id | connection[default]
        bad = used.filtered(lambda account: not account[flag] and account.display_name in message)
        if bad:
            return {"kind": "account", "flag": flag, "old_account_id": bad[:1]}
        return {"kind": "default", "flag": flag, "default": default}

    @api.model
    def _of_payment(self, connection, record, message):
        moves = record.move_id if "move_id" in record._fields else record
        for place in (*record.journal_id, *moves.line_ids.account_id) if record else ():
            if self._refuses(lambda place=place: connection._payment_account_of(place)) == message:
                name = "journal_id" if place._name == "account.journal" else "account_id"
                return {"kind": "payment", "flag": "is_payment_account", name: place}
        return {}

    @api.model
    def _refuses(self, question):
        """Return the words with which a question is refused, None when it is answered."""
        try:
            question()
        except MappingError as error:
            return error.message
        return None
