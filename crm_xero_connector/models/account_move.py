from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from .. import const
from ..exceptions import MappingError
from ..mappers.invoice import invoice_to_xero
from ..mappers.records import Account, Invoice, InvoiceLine

TEXT_LINES = ("line_section", "line_subsection", "line_note")
ENTITIES = {"out_invoice": "invoice", "out_refund": "credit_note"}


def exact(amount, currency=None):
    """Return an amount of Odoo as a Decimal, rounded like the currency."""
    amount = currency.round(amount) if currency else amount
    return Decimal(f"{amount:.{currency.decimal_places}f}") if currency else Decimal(str(amount))


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "xero.mixin"]

    def _xero_companies(self):
        connections = self.env["xero.connection"]
        return self.company_id.union(*(connections._of_company(company).company_id for company in self.company_id))

    # --- the outbox: rows only, never the network -----------------------------------------------------------------

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._xero_enqueue()
        return posted

    def button_cancel(self):
        res = super().button_cancel()
        self.filtered(lambda move: move.state == "cancel")._xero_enqueue(only_known=True)
        return res

    def write(self, vals):
        res = super().write(vals)
        if vals.get("is_move_sent"):
            self._xero_tell_sent()
        return res

    def _xero_tell_sent(self):
        """Have Xero told that the customer got the document: its reminders go only to those who did."""
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("entity", "=", "invoice")]
        links = self.env["xero.link"].sudo().search([*domain, ("state", "in", ("synced", "sending", "unknown"))])
        known = links.filtered(lambda link: link.state == "synced" and link.remote_status in ("AUTHORISED", "PAID"))
        known.only_sent = True
        (known | links.filtered(lambda link: link.state != "synced"))._enqueue()

    def unlink(self):
        links = self.env["xero.link"].sudo().search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        res = super().unlink()
        links.filtered(lambda link: not link.xero_id).unlink()
        links.exists().write({"state": "skipped", "message": self.env._("Deleted in Odoo; Xero still has it.")})
        return res

    def _xero_enqueue(self, only_known=False):
        """Put the documents that Xero should have into the outbox.

        :param only_known: leave alone what was never put there
        """
        connections = self.env["xero.connection"]
        for company in self.company_id:
            connection = connections._of_company(company)
            moves = self.filtered(lambda move: move.company_id == company and move.move_type in ENTITIES)
            if connection and connection.state != "draft":
                moves.filtered(lambda move: move._xero_should_push(connection))._xero_rows(connection, only_known)

    def action_xero_send(self):
        """Send chosen documents to the organisation that is connected now, whatever became of them before."""
        self.env["xero.link"].check_access("write")
        posted = self.filtered(lambda move: move.state == "posted" and move.move_type in ENTITIES)
        connected = posted.filtered(lambda move: self.env["xero.connection"]._of_company(move.company_id))
        if not connected:
            raise UserError(self.env._("Choose confirmed customer invoices of a company that is connected with Xero."))
        connected._xero_enqueue()

    def _xero_should_push(self, connection):
        """Tell whether this document belongs into Xero; hook.

        :param connection: the `xero.connection` of the document's company
        :return: bool
        """
        return connection.state != "disconnected" and connection._is_wanted_document(self)

    def _xero_rows(self, connection, only_known):
        """Have one row per document, waiting."""
        Link = self.env["xero.link"].sudo()
        for entity in set(ENTITIES.values()):
            moves = self.filtered(lambda move: ENTITIES[move.move_type] == entity)
            known = Link._for_records(connection, entity, moves) if moves else {}
            Link.union(*known.values()).write({"only_sent": False})
            Link.union(*known.values())._enqueue()
            new = moves.filtered(lambda move: move.id not in known) if not only_known else self.browse()
            rows = [{**move._xero_row(entity), "connection_id": connection.id} for move in new]
            if rows:
                Link.create(rows)
                connection._wake("push")

    def _xero_row(self, entity):
        return {"entity": entity, "res_model": self._name, "res_id": self.id, "record_name": self.name}

    # --- what is sent -------------------------------------------------------------------------------------------------

    def _xero_invoice_record(self, connection, contact_id):
        """Return this document as plain values; hook.

        :param connection: the `xero.connection` it is sent to
        :param contact_id: Xero's id of the customer
        :return: `mappers.records.Invoice`
        :raise MappingError: when something is not mapped
        """
        self.ensure_one()
        currency = self.currency_id
        foreign = currency != self.company_id.currency_id
        return Invoice(
            kind=const.MOVE_KINDS[self.move_type],
            contact_id=contact_id,
            number=self.name,
            reference=self._xero_reference(),
            date=self.invoice_date,
            due_date=self.invoice_date_due or self.invoice_date,
            currency=currency.name,
            currency_rate=exact(self.invoice_currency_rate) if foreign else None,
            lines=tuple(self._xero_lines(connection)),
            total=exact(self.amount_total, currency),
            total_tax=exact(self.amount_tax, currency),
            status=self._xero_status_wanted(connection),
            sent_to_contact=self.is_move_sent,
            url=f"{self.get_base_url()}/odoo/action-account.action_move_out_invoice_type/{self.id}",
        )

    def _xero_status_wanted(self, connection):
        """Return the status of a new document: a draft where the period is locked and the policy says so."""
        lock_date = connection._lock_date()
        is_locked = lock_date and self.invoice_date <= lock_date
        return "DRAFT" if is_locked and connection.lock_policy == "draft" else connection.invoice_status

    def _xero_reference(self):
        """Return the reference; of several due dates Xero takes the last one, so all of them are written here."""
        own = self.ref or (self.payment_reference if self.payment_reference != self.name else "") or ""
        terms = self.line_ids.filtered(lambda line: line.display_type == "payment_term").sorted("date_maturity")
        if len(set(terms.mapped("date_maturity"))) < 2:
            return own
        parts = [f"{exact(abs(line.amount_currency), self.currency_id)} {line.date_maturity}" for line in terms]
        return " ".join(filter(None, [own, f"({'; '.join(parts)})"]))

    def _xero_lines(self, connection):
        """Return the lines in the order of the document; sections and notes are text, rounding comes last."""
        amounts = self._xero_amounts()
        lines = []
        for line in self.invoice_line_ids.sorted(lambda line: (line.sequence, line.id)):
            if line.display_type in TEXT_LINES:
                lines.append(InvoiceLine(description=line.name or ""))
            elif line in amounts:
                lines.append(line._xero_line_record(connection, *amounts.pop(line)))
        return lines + [line._xero_line_record(connection, *values) for line, values in amounts.items()]

    def _xero_amounts(self):
        """Return net, tax and taxes of each line, rounded so that their sums are the document's, as Odoo books them."""
        Tax, currency = self.env["account.tax"], self.currency_id
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        details = Tax._aggregate_base_lines_tax_details(base_lines, lambda _line, tax: tax["tax"] if tax else Tax)
        result = {}
        for base, per_tax in details:
            amounts = base["tax_details"]
            net = amounts["total_excluded_currency"] + amounts["delta_total_excluded_currency"]
            tax = sum(values["tax_amount_currency"] for key, values in per_tax.items() if key)
            result[base["record"]] = (exact(net, currency), exact(tax, currency), base["tax_ids"])
        return result

    def _xero_prepare_invoice_payload(self, connection, record):
        """Return what is sent for this document; hook.

        :param connection: the `xero.connection` it is sent to
        :param record: the `mappers.records.Invoice` of this document
        :return: (dict in Xero's spelling, the name of the form of its lines)
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

        :param net: Decimal, the amount without tax
        :param tax: Decimal, the amount of tax
        :param taxes: the `account.tax` chosen on the line
        :return: `mappers.records.InvoiceLine`
        """
        mapping = self._xero_tax_mapping(connection, taxes)
        account = connection._account_for(self.account_id)
        is_product = self.display_type == "product"
        quantity = exact(self.quantity) if is_product else Decimal(1)
        return InvoiceLine(
            description=self.name or self.product_id.display_name or "",
            quantity=quantity,
            unit_amount=self._xero_unit_amount(net, quantity, taxes) if is_product else net,
            discount_rate=exact(self.discount) if is_product else Decimal(0),
            net=net,
            tax=tax,
            tax_type=mapping.tax_rate_id.tax_type,
            tax_rate=exact(mapping.tax_rate_id.effective_rate),
            account_code=account.code or None,
            account_id=account.xero_id,
        )

    @api.model
    def _xero_tax_mapping(self, connection, taxes):
        """Return the mapping of the taxes on a line.

        :raise MappingError: when they have none
        """
        mapping = self.env["xero.tax.mapping"].sudo()._resolve(connection, taxes)
        if not mapping:
            names = " + ".join(taxes.mapped("name")) or self.env._("No tax")
            raise MappingError(self.env._("'%s' is not mapped to a Xero tax rate. Map it under Map Taxes.", names))
        return mapping

    def _xero_unit_amount(self, net, quantity, taxes):
        """Return the price of one without tax, before the discount."""
        share = 1 - exact(self.discount) / 100
        if not any(tax.price_include for tax in taxes.flatten_taxes_hierarchy()) or not (quantity and share):
            return exact(self.price_unit)
        return net / quantity / share
