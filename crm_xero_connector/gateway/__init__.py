"""The only code that reaches the network: Xero's API as methods that take and return Xero's own dicts.

Everything here raises the tree of `exceptions` and nothing else. Neither tokens nor secrets appear in an exception, a
`repr` or a log line.
"""

from .accounting import XeroGateway
from .calls import Exchange, Page
from .encoding import header_time
from .endpoints import Endpoints
from .errors import element_errors, element_warnings
from .identity import Tokens, XeroIdentity, pkce_pair
from .limits import RateBudget, chunks

__all__ = [
    "Endpoints",
    "Exchange",
    "Page",
    "RateBudget",
    "Tokens",
    "XeroGateway",
    "XeroIdentity",
    "chunks",
    "element_errors",
    "element_warnings",
    "header_time",
    "pkce_pair",
]
