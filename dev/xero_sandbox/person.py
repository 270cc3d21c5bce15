"""What a person does on the Xero side, by the same rules as a call; mixed into `Sandbox`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from .accounting import contacts, credit_notes, invoices
from .context import Call
from .errors import Refused
from .person_money import MoneySide, shaped_as
from .seeds.volume import fill_with_contacts, fill_with_invoices

if TYPE_CHECKING:
    pass

Record = dict[str, Any]


class PersonSide(MoneySide):
    """The deeds of a person; each returns the stored record and raises `Refused` with Xero's words."""

    # --- documents ---------------------------------------------------------------------------------------------

    def add_invoice(self, tenant_id: str, **values: Any) -> Record:
        with self.desk(tenant_id) as call:
            return invoices.create(call, shaped_as(invoices.KIND, values))

    def edit_invoice(self, tenant_id: str, invoice_id: str, **values: Any) -> Record:
        with self.desk(tenant_id) as call:
            return invoices.update(call, call.org.invoices[invoice_id], shaped_as(invoices.KIND, values))

    def void_invoice(self, tenant_id: str, invoice_id: str) -> Record:
        """Void an approved invoice, or delete one that is not."""
        with self.desk(tenant_id) as call:
            invoice = call.org.invoices[invoice_id]
            status = "DELETED" if invoice["Status"] in ("DRAFT", "SUBMITTED") else "VOIDED"
            return invoices.update(call, invoice, {"Status": status})

    def add_credit_note(self, tenant_id: str, **values: Any) -> Record:
        with self.desk(tenant_id) as call:
            return credit_notes.create(call, shaped_as(credit_notes.KIND, values))

    def approve_credit_note(self, tenant_id: str, credit_note_id: str) -> Record:
        with self.desk(tenant_id) as call:
            return credit_notes.update(call, call.org.credit_notes[credit_note_id], {"Status": "AUTHORISED"})

    def void_credit_note(self, tenant_id: str, credit_note_id: str) -> Record:
        with self.desk(tenant_id) as call:
            return credit_notes.update(call, call.org.credit_notes[credit_note_id], {"Status": "VOIDED"})

    # --- contacts ----------------------------------------------------------------------------------------------

    def add_contact(self, tenant_id: str, **values: Any) -> Record:
        archived = values.get("ContactStatus") == "ARCHIVED"
        with self.desk(tenant_id) as call:
            fresh = {name: value for name, value in values.items() if name != "ContactStatus"}
            contact = contacts.create(call, shaped_as(contacts.KIND, fresh))
            return contacts.update(call, contact, {"ContactStatus": "ARCHIVED"}) if archived else contact

    def edit_contact(self, tenant_id: str, contact_id: str, **values: Any) -> Record:
        """Change a contact; a person can restore an archived one, which the API cannot."""
        with self.desk(tenant_id) as call:
            contact = call.org.contacts[contact_id]
            if contact["ContactStatus"] == "ARCHIVED" and values.get("ContactStatus") == "ACTIVE":
                restore(call, contact)
            return contacts.update(call, contact, shaped_as(contacts.KIND, values))

    def merge_contacts(self, tenant_id: str, loser_id: str, winner_id: str) -> Record:
        """Merge a contact into another one: it is archived, keeps its numbers and points to the winner."""
        with self.desk(tenant_id) as call:
            loser, winner = call.org.contacts[loser_id], call.org.contacts.get(winner_id)
            if not winner or loser is winner or winner["ContactStatus"] != "ACTIVE":
                raise Refused("Choose another active contact to merge into.")
            for document in documents_of(call, loser_id):
                call.org.remember(document)
                document["Contact"] = {"ContactID": winner_id, "Name": winner["Name"]}
            call.org.remember(loser)
            loser["MergedToContactID"] = winner_id
            contacts.store(call, winner, {}, "UPDATE")
            return contacts.store(call, loser, {"ContactStatus": "ARCHIVED"}, "UPDATE")

    def erase_contact(self, tenant_id: str, contact_id: str) -> Record:
        """Erase a person's data on request."""
        with self.desk(tenant_id) as call:
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

    def seed_invoices(self, tenant_id: str, number: int) -> None:
        """Add many plain invoices at once, without telling anybody."""
        with self.lock:
            fill_with_invoices(self.organisations[tenant_id], self.clock.now(), number)

    # --- settings ----------------------------------------------------------------------------------------------

    def set_lock_dates(self, tenant_id: str, period: date | str | None = None, year: date | str | None = None) -> None:
        """Lock everything up to two dates; None unlocks."""
        with self.desk(tenant_id) as call:
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


def documents_of(call: Call, contact_id: str) -> list[Record]:
    org = call.org
    tables = (org.invoices, org.credit_notes, org.overpayments, org.prepayments, org.bank_transactions)
    return [row for table in tables for row in table.values() if row["Contact"]["ContactID"] == contact_id]
