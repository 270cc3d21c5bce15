from odoo import Command, api, fields, models


class XeroExplain(models.TransientModel):
    """What would be sent of a document or a contact, and what chose each value of it; only shown."""

    _name = "xero.explain"
    _description = "What Would Be Sent to Xero"

    title = fields.Char(readonly=True)
    problem_count = fields.Integer(readonly=True)
    line_ids = fields.One2many("xero.explain.line", "explain_id", readonly=True)

    @api.model
    def _open(self, record):
        """Show what would be sent of a record.

        :param record: one `account.move` or `res.partner`
        """
        record.check_access("read")
        self.browse().check_access("create")
        rows = [
            {**row, "place": place if not number else False}
            for place, own in record._xero_explain()
            for number, row in enumerate(own)
        ]
        wizard = self.create(
            {
                "title": record.display_name,
                "problem_count": sum(row["is_problem"] for row in rows),
                "line_ids": [Command.create(row) for row in rows],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Be Sent"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }


class XeroExplainLine(models.TransientModel):
    _name = "xero.explain.line"
    _description = "Value That Would Be Sent to Xero"
    _order = "id"

    explain_id = fields.Many2one("xero.explain", required=True, ondelete="cascade")
    place = fields.Char("Part")
    name = fields.Char("In Xero")
    value = fields.Text()
    why = fields.Text()
    rule_id = fields.Many2one("xero.rule", ondelete="cascade")
    is_problem = fields.Boolean()

    def action_open_rule(self):
        """Open the rule that chose the value."""
        return self.rule_id._get_records_action()
