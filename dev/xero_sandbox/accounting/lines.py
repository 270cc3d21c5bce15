"""Lines of invoices and credit notes: amounts, accounts, rates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .. import arithmetic
from ..errors import Refused
from . import items, tracking
from .writes import check_lengths

if TYPE_CHECKING:
    from ..context import Call

Record = dict[str, Any]
ZERO = Decimal("0.00")
MAX_DESCRIPTION = 4000
MAX_LINE = Decimal("9999999999.99")
SALES, PURCHASES = "SalesDetails", "PurchaseDetails"
CLASS_FLAGS = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
MAY_TAKE_LINES = ("", None, "ROUNDING")  # system accounts are Xero's own, but for the cents of a rounding
NO_LINES_ON = ("BANK", "INVENTORY")
NOT_FROM_API = ("AVALARA", "USSALESTAX")
NO_TAX = "NONE"


class Writer:
    """Makes the lines of one document.

    :param kinds: Exclusive, Inclusive or NoTax
    :param complete: whether the document is more than a draft
    :param discounts: whether its lines may have them
    :param side: which details of an item speak for it: SalesDetails or PurchaseDetails
    :param only: the one account that its lines are on, None for any that takes lines
    """

    def __init__(
        self, call: Call, kinds: str, complete: bool, discounts: bool, side: str, only: Record | None = None
    ) -> None:
        self.call, self.kinds, self.complete, self.discounts, self.side = call, kinds, complete, discounts, side
        self.only = only

    def lines(self, given: list[Record], old: list[Record]) -> list[Record]:
        """Return the stored lines: one that is sent with its id keeps it, one that is not sent is gone."""
        if self.complete and not given:
            raise Refused("One or more line items must be specified")
        known, lines = {line["LineItemID"] for line in old}, []
        for item in given:
            own = item.get("LineItemID") or ""
            line_id = own if own in known else self.call.org.new_id()
            known.discard(own)
            lines.append({"LineItemID": line_id, **self._line(item)})
        return lines

    def recheck(self, lines: list[Record]) -> None:
        """Refuse to approve stored lines that only a draft may have."""
        if not lines:
            raise Refused("One or more line items must be specified")
        for line in lines:
            if "LineAmount" in line:
                self._check_complete(line, self._account(line))

    def _line(self, item: Record) -> Record:
        product = self._product(item)
        item = {**self._defaults(product, item), **{name: value for name, value in item.items() if value is not None}}
        description = item.get("Description") or ""
        check_lengths({"Description": description}, {"Description": MAX_DESCRIPTION})
        account = self._account(item)
        line: Record = {"Description": description, "Tracking": tracking.on_line(self.call, item.get("Tracking") or [])}
        if product:
            names = ("ItemID", "Name", "Code")
            line.update(ItemCode=product["Code"], Item={name: product[name] for name in names})
        if not account and all(item.get(name) is None for name in ("UnitAmount", "LineAmount", "Quantity")):
            if not description:
                raise Refused("Description is required")
            return line
        if self.complete:
            self._check_complete(item, account)
        line.update(self._amounts(item))
        rate = self._rate(item, account)
        tax = item.get("TaxAmount")
        if tax is None or self.kinds == "NoTax":
            tax = arithmetic.line_tax(line["LineAmount"], rate["EffectiveRate"] if rate else ZERO, self.kinds)
        line.update(TaxAmount=arithmetic.cents(tax), TaxType=rate["TaxType"] if rate else NO_TAX)
        if account:
            line.update(AccountID=account["AccountID"], AccountCode=account.get("Code") or "")
        return line

    # --- amounts -----------------------------------------------------------------------------------------------

    def _amounts(self, item: Record) -> Record:
        quantity = Decimal(1) if item.get("Quantity") is None else arithmetic.price(item["Quantity"], 4)
        unit, sent = item.get("UnitAmount"), item.get("LineAmount")
        if unit is None:
            unit = sent / quantity if sent is not None and quantity else ZERO
        unit = arithmetic.price(unit, self.call.price_decimals)
        rate, off = self._discount(item)
        exact = arithmetic.exact_amount(quantity, unit, rate, off)
        if abs(exact) > MAX_LINE:
            raise Refused(f"The line total must not exceed {MAX_LINE}")
        amount = arithmetic.cents(exact)
        if sent is not None and arithmetic.cents(sent) != amount:
            raise Refused(f"The line total {sent} does not match the expected line total {amount}")
        amounts = {"Quantity": quantity, "UnitAmount": unit, "LineAmount": amount}
        if rate:
            amounts["DiscountRate"] = rate
        if off:
            amounts["DiscountAmount"] = off
        return amounts

    def _discount(self, item: Record) -> tuple[Decimal, Decimal]:
        rate, off = item.get("DiscountRate") or ZERO, item.get("DiscountAmount") or ZERO
        if (rate or off) and not self.discounts:
            raise Refused("Discounts are only supported on ACCREC invoices and quotes")
        if rate and off:
            raise Refused("A line can have a DiscountRate or a DiscountAmount, not both")
        if not 0 <= rate <= 100:
            raise Refused("The discount rate must be between 0 and 100")
        return rate, off

    # --- what a line refers to ---------------------------------------------------------------------------------

    def _check_complete(self, item: Record, account: Record | None) -> None:
        if not item.get("Description"):
            raise Refused("Description is required")
        if not account:
            raise Refused("Account code or ID must be specified")

    def _product(self, item: Record) -> Record | None:
        code = item.get("ItemCode")
        product = items.find(self.call, code)
        if code and not product:
            raise Refused(f"Item code '{code}' is not valid")
        return product

    def _defaults(self, product: Record | None, item: Record) -> Record:
        """Return what a line takes from its item when it does not say so itself."""
        if not product:
            return {}
        details = product.get(self.side) or {}
        words = product["Description" if self.side == SALES else "PurchaseDescription"] or product["Name"]
        found = {"UnitAmount": details.get("UnitPrice"), "TaxType": details.get("TaxType"), "Description": words}
        found["AccountCode"] = details.get("AccountCode") or details.get("COGSAccountCode")
        if item.get("LineAmount") is not None:  # which makes the price
            found.pop("UnitAmount")
        return {name: value for name, value in found.items() if value not in (None, "")}

    def _account(self, item: Record) -> Record | None:
        code, account_id = item.get("AccountCode"), item.get("AccountID")
        if not code and not account_id:
            return self.only
        accounts = self.call.org.accounts
        account = accounts.get(account_id or "") or next(
            (row for row in accounts.values() if code and not account_id and row.get("Code") == code), None
        )
        label = (account.get("Code") or account["Name"]) if account else code or account_id
        if account and account["Status"] != "ACTIVE":
            raise Refused(
                f"Account code '{label}' has been archived, or has been deleted. "
                "Each line item must reference a valid account."
            )
        if not account or not self._may_be_on(account):
            raise Refused(f"Account code '{label}' is not a valid code for this document.")
        return account

    def _may_be_on(self, account: Record) -> bool:
        if self.only:
            return account is self.only
        return account.get("SystemAccount") in MAY_TAKE_LINES and account["Type"] not in NO_LINES_ON

    def _rate(self, item: Record, account: Record | None) -> Record | None:
        if self.kinds == "NoTax":
            return None
        tax_type = item.get("TaxType") or (account or {}).get("TaxType")
        if not tax_type:
            return None
        rate = self.call.org.tax_rates.get(tax_type)
        if not rate or rate["Status"] != "ACTIVE" or tax_type in NOT_FROM_API:
            raise Refused(
                f"The TaxType code '{tax_type}' does not exist or cannot be used for this type of transaction."
            )
        if account and not rate.get(CLASS_FLAGS.get(account["Class"], ""), True):
            label = account.get("Code") or account["Name"]
            raise Refused(f"The TaxType code '{tax_type}' cannot be used with account code '{label}'.")
        return rate
