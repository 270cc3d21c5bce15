"""The control API, the command line and the snapshot."""

import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
import requests
from sandbox_client import REDIRECT, TIMEOUT, connect, token

import xero_sandbox
from xero_sandbox import Sandbox
from xero_sandbox.snapshot import Keeper, restore, take

FOLDER = Path(xero_sandbox.__file__).parent


@pytest.fixture
def control(server):
    """Return a function that gives a command and returns status and answer."""

    def command(method, name, **values):
        url = f"{server.url}/_control/{name}"
        send = {"params": values} if method == "GET" else {"json": values}
        answer = requests.request(method, url, timeout=TIMEOUT, **send)
        return answer.status_code, json.loads(answer.text, parse_float=Decimal)

    return command


def test_tenants_and_books(control, org):
    status, rows = control("GET", "tenants")
    assert (status, rows[0]["name"], rows[0]["currency"], rows[0]["contacts"]) == (200, "Tiny Pty Ltd", "AUD", 3)
    books = control("GET", "books", tenant=org.tenant_id)[1]
    assert books["organisation"]["Name"] == "Tiny Pty Ltd"
    assert len(books["contacts"]) == 3
    assert {row["Code"] for row in books["accounts"] if row.get("Code")} >= {"200", "610", "860"}
    assert {row["TaxType"] for row in books["tax_rates"]} >= {"OUTPUT", "INPUT"}
    assert books["invoices"] == books["payments"] == books["credit_notes"] == []


def test_an_app_is_registered_and_replaced(control, sandbox):
    for secret in ("one", "two"):
        status, answer = control("POST", "apps", client_id="c", client_secret=secret, redirect_uris=[REDIRECT])
        assert (status, answer["webhook_enabled"]) == (200, False)
    assert sandbox.apps["c"].client_secret == "two"


def test_contact_invoice_payment_void(control, org, invoice):
    tenant = org.tenant_id
    contact = control("POST", "contact", tenant=tenant, Name="By Control")[1]
    changed = control("POST", "contact", tenant=tenant, ContactID=contact["ContactID"], EmailAddress="c@example.com")[1]
    assert changed["EmailAddress"] == "c@example.com"
    made = control("POST", "invoice", tenant=tenant, **invoice())[1]
    part = control("POST", "pay", tenant=tenant, invoice_id=made["InvoiceID"], amount=10.05)[1]
    assert part["Amount"] == Decimal("10.05")
    rest = control("POST", "pay", tenant=tenant, invoice_id=made["InvoiceID"])[1]
    assert rest["Amount"] == Decimal("99.95")
    for row in (part, rest):
        assert control("POST", "delete_payment", tenant=tenant, payment_id=row["PaymentID"])[1]["Status"] == "DELETED"
    assert control("POST", "void", tenant=tenant, invoice_id=made["InvoiceID"])[1]["Status"] == "VOIDED"


def test_advances_and_batches(control, org, adam, invoice):
    tenant = org.tenant_id
    first, second = (control("POST", "invoice", tenant=tenant, **invoice())[1] for _number in (1, 2))
    over = control("POST", "overpay", tenant=tenant, invoice_id=first["InvoiceID"], amount="150")[1]
    assert over["RemainingCredit"] == 40
    document, source = {"invoice_id": second["InvoiceID"]}, {"credit_id": over["OverpaymentID"]}
    used = control("POST", "allocate", tenant=tenant, amount=15, **source, **document)[1]
    assert control("POST", "unallocate", tenant=tenant, allocation_id=used["AllocationID"], **source) == (200, {})
    values = {"key": "Overpayment", "record_id": over["OverpaymentID"], "amount": 5}
    assert control("POST", "refund", tenant=tenant, **values)[1]["PaymentType"] == "AROVERPAYMENTPAYMENT"
    for kind in ("overpayment", "prepayment"):
        body = {"kind": kind, "contact_id": adam["ContactID"], "amount": 20}
        assert control("POST", "advance", tenant=tenant, **body)[1]["RemainingCredit"] == 20
    batch = control("POST", "batch", tenant=tenant, invoice_ids=[second["InvoiceID"]])[1]
    assert (batch["Type"], batch["TotalAmount"]) == ("RECBATCH", 110)
    assert control("POST", "batch", tenant=tenant, batch_id=batch["BatchPaymentID"])[1]["Status"] == "DELETED"
    books = control("GET", "books", tenant=tenant)[1]
    lengths = {
        name: len(books[name]) for name in ("overpayments", "prepayments", "bank_transactions", "batch_payments")
    }
    assert lengths == {"overpayments": 2, "prepayments": 1, "bank_transactions": 3, "batch_payments": 1}
    assert control("POST", "overpay", tenant=tenant, amount="110", **document)[0] == 400


def test_a_refusal_has_xeros_words(control, org, invoice):
    made = control("POST", "invoice", tenant=org.tenant_id, **invoice())[1]
    status, answer = control("POST", "pay", tenant=org.tenant_id, invoice_id=made["InvoiceID"], amount=1000)
    assert status == 400
    assert answer["messages"] == ["Payment amount exceeds the amount outstanding on this document"]


@pytest.mark.parametrize(
    ("method", "name", "values", "status"),
    [
        ("POST", "nonsense", {}, 404),
        ("GET", "pay", {}, 404),
        ("GET", "books", {"tenant": "nobody"}, 400),
        ("POST", "pay", {"tenant": "Tiny Pty Ltd"}, 400),
        ("POST", "faults", {"kind": "nonsense"}, 400),
        ("POST", "limits", {"per_year": 1}, 400),
        ("POST", "clock", {"advance": "inf"}, 400),
        ("POST", "apps", {"client_id": "a", "webhook_url": "http://localhost:port/", "webhook_key": "k"}, 400),
    ],
)
def test_a_wrong_command_gets_a_sentence(control, method, name, values, status):
    code, answer = control(method, name, **values)
    assert code == status
    assert answer["error"]


def test_faults_clock_limits_requests(control, api, sandbox):
    control("POST", "faults", kind="503", path="/Accounts")
    assert api.call("GET", "/Accounts").status_code == 503
    before = sandbox.clock.now()
    control("POST", "clock", advance=600)
    assert (sandbox.clock.now() - before).total_seconds() >= 600
    assert control("POST", "limits", per_minute=7)[1]["per_minute"] == 7
    assert control("GET", "requests")[1][-1]["path"] == "/Accounts"


def test_reset_begins_anew(control, api, sandbox, org):
    api.put("/Contacts", {"Name": "Gone soon"})
    control("POST", "clock", advance=600)
    assert [row["name"] for row in control("POST", "reset")[1]] == ["Tiny Pty Ltd"]
    assert len(sandbox.organisations[org.tenant_id].contacts) == 3
    assert api.call("GET", "/Contacts").status_code == 401
    assert (sandbox.apps, sandbox.requests[:-1], sandbox.clock.offset.total_seconds()) == ({}, [], 0)
    tenants = control("POST", "reset", seeds=["nz", "uk"])[1]
    assert [(row["seed"], row["name"]) for row in tenants] == [
        ("nz", "Kauri Coast Studio Ltd"),
        ("uk", "Thistle & Rose Interiors Ltd"),
    ]
    assert control("GET", "books", tenant="uk")[1]["organisation"]["CountryCode"] == "GB"


# --- snapshot ----------------------------------------------------------------------------------------------------


def test_a_restart_keeps_books_tokens_and_types(server, api, sandbox, org, invoice, payment):
    sale = api.put("/Invoices", invoice(InvoiceNumber="A-1"))
    api.put("/Payments", payment(sale, "10"))
    tokens = connect(server, [org.tenant_id])
    fresh = Sandbox(seeds=("tiny",))
    restore(fresh, take(sandbox))
    again = fresh.organisations[org.tenant_id]
    assert again.keep() == org.keep()
    assert again.invoice_numbers.find("a-1")["InvoiceID"] == sale["InvoiceID"]
    assert fresh.identity.connections == sandbox.identity.connections
    assert fresh.identity.bearer(f"Bearer {tokens['access_token']}")
    assert take(fresh) == take(sandbox)


def test_the_file_is_written_when_something_changed_and_only_then(tmp_path, sandbox, org):
    keeper = Keeper(sandbox, tmp_path / "state.json")
    keeper.save()
    first = keeper.path.stat()
    keeper.save()
    assert keeper.path.stat().st_mtime_ns == first.st_mtime_ns
    sandbox.add_contact(org.tenant_id, Name="New")
    keeper.save()
    assert "New" in keeper.path.read_text()
    assert os.stat(keeper.path).st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_a_disk_that_is_full_for_a_while_costs_nothing(tmp_path, sandbox, org, monkeypatch, capsys):
    monkeypatch.setattr("xero_sandbox.snapshot.SECONDS", 0.05)
    keeper = Keeper(sandbox, tmp_path / "state" / "state.json")
    (tmp_path / "state").write_text("a file where the folder should be")
    keeper._thread.start()
    said = ""
    for _attempt in range(100):
        said += capsys.readouterr().err
        if said:
            break
        time.sleep(0.05)
    assert "is not up to date" in said
    (tmp_path / "state").unlink()
    (tmp_path / "state").mkdir()
    sandbox.add_contact(org.tenant_id, Name="Late")
    keeper.stop()
    assert "Late" in keeper.path.read_text()


# --- command line ------------------------------------------------------------------------------------------------


def start(*options):
    process = subprocess.Popen([sys.executable, FOLDER, *map(str, options)], stdout=subprocess.PIPE, text=True)
    words = process.stdout.readline().split()
    return process, words[-1] if words else ""


def stop(process, number=signal.SIGTERM):
    process.send_signal(number)
    process.stdout.close()
    return process.wait(10)


def test_the_command_serves_and_keeps_its_books_over_a_restart(tmp_path):
    state = tmp_path / "a new" / "folder" / "state.json"
    options = ("--port", 0, "--seeds", "tiny", "--state", state, "--day-limit", 1000)
    process, url = start(*options)
    tenant = requests.get(f"{url}/_control/tenants", timeout=TIMEOUT).json()[0]["tenant_id"]
    values = {"tenant": tenant, "Name": "Survivor"}
    assert requests.post(f"{url}/_control/contact", json=values, timeout=TIMEOUT).status_code == 200
    assert stop(process) == 0
    process, url = start(*options)
    books = requests.get(f"{url}/_control/books", params={"tenant": tenant}, timeout=TIMEOUT).json()
    assert stop(process, signal.SIGINT) == 0
    assert "Survivor" in {row["Name"] for row in books["contacts"]}


def test_a_state_file_that_cannot_be_read_is_put_aside(tmp_path):
    state = tmp_path / "state.json"
    state.write_text('{"form": 1}')
    process, url = start("--seeds", "tiny", "--state", state)
    assert requests.get(f"{url}/_control/tenants", timeout=TIMEOUT).json()[0]["contacts"] == 3
    assert stop(process) == 0
    assert (tmp_path / "state.json.unreadable").read_text() == '{"form": 1}'


@pytest.mark.parametrize(
    ("seeds", "text"), [("nonsense", "Unknown seed nonsense"), ("examples", "needs Xero's official API description")]
)
def test_a_seed_that_is_not_there_is_one_line(tmp_path, seeds, text):
    command = [sys.executable, FOLDER, "--seeds", seeds, "--spec", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert text in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_server_listens_on_this_machine_only(server):
    assert server._server.server_address[0] == "127.0.0.1"
    assert server.url.startswith("http://localhost:")


def test_a_stopped_server_hangs_up(server, api):
    assert api.get("/Organisation")
    server.stop()
    with pytest.raises(requests.ConnectionError):
        api.call("GET", "/Organisation")
    with pytest.raises(requests.ConnectionError):
        token(server, {"grant_type": "refresh_token"})
