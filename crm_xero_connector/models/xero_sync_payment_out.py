import logging
from datetime import timedelta

from odoo import api, fields, models

from .. import const, exceptions
from ..gateway import element_errors
from ..mappers.marker import with_marker
from ..mappers.payment import payment_from_xero, payment_to_xero
from .xero_connection import CONCURRENCY_ERRORS, LOST_CONNECTION, is_end_of_process
from .xero_link_payment import ours_of

_logger = logging.getLogger(__name__)

BROKEN_LATER = timedelta(hours=1)  # until a document is looked at again whose payments our own code failed at


class XeroSyncPaymentOut(models.AbstractModel):
    """Brings payments that Odoo recorded into Xero, and takes them back there with Odoo.

    What is missing follows from a comparison with the document as Xero has it now: the document waits (`pay_at`) until
    both agree, so after a lost answer the payment is found there by its marker, and nothing is paid twice.
    """

    _name = "xero.sync.payment.out"
    _description = "Xero Payments Out"
    _inherit = "xero.sync"

    @api.model
    def _push_waiting(self, connection):
        """Compare the documents whose payments changed in Odoo, a batch at a time.

        :raise XeroError: when Xero takes nothing at all at the moment
        """
        domain = [("connection_id", "=", connection.id), ("pay_at", "<=", fields.Datetime.now())]
        if not connection.send_payments:  # any more; it goes on when they are sent again
            return
        domain += [("state", "=", "synced"), ("xero_id", "!=", False)]
        while links := self.env["xero.link"].search(domain, limit=const.BATCH_SIZE, order="id"):
            self.env["xero.sync.invoice"]._check_time()
            self._bring_each_in_step(connection, links)
            self._commit(len(links))

    @api.model
    def _bring_each_in_step(self, connection, links):
        """Bring a batch in step; where our own code fails, its documents one by one, so that one holds back no other.

        :raise XeroError: when Xero takes nothing at all at the moment
        """
        try:
            self._bring_in_step(connection, links)
            links._note_stumbling(None)
        except (exceptions.XeroError, *CONCURRENCY_ERRORS, *LOST_CONNECTION):
            raise
        except Exception as error:
            if is_end_of_process(error):
                raise
            _logger.exception("Xero: the payments of %s could not be brought in step", links)
            self.env.cr.rollback()  # pylint: disable=invalid-commit
            for link in links if len(links) > 1 else ():
                self._bring_each_in_step(connection, link)
                self._commit()
            if len(links) == 1:
                text = self._describe(exceptions.MappingError(f"{type(error).__name__}: {error}"))
                links.pay_at = fields.Datetime.now() + BROKEN_LATER
                links._note_stumbling(text)

    @api.model
    def _bring_in_step(self, connection, links):
        """Read the documents, delete what Odoo took back, create what Xero lacks, and read them once more."""
        begun = self._begin(links)
        # what Xero has and Odoo lacks comes in, what is there already is joined; else nobody knows what is missing
        compared = self._read(connection, links)
        (links - compared).filtered(lambda link: link.pay_at == begun).pay_at = fields.Datetime.now() + BROKEN_LATER
        links = compared
        changed = links.filtered(lambda link: self._delete_gone(connection, link))
        self._close_settled(links - changed)
        new = self._new(links.filtered(lambda link: link.remote_status in const.PAYABLE_STATUSES))
        payloads = {row: self._one(row, lambda row=row: self._payload(connection, row, new[row])) for row in new}
        payloads = {row: payload for row, payload in payloads.items() if payload}
        unsure = self._create_all(connection, payloads)
        changed |= self.env["xero.link"].union(*payloads).document_link_id
        for link in links.filtered(lambda link: link.pay_at == begun):  # the others changed during the call
            link.pay_at = self._next_look(link, unsure)
        for moment in set(filter(None, links.mapped("pay_at"))):
            connection._wake("push", moment)
        if changed and not unsure:
            self._read(connection, changed)

    @api.model
    def _begin(self, links):
        """Note that these documents are looked at: who changes their payments from now on notes another moment.

        :return: the moment
        """
        links.pay_at = self._moment_in(-1)
        self._commit()
        return links[:1].pay_at

    @api.model
    def _next_look(self, link, unsure):
        """Return when a document is looked at again: soon where an answer was lost, for the payment may be there.

        What is not there then may still be on its way, and is not sent again before it would have arrived.

        :param unsure: the error of this call, None for none
        """
        on_their_way = link.payment_ids.filtered(lambda row: not row.xero_id and row._may_still_arrive())
        moments = [row._settled_at() for row in on_their_way]
        if unsure and moments:
            moments.append(self._moment_in(self._policy_for(unsure)[1]))
        return min([*moments, *self._next_deletions(link)], default=False)

    @api.model
    def _new(self, links):
        """Return what is to be created in Xero: dict of row -> what pays its document in Odoo."""
        new = {}
        for link in links:
            for source in self._missing(link):
                row = self.env["xero.sync.payment"]._payment_row(link, source.record)
                is_given_up = row.state == "rejected" and row.attempts >= const.GIVE_UP_ATTEMPTS
                if row.state == "skipped" or is_given_up or row._may_still_arrive():
                    continue  # left to a person, who may have settled it; or it may be there yet
                # what is sent is remembered: its answer may be lost
                row.write({"xero_id": False, "remote_status": False, "snapshot": ours_of(source)})
                new[row] = source
        return new

    @api.model
    def _read(self, connection, links):
        """Take in the documents as they are in Xero now; return those with which that went well."""
        done = links.browse()
        for entity, own in links.grouped("entity").items():
            applied = self.env["xero.sync.payment"]._read(connection, entity, own.mapped("xero_id"))
            done |= own.filtered(lambda link, applied=applied: link.xero_id in applied)
        return done

    @api.model
    def _missing(self, link):
        """Return what pays the document in Odoo and is not in Xero."""
        move = link._record()
        if not move or move.state != "posted":
            return []
        known = [row._record() for row in link._payment_rows()]
        return [source for source in move._xero_sources() if source.record not in known and source.amount > 0]

    @api.model
    def _payload(self, connection, row, source):
        """Return the payload of a payment.

        :raise MappingError: when its journal has no account in Xero, or its date is locked there
        """
        if connection._is_locked(source.date):
            raise exceptions.MappingError(
                self.env._(
                    "Its payment of %(date)s is in Xero's locked period (until %(lock)s). Move the lock in Xero, "
                    "then press Retry.",
                    date=source.date,
                    lock=connection._lock_date(),
                )
            )
        account = connection._payment_account_of(source.place)
        link = row.document_link_id
        move = link._record()
        foreign = move.currency_id != move.company_id.currency_id
        return payment_to_xero(
            kind=const.MOVE_KINDS[move.move_type],
            document_id=link.xero_id,
            account_id=account.xero_id,
            day=source.date,
            amount=source.amount,
            reference=with_marker(source.memo, move._xero_payment_marker(source.record), const.LENGTHS["Reference"]),
            worth=source.balance if foreign else None,
            is_bank_foreign=account.currency == move.currency_id.name,
        )

    @api.model
    def _create_all(self, connection, payloads):
        """Create payments; those that failed together go apart, so that one cannot hold all.

        :return: the error when nobody knows what became of some, else None
        """
        unsure = None
        for part in self.env["xero.sync.invoice"]._parts(payloads):
            unsure = self._create(connection, {row: payloads[row] for row in part}) or unsure
        return unsure

    @api.model
    def _create(self, connection, payloads):
        """Create payments with one call.

        :return: the error when nobody knows what became of them, else None
        """
        rows = self.env["xero.link"].union(*payloads)
        key = self._new_key()
        rows.write({"state": "sending", "idempotency_key": key, "sent_at": fields.Datetime.now()})
        self._commit()
        bodies = list(payloads.values())
        try:
            elements = connection._call(lambda gateway: gateway.create_payments(bodies, idempotency_key=key))
        except exceptions.XeroRejected as error:
            elements = [{"ValidationErrors": [{"Message": text} for text in error.messages]}] * len(rows)
        except exceptions.XeroOutcomeUnknown as error:
            self._fail(rows, error)
            return error
        except exceptions.XeroError:
            rows.write({"state": "blocked", "idempotency_key": False, "sent_at": False})  # Xero took nothing
            raise
        rows.sent_at = False
        for row, element in zip(rows, elements):
            self._one(row, lambda row=row, element=element: self._accept(row, element))
        return None

    @api.model
    def _accept(self, row, element):
        """Take in what Xero says of one payment."""
        if errors := element_errors(element):
            raise exceptions.XeroRejected("Xero refused the payment.", messages=errors)
        payment = payment_from_xero(element)
        self.env["xero.sync.payment"]._link_payment(row.document_link_id, row._record(), payment)
        text = self.env._("Payment in Xero: %s", row.record_name)
        self.env["xero.log"]._note(row.connection_id, "sent", text, "ok", row.document_link_id)
        self._tell_push(row, payment)
