"""What mapping rules cost, measured inside of Odoo in a transaction that is rolled back."""

import time
from unittest.mock import patch

RULES, LINES_EACH, PRODUCTS, CUSTOMERS = 200, 10, 50, 20


def rules(env):
    """Choose everything for 100 lines and for 1,000, with 200 rules of one condition each.

    :return: dict of lines -> seconds and number of queries, from an empty cache
    """
    connection = env["xero.connection"].search([("state", "=", "connected")], limit=1)
    env = env(context={"allowed_company_ids": connection.company_id.ids})
    goods = env["product.product"].create([{"name": f"Thing {n}", "default_code": f"T{n}"} for n in range(PRODUCTS)])
    partners = env["res.partner"].create([{"name": f"Customer {n}"} for n in range(CUSTOMERS)])
    _make_rules(env, connection, goods, partners)
    found = {}
    for lines in (100, 100, 1000):  # what Odoo keeps for the whole process is read by the first one
        moves = _documents(env, connection, lines // LINES_EACH, goods, partners)
        env.flush_all()
        env.invalidate_all()
        found[str(lines)] = _choose(env, connection, moves)
    env.cr.rollback()
    return found


def _make_rules(env, connection, goods, partners):
    domain = [("connection_id", "=", connection.id), ("is_sales_account", "=", True)]
    account = env["xero.account"].search(domain, limit=1)
    conditions = (
        lambda n: {"product_ids": goods[n % PRODUCTS].ids},
        lambda n: {"partner_ids": partners[n % CUSTOMERS].ids},
        lambda n: {"line_domain": f"[('product_id.default_code', '=', 'T{n % PRODUCTS}')]"},
        lambda _n: {"document_kind": "out_refund"},
    )
    env["xero.rule"].create(
        [
            {
                "connection_id": connection.id,
                "name": f"Rule {n}",
                "sequence": n,
                "xero_account_id": account.id,
                **conditions[n % len(conditions)](n),
            }
            for n in range(RULES)
        ]
    )


def _documents(env, connection, number, goods, partners):
    tax = connection.tax_mapping_ids.filtered(lambda row: row.effective_rate == 10.0)[:1].tax_ids
    line = {"quantity": 2, "price_unit": 49.9, "tax_ids": [(6, 0, tax.ids)]}
    return env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partners[n % CUSTOMERS].id,
                "invoice_date": "2026-11-20",
                "invoice_line_ids": [
                    (0, 0, {**line, "product_id": goods[(n + m) % PRODUCTS].id}) for m in range(LINES_EACH)
                ],
            }
            for n in range(number)
        ]
    )


def _choose(env, connection, moves):
    """Return how long it takes to choose each value of documents and their lines, and in how many queries."""
    cursor, count = type(env.cr), 0
    execute = cursor.execute

    def counted(cr, *args, **options):
        nonlocal count
        count += 1
        return execute(cr, *args, **options)

    started = time.perf_counter()
    with patch.object(cursor, "execute", counted):
        chosen = connection._with_choices_for(moves)
        for move in moves:
            for choose in (chosen._choose_send, chosen._choose_status, chosen._choose_theme, chosen._choose_reference):
                choose(move)
            for line in move.invoice_line_ids:
                chosen._choose_rate(line, line.tax_ids)
                for choose in (chosen._choose_account, chosen._choose_item, chosen._choose_tracking):
                    choose(line)
    return {"seconds": time.perf_counter() - started, "queries": count}
