import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class XeroCompare(models.TransientModel):
    """One record as Xero has it now, beside Odoo's: read when the button is pressed, and nothing is written."""

    _name = "xero.compare"
    _description = "What Xero Has"

    link_id = fields.Many2one("xero.link", required=True, readonly=True, ondelete="cascade")
    read_at = fields.Datetime("Read", readonly=True, default=fields.Datetime.now)
    line_ids = fields.One2many("xero.compare.line", "compare_id", readonly=True)
    different_count = fields.Integer(readonly=True)
    problem = fields.Text(readonly=True)
    raw = fields.Text("As Xero Sends It", readonly=True)

    @api.model
    def _make(self, link):
        """Return the comparison of one record; Xero is asked now.

        :param link: the `xero.link` of the record, with the rights of the server
        :raise UserError: when there is nothing to compare, or Xero cannot be asked
        """
        self.check_access("read")
        connection = link.connection_id
        if not (link and link.xero_id):
            raise UserError(self.env._("This record is not in Xero yet."))
        if not link._record():
            raise UserError(self.env._("The record does not exist in Odoo any more."))
        if connection.state != "connected":
            text = self.env._("%s is not connected with Xero at the moment. Connect it, then try again.")
            raise UserError(text % connection.company_id.name)
        engine = self.env["xero.sync.compare"].sudo()
        item = connection._try(lambda: engine._read(link))
        rows, problem = connection._try(lambda: engine._rows(link, item))
        names = ("name", "odoo", "xero", "is_different")
        values = {
            "link_id": link.id,
            "line_ids": [fields.Command.create(dict(zip(names, row))) for row in rows],
            "different_count": sum(row[3] for row in rows),
            "problem": problem,
            "raw": json.dumps(item, indent=2, ensure_ascii=False, default=float),
        }
        return self.sudo().create(values).sudo(False)


class XeroCompareLine(models.TransientModel):
    """One thing of a record, on both sides."""

    _name = "xero.compare.line"
    _description = "Value in Both Books"

    compare_id = fields.Many2one("xero.compare", required=True, ondelete="cascade", index=True)
    name = fields.Char("What", readonly=True)
    odoo = fields.Char("In Odoo", readonly=True)
    xero = fields.Char("In Xero", readonly=True)
    is_different = fields.Boolean("Different", readonly=True)
    mark = fields.Char(compute="_compute_mark")

    @api.depends("is_different")
    def _compute_mark(self):
        for line in self:
            line.mark = "≠" if line.is_different else False
