from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..mappers.invoice import number_to_xero
from .account_move import ENTITIES

NIGHTLY_DAYS = 92
KEEP_DAYS = 60


class XeroBooksCheck(models.Model):
    """One comparison of the two books over a period; it reads Xero afresh and changes nothing."""

    _name = "xero.books.check"
    _description = "Xero Books Check"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    date_from = fields.Date("From", required=True, default=lambda self: self._default_date_from())
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    ran_at = fields.Datetime("Checked", readonly=True)
    line_ids = fields.One2many("xero.books.line", "check_id", readonly=True)
    problem_line_ids = fields.One2many(
        "xero.books.line", "check_id", readonly=True, domain=[("verdict", "in", ("differs", "only_odoo"))]
    )
    equal_count = fields.Integer("Equal", readonly=True)
    problem_count = fields.Integer("Different", readonly=True)
    only_xero_count = fields.Integer("Only in Xero", readonly=True)
    call_count = fields.Integer("Calls", readonly=True)

    _period = models.Constraint("CHECK(date_from <= date_to)", "The period ends before it begins.")

    @api.model
    def _default_date_from(self):
        return fields.Date.context_today(self) - timedelta(days=NIGHTLY_DAYS)

    @api.depends("date_from", "date_to")
    def _compute_name(self):
        for check in self:
            check.name = self.env._("%(start)s to %(end)s", start=check.date_from, end=check.date_to)

    def action_run(self):
        """Compare now; what was found before is replaced."""
        self.ensure_one()
        self.connection_id.check_access("write")
        self.connection_id._try(lambda: self.env["xero.sync.books"].sudo()._run(self.sudo()))
        return True

    def action_lines(self):
        """Show all documents of the period, those that differ first."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_books_line_action")
        return {**action, "domain": [("check_id", "=", self.id)], "context": {"search_default_problems": 1}}

    @api.autovacuum
    def _gc_checks(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("create_date", "<", limit)]).unlink()


class XeroBooksLine(models.Model):
    """One document as both books have it."""

    _name = "xero.books.line"
    _description = "Document in Both Books"
    _order = "rank, odoo_date desc, id"
    _rec_name = "number"

    check_id = fields.Many2one("xero.books.check", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    move_id = fields.Many2one("account.move", "In Odoo", ondelete="cascade")
    link_id = fields.Many2one("xero.link", ondelete="set null")
    xero_id = fields.Char("ID in Xero")
    kind = fields.Selection(
        [
            ("ACCREC", "Invoice"),
            ("ACCRECCREDIT", "Credit Note"),
            ("ACCPAY", "Bill"),
            ("ACCPAYCREDIT", "Vendor Refund"),
        ],
        required=True,
    )
    number = fields.Char()
    partner = fields.Char("Contact")
    currency_id = fields.Many2one("res.currency")
    verdict = fields.Selection(
        [("differs", "Different"), ("only_odoo", "Only in Odoo"), ("only_xero", "Only in Xero"), ("equal", "Equal")],
        "Result",
        required=True,
    )
    rank = fields.Integer(compute="_compute_rank", store=True, help="What needs a person comes first.")
    difference = fields.Char("What Differs")
    odoo_state = fields.Char("State in Odoo")
    odoo_date = fields.Date("Date in Odoo")
    odoo_total = fields.Monetary("Total in Odoo")
    odoo_tax = fields.Monetary("Tax in Odoo")
    odoo_due = fields.Monetary("Due in Odoo")
    xero_state = fields.Char("State in Xero")
    xero_date = fields.Date("Date in Xero")
    xero_total = fields.Monetary("Total in Xero")
    xero_tax = fields.Monetary("Tax in Xero")
    xero_due = fields.Monetary("Due in Xero")

    @api.depends("verdict")
    def _compute_rank(self):
        order = [value for value, _label in self._fields["verdict"].selection]
        for line in self:
            line.rank = order.index(line.verdict)

    def action_open(self):
        self.ensure_one()
        return self.move_id._get_records_action() if self.move_id else False

    def action_push_again(self):
        """Send Odoo's version to Xero."""
        self.check_access("read")
        self.move_id.action_xero_send()

    def action_link(self):
        """Link documents that only Odoo has with those that only Xero has: the same number, or the two chosen ones."""
        self.env["xero.link"].check_access("write")
        ours = self.filtered(lambda line: line.verdict == "only_odoo" and line.move_id)
        pairs = [(line, line._counterpart(self if len(ours) == 1 else self.browse())) for line in ours]
        if not pairs or not all(theirs for _line, theirs in pairs):
            raise UserError(
                self.env._(
                    "Choose documents that only Odoo has. Xero needs one of the same kind and number, or choose "
                    "one document of each book."
                )
            )
        for line, theirs in pairs:
            line.sudo()._link_with(theirs.xero_id)

    def _counterpart(self, chosen):
        """Return the line of the document in Xero that this one is.

        :param chosen: lines among which the only one of Xero's is it, whatever its number
        """
        there = self.check_id.line_ids.filtered(lambda line: line.verdict == "only_xero" and line.kind == self.kind)
        number = number_to_xero(self.move_id._xero_number())
        same = (chosen & there) or there.filtered(lambda line: line.number == number)
        return same if len(same) == 1 else self.browse()

    def _link_with(self, xero_id):
        """Take a document in Xero for this one, and take in its payments and state."""
        connection, move = self.check_id.connection_id, self.move_id
        link = self.link_id or self.env["xero.link"].create(
            {**move._xero_row(ENTITIES[move.move_type]), "connection_id": connection.id}
        )
        link.write({"xero_id": xero_id, "state": "synced", "message": False})
        connection._try(lambda: self.env["xero.sync.payment.out"]._read(connection, link))

    def action_pull_again(self):
        """Take in payments and state from Xero once more."""
        self.env["xero.link"].check_access("write")
        for line in self.filtered("link_id"):
            connection = line.sudo().check_id.connection_id
            engine = self.env["xero.sync.payment.out"].sudo()
            connection._try(lambda line=line, connection=connection: engine._read(connection, line.sudo().link_id))
