"""The control API: what tests and the demo do to the sandbox, apart from the API that it imitates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from .errors import ApiError, Refused
from .wire import decode, encode

if TYPE_CHECKING:
    from .sandbox import Sandbox

Values = dict[str, Any]
TABLES = (
    "contacts", "contact_groups", "invoices", "credit_notes", "payments", "overpayments", "prepayments",
    "bank_transactions", "batch_payments", "accounts", "tax_rates", "items", "tracking_categories",
)  # fmt: skip


def answer(sandbox: Sandbox, request: Request, command: str) -> str:
    """Run one command and return JSON; what is asked wrongly gets a sentence."""
    function = COMMANDS.get((request.method, command.strip("/")))
    if not function:
        known = sorted(" /_control/".join(key) for key in COMMANDS)
        raise ApiError(404, {"error": f"There is no {request.method} /_control/{command}", "commands": known})
    try:
        return function(sandbox, _values(request))
    except (KeyError, ValueError, TypeError, OverflowError, StopIteration) as error:
        raise ApiError(400, {"error": f"{type(error).__name__}: {error}"}) from error
    except Refused as error:
        raise ApiError(400, {"error": " ".join(error.messages), "messages": error.messages}) from error


def _values(request: Request) -> Values:
    if request.method != "POST":
        return request.args.to_dict()
    values = decode(request.get_data() or b"{}")
    if not isinstance(values, dict):
        raise ValueError("send an object")
    return values


def _tenant(sandbox: Sandbox, values: Values) -> str:
    return sandbox.organisation(values.pop("tenant")).tenant_id


# --- looking -----------------------------------------------------------------------------------------------------


def tenants(sandbox: Sandbox, _values: Values) -> str:
    with sandbox.lock:
        return encode([_tenant_facts(sandbox, org) for org in sandbox.organisations.values()])


def _tenant_facts(sandbox: Sandbox, org: Any) -> Values:
    return {
        "tenant_id": org.tenant_id,
        "seed": sandbox.seeded.get(org.tenant_id, ""),
        "name": org.name,
        "short_code": org.facts["ShortCode"],
        "currency": org.facts["BaseCurrency"],
        "contacts": len(org.contacts),
        "invoices": len(org.invoices),
    }


def books(sandbox: Sandbox, values: Values) -> str:
    org = sandbox.organisation(values["tenant"])
    with sandbox.lock:
        return encode({"organisation": org.facts, **{name: list(getattr(org, name).values()) for name in TABLES}})


def emails(sandbox: Sandbox, values: Values) -> str:
    """Tell which invoices were sent to whom."""
    with sandbox.lock:
        return encode(sandbox.organisation(values["tenant"]).emails)


def requests(sandbox: Sandbox, _values: Values) -> str:
    with sandbox.lock:
        return encode(list(sandbox.requests))


def webhooks(sandbox: Sandbox, _values: Values) -> str:
    hooks = sandbox.webhooks
    rows = [
        {
            "client_id": item.client_id,
            "status": item.status,
            "created": item.created,
            "answers": item.answers,
            "body": item.body.decode(),
        }
        for item in list(hooks.deliveries)
    ]
    return encode({"enabled": hooks.enabled, "answers": hooks.answers, "deliveries": rows})


# --- doing -------------------------------------------------------------------------------------------------------


def apps(sandbox: Sandbox, values: Values) -> str:
    app = sandbox.register_app(**values)
    hooks = sandbox.webhooks
    return encode(
        {
            "client_id": app.client_id,
            "webhook_enabled": hooks.enabled[app.client_id],
            "webhook_answers": hooks.answers.get(app.client_id, []),
        }
    )


def reset(sandbox: Sandbox, values: Values) -> str:
    sandbox.reset(tuple(values["seeds"]) if "seeds" in values else None)
    return tenants(sandbox, {})


def seed_contacts(sandbox: Sandbox, values: Values) -> str:
    sandbox.seed_contacts(_tenant(sandbox, values), int(values["number"]))
    return tenants(sandbox, {})


def seed_invoices(sandbox: Sandbox, values: Values) -> str:
    sandbox.seed_invoices(_tenant(sandbox, values), int(values["number"]))
    return tenants(sandbox, {})


def pay(sandbox: Sandbox, values: Values) -> str:
    tenant_id = _tenant(sandbox, values)
    return encode(sandbox.pay(tenant_id, values.pop("invoice_id"), **values))


def delete_payment(sandbox: Sandbox, values: Values) -> str:
    return encode(sandbox.delete_payment(_tenant(sandbox, values), values["payment_id"]))


def void(sandbox: Sandbox, values: Values) -> str:
    return encode(sandbox.void_invoice(_tenant(sandbox, values), values["invoice_id"]))


def allocate(sandbox: Sandbox, values: Values) -> str:
    return encode(sandbox.allocate(_tenant(sandbox, values), **values))


def unallocate(sandbox: Sandbox, values: Values) -> str:
    sandbox.delete_allocation(_tenant(sandbox, values), values["credit_id"], values["allocation_id"])
    return encode({})


def overpay(sandbox: Sandbox, values: Values) -> str:
    """Pay an invoice_id with more than is due."""
    return encode(sandbox.pay_too_much(_tenant(sandbox, values), **values))


def advance(sandbox: Sandbox, values: Values) -> str:
    """Record an overpayment or a prepayment: kind, contact_id, amount, spend."""
    make = {"overpayment": sandbox.overpay, "prepayment": sandbox.prepay}[values.pop("kind")]
    return encode(make(_tenant(sandbox, values), **values))


def refund(sandbox: Sandbox, values: Values) -> str:
    return encode(sandbox.refund(_tenant(sandbox, values), **values))


def batch(sandbox: Sandbox, values: Values) -> str:
    """Pay several invoices by one amount, or delete such a batch."""
    tenant_id = _tenant(sandbox, values)
    if "batch_id" in values:
        return encode(sandbox.delete_batch(tenant_id, values["batch_id"]))
    return encode(sandbox.pay_batch(tenant_id, **values))


def contact(sandbox: Sandbox, values: Values) -> str:
    tenant_id = _tenant(sandbox, values)
    if "ContactID" in values:
        return encode(sandbox.edit_contact(tenant_id, values.pop("ContactID"), **values))
    return encode(sandbox.add_contact(tenant_id, **values))


def merge(sandbox: Sandbox, values: Values) -> str:
    return encode(sandbox.merge_contacts(_tenant(sandbox, values), values["loser"], values["winner"]))


def invoice(sandbox: Sandbox, values: Values) -> str:
    tenant_id = _tenant(sandbox, values)
    if "InvoiceID" in values:
        return encode(sandbox.edit_invoice(tenant_id, values.pop("InvoiceID"), **values))
    return encode(sandbox.add_invoice(tenant_id, **values))


def disconnect(sandbox: Sandbox, values: Values) -> str:
    sandbox.disconnect(_tenant(sandbox, values), values.get("client_id"))
    return encode({})


def vanish(sandbox: Sandbox, values: Values) -> str:
    """Take an organisation away; with demo_reset it comes back under other ids."""
    deed = sandbox.reset_demo if values.get("demo_reset") else sandbox.vanish
    return encode(_tenant_facts(sandbox, deed(_tenant(sandbox, values))))


def lock_dates(sandbox: Sandbox, values: Values) -> str:
    sandbox.set_lock_dates(_tenant(sandbox, values), values.get("period"), values.get("year"))
    return encode({})


def faults(sandbox: Sandbox, values: Values) -> str:
    if values.pop("clear", False):
        sandbox.faults.clear()
    else:
        floats = {"seconds": float(values["seconds"])} if "seconds" in values else {}
        sandbox.faults.add(**{**values, **floats})
    return encode({"pending": len(sandbox.faults.pending)})


def arrive(sandbox: Sandbox, values: Values) -> str:
    """Apply the calls that a fault made late."""
    return encode({"arrived": sandbox.faults.arrive()})


def latency(sandbox: Sandbox, values: Values) -> str:
    """Let every answer take some seconds more."""
    sandbox.latency = float(values["seconds"])
    return encode({"seconds": str(sandbox.latency)})


def clock(sandbox: Sandbox, values: Values) -> str:
    sandbox.clock.advance(float(values["advance"]))
    return encode({"now": sandbox.clock.now()})


def limits(sandbox: Sandbox, values: Values) -> str:
    """Set per_minute, per_day, per_app_minute, at_once."""
    names = ("per_minute", "per_day", "per_app_minute", "at_once")
    for name, value in values.items():
        if name not in names:
            raise ValueError(f"there is {', '.join(names)}")
        setattr(sandbox.limits, name, int(value))
    return encode({name: getattr(sandbox.limits, name) for name in names})


def webhook_trouble(sandbox: Sandbox, values: Values) -> str:
    """Lose, double or reverse the next notifications, delay all of them."""
    hooks = sandbox.webhooks
    hooks.lose, hooks.double = int(values.get("lose", hooks.lose)), int(values.get("double", hooks.double))
    hooks.reverse = int(values.get("reverse", hooks.reverse))
    hooks.delay = float(values.get("delay", hooks.delay))
    return encode({"lose": hooks.lose, "double": hooks.double, "reverse": hooks.reverse, "delay": str(hooks.delay)})


COMMANDS = {
    **{("GET", function.__name__): function for function in (tenants, books, emails, requests, webhooks)},
    **{
        ("POST", function.__name__): function
        for function in (
            apps, reset, seed_contacts, seed_invoices, pay, delete_payment, void, allocate, unallocate, overpay,
            advance, refund, batch, contact, merge, invoice, disconnect, vanish, lock_dates, faults, arrive, latency,
            clock, limits,
        )
    },
    ("POST", "webhooks"): webhook_trouble,
}  # fmt: skip
