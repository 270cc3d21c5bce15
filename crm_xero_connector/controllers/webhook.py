import logging

from odoo import http
from odoo.http import Response, request

from ..exceptions import XeroError
from ..mappers.webhook import parse_events, sequence_range, verify_signature

_logger = logging.getLogger(__name__)

MAX_BYTES = 1 << 20


class XeroWebhook(http.Controller):
    """Xero's notifications: checked, stored and answered; reading is done afterwards by the event lane."""

    @http.route(
        "/xero/webhook/<string:slug>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BYTES,
    )
    def receive(self, slug, **_parameters):
        body = request.httprequest.get_data()
        app = request.env["xero.app"].sudo().search([("webhook_slug", "=", slug)], limit=1)
        if not verify_signature(body, request.httprequest.headers.get("x-xero-signature", ""), self._key(app)):
            return Response(status=401)
        events = parse_events(body)
        if events:
            first, last = sequence_range(body)
            request.env["xero.event"].sudo().create(
                [
                    {
                        "app_id": app.id,
                        "tenant_id": event.tenant_id,
                        "category": event.category,
                        "event_type": event.event_type,
                        "resource_id": event.resource_id,
                        "first_number": first,
                        "last_number": last,
                        "happened_at": event.at and event.at.isoformat(),
                    }
                    for event in events
                ]
            )
            request.env["xero.connection"].sudo()._wake("event")
        return Response(status=200)

    def _key(self, app):
        try:
            return request.env["xero.vault"].sudo()._open(app.webhook_sealed)
        except XeroError:
            _logger.error("Xero: the webhook key cannot be decrypted, so notifications are refused")
            return ""
