"""The pages for a person: found by their addresses, escaped, and their buttons do what they say."""

import pytest
import requests
from sandbox_client import TIMEOUT, line

NASTY = '"><script>alert(1)</script>&'


@pytest.fixture
def page(server):
    def get(path, **args):
        return requests.get(server.url + path, params=args, timeout=TIMEOUT)

    return get


@pytest.fixture
def press(server):
    """Return a function that presses a button and returns the page that comes next."""

    def post(path, action, **values):
        return requests.post(server.url + path, data={"action": action, **values}, timeout=TIMEOUT)

    return post


@pytest.fixture
def sale(sandbox, org, invoice):
    return sandbox.add_invoice(
        org.tenant_id, **invoice(line(Quantity="0.3333", UnitAmount="100.005"), InvoiceNumber="A-1")
    )


def view(sale):
    return f"/app/!tiny1/invoicing/view/{sale['InvoiceID']}"


def test_home_says_what_it_is_and_lists_organisations(page):
    text = page("/").text
    assert "Xero sandbox: the Xero side (imitation)" in text
    assert "Tiny Pty Ltd" in text
    assert "Web app" in text


@pytest.mark.parametrize("name", ["", "/invoicing", "/bills", "/creditnotes", "/contacts", "/accounts", "/webhooks"])
def test_every_list_has_a_page_also_when_it_is_empty(page, name):
    answer = page(f"/app/!tiny1{name}")
    assert answer.status_code == 200
    assert "aria-current=page" in answer.text or name == ""


@pytest.mark.parametrize(
    "path",
    [
        "/app/!nobody",
        "/app/!tiny1/nonsense",
        "/app/!tiny1/invoicing/view/1",
        "/app/!tiny1/contacts/contact/1",
        "/favicon.ico",
    ],
)
def test_what_is_not_there_is_404(page, path):
    assert page(path).status_code == 404


def test_an_invoice_shows_its_numbers_as_they_are(page, sale):
    text = page(view(sale)).text
    assert "A-1" in text and "Adam Baker" in text
    assert "0.3333" in text and "100.005" in text
    assert "33.33 AUD" in text and "36.66 AUD" in text
    assert "GST on Income (10 %)" in text


def test_pay_part_remove_pay_all(page, press, sale, bank, sandbox):
    text = press(view(sale), "pay", amount="10.00", account=bank["AccountID"], date="2026-11-21").text
    assert "21 Nov 2026" in text and "26.66 AUD" in text
    payment = sale["Payments"][0]["PaymentID"]
    assert "No payments yet" in press(view(sale), "delete_payment", payment=payment).text
    text = press(view(sale), "pay", amount="", account=bank["AccountID"], date="").text
    assert '<span class="tag PAID">Paid</span>' in text
    assert "Add payment" not in text


def test_a_refusal_is_shown(press, sale, bank):
    text = press(view(sale), "pay", amount="1000", account=bank["AccountID"], date="").text
    assert "Payment amount exceeds the amount outstanding on this document" in text
    assert "is not a number" in press(view(sale), "pay", amount="much", account=bank["AccountID"], date="").text


def test_void_and_approve_and_delete(press, sandbox, org, invoice, sale):
    assert "Voided" in press(view(sale), "void").text
    draft = sandbox.add_invoice(org.tenant_id, **invoice(Status="DRAFT"))
    assert "Authorised" in press(view(draft), "approve").text
    other = sandbox.add_invoice(org.tenant_id, **invoice(Status="DRAFT"))
    assert "Deleted" in press(view(other), "void").text


def test_an_overpayment_is_shown_on_the_invoice_that_it_was_used_for(sandbox, org, page, sale, invoice):
    over = sandbox.pay_too_much(org.tenant_id, sale["InvoiceID"], "50.00")
    other = sandbox.add_invoice(org.tenant_id, **invoice(InvoiceNumber="A-2"))
    sandbox.allocate(org.tenant_id, over["OverpaymentID"], other["InvoiceID"], "7.77")
    text = page(view(other)).text
    assert "Overpayment" in text
    assert "7.77" in text


def test_a_credit_note_is_shown_and_used(page, press, sandbox, org, invoice, sale):
    body = {key: value for key, value in invoice(line(UnitAmount="5"), Type="ACCRECCREDIT").items() if key != "DueDate"}
    note = sandbox.add_credit_note(org.tenant_id, **body)
    assert "Use credit note CN-0001 (5.50)" in page(view(sale)).text
    assert "31.16 AUD" in press(view(sale), "allocate", credit_note=note["CreditNoteID"], amount="5.50").text
    assert "A-1" in page(f"/app/!tiny1/creditnotes/view/{note['CreditNoteID']}").text


def test_a_contact_is_edited_archived_restored(page, press, org, adam):
    path = f"/app/!tiny1/contacts/contact/{adam['ContactID']}"
    values = {"Name": "Adam B.", "EmailAddress": "new@example.com", "City": "Perth", "phone_MOBILE": "0400 1"}
    text = press(path, "save", **values).text
    assert "Adam B." in text and "new@example.com" in text and "Perth" in text and "0400 1" in text
    assert adam["FirstName"] == "Adam"
    assert "Restore" in press(path, "archive").text
    assert "Save" in press(path, "restore").text
    assert "Email address must be valid" in press(path, "save", EmailAddress="no").text


def test_a_contact_is_merged_into_another(press, org, adam):
    path = f"/app/!tiny1/contacts/contact/{adam['ContactID']}"
    assert "Choose another active contact" in press(path, "merge", winner="").text
    winner = next(item for item in org.contacts.values() if item["Name"] == "Brightside Café")
    assert "Merged into" in press(path, "merge", winner=winner["ContactID"]).text
    assert adam["MergedToContactID"] == winner["ContactID"]


def test_saving_a_contact_keeps_what_the_form_does_not_show(press, sandbox, org, adam):
    values = {
        "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "400 000", "PhoneCountryCode": "61"}],
        "Addresses": [
            {"AddressType": "STREET", "AddressLine1": "1 High St", "AddressLine2": "Level 2", "City": "Perth"}
        ],
    }
    sandbox.edit_contact(org.tenant_id, adam["ContactID"], **values)
    form = {"phone_MOBILE": "400 111", "AddressLine1": "1 High St", "City": "Hobart"}
    press(f"/app/!tiny1/contacts/contact/{adam['ContactID']}", "save", **form)
    mobile = next(phone for phone in adam["Phones"] if phone["PhoneType"] == "MOBILE")
    assert (mobile["PhoneNumber"], mobile["PhoneCountryCode"]) == ("400 111", "61")
    street = next(address for address in adam["Addresses"] if address["AddressType"] == "STREET")
    assert (street["City"], street["AddressLine2"]) == ("Hobart", "Level 2")


def test_a_contact_is_added_and_found(page, press):
    assert "Brand New" in press("/app/!tiny1/contacts", "add_contact", Name="Brand New", EmailAddress="").text
    found = page("/app/!tiny1/contacts", search="brand").text
    assert "Brand New" in found and "Adam Baker" not in found
    assert "No contact has this" in page("/app/!tiny1/contacts", search="zzz").text


def test_a_contact_that_is_refused_in_a_list_says_why(press, org):
    assert "already assigned" in press("/app/!tiny1/contacts", "add_contact", Name="Adam Baker").text
    assert len(org.contacts) == 3


def test_nothing_that_somebody_typed_is_markup(page, sandbox, org, invoice):
    contact = sandbox.add_contact(
        org.tenant_id, Name=NASTY.replace("<", "(").replace(">", ")"), FirstName=NASTY, AccountNumber=NASTY
    )
    made = sandbox.add_invoice(
        org.tenant_id,
        **invoice(
            line(Description=NASTY),
            Contact={"ContactID": contact["ContactID"]},
            Reference=NASTY,
            Url=f"javascript:{NASTY}",
        ),
    )
    sandbox.apps["web-app"].name = NASTY
    pages = ["/", "/app/!tiny1/invoicing", "/app/!tiny1/contacts", "/app/!tiny1/webhooks", view(made)]
    pages.append(f"/app/!tiny1/contacts/contact/{contact['ContactID']}")
    for path in pages:
        text = page(path, problem=NASTY, search=NASTY).text
        assert "<script>" not in text
        assert 'href="javascript' not in text


def test_xeros_older_addresses_lead_to_the_record(server, sandbox, org, sale):
    def go(target):
        args = {"shortcode": "!tiny1", "redirecturl": target}
        url = f"{server.url}/organisationlogin/default.aspx"
        return requests.get(url, params=args, timeout=TIMEOUT, allow_redirects=False).headers["Location"]

    assert go(f"/AccountsPayable/Edit.aspx?InvoiceID={sale['InvoiceID']}") == view(sale)
    assert go("/AccountsReceivable/ViewCreditNote.aspx?creditNoteID=abc") == "/app/!tiny1/creditnotes/view/abc"
