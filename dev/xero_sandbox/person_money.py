"""What a person does with money on the Xero side, by the same rules as a call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .accounting import allocations, bank_transactions, batch_payments, payments
from .accounting.credits import OVERPAYMENT, PREPAYMENT, Credit, by_id
from .accounting.writes import Kind
from .context import Call
from .shapes import shaped

if TYPE_CHECKING:
    from .sandbox import Sandbox

Record = dict[str, Any]


def shaped_as(kind: Kind, values: Record) -> Record:
    return shaped(values, kind.shape, kind.key)


class MoneySide:
    """Payments, refunds, advances, allocations; each raises `Refused` with Xero's words."""

    @contextmanager
    def desk(self: Sandbox, tenant_id: str) -> Iterator[Call]:
        """Give the call that a person's deed stands for; nothing of a refused one remains."""
        with self.lock:
            org = self.organisations[tenant_id]
            with org.all_or_nothing():
                yield Call(org, self.clock.now(), {"unitdp": "4"})

    # --- money -------------------------------------------------------------------------------------------------

    def pay(
        self,
        tenant_id: str,
        invoice_id: str,
        amount: Any = None,
        account: str | None = None,
        date: str | None = None,
        bank_amount: Any = None,
    ) -> Record:
        """Record a payment: the whole amount due, today, into the first bank account, unless said otherwise.

        :param account: id or code
        :param bank_amount: what arrived there, where the account is not in the invoice's currency
        """
        with self.desk(tenant_id) as call:
            invoice = call.org.invoices[invoice_id]
            banks = (row["AccountID"] for row in call.org.accounts.values() if is_bank_for(call, row, invoice))
            payload = {
                "Invoice": {"InvoiceID": invoice_id},
                "Account": _account(call, account or next(banks)),
                "Amount": invoice["AmountDue"] if amount in (None, "") else str(amount),
                "Date": str(date or call.today.isoformat()),
                **({"BankAmount": str(bank_amount)} if bank_amount else {}),
            }
            return payments.create(call, shaped_as(payments.KIND, payload))

    def delete_payment(self, tenant_id: str, payment_id: str) -> Record:
        with self.desk(tenant_id) as call:
            return payments.remove(call, call.org.payments[payment_id])

    def allocate(self, tenant_id: str, credit_id: str, invoice_id: str, amount: Any) -> Record:
        """Use a part of a credit note, an overpayment or a prepayment for an invoice."""
        with self.desk(tenant_id) as call:
            payload = {"Amount": str(amount), "Invoice": {"InvoiceID": invoice_id}}
            return allocations.allocate(call, by_id(call, credit_id), shaped_as(allocations.KIND, payload))

    def delete_allocation(self, tenant_id: str, credit_id: str, allocation_id: str) -> None:
        with self.desk(tenant_id) as call:
            credit = by_id(call, credit_id)
            allocation = next(row for row in credit["Allocations"] if row["AllocationID"] == allocation_id)
            allocations.remove(call, credit, allocation)

    # --- advances ----------------------------------------------------------------------------------------------

    def overpay(
        self, tenant_id: str, contact_id: str, amount: Any, spend: bool = False, currency: str | None = None
    ) -> Record:
        """Record money of a contact that no invoice asks for, into the first bank account; return the overpayment."""
        return self._advance(tenant_id, contact_id, OVERPAYMENT, spend, {"UnitAmount": str(amount)}, currency)

    def pay_too_much(self, tenant_id: str, invoice_id: str, amount: Any) -> Record:
        """Pay an invoice in full with more than is due; return the overpayment that the rest becomes.

        :raise ValueError: when it is not more
        """
        with self.desk(tenant_id) as call:
            invoice = call.org.invoices[invoice_id]
            rest = Decimal(str(amount)) - invoice["AmountDue"]
            if rest <= 0:
                raise ValueError(f"{amount} is no more than what is due")
            if invoice["AmountDue"]:
                self.pay(tenant_id, invoice_id)
            contact_id, spend = invoice["Contact"]["ContactID"], invoice["Type"] == "ACCPAY"
            return self.overpay(tenant_id, contact_id, rest, spend, invoice["CurrencyCode"])

    def prepay(self, tenant_id: str, contact_id: str, amount: Any, spend: bool = False) -> Record:
        """Record money before the invoice, on the first account of revenue or expense; return the prepayment."""
        accounts = self.organisations[tenant_id].accounts.values()
        code = next(row["Code"] for row in accounts if row["Class"] == ("EXPENSE" if spend else "REVENUE"))
        return self._advance(tenant_id, contact_id, PREPAYMENT, spend, {"UnitAmount": str(amount), "AccountCode": code})

    def _advance(
        self, tenant_id: str, contact_id: str, kind: Credit, spend: bool, line: Record, currency: str | None = None
    ) -> Record:
        with self.desk(tenant_id) as call:
            values = {
                "Type": next(name for name in kind.pairs if name.startswith("SPEND") is spend),
                "Contact": {"ContactID": contact_id},
                "BankAccount": {"AccountID": first_bank(call)},
                "LineItems": [{"Description": kind.name, "Quantity": 1, **line}],
                "CurrencyCode": currency,
            }
            made = bank_transactions.create(call, shaped_as(bank_transactions.KIND, values))
            return by_id(call, made[kind.id_field])

    def refund(self, tenant_id: str, key: str, record_id: str, amount: Any) -> Record:
        """Pay back a part of a credit.

        :param key: CreditNote, Overpayment or Prepayment
        """
        with self.desk(tenant_id) as call:
            payload = {key: {f"{key}ID": record_id}, "Account": {"AccountID": first_bank(call)}}
            payload.update(Amount=str(amount), Date=call.today.isoformat())
            return payments.create(call, shaped_as(payments.KIND, payload))

    def pay_batch(self, tenant_id: str, invoice_ids: list[str], reference: str = "") -> Record:
        """Settle several invoices in full by one amount on the first bank account."""
        with self.desk(tenant_id) as call:
            due = {key: call.org.invoices[key]["AmountDue"] for key in invoice_ids}
            rows = [{"Invoice": {"InvoiceID": key}, "Amount": str(amount)} for key, amount in due.items()]
            values = {"Account": {"AccountID": first_bank(call)}, "Payments": rows, "Reference": reference}
            return batch_payments.create(call, shaped_as(batch_payments.KIND, values))

    def delete_batch(self, tenant_id: str, batch_id: str) -> Record:
        with self.desk(tenant_id) as call:
            return batch_payments.change(call, call.org.batch_payments[batch_id], {"Status": "DELETED"})


def first_bank(call: Call) -> str:
    rows = call.org.accounts.values()
    return next(row["AccountID"] for row in rows if row["Type"] == "BANK" and row["Status"] == "ACTIVE")


def is_bank_for(call: Call, account: Record, document: Record) -> bool:
    """Tell whether an account can take the money of a document."""
    base = call.org.facts["BaseCurrency"]
    active_bank = account["Type"] == "BANK" and account["Status"] == "ACTIVE"
    return active_bank and account.get("CurrencyCode", base) in (base, document["CurrencyCode"])


def _account(call: Call, id_or_code: str) -> Record:
    return {"AccountID" if id_or_code in call.org.accounts else "Code": id_or_code}
