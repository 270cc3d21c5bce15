from odoo import api, fields, models
from odoo.fields import Command

from ..mappers.cause import cause_of
from ..models.refusals import REFUSALS
from ..models.xero_overview import FAILED


class XeroCause(models.TransientModel):
    """One cause of failures, over all companies that are ticked: how many records, and what helps all of them."""

    _name = "xero.cause"
    _description = "Cause of Failures"
    _order = "record_count desc, id"

    name = fields.Char("Cause", readonly=True)
    is_mapping = fields.Boolean(readonly=True, help="Something can be mapped that makes all of these go.")
    record_count = fields.Integer("Records", readonly=True)
    connection_ids = fields.Many2many("xero.connection", readonly=True)
    companies = fields.Char(readonly=True)
    company_count = fields.Integer("Number of Companies", readonly=True)
    messages = fields.Json(readonly=True, help="The words on the records that have this cause.")

    @api.model
    def action_open_all(self):
        """Group what failed, and show the causes."""
        self.env["xero.link"].check_access("read")
        causes = self._collect()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_cause_action_list")
        return {**action, "domain": [("id", "in", causes.ids)]}

    @api.model
    def _collect(self):
        """Return a row for each cause, the one with most records first."""
        domain = [("state", "in", FAILED), ("message", "!=", False), ("connection_id.active", "=", True)]
        groups = self.env["xero.link"]._read_group(domain, ["connection_id", "state", "message"], ["__count", "id:max"])
        known, found = self._known_sentences(), {}
        for connection, state, message, count, example in groups:
            name = cause_of(message, known, is_refusal=state == "rejected")
            cause = found.setdefault(name, {"count": 0, "messages": set(), "connections": set(), "examples": []})
            cause["count"] += count
            cause["messages"].add(message)
            cause["connections"].add(connection)
            cause["examples"].append(example)
        return self.create([self._values(name, cause) for name, cause in found.items()]).sorted()

    @api.model
    def _values(self, name, cause):
        connections = self.env["xero.connection"].union(*cause["connections"]).sorted("company_id")
        example = self.env["xero.link"].browse(max(cause["examples"]))
        return {
            "name": name,
            "is_mapping": bool(self.env["xero.missing"]._of_link(example)),
            "record_count": cause["count"],
            "connection_ids": [Command.set(connections.ids)],
            "companies": ", ".join(connections.company_id.mapped("name")),
            "company_count": len(connections.company_id),
            "messages": sorted(cause["messages"]),
        }

    @api.model
    def _known_sentences(self):
        """Return what we say of Xero's refusals, in all languages: a record has the words of whoever sent it."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        return {
            self.with_context(lang=code).env._(sentence)  # pylint: disable=translation-not-lazy
            for code in codes
            for _part, sentence in REFUSALS
        }

    def _links(self):
        """Return the records that have this cause still."""
        domain = [("connection_id", "in", self.connection_ids.ids), ("state", "in", FAILED)]
        return self.env["xero.link"].search([*domain, ("message", "in", self.messages)])

    def action_open_records(self):
        """Show the records that have this cause."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_xero_connector.xero_link_action")
        return {**action, "name": self.name, "domain": [("id", "in", self._links().ids)], "context": {}}

    def action_retry(self):
        """Send all of them again."""
        self.ensure_one()
        self._links().action_retry()
        return self.action_open_all()

    def action_map(self):
        """Ask for what is missing, once for each company."""
        self.ensure_one()
        return self.env["xero.fix"]._open(self)
