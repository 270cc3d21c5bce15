"""The way to Xero's log-in page and back, walked as a browser does."""

from urllib.parse import urlsplit

import requests
from common import CLIENT_ID, CLIENT_SECRET, WEBHOOK_KEY, make_company, point_to

from odoo.tests import HttpCase, tagged

from xero_sandbox import Sandbox, SandboxServer


@tagged("standard", "post_install", "-at_install")
class OAuthCase(HttpCase):
    """A company that is about to connect; Odoo and the sandbox both over HTTP."""

    def setUp(self):
        super().setUp()
        self.sandbox = Sandbox(seeds=("tiny", "nz"))
        self.server = SandboxServer(self.sandbox).start()
        self.addCleanup(self.server.stop)
        point_to(self.env, self.server)
        self.company = make_company(self.env)
        admin = self.env.ref("base.user_admin")
        admin.write({"company_ids": [(4, self.company.id)], "company_id": self.company.id})
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url())
        self.connection = self.env["xero.connection"].with_company(self.company)._ensure(self.company)
        self.app = self.env["xero.app"].create({"client_id": CLIENT_ID})
        self.connection.app_id = self.app
        self.app.write({"client_secret": CLIENT_SECRET, "webhook_key": WEBHOOK_KEY})
        # Xero takes http for localhost only; the callback is then asked for at the address that the test serves.
        self.redirect_uri = self.app.redirect_uri.replace("127.0.0.1", "localhost")
        self.env["ir.config_parameter"].set_param("web.base.url", self.base_url().replace("127.0.0.1", "localhost"))
        self.env.invalidate_all()
        self.register()
        self.authenticate("admin", "admin")

    def register(self, secret=CLIENT_SECRET):
        self.sandbox.register_app(CLIENT_ID, secret, redirect_uris=[self.redirect_uri])

    def start(self, connection=None):
        """Return the address of Xero's log-in page that Odoo leads to."""
        answer = self.url_open(f"/xero/oauth/start/{(connection or self.connection).id}", allow_redirects=False)
        return answer.headers["Location"]

    def log_in(self, url, organisation="Tiny Pty Ltd", action="allow"):
        """Fill in Xero's pages; return the address that Xero sends the browser back to."""
        tenant = self.sandbox.organisation(organisation).tenant_id
        form = {"email": "demo@example.com", "password": "demo", "tenant": tenant, "action": action}
        answer = requests.post(url, data=form, allow_redirects=False, timeout=10)
        return answer.headers.get("Location") or answer.text

    def come_back(self, location):
        parts = urlsplit(location)
        answer = self.url_open(f"{parts.path}?{parts.query}", allow_redirects=False)
        self.env.invalidate_all()
        return answer
