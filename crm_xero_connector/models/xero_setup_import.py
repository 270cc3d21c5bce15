from dataclasses import dataclass
from typing import Any

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError

from .xero_setup_names import SetupProblem

TO_DO = ("create", "change")


@dataclass
class Step:
    """One setting or row of a file, and what becomes of it.

    :param model: whose it is
    :param label: what it is about, in words
    :param outcome: of `xero.setup.line`
    :param text: what would change, or why it cannot be
    :param record: what is there already
    :param values: what is written
    """

    model: str
    label: str
    outcome: str
    text: str = ""
    record: Any = None
    values: dict[str, Any] | None = None


class XeroSetup(models.AbstractModel):
    """Compares a set-up with a connection, tries it out and applies it.

    Trying out is applying, taken back: whatever Odoo would refuse is refused then, and is left out when it counts.
    """

    _inherit = "xero.setup"

    @api.model
    def _plan(self, connection, data):
        """Return what an import would do; nothing is written.

        :param data: the file as plain values, its shape checked
        :return: list of `Step`, in the order of their import
        :raise AccessError: when the user may not change the connection
        """
        connection.check_access("write")
        self = self._within(connection)
        connection = connection.with_env(self.env)
        steps = self._plan_settings(connection, data["settings"])
        for model in self._models():
            steps += self._plan_rows(model, connection, data["rows"].get(model, []))
        for model in sorted(data["rows"].keys() - set(self._models())):
            text = self.env._("This database has no such rows: they cannot be imported.")
            steps.append(Step(model, str(model)[:80], "refused", text))
        self._try_out(connection, steps)
        return steps

    @api.model
    def _apply(self, connection, data):
        """Do what `_plan` returns, all of it or, where something fails unexpectedly, nothing.

        :return: list of `Step`
        """
        steps = self._plan(connection, data)
        self = self._within(connection)
        for step in steps:
            self._carry_out(connection, step)
        if any(step.outcome in TO_DO for step in steps):
            names = ", ".join(step.label for step in steps if step.outcome in TO_DO)
            text = self.env._("%(user)s imported a set-up: %(names)s", user=self.env.user.name, names=names)
            self.env["xero.log"].sudo()._note(connection, "set-up", text)
        return steps

    @api.model
    def _carry_out(self, connection, step):
        if step.outcome not in TO_DO:
            return
        Model = self.env[step.model]
        values = Model._convert_to_write(step.values)
        if step.outcome == "change":
            step.record.with_env(self.env).write(values)
        else:
            Model.create({**values, "connection_id": connection.id})

    @api.model
    def _try_out(self, connection, steps):
        """Find out what Odoo would refuse, with everything before it done already.

        Going back to a savepoint forgets what waits for the commit, such as waking a lane. So nothing is caught when
        it counts: what would be refused is known from here by then.
        """
        savepoint = self.env.cr.savepoint()
        try:
            for step in steps:
                try:
                    with self.env.cr.savepoint():
                        self._carry_out(connection, step)
                except (UserError, ValueError) as error:
                    step.outcome, step.text = "refused", str(error)
                except (psycopg2.IntegrityError, psycopg2.DataError) as error:
                    step.outcome, step.text = "refused", self.env[step.model]._sql_error_to_message(error)
        finally:
            savepoint.close(rollback=True)
            self.env.registry.clear_cache()  # it may hold what is no longer so

    # --- settings ----------------------------------------------------------------------------------------------------

    @api.model
    def _plan_settings(self, connection, settings):
        """Return a step for each setting; one that the file leaves empty stays as it is."""
        known = self._fields_of(connection._name)
        steps = []
        for name, raw in settings.items():
            if name not in known:
                text = self.env._("This setting is not known here.")
                steps.append(Step(connection._name, str(name)[:80], "refused", text))
            elif raw is not None:
                steps.append(self._plan_setting(connection, known[name], raw))
        return steps

    @api.model
    def _plan_setting(self, connection, field, raw):
        label = self._label_of(field)
        try:
            values = {field.name: self._decode(field, raw, connection)}
        except SetupProblem as problem:
            return Step(connection._name, label, problem.kind, str(problem))
        return self._compare(connection, values, label)

    @api.model
    def _compare(self, record, values, label):
        changes = self._changes(record, values)
        if not changes:
            return Step(record._name, label, "same", record=record)
        text = self._say_changes(record, changes)
        if len(values) == 1:  # a setting, whose name is the label
            text = text.removeprefix(f"{label}: ")
        return Step(record._name, label, "change", text, record, changes)

    # --- rows --------------------------------------------------------------------------------------------------------

    @api.model
    def _plan_rows(self, model, connection, rows):
        """Return a step for each row; what only this connection has is not mentioned and stays."""
        known = {}
        for record in self._rows_of(model, connection):
            known.setdefault(self._key_of(record), []).append(record)
        return [self._plan_row(model, connection, raw, known) for raw in rows]

    @api.model
    def _plan_row(self, model, connection, raw, known):
        """Return the step of a row.

        :param known: the records that are there, by their key; the one that the row is gets taken out
        """
        try:
            values = self._decode_row(model, raw, connection)
        except SetupProblem as problem:
            return Step(model, self._label_in_file(model, raw), problem.kind, str(problem))
        row = self.env[model].new(self.env[model]._convert_to_write(values))
        key, label = self._key_of(row), self._label_of_row(row)
        if known.get(key):
            return self._compare(known[key].pop(0), values, label)
        return Step(model, label, "create", self._say_values(model, values), values=values)

    @api.model
    def _key_of(self, record):
        """Return what tells a row from the others: what its model says, else its name."""
        if hasattr(record, "_setup_key"):
            return record._setup_key()
        return (record[record._rec_name or "display_name"],)

    @api.model
    def _label_in_file(self, model, raw):
        """Return what a row of a file is about, as far as the file alone tells: its name, or what it maps in Odoo."""
        values = raw if isinstance(raw, dict) else {}
        if isinstance(values.get(self.env[model]._rec_name), str):
            return values[self.env[model]._rec_name][:80]
        for name, field in self._fields_of(model).items():
            value = values.get(name)
            first = value[0] if isinstance(value, list) and value else value
            if field.comodel_name and not field.comodel_name.startswith("xero.") and isinstance(first, dict):
                return self._say_name(field.comodel_name, first)
        return self.env[model].new({}).display_name or self._say_kind(model)

    @api.model
    def _label_of_row(self, record):
        """Return what a row is about: its name, or its source where it is called after what it is mapped to."""
        field = record._fields.get(record._rec_name)
        if field is None or field.type not in ("selection", "many2one"):
            return record.display_name
        if field.type == "selection":
            return self._say(field, record[field.name])
        relations = [record[name] for name, field in self._fields_of(record._name).items() if field.comodel_name]
        return next(filter(None, relations), record).display_name
