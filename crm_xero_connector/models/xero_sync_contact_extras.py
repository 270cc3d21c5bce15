from odoo import Command, api, models

from odoo.addons.base.models.res_bank import sanitize_account_number

from ..exceptions import MappingError
from ..mappers.merge import ADDRESS, BANK, DETAILS, GROUPS, ORIGIN, PERSONS
from ..mappers.partner import child_person_vals, details, invoice_address_vals, origin
from ..mappers.values import normalise_name


class XeroSyncContact(models.AbstractModel):
    """What a contact has beside its own fields: persons, a second address, groups, a bank account.

    Contact persons and the address for invoices become child contacts, groups become tags. They are remembered in the
    link's snapshot under names that begin with an underscore.
    """

    _inherit = "xero.sync.contact"

    @api.model
    def _remembered(self, connection, contact, partner, refs):
        """Return everything that is remembered of a contact: the partner's values, its persons, its groups.

        A list that Xero did not send is left out: it erases nothing.
        """
        policies = connection._field_policies()
        vals = partner._xero_prepare_vals(connection, contact, refs)
        values = {name: value for name, value in vals.items() if policies.get(name) != "off" or name == "name"}
        if contact.groups or not contact.partial:
            values[GROUPS] = sorted(contact.groups)
        if not contact.partial:
            values[PERSONS] = [[person.name, person.email] for person in contact.people]
            values[ADDRESS] = invoice_address_vals(contact, refs)
            values[DETAILS] = details(contact, refs)
            values[ORIGIN] = origin(contact)
            values[BANK] = contact.bank_account
        return values

    @api.model
    def _remembered_as_far(self, connection, contact, partner, refs):
        """Return what is remembered of a contact that Xero has taken, which is linked whatever an add-on thinks of it.

        :return: (values, a sentence about what went wrong)
        """
        try:
            with self.env["xero.hook"]._savepoint(partner, "_xero_prepare_vals"):
                return self._remembered(connection, contact, partner, refs), ""
        except MappingError as error:
            return {}, error.message

    @api.model
    def _own_fields(self, values):
        return {name: value for name, value in values.items() if not name.startswith("_")}

    @api.model
    def _create_values(self, connection, contact, values):
        """Return the values of a new partner with its persons, its second address and its tags."""
        owner = {"company_id": connection.company_id.id} if connection.contact_scope == "own" else {}
        result = {**self._own_fields(values), **owner}
        children = [{**child_person_vals(person), **owner} for person in contact.people if person.name]
        if values.get(ADDRESS):
            children.append({**values[ADDRESS], **owner, "type": "invoice"})
        if children:
            result["child_ids"] = [Command.create(child) for child in children]
        if values.get(GROUPS):
            result["category_id"] = [Command.set(self._tags(values[GROUPS]).ids)]
        if values.get(BANK):
            result["bank_ids"] = [Command.create({"acc_number": values[BANK]})]
        return result

    @api.model
    def _tags(self, names):
        """Return the tags of these names, made where there is none."""
        Category = self.env["res.partner.category"].with_context(lang="en_US")
        known = {category.name: category for category in Category.search([("name", "in", list(names))])}
        missing = [{"name": name} for name in dict.fromkeys(names) if name not in known]
        return Category.union(*known.values(), Category.create(missing) if missing else Category)

    @api.model
    def _update_extras(self, partner, before, values):
        """Carry over what changed in persons, groups, second address and bank account.

        :return: whether anything was written
        """
        parts = (
            (GROUPS, [], lambda old, new: self._update_tags(partner, set(old), set(new))),
            (PERSONS, [], lambda old, new: self._update_persons(partner, old, new)),
            (ADDRESS, {}, lambda old, new: self._update_address(partner, old, new)),
            (BANK, "", lambda _old, new: self._update_bank(partner, new)),
        )
        written = [
            update(before.get(name, empty), values[name])
            for name, empty, update in parts
            if name in values and values[name] != before.get(name, empty)
        ]
        return any(written)

    @api.model
    def _update_address(self, partner, before, after):
        """Correct the address for invoices, or add it; what a person changed in it stays, and none is removed."""
        child = partner.child_ids.filtered(lambda child: child.type == "invoice")[:1]
        if not child:
            if after:
                partner.child_ids = [Command.create({**after, "type": "invoice", "company_id": partner.company_id.id})]
            return bool(after)
        ours = {name: self._plain(child[name]) for name in after}
        write = {
            name: value
            for name, value in after.items()
            if value != ours[name] and (not ours[name] or ours[name] == before.get(name))
        }
        if write:
            child.write(write)
        return bool(write)

    @api.model
    def _update_bank(self, partner, number):
        """Add a bank account. None is changed or removed, and Odoo trusts none that nobody has confirmed."""
        known = {sanitize_account_number(account.acc_number) for account in partner.bank_ids}
        if not number or sanitize_account_number(number) in known:
            return False
        partner.bank_ids = [Command.create({"acc_number": number})]
        return True

    @api.model
    def _update_tags(self, partner, before, after):
        """Add the tags of new groups and take those of left ones; tags that a person gave stay."""
        new, gone = self._tags(after - before), self._tags(before - after)
        commands = [Command.link(tag.id) for tag in new - partner.category_id]
        commands += [Command.unlink(tag.id) for tag in gone & partner.category_id]
        if commands:
            partner.category_id = commands
        return bool(commands)

    @api.model
    def _update_persons(self, partner, before, after):
        """Create new persons and correct changed ones; a person that left in Xero stays in Odoo."""
        children = {normalise_name(child.name or ""): child for child in partner.child_ids}
        by_email = {(child.email or "").casefold(): child for child in partner.child_ids if child.email}
        written = False
        for name, email in after:
            if [name, email] in before:
                continue
            child = children.get(normalise_name(name)) or by_email.get((email or "").casefold())
            values = {"name": name, **({"email": email} if email else {})}
            if not child:
                owner = {"company_id": partner.company_id.id}
                partner.child_ids = [Command.create({**values, **owner, "type": "contact", "is_company": False})]
                written = True
            elif any(child[field] != value for field, value in values.items()):
                child.write(values)
                written = True
        return written
