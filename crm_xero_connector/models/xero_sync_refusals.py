from odoo import api, models


class XeroSync(models.AbstractModel):
    """Xero's refusals in the user's words: what happened and what to do."""

    _inherit = "xero.sync"

    @api.model
    def _say_refusal(self, messages):
        """Return the sentence for what Xero refused, "" for what nobody has seen yet.

        Xero's texts are no contract, so a part of each, in lower case, tells them.

        :param messages: Xero's own sentences
        """
        said = " ".join(messages).lower()
        table = (*self._refusals_of_numbers(), *self._refusals_of_mappings(), *self._refusals_of_states())
        return next((sentence for part, sentence in table if part in said), "")

    @api.model
    def _refusals_of_numbers(self):
        """Return what is refused because of a number, a name or an address: (part of Xero's text, sentence)."""
        return (
            (
                "# must be unique",
                self.env._("Xero has this number already. Give one of the two another number, then Retry."),
            ),
            (
                "is already assigned to another contact",
                self.env._("Another contact in Xero has the customer's name. Rename one of the two, then press Retry."),
            ),
            (
                "another contact has this contact number",
                self.env._(
                    "A contact in Xero that was archived or merged still has this customer's number. Restore it there."
                ),
            ),
            (
                "account number already exists",
                self.env._(
                    "Another contact in Xero has the customer's reference. Change it in Odoo or in Xero, then Retry."
                ),
            ),
            (
                "archived contacts cannot currently be edited",
                self.env._("The contact is archived in Xero. Restore it there (Contacts, Archived), then press Retry."),
            ),
            (
                "contact details has been archived",
                self.env._("The contact is archived in Xero. Restore it there (Contacts, Archived), then press Retry."),
            ),
            (
                "email address must be valid",
                self.env._(
                    "Xero does not take the contact's e-mail address. Correct it on the contact, then press Retry."
                ),
            ),
            (
                "website must be valid",
                self.env._("Xero does not take the contact's website. Correct it on the contact, then press Retry."),
            ),
        )

    @api.model
    def _refusals_of_mappings(self):
        """Return what is refused because of an account, a rate or a currency: (part of Xero's text, sentence)."""
        return (
            (
                "is not a valid code for this document",
                self.env._(
                    "Xero takes no lines of this document on that account. Choose another one under Map Accounts."
                ),
            ),
            (
                "has been archived, or has been deleted",
                self.env._("The account was archived or deleted in Xero. Choose another one under Map Accounts."),
            ),
            (
                "cannot be used with account code",
                self.env._(
                    "In Xero this tax rate does not go with this account. Change one of them under Map "
                    "Taxes or Accounts."
                ),
            ),
            (
                "does not exist or cannot be used for this type",
                self.env._("Xero no longer takes this tax rate here. Choose another one under Map Taxes."),
            ),
            (
                "not subscribed to currency",
                self.env._(
                    "The organisation does not use this currency. Add it in Xero (Settings, Currencies), then Retry."
                ),
            ),
            (
                "item code",
                self.env._("Xero does not know the product's code. Press Refresh Accounts and Taxes, then Retry."),
            ),
            (
                "branding theme",
                self.env._(
                    "Xero no longer has the branding theme. Press Refresh Accounts and Taxes and choose another one."
                ),
            ),
            (
                "tracking",
                self.env._(
                    "Xero no longer has the tracking option. Press Refresh Accounts and Taxes, then look "
                    "at Map Tracking."
                ),
            ),
        )

    @api.model
    def _refusals_of_states(self):
        """Return what is refused because of a date, a payment or a permission: (part of Xero's text, sentence)."""
        return (
            (
                "lock date",
                self.env._(
                    "The date is in a period that is locked in Xero. Change the date, or the lock date in "
                    "Xero, then Retry."
                ),
            ),
            (
                "has a payment or credit note allocated to it",
                self.env._(
                    "It is paid or set off in Xero, so its amounts are fixed there. Make a credit note and"
                    " a new invoice."
                ),
            ),
            (
                "because it has payments or credit notes allocated",
                self.env._(
                    "It is paid or set off in Xero. Remove the payment or the credit note there first, then Retry."
                ),
            ),
            (
                "not of valid status for modification",
                self.env._(
                    "In its present state in Xero it cannot be changed. Open it there and put the two in agreement."
                ),
            ),
            (
                "limit of invoices you can approve",
                self.env._(
                    "The organisation's plan approves no more invoices this month. Upgrade it, or let them"
                    " arrive as drafts."
                ),
            ),
            (
                "permission to approve",
                self.env._(
                    "The Xero user who connected may not approve. Connect with another user, or let "
                    "invoices arrive as drafts."
                ),
            ),
            (
                "does not match the expected line total",
                self.env._(
                    "Xero computes a line differently. Please report it with the invoice's number: this "
                    "should not happen."
                ),
            ),
            (
                "does not equal the sum of the lines",
                self.env._(
                    "Xero adds up differently. Please report it with the invoice's number: this should not happen."
                ),
            ),
            (
                "exceeds the amount outstanding",
                self.env._("More would be paid than is due in Xero. Look at the payments there, then press Retry."),
            ),
            (
                "already been paid off",
                self.env._("The invoice is paid in Xero already: the credit note cannot be set off against it there."),
            ),
            (
                "amount is greater than",
                self.env._(
                    "Less is open in Xero than Odoo set off. Look at the payments and credit notes of both there."
                ),
            ),
            (
                "only be made against authorised",
                self.env._("The invoice is not approved in Xero yet. Approve it there, then press Retry."),
            ),
            (
                "account could not be found",
                self.env._("Xero has no such account for payments. Choose another one on the Xero page."),
            ),
            (
                "only authorised invoices may have senttocontact",
                self.env._("Xero marks approved invoices only as sent. Nothing needs to be done."),
            ),
            (
                "is used with a different request",
                self.env._("A number that guards against doubles was used twice. Press Retry: nothing was sent twice."),
            ),
        )
