from odoo import models
from odoo.exceptions import UserError

from .xero_link import PROBLEMS, WAITING


class XeroLink(models.Model):
    """What a person decides about records that wait or were refused."""

    _inherit = "xero.link"

    def action_retry(self):
        """Send again now; what is in Xero already is not, and what may be is looked up there first."""
        self.check_access("write")
        stuck = self.filtered(lambda link: link.state in (*PROBLEMS, *WAITING, "skipped") and link.res_id)
        there = len(self.filtered(lambda link: link.state == "synced"))
        if not stuck and not there:
            raise UserError(self.env._("There is nothing to send again here."))
        stuck._enqueue()
        stuck.connection_id.sudo()._go_on()
        text = self.env._("%(count)s are sent now, %(there)s are in Xero already.", count=len(stuck), there=there)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": "success", "next": {"type": "ir.actions.client", "tag": "soft_reload"}},
        }

    def action_skip(self):
        """Leave the record alone: a person takes care of it."""
        self.check_access("write")
        self.filtered(lambda link: link.state in (*PROBLEMS, "to_push")).write({"state": "skipped", "message": False})

    def action_resolve(self):
        """Close what a person has settled: the problem is gone, and nothing is sent because of it any more."""
        self.check_access("write")
        closed = self.filtered(lambda link: link.state in (*PROBLEMS, "to_push", "unknown") and link.state != "review")
        if not closed:
            raise UserError(self.env._("There is no problem to resolve here."))
        for link in closed:
            was = f"{link.state}: {link.message or ''}"
            text = self.env._("%(user)s marked it as resolved (%(was)s)", user=self.env.user.name, was=was)
            self.env["xero.log"].sudo()._note(link.connection_id, "resolved", text, "ok", link)
            link.write({"state": "synced" if link.xero_id else "skipped", "message": False})
            link._tell_screens()
