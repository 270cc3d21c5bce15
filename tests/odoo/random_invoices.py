"""Random invoices as people may write them, in the rates of six countries."""

from collections import Counter

import recording
from common import XeroCase
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from odoo import Command

CODES = {"au": "AUD", "nz": "NZD", "uk": "GBP", "us": "USD", "za": "ZAR", "sg": "SGD"}
FOREIGN = {"JPY": 97.31, "EUR": 0.6173, "KWD": 0.2011}  # no decimals, two, three
METHODS = ("round_globally", "round_per_line")


def roll_line(dice):
    """Roll a line as a person may write it: odd prices and quantities, discounts, now and then a negative one."""
    price = dice.choice((dice.randint(1, 500_000) / 100, dice.randint(1, 900_000) / 10_000, dice.randint(1, 100_000)))
    return {
        "quantity": dice.choice((1, 1, dice.randint(1, 50_000) / 100)),
        "price_unit": price * dice.choice((1, 1, 1, 1, 1, 1, 1, 1, 1, -1)),
        "discount": dice.choice((0, 0, 0, 100, dice.randint(1, 9999) / 100)),
    }


class RandomCase(XeroCase):
    """A company of one country whose every rate is mapped in several ways."""

    country = "au"

    @classmethod
    def new_company(cls):
        name = CODES[cls.country]
        currency = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        country = cls.env["res.country"].search([("code", "=", cls.country.upper().replace("UK", "GB"))])
        company = cls.env["res.company"].create(
            {"name": f"Books {cls.country}", "currency_id": currency.id, "country_id": country.id}
        )
        currency.active = True
        cls.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        company.currency_id = currency  # the generic chart sets one of its own
        return company

    def setUp(self):
        self.seeds = (self.country,)
        super().setUp()
        self.org.currencies.update(FOREIGN)
        self.sandbox.limits.per_minute, self.sandbox.limits.per_day = 10_000, 100_000
        self.connect()
        self.currencies = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "in", list(FOREIGN))])
        )
        self.currencies.active = True
        for currency in self.currencies:
            values = {"company_id": self.company.id, "name": "2020-01-01", "rate": FOREIGN[currency.name]}
            self.env["res.currency.rate"].create({"currency_id": currency.id, **values})
        self.taxes = self.make_taxes()
        self.buyer = self.customer("Buyer")
        self.forms = Counter()

    def make_taxes(self):
        """Return sets of taxes that are mapped: per rate one on top and one inside the price, and two that add up."""
        rates = self.env["xero.tax.rate"].search(
            [("connection_id", "=", self.connection.id), ("for_sales", "=", True)], order="effective_rate desc"
        )
        by_rate = {rate.effective_rate: rate for rate in rates}
        sets = [self.env["account.tax"]]
        for rate in by_rate.values():
            for inside in ("tax_excluded", "tax_included"):
                sets.append(self.make_tax(f"{rate.name} {inside}", rate.effective_rate, inside))
            if rate.effective_rate > 1:
                halves = [self.make_tax(f"{rate.name} part {n}", rate.effective_rate / 2) for n in range(2)]
                sets.append(halves[0] | halves[1])
        self.connection.tax_mapping_ids.filtered("tax_ids").unlink()
        for taxes in sets[1:]:
            mapping = self.env["xero.tax.mapping"].create(
                {"connection_id": self.connection.id, "tax_ids": [Command.set(taxes.ids)]}
            )
            mapping.tax_rate_id = mapping.allowed_rate_ids[:1]
        return sets

    def make_tax(self, name, amount, inside="tax_excluded"):
        country = self.company.account_fiscal_country_id
        values = {"name": name, "company_id": self.company.id, "country_id": country.id}
        group = self.env["account.tax.group"].create(values)
        return self.env["account.tax"].create(
            {
                "name": name,
                "amount": amount,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                "country_id": country.id,
                "tax_group_id": group.id,
                "price_include_override": inside,
            }
        )

    def walk(self, batches, strategy, check_batch):
        """Check a number of random batches, each with one of Odoo's two ways of rounding.

        :param batches: how many
        :param strategy: the hypothesis strategy of what a batch is made from
        :param check_batch: function of what was drawn
        """

        @seed(20261124)
        @settings(
            max_examples=batches,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # a failure names the invoice; a smaller batch would tell nothing
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy, st.sampled_from(METHODS))
        def every_batch(drawn, method):
            self.company.tax_calculation_rounding_method = method
            check_batch(drawn)

        every_batch()

    def remark_shares(self, what):
        """Have the run's summary say how many invoices there were, and the share of each form.

        :return: int, how many
        """
        total = sum(self.forms.values())
        shares = ", ".join(f"{form} {count / total:.1%}" for form, count in self.forms.most_common())
        recording.remark(f"{self.country}: {total} {what}; {shares}")
        return total
