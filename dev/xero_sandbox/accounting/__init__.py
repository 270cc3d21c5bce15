"""The accounting API: routes, and entries for seeds, pages and the control API that obey the same rules."""

from . import contacts, credit_notes, invoices, payments, reference
from .contacts import post_contacts, put_contacts
from .credit_notes import put_allocations, put_credit_notes
from .invoices import post_invoice, put_invoices
from .payments import put_payments, remove_payment

ROUTES = reference.ROUTES + contacts.ROUTES + invoices.ROUTES + credit_notes.ROUTES + payments.ROUTES

__all__ = [
    "ROUTES",
    "post_contacts",
    "post_invoice",
    "put_allocations",
    "put_contacts",
    "put_credit_notes",
    "put_invoices",
    "put_payments",
    "remove_payment",
]
