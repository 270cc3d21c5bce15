from odoo import api, models

from .. import const, exceptions
from ..mappers.invoice import shortened
from ..mappers.values import file_name

PDF = "pdf"  # in a snapshot: the checksum of the PDF that is attached


class XeroSyncInvoice(models.AbstractModel):
    """What follows once a document is in Xero: its PDF, what had to be shortened, and a void that was made there."""

    _inherit = "xero.sync.invoice"

    @api.model
    def _attach_pdf(self, connection, link, move):
        """Attach the PDF that the customer got; the document is in Xero all the same when that fails."""
        if not (connection.attach_pdf and link.state == "synced" and link.xero_id and move.is_move_sent):
            return
        attachment = move.invoice_pdf_report_id
        if not attachment or (link.snapshot or {}).get(PDF) == attachment.checksum:
            return
        problem = self._why_no_attachment(connection, attachment)
        if not problem:
            name, content, key = file_name(attachment.name), attachment.raw, self._new_key()
            try:
                connection._call(
                    lambda gateway: gateway.attach(link.entity, link.xero_id, name, content, idempotency_key=key)
                )
            except exceptions.XeroAuthError:
                raise
            except exceptions.XeroError as error:
                problem = self._describe(error)
        link.snapshot = {**(link.snapshot or {}), PDF: attachment.checksum}
        text = self.env._("The PDF was not attached: %s", problem) if problem else self.env._("PDF attached")
        self.env["xero.log"]._note(connection, "attach", text, "warning" if problem else "ok", link)
        link.warnings = text if problem else link.warnings

    @api.model
    def _why_no_attachment(self, connection, attachment):
        """Return in words why a file cannot be attached, "" when it can."""
        granted = (connection.token_id.sudo().scopes or "").split()
        if const.ATTACHMENTS_SCOPE not in granted:
            return self.env._("the log-in does not include attachments. Press Change Organisation to allow them.")
        if attachment.file_size > const.MAX_ATTACHMENT_BYTES:
            size = attachment.file_size / 1024 / 1024
            return self.env._("it has %.1f MB, and Xero takes 10 MB at most.", size)
        return ""

    @api.model
    def _note_shortened(self, connection, link, record):
        """Write down which texts are longer than Xero takes: the middle is left out, begin and end are kept."""
        names = shortened(record)
        if names:
            text = self.env._("Shortened for Xero: %s", ", ".join(names))
            self.env["xero.log"]._note(connection, "shortened", text, "warning", link)

    @api.model
    def _take_over_void(self, connection, move, remote):
        """Tell of a void in Xero, and cancel the document in Odoo where the connection says so.

        :return: list of sentences about what could not be done
        """
        if move.state == "cancel":
            return []
        move.message_post(body=self.env._("This document was voided or deleted in Xero (%s).", remote.status))
        if connection.void_policy != "cancel":
            return []
        if move.payment_state in ("partial", "paid", "in_payment"):
            return [self.env._("It is paid in Odoo, so it was not cancelled here.")]
        lock_date = move.company_id._get_user_fiscal_lock_date(move.journal_id)
        if move.date <= lock_date:
            return [self.env._("It is in Odoo's locked period, so it was not cancelled here.")]
        if move.state == "posted":
            move.with_context(xero_words_only=True).button_draft()
        move.button_cancel()
        return []
