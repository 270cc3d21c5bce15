"""What travels between Xero's dicts and Odoo's values: frozen records with Odoo's spelling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Account:
    """One account of an organisation's chart."""

    xero_id: str
    code: str
    name: str
    type: str = ""
    account_class: str = ""
    status: str = ""
    system_account: str = ""
    tax_type: str = ""
    enable_payments: bool = False
    bank_account_type: str = ""
    currency: str = ""
    description: str = ""

    @property
    def is_payment_account(self) -> bool:
        """Tell whether payments can be booked here: bank accounts, and those with "Enable payments" ticked."""
        return self.status == "ACTIVE" and (self.type == "BANK" or self.enable_payments)

    @property
    def is_sales_account(self) -> bool:
        """Tell whether a sales line can be booked here: active revenue accounts which the system does not own."""
        return self.status == "ACTIVE" and self.account_class == "REVENUE" and not self.system_account

    @property
    def is_purchase_account(self) -> bool:
        """Tell whether a bill's line can be booked here: costs and assets, neither money nor what the system owns."""
        return self.takes_lines and self.account_class in ("EXPENSE", "ASSET")

    @property
    def takes_lines(self) -> bool:
        """Tell whether Xero takes lines of any document here, such as deposits on a liability account."""
        return self.status == "ACTIVE" and self.type not in ("BANK", "INVENTORY") and not self.system_account


@dataclass(frozen=True)
class TaxRate:
    """One tax rate; rates are percentages."""

    tax_type: str
    name: str
    effective_rate: Decimal = ZERO
    display_rate: Decimal = ZERO
    status: str = ""
    can_revenue: bool = True
    can_expenses: bool = True
    can_assets: bool = True
    can_liabilities: bool = True
    can_equity: bool = True
    report_tax_type: str = ""
    usable: bool = True

    @property
    def for_sales(self) -> bool:
        """Tell whether a sales line may carry the rate: active, applicable to revenue, not reported as a purchase."""
        return self._is_active and self.can_revenue and not self._is_reported_as("INPUT", "EXPENSE")

    @property
    def for_purchases(self) -> bool:
        """Tell whether a bill's line may carry the rate: active, applicable to expenses or assets, not a sale's.

        Sales rates apply to assets too (an asset can be sold), so assets count only where revenue does not.
        """
        applies = self.can_expenses or (self.can_assets and not self.can_revenue)
        return self._is_active and applies and not self._is_reported_as("OUTPUT", "SALES")

    @property
    def _is_active(self) -> bool:
        return self.usable and self.status == "ACTIVE"

    def _is_reported_as(self, *words: str) -> bool:
        """Tell on which side of the return the rate is; "input taxed" sales are sales in spite of their name."""
        return self.report_tax_type != "INPUTTAXED" and any(word in self.report_tax_type for word in words)


@dataclass(frozen=True)
class Organisation:
    """The facts about one organisation that decide what can be done with it."""

    xero_id: str
    name: str
    legal_name: str = ""
    short_code: str = ""
    country: str = ""
    base_currency: str = ""
    is_demo: bool = False
    edition: str = ""
    version: str = ""
    sales_tax_basis: str = ""
    period_lock_date: date | None = None
    end_of_year_lock_date: date | None = None
    timezone: str = ""
    org_class: str = ""


@dataclass(frozen=True)
class InvoiceLine:
    """One line as Odoo has it: `net` and `tax` are Odoo's amounts, rates are percentages.

    `net` is without tax, also where the price includes it. A line with neither tax type nor account is a section or a
    note: its description is all of it. `tracking` holds pairs of Xero's ids (category, option). `key` names
    the line in Odoo, `line_id` in Xero, once it is there: sent again with it, the line stays the same one.
    """

    description: str
    quantity: Decimal = ZERO
    unit_amount: Decimal = ZERO
    discount_rate: Decimal = ZERO
    net: Decimal = ZERO
    tax: Decimal = ZERO
    tax_type: str | None = None
    account_code: str | None = None
    account_id: str | None = None
    item_code: str | None = None
    tax_rate: Decimal = ZERO
    tracking: tuple[tuple[str, str], ...] = ()
    key: str = ""
    line_id: str | None = None

    @property
    def is_text(self) -> bool:
        return self.tax_type is None and self.account_code is None and self.account_id is None


@dataclass(frozen=True)
class Invoice:
    """One invoice, bill or credit note as Odoo has it; `kind` is Xero's type."""

    kind: str
    contact_id: str
    number: str
    date: date
    currency: str
    lines: tuple[InvoiceLine, ...]
    total: Decimal
    total_tax: Decimal
    reference: str = ""
    due_date: date | None = None
    currency_rate: Decimal | None = None
    status: str = "AUTHORISED"
    sent_to_contact: bool = False
    url: str = ""
    branding_theme_id: str | None = None
    xero_id: str | None = None


@dataclass(frozen=True)
class SentDocument:
    """What identifies a document that was sent and whose answer is not known yet, as it was then."""

    kind: str
    contact_id: str
    number: str
    date: date
    currency: str
    total: Decimal
    total_tax: Decimal


@dataclass(frozen=True)
class RemotePayment:
    """One payment in Xero; `document_id` is the invoice or credit note it belongs to.

    `amount` is in the document's currency, `bank_amount` in that of the bank account, which is the organisation's own
    or the document's; `currency_rate` is how much of the document's currency one unit of the organisation's own buys.
    """

    xero_id: str
    amount: Decimal
    date: date | None = None
    reference: str = ""
    status: str = ""
    currency_rate: Decimal | None = None
    bank_amount: Decimal | None = None
    account_id: str | None = None
    payment_type: str = ""
    document_kind: str = ""
    document_id: str | None = None
    batch_id: str | None = None
    is_reconciled: bool = False
    updated_at: datetime | None = None


@dataclass(frozen=True)
class Allocation:
    """An amount of a credit note, prepayment or overpayment used up by an invoice."""

    xero_id: str
    kind: str
    document_id: str
    amount: Decimal
    date: date | None = None


@dataclass(frozen=True)
class RemoteInvoice:
    """One invoice, bill or credit note as Xero has it; `currency_rate` as in `RemotePayment`."""

    xero_id: str
    kind: str
    number: str = ""
    reference: str = ""
    status: str = ""
    date: date | None = None
    due_date: date | None = None
    currency: str = ""
    currency_rate: Decimal | None = None
    total: Decimal = ZERO
    total_tax: Decimal = ZERO
    amount_due: Decimal = ZERO
    amount_paid: Decimal = ZERO
    amount_credited: Decimal = ZERO
    updated_at: datetime | None = None
    payments: tuple[RemotePayment, ...] = ()
    contact_id: str = ""
    contact_name: str = ""
    sent_to_contact: bool = False
    url: str = ""
    line_ids: tuple[str, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    partial: bool = False
