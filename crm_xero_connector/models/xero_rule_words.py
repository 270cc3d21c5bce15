from odoo import api, fields, models

from .xero_rule import LINE_CONDITIONS, LINE_RESULTS, MOVE_CONDITIONS, MOVE_RESULTS

SHOWN = 3  # names of a condition; the others are counted


class XeroRule(models.Model):
    """Says in a few words when a rule holds and what it decides, for its list."""

    _inherit = "xero.rule"

    conditions = fields.Text("If", compute="_compute_words")
    results = fields.Text("Then", compute="_compute_words")

    @api.depends(*MOVE_CONDITIONS, *LINE_CONDITIONS, *LINE_RESULTS, *MOVE_RESULTS)
    @api.depends_context("lang")
    def _compute_words(self):
        for rule in self.sudo():  # who reads the list may not read each journal or product that it names
            rule.conditions = rule._words(MOVE_CONDITIONS + LINE_CONDITIONS) or self.env._("Always")
            rule.results = rule._words(LINE_RESULTS + MOVE_RESULTS)

    def _words(self, names):
        """Return the fields that are filled in: "Journals: Shop; Countries: Fiji, Samoa"."""
        labels = {name: values["string"] for name, values in self.fields_get(names, ["string"]).items()}
        parts = []
        for name in names:
            text = self._words_of(name)
            if text:
                parts.append(labels[name] if self[name] is True else f"{labels[name]}: {text}")
        return "; ".join(parts)

    def _words_of(self, name):
        field, value = self._fields[name], self[name]
        if not field.relational:
            return field.convert_to_export(value, self) if value else ""
        names = ", ".join(value[:SHOWN].mapped("display_name"))
        more = len(value) - SHOWN
        return self.env._("%(names)s and %(number)s more", names=names, number=more) if more > 0 else names
