from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from odoo import fields, models

from .. import const
from ..exceptions import MappingError
from ..mappers.template import fill_template
from .xero_rule_match import Held

HELD = "xero_held"  # in a connection's context: what was looked up for a batch of documents


@dataclass(frozen=True)
class Choice:
    """One value of a document or line, and what chose it.

    :ivar value: a record of Xero's lists or a text; empty when nothing was chosen
    :ivar source: the rule, the mapping, or the record whose own field it is
    :ivar field: the name of that field, "" for a rule or a mapping
    """

    value: Any
    source: Any
    field: str = ""


class XeroConnection(models.Model):
    """Chooses each value of a document: the first rule that holds, then the mappings, then the page's settings."""

    _inherit = "xero.connection"

    rule_ids = fields.One2many("xero.rule", "connection_id")

    # --- rules -------------------------------------------------------------------------------------------------------

    def _with_choices_for(self, moves):
        """Return this connection with what its choices need looked up for a batch of documents, all at once.

        Without it every document is looked up by itself: the same, only slower.

        :param moves: the `account.move` records of the batch
        """
        return self.with_context(**{HELD: Held(self.rule_ids, moves)})

    def _held(self, move):
        """Return what is looked up for a document with its batch, or for it alone."""
        held = self.env.context.get(HELD)
        return held if held and move.id in held.known else Held(self.rule_ids, move)

    def _rules_for(self, record, name):
        """Return the rules that hold for a document or a line and have a result, the one that decides first.

        :param name: the field of `xero.rule` that the result is in
        """
        move = record.move_id if record._name == "account.move.line" else record
        rules = self._held(move).of(record, name)
        return [rule for rule in rules if rule._is_for(name, move._xero_direction())]

    def _rule_for(self, record, name):
        """Return the rule that decides, an empty recordset when it is left to the mappings.

        :raise MappingError: when the rule is no longer good
        """
        rule = next(iter(self._rules_for(record, name)), self.env["xero.rule"])
        rule._check_usable(name)
        return rule

    # --- lines -------------------------------------------------------------------------------------------------------

    def _choose_account(self, line):
        """Choose the account of a line: a rule's, its category's, its account's, else the default.

        :param line: an `account.move.line`
        :raise MappingError: when there is none, or Xero no longer takes lines there
        """
        rule = self._rule_for(line, "xero_account_id")
        if rule:
            return Choice(rule.xero_account_id, rule)
        is_bill = line.move_id.is_purchase_document()
        name, flag = (
            ("bills_account_id", "is_purchase_account") if is_bill else ("sales_account_id", "is_sales_account")
        )
        row = self._category_mapping(line.product_id.categ_id, flag) or self._mapping("account_id", line.account_id)
        choice = Choice(row.xero_account_id, row) if row else Choice(self[name], self, name)
        if not choice.value:
            raise MappingError(self.env._("No account is chosen for these lines. Choose one on the Xero page."))
        if not choice.value[flag]:
            text = self.env._("Xero no longer takes such lines on %s. Choose another account.")
            raise MappingError(text % choice.value.display_name)
        return choice

    def _choose_rate(self, line, taxes):
        """Choose the tax rate of a line: a rule's, which has to charge the same, else that of Map Taxes.

        :param taxes: the `account.tax` on the line
        :raise MappingError: when there is none, or the rule's charges something else
        """
        Mapping, direction = self.env["xero.tax.mapping"].sudo(), line.move_id._xero_direction()
        rule = self._rule_for(line, "tax_rate_id")
        if rule:
            rule._check_equal_rate(Mapping._of_taxes(self, taxes, direction))
            return Choice(rule.tax_rate_id, rule)
        mapping = Mapping._resolve(self, taxes, direction)
        if not mapping:
            raise MappingError(Mapping._why_not(self, taxes, direction))
        return Choice(mapping.tax_rate_id, mapping)

    def _choose_tracking(self, line):
        """Choose the tracking options of a line: of each category a rule's, else the analytic account's or seller's.

        :return: list of choices, at most one of each category
        """
        found = {}
        for rule in self._rules_for(line, "tracking_option_ids"):
            rule._check_usable("tracking_option_ids")
            for option in rule.tracking_option_ids:
                found.setdefault(option.category_id, Choice(option, rule))
        for row in line._xero_tracking_mappings(self):
            found.setdefault(row.option_id.category_id, Choice(row.option_id, row))
        return list(found.values())

    def _choose_item(self, line):
        """Choose the item of a line: a rule's, else the one that has the product's code."""
        rule = self._rule_for(line, "item_id")
        if rule:
            return Choice(rule.item_id.code, rule)
        code = line.product_id.default_code
        if not (self.send_item_codes and code):
            return Choice("", self, "send_item_codes")
        # no item can have a code that is too long: the mapper leaves it out, and the log tells
        is_item = len(code) > const.LENGTHS["ItemCode"] or code in self._item_codes(line.move_id)
        return Choice(code if is_item else "", line.product_id, "default_code")

    def _item_codes(self, move):
        """Return which codes of the products of a document, and of its batch, are items in Xero."""
        held = self._held(move)
        if held.item_codes is None:
            codes = list(filter(None, held.moves.invoice_line_ids.product_id.mapped("default_code")))
            domain = [("connection_id", "=", self.id), ("kind", "=", "item"), ("code", "in", codes)]
            held.item_codes = set(self.env["xero.option"].sudo().search(domain).mapped("code"))
        return held.item_codes

    # --- documents ---------------------------------------------------------------------------------------------------

    def _choose_send(self, move):
        """Choose whether a document is sent: bills and early dates by the page alone, the rest see `_choose_journal`.

        :param move: an `account.move`, which may have no date yet
        :raise MappingError: when a rule is no longer good
        """
        if move.is_purchase_document() and not self.send_bills:
            return Choice(False, self, "send_bills")
        if self.start_date and move.invoice_date and move.invoice_date < self.start_date:
            return Choice(False, self, "start_date")
        return self._choose_journal(move)

    def _choose_journal(self, move):
        """Choose whether a document is sent: a rule says so, else the journals of the page; none of a type are all.

        :raise MappingError: when a rule is no longer good
        """
        rule = self._rule_for(move, "send")
        if rule:
            return Choice(rule.send == "yes", rule)
        chosen = self.journal_ids.filtered(lambda journal: journal.type == move.journal_id.type)
        return Choice(not chosen or move.journal_id in chosen, self, "journal_ids")

    def _is_wanted(self, choose, move):
        """Tell whether a choice is to send a document; a rule that is no longer good holds it back later.

        :param choose: `_choose_send` or `_choose_journal`
        """
        try:
            return choose(move).value
        except MappingError:
            return True

    def _kept_by(self, move):
        """Return the rule that keeps a document in Odoo, an empty recordset when none does."""
        try:
            rule = self._rule_for(move, "send")
        except MappingError:
            return self.env["xero.rule"]
        return rule.filtered(lambda rule: rule.send == "no")

    def _choose_status(self, move):
        """Choose the status of a new document: a draft for a draft, else that of a confirmed one."""
        return Choice("DRAFT", move, "state") if move.state == "draft" else self._choose_confirmed_status(move)

    def _choose_confirmed_status(self, move):
        """Choose the status of a confirmed document: a draft in a locked period if the policy says so, a rule's, ..."""
        if self._is_locked(move.invoice_date) and self.lock_policy == "draft":
            return Choice("DRAFT", self, "lock_policy")
        rule = self._rule_for(move, "invoice_status")
        return Choice(rule.invoice_status, rule) if rule else Choice(self.invoice_status, self, "invoice_status")

    def _choose_theme(self, move):
        """Choose how Xero prints an invoice, which no other document has; an empty choice is Xero's own."""
        if move.move_type != "out_invoice":
            return Choice(self.env["xero.option"], self, "theme_id")
        rule = self._rule_for(move, "theme_id")
        return Choice(rule.theme_id, rule) if rule else Choice(self.theme_id, self, "theme_id")

    def _choose_reference(self, move):
        """Choose the reference of a document: a rule's template, else the customer's or the one for payments."""
        rule = self._rule_for(move, "reference") if move.is_sale_document() else None
        if rule:
            return Choice(fill_template(rule.reference, move._xero_placeholders()), rule)
        name = "ref" if move.ref or move.payment_reference == move.name else "payment_reference"
        return Choice(move[name] or "", move, name)
