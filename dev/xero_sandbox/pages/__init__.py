"""The Xero side for a person: log-in and consent, invoices, contacts, deliveries."""

from .home import render
from .login import consent_page, error_page, login_page

__all__ = ["consent_page", "error_page", "login_page", "render"]
