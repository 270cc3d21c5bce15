"""Template databases, and clones of them that are there in less than a second.

`tpl_<hash>` has Odoo with account, crm and two countries' charts; `addon_<hash>` is that plus this add-on. Both keep
their attachments in the database, so that a clone needs no files. A name stands for a finished database: it is made
under another name and renamed.
"""

import os

import paths
from commands import run_logged
from environment import REMEDY
from setup_venv import fingerprint
from state import digest, tree_digest

MODULES = ("account", "crm", "l10n_au", "l10n_nz")
RUNS = ("test", "packaging", "processes", "origin")
STRATEGY_SINCE = 150000  # PostgreSQL 15; older ones always copy files
RECIPE = "1"  # to be raised when the way a template is made changes
FINISH = """
env['ir.config_parameter'].set_param('ir_attachment.location', 'db')
env['ir.attachment'].force_storage()
env['ir.cron'].search([('model_id.model', '=', 'publisher_warranty.contract')]).active = False
env.cr.commit()
"""
NO_AUTOVACUUM = """
DO $$ DECLARE one regclass; BEGIN
    FOR one IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', one);
    END LOOP;
END $$"""


class Databases:
    """The databases of one environment."""

    def __init__(self, environment):
        self.environment = environment
        # On a server that others use too, this checkout's databases carry its name.
        self.prefix = "" if environment.pg["own"] else f"{paths.ADDON_NAME}_{paths.checkout_id()}_"

    def name(self, short):
        """Return the full name of this checkout's database `short`."""
        return self.prefix + short

    def names(self):
        """Return the names of this checkout's databases, without the prefix."""
        query = f"SELECT datname FROM pg_database WHERE starts_with(datname, '{self.prefix}')"
        reserved = {"postgres", "template0", "template1"}
        return {row[len(self.prefix) :] for row in self.environment.sql(query)} - reserved

    def ensure_template(self, step):
        """Return the short name of the template with Odoo's own modules, making it if needed."""
        return self._ensure(step, "tpl", self._template_hash(), None, MODULES)

    def ensure_addon_template(self, step):
        """Return the short name of the template with the add-on installed, making it if needed."""
        template = self.ensure_template(step)
        wanted = digest(self._template_hash(), tree_digest(paths.ADDON))
        return self._ensure(step, "addon", wanted, template, (paths.ADDON_NAME,))

    def _template_hash(self):
        return digest(RECIPE, self.environment.odoo_version, fingerprint(), ",".join(MODULES))

    def _ensure(self, step, kind, wanted, origin, modules):
        short = f"{kind}_{wanted}"
        present = self.names()
        if short in present:
            return short
        making = f"{kind}_making"
        mark = paths.RUN / f"{making}.installed"
        if making not in present or not mark.is_file() or mark.read_text(encoding="utf-8") != wanted:
            mark.unlink(missing_ok=True)
            for old in present:
                if old.startswith(f"{kind}_"):
                    self.drop(old)
            if origin:
                self._create(making, origin)
            self._run_odoo(step, making, "-i", modules, mark=(mark, wanted))
        cause = "Odoo could not finish the template"
        self.environment.shell(self.name(making), FINISH, log_name=f"finish-{making}", cause=cause)
        self.environment.sql(
            f'ALTER DATABASE "{self.name(making)}" RENAME TO "{self.name(short)}";'
            f'ALTER DATABASE "{self.name(short)}" ALLOW_CONNECTIONS false'
        )
        return short

    def _run_odoo(self, step, short, option, modules, mark=None):
        """Install (`-i`) or upgrade (`-u`) modules; see `run_logged` for the mark."""
        what = ", ".join(modules)
        log_name = f"odoo{option}-{short}"

        def show(log):
            loaded = log.read_text(encoding="utf-8", errors="replace").count("odoo.modules.loading: Module")
            step.say(f"{'upgrading' if option == '-u' else 'installing'} {what}, {loaded} modules loaded")

        options = [option, ",".join(modules), "--stop-after-init", "--no-http"]
        run_logged(
            self.environment.odoo("server", "-d", self.name(short), *options),
            log_name,
            cause=f"Odoo could not install {what}",
            remedy=f"read {paths.LOGS / log_name}.log. {REMEDY}",
            on_poll=show,
            env=self.environment.variables(),
            mark=mark,
        )

    def _create(self, short, origin):
        """Copy a database.

        File by file: the other strategy copies sequences with values that count as logged but are not in the new
        database, so that a killed server comes back with sequences that give used numbers again.
        """
        self.drop(short)
        old = int(self.environment.sql("SHOW server_version_num")[0]) < STRATEGY_SINCE
        strategy = "" if old else "STRATEGY FILE_COPY"
        self.environment.sql(f'CREATE DATABASE "{self.name(short)}" TEMPLATE "{self.name(origin)}" {strategy}')

    def clone_with_addon(self, step, short):
        """Make `short` a fresh database with the add-on installed."""
        template = self.ensure_addon_template(step)
        self._drop_dead_runs()
        self._create(short, template)

    def stop_autovacuum(self, short):
        """Have PostgreSQL count nothing by itself in a database whose tests never commit.

        It cannot see their rows: it would write down that tables with thousands of them are empty, and from then on
        read such tables by nested loops, for minutes.
        """
        self.environment.sql(NO_AUTOVACUUM, self.name(short))

    def clone_of_addon(self, short):
        """Make `short` a fresh database with the add-on; its template is there in every run that has a database."""
        self._create(short, next(name for name in self.names() if name.startswith("addon_") and name != "addon_making"))

    def copy(self, short, origin):
        """Make `short` a fresh copy of another database, which nobody may be connected to."""
        self._create(short, origin)

    def clone_without_addon(self, short):
        """Make `short` a fresh database with Odoo's own modules only; the template is there after any set-up."""
        self._create(short, f"tpl_{self._template_hash()}")

    def rename(self, short, new):
        """Give a finished database its name."""
        self.environment.sql(f'ALTER DATABASE "{self.name(short)}" RENAME TO "{self.name(new)}"')

    def upgrade(self, step, short):
        """Upgrade the add-on in a database."""
        self._run_odoo(step, short, "-u", (paths.ADDON_NAME,))

    def drop(self, short):
        """Drop a database if it exists, with whoever is connected to it."""
        self.environment.sql(f'DROP DATABASE IF EXISTS "{self.name(short)}" WITH (FORCE)')

    def _drop_dead_runs(self):
        """Drop the databases of runs (`test_<process number>` and the like) whose process is gone."""
        for short in self.names():
            kind, _, number = short.rpartition("_")
            if kind in RUNS and number.isdigit() and not os.path.exists(f"/proc/{number}"):
                self.drop(short)
