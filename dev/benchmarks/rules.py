"""Figures of mapping rules: what they cost when a batch is large."""

from functools import cache

from benchmarks import in_odoo, measures

MANY, FEW = "1000", "100"  # lines


@cache
def figures(stage):
    """Choose with many rules, once for both rows."""
    assert stage.job
    return in_odoo.measure(stage, "rules")


@measures("rules_seconds")
def rules_seconds(stage):
    """Take the time that choosing every value needs."""
    seconds = figures(stage)[MANY]["seconds"]
    return (
        seconds,
        f"{1000 * seconds / int(MANY):.2f} ms a line; {FEW} lines take {figures(stage)[FEW]['seconds']:.2f} s",
    )


@measures("rules_queries")
def rules_queries(stage):
    """Compare the queries for many lines with those for few."""
    few, many = figures(stage)[FEW]["queries"], figures(stage)[MANY]["queries"]
    return many / few, f"{many} queries for {MANY} lines, {few} for {FEW}"
