"""The control API: what tests and the demo do to the sandbox, apart from the API that it imitates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import ApiError

if TYPE_CHECKING:
    from .sandbox import Sandbox


def handle(sandbox: Sandbox, method: str, command: str, values: dict[str, Any]) -> Any:
    """Run one command; what is asked wrongly gets a sentence."""
    function = COMMANDS.get((method, command))
    if not function:
        raise ApiError(404, {"error": f"There is no {method} {command}", "commands": sorted(map(" ".join, COMMANDS))})
    try:
        return function(sandbox, values)
    except (KeyError, ValueError, TypeError, StopIteration) as error:
        raise ApiError(400, {"error": f"{type(error).__name__}: {error}"}) from error


def _apps(sandbox: Sandbox, values: dict[str, Any]) -> Any:
    app = sandbox.register_app(**values)
    return {"client_id": app.client_id, "webhook_enabled": sandbox.webhooks.enabled[app.client_id]}


def _reset(sandbox: Sandbox, values: dict[str, Any]) -> Any:
    sandbox.__init__(tuple(values.get("seeds", ("au",))))  # type: ignore[misc]
    return _tenants(sandbox, {})


def _tenants(sandbox: Sandbox, _values: dict[str, Any]) -> Any:
    return [
        {
            "tenant_id": org.tenant_id,
            "name": org.name,
            "currency": org.facts["BaseCurrency"],
            "contacts": len(org.contacts),
            "invoices": len(org.invoices),
        }
        for org in sandbox.organisations.values()
    ]


def _books(sandbox: Sandbox, values: dict[str, Any]) -> Any:
    org = sandbox.organisation(values["tenant"])
    tables = ("contacts", "invoices", "credit_notes", "payments", "accounts", "tax_rates")
    with sandbox.lock:
        return {"organisation": org.facts, **{name: list(getattr(org, name).values()) for name in tables}}


def _pay(sandbox: Sandbox, values: dict[str, Any]) -> Any:
    org = sandbox.organisation(values.pop("tenant"))
    return sandbox.pay(org.tenant_id, values.pop("invoice_id"), **values)


def _delete_payment(sandbox: Sandbox, values: dict[str, Any]) -> Any:
    return sandbox.delete_payment(sandbox.organisation(values["tenant"]).tenant_id, values["payment_id"])


def _void(sandbox: Sandbox, values: dict[str, Any]) -> Any:
    return sandbox.void_invoice(sandbox.organisation(values["tenant"]).tenant_id, values["invoice_id"])


def _contact(sandbox: Sandbox, values: dict[str, Any]) -> Any:
    tenant_id = sandbox.organisation(values.pop("tenant")).tenant_id
    if "ContactID" in values:
        return sandbox.edit_contact(tenant_id, values.pop("ContactID"), **values)
    return sandbox.add_contact(tenant_id, **values)


def _faults(sandbox: Sandbox, values: dict[str, Any]) -> Any:
    if values.get("clear"):
        sandbox.faults.clear()
    else:
        sandbox.faults.add(
            **{name: int(value) if name in ("times", "skip") else value for name, value in values.items()}
        )
    return {"pending": len(sandbox.faults.pending)}


def _clock(sandbox: Sandbox, values: dict[str, Any]) -> Any:
    sandbox.clock.advance(float(values["advance"]))
    sandbox.webhooks.retry_due()
    return {"now": sandbox.clock.now()}


def _limits(sandbox: Sandbox, values: dict[str, Any]) -> Any:
    for name in ("per_minute", "per_day", "at_once"):
        setattr(sandbox.limits, name, int(values.get(name, getattr(sandbox.limits, name))))
    return {
        "per_minute": sandbox.limits.per_minute,
        "per_day": sandbox.limits.per_day,
        "at_once": sandbox.limits.at_once,
    }


def _requests(sandbox: Sandbox, _values: dict[str, Any]) -> Any:
    return sandbox.requests


COMMANDS = {
    ("POST", "apps"): _apps,
    ("POST", "reset"): _reset,
    ("GET", "tenants"): _tenants,
    ("GET", "books"): _books,
    ("POST", "pay"): _pay,
    ("POST", "delete_payment"): _delete_payment,
    ("POST", "void"): _void,
    ("POST", "contact"): _contact,
    ("POST", "faults"): _faults,
    ("POST", "clock"): _clock,
    ("POST", "limits"): _limits,
    ("GET", "requests"): _requests,
}
