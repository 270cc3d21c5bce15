from odoo import fields, models

FAILED = ("rejected", "blocked")


class XeroConnection(models.Model):
    """How all connections are, in one list: a few queries, however many there are."""

    _inherit = "xero.connection"

    failed_count = fields.Integer("Failed", compute="_compute_overview")
    review_count = fields.Integer("To Review", compute="_compute_overview")
    unequal_count = fields.Integer("Books Differ", compute="_compute_overview")
    last_exchange_at = fields.Datetime("Last Contact", compute="_compute_exchange", compute_sudo=True)
    calls_left_count = fields.Char("Calls Left", compute="_compute_exchange", compute_sudo=True)

    def _compute_overview(self):
        own = [("connection_id", "in", self.ids)]
        Link = self.env["xero.link"]
        states = [*own, ("state", "in", (*FAILED, "review"))]
        groups = Link._read_group(states, ["connection_id", "state"], ["__count"])
        counts = {(connection.id, state): count for connection, state, count in groups}
        unequal = dict(Link._read_group([*own, ("difference", "!=", False)], ["connection_id"], ["__count"]))
        for connection in self:
            connection.failed_count = sum(counts.get((connection.id, state), 0) for state in FAILED)
            connection.review_count = counts.get((connection.id, "review"), 0)
            connection.unequal_count = unequal.get(connection, 0)

    def _compute_exchange(self):
        exchanges = self._last_exchanges()
        for connection in self:
            moment, left, _of_minute = exchanges.get(connection.id, (False, None, None))
            connection.last_exchange_at = moment
            connection.calls_left_count = "" if left is None else str(left)

    # --- one click ---------------------------------------------------------------------------------------------------

    def action_open_waiting(self):
        """Show what waits to be sent."""
        return self._open_links("waiting")

    def action_open_failed(self):
        """Show what was refused or held back."""
        return self._open_links("failed")

    def action_open_review(self):
        """Show what could be one of several."""
        return self._open_links("review")

    def action_open_unequal(self):
        """Show the documents on which the two books differ."""
        return self._open_links("unequal")

    def _open_links(self, name):
        """Return the list of this connection's records, with one of its filters switched on.

        :param name: of the filter
        """
        return {**self.action_open_links(), "context": {f"search_default_{name}": 1}}
