from odoo import api, fields, models

from ..mappers.merge import DETAILS


class XeroLink(models.Model):
    """What Xero has of a contact and Odoo has no field for, in words."""

    _inherit = "xero.link"

    details = fields.Text("More in Xero", compute="_compute_details")

    @api.depends("snapshot")
    @api.depends_context("lang")
    def _compute_details(self):
        labels = self._labels_of_details()
        for link in self:
            rows = (link.snapshot or {}).get(DETAILS) or ()
            link.details = "\n".join(
                f"{labels.get(kind, kind)}: {self._say_due_rule(*value) if isinstance(value, list) else value}"
                for kind, value in rows
            )

    @api.model
    def _labels_of_details(self):
        return {
            "phone_DEFAULT": self.env._("Phone"),
            "phone_DDI": self.env._("Direct dial"),
            "phone_OFFICE": self.env._("Office"),
            "phone_MOBILE": self.env._("Mobile"),
            "phone_FAX": self.env._("Fax"),
            "country": self.env._("Country (unknown to Odoo)"),
            "region": self.env._("State (unknown to Odoo)"),
            "attention": self.env._("Attention"),
            "currency": self.env._("Currency"),
            "discount": self.env._("Discount %"),
            "sales_due": self.env._("Invoices due"),
            "bills_due": self.env._("Bills due"),
        }

    @api.model
    def _say_due_rule(self, kind, day):
        """Return Xero's rule for due dates in words; an unknown one as it is."""
        sentences = {
            "DAYSAFTERBILLDATE": self.env._("%s days after the date", day),
            "DAYSAFTERBILLMONTH": self.env._("%s days after the end of the month", day),
            "OFCURRENTMONTH": self.env._("on day %s of the same month", day),
            "OFFOLLOWINGMONTH": self.env._("on day %s of the following month", day),
        }
        return sentences.get(kind, f"{kind} {day}")
