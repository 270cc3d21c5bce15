"""Where Xero is."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from .. import const


@dataclass(frozen=True)
class Endpoints:
    """The three base addresses of Xero, without a path. Other ones lead to a proxy or to a stand-in."""

    login_url: str = const.LOGIN_URL
    identity_url: str = const.IDENTITY_URL
    api_url: str = const.API_URL

    def __post_init__(self) -> None:
        for name in ("login_url", "identity_url", "api_url"):
            object.__setattr__(self, name, getattr(self, name).rstrip("/"))

    def validate(self) -> None:
        """Refuse addresses over which tokens could be read by others.

        :raise ValueError: unless each is https, or http on this machine
        """
        for url in (self.login_url, self.identity_url, self.api_url):
            parts = urlsplit(url)
            if not parts.hostname or parts.username or parts.path or parts.query or parts.fragment:
                raise ValueError(f"Not a base address: {url}")
            if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
                raise ValueError(f"Plain http is for this machine only: {url}")

    @property
    def authorize_url(self) -> str:
        return self.login_url + "/identity/connect/authorize"

    @property
    def token_url(self) -> str:
        return self.identity_url + "/connect/token"

    @property
    def revocation_url(self) -> str:
        return self.identity_url + "/connect/revocation"

    @property
    def accounting_url(self) -> str:
        return self.api_url + const.ACCOUNTING_PATH


def is_loopback(host: str | None) -> bool:
    """Tell whether a host name or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
