"""The accounting API: routes, and entries for seeds, pages and the control API that obey the same rules."""

from . import (
    advances,
    allocations,
    attachments,
    bank_transactions,
    batch_payments,
    chart,
    contact_groups,
    contacts,
    credit_notes,
    emails,
    history,
    invoices,
    items,
    payments,
    reference,
    tracking,
)

MODULES = (
    reference, chart, items, tracking, contacts, contact_groups, invoices, emails, credit_notes, advances, allocations,
    bank_transactions, payments, batch_payments, attachments, history,
)  # fmt: skip
ROUTES = [route for module in MODULES for route in module.ROUTES]
TAKE_BYTES = (attachments.put,)
GIVE_FILES = (attachments.get_one, invoices.get_invoice, credit_notes.get_one)
TAKE_NOTHING = (emails.post,)
# What Xero has beside these: asked for, the sandbox says that it does not imitate it.
OTHER_RESOURCES = (
    "BankTransfers", "Budgets", "Employees", "ExpenseClaims",
    "InvoiceReminders", "Journals", "LinkedTransactions", "ManualJournals", "PaymentServices", "PurchaseOrders",
    "Quotes", "Receipts", "RepeatingInvoices", "Reports", "Setup", "Users",
)  # fmt: skip

__all__ = [
    "GIVE_FILES",
    "OTHER_RESOURCES",
    "ROUTES",
    "TAKE_BYTES",
    "TAKE_NOTHING",
    "allocations",
    "bank_transactions",
    "batch_payments",
    "contacts",
    "credit_notes",
    "invoices",
    "payments",
    "reference",
]
