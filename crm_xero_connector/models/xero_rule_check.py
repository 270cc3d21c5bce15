import ast

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..exceptions import MappingError
from ..mappers.template import check_template
from .xero_connection import is_end_of_process
from .xero_rule import DOCUMENT_KINDS, PLACEHOLDERS, RESULTS

FILTERS = {"move_domain": "account.move", "line_domain": "account.move.line"}
SIDES = {
    "xero_account_id": {"sale": "is_sales_account", "purchase": "is_purchase_account"},
    "tax_rate_id": {"sale": "for_sales", "purchase": "for_purchases"},
}
KINDS = {"tracking_option_ids": "tracking", "item_id": "item", "theme_id": "theme"}


class XeroRule(models.Model):
    """What a rule may say when it is saved, and what is no longer good of it later."""

    _inherit = "xero.rule"

    # --- when it is saved --------------------------------------------------------------------------------------------

    @api.constrains(*RESULTS, *FILTERS, "tax_ids", "is_untaxed", "document_kind", "connection_id")
    def _check_rule(self):
        for rule in self:
            if not any(rule[name] for name in RESULTS):
                raise ValidationError(self.env._("%s has no result: choose what it decides.", rule.display_name))
            if rule.is_untaxed and rule.tax_ids:
                text = self.env._("%s: choose taxes, or lines without tax, but not both.", rule.display_name)
                raise ValidationError(text)
            for text in (rule._wrong_choice(), rule._wrong_reference(), *rule._problems()):
                if text:
                    raise ValidationError(self.env._("%(rule)s: %(problem)s", rule=rule.display_name, problem=text))

    def _wrong_choice(self):
        """Return what of another organisation, or of another list, was chosen; False when nothing was."""
        chosen = (self.xero_account_id, self.tax_rate_id, self.tracking_option_ids, self.item_id, self.theme_id)
        if any(row.connection_id != self.connection_id for rows in chosen for row in rows):
            return self.env._("Please choose from the lists of the organisation that is connected.")
        if any(row.kind != kind for name, kind in KINDS.items() for row in self[name]):
            return self.env._("Please choose tracking options, items and themes from their own lists.")
        categories = self.tracking_option_ids.mapped("category_id")
        if len(set(categories)) < len(categories):
            return self.env._("Xero takes one option of each tracking category on a line. Choose one of each.")
        return False

    def _wrong_reference(self):
        try:
            check_template(self.reference or "", PLACEHOLDERS)
        except MappingError as error:
            return error.message
        return False

    # --- what is no longer good --------------------------------------------------------------------------------------

    @api.depends(
        "xero_account_id.takes_lines",
        "tax_rate_id.effective_rate",
        "tax_rate_id.for_sales",
        "tax_rate_id.for_purchases",
        "tax_ids.amount",
        "is_untaxed",
        "document_kind",
        "tracking_option_ids.active",
        "item_id.active",
        "theme_id.active",
        *FILTERS,
    )
    def _compute_problem(self):
        for rule in self:
            rule.problem = " ".join(rule._problems()) or False

    def _problems(self):
        """Return in words what keeps the rule from being used."""
        texts = (self._filter_problem(), *(self._result_problem(name) for name in RESULTS))
        return list(filter(None, texts))

    def _result_problem(self, name):
        """Return why one of the results cannot be used any more, False when it can."""
        if name == "xero_account_id" and self.xero_account_id and not self.xero_account_id.takes_lines:
            text = self.env._("Xero no longer takes lines on %s. Choose another account.")
            return text % self.xero_account_id.display_name
        if name == "tax_rate_id" and self.tax_rate_id:
            return self._rate_problem()
        if name in KINDS:
            gone = self[name].filtered(lambda option: not option.active)
            text = self.env._("Xero no longer has %s. Choose another one.")
            return bool(gone) and text % ", ".join(gone.mapped("display_name"))
        return False

    def _rate_problem(self):
        """Return why the rate cannot be used on the lines that the rule is for, as far as they are known."""
        rate, sides = self.tax_rate_id, self._sides()
        if not any(rate[SIDES["tax_rate_id"][side]] for side in sides):
            return self.env._("Xero does not take '%s' here: it was archived, or is for the other side.", rate.name)
        if not (self.tax_ids or self.is_untaxed):
            return False
        return self._unequal_rate(self.env["xero.tax.mapping"]._of_taxes(self.connection_id, self.tax_ids, sides[0]))

    def _unequal_rate(self, mapping):
        """Return why the rate cannot be sent for the taxes of a mapping: what they charge has to be equal.

        :param mapping: the `xero.tax.mapping` of a line's taxes, stored or new
        """
        if mapping.cannot_map or mapping._is_equal(self.tax_rate_id):
            return mapping.cannot_map
        return self.env._(
            "'%(taxes)s' charges %(ours)s %% in Odoo, and %(theirs)s is chosen. Only equal rates can be sent: choose "
            "another rate, or say for which taxes the rule is.",
            taxes=mapping.display_name,
            ours=f"{mapping.effective_rate:g}",
            theirs=self.tax_rate_id.display_name,
        )

    def _sides(self):
        """Return the sides that the rule's documents are on: "sale", "purchase" or both."""
        kinds = DOCUMENT_KINDS.get(self.document_kind)
        if kinds:
            return ("sale",) if kinds[0].startswith("out") else ("purchase",)
        return ("sale", "purchase")

    # --- when it is used ---------------------------------------------------------------------------------------------

    def _is_for(self, name, side):
        """Tell whether a result is meant for a side: an account or a rate of the other one is not, unless it was said.

        :param side: "sale" or "purchase"
        """
        flags = SIDES.get(name)
        if not flags or self.document_kind:
            return True
        row = self[name]
        return row[flags[side]] or not any(row[flag] for flag in flags.values())

    def _check_usable(self, name):
        """Stop a document that needs a result which is no longer good; no other rule steps in.

        :raise MappingError: when that is so
        """
        text = self.problem and (self._filter_problem() or self._result_problem(name))
        if text:
            raise MappingError(f"{self.display_name}: {text}")

    def _check_equal_rate(self, mapping):
        """Stop a line whose taxes charge something else than the rule's rate.

        :param mapping: the `xero.tax.mapping` of its taxes, stored or new
        :raise MappingError: when that is so
        """
        text = self._unequal_rate(mapping)
        if text:
            raise MappingError(f"{self.display_name}: {text}")

    # --- domains -----------------------------------------------------------------------------------------------------

    def _filter_problem(self):
        for name, model in FILTERS.items():
            try:
                self._filter(name).validate(self.env[model])
                self.env[model].new().filtered_domain(self._filter(name))
            except Exception as error:  # whatever Odoo says of a domain that it does not understand
                if is_end_of_process(error):
                    raise
                label = self._fields[name].get_description(self.env, ["string"])["string"]
                return self.env._("The %(filter)s cannot be understood: %(error)s", filter=label, error=error)
        return False

    def _filter(self, name):
        """Return a domain that a person chose.

        :param name: "move_domain" or "line_domain"
        :raise ValueError: when it is no list of plain values
        """
        return Domain(ast.literal_eval(self[name] or "[]"))
