"""What invoices and credit notes have in common: lines, accounts, rates, totals, dates, contacts, states."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from .. import arithmetic
from ..errors import Refused
from ..wire import parse_day

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
ZERO = Decimal("0.00")
TYPES = ("Exclusive", "Inclusive", "NoTax")
TRANSITIONS = {
    None: ("DRAFT", "SUBMITTED", "AUTHORISED"),
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "SUBMITTED": ("SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
    "PAID": ("PAID", "VOIDED"),
}
APPROVED = ("AUTHORISED", "PAID")
NOT_VALID = "Invoice not of valid status for modification"
ARCHIVED = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before creating new invoices or credit notes"
)
CLASS_FLAGS = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
NO_LINES_ON = ("DEBTORS", "CREDITORS", "GST", "HISTORICAL", "RETAINEDEARNINGS", "BANKCURRENCYGAIN")


def number(value: Any) -> Decimal | None:
    try:
        return None if value is None or value == "" else Decimal(str(value))
    except InvalidOperation:
        raise Refused(f"'{value}' is not a number") from None


def check_status(current: str | None, wanted: str) -> None:
    if current in ("VOIDED", "DELETED") or wanted not in TRANSITIONS.get(current, ()):
        raise Refused(NOT_VALID)


def contact_of(call: Call, values: Record) -> Record:
    """Return the contact of a document as it is stored there: id and name."""
    given = values.get("Contact") or {}
    contact = call.org.contacts.get((given.get("ContactID") or "").lower())
    if not contact and given.get("Name"):
        contact = next((item for item in call.org.contacts.values() if item["Name"] == given["Name"]), None)
    if not contact:
        raise Refused(
            "A Contact must be specified for this type of transaction" if not given else "The contact was not found."
        )
    if contact["ContactStatus"] != "ACTIVE":
        raise Refused(ARCHIVED)
    return {"ContactID": contact["ContactID"], "Name": contact["Name"], "ContactNumber": contact.get("ContactNumber")}


def check_dates(call: Call, day: Any) -> None:
    """Refuse what would touch a locked period."""
    for name, label in (("PeriodLockDate", "period lock date"), ("EndOfYearLockDate", "end of year lock date")):
        lock = call.org.facts.get(name)
        lock = lock.date() if hasattr(lock, "date") else lock
        if lock and day and day <= lock:
            raise Refused(f"The document date cannot be before the {label}, currently set at {lock:%d %B %Y}")


def check_currency(call: Call, code: str) -> None:
    if code not in call.org.currencies:
        raise Refused(f"Organisation is not subscribed to currency {code}")


def default_due(day: Any) -> Any:
    return day + timedelta(days=20)


# --- lines -------------------------------------------------------------------------------------------------------


def lines_of(call: Call, values: Record, kinds: str, approved: bool, discounts: bool) -> list[Record]:
    """Return the stored lines of a document, or refuse."""
    decimals = 4 if call.args.get("unitdp") == "4" else 2
    given = values.get("LineItems") or []
    if approved and not given:
        raise Refused("One or more line items must be specified")
    return [line_of(call, item, kinds, approved, discounts, decimals) for item in given]


def line_of(call: Call, item: Record, kinds: str, approved: bool, discounts: bool, decimals: int) -> Record:
    description = item.get("Description") or ""
    if len(description) > 4000:
        raise Refused("Description must not be greater than 4000 characters")
    line = {"LineItemID": item.get("LineItemID") or str(uuid.uuid4()), "Description": description, "Tracking": []}
    unit, amount = number(item.get("UnitAmount")), number(item.get("LineAmount"))
    account = account_of(call, item)
    if unit is None and amount is None and not account:
        if not description:
            raise Refused("Description is required on a line without amounts")
        return line
    if approved:
        check_complete(item, account)
    quantity = number(item.get("Quantity"))
    quantity = Decimal(1) if quantity is None else arithmetic.price(quantity, 4)
    discount, off = discount_of(item, discounts)
    unit = arithmetic.price(unit if unit is not None else amount / quantity, decimals)
    line_amount = arithmetic.line_amount(quantity, unit, discount, off)
    if amount is not None and arithmetic.cents(amount) != line_amount:
        raise Refused(f"The line total {amount} does not match the expected line total {line_amount}")
    rate = rate_of(call, item, account, kinds)
    tax = number(item.get("TaxAmount"))
    if tax is None or values_no_tax(kinds):
        tax = arithmetic.line_tax(line_amount, rate["EffectiveRate"] if rate else ZERO, kinds)
    line.update(Quantity=quantity, UnitAmount=unit, LineAmount=line_amount, TaxAmount=arithmetic.cents(tax))
    line["TaxType"] = rate["TaxType"] if rate else "NONE"
    if account:
        line.update(AccountID=account["AccountID"], AccountCode=account.get("Code") or "")
    if discount:
        line["DiscountRate"] = discount
    if item.get("ItemCode"):
        line["ItemCode"] = item["ItemCode"]
    return line


def check_complete(item: Record, account: Record | None) -> None:
    """Refuse what only a draft may lack."""
    if not item.get("Description") and not item.get("ItemCode"):
        raise Refused("Description is required")
    if not account:
        raise Refused("Account code or ID must be specified for each line")


def label(account: Record) -> str:
    return account.get("Code") or account["Name"]


def values_no_tax(kinds: str) -> bool:
    return kinds == "NoTax"


def discount_of(item: Record, allowed: bool) -> tuple[Decimal, Decimal]:
    rate, off = number(item.get("DiscountRate")), number(item.get("DiscountAmount"))
    if (rate or off) and not allowed:
        raise Refused("Discounts are only supported on ACCREC invoices and quotes")
    if rate is not None and not 0 <= rate <= 100:
        raise Refused("Discount rate must be between 0 and 100")
    if off is not None and (number(item.get("UnitAmount")) or ZERO) < 0:
        raise Refused("Discount amount cannot be applied to a negative price")
    return rate or ZERO, off or ZERO


def account_of(call: Call, item: Record) -> Record | None:
    code, account_id = item.get("AccountCode"), item.get("AccountID")
    if not code and not account_id:
        return None
    accounts = call.org.accounts.values()
    account = next(
        (row for row in accounts if row["AccountID"] == account_id or (code and row.get("Code") == code)), None
    )
    if not account:
        raise Refused(f"Account code '{code or account_id}' is not a valid code for this document.")
    if account["Status"] != "ACTIVE":
        raise Refused(
            f"Account code '{label(account)}' has been archived, or has been deleted. "
            "Each line item must reference a valid account."
        )
    if account.get("SystemAccount") in NO_LINES_ON or account["Type"] == "BANK":
        raise Refused(f"Account code '{label(account)}' is not a valid code for this document.")
    return account


def rate_of(call: Call, item: Record, account: Record | None, kinds: str) -> Record | None:
    if values_no_tax(kinds):
        return None
    tax_type = item.get("TaxType") or (account or {}).get("TaxType")
    if not tax_type:
        return None
    rate = call.org.tax_rates.get(tax_type)
    if not rate or rate["Status"] != "ACTIVE":
        raise Refused(f"The TaxType code '{tax_type}' does not exist or cannot be used for this type of transaction.")
    if account and not rate.get(CLASS_FLAGS.get(account["Class"], ""), True):
        raise Refused(f"The TaxType code '{tax_type}' cannot be used with account code '{label(account)}'.")
    return rate


def fill_totals(document: Record) -> None:
    subtotal, tax, total = arithmetic.totals(document["LineItems"], document["LineAmountTypes"])
    document.update(SubTotal=subtotal, TotalTax=tax, Total=total)


def text_date(document: Record, names: tuple[str, ...]) -> Record:
    """Add the ISO form of the business dates, as Xero repeats them."""
    extra = {f"{name}String": f"{document[name].isoformat()}T00:00:00" for name in names if document.get(name)}
    return {**document, **extra}


def day_of(values: Record, name: str, default: Any = None) -> Any:
    try:
        return parse_day(values.get(name)) or default
    except ValueError:
        raise Refused(f"{name} is not a valid date") from None
