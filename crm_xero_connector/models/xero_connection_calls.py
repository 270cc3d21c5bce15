import logging
import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import const
from ..const import ACCOUNTING_PATH
from ..exceptions import XeroAuthError, XeroError, XeroRateLimited, XeroTokenExpired
from ..gateway import XeroGateway
from .xero_connection import CONCURRENCY_ERRORS, LOST_CONNECTION, is_end_of_process

_logger = logging.getLogger(__name__)

CONCURRENCY_ATTEMPTS = 5
LANES = {
    "push": "cron_push",
    "trouble": "cron_push_trouble",
    "contact": "cron_pull",
    "invoice": "cron_pull",
    "credit_note": "cron_pull",
    "event": "cron_events",
    "compare": "cron_compare",
}
# The slot that the transaction holds comes first, then the one for new invoices, then the session's usual one.
TAKE_SLOT = """
    SELECT 1
      FROM (
        SELECT slot
          FROM generate_series(0, %(last)s) slot
     LEFT JOIN pg_locks held
            ON held.locktype = 'advisory' AND held.pid = pg_backend_pid()
           AND held.classid::bigint = hashtext(%(name)s)::bigint & 4294967295 AND held.objid::bigint = slot
         WHERE slot >= %(first)s OR held.pid IS NOT NULL
      ORDER BY held.pid IS NULL, slot > 0, mod(slot + pg_backend_pid(), %(others)s)
        OFFSET 0
      ) slots
     WHERE pg_try_advisory_xact_lock(hashtext(%(name)s), slot)
     LIMIT 1
"""


class XeroConnection(models.Model):
    """How the lanes talk to Xero: within its limits, and with nothing that stops one of them for good."""

    _inherit = "xero.connection"

    def _gateway(self, access_token=None):
        """Return the way to this connection's organisation: the seam for tests, proxies and other addresses; hook.

        Called before each call. It must not make a call itself, and it must not keep or log the token.

        :param access_token: a function that returns the token, when it is not the stored one
        :return: a `gateway.XeroGateway`, or what has its methods
        """
        self.ensure_one()
        if self.state != "connected" or not self.token_id or not self.tenant_id:
            raise XeroAuthError("The connection is not connected.")
        app = self.app_id.sudo()
        return XeroGateway(
            app._endpoints(),
            self.tenant_id,
            access_token or self.token_id.sudo()._access_token,
            on_exchange=self._log_exchange,
        )

    def _call(self, request):
        """Return `request(gateway)`; a token that Xero refuses too early is refreshed once.

        :param request: a function that takes a gateway and makes one call
        """
        gateway = self._gateway()
        self._keep_reserve()
        self._take_slot()
        try:
            return request(gateway)
        except XeroTokenExpired:
            token = self.token_id.sudo()._access_token(force=True)
            # not read again: this transaction may have begun before the refresh, and would find the refused one
            return request(self._gateway(lambda: token))

    def _keep_reserve(self):
        """Leave the last calls of a day and of a minute to what is sent, and to persons who press a button.

        :raise XeroRateLimited: to a lane that can wait
        """
        if not self.env.context.get("xero_spare"):
            return
        moment, of_day, of_minute = self._last_exchanges().get(self.id, (None, None, None))
        if of_day is not None and of_day < const.RESERVE_DAY:
            raise XeroRateLimited(
                "Calls are kept for new invoices.", retry_after=const.BUDGET_TRUST_SECONDS, problem="day"
            )
        if of_minute is not None and of_minute < const.RESERVE_MINUTE:
            passed = (fields.Datetime.now() - moment).total_seconds()
            left = math.ceil(const.MINUTE_SECONDS - passed)
            raise XeroRateLimited("Calls of this minute are kept for what is sent.", retry_after=left, problem="minute")

    def _take_slot(self):
        """Hold one of the calls that Xero allows at once until this transaction ends, however it ends.

        The first one is for new invoices alone. A transaction that holds one finds it again, and never a second one:
        whichever it got, another may be free by now.

        :raise XeroRateLimited: when others have all of them
        """
        first = 0 if self.env.context.get("xero_first") else 1
        others = const.AT_ONCE - 1
        self.env.cr.execute(
            SQL(
                TAKE_SLOT,
                first=first,
                last=others,
                others=others,
                name=f"crm_xero_connector.{self.tenant_id}",
            )
        )
        if not self.env.cr.fetchone():
            raise XeroRateLimited(
                "All calls that may run at once do.", retry_after=const.CONCURRENT_SECONDS, problem="concurrent"
            )

    def _guard(self, action, lane=None):
        """Return a cron lane's `action()`, or None after what stopped it has been written down.

        :param action: a function without arguments, which commits by itself what is done
        :param lane: is woken again at once where other workers were always faster; a key of `LANES`
        :return: its result; None when the consent or the organisation is lost, or after an error of our own
        """
        for _attempt in range(CONCURRENCY_ATTEMPTS):
            try:
                return action()
            except XeroAuthError as error:
                self._lose(error)
                return None
            except CONCURRENCY_ERRORS:  # another lane did the same at the same moment: look again
                self.env.cr.rollback()  # pylint: disable=invalid-commit
            except LOST_CONNECTION:  # the database restarts: what is not committed is looked at again afterwards
                raise
            except Exception as error:
                if is_end_of_process(error):
                    raise
                self.env.cr.rollback()  # pylint: disable=invalid-commit
                _logger.exception("Xero: a lane of connection %s stopped", self.id)
                self.env["xero.log"].sudo()._note(self, "lane", f"{type(error).__name__}: {error}", "error")
                return None
        if lane:
            self._wake(lane)
        return None

    def _log_exchange(self, exchange):
        budget = exchange.budget
        self.env["xero.log"].sudo().create(
            {
                "connection_id": self.id,
                "company_id": self.company_id.id,
                "operation": f"{exchange.method} {exchange.path.removeprefix(ACCOUNTING_PATH)}",
                "outcome": "error" if exchange.error else "ok",
                "status": exchange.status or 0,
                "duration": exchange.duration_ms,
                "records": exchange.sent,
                "correlation_id": exchange.correlation_id,
                "day_remaining": budget.day if budget and budget.day is not None else -1,
                "minute_remaining": budget.minute if budget and budget.minute is not None else -1,
                "message": exchange.error,
            }
        )

    def _calls_left(self):
        """Return the calls left today as Xero last told, None when it did not lately."""
        return self._last_exchanges().get(self.id, (None, None, None))[1]

    def _last_exchanges(self):
        """Return when each connection last exchanged something with Xero, and the calls left as told then.

        :return: dict of id -> (moment, calls left today, calls left in this minute); None where Xero told it too long
            ago, or not at all
        """
        self.env["xero.log"].flush_model(["connection_id", "status", "day_remaining", "minute_remaining"])
        query = SQL(
            """
            SELECT connection.id, log.create_date, log.day_remaining, log.minute_remaining
              FROM "xero_connection" connection
        CROSS JOIN LATERAL (
                SELECT create_date, day_remaining, minute_remaining
                  FROM "xero_log"
                 WHERE connection_id = connection.id AND status > 0
              ORDER BY id DESC
                 LIMIT 1
            ) log
             WHERE connection.id = ANY(%s)
            """,
            self.ids,
        )
        return {
            connection_id: (
                moment,
                self._trusted(of_day, moment, const.BUDGET_TRUST_SECONDS),
                self._trusted(of_minute, moment, const.MINUTE_SECONDS),
            )
            for connection_id, moment, of_day, of_minute in self.env.execute_query(query)
        }

    @api.model
    def _trusted(self, left, moment, seconds):
        """Return how many calls are left, None where Xero did not tell it, or longer ago than some seconds."""
        is_told = left is not None and left >= 0
        return left if is_told and moment > fields.Datetime.now() - timedelta(seconds=seconds) else None

    @api.model
    def _wake(self, lane, at=None):
        """Have a lane run once this transaction is committed; once per transaction is enough."""
        key = f"crm_xero_connector.wake.{lane}.{at}"
        precommit = self.env.cr.precommit
        if key not in precommit.data:
            precommit.data[key] = True
            cron = self.env.ref(f"crm_xero_connector.{LANES[lane]}").sudo()
            precommit.add(lambda: cron._trigger(at=at))

    def _try(self, action):
        """Return `action()` for a button: what goes wrong at Xero becomes a sentence for the person who pressed it."""
        try:
            return action()
        except XeroError as error:
            raise UserError(self.env["xero.sync"]._describe(error)) from error
        except ValueError as error:
            raise UserError(str(error)) from error
