"""What kinds of values a request may hold: text where text belongs, a list where a list belongs.

Like Xero, a field that nobody knows is ignored, and a number where text belongs is taken as text.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from .errors import bad_request

TEXT, NUMBER, FLAG, GUID = "text", "number", "flag", "guid"
Shape = dict[str, Any]
GUID_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)


def texts(*names: str) -> Shape:
    return dict.fromkeys(names, TEXT)


ADDRESS = texts(
    "AddressType", "AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4", "City", "Region", "PostalCode",
    "Country", "AttentionTo",
)  # fmt: skip
PHONE = texts("PhoneType", "PhoneNumber", "PhoneAreaCode", "PhoneCountryCode")
PERSON = {**texts("FirstName", "LastName", "EmailAddress"), "IncludeInEmails": FLAG}
CONTACT: Shape = {
    "ContactID": GUID,
    **texts(
        "Name", "FirstName", "LastName", "EmailAddress", "ContactNumber", "AccountNumber", "CompanyNumber", "TaxNumber",
        "Website", "DefaultCurrency", "ContactStatus", "BankAccountDetails", "SkypeUserName", "XeroNetworkKey",
        "SalesDefaultAccountCode", "PurchasesDefaultAccountCode", "AccountsReceivableTaxType", "AccountsPayableTaxType",
        "SalesDefaultLineAmountType", "PurchasesDefaultLineAmountType",
    ),
    "Addresses": [ADDRESS],
    "Phones": [PHONE],
    "ContactPersons": [PERSON],
    "PaymentTerms": {},
    "Discount": NUMBER,
}  # fmt: skip
LINE: Shape = {
    "LineItemID": GUID,
    **texts("Description", "AccountCode", "TaxType", "ItemCode"),
    "AccountID": GUID,
    **dict.fromkeys(
        ("Quantity", "UnitAmount", "LineAmount", "TaxAmount", "DiscountRate", "DiscountAmount"),
        NUMBER,
    ),
    "Tracking": [{**texts("Name", "Option"), "TrackingCategoryID": GUID, "TrackingOptionID": GUID}],
}
DOCUMENT: Shape = {
    "Contact": CONTACT,
    **texts("Type", "Status", "Reference", "LineAmountTypes", "CurrencyCode", "Date", "DueDate", "Url"),
    "BrandingThemeID": GUID,
    "CurrencyRate": NUMBER,
    "SentToContact": FLAG,
    **dict.fromkeys(("SubTotal", "TotalTax", "Total"), NUMBER),
    "LineItems": [LINE],
}
INVOICE: Shape = {"InvoiceID": GUID, "InvoiceNumber": TEXT, **DOCUMENT}
CREDIT_NOTE: Shape = {"CreditNoteID": GUID, "CreditNoteNumber": TEXT, **DOCUMENT}
ALLOCATION: Shape = {"Amount": NUMBER, "Date": TEXT, "Invoice": {"InvoiceID": GUID, "InvoiceNumber": TEXT}}
PAYMENT: Shape = {
    "PaymentID": GUID,
    **texts("Date", "Reference", "Status"),
    **dict.fromkeys(("Amount", "BankAmount", "CurrencyRate"), NUMBER),
    "IsReconciled": FLAG,
    "Account": {"AccountID": GUID, "Code": TEXT},
    "Invoice": {"InvoiceID": GUID, "InvoiceNumber": TEXT},
    "CreditNote": {"CreditNoteID": GUID, "CreditNoteNumber": TEXT},
    "Prepayment": {"PrepaymentID": GUID},
    "Overpayment": {"OverpaymentID": GUID},
}


BANK_TRANSACTION: Shape = {
    "BankTransactionID": GUID,
    "Contact": CONTACT,
    **texts("Type", "Status", "Reference", "LineAmountTypes", "CurrencyCode", "Date", "Url"),
    "BankAccount": {"AccountID": GUID, "Code": TEXT},
    "CurrencyRate": NUMBER,
    "IsReconciled": FLAG,
    "LineItems": [LINE],
}
BATCH_PAYMENT: Shape = {
    "BatchPaymentID": GUID,
    **texts("Date", "Reference", "Particulars", "Code", "Details", "Narrative", "Status"),
    "Account": {"AccountID": GUID, "Code": TEXT},
    "IsReconciled": FLAG,
    "Payments": [PAYMENT],
}
ACCOUNT: Shape = {
    "AccountID": GUID,
    **texts(
        "Code", "Name", "Type", "Status", "Description", "TaxType", "BankAccountNumber", "BankAccountType",
        "CurrencyCode",
    ),
    **dict.fromkeys(("EnablePaymentsToAccount", "ShowInExpenseClaims", "AddToWatchlist"), FLAG),
}  # fmt: skip
COMPONENT: Shape = {"Name": TEXT, "Rate": NUMBER, "IsCompound": FLAG, "IsNonRecoverable": FLAG}
TAX_RATE: Shape = {**texts("Name", "TaxType", "ReportTaxType", "Status"), "TaxComponents": [COMPONENT]}
PRICES: Shape = {"UnitPrice": NUMBER, **texts("AccountCode", "COGSAccountCode", "TaxType")}
ITEM: Shape = {
    "ItemID": GUID,
    **texts("Code", "Name", "Description", "PurchaseDescription", "InventoryAssetAccountCode"),
    **dict.fromkeys(("IsSold", "IsPurchased"), FLAG),
    "SalesDetails": PRICES,
    "PurchaseDetails": PRICES,
}
TRACKING_CATEGORY: Shape = {
    "TrackingCategoryID": GUID,
    **texts("Name", "Status"),
    "Options": [texts("Name")],
}


def shaped(value: Any, shape: Any, name: str) -> Any:
    """Return a value of a request in its proper form; null stays null.

    :raise ApiError: when it is of the wrong kind
    """
    if value is None:
        return None
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            raise bad_request(f"{name} must be an object")
        return {key: shaped(item, shape[key], key) if key in shape else item for key, item in value.items()}
    if isinstance(shape, list):
        if not isinstance(value, list):
            raise bad_request(f"{name} must be a list")
        return [shaped(item, shape[0], name) for item in value if item is not None]
    if isinstance(value, (dict, list)):
        raise bad_request(f"{name} must be a single value")
    return _single(value, shape, name)


def _single(value: Any, shape: str, name: str) -> Any:
    if shape == FLAG:
        return value is True or str(value).lower() == "true"
    if shape == NUMBER:
        return _number(value, name)
    if shape == GUID and value == "":
        return None
    if shape == GUID and not GUID_FORM.fullmatch(str(value)):
        raise bad_request(f"{name} '{value}' is not a valid identifier")
    return str(value).lower() if shape == GUID else str(value)


def _number(value: Any, name: str) -> Decimal | None:
    if value == "":
        return None
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        raise bad_request(f"{name} '{value}' is not a number") from None
    if isinstance(value, bool) or not number.is_finite() or abs(number) >= Decimal(10) ** 13:
        raise bad_request(f"{name} '{value}' is not a number that Xero can hold")
    return number
