"""One plain look for all pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

CSS = """
*{box-sizing:border-box}body{font:15px/1.5 system-ui,sans-serif;margin:0;color:#1f2933;background:#f4f6f8}
header{background:#12344d;color:#fff;padding:.75rem 1.5rem;display:flex;gap:1.5rem;align-items:baseline;flex-wrap:wrap}
header a{color:#fff;text-decoration:none}header small{opacity:.75}main{max-width:70rem;margin:1.5rem auto;padding:0 1rem}
.card{background:#fff;border:1px solid #d9e2ec;border-radius:8px;padding:1.25rem;margin-bottom:1.25rem;overflow-x:auto}
.narrow{max-width:27rem;margin:3rem auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #e6ebf0}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}label{display:block;margin:.6rem 0 .2rem}
input,select{font:inherit;padding:.45rem .6rem;border:1px solid #b8c4d0;border-radius:6px;width:100%}input[type=radio]{width:auto;margin-right:.5rem}
button{font:inherit;padding:.5rem 1rem;border-radius:6px;border:1px solid #12344d;background:#12344d;color:#fff;cursor:pointer;margin:.8rem .4rem 0 0}
button.plain{background:#fff;color:#12344d}.bad{color:#b42318}.muted{color:#627d98}.tag{border-radius:1rem;padding:.1rem .6rem;background:#e6ebf0;font-size:.85em}
.PAID{background:#d1f0dc}.AUTHORISED{background:#dceafe}.VOIDED,.ARCHIVED{background:#f8d7da}form.inline{display:inline}
"""


def page(title: str, body: str, links: Iterable[tuple[str, str]] = ()) -> str:
    menu = "".join(f'<a href="{escape(url)}">{escape(text)}</a>' for text, url in links)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)} - Xero sandbox</title><style>{CSS}</style></head><body><header>"
        f'<a href="/"><b>Xero sandbox</b></a> <small>a stand-in for Xero, for tests and demos</small>{menu}</header>'
        f"<main>{body}</main></body></html>"
    )


def text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        return value.strftime("%d %b %Y %H:%M")
    return value.strftime("%d %b %Y") if isinstance(value, date) else escape(str(value or ""))


def tag(status: str) -> str:
    return f'<span class="tag {escape(status)}">{escape(status.capitalize())}</span>'


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], empty: str) -> str:
    """Return a table; a head that begins with > is a column of numbers. Cells are HTML already."""
    heads, rows = list(heads), [list(row) for row in rows]
    if not rows:
        return f'<p class="muted">{escape(empty)}</p>'
    marks = [' class="n"' if head.startswith(">") else "" for head in heads]
    top = "".join(f"<th{mark}>{escape(head.lstrip('>'))}</th>" for head, mark in zip(heads, marks))
    body = "".join(
        "<tr>" + "".join(f"<td{mark}>{cell}</td>" for cell, mark in zip(row, marks)) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
