"""Xero's refusals in the user's words: (part of Xero's text in lower case, what happened and what to do).

Xero's texts are no contract: each is here as it was seen, and what nobody has seen yet is shown as it is.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

REFUSALS = (
    # a number, a name or an address
    (
        "# must be unique",
        _lt("Xero has this number already. Give one of the two another number, then Retry."),
    ),
    (
        "is already assigned to another contact",
        _lt("Another contact in Xero has the customer's name. Rename one of the two, then press Retry."),
    ),
    (
        "another contact has this contact number",
        _lt("A contact in Xero that was archived or merged still has this customer's number. Restore it there."),
    ),
    (
        "account number already exists",
        _lt("Another contact in Xero has the customer's reference. Change it in Odoo or in Xero, then Retry."),
    ),
    (
        "archived contacts cannot currently be edited",
        _lt("The contact is archived in Xero. Restore it there (Contacts, Archived), then press Retry."),
    ),
    (
        "contact details has been archived",
        _lt("The contact is archived in Xero. Restore it there (Contacts, Archived), then press Retry."),
    ),
    (
        "email address must be valid",
        _lt("Xero does not take the contact's e-mail address. Correct it on the contact, then press Retry."),
    ),
    (
        "website must be valid",
        _lt("Xero does not take the contact's website. Correct it on the contact, then press Retry."),
    ),
    # an account, a rate or a currency
    (
        "is not a valid code for this document",
        _lt("Xero takes no lines of this document on that account. Choose another one under Map Accounts."),
    ),
    (
        "has been archived, or has been deleted",
        _lt("The account was archived or deleted in Xero. Choose another one under Map Accounts."),
    ),
    (
        "cannot be used with account code",
        _lt("In Xero this tax rate does not go with this account. Change one of them under Map Taxes or Accounts."),
    ),
    (
        "does not exist or cannot be used for this type",
        _lt("Xero no longer takes this tax rate here. Choose another one under Map Taxes."),
    ),
    (
        "not subscribed to currency",
        _lt("The organisation does not use this currency. Add it in Xero (Settings, Currencies), then Retry."),
    ),
    (
        "item code",
        _lt("Xero does not know the product's code. Press Refresh Accounts and Taxes, then Retry."),
    ),
    (
        "branding theme",
        _lt("Xero no longer has the branding theme. Press Refresh Accounts and Taxes and choose another one."),
    ),
    (
        "tracking",
        _lt("Xero no longer has the tracking option. Press Refresh Accounts and Taxes, then look at Map Tracking."),
    ),
    # a date, a payment or a permission
    (
        "lock date",
        _lt("The date is in a period that is locked in Xero. Change the date, or the lock date in Xero, then Retry."),
    ),
    (
        "has a payment or credit note allocated to it",
        _lt("It is paid or set off in Xero, so its amounts are fixed there. Make a credit note and a new invoice."),
    ),
    (
        "because it has payments or credit notes allocated",
        _lt("It is paid or set off in Xero. Remove the payment or the credit note there first, then Retry."),
    ),
    (
        "not of valid status for modification",
        _lt("In its present state in Xero it cannot be changed. Open it there and put the two in agreement."),
    ),
    (
        "limit of invoices you can approve",
        _lt("The organisation's plan approves no more invoices this month. Upgrade it, or let them arrive as drafts."),
    ),
    (
        "permission to approve",
        _lt(
            "The Xero user who connected may not approve. Connect with another user, or let invoices arrive as drafts."
        ),
    ),
    (
        "does not match the expected line total",
        _lt("Xero computes a line differently. Please report it with the invoice's number: this should not happen."),
    ),
    (
        "does not equal the sum of the lines",
        _lt("Xero adds up differently. Please report it with the invoice's number: this should not happen."),
    ),
    (
        "exceeds the amount outstanding",
        _lt("More would be paid than is due in Xero. Look at the payments there, then press Retry."),
    ),
    (
        "already been paid off",
        _lt("The invoice is paid in Xero already. Refund the credit note there, or undo a payment, then press Retry."),
    ),
    (
        "amount is greater than",
        _lt("Less is open in Xero than Odoo set off. Look at the payments and credit notes of both there."),
    ),
    (
        "payments within a batch",
        _lt("It belongs to a batch payment in Xero, which goes as a whole only. Delete the batch there."),
    ),
    (
        "only be made against authorised",
        _lt("The invoice is not approved in Xero yet. Approve it there, then press Retry."),
    ),
    (
        "account could not be found",
        _lt("Xero has no such account for payments. Choose another one on the Xero page."),
    ),
    (
        "only authorised invoices may have senttocontact",
        _lt("Xero marks approved invoices only as sent. Nothing needs to be done."),
    ),
    (
        "is used with a different request",
        _lt("A number that guards against doubles was used twice. Press Retry: nothing was sent twice."),
    ),
)
