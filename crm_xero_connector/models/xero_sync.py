import logging
import math
import random
import time
import uuid
from datetime import timedelta

from odoo import api, fields, models

from .. import const, exceptions
from .refusals import REFUSALS
from .xero_connection import CONCURRENCY_ERRORS, LOST_CONNECTION, is_end_of_process

_logger = logging.getLogger(__name__)

MAX_DELAY = 6 * 3600
MAX_PAUSE = 600  # of a lane while Xero is out of reach: so long the end of an outage may go unnoticed
# error -> (the link's state, seconds until the next try or None for never, counts as an attempt). The first match by
# the class's ancestry wins; errors of the connection as a whole are not the record's fault and are handled apart.
POLICY = {
    exceptions.XeroRateLimited: ("to_push", 60, False),
    exceptions.XeroUnreachable: ("to_push", 30, True),
    exceptions.XeroServerError: ("to_push", 300, True),
    exceptions.XeroProtocolError: ("to_push", 300, True),
    exceptions.XeroOutcomeUnknown: ("unknown", 15, True),
    exceptions.XeroRejected: ("rejected", None, True),
    exceptions.XeroNotFound: ("rejected", None, True),
    exceptions.MappingError: ("blocked", None, False),
    exceptions.XeroAuthError: ("to_push", 0, False),
    exceptions.XeroError: ("rejected", None, True),
}


class OutOfTime(Exception):
    """Tell that this run of a lane has had its time: what is left is done by the next one."""


class XeroSync(models.AbstractModel):
    """What every engine shares: what to do after an error, and how to say it."""

    _name = "xero.sync"
    _description = "Xero Engine"

    @api.model
    def _error_policy(self):
        """Return the table of errors; hook.

        Called whenever something failed. The row of the class itself wins over that of a class above it. Copy what
        `super()` returns before you change it: it is the same for all databases of this process. It must not make
        `XeroOutcomeUnknown` anything but `unknown`: the record would be sent twice.

        :return: dict of error class -> tuple (the link's state: "to_push", "unknown", "rejected" or "blocked"; seconds
            until the next try, None for never; bool, whether it counts as one of the twelve attempts)
        """
        return POLICY

    @api.model
    def _policy_for(self, error):
        policy, _complaint = self._usable_policy()
        return next(table[cls] for table in (policy, POLICY) for cls in type(error).__mro__ if cls in table)

    @api.model
    def _fail(self, links, error, unsure=False):
        """Write down what an error means for records that were to be sent.

        :param unsure: whether a write may have been applied all the same; its key stays on the record, so that it is
            looked up before it is ever sent again
        """
        state, delay, counts = self._policy_for(error)
        _policy, complaint = self._usable_policy()
        unsure = unsure or isinstance(error, (exceptions.XeroOutcomeUnknown, exceptions.MappingError))
        for link in links:
            if delay is not None and link.attempts + counts >= const.GIVE_UP_ATTEMPTS:
                self._give_up(link, error)
                continue
            attempts, is_open = link.attempts + counts, link.idempotency_key or link.state == "unknown"
            values = {
                "state": "unknown" if unsure and delay is not None and is_open else state,
                "message": " ".join(filter(None, (self._describe(error), complaint))),
                "attempts": attempts,
                "next_try": self._moment_in(self._delay(error, delay, attempts)),
            }
            if not unsure:
                values["idempotency_key"] = False
            link.write(values)
            link._tell_screens()
            if delay is None:
                self.env["xero.log"]._note(link.connection_id, link.display_name, link.message, "error", link)

    @api.model
    def _give_up(self, link, error):
        """Leave a record to a person after many tries, and tell the managers; Retry begins anew."""
        text = self.env._("It was tried %s times and given up.", link.attempts + 1)
        message = f"{text} {self._describe(error)}"
        link.write({"state": "rejected", "message": message, "attempts": link.attempts + 1})
        link._tell_screens()
        self.env["xero.log"]._note(link.connection_id, link.display_name, message, "error", link)
        link.connection_id._tell_managers(
            self.env._("Xero could not be given a record"), f"{link.display_name}: {message}"
        )

    @api.model
    def _delay(self, error, delay, attempts):
        """Return the seconds to wait: what Xero asked for, else longer each time, and not all at the same moment."""
        asked = getattr(error, "retry_after", None)
        if asked is not None:
            return asked + 1
        if getattr(error, "problem", None) == "concurrent":
            delay = const.CONCURRENT_SECONDS
        return min((delay or 0) * 2 ** max(attempts - 1, 0), MAX_DELAY) * random.uniform(1, 1.2)

    @api.model
    def _moment_in(self, seconds):
        """Return a moment to come, in whole seconds as Odoo's `now` is: a lane woken by it must not find it to come."""
        return fields.Datetime.now() + timedelta(seconds=math.ceil(seconds))

    @api.model
    def _pause(self, cursor, error):
        """Remember when a lane may go on, and have it woken then; no worker sleeps."""
        _state, delay, counts = self._policy_for(error)
        # an error that does not count ends the row of failures: Xero answered, or we did not even ask
        failures = cursor.failures + 1 if counts else 0
        seconds = min(self._delay(error, delay or 60, max(failures, 1)), MAX_PAUSE * random.uniform(1, 1.2))
        if getattr(error, "retry_after", None) is not None:
            seconds = self._delay(error, delay, 1)
        resume_at = self._moment_in(seconds)
        cursor.write({"resume_at": resume_at, "message": self._describe(error), "failures": failures})
        cursor._wake(resume_at)

    @api.model
    def _describe(self, error):
        """Return the sentence for the user: what happened, what to do, then Xero's own words.

        :param error: an error of `exceptions`
        """
        sentences = (*self._sentences_of_access(), *self._sentences_of_exchange())
        text = next((text for cls, text in sentences if isinstance(error, cls)), "")
        if isinstance(error, exceptions.XeroAuthError):
            return text  # Xero's own is a code word here, which the log has
        if isinstance(error, exceptions.XeroRejected):
            said = " ".join(error.messages).lower()
            text = next((self.env._(sentence) for part, sentence in REFUSALS if part in said), text)
        if error.messages:
            own = self.env._("Xero says: %s", " ".join(error.messages))
        else:
            own = error.message if isinstance(error, exceptions.MappingError) else ""
        return " ".join(filter(None, (text, own)))

    @api.model
    def _sentences_of_access(self):
        """Return what is said when Xero does not let us in: (class, sentence), the more special ones first."""
        return (
            (
                exceptions.XeroKeyLost,
                self.env._(
                    "The key that protects the stored log-in is gone: the server's data directory or its setting "
                    "changed. Please paste the client secret and the webhook key again, then connect."
                ),
            ),
            (
                exceptions.XeroDatabaseCopied,
                self.env._(
                    "This database is a copy, and the log-in belongs to the original. "
                    "Connect the copy with an organisation for tests."
                ),
            ),
            (
                exceptions.XeroReconnectRequired,
                self.env._("Xero no longer accepts this connection. Please press Reconnect."),
            ),
            (
                exceptions.XeroBadClient,
                self.env._("Xero does not know this app. Please check the client ID and the client secret."),
            ),
            (
                exceptions.XeroScopeMissing,
                self.env._("The log-in did not include all permissions. Please press Reconnect and allow them."),
            ),
            (
                exceptions.XeroForbidden,
                self.env._(
                    "Xero no longer lets us reach this organisation: it was disconnected there. Please reconnect."
                ),
            ),
            (exceptions.XeroAuthError, self.env._("Xero refused the log-in. Please press Reconnect.")),
        )

    @api.model
    def _sentences_of_exchange(self):
        """Return what is said when one exchange failed: (class, sentence)."""
        return (
            (exceptions.XeroUnreachable, self.env._("Xero cannot be reached at the moment. It will be tried again.")),
            (exceptions.XeroServerError, self.env._("Xero is not available at the moment. It will be tried again.")),
            (
                exceptions.XeroRateLimited,
                self.env._("Xero's limit of calls is reached. It goes on when Xero allows it."),
            ),
            (
                exceptions.XeroOutcomeUnknown,
                self.env._("Xero's answer was lost. We look into Xero first, so that nothing is sent twice."),
            ),
            (exceptions.XeroNotFound, self.env._("Xero does not have this record any more.")),
            (
                exceptions.XeroProtocolError,
                self.env._("Xero's answer could not be understood. It will be tried again."),
            ),
            (exceptions.XeroRejected, self.env._("Xero did not accept it. Please correct it and press Retry.")),
        )

    @api.model
    def _one(self, links, action, unsure=False, passes=()):
        """Return `action()` for one record inside a savepoint; its failure stays with this record.

        :param unsure: see `_fail`
        :param passes: classes of errors that are not this record's
        :return: the result, or None after a failure
        """
        try:
            with self.env.cr.savepoint():
                return action()
        except passes:
            raise
        except exceptions.XeroError as error:
            self._fail(links, error, unsure)
        except (*CONCURRENCY_ERRORS, *LOST_CONNECTION):
            raise
        except Exception as error:
            if is_end_of_process(error):
                raise
            _logger.exception("Xero: %s could not be handled", links)
            self._fail(links, exceptions.MappingError(f"{type(error).__name__}: {error}"))
        return None

    @api.model
    def _connections(self):
        """Return the connections that work, for a lane that leaves the last calls of the day to new invoices."""
        return (
            self.env["xero.connection"].search([("state", "=", "connected")], order="id").with_context(xero_spare=True)
        )

    @api.model
    def _in_turn(self, connections, lane):
        """Return pairs of (connection, its cursor of a lane), the one that was served longest ago first.

        A run that ends because its time is up so begins, the next time, with those that it did not come to.
        """
        cursors = self.env["xero.cursor"]
        pairs = [(connection, cursors._of(connection, lane)) for connection in connections]
        return sorted(pairs, key=lambda pair: (str(pair[1].served_at or ""), pair[0].id))

    @api.model
    def _new_key(self):
        return f"{self.env['xero.token']._database_uuid()}-{uuid.uuid4()}"[: const.IDEMPOTENCY_KEY_LENGTH]

    @api.model
    def _each_night(self, lane, connections, serve):
        """Serve connections once a night, as many as Odoo's time for a run allows; the next run serves the others.

        That one has had its turn is committed before it: a turn that ends the worker keeps nobody else waiting.

        :param serve: function of (connection, cursor); where it has more to do, it makes the cursor due again
        """

        def is_due(pair):
            return pair[1]._is_due() and not pair[1]._is_waiting()

        pairs = list(filter(is_due, self._in_turn(connections, lane)))

        def left():
            return sum(map(is_due, pairs))

        for connection, cursor in pairs:
            if not self._commit(remaining=left()):
                return
            cursor._take_turn()
            self._commit(1, remaining=left())
            connection._guard(lambda connection=connection, cursor=cursor: serve(connection, cursor))
            self._commit(remaining=left())

    @api.model
    def _check_time(self):
        """End the run before Odoo ends the worker: each step may wait for an answer.

        :raise OutOfTime: when Odoo's time for this run is over
        """
        if time.monotonic() > self.env.context.get("cron_end_time", float("inf")):
            raise OutOfTime

    @api.model
    def _commit(self, processed=0, remaining=None):
        """Commit inside a cron; return the seconds left for this run.

        :param remaining: how much is left to do, for which Odoo runs the cron again as soon as possible
        """
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)
