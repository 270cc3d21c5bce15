"""The budgets of the design, one row each."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One promise: `value <= budget`, both in `unit`."""

    name: str
    what: str
    unit: str
    budget: float


@dataclass(frozen=True)
class Result:
    """One measured row; value and ok are None while nothing measures it."""

    name: str
    value: "float | None"
    unit: str
    budget: float
    ok: "bool | None"
    detail: str


ROWS = (
    Row("confirm_to_xero_p95", "confirm -> in Xero, 50 single invoices, p95", "s", 1),
    Row("confirm_in_import_p95", "the same while an import of 20,000 contacts is under way, p95", "s", 2),
    Row("backlog_seconds", "1,000 waiting invoices of 200 known contacts -> all in Xero", "s", 60),
    Row("post_ratio", "_post() of 100 invoices, with connector / without", "ratio", 1.05),
    Row("calls_1000_invoices", "calls for 1,000 waiting invoices of 200 known contacts", "calls", 25),
    Row("calls_one_invoice", "calls for one invoice", "calls", 1),
    Row("import_ratio", "first import of 10,000 contacts / bare create()", "ratio", 1.3),
    Row("import_calls", "calls of that import", "calls", 12),
    Row("second_pass_writes", "rows written by a second pass without changes", "rows", 0),
    Row("second_pass_share", "time of the second pass / the first", "ratio", 0.1),
    Row("import_scaling", "time per contact at 50,000 / at 5,000", "ratio", 1.15),
    Row("import_memory", "peak memory at 50,000 / at 5,000", "ratio", 1.1),
    Row("webhook_p99", "webhook answer, 200 events in the body, p99", "ms", 100),
    Row("payment_to_paid_p95", "paid in Xero -> paid in Odoo by webhook, p95", "s", 2),
    Row("payment_to_paid_poll_p95", "the same by poll alone, from the begin of the poll, p95", "s", 5),
    Row("rules_seconds", "choosing every value of 1,000 lines with 200 mapping rules", "s", 3),
    Row("rules_queries", "queries of that for 1,000 lines / for 100 lines", "ratio", 1),
    Row("quiet_day_calls", "calls of a quiet organisation in a day", "calls", 150),
)
NOT_YET = "not yet"


def result(row, measured):
    """Return the result of a row from its measurement (value, detail), or from None."""
    if measured is None:
        return Result(row.name, None, row.unit, row.budget, None, NOT_YET)
    value, detail = measured
    return Result(row.name, round(value, 4), row.unit, row.budget, value <= row.budget, detail)


def as_json(results):
    """Return the results as plain dictionaries."""
    return [asdict(item) for item in results]


def line(row, item):
    """Return one line of the printed table."""
    verdict = {None: NOT_YET, True: "ok", False: "OVER"}[item.ok]
    value = "-" if item.value is None else f"{item.value:g} {item.unit}"
    detail = "" if item.ok is None else item.detail
    return f"{row.name:<22} {value:>14} <= {row.budget:<5g} {verdict:<8} {row.what}{f' ({detail})' if detail else ''}"
