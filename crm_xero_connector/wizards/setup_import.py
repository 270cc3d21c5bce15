from odoo import api, fields, models
from odoo.exceptions import UserError

OUTCOMES = [
    ("missing", "Not found"),
    ("ambiguous", "Ambiguous"),
    ("refused", "Not possible"),
    ("create", "New"),
    ("change", "Changed"),
    ("same", "As it is"),
]
LEFT_OUT = ("missing", "ambiguous", "refused")


class XeroSetupImport(models.TransientModel):
    """Sets a connection up as another one is: shows first what that means, and writes nothing before Apply."""

    _name = "xero.setup.import"
    _description = "Import a Set-up"

    connection_id = fields.Many2one(
        "xero.connection",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    origin = fields.Selection(
        [("file", "A file that was exported"), ("company", "Another company")], "From", required=True, default="file"
    )
    content = fields.Binary("File", attachment=False)
    filename = fields.Char()
    source_id = fields.Many2one(
        "xero.connection",
        "Its Organisation",
        ondelete="cascade",
        domain="[('id', '!=', connection_id)]",
        help="Companies that are ticked in the company switch, and that you may see.",
    )
    state = fields.Selection([("choose", "Choose"), ("preview", "Preview"), ("done", "Done")], default="choose")
    about = fields.Char(readonly=True)
    line_ids = fields.One2many("xero.setup.line", "wizard_id", readonly=True)
    to_do_count = fields.Integer(compute="_compute_counts")
    left_out_count = fields.Integer(compute="_compute_counts")
    same_count = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.outcome")
    def _compute_counts(self):
        for wizard in self:
            outcomes = wizard.line_ids.mapped("outcome")
            wizard.left_out_count = sum(outcome in LEFT_OUT for outcome in outcomes)
            wizard.same_count = outcomes.count("same")
            wizard.to_do_count = len(outcomes) - wizard.left_out_count - wizard.same_count

    def action_preview(self):
        """Show what would be done; nothing of the connection is written."""
        data = self._data()
        return self._show("preview", data, self.env["xero.setup"]._plan(self.connection_id, data))

    def action_apply(self):
        """Do it: all of the rows that can be, in one transaction."""
        data = self._data()
        return self._show("done", data, self.env["xero.setup"]._apply(self.connection_id, data))

    def action_back(self):
        self.line_ids.unlink()
        self.state = "choose"
        return self._reopen()

    def action_close(self):
        """Close, and show the page behind as it is now."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _data(self):
        """Return the set-up to be imported.

        :raise UserError: when there is none, or it is something else
        """
        self.ensure_one()
        Setup = self.env["xero.setup"]
        if self.origin == "company":
            if not self.source_id:
                raise UserError(self.env._("Please choose a company."))
            return Setup._export(self.source_id)
        if not self.content:
            raise UserError(self.env._("Please choose a file."))
        return Setup._read_file(self.content)

    def _show(self, state, data, steps):
        """Keep what is shown of the steps, problems first."""
        order = [key for key, _label in OUTCOMES]
        self.line_ids.unlink()
        self.write(
            {
                "state": state,
                "about": self.env["xero.setup"]._say_about(data),
                "line_ids": [
                    fields.Command.create(
                        {
                            "sequence": order.index(step.outcome),
                            "kind": self.env["xero.setup"]._say_kind(step.model),
                            "name": step.label,
                            "outcome": step.outcome,
                            "text": step.text,
                        }
                    )
                    for step in steps
                ],
            }
        )
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import a Set-up"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class XeroSetupLine(models.TransientModel):
    """What becomes of one setting or row."""

    _name = "xero.setup.line"
    _description = "Line of a Set-up"
    _order = "sequence, id"

    wizard_id = fields.Many2one("xero.setup.import", required=True, ondelete="cascade")
    sequence = fields.Integer()
    kind = fields.Char()
    name = fields.Text("What")
    outcome = fields.Selection(OUTCOMES)
    text = fields.Text("How")
