from operator import attrgetter

from odoo import models

from ..const import LENGTHS
from ..exceptions import MappingError
from ..mappers.expected import expected_lines
from ..mappers.values import cut
from .account_move import exact
from .account_move_payload import TEXT_LINES

SHOWN = 60  # letters of a line's text in the table
SHOWN_KEYS = {
    "LineItemID", "Description", "Quantity", "UnitAmount", "DiscountRate", "ItemCode", "AccountCode", "AccountID",
    "TaxType", "TaxAmount", "Tracking",
}  # fmt: skip


class AccountMove(models.Model):
    """Tells what would be sent of the lines of a document, and what Xero would compute of them."""

    _inherit = "account.move"

    def _xero_explain_lines(self, connection, record, payload):
        """Return (place, rows) of each line; without a payload what can be said of those with amounts."""
        own = {str(line.id): line for line in self.line_ids}
        if record:
            sent = payload.get("LineItems", [])
            items = zip([own.get(line.key) for line in record.lines], sent)
            more = [(None, item) for item in sent[len(record.lines) :]]
        else:
            items, more = [(line, None) for line in self.invoice_line_ids], []
        rates = self._xero_rates(connection)
        for number, (line, item) in enumerate([*items, *more], 1):
            words = ((item or {}).get("Description") or (line and line.name) or "").strip().partition("\n")[0]
            rows = [self._xero_explain_text(connection, line, item)] if item else []
            rows += line._xero_explain_choices(connection, item) if line else []
            rows += self._xero_explain_amounts(connection, item, rates)
            yield f"{number}. {words[:SHOWN]}", rows + connection._explain_rest(item or {}, SHOWN_KEYS)

    def _xero_explain_text(self, connection, line, item):
        why, text = self.env._("Line: Label"), item.get("Description", "")
        if not line:
            why = self.env._("Added by rounding, or by an add-on")
        elif text != cut((line.name or line.product_id.display_name or "").strip(), LENGTHS["Description"]):
            why = self.env._("With quantity and price: Xero gets one piece at the net of the line")
        return connection._explain_row(self.env._("Text"), text, why)

    def _xero_rates(self, connection):
        rates = self.env["xero.tax.rate"].search([("connection_id", "=", connection.id)])
        return {rate.tax_type: exact(rate.effective_rate) for rate in rates}

    def _xero_explain_amounts(self, connection, item, rates):
        """Return the rows of what Xero computes of one line in the payload, none for a text."""
        sent = expected_lines({"LineItems": [item] if item else []}, rates)
        if not sent or sent[0].is_text:
            return []
        (sent,) = sent
        price = f"{sent.quantity:f} \u00d7 {sent.unit_amount:f}"
        price += f" (-{sent.discount_rate:f} %)" if sent.discount_rate else ""
        tax = self.env._("Computed by Xero: %s %%", f"{sent.tax_rate.normalize():f}")
        if sent.tax_amount is not None:
            tax = self.env._("Stated, as Odoo has it: Xero itself would compute %s", sent.own_tax)
        return [
            connection._explain_row(self.env._("Quantity and price"), price, self.env._("Without tax")),
            connection._explain_row(
                self.env._("Amount"), str(sent.amount), self.env._("Computed by Xero, to the cent")
            ),
            connection._explain_row(self.env._("Tax"), str(sent.tax), tax),
        ]


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _xero_explain_choices(self, connection, item):
        """Return the rows of what is chosen for a line.

        :param item: the line in the payload, None when there is none
        """
        if self.display_type in TEXT_LINES:
            return []
        choice, name = connection._explain_choice, attrgetter("display_name")
        sent = {key: connection._name_of_sent(key, value) for key, value in (item or {}).items()}
        rows = [
            choice(self.env._("Account"), lambda: connection._choose_account(self), name, sent.get("AccountCode")),
            choice(
                self.env._("Tax rate"), lambda: connection._choose_rate(self, self.tax_ids), name, sent.get("TaxType")
            ),
            self._xero_explain_code(connection, item),
            *self._xero_explain_tracking(connection),
        ]
        return [row for row in rows if row["value"] or row["is_problem"]]

    def _xero_explain_code(self, connection, item):
        row = connection._explain_choice(self.env._("Item"), lambda: connection._choose_item(self), str)
        if item and row["value"] and "ItemCode" not in item:
            row["why"] = self.env._("Left out: Xero would count one piece, or the code is too long for it")
        return row

    def _xero_explain_tracking(self, connection):
        try:
            found = connection._choose_tracking(self)
        except MappingError as error:
            return [connection._explain_row(self.env._("Tracking"), why=error.message, is_problem=True)]
        name = attrgetter("display_name")
        return [connection._explain_choice(self.env._("Tracking"), lambda own=own: own, name) for own in found]
