from odoo import Command, api, models

from ..mappers.partner import child_person_vals
from ..mappers.values import normalise_name

PERSONS, GROUPS = "_persons", "_groups"


class XeroSyncContact(models.AbstractModel):
    """What a contact has beside its own fields: contact persons become child contacts, groups become tags.

    They are remembered in the link's snapshot under names that begin with an underscore.
    """

    _inherit = "xero.sync.contact"

    @api.model
    def _remembered(self, connection, contact, partner, refs):
        """Return everything that is remembered of a contact: the partner's values, its persons, its groups.

        A list that Xero did not send is left out: it erases nothing.
        """
        values = dict(partner._xero_prepare_vals(connection, contact, refs))
        if not contact.partial:
            values[PERSONS] = [[person.name, person.email] for person in contact.persons]
        if contact.groups or not contact.partial:
            values[GROUPS] = sorted(contact.groups)
        return values

    @api.model
    def _own_fields(self, values):
        return {name: value for name, value in values.items() if not name.startswith("_")}

    @api.model
    def _create_values(self, contact, values):
        """Return the values of a new partner with its persons and tags."""
        result = self._own_fields(values)
        children = [Command.create(child_person_vals(person)) for person in contact.persons if person.name]
        if children:
            result["child_ids"] = children
        if values.get(GROUPS):
            result["category_id"] = [Command.set(self._tags(values[GROUPS]).ids)]
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
        """Carry over what changed in persons and groups.

        :return: whether anything was written
        """
        written = False
        if GROUPS in values and values[GROUPS] != before.get(GROUPS, []):
            written = self._update_tags(partner, set(before.get(GROUPS, [])), set(values[GROUPS]))
        if PERSONS in values and values[PERSONS] != before.get(PERSONS, []):
            written = self._update_persons(partner, before.get(PERSONS, []), values[PERSONS]) or written
        return written

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
                partner.child_ids = [Command.create({**values, "type": "contact", "is_company": False})]
                written = True
            elif any(child[field] != value for field, value in values.items()):
                child.write(values)
                written = True
        return written
