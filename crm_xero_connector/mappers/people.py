"""Contacts between Xero's dicts and Odoo's values: frozen records with Odoo's spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Address:
    """One postal address; `kind` is "POBOX" (printed on invoices) or "STREET"."""

    kind: str
    street: str = ""
    street2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    attention_to: str = ""


@dataclass(frozen=True)
class ContactPerson:
    """One further person of a contact."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    include_in_emails: bool = False

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.first_name, self.last_name))) or self.email


@dataclass(frozen=True)
class DueRule:
    """When an invoice of a contact is due: `day` is a number of days or a day of the month, as `kind` says."""

    kind: str
    day: int


@dataclass(frozen=True)
class Contact:
    """One contact of an organisation.

    An empty value means "Xero did not say": Xero leaves lists out of some answers (`partial`), so nothing empty here
    may erase a value in Odoo. `emails` holds the addresses of the contact persons, `phones` all numbers by kind.
    """

    xero_id: str
    name: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    emails: tuple[str, ...] = ()
    contact_number: str = ""
    account_number: str = ""
    tax_number: str = ""
    company_number: str = ""
    website: str = ""
    phone: str = ""
    mobile: str = ""
    phones: Mapping[str, str] = field(default_factory=dict)
    addresses: tuple[Address, ...] = ()
    persons: tuple[ContactPerson, ...] = ()
    status: str = ""
    merged_to: str = ""
    is_customer: bool | None = None
    is_supplier: bool | None = None
    currency: str = ""
    groups: tuple[str, ...] = ()
    sales_due: DueRule | None = None
    bills_due: DueRule | None = None
    bank_account: str = ""
    discount: Decimal | None = None
    receivable: Decimal | None = None
    overdue: Decimal | None = None
    updated_at: datetime | None = None
    partial: bool = False

    @property
    def is_company(self) -> bool:
        """Tell a company from a person, which Xero does not.

        Xero's first and last name are those of the primary person. So a contact is a person only when its name is
        exactly that person's name; with another name, or with no person at all, it is a company.
        """
        person = " ".join(filter(None, (self.first_name, self.last_name)))
        return not person or person.casefold() != self.name.casefold()

    @property
    def people(self) -> tuple[ContactPerson, ...]:
        """Return everybody who is to be a child contact: a company's primary person first, nobody twice."""
        people = list(self.persons)
        if self.is_company and (self.first_name or self.last_name):
            people.insert(0, ContactPerson(self.first_name, self.last_name, self.email, include_in_emails=True))
        return tuple({person.name.casefold(): person for person in reversed(people)}.values())[::-1]
