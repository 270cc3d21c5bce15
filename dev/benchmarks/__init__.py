"""The measurements behind the table of budgets.

A module in this package adds figures by registering functions under the names of `table.ROWS`:

    @measures("webhook_p99")
    def webhook(stage):
        return 12.3, "200 requests of 200 events"

`stage` is a running Odoo with a sandbox and a database of their own (see `stage.Stage`).
"""

from .registry import measures

__all__ = ["measures"]
