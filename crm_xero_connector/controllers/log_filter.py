"""Keeps what comes back from Xero's log-in out of the server's own log: an address there is a credential."""

import logging
import re

from ..models.xero_app import CALLBACK_PATH

QUERY = re.compile(re.escape(CALLBACK_PATH) + r"\?[^\s\"]*")


class HideCodes(logging.Filter):
    """Replace the parameters of the way back from Xero in a line about a request."""

    def filter(self, record):
        """Change the record where needed; every record passes."""
        text = record.getMessage()
        if CALLBACK_PATH in text:
            record.msg, record.args = QUERY.sub(f"{CALLBACK_PATH}?(hidden)", text), ()
        return True


logging.getLogger("werkzeug").addFilter(HideCodes())
