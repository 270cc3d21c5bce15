"""What the history of a record says of what happened to it; lines are added by the deeds themselves, never changed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .context import Call

Record = dict[str, Any]
SYSTEM = "System Generated"  # who wrote what came over the API
PERSON = "Demo Person"
APPROVED, DEAD = ("AUTHORISED", "PAID"), ("VOIDED", "DELETED")
INCOMING = ("ACCRECPAYMENT", "APCREDITPAYMENT", "APOVERPAYMENTPAYMENT", "APPREPAYMENTPAYMENT")
NUMBERS = ("InvoiceNumber", "CreditNoteNumber")


def tell(call: Call, record_id: str, changes: str, details: str = "") -> Record:
    """Add one line to the history of a record."""
    row = {
        "Changes": changes,
        "DateUTC": call.org.stamp(call.now),
        "User": SYSTEM if call.client_id else PERSON,
        "Details": details,
    }
    call.org.add(call.org.history, record_id, [*call.org.history.get(record_id, []), row])
    return row


def document(call: Call, record_id: str, record: Record, before: str = "") -> None:
    """Tell of a document that was created or changed.

    :param before: the state that it had, "" for a new one
    """
    for changes in _steps(before, record["Status"]):
        received = call.client_id and changes in ("Created", "Approved")
        tell(call, record_id, changes, _received(call) if received else _summary(record))


def _steps(before: str, after: str) -> list[str]:
    if after in DEAD:
        return [after.title()]
    if after in APPROVED and before not in APPROVED:
        return ["Approved"] if before else ["Created", "Approved"]
    return ["Edited" if before else "Created"]


def _received(call: Call) -> str:
    return f"Received through the Xero API from {call.app}"


def _summary(record: Record) -> str:
    number = next((record[name] for name in NUMBERS if record.get(name)), "")
    side = "from" if record["Type"].startswith(("ACCPAY", "RECEIVE")) else "to"
    return f"{number} {side} {record['Contact']['Name']} for {record['Total']}.".lstrip()


def entry(call: Call, record_id: str, fresh: bool) -> None:
    """Tell of a contact or an item that was created or changed."""
    details = _received(call) if fresh and call.client_id else ""
    tell(call, record_id, "Created" if fresh else "Edited", details)


def payment(call: Call, made: Record, document_id: str, removed: bool) -> None:
    """Tell of a payment, to itself and to what it pays."""
    key = next(name for name in ("Invoice", "CreditNote", "Prepayment", "Overpayment") if name in made)
    incoming = made["PaymentType"] in INCOMING
    way = "received from" if incoming else "made to"
    details = f"Payment {way} {made[key]['Contact']['Name']} on {made['Date']:%d %B %Y} for {made['Amount']}."
    tell(call, made["PaymentID"], "Deleted" if removed else "Created", details)
    done = "Payment received" if incoming else "Payment made"
    tell(call, document_id, "Payment removed" if removed else done, details)


def allocation(call: Call, credit: tuple[str, str], invoice: Record, amount: Decimal) -> None:
    """Tell of a credit that was used for an invoice, or is used no longer.

    :param credit: its id and what it is called
    """
    changes = "Credit Applied" if amount > 0 else "Credit removed"
    tell(call, credit[0], changes, f"{abs(amount)} for {invoice['InvoiceNumber']}.")
    tell(call, invoice["InvoiceID"], changes, f"{abs(amount)} of {credit[1]}.")


def attached(call: Call, record_id: str, name: str) -> None:
    tell(call, record_id, "Attached a file", f"Attached the file {name} through the Xero API using {call.app}")


def sent(call: Call, invoice_id: str, address: str) -> None:
    tell(call, invoice_id, "Invoice sent", f"This invoice has been sent to {address}.")
