from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..exceptions import MappingError

NO_LINK = "none"


class XeroMixin(models.AbstractModel):
    """What a record shows about itself in Xero."""

    _name = "xero.mixin"
    _description = "Linked with Xero"

    xero_link_ids = fields.One2many(
        "xero.link",
        "res_id",
        string="Xero Links",
        groups="crm_xero_connector.group_manager",
        bypass_search_access=True,
    )
    xero_state = fields.Selection(
        lambda self: self.env["xero.link"]._fields["state"].selection,
        string="Xero",
        compute="_compute_xero",
        search="_search_xero_state",
    )
    xero_status = fields.Char("Status in Xero", compute="_compute_xero")
    xero_message = fields.Text("About Xero", compute="_compute_xero_message")
    xero_url = fields.Char("Open in Xero", compute="_compute_xero")

    @api.depends_context("uid")
    def _compute_xero(self):
        links = self.sudo()._xero_links()
        for record in self:
            link = links.get(record.id, self.env["xero.link"].sudo())
            record.xero_state = link.state
            record.xero_status = link.remote_status
            record.xero_url = link.xero_url

    @api.depends_context("uid")
    def _compute_xero_message(self):
        links = self.sudo()._xero_links()
        for record in self:
            link = links.get(record.id, self.env["xero.link"].sudo())
            texts = (link.message, link.difference, *link._payment_problems(), *record._xero_say_warnings())
            record.xero_message = "\n".join(filter(None, texts))

    def _xero_warnings(self):
        """Return what would keep this record from Xero, before anything is sent; hook.

        Called when somebody looks at the record's form, on `account.move` for drafts, and on `res.partner`. It must be
        quick, and it must not write.

        :return: list of sentences, each with what to do
        """
        return []

    def _xero_say_warnings(self):
        """Return the warnings; what fails in another add-on's is said instead of the form not opening."""
        try:
            with self.env.cr.savepoint(flush=False):
                return self._xero_warnings()
        except MappingError as error:
            return [error.message]

    def _xero_links(self):
        """Return the links of these records in the organisation of their company, by the record's id."""
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("connection_id.active", "=", True)]
        links = self.env["xero.link"].sudo().search([*domain, ("company_id", "in", self._xero_companies().ids)])
        return {link.res_id: link for link in links}

    def _xero_companies(self):
        return self.env.companies

    def _search_xero_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = [state for state in value if state]
        own = [("res_model", "=", self._name), ("connection_id.active", "=", True)]
        own.append(("company_id", "in", self.env.companies.ids))
        links = self.env["xero.link"].sudo()
        domain = Domain("id", "in", links._search([*own, ("state", "in", states)]).subselect("res_id"))
        if False in value:
            domain |= Domain("id", "not in", links._search([*own, ("res_id", "!=", False)]).subselect("res_id"))
        return domain

    def action_xero_open(self):
        self.ensure_one()
        self.check_access("read")
        if not self.xero_url:
            raise UserError(self.env._("This record is not in Xero yet."))
        return {"type": "ir.actions.act_url", "target": "new", "url": self.xero_url}

    def action_xero_compare(self):
        """Show this record as Xero has it now, beside Odoo's."""
        self.ensure_one()
        self.check_access("read")
        link = self.sudo()._xero_links().get(self.id, self.env["xero.link"].sudo())
        comparison = self.env["xero.compare"]._make(link)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Xero Has: %s", self.display_name),
            "res_model": comparison._name,
            "res_id": comparison.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_xero_retry(self):
        """Send again now what was refused or held back."""
        self.check_access("write")
        links = self.env["xero.link"].sudo().union(*self.sudo()._xero_links().values())
        (links | links._stuck_payments()).action_retry()
        return True
