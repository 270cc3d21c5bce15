from datetime import timedelta, timezone

from odoo import api, fields, models

from .. import const, exceptions
from ..mappers.contact import contact_from_xero
from ..mappers.partner import PartnerRefs
from ..mappers.values import normalise_name


class XeroSyncContact(models.AbstractModel):
    """Brings Xero's contacts into the CRM: page by page, each page in one transaction together with its cursor."""

    _name = "xero.sync.contact"
    _description = "Xero Contacts In"
    _inherit = "xero.sync"

    @api.model
    def _cron_pull(self):
        """Start a run for each connection that is due, then go on with those under way; status first, it is short."""
        for connection in self._connections():
            self.env["xero.sync.payment"]._poll(connection)
            cursor = self.env["xero.cursor"]._of(connection, "contact")
            if cursor.first_done:
                cursor._start()
            if cursor.state == "running" and not cursor._is_waiting():
                connection._guard(lambda connection=connection, cursor=cursor: self._run(connection, cursor))
            if not self._commit(1):
                connection._wake("contact")
                return

    @api.model
    def _run(self, connection, cursor):
        """Read pages until the run is over or the time is up."""
        refs = self._refs()
        while cursor.state == "running":
            left = connection._calls_left()
            try:
                if left is not None and left < const.RESERVE_DAY:
                    raise exceptions.XeroRateLimited(
                        "Calls are kept for new invoices.", retry_after=3600, problem="day"
                    )
                self._pull_page(connection, cursor, refs)
            except exceptions.XeroAuthError:
                raise
            except exceptions.XeroError as error:
                self._pause(cursor, error)
                self._commit()
                return
            if not self._commit(1) and cursor.state == "running":
                connection._wake("contact")
                return

    @api.model
    def _pull_page(self, connection, cursor, refs):
        since = cursor.since.replace(tzinfo=timezone.utc) if cursor.since else None
        page = connection._call(lambda gateway: gateway.contacts(modified_since=since, page=cursor.page))
        contacts = self._parse(connection, page.items)
        counts = self._apply(connection, contacts, refs)
        newest = self._newest(contacts)
        known = [moment for moment in (newest, cursor.newest) if moment]
        cursor.write(
            {
                "page": cursor.page + 1,
                "total": page.item_count or cursor.total,
                "done": cursor.done + len(page.items),
                "newest": max(known, default=False),
                "message": False,
                "resume_at": False,
                **{name: cursor[name] + count for name, count in counts.items()},
            }
        )
        if page.is_last:
            overlap = timedelta(seconds=const.OVERLAP_SECONDS)
            cursor._finish(cursor.newest and cursor.newest - overlap)
            connection._wake("push")
        self.env.ref("crm_xero_connector.group_user").sudo()._bus_send("crm_xero/progress", {"id": connection.id})

    @api.model
    def _newest(self, contacts):
        """Return the latest time of change among contacts, in UTC without a zone, None for none."""
        newest = max((contact.updated_at for contact in contacts if contact.updated_at), default=None)
        return newest and newest.astimezone(timezone.utc).replace(tzinfo=None)

    @api.model
    def _parse(self, connection, items):
        """Return the contacts of a page; one that cannot be understood is noted and does not hold back the others."""
        contacts = []
        for item in items:
            try:
                contacts.append(contact_from_xero(item))
            except exceptions.MappingError as error:
                self.env["xero.log"]._note(connection, "contact", self._describe(error), "error")
        return contacts

    @api.model
    def _refs(self):
        countries = self.env["res.country"].with_context(lang="en_US").search([])
        states = self.env["res.country.state"].search([])
        country_ids = {normalise_name(country.name): country.id for country in countries}
        country_ids.update({normalise_name(country.code): country.id for country in countries if country.code})
        state_ids = {(state.country_id.id, normalise_name(state.name)): state.id for state in states}
        state_ids.update({(state.country_id.id, normalise_name(state.code)): state.id for state in states})
        return PartnerRefs(country_ids=country_ids, state_ids=state_ids)

    # --- applying a page ---------------------------------------------------------------------------------------------

    @api.model
    def _apply(self, connection, contacts, refs):
        """Create, link and update partners; what is unchanged is not written.

        :return: dict of counter -> number
        """
        counts = dict.fromkeys(("created", "linked", "updated", "doubtful", "left_out"), 0)
        links = self.env["xero.link"]._index(connection, "contact", [contact.xero_id for contact in contacts])
        new, known = [], []
        for contact in contacts:
            if contact.merged_to or (contact.status == "GDPRREQUEST" and contact.xero_id not in links):
                self._follow_merge(connection, contact, links)
            elif contact.xero_id in links:
                known.append((links[contact.xero_id], contact))
            elif connection._wants_contact(contact):
                new.append(contact)
            else:
                counts["left_out"] += 1
        counts["updated"] = self._update_all(connection, known, refs)
        return {**counts, **self._take_in(connection, new, refs)}

    @api.model
    def _take_in(self, connection, contacts, refs):
        """Match contacts that were never seen, create the partners of the others with one call each of `create`."""
        matches = self._match_page(connection, contacts)
        groups = {"create": [], "link": [], "review": []}
        for contact in contacts:
            verdict, found = matches[contact.xero_id]
            groups[verdict].append((contact, found))
        create, link, doubtful = groups.values()
        Partner = self.env["res.partner"].with_context(**self._quiet())
        fresh = [self._remembered(connection, contact, Partner, refs) for contact, _found in create]
        partners = Partner.create(
            [self._create_values(contact, values) for (contact, _found), values in zip(create, fresh)]
        )
        rows = [
            {**self._link_values(connection, contact, partner, values), "created_here": True}
            for (contact, _found), partner, values in zip(create, partners, fresh)
        ]
        for contact, partner in link:
            values = self._remembered(connection, contact, partner, refs)
            rows.append(self._link_values(connection, contact, partner, values))
            self._fill_in(partner, values)
        rows += [self._review_values(connection, contact, found, refs) for contact, found in doubtful]
        self.env["xero.link"].create(rows)
        return {"created": len(create), "linked": len(link), "doubtful": len(doubtful)}

    @api.model
    def _quiet(self):
        return {"tracking_disable": True, "mail_create_nosubscribe": True, "no_vat_validation": True}

    @api.model
    def _link_values(self, connection, contact, partner, values):
        """Return the row of a partner and a contact that belong together.

        :param values: the partner values of the contact, which are remembered
        """
        return {
            "connection_id": connection.id,
            "company_id": connection.company_id.id,  # said here, it need not be computed for thousands
            "entity": "contact",
            "res_model": "res.partner",
            "res_id": partner.id,
            "record_name": partner.name,
            "xero_id": contact.xero_id,
            "state": "synced",
            **self._remote_values(contact),
            "snapshot": values,
        }

    @api.model
    def _review_values(self, connection, contact, found, refs):
        """Return the row of a contact that could be one of several partners: a person decides."""
        names = ", ".join(found.mapped("display_name"))
        return {
            "connection_id": connection.id,
            "entity": "contact",
            "res_model": "res.partner",
            "record_name": contact.name,
            "xero_id": contact.xero_id,
            "state": "review",
            **self._remote_values(contact),
            "message": self.env._("Could be one of several contacts in Odoo: %s. Please choose one.", names),
            "snapshot": self.env["res.partner"]._xero_prepare_vals(connection, contact, refs),
            "candidate_ids": [fields.Command.set(found.ids)],
            "choice_id": found.id if len(found) == 1 else False,
        }

    @api.model
    def _remote_values(self, contact):
        updated = contact.updated_at
        return {
            "remote_status": contact.status,
            "remote_updated_at": updated.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
            if updated
            else False,
        }

    @api.model
    def _fill_in(self, partner, values):
        """Give a matched partner what it lacks; what a person wrote in Odoo stays."""
        own = self._own_fields(values)
        missing = {name: value for name, value in own.items() if name != "active" and not partner[name]}
        partner = partner.with_context(**self._quiet())
        if missing:
            partner.write(missing)
        self._update_extras(partner, {}, values)

    @api.model
    def _update_all(self, connection, known, refs):
        """Carry over what changed in Xero since the last exchange; what did not is not even read here.

        :param known: list of (link, contact)
        :return: how many partners were written
        """
        Partner = self.env["res.partner"].with_context(**self._quiet())
        changed = []
        for link, contact in known:
            if not link.res_id:
                continue
            values = self._remembered(connection, contact, Partner.browse(link.res_id), refs)
            remote = self._remote_values(contact)
            if (link.snapshot or {}) != {**(link.snapshot or {}), **values} or self._differs(link, remote):
                changed.append((link, values, remote))
        there = set(Partner.browse([link.res_id for link, _values, _remote in changed]).exists().ids)
        return sum(
            self._update(link, Partner.browse(link.res_id), values, remote)
            for link, values, remote in changed
            if link.res_id in there
        )

    @api.model
    def _differs(self, link, remote):
        return any(link[name] != value for name, value in remote.items() if value)

    @api.model
    def _update(self, link, partner, values, remote):
        """Write to one partner what is new in Xero; what only Odoo changed is left alone.

        :return: whether anything was written
        """
        before = link.snapshot or {}
        changed = {name: value for name, value in self._own_fields(values).items() if before.get(name) != value}
        write = {name: value for name, value in changed.items() if self._plain(partner[name]) != value}
        if write:
            partner.write(write)
        extras = self._update_extras(partner, before, values)
        link.write({**remote, "snapshot": {**before, **values}, "record_name": partner.name})
        return bool(write) or extras

    @api.model
    def _plain(self, value):
        return value.id if isinstance(value, models.BaseModel) else value

    @api.model
    def _follow_merge(self, connection, contact, links):
        """Lead the link of a contact that was merged away to the one it became."""
        link = links.get(contact.xero_id)
        if not link or link.remote_status == contact.status:
            return
        target = self.env["xero.link"]._index(connection, "contact", [contact.merged_to]) if contact.merged_to else {}
        values = self._remote_values(contact)
        if contact.merged_to and not target:
            values["xero_id"] = contact.merged_to
        link.write(values)
