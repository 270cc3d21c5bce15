"""What a person does on the Xero side, by the same rules as a call; mixed into `Sandbox`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from .accounting import allocations, contacts, credit_notes, invoices, payments
from .accounting.writes import Kind
from .context import Call
from .errors import Refused
from .seeds.volume import fill_with_contacts
from .shapes import shaped

if TYPE_CHECKING:
    from .sandbox import Sandbox

Record = dict[str, Any]


def _values(kind: Kind, values: Record) -> Record:
    return shaped(values, kind.shape, kind.key)


class PersonSide:
    """The deeds of a person; each returns the stored record and raises `Refused` with Xero's words."""

    @contextmanager
    def _desk(self: Sandbox, tenant_id: str) -> Iterator[Call]:
        """Give the call that a person's deed stands for; nothing of a refused one remains."""
        with self.lock:
            org = self.organisations[tenant_id]
            with org.all_or_nothing():
                yield Call(org, self.clock.now(), {"unitdp": "4"})

    # --- money -------------------------------------------------------------------------------------------------

    def pay(
        self, tenant_id: str, invoice_id: str, amount: Any = None, account: str | None = None, date: str | None = None
    ) -> Record:
        """Record a payment: the whole amount due, today, into the first bank account, unless said otherwise.

        :param account: id or code
        """
        with self._desk(tenant_id) as call:
            invoice = call.org.invoices[invoice_id]
            banks = (row["AccountID"] for row in call.org.accounts.values() if is_bank_for(call, row, invoice))
            payload = {
                "Invoice": {"InvoiceID": invoice_id},
                "Account": _account(call, account or next(banks)),
                "Amount": invoice["AmountDue"] if amount in (None, "") else str(amount),
                "Date": str(date or call.today.isoformat()),
            }
            return payments.create(call, _values(payments.KIND, payload))

    def delete_payment(self, tenant_id: str, payment_id: str) -> Record:
        with self._desk(tenant_id) as call:
            return payments.remove(call, call.org.payments[payment_id])

    def allocate(self, tenant_id: str, credit_note_id: str, invoice_id: str, amount: Any) -> Record:
        """Use a part of a credit note for an invoice."""
        with self._desk(tenant_id) as call:
            payload = {"Amount": str(amount), "Invoice": {"InvoiceID": invoice_id}}
            note = call.org.credit_notes[credit_note_id]
            return allocations.allocate(call, note, _values(allocations.KIND, payload))

    def delete_allocation(self, tenant_id: str, credit_note_id: str, allocation_id: str) -> None:
        with self._desk(tenant_id) as call:
            note = call.org.credit_notes[credit_note_id]
            allocation = next(row for row in note["Allocations"] if row["AllocationID"] == allocation_id)
            allocations.remove(call, note, allocation)

    # --- documents ---------------------------------------------------------------------------------------------

    def add_invoice(self, tenant_id: str, **values: Any) -> Record:
        with self._desk(tenant_id) as call:
            return invoices.create(call, _values(invoices.KIND, values))

    def edit_invoice(self, tenant_id: str, invoice_id: str, **values: Any) -> Record:
        with self._desk(tenant_id) as call:
            return invoices.update(call, call.org.invoices[invoice_id], _values(invoices.KIND, values))

    def void_invoice(self, tenant_id: str, invoice_id: str) -> Record:
        """Void an approved invoice, or delete one that is not."""
        with self._desk(tenant_id) as call:
            invoice = call.org.invoices[invoice_id]
            status = "DELETED" if invoice["Status"] in ("DRAFT", "SUBMITTED") else "VOIDED"
            return invoices.update(call, invoice, {"Status": status})

    def add_credit_note(self, tenant_id: str, **values: Any) -> Record:
        with self._desk(tenant_id) as call:
            return credit_notes.create(call, _values(credit_notes.KIND, values))

    # --- contacts ----------------------------------------------------------------------------------------------

    def add_contact(self, tenant_id: str, **values: Any) -> Record:
        archived = values.get("ContactStatus") == "ARCHIVED"
        with self._desk(tenant_id) as call:
            fresh = {name: value for name, value in values.items() if name != "ContactStatus"}
            contact = contacts.create(call, _values(contacts.KIND, fresh))
            return contacts.update(call, contact, {"ContactStatus": "ARCHIVED"}) if archived else contact

    def edit_contact(self, tenant_id: str, contact_id: str, **values: Any) -> Record:
        """Change a contact; a person can restore an archived one, which the API cannot."""
        with self._desk(tenant_id) as call:
            contact = call.org.contacts[contact_id]
            if contact["ContactStatus"] == "ARCHIVED" and values.get("ContactStatus") == "ACTIVE":
                restore(call, contact)
            return contacts.update(call, contact, _values(contacts.KIND, values))

    def merge_contacts(self, tenant_id: str, loser_id: str, winner_id: str) -> Record:
        """Merge a contact into another one: it is archived, keeps its numbers and points to the winner."""
        with self._desk(tenant_id) as call:
            loser, winner = call.org.contacts[loser_id], call.org.contacts[winner_id]
            if loser is winner or winner["ContactStatus"] != "ACTIVE":
                raise Refused("Choose another active contact to merge into.")
            for document in (*call.org.invoices.values(), *call.org.credit_notes.values()):
                if document["Contact"]["ContactID"] == loser_id:
                    call.org.remember(document)
                    document["Contact"] = {"ContactID": winner_id, "Name": winner["Name"]}
            call.org.remember(loser)
            loser["MergedToContactID"] = winner_id
            contacts.store(call, winner, {}, "UPDATE")
            return contacts.store(call, loser, {"ContactStatus": "ARCHIVED"}, "UPDATE")

    def erase_contact(self, tenant_id: str, contact_id: str) -> Record:
        """Erase a person's data on request."""
        with self._desk(tenant_id) as call:
            contact = call.org.contacts[contact_id]
            call.org.remember(contact)
            contact.update(Phones=[], Addresses=[])
            empty = dict.fromkeys(("FirstName", "LastName", "EmailAddress", "TaxNumber", "Website"), "")
            values = {**empty, "Name": f"Erased {contact_id[:8]}", "ContactPersons": []}
            return contacts.store(call, contact, {**values, "ContactStatus": "GDPRREQUEST"}, "UPDATE")

    def seed_contacts(self, tenant_id: str, number: int) -> None:
        """Add many plain contacts at once, without telling anybody."""
        with self.lock:
            fill_with_contacts(self.organisations[tenant_id], self.clock.now(), number)

    # --- settings ----------------------------------------------------------------------------------------------

    def set_lock_dates(self, tenant_id: str, period: date | str | None = None, year: date | str | None = None) -> None:
        """Lock everything up to two dates; None unlocks."""
        with self._desk(tenant_id) as call:
            for name, day in (("PeriodLockDate", period), ("EndOfYearLockDate", year)):
                call.org.facts.pop(name, None)
                if day:
                    call.org.facts[name] = date.fromisoformat(str(day))
            call.org.stamp(call.now)

    def disconnect(self, tenant_id: str, client_id: str | None = None) -> None:
        """Disconnect an app, or all, as a person does under Connected apps; nobody is told."""
        with self.lock:
            for item in list(self.identity.connections.values()):
                if item.tenant_id == tenant_id and client_id in (None, item.client_id):
                    self.identity.disconnect(item)


def restore(call: Call, contact: Record) -> None:
    if call.org.contact_keys["Name"].find(contact["Name"], contact):
        raise Refused("Another active contact has this name.")
    call.org.remember(contact)
    contact.pop("MergedToContactID", None)
    contacts.store(call, contact, {"ContactStatus": "ACTIVE"}, "UPDATE")


def is_bank_for(call: Call, account: Record, document: Record) -> bool:
    """Tell whether an account can take the money of a document."""
    base = call.org.facts["BaseCurrency"]
    active_bank = account["Type"] == "BANK" and account["Status"] == "ACTIVE"
    return active_bank and account.get("CurrencyCode", base) in (base, document["CurrencyCode"])


def _account(call: Call, id_or_code: str) -> Record:
    return {"AccountID" if id_or_code in call.org.accounts else "Code": id_or_code}
