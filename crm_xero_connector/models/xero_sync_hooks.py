import logging

from odoo import api, models

from ..exceptions import MappingError
from .xero_sync import POLICY

_logger = logging.getLogger(__name__)


class XeroSync(models.AbstractModel):
    """What other add-ons may do after the engines have done their work."""

    _inherit = "xero.sync"

    @api.model
    def _after_push(self, link, answer):
        """Do something of your own once Xero has a record; hook.

        Called in the lane that sends, after the link says that Xero has it, also when a lost answer was found by a
        look-up; for invoices, bills and credit notes, for contacts and for payments. Override it on `xero.sync` for
        all of them, on `xero.sync.invoice`, `xero.sync.contact` or `xero.sync.payment.out` for one.

        What it raises is written on the record, which stays in Xero all the same. It must not enqueue the same record
        again: that would never end.

        :param link: the `xero.link` of the record; its record in Odoo is `link._record()`
        :param answer: what Xero has now: a `mappers.records.RemoteInvoice`, a `mappers.people.Contact` or a
            `mappers.records.RemotePayment`
        :return: None
        """

    @api.model
    def _after_pull(self, connection, records):
        """Do something of your own once records were brought up to date from Xero; hook.

        Called once for each page of contacts or documents, in its transaction, with the records that were created,
        linked or written. Where it raises, it is called again for each record alone, so it must do no harm twice.
        Override it on `xero.sync` for all, on `xero.sync.contact` or `xero.sync.payment` for one.

        It must not search once for each record: a page has up to 1,000.

        :param connection: the `xero.connection` they were read from
        :param records: a recordset of `res.partner` or of `account.move`
        :return: None
        """

    @api.model
    def _tell_push(self, link, answer):
        """Call `_after_push`; what fails in it is said on the record, which is in Xero all the same."""
        try:
            with self.env["xero.hook"]._savepoint(self, "_after_push"):
                self._after_push(link, answer)
        except MappingError as error:
            self._complain(link, error)

    @api.model
    def _tell_pull(self, connection, records):
        """Call `_after_pull`, for all records or, where that fails, for each of them."""
        if not records or not self.env["xero.hook"]._is_overridden(self, "_after_pull"):
            return
        try:
            with self.env.cr.savepoint():
                self._after_pull(connection, records)
        except MappingError:
            for record in records:
                self._tell_pull_alone(connection, record)

    @api.model
    def _tell_pull_alone(self, connection, record):
        try:
            with self.env.cr.savepoint():
                self._after_pull(connection, record)
        except MappingError as error:
            domain = [("connection_id", "=", connection.id), ("res_model", "=", record._name)]
            link = self.env["xero.link"].search([*domain, ("res_id", "=", record.id)], limit=1)
            # a difference is found anew, or no longer, whenever the document is read
            self._complain(link, error, "message" if link.entity == "contact" else "difference")

    @api.model
    def _complain(self, link, error, name="message"):
        _logger.error("Xero: %s", error.message, exc_info=error)
        link[name] = error.message
        link._tell_screens()
        self.env["xero.log"]._note(link.connection_id, link.display_name, error.message, "error", link)

    @api.model
    def _usable_policy(self):
        """Return the table of errors, and a sentence where another add-on's cannot be used and ours is taken."""
        try:
            with self.env["xero.hook"]._savepoint(self, "_error_policy"):
                return self._error_policy(), ""
        except MappingError as error:
            return POLICY, error.message
