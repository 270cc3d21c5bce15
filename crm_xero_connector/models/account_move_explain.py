from operator import attrgetter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import LENGTHS
from ..exceptions import MappingError
from ..mappers.expected import expected_lines
from ..mappers.rounding import totals
from ..mappers.values import cut
from .account_move import ENTITIES, exact

NEW_CONTACT = "new"  # stands for the id of a contact that is made in Xero before the document
SHOWN = 60  # letters of a line's text in the table


class AccountMove(models.Model):
    """Tells what would be sent of a document and why. Nothing is sent or written, and Xero is not asked."""

    _inherit = "account.move"

    xero_can_explain = fields.Boolean(compute="_compute_xero_can_explain")

    @api.depends("company_id", "move_type")
    def _compute_xero_can_explain(self):
        connections = {company: self.env["xero.connection"]._of_company(company) for company in self.company_id}
        for move in self:
            connection = connections.get(move.company_id)
            move.xero_can_explain = bool(connection and connection.tenant_id and move.move_type in ENTITIES)

    def action_xero_explain(self):
        return self.env["xero.explain"]._open(self)

    def _xero_explain(self):
        """Return what would be sent: list of (place, rows), see `xero.connection._explain_row`.

        :raise UserError: when the document is of no kind that Xero gets
        """
        self.ensure_one()
        if not self.xero_can_explain:
            raise UserError(
                self.env._("Choose an invoice, a bill or a credit note of a company that has a connection.")
            )
        connection = self.env["xero.connection"]._of_company(self.company_id)
        move = self.sudo().with_company(connection.company_id)
        connection = connection._with_choices_for(move)
        record, payload, form, problem = move._xero_try_payload(connection)
        link = move._xero_links().get(move.id, self.env["xero.link"])
        problems = filter(None, (link.message, *move._xero_obstacles(connection), problem))
        rows = [connection._explain_row("", why=text, is_problem=True) for text in dict.fromkeys(problems)]
        return [
            (self.env._("Needs you"), rows),
            (self.env._("Document"), move._xero_explain_document(connection, payload)),
            *move._xero_explain_lines(connection, record, payload),
            (self.env._("Totals"), move._xero_explain_totals(connection, payload, form)),
        ]

    def _xero_try_payload(self, connection):
        """Return the record and the payload of this document, its form, and why there is none."""
        try:
            record = self._xero_invoice_record(connection, self._xero_contact_link(connection).xero_id or NEW_CONTACT)
            return record, *self._xero_prepare_invoice_payload(connection, record), ""
        except MappingError as error:
            return None, {}, "", error.message

    def _xero_contact_link(self, connection):
        partner = self.commercial_partner_id
        Link = self.env["xero.link"]
        return Link._for_records(connection, "contact", partner).get(partner.id, Link)

    # --- the document ------------------------------------------------------------------------------------------------

    def _xero_explain_document(self, connection, payload):
        row, choice = connection._explain_row, connection._explain_choice
        statuses = dict(connection._fields["invoice_status"]._description_selection(self.env))
        rows = [
            choice(self.env._("Sent"), lambda: connection._choose_send(self), self._xero_yes_or_no),
            self._xero_explain_contact(connection),
            row(self.env._("Number"), *self._xero_explain_number(payload)),
            self._xero_explain_reference(connection, payload),
            row(self.env._("Date"), payload.get("Date"), self._xero_say_field("invoice_date")),
            row(self.env._("Due date"), payload.get("DueDate"), self._xero_say_field("invoice_date_due")),
            row(self.env._("Currency"), payload.get("CurrencyCode"), self._xero_say_field("currency_id")),
            row(self.env._("Rate"), payload.get("CurrencyRate"), self._xero_say_field("invoice_currency_rate")),
            choice(self.env._("Status"), lambda: self._xero_choose_status(connection), statuses.get),
        ]
        if self.move_type == "out_invoice":
            rows.append(choice(self.env._("Branding theme"), lambda: connection._choose_theme(self), self._xero_theme))
        return [item for item in rows if item["value"] or item["is_problem"]]

    def _xero_yes_or_no(self, value):
        return self.env._("Yes") if value else self.env._("No: it stays in Odoo")

    def _xero_theme(self, theme):
        return theme.name or self.env._("Xero's own choice")

    def _xero_explain_reference(self, connection, payload):
        """Return the row of the reference, which several due dates may have been added to."""
        whole = cut(self._xero_reference(connection), LENGTHS["Reference"])
        sent = payload.get("Reference", "") if payload and self.is_sale_document() else None
        return connection._explain_choice(
            self.env._("Reference"), lambda: connection._choose_reference(self), lambda _value: whole, sent
        )

    def _xero_say_field(self, name):
        label = self._fields[name].get_description(self.env, ["string"])["string"]
        return f"{self.env._('Document')}: {label}"

    def _xero_explain_contact(self, connection):
        link = self._xero_contact_link(connection)
        known = self.env._("In Xero already") if link.xero_id else self.env._("Not in Xero yet: made there first")
        return connection._explain_row(self.env._("Contact"), self.commercial_partner_id.name, known)

    def _xero_explain_number(self, payload):
        if self.state == "draft" and not self._xero_is_sendable():
            return self.name_placeholder or self.env._("Not given yet"), self.env._("Given when it is confirmed")
        number = payload.get("InvoiceNumber") or payload.get("CreditNoteNumber")
        return number, self._xero_say_field("ref" if self.is_purchase_document() and self.ref else "name")

    def _xero_choose_status(self, connection):
        """Choose the status; of a draft that is not sent as one, the status that it will have."""
        if self.state == "draft" and not self._xero_is_sendable():
            return connection._choose_confirmed_status(self)
        return connection._choose_status(self)

    # --- its lines ---------------------------------------------------------------------------------------------------

    def _xero_explain_lines(self, connection, record, payload):
        """Return (place, rows) of each line; without a payload what can be said of those with amounts."""
        own = {str(line.id): line for line in self.line_ids}
        if record:
            items = zip([own.get(line.key) for line in record.lines], payload["LineItems"])
            more = [(None, item) for item in payload["LineItems"][len(record.lines) :]]
        else:
            items, more = [(line, None) for line in self.invoice_line_ids], []
        rates = self._xero_rates(connection)
        for number, (line, item) in enumerate([*items, *more], 1):
            words = ((item or {}).get("Description") or line.name or "").strip().partition("\n")[0]
            rows = [self._xero_explain_text(connection, line, item)] if item else []
            rows += line._xero_explain_choices(connection, item) if line else []
            yield f"{number}. {words[:SHOWN]}", rows + self._xero_explain_amounts(connection, item, rates)

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

    # --- what comes of it --------------------------------------------------------------------------------------------

    def _xero_explain_totals(self, connection, payload, form):
        if not payload:
            return []
        total, tax = totals(expected_lines(payload, self._xero_rates(connection)))
        forms = {
            "natural": self.env._("Every line as it is in Odoo"),
            "tax_amount": self.env._("As in Odoo, with the tax stated where Xero would round it otherwise"),
            "net_line": self.env._(
                "Lines whose price Xero cannot hold are one piece at their net, details in the text"
            ),
            "rounding_line": self.env._("What is left by rounding is a line on Xero's account for it"),
        }
        rows = [connection._explain_row(self.env._("Form"), forms.get(form, form))]
        for name, theirs, ours in (
            (self.env._("Tax in all"), tax, self.amount_tax),
            (self.env._("Total"), total, self.amount_total),
        ):
            ours = exact(ours, self.currency_id)
            same = theirs == ours
            why = self.env._("Equal to Odoo's") if same else self.env._("Odoo has %s", ours)
            value = f"{theirs} {self.currency_id.name}"
            rows.append(connection._explain_row(name, value, why, is_problem=not same))
        return rows


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _xero_explain_choices(self, connection, item):
        """Return the rows of what is chosen for a line.

        :param item: the line in the payload, None when there is none
        """
        if self.display_type in ("line_section", "line_subsection", "line_note"):
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
