"""Xero sends an invoice to its customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import trail
from ..errors import Refused, not_found
from . import invoices

if TYPE_CHECKING:
    from ..context import Call

SENT = ("SUBMITTED", "AUTHORISED", "PAID")
A_DAY = {"TRIAL": 20, "DEMO": 0}
A_DAY_OTHERWISE = 1000


def post(call: Call, key: str) -> tuple[int, Any]:
    """Send one invoice; how many a day an organisation may send depends on what it pays."""
    invoice = invoices.find(call, key)
    if not invoice:
        raise not_found()
    if invoice["Type"] != "ACCREC" or invoice["Status"] not in SENT:
        raise Refused("Only submitted, authorised or paid sales invoices can be emailed")
    contact = call.org.contacts[invoice["Contact"]["ContactID"]]
    if not contact.get("EmailAddress"):
        raise Refused("The contact does not have an email address")
    limit = A_DAY.get("DEMO" if call.org.facts["IsDemoCompany"] else call.org.facts["Class"], A_DAY_OTHERWISE)
    if sum(row["At"].date() == call.today for row in call.org.emails) >= limit:
        raise Refused(f"The daily email limit of {limit} has been reached")
    call.org.emails.append({"InvoiceID": invoice["InvoiceID"], "To": contact["EmailAddress"], "At": call.now})
    if invoice["Status"] == "AUTHORISED":
        call.org.remember(invoice)
        invoice["SentToContact"] = True
        invoices.touch(call, invoice, "UPDATE", stamp=False)
    trail.sent(call, invoice["InvoiceID"], contact["EmailAddress"])
    return 204, None


ROUTES = [("POST", "/Invoices/(?P<key>[^/]+)/Email", post, "accounting.invoices")]
