"""The whole main job without a browser: connect, map, contacts in, invoices out, payments back, and compare."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import requests

import compare
from odoo_client import OdooClient, wait_until

FIRST_RUN_SECONDS = 60
PUSH_SECONDS = 60
# product, quantity, price, discount, the tax rates of the line in percent
INVOICES = (
    (("Consulting", 3, 150.00, 0, (10,)), ("Travel", 1, 88.45, 0, (10,))),
    (("Licences", 12, 19.95, 15, (10,)), ("Training", 1, 400.00, 0, (0,))),
    (("Paper", 7, 3.333, 0, (10,)), ("Ink", 3, 25.61, 0, (10,)), ("Returned goods", -1, 10.00, 0, (10,))),
    (("Export", 2, 1234.56, 0, (0,)),),
    (("Gift", 1, 0.00, 0, (10,)), ("Delivery", 0.25, 99.99, 100, (10,)), ("Repair", 1.5, 80.00, 0, (10,))),
    (("Donation", 1, 20.00, 0, ()),),
)
PAYMENTS = {0: "full", 1: "part", 3: "full"}  # which of the invoices are paid at Xero, and how far


@dataclass
class Context:
    """Where everything is, and who connects.

    :param organisation: the name under which Xero offers the organisation
    :param company: the name of the Odoo company to connect, None for the user's own
    """

    odoo_url: str
    sandbox_url: str
    database: str
    organisation: str
    company: str | None = None
    login: str = "admin"
    password: str = "admin"
    xero_email: str = "demo@example.com"
    xero_password: str = "demo"
    client_id: str = ""
    client_secret: str = ""
    webhook_key: str = ""
    timings: dict[str, float] = field(default_factory=dict)


class Job:
    """One run of the main job."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.odoo = OdooClient(context.odoo_url, context.database, context.login, context.password)
        self.company_id = self._company()
        self.odoo.context = {"allowed_company_ids": [self.company_id]}
        self.connection_id = 0
        self.tenant_id = ""

    def _company(self) -> int:
        domain = [("name", "=", self.context.company)] if self.context.company else []
        return self.odoo.read("res.company", domain, ["name"], limit=1, order="id")[0]["id"]

    def control(self, path: str, **values: Any) -> Any:
        """Do something on the Xero side as a person there would."""
        url = f"{self.context.sandbox_url}/_control/{path}"
        answer = requests.post(url, json=values, timeout=60) if values else requests.get(url, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def connection(self, *names: str) -> dict[str, Any]:
        return self.odoo.call("xero.connection", "read", [self.connection_id], list(names))[0]

    # --- connect ---------------------------------------------------------------------------------------------

    def manage(self) -> None:
        """Open Settings, Integrations, Xero, Manage, and give the page what Xero's developer portal shows."""
        settings = self.odoo.call("res.config.settings", "create", {"company_id": self.company_id})
        self.connection_id = self.odoo.call("res.config.settings", "action_open_xero", [settings])["res_id"]
        page = self.connection("client_id", "redirect_uri", "webhook_url", "state")
        context = self.context
        if page["state"] == "connected":
            return
        values = {"client_id": context.client_id, "client_secret": context.client_secret}
        self.odoo.call("xero.connection", "write", [self.connection_id], {**values, "webhook_key": context.webhook_key})
        self.control(
            "apps",
            **values,
            name="Odoo demo",
            redirect_uris=[page["redirect_uri"]],
            webhook_url=page["webhook_url"],
            webhook_key=context.webhook_key,
        )

    def connect(self) -> None:
        """Log in to Xero, choose the organisation, see accounts chosen, map taxes."""
        context = self.context
        if self.connection("state")["state"] != "connected":
            self.odoo.connect(
                self.connection_id, context.organisation, email=context.xero_email, password=context.xero_password
            )
            choices = self.odoo.read("xero.tenant", [("connection_id", "=", self.connection_id)], ["name", "problem"])
            chosen = next(choice for choice in choices if choice["name"] == context.organisation)
            self.odoo.call("xero.tenant", "action_use", [chosen["id"]])
        self.tenant_id = self.connection("tenant_id")["tenant_id"]
        self.odoo.call("xero.connection", "action_map_taxes", [self.connection_id])

    def contacts(self) -> None:
        """Wait until the first run is over, which started by itself."""
        lane = [("connection_id", "=", self.connection_id), ("lane", "=", "contact")]
        wait_until(
            lambda: self.odoo.read("xero.cursor", [*lane, ("first_done", "=", True)], ["done"]),
            FIRST_RUN_SECONDS,
            "the contacts from Xero",
        )

    # --- invoices --------------------------------------------------------------------------------------------

    def customers(self, number: int) -> list[int]:
        domain = [
            ("connection_id", "=", self.connection_id),
            ("entity", "=", "contact"),
            ("remote_status", "=", "ACTIVE"),
        ]
        links = self.odoo.read(
            "xero.link", [*domain, ("state", "=", "synced")], ["res_id"], limit=number - 1, order="id"
        )
        fresh = self.odoo.call(
            "res.partner", "create", {"name": f"New Customer {int(time.time())}", "is_company": True}
        )
        return [link["res_id"] for link in links] + [fresh]

    def taxes(self) -> dict[tuple[int, ...], list[int]]:
        """Return one mapped set of taxes per rate."""
        domain = [("connection_id", "=", self.connection_id), ("tax_rate_id", "!=", False)]
        rows = self.odoo.read("xero.tax.mapping", domain, ["tax_ids", "effective_rate"], order="id")
        found: dict[tuple[int, ...], list[int]] = {}
        for row in rows:
            key = (round(row["effective_rate"]),) if row["tax_ids"] else ()
            found.setdefault(key, row["tax_ids"])
        standard = max(key[0] for key in found if key)
        return {**found, (10,): found[(standard,)]}  # the country's own standard rate stands for ten percent

    def invoices(self) -> list[int]:
        """Confirm invoices, one click each, and wait until Xero has them; one goes to a customer new to Xero."""
        taxes, moves = self.taxes(), []
        for partner, lines in zip(self.customers(len(INVOICES)), INVOICES):
            values = [
                {
                    "name": name,
                    "quantity": quantity,
                    "price_unit": price,
                    "discount": discount,
                    "tax_ids": [(6, 0, taxes[rate])],
                }
                for name, quantity, price, discount, rate in lines
            ]
            move = {
                "move_type": "out_invoice",
                "partner_id": partner,
                "invoice_line_ids": [(0, 0, value) for value in values],
            }
            moves.append(self.odoo.call("account.move", "create", move))
        started = time.monotonic()
        for move_id in moves:
            self.odoo.call("account.move", "action_post", [move_id])
        waiting = [("id", "in", moves), ("xero_state", "in", ["synced"])]
        wait_until(
            lambda: self.odoo.call("account.move", "search_count", waiting) == len(moves),
            PUSH_SECONDS,
            "the invoices to be in Xero",
        )
        self.context.timings["confirm 6 invoices -> all in Xero"] = time.monotonic() - started
        return moves

    def payments(self, moves: list[int]) -> None:
        """Pay at Xero and wait until Odoo shows it."""
        links = self.odoo.read(
            "xero.link", [("res_model", "=", "account.move"), ("res_id", "in", moves)], ["res_id", "xero_id"]
        )
        xero_ids = {link["res_id"]: link["xero_id"] for link in links}
        started = time.monotonic()
        for position, how in PAYMENTS.items():
            move = self.odoo.call("account.move", "read", [moves[position]], ["amount_total"])[0]
            amount = move["amount_total"] if how == "full" else round(move["amount_total"] / 3, 2)
            self.control("pay", tenant=self.tenant_id, invoice_id=xero_ids[moves[position]], amount=amount)
        for position, how in PAYMENTS.items():
            state = ["paid", "in_payment"] if how == "full" else ["partial"]
            domain = [("id", "=", moves[position]), ("payment_state", "in", state)]
            wait_until(
                lambda domain=domain: self.odoo.call("account.move", "search_count", domain), PUSH_SECONDS, "a payment"
            )
        self.context.timings["3 payments in Xero -> shown in Odoo"] = time.monotonic() - started


def main_job(context: Context) -> bool:
    """Do the main job and print a table of what happened.

    :return: whether both sides agree on every contact, invoice, tax and payment
    """
    job = Job(context)
    for step in (job.manage, job.connect, job.contacts):
        started = time.monotonic()
        step()
        context.timings[step.__name__] = time.monotonic() - started
    job.payments(job.invoices())
    books = requests.get(f"{context.sandbox_url}/_control/books", params={"tenant": job.tenant_id}, timeout=60).json()
    rows = compare.rows(job.odoo, job.connection_id, books)
    compare.print_table(context.organisation, rows, context.timings)
    return all(row.unequal == 0 for row in rows)
