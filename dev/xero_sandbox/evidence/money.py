"""Bank transactions, over- and prepayments, allocations, batch payments, rounding.

Where a T stands alone: the words on allocations are quoted in calcinai/xero-php#335 and in the notes of a public
repository on a refusal of May 2026; those on batches and on deleted payments in the help of Bookeo; those on reconciled
transactions in many public clients; those on totals in the validators of an older .NET client and in a report of refusals. That a transaction is found by the id of what it opened is told in calcinai/xero-php#889.
"""

from .base import OWN, Rule

BANK, ADVANCES, BATCHES = "BankTransactions", "Overpayments, Prepayments", "BatchPayments"
ALLOCATIONS, ROUNDING, PAYMENTS, WEBHOOKS = "Allocations", "RoundingAmount", "Payments", "Webhooks"
WORDS = {
    "This Bank Transaction cannot be edited as it has been reconciled with a Bank Statement.": "T",
    "The bank transaction type must be one of {}": OWN,
    "A new bank transaction must be AUTHORISED": OWN,
    "The total of a bank transaction must be greater than 0": OWN,
    "A deleted bank transaction cannot be changed": OWN,
    "The status of a bank transaction must be AUTHORISED or DELETED": OWN,
    "Only spent and received money can be changed, and not into another type": OWN,
    "The invoice you are trying to allocate to has already been paid off": "T",
    "{} cannot be allocated as the allocation amount is greater than the amount remaining on the {}": "T",
    "{} cannot be allocated as amount is greater than amount outstanding": "T",
    "Payment not of valid status for modification": "T",
    "Payments within a batch cannot be deleted.": "T",
    "A batch payment must have payments": OWN,
    "A batch payment can be for sales invoices or for bills, not for both": OWN,
    "A batch payment can be made in the base currency only": OWN,
    "A batch payment can be for invoices only": OWN,
    "A batch payment can only be deleted, not changed": OWN,
    "The document {} does not equal the sum of the lines.": "T",
}
RULES = (
    Rule(BANK, "amounts include tax unless LineAmountTypes says otherwise", "Q:R4",
         "test_money_received_includes_its_tax_unless_said_otherwise"),
    Rule(BANK, "an account of type BANK, a contact and lines are compulsory", "S:OAS",
         "test_a_refused_transaction_is_not_there"),
    Rule(BANK, "lines come with pages and single reads only", "S:OAS", "test_lines_come_with_pages_and_single_reads_only"),
    Rule(BANK, "an overpayment is on the system account DEBTORS or CREDITORS, named or not, on no other", "Q:R1,R4",
         "test_an_overpayment_is_on_the_control_account_and_has_no_tax"),
    Rule(BANK, "an overpayment is NoTax, whatever was sent", "?",
         "test_an_overpayment_is_on_the_control_account_and_has_no_tax"),
    Rule(BANK, "a prepayment has accounts and tax as an invoice has", "S:OAS",
         "test_a_prepayment_has_accounts_and_tax_as_an_invoice"),
    Rule(BANK, "the currency is the bank account's; only an overpayment may bring another", "S:OAS",
         "test_the_currency_is_the_bank_accounts_but_for_an_overpayment"),
    Rule(BANK, "also found by the id of the over- or prepayment that it opened", "T",
         "test_a_transaction_is_found_by_what_it_opened"),
    Rule(BANK, "spent and received money can be changed", "S:OAS",
         "test_a_transaction_is_changed_and_deleted_by_its_id"),
    Rule(BANK, "one that opened an over- or prepayment can only be deleted", "?",
         "test_deleting_the_bank_transaction_voids_the_advance"),
    Rule(BANK, "IsReconciled, however it came about, counts as reconciled with a statement", "?",
         "test_what_is_reconciled_stays_as_it_is"),
    Rule(ADVANCES, "are opened by bank transactions", "O:OVP,PRE", "test_a_bank_transaction_opens_an_advance"),
    Rule(ADVANCES, "a prepayment's InvoiceNumber is its Reference", "S:OAS", "test_a_bank_transaction_opens_an_advance"),
    Rule(ADVANCES, "References and InvoiceNumbers are comma lists, quoted or not", "S:OAS",
         "test_advances_are_listed_by_number_in_pages_and_by_change"),
    Rule(ADVANCES, "deleting the bank transaction voids one that was not used", "?",
         "test_deleting_the_bank_transaction_voids_the_advance"),
    Rule(ADVANCES, "a refund is a payment; that of an overpayment arrives under the Invoice element", "T",
         "test_a_refund_of_an_overpayment_arrives_under_the_invoice_element"),
    Rule(ADVANCES, "a person who pays more than is due makes an overpayment", "T",
         "test_a_person_pays_too_much_and_uses_the_rest_elsewhere"),
    Rule(ALLOCATIONS, "an advance settles an invoice of the same contact, kind and currency; deleting opens both", "O:OVP,PRE",
         "test_an_advance_settles_an_invoice_and_can_be_taken_back"),
    Rule(ALLOCATIONS, "the date is that of the later document, whatever was sent", "O:CN",
         "test_an_advance_settles_an_invoice_and_can_be_taken_back"),
    Rule(ALLOCATIONS, "ids of the right type of document only", "O:CHG", "test_an_allocation_of_an_advance_is_refused"),
    Rule(ALLOCATIONS, "an invoice with an allocation is not voided", "O:INV", "test_an_invoice_with_an_advance_is_not_voided"),
    Rule(PAYMENTS, "ids of the right type of document only", "O:CHG", "test_a_payment_takes_ids_of_its_type_only"),
    Rule(BATCHES, "a batch pays several invoices, its members are payments", "O:BP",
         "test_a_batch_pays_every_invoice_with_one_sum"),
    Rule(BATCHES, "RECBATCH of sales, PAYBATCH of bills", "S:OAS", "test_bills_are_paid_by_a_batch_of_another_type"),
    Rule(BATCHES, "base currency only, sales and bills not mixed, invoices only", "O:BP",
         "test_a_batch_is_of_one_side_in_the_base_currency_and_of_invoices"),
    Rule(BATCHES, "no pages; where on Type, Account.AccountID and Status", "O:BP",
         "test_batches_are_listed_whole_and_filtered"),
    Rule(BATCHES, "deleted as a whole by POST; the description of Status says otherwise", "O:BP",
         "test_a_batch_is_deleted_as_a_whole"),
    Rule(ROUNDING, "a Total within 0.10 of the lines stands, beyond drafts; OAS 16.1.0 says that it is ignored", "Q:R1",
         "test_some_cents_are_a_rounding"),
    Rule(ROUNDING, "drafts ignore what was sent", "?",
         "test_a_draft_ignores_totals_and_is_measured_when_it_is_more"),
    Rule(WEBHOOKS, "OVERPAYMENT and PREPAYMENT bring Type, Status and UpdatedDateUTCString", "S:OAS17",
         "test_advances_are_told_with_data"),
    Rule(WEBHOOKS, "PAYMENT only for an app that is registered with payment_events: its delivery is not confirmed", "S:OAS20",
         "test_payments_are_told_on_request_only"),
)  # fmt: skip
DIFFERS = {
    BANK: "no transfers between accounts, and no statement lines: IsReconciled is what was sent",
    ADVANCES: "a prepayment without a Reference gets no number; a person's overpayment is a payment and a transaction "
    "of its own, not one with multiple items",
    ALLOCATIONS: "the words on amounts are known for overpayments; prepayments and credit notes say the same of themselves",
    BATCHES: "a Reference may have 255 characters, as the description says, and not 12 as the page for New Zealand; "
    "Particulars and so on are taken in every country",
    ROUNDING: "EnteredTotal of drafts is not there",
}
