"""Figures of the way in: the first import, a second pass without changes, and the calls they take."""

from functools import lru_cache

from benchmarks import in_odoo, measures

NUMBER = 10_000
FEW, MANY = 5_000, 50_000
PROFILED = 2_000


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


@lru_cache(maxsize=1)
def scaled(stage):
    """Return the figures of an import of few and of one of many contacts, each in a process of its own."""
    job = stage.job
    job.control("limits", per_minute=6000)
    figures = []
    for number in (FEW, MANY):
        job.control("seed_contacts", tenant=job.tenant_id, number=number)
        figures.append(in_odoo.measure(stage, "import_new"))
        assert figures[-1]["number"] >= number, figures[-1]
    return figures


def profile(stage):
    """Return in words where the time of an import goes, from a run of its own."""
    stage.job.control("seed_contacts", tenant=stage.job.tenant_id, number=PROFILED)
    parts = in_odoo.measure(stage, "profile_new")
    rest = 1 - sum(parts.values())
    return ", ".join(f"{part} {share:.0%}" for part, share in {**parts, "links and the rest": rest}.items())


@measures("import_scaling")
def import_scaling(stage):
    """Compare the time per contact of a large import with that of a small one."""
    few, many = scaled(stage)
    per_contact = [item["seconds"] / item["number"] for item in (few, many)]
    detail = " and ".join(f"{item['number']} in {item['seconds']:.1f} s" for item in (few, many))
    detail = f"{detail}; {profile(stage)}"
    return per_contact[1] / per_contact[0], detail


@measures("import_memory")
def import_memory(stage):
    """Compare the most memory that the process of a large import has with that of a small one."""
    few, many = scaled(stage)
    detail = " and ".join(f"{item['memory'] / 1024:.0f} MiB" for item in (few, many))
    return many["memory"] / few["memory"], detail
