"""Xero's Accounting API as methods: Xero's own dicts in, Xero's own dicts out, one call each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from .. import const
from .calls import Calls, Page
from .encoding import header_time

# The SDK would send Python's "True": Xero's documented spelling is this one.
BOOLEANS = {True: "true", False: "false"}
UNIT_DECIMALS = 4  # without it Xero rounds unit prices to cents, in what it stores and in what it answers


class XeroGateway(Calls):
    """The Accounting API of one organisation.

    Every method makes one call and raises `exceptions.XeroError` and nothing else for what happens on the way. What is
    left of the limits is in `budget` afterwards.
    """

    # --- reference data ----------------------------------------------------------------------------------------

    def organisation(self) -> dict[str, Any]:
        """Return the organisation: base currency, lock dates, short code, country."""
        return self._read_one("get_organisations", "Organisations")

    def organisation_actions(self) -> list[dict[str, Any]]:
        """Return what the plan and the role of the user who connected permit: `Name` and `Status`."""
        return self._read_list("get_organisation_actions", "Actions")

    def accounts(self) -> list[dict[str, Any]]:
        """Return the whole chart of accounts, archived ones too."""
        return self._read_list("get_accounts", "Accounts")

    def tax_rates(self) -> list[dict[str, Any]]:
        """Return all tax rates, archived and deleted ones too."""
        return self._read_list("get_tax_rates", "TaxRates")

    def currencies(self) -> list[dict[str, Any]]:
        """Return the currencies which the organisation has added."""
        return self._read_list("get_currencies", "Currencies")

    def branding_themes(self) -> list[dict[str, Any]]:
        """Return how the organisation can have its invoices printed."""
        return self._read_list("get_branding_themes", "BrandingThemes")

    def tracking_categories(self) -> list[dict[str, Any]]:
        """Return the tracking categories with their options, those in use only."""
        return self._read_list("get_tracking_categories", "TrackingCategories")

    def items(self) -> list[dict[str, Any]]:
        """Return all items: what the organisation sells and buys."""
        return self._read_list("get_items", "Items", unitdp=UNIT_DECIMALS)

    # --- lists -------------------------------------------------------------------------------------------------

    def contacts(
        self,
        *,
        modified_since: datetime | None = None,
        page: int = 1,
        page_size: int = const.PAGE_SIZE,
        ids: Sequence[str] | None = None,
        include_archived: bool = True,
        where: str | None = None,
        search_term: str | None = None,
        summary_only: bool = False,
    ) -> Page:
        """Return a page of contacts, the oldest change first."""
        return self._read_page(
            "get_contacts",
            "Contacts",
            page,
            page_size,
            if_modified_since=header_time(modified_since),
            i_ds=ids,
            include_archived=BOOLEANS[include_archived],
            where=where,
            search_term=search_term,
            summary_only="true" if summary_only else None,
        )

    def invoices(
        self,
        *,
        modified_since: datetime | None = None,
        page: int = 1,
        page_size: int = const.PAGE_SIZE,
        ids: Sequence[str] | None = None,
        numbers: Sequence[str] | None = None,
        statuses: Sequence[str] | None = None,
        where: str | None = None,
        summary_only: bool = False,
    ) -> Page:
        """Return a page of invoices and bills, the oldest change first.

        :param summary_only: without lines and payments
        """
        return self._read_page(
            "get_invoices",
            "Invoices",
            page,
            page_size,
            if_modified_since=header_time(modified_since),
            i_ds=ids,
            invoice_numbers=numbers,
            statuses=statuses,
            where=where,
            summary_only="true" if summary_only else None,
            unitdp=UNIT_DECIMALS,
        )

    def credit_notes(
        self,
        *,
        modified_since: datetime | None = None,
        page: int = 1,
        page_size: int = const.PAGE_SIZE,
        where: str | None = None,
    ) -> Page:
        """Return a page of credit notes, the oldest change first."""
        since = header_time(modified_since)
        options = {"if_modified_since": since, "where": where, "unitdp": UNIT_DECIMALS}
        return self._read_page("get_credit_notes", "CreditNotes", page, page_size, **options)

    def payments(
        self,
        *,
        modified_since: datetime | None = None,
        page: int = 1,
        page_size: int = const.PAGE_SIZE,
        where: str | None = None,
        ids: Sequence[str] | None = None,
    ) -> Page:
        """Return a page of payments, the oldest change first, deleted ones too.

        :param ids: at most `MAX_GUIDS`; there is no other parameter for them than the filter
        """
        if ids is not None:
            if not 0 < len(ids) <= const.MAX_GUIDS:
                raise ValueError(f"From 1 to {const.MAX_GUIDS} ids in one call")
            where = " OR ".join(f'PaymentID==guid("{xero_id}")' for xero_id in ids)
        options = {"if_modified_since": header_time(modified_since), "where": where}
        return self._read_page("get_payments", "Payments", page, page_size, **options)

    # --- single records ----------------------------------------------------------------------------------------

    def contact(self, contact_id: str) -> dict[str, Any]:
        """Return a contact with all that a list may leave out."""
        return self._read_one("get_contact", "Contacts", contact_id)

    def invoice(self, invoice_id: str) -> dict[str, Any]:
        """Return an invoice or a bill."""
        return self._read_one("get_invoice", "Invoices", invoice_id, unitdp=UNIT_DECIMALS)

    def credit_note(self, credit_note_id: str) -> dict[str, Any]:
        """Return a credit note."""
        return self._read_one("get_credit_note", "CreditNotes", credit_note_id, unitdp=UNIT_DECIMALS)

    def payment(self, payment_id: str) -> dict[str, Any]:
        """Return a payment."""
        return self._read_one("get_payment", "Payments", payment_id)

    def online_invoice_url(self, invoice_id: str) -> str | None:
        """Return the address of the page where the customer sees a sales invoice."""
        found = self._read_list("get_online_invoice", "OnlineInvoices", invoice_id)
        return (found[0].get("OnlineInvoiceUrl") or None) if found else None

    # --- writes ------------------------------------------------------------------------------------------------
    # PUT only creates and refuses a number that exists; POST without an id may change somebody else's record.

    def create_contacts(self, payloads: list[dict[str, Any]], *, idempotency_key: str) -> list[dict[str, Any]]:
        """Create contacts. See `element_errors` for those that were refused."""
        return self._write_batch("create_contacts", "Contacts", payloads, idempotency_key)

    def update_contacts(self, payloads: list[dict[str, Any]], *, idempotency_key: str) -> list[dict[str, Any]]:
        """Change contacts by their ContactID.

        :raise ValueError: for a payload without one, which would create or change a contact by its name
        """
        if not all(payload.get("ContactID") for payload in payloads):
            raise ValueError("A contact is changed by its ContactID only")
        return self._write_batch("update_or_create_contacts", "Contacts", payloads, idempotency_key)

    def create_invoices(self, payloads: list[dict[str, Any]], *, idempotency_key: str) -> list[dict[str, Any]]:
        """Create invoices and bills. See `element_errors` for those that were refused."""
        return self._write_batch("create_invoices", "Invoices", payloads, idempotency_key, unitdp=UNIT_DECIMALS)

    def update_invoice(self, invoice_id: str, payload: dict[str, Any], *, idempotency_key: str) -> dict[str, Any]:
        """Change an invoice or a bill by its id. Lines without their LineItemID are replaced."""
        body = {"Invoices": [payload]}
        return self._write_one("update_invoice", "Invoices", invoice_id, body, idempotency_key, unitdp=UNIT_DECIMALS)

    def create_credit_notes(self, payloads: list[dict[str, Any]], *, idempotency_key: str) -> list[dict[str, Any]]:
        """Create credit notes. See `element_errors` for those that were refused."""
        return self._write_batch("create_credit_notes", "CreditNotes", payloads, idempotency_key, unitdp=UNIT_DECIMALS)

    def update_credit_note(
        self, credit_note_id: str, payload: dict[str, Any], *, idempotency_key: str
    ) -> dict[str, Any]:
        """Change a credit note by its id."""
        body = {"CreditNotes": [payload]}
        return self._write_one(
            "update_credit_note", "CreditNotes", credit_note_id, body, idempotency_key, unitdp=UNIT_DECIMALS
        )

    def create_credit_note_allocations(
        self, credit_note_id: str, payloads: list[dict[str, Any]], *, idempotency_key: str
    ) -> list[dict[str, Any]]:
        """Set a credit note off against invoices.

        :raise XeroRejected: when Xero refused one of them
        """
        body, count = {"Allocations": payloads}, len(payloads)
        name = "create_credit_note_allocation"
        return self._write_nested(name, "Allocations", credit_note_id, body, count, idempotency_key)

    def delete_credit_note_allocation(self, credit_note_id: str, allocation_id: str) -> None:
        """Take an allocation back."""
        self._call("delete_credit_note_allocations", credit_note_id, allocation_id)

    def attach(self, kind: str, xero_id: str, name: str, content: bytes, *, idempotency_key: str) -> None:
        """Attach a file to a document; one of the same name is replaced.

        :param kind: "invoice" or "credit_note"
        :param name: the file's name, without the characters that `values.file_name` takes out
        """
        self._upload(f"create_{kind}_attachment_by_file_name", xero_id, name, content, idempotency_key)

    def create_payments(self, payloads: list[dict[str, Any]], *, idempotency_key: str) -> list[dict[str, Any]]:
        """Create payments. See `element_errors` for those that were refused."""
        return self._write_batch("create_payments", "Payments", payloads, idempotency_key)

    def delete_payment(self, payment_id: str, *, idempotency_key: str) -> dict[str, Any]:
        """Undo a payment, the only change that Xero allows."""
        return self._write_one("delete_payment", "Payments", payment_id, {"Status": "DELETED"}, idempotency_key)
