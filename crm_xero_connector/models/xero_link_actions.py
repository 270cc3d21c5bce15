from odoo import fields, models
from odoo.exceptions import UserError

from .xero_link import PROBLEMS

RETRIED = ("to_push", "rejected", "blocked", "skipped")


class XeroLink(models.Model):
    """What a person decides about records that wait or were refused."""

    _inherit = "xero.link"

    def action_retry(self):
        """Send again now; what is in Xero already is not, and what may be is looked up there first."""
        self.check_access("write")
        waiting = self.filtered(lambda link: link.state in ("sending", "unknown") and link.res_id)
        stuck = self.filtered(lambda link: link.state in RETRIED and link.res_id)
        there = self.filtered(lambda link: link.state == "synced")
        if not (waiting or stuck or there):
            is_undecided = "review" in self.mapped("state")
            text = self.env._("There is nothing to send again here.")
            raise UserError(self.env._("It waits for a decision, not for a retry.") if is_undecided else text)
        waiting.filtered(lambda link: link.state == "unknown").next_try = fields.Datetime.now()
        waiting.document_link_id._compare_payments()
        stuck._enqueue()
        open_ones = there._not_set_off()
        open_ones.allocate_at = fields.Datetime.now()
        (waiting | stuck | open_ones).connection_id.sudo()._send_soon()
        counts = {"count": len(waiting | stuck | open_ones), "there": len(there - open_ones)}
        text = self.env._("%(count)s are sent now, %(there)s are in Xero already.", **counts)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": "success", "next": {"type": "ir.actions.client", "tag": "soft_reload"}},
        }

    def _not_set_off(self):
        """Return the credit notes that Xero has and did not set off as Odoo did."""
        return self.filtered(lambda link: (link.entity, link.state) == ("credit_note", "synced") and link.message)

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
            is_there = link.xero_id and link.entity != "payment"  # a payment in Xero may be the problem itself
            link.write({"state": "synced" if is_there else "skipped", "message": False})
            link._tell_screens()
