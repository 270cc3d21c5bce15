import logging

from odoo import api, fields, models

from .. import const, exceptions
from .xero_connection import CONCURRENCY_ERRORS, LOST_CONNECTION, is_end_of_process
from .xero_sync import OutOfTime
from .xero_sync_invoice import FROM_XERO, OUTBOX

_logger = logging.getLogger(__name__)

RETRY_SECONDS = 60  # after an error of our own that belongs to no record
# What may be due in a lane: waiting records, allocations and payments that changed in Odoo.
DUE = (
    [("state", "in", ("to_push", "sending", "unknown")), ("entity", "in", OUTBOX), ("next_try", "<=", "now")],
    [("allocate_at", "<=", "now")],
    [("pay_at", "<=", "now"), ("connection_id.send_payments", "=", True)],
)


class XeroSyncInvoice(models.AbstractModel):
    """Takes what waits out of the outbox, the newest documents first and documents before contacts.

    A connection whose last run met an outage is served by a lane of its own, so that waiting for one organisation's
    answers delays no other. Which of the two lanes has a connection is told by the failures of its cursor: a lane
    changes them at the end of a run only, so that both never have it at once.
    """

    _inherit = "xero.sync.invoice"

    @api.model
    def _cron_push(self, troubled=False):
        """Serve every connection that something is due in.

        :param troubled: serve those whose last run met an outage, instead of the others
        """
        lane = "trouble" if troubled else "push"
        for connection, cursor in self._in_turn(self._due_connections(), "push"):
            if bool(cursor.failures) != troubled or cursor._is_waiting():
                continue
            done = connection._guard(lambda connection=connection, cursor=cursor: self._run(connection, cursor), lane)
            if not done and connection.state == "connected":
                self._put_off(cursor)
            if not self._commit():
                connection._wake(lane)
                self._commit()
                return

    @api.model
    def _due_connections(self):
        """Return the connections that work and that something waits in."""
        Link, now = self.env["xero.link"], fields.Datetime.now()
        found = self.env["xero.connection"]
        for domain in DUE:
            domain = [(name, operator, now if value == "now" else value) for name, operator, value in domain]
            found |= found.union(*(row for (row,) in Link._read_group(domain, ["connection_id"])))
        works = found.filtered(lambda connection: connection.active and connection.state == "connected")
        return works.with_context(xero_first=True)

    @api.model
    def _put_off(self, cursor):
        """Come back a little later after an error of our own, which is in the log."""
        text = self.env._("An error in Odoo stopped it. The log says which one.")
        resume_at = fields.Datetime.add(fields.Datetime.now(), seconds=RETRY_SECONDS)
        cursor.write({"resume_at": resume_at, "message": text})
        cursor._wake(cursor.resume_at)

    @api.model
    def _run(self, connection, cursor):
        """Send batches until nothing is due or the time is up.

        :return: True; None as a result tells `_guard`'s caller of an error of our own
        """
        troubled = cursor.failures
        cursor.write({"resume_at": False, "message": False, "served_at": fields.Datetime.now()})
        try:
            self._send_all(connection)
        except exceptions.XeroAuthError:
            raise
        except exceptions.XeroError as error:
            self._pause(cursor, error)
        except OutOfTime:
            cursor._wake()
        else:
            cursor.failures = 0
            if troubled:  # what was confirmed at this very moment found nobody
                cursor._wake()
            self._wake_for_next(connection)
        self._commit()
        return True

    @api.model
    def _send_all(self, connection):
        """Look up what was cut off, then send all that is due.

        :raise XeroError: when Xero takes nothing at all at the moment
        :raise OutOfTime: when there is more to do
        """
        self._recover(connection)
        while links := self._take(connection):
            try:
                self._push_batch(connection, links)
            except (exceptions.XeroError, OutOfTime):
                self._give_back(links)
                raise
            self._commit(len(links))
            self._check_time()
        self.env["xero.sync.allocation"]._push_waiting(connection)
        self.env["xero.sync.payment.out"]._push_waiting(connection)

    @api.model
    def _take(self, connection):
        """Return a batch of what is due, locked; who holds a row already has it.

        The newest documents are first, and within a batch, which is one call, the older customer gets a name first.
        """
        domain = [
            ("connection_id", "=", connection.id),
            ("state", "=", "to_push"),
            ("next_try", "<=", fields.Datetime.now()),
            ("entity", "in", OUTBOX),
        ]
        found = self.env["xero.link"].search(domain, limit=const.BATCH_SIZE, order="entity desc, id desc")
        return found.try_lock_for_update().filtered_domain(domain).sorted("id")

    @api.model
    def _give_back(self, links):
        """Let what was not sent wait on, with nothing held against it."""
        own = links.filtered(lambda link: link.state == "sending")
        own.write({"state": "to_push"})
        own.filtered(lambda link: not link.attempts).idempotency_key = False  # else an earlier one may still arrive

    @api.model
    def _wake_for_next(self, connection):
        domain = [("connection_id", "=", connection.id), ("state", "in", ("to_push", "unknown"))]
        later = self.env["xero.link"].search([*domain, ("entity", "in", OUTBOX)], order="next_try", limit=1)
        if later:
            connection._wake("push", max(later.next_try, fields.Datetime.now()))

    # --- a batch, and the record in it at which our own code fails ---------------------------------------------------

    @api.model
    def _push_batch(self, connection, links, is_last=False):
        """Send a batch. Where our own code fails, the record at fault is found and waits with its reason, alone.

        :param is_last: whether a single record that fails now is at fault: another lane may have been faster before
        :raise XeroError: when Xero takes nothing at all at the moment
        """
        try:
            self._push_kinds(connection, links)
        except (exceptions.XeroError, OutOfTime):
            raise
        except CONCURRENCY_ERRORS[:2]:
            raise
        except CONCURRENCY_ERRORS[2:] as error:  # twice the same id: another lane's just now, or for good
            self._isolate(connection, links, error, is_last)
        except LOST_CONNECTION:
            raise
        except Exception as error:
            if is_end_of_process(error):
                raise
            _logger.exception("Xero: a batch of connection %s could not be sent", connection.id)
            self._isolate(connection, links, error, is_last)

    @api.model
    def _push_kinds(self, connection, links):
        documents = links.filtered(lambda link: link.entity in FROM_XERO)
        if documents:
            self._push(connection, documents)
        if links - documents:
            self.env["xero.sync.contact"]._push(connection, links - documents)

    @api.model
    def _isolate(self, connection, links, error, is_last):
        """Send the halves of a batch by themselves; what was on its way already is looked up first."""
        self.env.cr.rollback()  # pylint: disable=invalid-commit
        links = links.exists()
        self._ask_all(connection, links.filtered(lambda link: link.state == "sending"))
        left = links.filtered(lambda link: link.state == "to_push")
        if is_last:
            self._fail(left, exceptions.MappingError(f"{type(error).__name__}: {error}"))
            left = left.browse()
        self._commit()
        half = len(left) // 2
        for part in (left[: len(left) - half], left[len(left) - half :]):
            if part:
                self._push_batch(connection, part, is_last=len(links) == 1)
                self._commit()  # the other half's failure must not take it back
