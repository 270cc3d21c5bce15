"""A small organisation behind a real socket, and a client of it."""

from pathlib import Path

import pytest
from sandbox_client import REDIRECT, SCOPES, SECRET, WEB, Client, connect, line

from xero_sandbox import Sandbox, SandboxServer

LISTED = {
    "contacts": "ContactID", "invoices": "InvoiceID", "credit_notes": "CreditNoteID", "payments": "PaymentID",
    "overpayments": "OverpaymentID", "prepayments": "PrepaymentID", "bank_transactions": "BankTransactionID",
    "batch_payments": "BatchPaymentID",
}  # fmt: skip


@pytest.fixture
def whole_folder(request):
    """Skip a test that looks back on all tests of this folder when some of them do not run."""
    here = Path(__file__).parent
    files = {item.path for item in request.session.items}
    chosen = (
        request.config.option.keyword or request.config.option.deselect or getattr(request.config.option, "lf", False)
    )
    if chosen or not set(here.glob("test_*.py")) <= files or any("::" in arg for arg in request.config.args):
        pytest.skip("not all tests of the stand-in run")


@pytest.fixture
def sandbox():
    sandbox = Sandbox(seeds=("tiny",))
    sandbox.limits.per_minute = 10_000
    sandbox.register_app(WEB, SECRET, redirect_uris=[REDIRECT], name="Web app")
    sandbox.register_app("native-app", redirect_uris=[REDIRECT], name="Native app")
    return sandbox


@pytest.fixture
def server(sandbox):
    with SandboxServer(sandbox) as server:
        yield server


@pytest.fixture
def org(sandbox):
    """Give the organisation; after any test its lists are in order, whatever was done and taken back."""
    org = next(iter(sandbox.organisations.values()))
    yield org
    for table, id_field in LISTED.items():
        rows = sorted(getattr(org, table).values(), key=lambda row: (row["UpdatedDateUTC"], row[id_field]))
        assert org.in_order(table, id_field, "UpdatedDateUTC").rows() == rows


@pytest.fixture
def api(server, org):
    return Client(server.url, connect(server, [org.tenant_id])["access_token"], org.tenant_id)


@pytest.fixture
def adam(org):
    return next(item for item in org.contacts.values() if item["Name"] == "Adam Baker")


@pytest.fixture
def bank(org):
    return next(item for item in org.accounts.values() if item["Type"] == "BANK")


@pytest.fixture
def invoice(adam):
    """Return a function that makes the body of an invoice."""

    def build(*lines, **values):
        base = {"Type": "ACCREC", "Status": "AUTHORISED", "Contact": {"ContactID": adam["ContactID"]}}
        dates = {"Date": "2026-11-20", "DueDate": "2026-12-20"}
        return {**base, **dates, "LineItems": list(lines) or [line()], **values}

    return build


@pytest.fixture
def payment(bank):
    """Return a function that makes the body of a payment of an invoice."""

    def build(invoice, amount, **values):
        base = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Account": {"AccountID": bank["AccountID"]}}
        return {**base, "Amount": str(amount), "Date": "2026-11-21", **values}

    return build


@pytest.fixture
def admin(server, org):
    """Give a client that may do everything."""
    scopes = [*SCOPES, "accounting.settings", "accounting.banktransactions"]
    token = connect(server, [org.tenant_id], scopes)["access_token"]
    return Client(server.url, token, org.tenant_id)
