from odoo import models

from ..exceptions import MappingError

HELD = "held"  # in a snapshot: nobody could tell yet whether the document belongs into Xero


class AccountMove(models.Model):
    """Documents that another add-on fails to judge: confirmed all the same, and held."""

    _inherit = "account.move"

    def _xero_wanted(self, connection, only_known):
        """Return those that belong into Xero; one that nobody can judge waits with the reason, and hinders nobody.

        :param only_known: see `_xero_enqueue`
        """
        hooks, wanted = self.env["xero.hook"], []
        for move in self:
            try:
                with hooks._savepoint(move, "_xero_should_push"):
                    wanted += move.ids if move._xero_should_push(connection) else []
            except MappingError as error:
                move._xero_hold(connection, only_known, error)
        return self.browse(wanted)

    def _xero_hold(self, connection, only_known, error):
        self._xero_rows(connection, only_known)
        for link in self._xero_links().values():
            if link.state == "to_push":
                link.write({"state": "blocked", "message": error.message})
                link.snapshot = {**(link.snapshot or {}), HELD: True}

    def _xero_is_wanted_after_all(self, connection, link):
        """Judge a document that was held, now that it is to be sent.

        :return: bool; True for a document that was not held
        """
        snapshot = dict(link.snapshot or {})
        if not snapshot.pop(HELD, False):
            return True
        is_wanted = self._xero_should_push(connection)
        link.write({"snapshot": snapshot} if is_wanted else {"snapshot": snapshot, "state": "skipped"})
        return is_wanted
