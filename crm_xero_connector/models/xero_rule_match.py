from collections import defaultdict

from odoo import models

from ..exceptions import MappingError
from .xero_connection import is_end_of_process
from .xero_rule import DOCUMENT_KINDS, LINE_CONDITIONS, RESULTS

# Lines that are sent; the others are texts, or Odoo's own booking of taxes, terms and discounts.
SENT_LINES = ("product", "rounding", "epd", "non_deductible_product", "non_deductible_product_total")


def _customer(move):
    return move.partner_id | move.commercial_partner_id


def _country(move):
    partners = (move.partner_shipping_id, move.partner_id, move.commercial_partner_id)
    return next((partner.country_id for partner in partners if partner.country_id), partners[0].country_id)


def _category_ids(line):
    """Return a product's category and all above it."""
    return {int(part) for part in (line.product_id.categ_id.parent_path or "").split("/") if part}


# condition -> what a document has of it, as ids
MOVE_FACTS = {
    "journal_ids": lambda move: move.journal_id.ids,
    "partner_ids": lambda move: _customer(move).ids,
    "partner_tag_ids": lambda move: _customer(move).category_id.ids,
    "country_ids": lambda move: _country(move).ids,
    "currency_ids": lambda move: move.currency_id.ids,
    "user_ids": lambda move: move.invoice_user_id.ids,
}
LINE_FACTS = {
    "product_ids": lambda line: line.product_id.ids,
    "categ_ids": _category_ids,
    "account_ids": lambda line: line.account_id.ids,
    "analytic_account_ids": lambda line: line._xero_analytic_shares().keys(),
}


class Held:
    """Which rules hold for the documents of a batch and for their lines: looked up all at once, when first asked.

    :ivar known: the ids of the documents
    :ivar item_codes: which of their products' codes are items in Xero, None until it is asked
    """

    def __init__(self, rules, moves):
        self.moves, self.known = moves, {move.id for move in moves}
        self.item_codes = None
        self._rules, self._holding = rules, None
        self._results = {name for name in RESULTS if any(rule[name] for rule in rules)}

    def of(self, record, name):
        """Return the rules that hold for a document or a line and have a result, in the order of the list."""
        if name not in self._results:
            return ()
        if self._holding is None:
            self._holding = self._rules._match(self.moves)
        return [rule for rule in self._holding.get((record._name, record.id), ()) if rule[name]]


class XeroRule(models.Model):
    """Finds which rules hold. What a condition needs of documents is read for the whole batch at once."""

    _inherit = "xero.rule"

    def _match(self, moves):
        """Return which of these rules hold for documents and their lines.

        A rule without conditions over lines holds for all lines of its documents; one with them also holds for the
        document of each line that meets them all.

        :param moves: documents of one company and its branches
        :return: dict of (model, id) -> rules
        :raise MappingError: when a domain fails
        """
        holding = defaultdict(list)
        moves = moves.sudo().with_company(self.connection_id.company_id).with_context(active_test=False)
        lines = self._sent_lines(moves)
        facts = {
            **self._facts(moves, MOVE_FACTS),
            **self._facts(lines, LINE_FACTS),
            "tax_ids": {line.id: frozenset(line.tax_ids.ids) for line in lines},
        }
        move_of = {line.id: line.move_id.id for line in lines}
        for rule in self.sorted(lambda rule: (rule.sequence, rule.id)):  # a list in memory may have an older order
            conditions = {name: frozenset(rule[name].ids) for name in facts if rule[name]}
            documents = rule._documents(moves, conditions, facts)
            own = rule._lines(lines, conditions, {**facts, "move_id": move_of}, set(documents._ids))
            for record in (*(own.move_id if rule._is_about_lines() else documents), *own):
                holding[record._name, record.id].append(rule)
        return holding

    def _sent_lines(self, moves):
        """Return the lines of documents that may be sent; those of a form that is not saved are in memory only."""
        if all(moves._ids):
            return moves.env["account.move.line"].search(
                [("move_id", "in", moves.ids), ("display_type", "in", SENT_LINES)]
            )
        lines = moves.line_ids | moves.invoice_line_ids
        return lines.filtered(lambda line: line.display_type in SENT_LINES)

    def _facts(self, records, makers):
        """Return what records have of the conditions that any rule uses: condition -> id -> set of ids."""
        used = [name for name in makers if any(rule[name] for rule in self)]
        return {name: {record.id: frozenset(makers[name](record)) for record in records} for name in used}

    def _is_about_lines(self):
        return any(self[name] for name in LINE_CONDITIONS)

    def _documents(self, moves, conditions, facts):
        """Return the documents that meet the conditions over documents."""
        kinds = DOCUMENT_KINDS.get(self.document_kind)
        wanted = [(facts[name], ids) for name, ids in conditions.items() if name in MOVE_FACTS]
        found = moves.filtered(
            lambda move: (
                (not kinds or move.move_type in kinds)
                and not any(ids.isdisjoint(values[move.id]) for values, ids in wanted)
            )
        )
        return self._filtered(found, "move_domain")

    def _lines(self, lines, conditions, facts, move_ids):
        """Return the lines of some documents that meet the conditions over lines."""
        wanted = [(facts[name], ids) for name, ids in conditions.items() if name in LINE_FACTS]
        taxes = conditions.get("tax_ids") or (frozenset() if self.is_untaxed else None)
        found = lines.filtered(
            lambda line: (
                facts["move_id"][line.id] in move_ids
                and taxes in (None, facts["tax_ids"][line.id])
                and not any(ids.isdisjoint(values[line.id]) for values, ids in wanted)
            )
        )
        return self._filtered(found, "line_domain")

    def _filtered(self, records, name):
        """Return the records that meet a domain. One that cannot be understood meets all: they are held back then.

        :raise MappingError: when it is understood and fails all the same
        """
        if not self[name] or self._filter_problem():
            return records
        try:
            return records.filtered_domain(self._filter(name))
        except Exception as error:
            if is_end_of_process(error):
                raise
            raise MappingError(f"{self.display_name}: {error}") from error
