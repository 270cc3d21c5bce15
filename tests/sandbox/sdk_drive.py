"""Drives the stand-in with the stock xero-python, in a process of its own: nothing of the SDK is changed.

python sdk_drive.py URL TENANT_ID CLIENT_ID CLIENT_SECRET TOKEN_JSON; prints one line of JSON
"""

import json
import sys
from datetime import date, timedelta

from xero_python.accounting import (
    Account,
    AccountingApi,
    Allocation,
    Allocations,
    Contact,
    Contacts,
    CreditNote,
    CreditNotes,
    HistoryRecord,
    HistoryRecords,
    Invoice,
    Invoices,
    Item,
    Items,
    LineAmountTypes,
    LineItem,
    Payment,
    Payments,
)
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.exceptions import AccountingBadRequestException, HTTPStatusException, NotFoundException
from xero_python.identity import IdentityApi

TODAY = date.today()
IMAGE = b"\x89PNG\r\n\x1a\n not really"


class Drive:
    """One user's app; every step is a method, in the order of its writing."""

    def __init__(self, url, tenant, client_id, secret, token):
        self.tenant, self.token, self.saved = tenant, token, 0
        TokenApi.refresh_token_url = f"{url}/connect/token"  # where the SDK lets hosts be set
        TokenApi.revoke_token_url = f"{url}/connect/revocation"
        configuration = Configuration()
        configuration.oauth2_token = OAuth2Token(client_id=client_id, client_secret=secret)
        self.client = ApiClient(configuration, pool_threads=1)
        self.client.oauth2_token_getter(lambda: self.token)
        self.client.oauth2_token_saver(self._save)
        self.api = AccountingApi(self.client, base_url=f"{url}/api.xro/2.0")
        self.identity = IdentityApi(self.client, base_url=url)

    def _save(self, token):
        self.token, self.saved = token, self.saved + 1

    def line(self, amount):
        return LineItem(description="Work", quantity=1, unit_amount=amount, account_code="200", tax_type="OUTPUT")

    def list_and_page(self):
        api, tenant = self.api, self.tenant
        assert api.get_organisations(tenant).organisations[0].base_currency.value == "AUD"
        assert api.get_accounts(tenant, where='Type=="BANK"').accounts
        assert api.get_tax_rates(tenant).tax_rates
        pages = [api.get_contacts(tenant, page=page, page_size=40) for page in (1, 2, 3)]
        ids = [contact.contact_id for page in pages for contact in page.contacts]
        assert len(ids) == len(set(ids)) == pages[0].pagination.item_count
        everything = api.get_invoices(tenant, page=1, page_size=1000).invoices
        assert everything
        assert everything[0].line_items
        try:
            api.get_contact(tenant, "00000000-0000-0000-0000-000000000001")
        except NotFoundException:
            return
        raise AssertionError("an unknown contact was found")

    def create_update_refuse(self):
        api, tenant = self.api, self.tenant
        made = api.create_contacts(
            tenant, Contacts(contacts=[Contact(name="Stock SDK Pty Ltd")]), idempotency_key="a"
        ).contacts
        self.contact = made[0].contact_id
        again = Contacts(contacts=[Contact(name="Stock SDK Pty Ltd")])
        refused = api.create_contacts(tenant, again, summarize_errors=False).contacts[0]
        assert refused.has_validation_errors
        try:
            api.create_contacts(tenant, again, summarize_errors=True)
        except AccountingBadRequestException as error:
            assert "already assigned" in str(error.error_data)
        renamed = api.update_contact(
            tenant, self.contact, Contacts(contacts=[Contact(name="Stock SDK Limited")])
        ).contacts[0]
        assert renamed.name == "Stock SDK Limited"

    def invoice(self, amount):
        body = Invoice(
            type="ACCREC", contact=Contact(contact_id=self.contact), line_items=[self.line(amount)], date=TODAY,
            due_date=TODAY + timedelta(days=14), status="AUTHORISED", line_amount_types=LineAmountTypes.EXCLUSIVE,
        )  # fmt: skip
        return self.api.create_invoices(
            self.tenant, Invoices(invoices=[body]), summarize_errors=False, unitdp=4
        ).invoices[0]

    def pay_and_void(self):
        api, tenant = self.api, self.tenant
        bank = api.get_accounts(tenant, where='Type=="BANK"').accounts[0]
        invoice = self.invoice(100)
        assert str(invoice.total) == "110.00"
        paid = Payment(invoice=Invoice(invoice_id=invoice.invoice_id), account=Account(account_id=bank.account_id),
                       amount=110, date=TODAY)  # fmt: skip
        payment = api.create_payments(tenant, Payments(payments=[paid])).payments[0]
        assert api.get_invoice(tenant, invoice.invoice_id).invoices[0].status == "PAID"
        api.delete_payment(tenant, payment.payment_id, {"Status": "DELETED"})
        voided = api.update_invoice(tenant, invoice.invoice_id, Invoices(invoices=[Invoice(status="VOIDED")])).invoices[
            0
        ]
        assert voided.status == "VOIDED"

    def allocate(self):
        api, tenant = self.api, self.tenant
        invoice = self.invoice(50)
        credit = CreditNote(type="ACCRECCREDIT", contact=Contact(contact_id=self.contact), status="AUTHORISED",
                            date=TODAY, line_items=[self.line(20)])  # fmt: skip
        note = api.create_credit_notes(tenant, CreditNotes(credit_notes=[credit]), summarize_errors=False).credit_notes[
            0
        ]
        part = Allocation(amount=22, invoice=Invoice(invoice_id=invoice.invoice_id), date=TODAY)
        api.create_credit_note_allocation(tenant, note.credit_note_id, Allocations(allocations=[part]))
        settled = api.get_invoice(tenant, invoice.invoice_id).invoices[0]
        assert str(settled.amount_due) == "33.00"
        allocation = api.get_credit_note(tenant, note.credit_note_id).credit_notes[0].allocations[0]
        api.delete_credit_note_allocations(tenant, note.credit_note_id, allocation.allocation_id)
        assert str(api.get_invoice(tenant, invoice.invoice_id).invoices[0].amount_due) == "55.00"

    def attach_and_note(self):
        api, tenant = self.api, self.tenant
        invoice = self.invoice(10)
        api.create_invoice_attachment_by_file_name(tenant, invoice.invoice_id, "a photo.png", IMAGE)
        listed = api.get_invoice_attachments(tenant, invoice.invoice_id).attachments
        assert [item.file_name for item in listed] == ["a photo.png"]
        body = HistoryRecords(history_records=[HistoryRecord(details="Sent by the stock SDK")])
        api.create_invoice_history(tenant, invoice.invoice_id, body)
        records = api.get_invoice_history(tenant, invoice.invoice_id).history_records
        assert "Sent by the stock SDK" in [record.details for record in records]

    def items(self):
        api, tenant = self.api, self.tenant
        made = api.create_items(tenant, Items(items=[Item(code="SDK-1", name="From the SDK")])).items[0]
        assert api.get_item(tenant, "SDK-1").items[0].item_id == made.item_id
        api.delete_item(tenant, made.item_id)

    def refresh_and_revoke(self):
        before = self.token["refresh_token"]
        self.client.refresh_oauth2_token()
        assert self.token["refresh_token"] != before
        assert [item.tenant_id for item in self.identity.get_connections()] == [self.tenant]
        self.client.revoke_oauth2_token()
        try:
            self.api.get_organisations(self.tenant)
        except HTTPStatusException as error:
            assert error.status in (401, 403)
            return
        raise AssertionError("a revoked token was good")


STEPS = ("list_and_page", "create_update_refuse", "pay_and_void", "allocate", "attach_and_note", "items",
         "refresh_and_revoke")  # fmt: skip


def main():
    """Run every step and tell which were done."""
    url, tenant, client_id, secret, token = sys.argv[1:]
    drive = Drive(url, tenant, client_id, secret, json.loads(token))
    for step in STEPS:
        getattr(drive, step)()
    sys.stdout.write(json.dumps({"done": STEPS, "saved": drive.saved}))


if __name__ == "__main__":
    main()
