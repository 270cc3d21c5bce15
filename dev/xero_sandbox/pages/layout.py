"""One plain look for all pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

CSS = """
*{box-sizing:border-box}body{font:15px/1.5 system-ui,sans-serif;margin:0;color:#1f2933;background:#f4f6f8}
header{background:#12344d;color:#fff;padding:.75rem 1.5rem;display:flex;gap:.4rem 1.5rem;align-items:baseline;flex-wrap:wrap}
header a{color:#fff;text-decoration:none}header nav{display:flex;gap:.4rem 1.2rem;flex-wrap:wrap}header nav a:hover,header nav a[aria-current]{text-decoration:underline}
main{max-width:70rem;margin:1.5rem auto;padding:0 1rem}h1{font-size:1.5rem;margin:.2rem 0 .6rem}h2{font-size:1.1rem}
.card{background:#fff;border:1px solid #d9e2ec;border-radius:8px;padding:1.25rem;margin-bottom:1.25rem;overflow-x:auto}
.narrow{max-width:29rem;margin:3rem auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #e6ebf0}th{color:#52667a;font-weight:600}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}label{display:block;margin:.6rem 0 .2rem}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:0 1rem}.sums{margin-left:auto;width:auto}
input,select{font:inherit;padding:.45rem .6rem;border:1px solid #b8c4d0;border-radius:6px;width:100%}input[type=radio]{width:auto;margin-right:.5rem}
label.choice{border:1px solid #d9e2ec;border-radius:6px;padding:.6rem .8rem;cursor:pointer}
button{font:inherit;padding:.5rem 1rem;border-radius:6px;border:1px solid #12344d;background:#12344d;color:#fff;cursor:pointer;margin:.8rem .4rem 0 0}
button.plain{background:#fff;color:#12344d}button.small{padding:.1rem .6rem;margin:0}
.bad{color:#b42318;background:#fef3f2;border:1px solid #fecdca;border-radius:6px;padding:.5rem .8rem}.muted{color:#52667a}
.tag{border-radius:1rem;padding:.1rem .6rem;background:#e6ebf0;font-size:.85em;white-space:nowrap}
.PAID,.delivered{background:#d1f0dc}.AUTHORISED{background:#dceafe}.VOIDED,.ARCHIVED,.lost,.held{background:#f8d7da}form.inline{display:inline}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#52667a}dd{margin:0}code{word-break:break-all;font-size:.85em}
"""
ABOUT = "Xero sandbox: the Xero side (imitation)"


def page(title: str, body: str, links: Iterable[tuple[str, str]] = (), here: str = "") -> str:
    """Return a whole page; `here` is the address of the link that it belongs to."""
    menu = "".join(
        f'<a href="{escape(url)}"{" aria-current=page" if url == here else ""}>{escape(label)}</a>'
        for label, url in links
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} - Xero sandbox</title><style>{CSS}</style></head><body>"
        f'<header><a href="/"><b>{ABOUT}</b></a><nav>{menu}</nav></header><main>{body}</main></body></html>'
    )


def problem(message: str) -> str:
    return f'<p class="bad" role="alert">{escape(message)}</p>' if message else ""


def text(value: Any) -> str:
    """Return a value for a person: money with two decimals, days and moments in words, nothing for nothing."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        return value.strftime("%d %b %Y %H:%M:%S")
    return value.strftime("%d %b %Y") if isinstance(value, date) else escape(str(value or ""))


def quantity(value: Decimal | None, decimals: int = 0) -> str:
    """Return a number with the decimals that it needs, some at least."""
    if value is None:
        return ""
    whole, _point, rest = f"{value:,f}".partition(".")
    rest = rest.rstrip("0").ljust(decimals, "0")
    return f"{whole}.{rest}" if rest else whole


def tag(status: str) -> str:
    return f'<span class="tag {escape(status)}">{escape(status.capitalize())}</span>'


def link(url: str, label: str) -> str:
    return f'<a href="{escape(url)}">{escape(label)}</a>'


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


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Return a list of names and values; those without a value are left out. Values are HTML already."""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in rows if value) + "</dl>"


def field(label: str, name: str, value: Any = "", kind: str = "text") -> str:
    return (
        f'<div><label for="{escape(name)}">{escape(label)}</label>'
        f'<input id="{escape(name)}" name="{escape(name)}" type="{kind}" value="{escape(str(value or ""))}"></div>'
    )
