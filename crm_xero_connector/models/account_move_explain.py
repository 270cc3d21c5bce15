from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import LENGTHS
from ..exceptions import MappingError
from ..mappers.expected import expected_lines
from ..mappers.rounding import totals
from ..mappers.values import cut
from .account_move import ENTITIES, exact

NEW_CONTACT = "new"  # stands for the id of a contact that is made in Xero before the document
# What of a payload has a row of its own, or is no value of the document.
SHOWN_KEYS = {
    "Contact", "InvoiceID", "CreditNoteID", "InvoiceNumber", "CreditNoteNumber", "Reference", "Date", "DueDate",
    "CurrencyCode", "CurrencyRate", "Status", "BrandingThemeID", "Type", "LineAmountTypes", "LineItems", "Url",
    "SentToContact",
}  # fmt: skip


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
        rows = [
            choice(self.env._("Sent"), lambda: connection._choose_send(self), self._xero_yes_or_no),
            self._xero_explain_contact(connection),
            row(self.env._("Number"), *self._xero_explain_number(payload)),
            self._xero_explain_reference(connection, payload),
            row(self.env._("Date"), payload.get("Date"), self._xero_say_field("invoice_date")),
            row(self.env._("Due date"), payload.get("DueDate"), self._xero_say_field("invoice_date_due")),
            row(self.env._("Currency"), payload.get("CurrencyCode"), self._xero_say_field("currency_id")),
            row(self.env._("Rate"), payload.get("CurrencyRate"), self._xero_say_field("invoice_currency_rate")),
            self._xero_explain_status(connection),
        ]
        if self.move_type == "out_invoice":
            rows.append(choice(self.env._("Branding theme"), lambda: connection._choose_theme(self), self._xero_theme))
        if payload.get("SentToContact"):
            rows.append(
                row(self.env._("Sent to the customer"), self.env._("Yes"), self._xero_say_field("is_move_sent"))
            )
        rows.append(row(self.env._("Link to Odoo"), payload.get("Url")))
        rows += connection._explain_rest(payload, SHOWN_KEYS)
        return [item for item in rows if item["value"] or item["is_problem"]]

    def _xero_yes_or_no(self, value):
        return self.env._("Yes") if value else self.env._("No: it stays in Odoo")

    def _xero_theme(self, theme):
        return theme.name or self.env._("Xero's own choice")

    def _xero_explain_reference(self, connection, payload):
        """Return the row of the reference, which several due dates may have been added to."""
        sent = payload.get("Reference", "") if payload and self.is_sale_document() else None
        return connection._explain_choice(
            self.env._("Reference"),
            lambda: connection._choose_reference(self),
            lambda _value: cut(self._xero_reference(connection), LENGTHS["Reference"]),
            sent,
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

    def _xero_explain_status(self, connection):
        """Return the row of the status; of a draft that is not sent as one, the status that it will have."""
        name = self.env._("Status")
        statuses = dict(connection._fields["invoice_status"]._description_selection(self.env))
        link = self._xero_links().get(self.id, self.env["xero.link"])
        is_sent_later = self.state == "draft" and not self._xero_is_sendable()
        choose = connection._choose_confirmed_status if is_sent_later else connection._choose_status
        row = connection._explain_choice(name, lambda: choose(self), statuses.get)
        if self.env["xero.sync.invoice"]._keeps_status(link, "DRAFT" if self.state == "draft" else ""):
            return connection._explain_row(name, link.remote_status, self.env._("It is in Xero and keeps its status"))
        return row

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
