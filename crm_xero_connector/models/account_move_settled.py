from odoo import models
from odoo.exceptions import RedirectWarning, UserError

from ..exceptions import MappingError
from .account_move import exact


class AccountMove(models.Model):
    """Documents that are paid or set off in Xero: their amounts are fixed there, so Odoo must not change them alone."""

    _inherit = "account.move"

    def button_draft(self):
        if not self.env.context.get("xero_words_only"):
            for move in self.filtered(lambda move: move.state == "posted"):
                move._xero_refuse_reset()
        return super().button_draft()

    def _post(self, soft=True):
        for move in self.filtered("posted_before"):
            link = move._xero_settled_link()
            if link and (exact(move.amount_total, move.currency_id), exact(move.amount_tax, move.currency_id)) != (
                exact(link.remote_total, move.currency_id),
                exact(link.remote_tax, move.currency_id),
            ):
                raise UserError(move._xero_say_settled(link))
        return super()._post(soft=soft)

    def _xero_settled_link(self):
        """Return the link of this document when something is paid or set off in Xero, else an empty recordset."""
        link = self.sudo()._xero_links().get(self.id, self.env["xero.link"].sudo())
        settled = link.xero_id and self.currency_id.compare_amounts(link.remote_total, link.remote_due)
        return link if settled else link.browse()

    def _xero_say_settled(self, link):
        settled = exact(link.remote_total - link.remote_due, self.currency_id)
        return self.env._(
            "In Xero, %(amount)s %(currency)s of %(name)s are paid or set off, so its amounts are fixed there "
            "(total %(total)s, tax %(tax)s). Correct it with a credit note and a new invoice, or undo the payment "
            "in Xero first.",
            amount=settled,
            currency=self.currency_id.name,
            name=self.name,
            total=exact(link.remote_total, self.currency_id),
            tax=exact(link.remote_tax, self.currency_id),
        )

    def _xero_refuse_reset(self):
        """Offer what can be done instead of a reset or a cancellation.

        :raise RedirectWarning: when Xero would refuse what comes of it
        """
        link = self._xero_settled_link()
        if link and link.remote_status in ("AUTHORISED", "PAID"):
            action = self.env.ref("crm_xero_connector.xero_settled_action").sudo()
            context = {"default_move_id": self.id}
            raise RedirectWarning(self._xero_say_settled(link), action.id, self.env._("What can I do?"), context)

    def _xero_check_settled(self, connection, link, record):
        """Stop a change before the call that Xero would refuse anyway.

        :raise MappingError: when the document is settled in Xero and its amounts are others now
        """
        settled = self._xero_settled_link() if link.xero_id else None
        theirs = (exact(link.remote_total, self.currency_id), exact(link.remote_tax, self.currency_id))
        if settled and (record.total, record.total_tax) != theirs:
            raise MappingError(self._xero_say_settled(link))
