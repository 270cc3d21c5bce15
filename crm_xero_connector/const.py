"""Facts about Xero, each of them once. Imports nothing."""

# --- addresses ---------------------------------------------------------------------------------------------------
LOGIN_URL = "https://login.xero.com"
IDENTITY_URL = "https://identity.xero.com"
API_URL = "https://api.xero.com"
APP_URL = "https://go.xero.com"
ACCOUNTING_PATH = "/api.xro/2.0"

# Pages of Xero for a person. The short code begins with "!" and is sent as it is.
DEEP_LINKS = {
    "ACCREC": "/app/{short_code}/invoicing/view/{xero_id}",
    "CONTACT": "/app/{short_code}/contacts/contact/{xero_id}",
    "ACCPAY": "/organisationlogin/default.aspx?shortcode={short_code}"
    "&redirecturl=/AccountsPayable/Edit.aspx?InvoiceID={xero_id}",
    "ACCRECCREDIT": "/organisationlogin/default.aspx?shortcode={short_code}"
    "&redirecturl=/AccountsReceivable/ViewCreditNote.aspx?creditNoteID={xero_id}",
    "ACCPAYCREDIT": "/organisationlogin/default.aspx?shortcode={short_code}"
    "&redirecturl=/AccountsPayable/ViewCreditNote.aspx?creditNoteID={xero_id}",
}


def deep_link(kind, short_code, xero_id, base_url=APP_URL):
    """Return the address of a record's page in Xero.

    :param kind: a key of `DEEP_LINKS`
    :param base_url: where Xero's pages are; another address leads to a stand-in for Xero
    :return: the address, or "" when a part of it is not known
    """
    path = DEEP_LINKS.get(kind)
    if not (path and short_code and xero_id):
        return ""
    return base_url.rstrip("/") + path.format(short_code=short_code, xero_id=xero_id)


# --- authorisation -----------------------------------------------------------------------------------------------
# The granular scopes: the only ones that an app registered since 2026-03-02 can ask for. Only what is used is asked
# for: the chart, the rates and the organisation are read and never written, hence `.read` (pushing products would need
# `accounting.settings`).
SCOPES = (
    "offline_access",
    "accounting.contacts",
    "accounting.invoices",
    "accounting.payments",
    "accounting.settings.read",
)
ATTACHMENTS_SCOPE = "accounting.attachments"  # asked for where PDFs are attached
ACCESS_TOKEN_SECONDS = 1800
REFRESH_MARGIN_SECONDS = 120
REFRESH_TOKEN_DAYS = 60
KEEP_ALIVE_DAYS = 20  # refresh an idle connection at least this often
REFRESH_TOKEN_DAYS = 60  # idle days after which Xero lets a consent die
EXPIRY_WARNING_DAYS = 10
STATE_MINUTES = 10  # how long a person may take to log in to Xero

# --- network -----------------------------------------------------------------------------------------------------
TIMEOUT = 30  # seconds, a whole number: the SDK silently ignores a float, Odoo's tests refuse a pair
MAX_ANSWER_SECONDS = 60  # a dripping answer must not hold a worker, which Odoo ends after 120
SETTLE_SECONDS = TIMEOUT + MAX_ANSWER_SECONDS + 30  # after these nobody can still be sending what left in a batch
MAX_ANSWER_BYTES = 64 * 1024 * 1024
MAX_IDLE_SECONDS = 60  # a connection idle for longer may be dead without knowing it
USER_AGENT = "crm-xero-connector (Odoo 19)"

# --- limits of the API -------------------------------------------------------------------------------------------
BATCH_SIZE = 50
PAGE_SIZE = 1000
MAX_IDS = 40  # ids or numbers in one address
MAX_GUIDS = 20  # ids in one filter, which takes twice the room
IDEMPOTENCY_KEY_LENGTH = 128
IDEMPOTENCY_KEY_SECONDS = 360  # Xero forgets a key after six minutes and would apply the write again
AT_ONCE = 5  # calls under way for one organisation
CONCURRENT_SECONDS = 5  # when all of these are taken, and Xero names no time
RESERVE_DAY = 150  # calls kept for new invoices: pulls stop when fewer are left
RESERVE_MINUTE = 5  # calls of a minute that reads leave to what is sent
MINUTE_SECONDS = 60  # how long Xero counts them
BUDGET_TRUST_SECONDS = 3600  # the day of Xero's limit begins at any time: what was told longer ago may be over
GIVE_UP_ATTEMPTS = 12  # with the delays of the outbox about 17 hours of answers that help nobody
OVERLAP_SECONDS = 120  # whether If-Modified-Since is inclusive is not documented
ZERO_GUID = "00000000-0000-0000-0000-000000000000"  # the id of an element that was refused

# --- lengths of Xero's fields ------------------------------------------------------------------------------------
LENGTHS = {
    "Name": 255,
    "FirstName": 255,
    "LastName": 255,
    "EmailAddress": 255,
    "ContactNumber": 50,
    "AccountNumber": 50,
    "CompanyNumber": 50,
    "TaxNumber": 50,
    "AddressLine": 500,
    "City": 255,
    "Region": 255,
    "AttentionTo": 255,
    "PostalCode": 50,
    "Country": 50,
    "PhoneNumber": 50,
    "PhoneAreaCode": 10,
    "PhoneCountryCode": 20,
    "InvoiceNumber": 255,
    "Reference": 255,
    "Description": 4000,
    "ItemCode": 30,
}
MAX_CONTACT_PERSONS = 5
MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024

# --- values ------------------------------------------------------------------------------------------------------
SALE_KINDS = ("ACCREC", "ACCRECCREDIT")
PURCHASE_KINDS = ("ACCPAY", "ACCPAYCREDIT")
CREDIT_KINDS = ("ACCRECCREDIT", "ACCPAYCREDIT")
DEAD_STATUSES = ("VOIDED", "DELETED")  # final: nothing can be changed any more
DRAFT_STATUSES = ("DRAFT", "SUBMITTED")  # not in the ledger yet
PAYABLE_STATUSES = ("AUTHORISED", "PAID")
# What becomes of a document that is cancelled in Odoo, by its status in Xero.
CANCEL_STATUS = {"DRAFT": "DELETED", "SUBMITTED": "DELETED", "AUTHORISED": "VOIDED"}
MOVE_KINDS = {
    "out_invoice": "ACCREC",
    "out_refund": "ACCRECCREDIT",
    "in_invoice": "ACCPAY",
    "in_refund": "ACCPAYCREDIT",
}
ROUNDING_ACCOUNT = "ROUNDING"  # the value of SystemAccount
ACTION_APPROVE = "CreateApprovedInvoice"
ACTION_MULTICURRENCY = "UseMulticurrency"
