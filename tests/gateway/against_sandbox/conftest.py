"""A stand-in for Xero with a small set of books, and the gateway in front of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from odoo.addons.crm_xero_connector import const
from odoo.addons.crm_xero_connector.gateway import Endpoints, XeroGateway, XeroIdentity
from odoo.addons.crm_xero_connector.mappers.records import Invoice, InvoiceLine
from odoo.addons.crm_xero_connector.mappers.reference import (
    account_from_xero,
    tax_rate_from_xero,
)

from xero_sandbox import Sandbox, SandboxServer

REDIRECT = "http://localhost:8069/crm_xero/callback"
DAY = date(2026, 11, 2)


@pytest.fixture
def sandbox():
    sandbox = Sandbox(seeds=("tiny",))
    sandbox.register_app(client_id="web", client_secret="s3cret", redirect_uris=[REDIRECT], name="Web app")
    sandbox.register_app(client_id="native", client_secret=None, redirect_uris=[REDIRECT], name="Native app")
    return sandbox


@pytest.fixture
def endpoints(sandbox):
    with SandboxServer(sandbox, port=0) as server:
        yield Endpoints(server.url, server.url, server.url)


@pytest.fixture
def tenant_id(sandbox):
    return next(iter(sandbox.organisations))


@pytest.fixture
def identity(endpoints):
    return XeroIdentity(endpoints, "web", "s3cret")


@pytest.fixture
def tokens(sandbox, identity, tenant_id):
    code = sandbox.consent_code("web", REDIRECT, list(const.SCOPES), [tenant_id])
    return identity.exchange_code(code=code, redirect_uri=REDIRECT)


@pytest.fixture
def gateway(endpoints, tenant_id, tokens):
    return XeroGateway(endpoints, tenant_id, lambda: tokens.access_token)


@pytest.fixture
def books(gateway):
    """Return what is needed to write an invoice: a contact, a sales account, a bank account and a rate of 10 %."""
    accounts = [account_from_xero(item) for item in gateway.accounts()]
    rates = [tax_rate_from_xero(item) for item in gateway.tax_rates()]
    return {
        "contact": gateway.contacts().items[0]["ContactID"],
        "sales": next(account for account in accounts if account.is_sales_account),
        "bank": next(account for account in accounts if account.is_payment_account and account.type == "BANK"),
        "rate": next(rate for rate in rates if rate.for_sales and rate.effective_rate == 10),
    }


@pytest.fixture
def invoice(books):
    def build(number, *amounts, **values):
        lines = tuple(
            InvoiceLine(
                "Work",
                quantity=Decimal(1),
                unit_amount=Decimal(net),
                net=Decimal(net),
                tax=Decimal(tax),
                tax_type=books["rate"].tax_type,
                tax_rate=books["rate"].effective_rate,
                account_code=books["sales"].code,
            )
            for net, tax in amounts
        )
        tax = sum((line.tax for line in lines), Decimal(0))
        values = {
            "kind": "ACCREC",
            "contact_id": books["contact"],
            "number": number,
            "date": DAY,
            "due_date": DAY + timedelta(days=30),
            "currency": "AUD",
            "lines": lines,
            "total": sum((line.net for line in lines), Decimal(0)) + tax,
            "total_tax": tax,
            **values,
        }
        return Invoice(**values)

    return build


@pytest.fixture
def numbers(sandbox, tenant_id):
    """Return the numbers of the invoices in the books."""
    return lambda: sorted(
        item.get("InvoiceNumber") or "" for item in sandbox.organisations[tenant_id].invoices.values()
    )
