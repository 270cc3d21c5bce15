from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import const

WAITING = ("to_push", "sending", "unknown")
CHANGED = "crm_xero_connector.changed"  # in the transaction's data: what open screens show anew
PROBLEMS = ("rejected", "blocked", "review")


class XeroLink(models.Model):
    """What we know of one record in one organisation, and what is still to be done about it."""

    _name = "xero.link"
    _description = "Xero Link"
    _order = "id desc"

    connection_id = fields.Many2one("xero.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    entity = fields.Selection(
        [("contact", "Contact"), ("invoice", "Invoice"), ("credit_note", "Credit Note"), ("payment", "Payment")],
        required=True,
    )
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", index=True)
    record_name = fields.Char("Name", help="As last seen; kept when the record itself is gone.")
    xero_id = fields.Char("ID in Xero", index="btree_not_null")
    remote_updated_at = fields.Datetime("Changed in Xero")
    remote_version = fields.Char(help="Xero's time of the last change that we know, to the millisecond.")
    remote_kind = fields.Char("Kind in Xero", help="Xero's type of a document.")
    remote_status = fields.Char("Status in Xero")
    merged_to = fields.Char("Merged Into", help="The ID in Xero of the contact that this one was merged into.")
    remote_number = fields.Char("Number in Xero")
    remote_total = fields.Float(digits=(16, 4))
    remote_tax = fields.Float(digits=(16, 4))
    remote_due = fields.Float(digits=(16, 4))
    remote_paid = fields.Float(digits=(16, 4))
    remote_credited = fields.Float(digits=(16, 4))
    receivable = fields.Float("Owed in Xero", help="What the contact owes as Xero sees it, in the company's currency.")
    overdue = fields.Float("Overdue in Xero")
    balance_at = fields.Datetime("Balance Read")
    is_balance_old = fields.Boolean(help="Documents of the contact changed since its balance was read.")
    difference = fields.Char(help="Why the two books do not agree on this record.")
    snapshot = fields.Json(help="The values as of the last exchange.")
    # The states: a test session compares this with what PostgreSQL saw.
    #   new -> to_push | synced | review     confirmed in Odoo; came from Xero, surely or in doubt
    #   to_push -> sending                   committed before the call: whoever dies now leaves it so
    #   to_push -> blocked | rejected        something is missing; Xero does not take the customer
    #   to_push -> synced | skipped          nothing to send any more, or Xero had it already
    #   to_push -> unknown                   changed while what was sent first may still arrive
    #   sending -> synced                    Xero has it
    #   sending -> to_push                   Xero was busy or out of reach; or it changed meanwhile
    #   sending -> unknown                   the answer was lost, or the worker
    #   sending -> rejected | blocked        Xero said no; our own code failed at the answer
    #   unknown -> synced | to_push          after a look-up: Xero has it, or surely never will
    #   unknown -> rejected | blocked        its number is another document's, or given up; our own code failed
    #   unknown -> skipped                   a person's choice
    #   synced -> to_push | skipped          changed; deleted in Odoo
    #   rejected, blocked -> to_push         changed, mapped, or Retry
    #   rejected, blocked, skipped -> unknown     Retry of what may be in Xero
    #   rejected, blocked -> synced | skipped     a person's choice
    #   review -> synced | skipped           a person's choice
    #   skipped -> to_push                   Retry
    # A payment is compared with its document instead:
    #   new -> blocked                       its row is made before it is sent
    #   blocked, rejected, unknown, synced -> sending     Xero lacks it; or it is another one in Odoo now
    #   blocked -> synced                    Xero has it
    #   rejected, skipped -> blocked         Retry
    #   skipped -> synced                    a person entered it in Xero
    #   synced -> blocked | rejected         Odoo took it back, and Xero does not let it go
    #   blocked, rejected -> review          it could be one that Xero has
    #   blocked -> rejected                  Retry of a deletion that Xero refuses again
    #   review -> blocked                    a person's choice: they are two
    # End of the states
    state = fields.Selection(
        [
            ("to_push", "Waiting"),
            ("sending", "Sending"),
            ("unknown", "Checking"),
            ("synced", "In Xero"),
            ("rejected", "Refused"),
            ("blocked", "On hold"),
            ("review", "To review"),
            ("skipped", "Skipped"),
        ],
        required=True,
        default="to_push",
        index=True,
    )
    message = fields.Text(help="What happened and what to do.")
    created_here = fields.Boolean(help="The record in Odoo was made from the one in Xero.")
    changed = fields.Boolean(help="The record changed while it was on its way: it is sent again afterwards.")
    is_draft = fields.Boolean("Sent as a Draft", help="Odoo had not confirmed it when it was sent last.")
    only_sent = fields.Boolean(help="Xero is to be told that the customer got the document, and nothing else.")
    allocate_at = fields.Datetime(
        help="When the credit note was set off in Odoo, or no longer was: Xero has to follow."
    )
    document_link_id = fields.Many2one(
        "xero.link", "Paid Document", ondelete="cascade", index="btree_not_null", help="Which document a payment pays."
    )
    pay_at = fields.Datetime(help="When the payments of the document changed in Odoo: Xero has to follow.")
    attempts = fields.Integer()
    next_try = fields.Datetime(default=fields.Datetime.now)
    sent_at = fields.Datetime()
    idempotency_key = fields.Char()
    form = fields.Char("Sent As", help="Which form of the lines reproduces Odoo's totals in Xero.")
    warnings = fields.Text()
    xero_url = fields.Char("Open in Xero", compute="_compute_xero_url")

    _xero_id_uniq = models.UniqueIndex(
        "(connection_id, entity, xero_id) WHERE xero_id IS NOT NULL", "This Xero record is linked already."
    )
    _record_uniq = models.UniqueIndex(
        # Odoo stores a reference that was taken away as 0
        "(connection_id, res_model, res_id, entity) WHERE res_id > 0 AND entity <> 'payment'",
        "This record is linked already.",
    )
    # one payment in Odoo may pay several documents: in Xero these are several payments
    _payment_uniq = models.UniqueIndex(
        "(document_link_id, res_model, res_id) WHERE entity = 'payment' AND res_id > 0", "This is linked already."
    )
    _old_balance_idx = models.Index("(connection_id, balance_at) WHERE is_balance_old IS TRUE")  # as the ORM asks
    _queue_idx = models.Index("(connection_id, next_try) WHERE state IN ('to_push', 'sending', 'unknown')")
    _allocate_idx = models.Index("(connection_id, allocate_at) WHERE allocate_at IS NOT NULL")
    _pay_idx = models.Index("(connection_id, pay_at) WHERE pay_at IS NOT NULL")
    _blocked_idx = models.Index("(connection_id) WHERE state = 'blocked'")
    _last_sent_idx = models.Index("(connection_id, write_date) WHERE state = 'synced' AND entity <> 'contact'")

    @api.depends("record_name", "entity")
    def _compute_display_name(self):
        for link in self:
            link.display_name = link.record_name or dict(self._fields["entity"].selection).get(link.entity)

    @api.depends("xero_id", "entity", "remote_kind")
    def _compute_xero_url(self):
        kinds = {"contact": "CONTACT", "invoice": "ACCREC", "credit_note": "ACCRECCREDIT"}
        base = self.env["xero.app"].sudo()._pages_url()
        for link in self:
            short_code = link.sudo().connection_id.short_code
            kind = link.remote_kind or kinds.get(link.entity)
            link.xero_url = const.deep_link(kind, short_code, link.xero_id, base) or False

    def _record(self):
        """Return the Odoo record, an empty recordset when it is gone."""
        self.ensure_one()
        if not self.res_id or self.res_model not in self.env:
            return self.env["res.partner"].browse()
        return self.env[self.res_model].browse(self.res_id).exists()

    @api.model
    def _index(self, connection, entity, xero_ids):
        """Return the links of Xero ids, by id."""
        domain = [("connection_id", "=", connection.id), ("entity", "=", entity), ("xero_id", "in", list(xero_ids))]
        return {link.xero_id: link for link in self.search(domain)}

    @api.model
    def _for_records(self, connection, entity, records):
        """Return the links of Odoo records, by the record's id."""
        domain = [
            ("connection_id", "=", connection.id),
            ("entity", "=", entity),
            ("res_model", "=", records._name),
            ("res_id", "in", records.ids),
        ]
        return {link.res_id: link for link in self.search(domain)}

    def _tell_screens(self):
        """Have open forms and lists of these records read again, once for all that this transaction changes."""
        data = self.env.cr.precommit.data.setdefault(CHANGED, {})
        if not data:
            self.env.cr.precommit.add(self._send_changes)
        for link in self.filtered(lambda link: link.res_id and link.res_model == "account.move"):
            data.setdefault(link.res_model, set()).add(link.res_id)

    def _send_changes(self):
        group = self.env.ref("crm_xero_connector.group_user").sudo()
        for model, ids in self.env.cr.precommit.data.pop(CHANGED, {}).items():
            group._bus_send("crm_xero/changed", {"model": model, "ids": sorted(ids)})

    def _enqueue(self):
        """Put into the outbox; what is on its way is sent again afterwards, because its content may be older."""
        payments = self.filtered(lambda link: link.entity == "payment")
        payments = payments.filtered(lambda link: link.connection_id.send_payments)
        payments.document_link_id._compare_payments()
        on_its_way = self.filtered(lambda link: link.state in ("sending", "unknown"))
        on_its_way.changed = True
        documents = (self - on_its_way).filtered(lambda link: link.entity in ("invoice", "credit_note"))
        unsure = documents.filtered(lambda link: link.idempotency_key and not link.xero_id)
        again = {"message": False, "attempts": 0, "next_try": fields.Datetime.now()}
        unsure.write({**again, "state": "unknown", "changed": True})
        others = self.filtered(lambda link: link.entity != "payment")
        (others - on_its_way - unsure).write({**again, "state": "to_push"})
        (payments - on_its_way).write({**again, "state": "blocked"})  # sent when their documents are compared
        for link in self:
            link.connection_id._wake("push")

    def _may_still_arrive(self):
        """Tell whether what was sent last may yet reach Xero: a worker that was ended leaves its call on its way."""
        return bool(self.sent_at) and fields.Datetime.now() < self._settled_at()

    def _settled_at(self):
        """Return the moment from which on what was sent last is in Xero, or never will be."""
        return fields.Datetime.add(self.sent_at, seconds=const.SETTLE_SECONDS)

    def _begin_anew(self):
        """Forget the document that was voided or deleted in Xero: nothing can change it, a new one has to be made."""
        for link in self:
            snapshot = link.snapshot or {}
            former = [*snapshot.get("former", ()), link.xero_id]
            link.write({"xero_id": False, "remote_status": False, "is_draft": False, "snapshot": {"former": former}})

    def action_open_record(self):
        self.ensure_one()
        record = self._record()
        if not record:
            raise UserError(self.env._("The record does not exist in Odoo any more."))
        return record._get_records_action()

    def action_open_xero(self):
        self.ensure_one()
        if not self.xero_url:
            raise UserError(self.env._("This record is not in Xero yet."))
        return {"type": "ir.actions.act_url", "target": "new", "url": self.xero_url}
