"""Figures of the way in: the first import, a second pass without changes, and the calls they take."""

from functools import lru_cache

from benchmarks import in_odoo, measures

NUMBER = 10_000


@lru_cache(maxsize=1)
def imported(stage):
    """Return the figures of one import, measured once for all rows."""
    job = stage.job
    job.control("limits", per_minute=6000)
    job.control("seed_contacts", tenant=job.tenant_id, number=NUMBER)
    before = len(job.control("requests"))
    figures = in_odoo.measure(stage, "import_contacts")
    pages = -(-figures["number"] // 1000)
    # first pass, second pass, and the reading of the values for the bare creation: the same pages each
    return {**figures, "calls": (len(job.control("requests")) - before) / 3, "pages": pages}


@measures("import_ratio")
def import_ratio(stage):
    """Compare the import with the bare creation of the same partners."""
    figures = imported(stage)
    detail = f"{figures['number']} contacts in {figures['first']:.1f} s, bare {figures['bare']:.1f} s"
    return figures["first"] / figures["bare"], detail


@measures("import_calls")
def import_calls(stage):
    """Count the calls of one pass."""
    figures = imported(stage)
    return figures["calls"], f"{figures['pages']} pages"


@measures("second_pass_writes")
def second_pass_writes(stage):
    """Count the rows of partners that a second pass wrote, by their version in PostgreSQL."""
    return imported(stage)["written"], "row versions of res_partner"


@measures("second_pass_share")
def second_pass_share(stage):
    """Compare the second pass with the first."""
    figures = imported(stage)
    return figures["second"] / figures["first"], f"{figures['second']:.1f} s of {figures['first']:.1f} s"
