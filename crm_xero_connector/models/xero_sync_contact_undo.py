from psycopg2 import sql

from odoo import SUPERUSER_ID, api, models

from ..mappers.merge import ADDRESS, BANK, PERSONS

# What a person may have filled in where Xero had nothing.
COULD_BE_ADDED = (
    "email", "phone", "website", "vat", "ref", "company_registry", "street", "street2", "city", "zip", "country_id",
    "state_id", "comment", "function", "user_id",
)  # fmt: skip
# References that every imported partner has by itself, or that go with it.
OWN_TABLES = {
    "res_partner",
    "res_partner_bank",
    "res_partner_res_partner_category_rel",
    "xero_link_candidate_rel",
    "xero_link",
}
BY_MODEL = (
    ("mail.activity", "res_model", []),
    ("ir.attachment", "res_model", [("res_field", "=", False)]),
    ("mail.message", "model", [("message_type", "in", ("comment", "email"))]),
)


class XeroSyncContact(models.AbstractModel):
    """Takes a first run back: removes what it created and nobody has touched or used since, and unlinks the rest."""

    _inherit = "xero.sync.contact"

    @api.model
    def _undo(self, connection):
        """Remove the partners that a connection's runs created, as far as nobody needs them.

        :return: (number removed, number kept because somebody changed or used them, number that were only linked)
        """
        domain = [("connection_id", "=", connection.id), ("entity", "=", "contact")]
        links = self.env["xero.link"].search(domain)
        created = links.filtered("created_here")
        Partner = self._partners(connection).with_context(active_test=False)
        there = Partner.browse(created.mapped("res_id")).exists()
        snapshots = {link.res_id: link.snapshot or {} for link in created}
        untouched = there.filtered(lambda partner: self._is_untouched(partner, snapshots[partner.id]))
        used = self._used(untouched | untouched.child_ids)
        removable = untouched.filtered(lambda partner: not used & {partner.id, *partner.child_ids.ids})
        documents = [("connection_id", "=", connection.id), ("res_model", "=", "account.move"), ("res_id", "!=", False)]
        moves = self.env["account.move"].browse(self.env["xero.link"].search(documents).mapped("res_id")).exists()
        links.filtered(lambda link: link.res_id not in moves.commercial_partner_id.ids).unlink()
        removed = len(removable)
        (removable.child_ids | removable).unlink()
        self.env["xero.cursor"]._of(connection, "contact").write(
            {"state": "idle", "first_done": False, "since": False, "message": False, "done": 0, "total": 0}
        )
        return removed, len(there) - removed, len(links) - len(created)

    @api.model
    def _is_untouched(self, partner, snapshot):
        """Tell whether a partner is still as it came: no person wrote it last, nothing differs, nothing was added."""
        own = self._own_fields(snapshot)
        same = all(self._plain(partner[name]) == value for name, value in own.items())
        added = any(partner[name] for name in COULD_BE_ADDED if name not in own)
        if added or not same or partner.write_uid.id != SUPERUSER_ID:
            return False
        if [account.acc_number for account in partner.bank_ids] != list(filter(None, [snapshot.get(BANK)])):
            return False
        came = [[name, email or ""] for name, email in snapshot.get(PERSONS, []) if name]
        if address := snapshot.get(ADDRESS):
            came.append([address.get("name", ""), address.get("email", "")])
        return sorted([child.name or "", child.email or ""] for child in partner.child_ids) == sorted(came)

    @api.model
    def _used(self, partners):
        """Return the ids of partners that anything in the database refers to."""
        used, ids = set(), partners.ids
        if not ids:
            return used
        self.env.flush_all()
        for table, column in self._references():
            query = sql.SQL("SELECT DISTINCT {column} FROM {table} WHERE {column} = ANY(%s)").format(
                column=sql.Identifier(column), table=sql.Identifier(table)
            )
            self.env.cr.execute(query, [ids])
            used.update(row[0] for row in self.env.cr.fetchall())
        for model, name, domain in BY_MODEL:
            records = self.env[model].sudo().search([(name, "=", "res.partner"), ("res_id", "in", ids), *domain])
            used.update(records.mapped("res_id"))
        return used

    @api.model
    def _references(self):
        """Return (table, column) of every foreign key to partners, but for what comes with a partner itself."""
        found = self.env["base.partner.merge.automatic.wizard"]._get_fk_on("res_partner")
        return [(table, column) for table, column in found if table not in OWN_TABLES]
