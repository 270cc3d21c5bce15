"""What an app may ask for, and what somebody allowed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

GRANULAR = (
    "accounting.contacts", "accounting.invoices", "accounting.payments", "accounting.settings",
    "accounting.attachments", "accounting.banktransactions", "accounting.manualjournals",
)  # fmt: skip
REPORTS = (
    "aged", "balancesheet", "banksummary", "budgetsummary", "executivesummary", "profitandloss", "trialbalance",
    "taxreports", "tenninetynine",
)  # fmt: skip
SCOPES = frozenset(
    {"openid", "profile", "email", "offline_access", "accounting.budgets.read", "accounting.journals.read"}
    | {f"{name}{suffix}" for name in GRANULAR for suffix in ("", ".read")}
    | {f"accounting.reports.{name}.read" for name in REPORTS}
)


@dataclass
class Grant:
    """What somebody allowed an app; behind every code and token."""

    client_id: str
    user_id: str
    scopes: list[str]
    event_id: str
    redirect_uri: str = ""
    challenge: str | None = None
    expires: datetime | None = None
    used: datetime | None = None
    only_tenant: str = ""  # of a custom connection
