from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models

from .. import const
from ..exceptions import MappingError
from ..mappers.invoice import invoice_to_xero
from ..mappers.records import Account, Invoice, InvoiceLine
from ..mappers.rounding import price_without_tax
from .account_move import ENTITIES, exact

TEXT_LINES = ("line_section", "line_subsection", "line_note")
DRAFT_NUMBER = "DRAFT-"  # then this database and Odoo's id: nobody else's document has it
LINE_IDS = "lines"  # in a snapshot: Xero's ids of the lines, by Odoo's


class AccountMove(models.Model):
    """What is sent of a document."""

    _inherit = "account.move"

    def _xero_invoice_record(self, connection, contact_id):
        """Return this document as plain values; hook.

        Called before a document is sent or sent again, in a savepoint of its own, and where a document is only shown
        or looked up: it must not write. Records are frozen: use `dataclasses.replace`. Total, tax and the lines' `net`
        and `tax` are Odoo's; an override must leave them as they are, else no form of the lines gives Odoo's amounts.

        :param connection: the `xero.connection` it is sent to
        :param contact_id: str, Xero's id of the customer
        :return: `mappers.records.Invoice`
        :raise MappingError: when something is not mapped
        """
        self.ensure_one()
        currency = self.currency_id
        foreign = currency != self.company_id.currency_id
        day = self.invoice_date or fields.Date.context_today(self)
        return Invoice(
            kind=const.MOVE_KINDS[self.move_type],
            contact_id=contact_id,
            number=self._xero_number(),
            reference=self._xero_reference(connection),
            date=day,
            due_date=self.invoice_date_due or day,
            currency=currency.name,
            currency_rate=exact(self.invoice_currency_rate) if foreign else None,
            lines=tuple(self._xero_lines(connection)),
            total=exact(self.amount_total, currency),
            total_tax=exact(self.amount_tax, currency),
            status=connection._choose_status(self).value,
            sent_to_contact=self.is_move_sent,
            url=f"{self.get_base_url()}/odoo/action-account.action_move_{self.move_type}_type/{self.id}",
            branding_theme_id=connection._choose_theme(self).value.xero_id or None,
        )

    def _xero_number(self):
        """Return the document's number in Xero: a bill's is the vendor's own, a draft's is one that never collides."""
        own = (self.ref if self.is_purchase_document() else "") or (self.name if self.posted_before else "")
        if self.move_type == "out_refund" and self.ref:  # one that was made in Xero keeps its number there
            link = self.sudo()._xero_links().get(self.id)
            own = link.remote_number if link and link.created_here else own
        return own or f"{DRAFT_NUMBER}{self.env['xero.token']._database_uuid()[:8]}-{self.id}"

    def _xero_direction(self):
        return "purchase" if self.is_purchase_document() else "sale"

    def _xero_reference(self, connection):
        """Return the reference; of several due dates Xero takes the last one, so all of them are written here."""
        own = connection._choose_reference(self).value
        terms = self.line_ids.filtered(lambda line: line.display_type == "payment_term").sorted("date_maturity")
        if len(set(terms.mapped("date_maturity"))) < 2:
            return own
        parts = [f"{exact(abs(line.amount_currency), self.currency_id)} {line.date_maturity}" for line in terms]
        return " ".join(filter(None, [own, f"({'; '.join(parts)})"]))

    def _xero_placeholders(self):
        """Return what the placeholders of a rule's reference stand for."""
        return {
            "number": self._xero_number(),
            "ref": self.ref or "",
            "partner": self.commercial_partner_id.name or "",
            "salesperson": self.invoice_user_id.name or "",
            "origin": self.invoice_origin or "",
            "payment_reference": self.payment_reference or "",
        }

    def _xero_lines(self, connection):
        """Return the lines in the order of the document; sections and notes are text, rounding comes last."""
        amounts = self._xero_amounts()
        lines = {}
        for line in self.invoice_line_ids.sorted(lambda line: (line.sequence, line.id)):
            if line.display_type in TEXT_LINES and line.name and line.name.strip():
                lines[line] = InvoiceLine(description=line.name)
            elif line in amounts:
                lines[line] = line._xero_line_record(connection, *amounts.pop(line))
        lines.update({line: line._xero_line_record(connection, *values) for line, values in amounts.items()})
        known = self._xero_line_ids(connection)
        return [replace(row, key=str(line.id), line_id=known.get(str(line.id))) for line, row in lines.items()]

    def _xero_line_ids(self, connection):
        """Return Xero's ids of the lines that it has already, by Odoo's id of the line."""
        links = self.env["xero.link"].sudo()._for_records(connection, ENTITIES[self.move_type], self)
        return (links[self.id].snapshot or {}).get(LINE_IDS, {}) if self.id in links else {}

    def _xero_amounts(self):
        """Return net, tax and taxes of each line, rounded so that their sums are the document's, as Odoo books them."""
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        return self._xero_amounts_of(base_lines, self.currency_id)

    @api.model
    def _xero_amounts_of(self, base_lines, currency):
        """Return net, tax and taxes of each record of rounded base lines."""
        Tax = self.env["account.tax"]
        details = Tax._aggregate_base_lines_tax_details(base_lines, lambda _line, tax: tax["tax"] if tax else Tax)
        result = {}
        for base, per_tax in details:
            amounts = base["tax_details"]
            net = amounts["total_excluded_currency"] + amounts["delta_total_excluded_currency"]
            tax = sum(values["tax_amount_currency"] for key, values in per_tax.items() if key)
            result[base["record"]] = (exact(net, currency), exact(tax, currency), base["tax_ids"])
        return result

    def _xero_codes(self, connection):
        """Return what of the organisation's chart and rates this document names, None when something is missing."""
        try:
            lines = self.with_company(connection.company_id)._xero_lines(connection)
        except MappingError:
            return None
        return [(line.account_code, line.account_id, line.tax_type) for line in lines]

    def _xero_prepare_invoice_payload(self, connection, record):
        """Return what is sent for this document; hook.

        Called after `_xero_invoice_record`, for a new document and for each change of one; an update leaves the status
        out. It must not write, it must not take out `Type`, `Contact`, `LineItems` or `Status`, and it must not set
        totals: Xero would refuse them. A changed amount of a line is found unequal when Xero answers.

        :param connection: the `xero.connection` it is sent to
        :param record: the `mappers.records.Invoice` of this document
        :return: tuple (dict in Xero's spelling with Decimals, no floats; str, the name of the form of its lines)
        """
        rounding = self.env["xero.account"].sudo()._rounding(connection)
        account = rounding and Account(
            rounding.xero_id, rounding.code or "", rounding.name, tax_type=rounding.tax_type or ""
        )
        return invoice_to_xero(record, account or None)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _xero_line_record(self, connection, net, tax, taxes):
        """Return this line as plain values; hook.

        Called for each line by `_xero_invoice_record`, with the same rules: it must not write, nor change `net` and
        `tax`. What `super()` returns has the tax rate, the account, the tracking and the item.

        :param connection: the `xero.connection` it is sent to
        :param net: Decimal, the amount without tax
        :param tax: Decimal, the amount of tax
        :param taxes: the `account.tax` chosen on the line
        :return: `mappers.records.InvoiceLine`
        :raise MappingError: when something is not mapped
        """
        rate = connection._choose_rate(self, taxes).value
        account = connection._account_for(self)
        is_product = self.display_type == "product"
        quantity = exact(self.quantity) if is_product else Decimal(1)
        return InvoiceLine(
            description=self.name or self.product_id.display_name or "",
            quantity=quantity,
            unit_amount=self._xero_unit_amount(net, quantity, taxes) if is_product else net,
            discount_rate=exact(self.discount) if is_product else Decimal(0),
            net=net,
            tax=tax,
            tax_type=rate.tax_type,
            tax_rate=exact(rate.effective_rate),
            account_code=account.code or None,
            account_id=account.xero_id,
            item_code=self._xero_item_code(connection),
            tracking=self._xero_tracking(connection),
        )

    def _xero_unit_amount(self, net, quantity, taxes):
        """Return the price of one without tax, before the discount."""
        is_included = any(tax.price_include for tax in taxes.flatten_taxes_hierarchy())
        return price_without_tax(exact(self.price_unit), quantity, exact(self.discount), net, is_included=is_included)
