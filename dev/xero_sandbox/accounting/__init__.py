"""The accounting API: routes, and entries for seeds, pages and the control API that obey the same rules."""

from . import allocations, contacts, credit_notes, invoices, payments, reference

ROUTES = (
    reference.ROUTES + contacts.ROUTES + invoices.ROUTES + credit_notes.ROUTES + allocations.ROUTES + payments.ROUTES
)
# What Xero has beside these: asked for, the sandbox says that it does not imitate it.
OTHER_RESOURCES = (
    "BankTransactions", "BankTransfers", "BatchPayments", "Budgets", "ContactGroups", "Employees", "ExpenseClaims",
    "InvoiceReminders", "Items", "Journals", "LinkedTransactions", "ManualJournals", "PaymentServices", "PurchaseOrders",
    "Quotes", "Receipts", "RepeatingInvoices", "Reports", "Setup", "TrackingCategories", "Users",
)  # fmt: skip

__all__ = ["OTHER_RESOURCES", "ROUTES", "allocations", "contacts", "credit_notes", "invoices", "payments", "reference"]
