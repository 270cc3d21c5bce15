"""What can settle an invoice beside payments: credit notes, overpayments, prepayments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import arithmetic

if TYPE_CHECKING:
    from ..context import Call
    from ..organisation import Organisation

Record = dict[str, Any]
APPROVED = ("AUTHORISED", "PAID")


@dataclass(frozen=True, eq=False)
class Credit:
    """One kind of credit.

    :param name: its element; the end point and the list on an invoice are the plural
    :param table: where an organisation has them
    :param pairs: which invoices each of its types can settle
    :param category: how its notifications are called
    """

    name: str
    table: str
    pairs: dict[str, str]
    category: str

    @property
    def id_field(self) -> str:
        return f"{self.name}ID"

    @property
    def label(self) -> str:
        """Return what sentences call it."""
        return "Credit Note" if self.name == "CreditNote" else self.name

    def records(self, org: Organisation) -> dict[str, Record]:
        return getattr(org, self.table)

    def find(self, call: Call, key: str) -> Record | None:
        """Return one by its id, a credit note by its number as well."""
        rows = self.records(call.org)
        number = f"{self.name}Number"
        return rows.get(key.lower()) or next((row for row in rows.values() if key and row.get(number) == key), None)


CREDIT_NOTE = Credit("CreditNote", "credit_notes", {"ACCRECCREDIT": "ACCREC", "ACCPAYCREDIT": "ACCPAY"}, "CREDITNOTE")
OVERPAYMENT = Credit(
    "Overpayment",
    "overpayments",
    {"RECEIVE-OVERPAYMENT": "ACCREC", "SPEND-OVERPAYMENT": "ACCPAY", "AROVERPAYMENT": "ACCREC"},
    "OVERPAYMENT",
)
PREPAYMENT = Credit(
    "Prepayment",
    "prepayments",
    {
        "RECEIVE-PREPAYMENT": "ACCREC",
        "SPEND-PREPAYMENT": "ACCPAY",
        "ARPREPAYMENT": "ACCREC",
        "APPREPAYMENT": "ACCPAY",
    },
    "PREPAYMENT",
)
KINDS = (CREDIT_NOTE, OVERPAYMENT, PREPAYMENT)


def kind_of(credit: Record) -> Credit:
    return next(kind for kind in KINDS if kind.id_field in credit)


def by_id(call: Call, credit_id: str) -> Record:
    """Return the credit of an id, of whatever kind.

    :raise KeyError: when there is none
    """
    for kind in KINDS:
        if credit_id in kind.records(call.org):
            return kind.records(call.org)[credit_id]
    raise KeyError(credit_id)


def settle(call: Call, credit: Record) -> None:
    """Compute what is left of a credit; with nothing left it is PAID."""
    credit["RemainingCredit"] = arithmetic.cents(credit["Total"] - credit["AppliedAmount"])
    if credit["Status"] not in APPROVED:
        return
    used_up = credit["RemainingCredit"] == 0
    credit["Status"] = "PAID" if used_up else "AUTHORISED"
    if used_up and "CreditNoteID" in credit:
        credit.setdefault("FullyPaidOnDate", call.today)
    else:
        credit.pop("FullyPaidOnDate", None)


def touch(call: Call, credit: Record, event: str) -> Record:
    kind = kind_of(credit)
    credit["UpdatedDateUTC"] = call.org.stamp(call.now)
    call.org.changed(kind.category, event, credit[kind.id_field])
    return credit
