from decimal import Decimal

from odoo import api, models
from odoo.tools import format_date

from .. import const, exceptions
from ..mappers.contact import contact_from_xero
from ..mappers.invoice import number_to_xero
from ..mappers.merge import GROUPS, PERSONS
from ..mappers.values import to_decimal
from .account_move import exact
from .xero_sync_invoice import FROM_XERO

AMOUNTS = ("Quantity", "UnitAmount", "DiscountRate", "TaxAmount")
LINE_KEYS = ("Description", "ItemCode", "Quantity", "UnitAmount", "DiscountRate", "AccountCode", "AccountID", "TaxType")
LINE_KEYS += ("TaxAmount", "Tracking")


class XeroSyncCompare(models.AbstractModel):
    """Puts one record as Xero has it now beside the one in Odoo; writes nothing on either side."""

    _name = "xero.sync.compare"
    _description = "Xero Record Comparison"
    _inherit = "xero.sync"

    @api.model
    def _read(self, link):
        """Return the record as Xero has it now, in Xero's own words: one call.

        :raise XeroError: when Xero does not have it, or cannot be asked
        """

        def read(gateway):
            kinds = {"contact": gateway.contact, "invoice": gateway.invoice, "credit_note": gateway.credit_note}
            return kinds[link.entity](link.xero_id)

        return link.connection_id._call(read)

    @api.model
    def _rows(self, link, item):
        """Return both sides of a record.

        :return: (list of (label, Odoo's text, Xero's text, whether they differ), what could not be compared or "")
        """
        if link.entity == "contact":
            return self._rows_of_contact(link, link._record(), contact_from_xero(item)), ""
        move = link._record().with_company(link.company_id)
        remote = FROM_XERO[link.entity](item)
        try:
            lines, problem = self._rows_of_lines(link, move, remote, item.get("LineItems") or []), ""
        except exceptions.MappingError as error:
            lines, problem = [], self.env._("Odoo's lines cannot be shown: %s", error.message)
        return [*self._rows_of_document(link, move, remote), *lines], problem

    # --- documents ---------------------------------------------------------------------------------------------------

    @api.model
    def _reference(self, link, move):
        """Return the reference that Xero should have, or why nobody knows it; bills have none there."""
        if not move.is_sale_document():
            return ""
        try:
            return move._xero_reference(link.connection_id)
        except exceptions.MappingError as error:
            return error.message

    @api.model
    def _rows_of_document(self, link, move, remote):
        contacts = self.env["xero.link"]._for_records(link.connection_id, "contact", move.commercial_partner_id)
        ours = [row.xero_id for row in contacts.values()]
        is_alive = (move.state == "cancel") == (remote.status in const.DEAD_STATUSES)
        state = dict(move._fields["state"]._description_selection(self.env))[move.state]
        is_credit = remote.kind in const.CREDIT_KINDS
        due = move.invoice_date_due or move.invoice_date
        facts = [
            (self.env._("State"), state, remote.status, not is_alive),
            self._fact(self.env._("Number"), number_to_xero(move._xero_number()), remote.number),
            (
                self.env._("Contact"),
                move.commercial_partner_id.display_name,
                remote.contact_name,
                remote.contact_id not in ours,
            ),
            self._fact(self.env._("Reference"), self._reference(link, move), remote.reference),
            self._day(self.env._("Date"), move.invoice_date, remote.date),
            *([] if is_credit else [self._day(self.env._("Due date"), due, remote.due_date)]),
            self._fact(self.env._("Currency"), move.currency_id.name, remote.currency),
        ]
        amounts = (
            (self.env._("Total"), move.amount_total, remote.total),
            (self.env._("Tax"), move.amount_tax, remote.total_tax),
            (self.env._("Amount due"), move._xero_due(), remote.amount_due),
        )
        return facts + [self._amount(label, exact(own, move.currency_id), theirs) for label, own, theirs in amounts]

    @api.model
    def _fact(self, label, ours, theirs):
        return label, ours, theirs, ours != theirs

    @api.model
    def _day(self, label, ours, theirs):
        return label, format_date(self.env, ours), format_date(self.env, theirs), ours != theirs

    @api.model
    def _amount(self, label, ours, theirs):
        return label, str(ours), str(theirs), ours != theirs

    @api.model
    def _rows_of_lines(self, link, move, remote, theirs):
        """Return a row for each line that is equal, and one for each value in which a line differs.

        :raise MappingError: when Odoo's lines cannot be made for Xero
        """
        connection = link.connection_id
        record = move._xero_invoice_record(connection, remote.contact_id)
        payload, _form = move._xero_prepare_invoice_payload(connection, record)
        rows = []
        for number, (own, other) in enumerate(self._pairs(payload["LineItems"], theirs), 1):
            label = self.env._("Line %s", number)
            if not (own and other):
                rows.append((label, self._summary(own), self._summary(other), True))
                continue
            names = [key for key in LINE_KEYS if key in own and self._plain(own, key) != self._plain(other, key)]
            rows += [(f"{label}: {key}", self._text(own, key), self._text(other, key), True) for key in names]
            if not names:
                rows.append((label, self._summary(own), self._summary(other), False))
        return rows

    @api.model
    def _pairs(self, ours, theirs):
        """Yield Odoo's line and Xero's: those of the same id, then those that are left, in their order."""
        by_id = {line.get("LineItemID"): line for line in theirs}
        known = {line["LineItemID"] for line in ours if line.get("LineItemID") in by_id}
        rest = [line for line in theirs if line.get("LineItemID") not in known]
        for line in ours:
            own_id = line.get("LineItemID")
            yield line, by_id[own_id] if own_id in known else (rest.pop(0) if rest else {})
        for line in rest:
            yield {}, line

    @api.model
    def _plain(self, line, key):
        """Return a value in a form in which those of both sides can be compared."""
        if key in AMOUNTS:
            return to_decimal(line.get(key), Decimal(0))
        if key == "Tracking":
            return {option.get("TrackingOptionID") for option in line.get(key) or ()}
        return (line.get(key) or "").strip()

    @api.model
    def _text(self, line, key):
        if key in AMOUNTS:
            return f"{self._plain(line, key).normalize():f}"
        if key == "Tracking":
            options = self.env["xero.option"].search([("xero_id", "in", list(self._plain(line, key)))])
            return ", ".join(options.mapped("name"))
        return self._plain(line, key)

    @api.model
    def _summary(self, line):
        """Return a line in one line."""
        if not line:
            return ""
        words = (line.get("Description") or "").split("\n")[0][:60]
        if "UnitAmount" not in line:
            return words
        return f"{words} ({self._text(line, 'Quantity')} × {self._text(line, 'UnitAmount')}, {line.get('TaxType')})"

    # --- contacts ----------------------------------------------------------------------------------------------------

    @api.model
    def _rows_of_contact(self, link, partner, contact):
        """Return a row for each field that is kept in step, then the tags and the persons."""
        engine = self.env["xero.sync.contact"]
        values = engine._remembered(link.connection_id, contact, partner, engine._refs(link.connection_id))
        ours = engine._ours(partner, values)
        rows = []
        for name in ours:
            field = partner._fields[name]
            label = field.get_description(self.env, ["string"])["string"]
            shown = [link._shown(field, side.get(name)) for side in (ours, values)]
            if any(shown):
                rows.append((label, *shown, shown[0] != shown[1]))
        tags, persons = partner.category_id.mapped("name"), partner.child_ids.mapped("name")
        people = [name for name, _email in values.get(PERSONS, ())]
        for label, own, theirs in (
            (self.env._("Tags"), tags, values.get(GROUPS, [])),
            (self.env._("Contact persons"), persons, people),
        ):
            if own or theirs:
                missing = set(theirs) - set(own)  # what Odoo has beyond that is its own
                rows.append((label, ", ".join(filter(None, own)), ", ".join(theirs), bool(missing)))
        return rows
