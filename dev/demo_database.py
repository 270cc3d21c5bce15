"""A database to try things in: two companies with their charts, and the sandbox in Xero's place."""

import json

import paths
from state import read_json, tree_digest, write_json

CLIENT_ID = "0DEMO0DEMO0DEMO0DEMO0DEMO0DEMO00"
CLIENT_SECRET = "demo-client-secret"
WEBHOOK_KEY = "demo-webhook-key"
WEBHOOK_SLUG = "demo"
COMPANIES = (("Demo Company", "au", "AUD"), ("Demo Company NZ", "nz", "NZD"))
PREPARE = """
import json
given = json.loads(%r)
for position, (name, code, _currency) in enumerate(given["companies"]):
    country = env.ref("base." + code)
    company = env.ref("base.main_company") if not position else env["res.company"].create({"name": name})
    company.write({"name": name, "country_id": country.id, "currency_id": country.currency_id.id})
    env["account.chart.template"].try_loading(code, company=company, install_demo=False)
    env.ref("base.user_admin").company_ids |= company
env.ref("base.user_admin").group_ids |= env.ref("account.group_account_manager")
env["xero.app"].create(given["app"])
# nothing of a demo leaves this machine
env.ref("mail.ir_cron_module_update_notification").active = False
env["ir.config_parameter"].set_param("iap.partner_autocomplete.endpoint", "http://localhost:9")
env.cr.commit()
"""
PARAMETER = """
INSERT INTO ir_config_parameter (key, value) VALUES ('{key}', '{value}')
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;
"""


def company_for(currency):
    """Return the name of the company that keeps its books in `currency`, or None."""
    return next((name for name, _country, own in COMPANIES if own == currency), None)


class DemoDatabase:
    """A prepared database."""

    def __init__(self, databases, short):
        self.short = short
        self.state = paths.STATE / f"{short}.json"
        self.environment = databases.environment
        self.databases = databases

    @property
    def name(self):
        """Return the full name on the server."""
        return self.databases.name(self.short)

    def version(self):
        """Return a text that changes when the server has to be started anew."""
        return f"{tree_digest(paths.ADDON)}-{self.environment.odoo_version}"

    def ensure(self, step, before_upgrade):
        """Make the database, or bring it up to the add-on's present state.

        :param before_upgrade: called before an existing database is upgraded, to stop its server
        """
        if self.short not in self.databases.names():
            self._make(step)
        elif read_json(self.state, {}).get("version") != self.version():
            before_upgrade()
            self.databases.upgrade(step, self.short)
        write_json(self.state, {"version": self.version()})

    def _make(self, step):
        making = f"{self.short}_making"
        self.databases.clone_with_addon(step, making)
        step.say("preparing two companies with their charts of accounts")
        app = {
            "name": "Xero sandbox",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "webhook_key": WEBHOOK_KEY,
            "webhook_slug": WEBHOOK_SLUG,
        }
        script = PREPARE % json.dumps({"companies": COMPANIES, "app": app})
        self.environment.shell(
            self.databases.name(making), script, log_name="demo", cause="the demo's companies could not be prepared"
        )
        self.databases.rename(making, self.short)

    def point_to(self, odoo_url, sandbox_url):
        """Write the addresses of this start into the system parameters."""
        values = {"web.base.url": odoo_url, "web.base.url.freeze": "True"}
        values.update({f"{paths.ADDON_NAME}.{name}_url": sandbox_url for name in ("login", "identity", "api")})
        query = "".join(PARAMETER.format(key=key, value=value) for key, value in values.items())
        self.environment.sql(query, self.name)

    def drop(self):
        """Throw the database away."""
        self.databases.drop(self.short)
        self.state.unlink(missing_ok=True)
