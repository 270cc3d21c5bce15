import re

from odoo import models

from ..exceptions import MappingError

# Where a mapping is changed, and which of its fields it maps.
SCREENS = {
    "xero.account.mapping": ("account_id", "categ_id"),
    "xero.tax.mapping": (),
    "xero.tracking.mapping": ("analytic_account_id", "user_id"),
}


class XeroConnection(models.Model):
    """Says what a choice came from, for those who ask what would be sent."""

    _inherit = "xero.connection"

    def _say_source(self, choice):
        """Return in words which rule, mapping, setting or field of Odoo made a choice.

        :param choice: an `xero_connection_choices.Choice`
        """
        source = choice.source
        if source._name == "xero.rule":
            return source.display_name
        if source._name in SCREENS:
            named = [source[name].display_name for name in SCREENS[source._name] if source[name]]
            screen = {
                "xero.account.mapping": self.env._("Map Accounts"),
                "xero.tax.mapping": self.env._("Map Taxes"),
                "xero.tracking.mapping": self.env._("Map Tracking"),
            }[source._name]
            return f"{screen}: {', '.join(named) or source.display_name}"
        label = source._fields[choice.field].get_description(self.env, ["string"])["string"]
        places = {
            "xero.connection": self.env._("Xero page"),
            "account.move": self.env._("Document"),
            "product.product": self.env._("Product"),
        }
        return f"{places[source._name]}: {label}"

    def _explain_row(self, name, value="", why="", source=None, is_problem=False):
        """Return one row of what would be sent.

        :param name: what it is called in Xero
        :param value: what Xero would get, as text
        :param why: where the value comes from, or what to do
        :param source: the rule that chose it, which the row opens
        """
        is_rule = source is not None and source._name == "xero.rule"
        rule_id = source.id if is_rule else False
        return {"name": name, "value": value or "", "why": why or "", "rule_id": rule_id, "is_problem": is_problem}

    def _explain_choice(self, name, choose, show, sent=None):
        """Return the row of a choice; of one that cannot be made, why and what to do.

        :param choose: function that returns a `Choice`
        :param show: function that makes a text of its value
        :param sent: what the payload holds, where an add-on of somebody may have changed it; None to take the choice
        """
        try:
            choice = choose()
        except MappingError as error:
            return self._explain_row(name, why=error.message, is_problem=True)
        ours = show(choice.value)
        if sent is not None and sent != ours:
            return self._explain_row(name, sent, self.env._("Changed by an add-on; chosen was '%s'.", ours))
        return self._explain_row(name, ours, self._say_source(choice), choice.source)

    def _explain_rest(self, payload, shown):
        """Return a row of each value in a payload that is not ours: an add-on of somebody put it there.

        :param shown: the keys that are
        """
        why = self.env._("Added by an add-on")
        rest = {key: value for key, value in payload.items() if key not in shown}
        return [self._explain_row(self._words_of_key(key), str(value), why) for key, value in rest.items()]

    def _words_of_key(self, key):
        """Return Xero's name of a value in words: "EmailAddress" is "Email address"."""
        return re.sub(r"(?<=[a-z])[A-Z]", lambda found: f" {found[0].lower()}", key)

    def _name_of_sent(self, key, value):
        """Return how an account or a rate in a payload is called here, anything else as it is."""
        model, name = {"AccountCode": ("xero.account", "code"), "TaxType": ("xero.tax.rate", "tax_type")}.get(
            key, (None, None)
        )
        if not model:
            return value
        return self.env[model].search([("connection_id", "=", self.id), (name, "=", value)], limit=1).display_name
