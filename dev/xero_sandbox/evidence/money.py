"""Advances, batches, rounding."""

from .base import OWN, Rule

TRANSACTIONS, ADVANCES, BATCHES = "BankTransactions", "Overpayments and Prepayments", "BatchPayments"
WORDS = {
    "The bank transaction type is not valid": OWN,
    "The total of a bank transaction must be greater than 0": OWN,
    "An overpayment has one line, on the account of receivables or payables": OWN,
    "A bank transaction can only be deleted, once": OWN,
    "A batch payment is for invoices or for bills, and for one at least": OWN,
    "Invoice could not be found": OWN,
    "A batch payment is in the base currency": OWN,
    "A batch payment can only be deleted, once": OWN,
    "A payment of a batch cannot be deleted by itself": OWN,
    "The document total {} does not match the total of its lines {}": OWN,
}
RULES = (
    Rule(TRANSACTIONS, "of type RECEIVE- or SPEND-OVERPAYMENT or -PREPAYMENT make the advance", "O:OVP",
         "test_a_transaction_makes_the_advance"),
    Rule(TRANSACTIONS, "an overpayment has one line without tax on receivables or payables", "Q:R1,R4",
         "test_a_transaction_that_breaks_rules_is_refused"),
    Rule(TRANSACTIONS, "amounts are inclusive when nothing is said", "Q:R4", "test_a_transaction_makes_the_advance"),
    Rule(ADVANCES, "are allocated and un-allocated like credit notes", "O:OVP",
         "test_an_advance_settles_an_invoice_and_is_taken_back"),
    Rule(ADVANCES, "are refunded by a payment; that of an overpayment comes under the element Invoice", "T",
         "test_a_refund_of_an_advance"),
    Rule(ADVANCES, "asked for by References and InvoiceNumbers", "S:OAS", "test_advances_are_looked_for"),
    Rule(ADVANCES, "a used one is not deleted with its transaction", "?", "test_a_used_advance_stays"),
    Rule("Payments", "over what is due is refused, so an advance is made by a bank transaction", "O:PAY",
         "test_a_refused_payment_settles_nothing"),
    Rule(BATCHES, "settle invoices or bills of the base currency, not both", "O:BP",
         "test_a_batch_that_breaks_rules_is_refused"),
    Rule(BATCHES, "their payments go with the batch only", "O:PAY", "test_a_batch_is_deleted_as_a_whole"),
    Rule(BATCHES, "not paged; where on type, account, state", "S:OAS", "test_a_batch_settles_invoices"),
    Rule("Invoices", "a Total that was sent may differ by 0.10, which becomes RoundingAmount; not in drafts", "Q:R1",
         "test_a_total_that_differs_by_cents_makes_a_rounding"),
    Rule("Webhooks", "PREPAYMENT and OVERPAYMENT tell type, state and time in data", "S:OAS17",
         "test_advances_are_told_with_data"),
    Rule("Webhooks", "PAYMENT is off unless an app asks for it: nobody has confirmed its delivery", "S:OAS20",
         "test_payments_are_told_on_request_only"),
)  # fmt: skip
DIFFERS = {
    TRANSACTIONS: "no transfers, no changes but deletion",
    BATCHES: "deleting is allowed, as the page says and the official description denies",
    ADVANCES: "no own number of a prepayment",
}
